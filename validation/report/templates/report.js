// Links open what they lead to, and two tables can be sorted and filtered: measurements and samples.
// Without this script all but the samples is there and readable.
"use strict";
(() => {
  function reveal() {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!target) return;
    for (let at = target; at; at = at.parentElement) if (at.tagName === "DETAILS") at.open = true;
    target.scrollIntoView();
  }
  addEventListener("hashchange", reveal);
  document.addEventListener("click", (event) => event.target.closest?.('a[href^="#"]') && setTimeout(reveal));
  reveal();
})();
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

(() => {
  const held = JSON.parse(document.getElementById("sample-rows").textContent);
  const [table, words, kind, status] = [".samples", "#words", "#kind", "#sampled"].map((at) => document.querySelector(`table${at}`) ?? document.querySelector(at));
  const [earlier, later] = ["earlier", "later"].map((id) => document.getElementById(id));
  const SHOWN = 50;
  const number = new Intl.NumberFormat("en", { maximumFractionDigits: 3 });
  let order = held.rows.map((_, at) => at), found = order, start = 0, texts = null;

  function element(tag, text, className) {
    const made = document.createElement(tag);
    if (text !== undefined) made.textContent = text;
    if (className) made.className = className;
    made.dir = "auto";
    return made;
  }

  const value = (row, column) => row[column.at];
  const told = (row, column) => typeof value(row, column) === "number" ? number.format(value(row, column)) : value(row, column) ?? "";
  const columns = held.columns.map((column, at) => ({ ...column, at }));
  const listed = columns.filter((column) => column.listed);
  const [ID, PROMPT, FLAGS] = [0, 1, 2];

  function open(button, row) {
    const line = button.closest("tr"), next = line.nextElementSibling;
    if (next?.className === "opened") { next.remove(); button.setAttribute("aria-expanded", "false"); return; }
    const cell = element("td");
    cell.colSpan = listed.length;
    for (const column of columns) {
      if (column.at === FLAGS || column.at === ID) continue;
      const said = column.at === PROMPT ? held.prompts[row[PROMPT]] : told(row, column);
      if (said === "") continue;
      cell.append(element("h4", column.name), element("div", said, "text"));
    }
    const opened = element("tr", undefined, "opened");
    opened.append(cell);
    line.after(opened);
    button.setAttribute("aria-expanded", "true");
  }

  function draw() {
    const body = element("tbody");
    for (const at of found.slice(start, start + SHOWN)) {
      const row = held.rows[at], line = element("tr");
      for (const column of listed) {
        const cell = element(column.at === ID ? "th" : "td", undefined, column.kind === "number" ? `figure ${column.style}` : column.style);
        if (column.at === ID) {
          cell.scope = "row";
          const button = element("button", told(row, column) || "(no id)");
          button.type = "button";
          button.setAttribute("aria-expanded", "false");
          button.addEventListener("click", () => open(button, row));
          cell.append(button);
        } else {
          const said = told(row, column);
          cell.textContent = column.kind === "text" && said.length > 120 ? `${said.slice(0, 119)}…` : said;
        }
        line.append(cell);
      }
      body.append(line);
    }
    table.tBodies[0]?.remove();
    table.append(body);
    const last = Math.min(start + SHOWN, found.length);
    const of = found.length === held.rows.length ? "" : `, of ${number.format(held.rows.length)}`;
    status.textContent = found.length ? `${number.format(start + 1)} to ${number.format(last)} of ${number.format(found.length)} samples${of}` : `no sample of ${number.format(held.rows.length)}`;
    earlier.hidden = start === 0;
    later.hidden = last === found.length;
  }

  function filter() {
    const wanted = words.value.toLowerCase().split(/\s+/).filter(Boolean);
    if (wanted.length) texts ??= held.rows.map((row) => [held.prompts[row[PROMPT]], ...row].join(" ").toLowerCase());
    found = order.filter((at) => (!kind.value || held.rows[at][FLAGS].includes(kind.value)) && wanted.every((word) => texts[at].includes(word)));
    start = 0;
    draw();
  }

  const head = element("tr");
  for (const column of listed) {
    const cell = element("th", undefined, column.kind === "number" ? `figure ${column.style}` : column.style);
    const button = element("button", column.name);
    button.type = "button";
    cell.scope = "col";
    cell.setAttribute("aria-sort", "none");
    button.addEventListener("click", () => {
      const next = { none: "ascending", ascending: "descending", descending: "none" }[cell.getAttribute("aria-sort")];
      for (const other of head.cells) other.setAttribute("aria-sort", "none");
      cell.setAttribute("aria-sort", next);
      const sign = next === "descending" ? -1 : 1;
      order = held.rows.map((_, at) => at);
      if (next !== "none") order.sort((a, b) => {
        const [one, other] = [value(held.rows[a], column), value(held.rows[b], column)];
        if (one === null || other === null) return (one === null) - (other === null) || a - b;
        return sign * (column.kind === "number" ? one - other : String(one).localeCompare(String(other))) || a - b;
      });
      filter();
    });
    cell.append(button);
    head.append(cell);
  }
  table.createTHead().append(head);
  words.addEventListener("input", filter);
  kind.addEventListener("change", filter);
  earlier.addEventListener("click", () => { start -= SHOWN; draw(); });
  later.addEventListener("click", () => { start += SHOWN; draw(); });
  document.getElementById("sampling").hidden = false;
  draw();
})();
