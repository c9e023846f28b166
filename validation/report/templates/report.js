// The table of measurements can be sorted and filtered. Without this script it is whole and readable.
"use strict";
(() => {
  const table = document.querySelector("table.measurements");
  const groups = [...table.tBodies];
  const rows = [...table.querySelectorAll("tbody tr:not(.group)")];
  const homes = rows.map((row) => row.parentElement);
  const sorted = table.createTBody();
  const headings = [...table.tHead.rows[0].cells];
  const filter = document.getElementById("filter");
  const status = document.getElementById("filtered");

  const key = (row, column) => row.cells[column].dataset.key ?? row.cells[column].textContent.trim();

  function compare(one, other, isNumber) {
    if (one === "" || other === "") return (one === "") - (other === "") || 0;
    return isNumber ? one - other : one.localeCompare(other);
  }

  function arrange(column, direction) {
    if (direction === "none") {
      rows.forEach((row, at) => homes[at].append(row));
      return;
    }
    const isNumber = headings[column].dataset.kind === "number";
    const sign = direction === "ascending" ? 1 : -1;
    const keyed = rows.map((row) => [key(row, column), row]);
    keyed.sort(([a], [b]) => (a === "" || b === "" ? 1 : sign) * compare(a, b, isNumber));
    sorted.append(...keyed.map(([, row]) => row));
  }

  function show() {
    const wanted = filter.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of rows) {
      const text = row.textContent.toLowerCase();
      row.hidden = !wanted.every((word) => text.includes(word));
    }
    for (const group of groups) {
      group.hidden = !group.querySelector("tr:not(.group):not([hidden])");
    }
    const left = rows.filter((row) => !row.hidden).length;
    status.textContent = left === rows.length ? `${left} measurements` : `${left} of ${rows.length} measurements`;
  }

  headings.forEach((heading, column) => {
    if (!("sort" in heading.dataset)) return;
    const button = document.createElement("button");
    button.type = "button";
    button.append(...heading.childNodes);
    heading.append(button);
    heading.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" };
      const direction = next[heading.getAttribute("aria-sort")];
      headings.forEach((other) => other.hasAttribute("aria-sort") && other.setAttribute("aria-sort", "none"));
      heading.setAttribute("aria-sort", direction);
      arrange(column, direction);
      show();
    });
  });
  filter.addEventListener("input", show);
  document.getElementById("filtering").hidden = false;
  show();
})();
