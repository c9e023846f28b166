// Keeps what was chosen in this browser, and saves it as a CSV of item, rating and note.
"use strict";
(() => {
  const lines = [...document.querySelectorAll("[data-item]")];
  const key = "assay:" + lines.map((line) => line.dataset.item).join("");
  const read = (line) => ({
    item: line.dataset.item,
    rating: line.querySelector("input[type=radio]:checked")?.value ?? "",
    note: line.querySelector("input[type=text]").value,
  });
  const show = () => {
    const left = lines.filter((line) => !read(line).rating).length;
    document.getElementById("left").textContent = left ? `${left} without a rating` : "all rated";
  };
  let kept = {};
  try { kept = JSON.parse(localStorage.getItem(key)) ?? {}; } catch { kept = {}; }
  for (const line of lines) {
    const before = kept[line.dataset.item];
    if (!before) continue;
    for (const choice of line.querySelectorAll("input[type=radio]")) choice.checked = choice.value === before.rating;
    line.querySelector("input[type=text]").value = before.note;
  }
  document.addEventListener("change", () => {
    const all = Object.fromEntries(lines.map((line) => [line.dataset.item, read(line)]));
    try { localStorage.setItem(key, JSON.stringify(all)); } catch { /* saving still works */ }
    show();
  });
  document.getElementById("save").addEventListener("click", () => {
    const quote = (text) => `"${text.replaceAll('"', '""')}"`;
    const rows = lines.map(read).map((row) => [row.item, row.rating, row.note].map(quote).join(","));
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([["item,rating,note", ...rows].join("\r\n") + "\r\n"], { type: "text/csv" }));
    link.download = "sheet.csv";
    link.click();
  });
  show();
})();
