// Sorts, filters and searches the students' table, and moves in it by arrow keys. The page
// is whole without: nothing here makes content, and text only ever becomes text.
(() => {
  const at = (id) => document.getElementById(id);
  const table = at("heat");
  if (!table) return;
  const body = table.tBodies[0];
  const heads = [...table.tHead.rows[0].cells];
  const rows = [...body.rows];
  const [search, outcome, status] = ["search", "outcome", "status"].map(at);
  const words = new Map(
    [...document.querySelectorAll(".legend [data-k]")].map((one) => [
      one.dataset.k,
      one.textContent.trim().replace(/^\S+\s+/, ""),
    ]),
  );
  const folded = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  const nameOf = (row) => row.querySelector(".who").textContent;
  const names = new Map(rows.map((row) => [row, folded(nameOf(row))]));

  // Sorting

  const collator = new Intl.Collator(undefined, { numeric: true });
  const number = (cell) => parseFloat(cell.firstChild.data.replace(/^[^\d-]+/, ""));
  const compare = (column) =>
    column === 0
      ? (a, b) => collator.compare(nameOf(a), nameOf(b))
      : (a, b) => number(a.cells[column]) - number(b.cells[column]);

  const sort = (column) => {
    const now = heads[column].getAttribute("aria-sort");
    const first = column === 0 ? "ascending" : "descending";
    const other = column === 0 ? "descending" : "ascending";
    const order = now === first ? other : first;
    const known = (row) => column === 0 || !Number.isNaN(number(row.cells[column]));
    const current = [...body.rows];
    const sorted = current.filter(known).sort(compare(column));
    if (order === "descending") sorted.reverse();
    body.append(...sorted, ...current.filter((row) => !known(row)));
    for (const head of heads) head.removeAttribute("aria-sort");
    heads[column].setAttribute("aria-sort", order);
  };

  heads.forEach((head, column) => {
    const button = document.createElement("button");
    button.type = "button";
    button.append(...head.childNodes);
    button.addEventListener("click", () => sort(column));
    head.append(button);
  });

  // Filters and search

  const filter = () => {
    const parts = folded(search.value).split(/\s+/);
    let shown = 0;
    for (const row of rows) {
      const keys = row.dataset.k;
      const fits =
        keys.includes(outcome.value) &&
        keys.includes(status.value) &&
        parts.every((part) => names.get(row).includes(part));
      row.hidden = !fits;
      shown += fits;
    }
    at("nobody").hidden = shown > 0;
    const text = at("shown").dataset.text;
    at("shown").textContent = text.replace("{shown}", shown).replace("{all}", rows.length);
    if (shown && current.closest("tr").hidden) focusable(visible()[0].cells[0]);
  };
  for (const one of [search, outcome, status]) one.addEventListener("input", filter);
  at("clear").addEventListener("click", () => {
    search.value = outcome.value = status.value = "";
    filter();
    search.focus();
  });
  keys({ "/": () => search.focus() });

  // Moving: one cell of the table's body is a tab stop, as in a grid of WAI-ARIA

  const visible = () => [...body.rows].filter((row) => !row.hidden);
  const target = (cell) => cell.querySelector("a, button") ?? cell;
  let current = body.rows[0].cells[0];
  const focusable = (cell) => {
    target(current).tabIndex = -1;
    current = cell;
    target(current).tabIndex = 0;
  };
  const described = (cell) => {
    const word = words.get(cell.className[0]);
    const points = cell.textContent.replace(/^[^\d-]+/, "");
    return word ? [word, points].filter(Boolean).join(", ") : "";
  };
  const next = (cell, key, far) => {
    const lines = visible();
    const line = lines.indexOf(cell.parentNode);
    const column = cell.cellIndex;
    const last = heads.length - 1;
    switch (key) {
      case "ArrowUp":
        return line > 0 ? lines[line - 1].cells[column] : heads[column];
      case "ArrowDown":
        return lines[line + 1]?.cells[column];
      case "ArrowLeft":
        return cell.previousElementSibling;
      case "ArrowRight":
        return cell.nextElementSibling;
      case "Home":
        return (far ? lines[0] : cell.parentNode)?.cells[0];
      case "End":
        return (far ? lines.at(-1) : cell.parentNode)?.cells[last];
    }
    return undefined;
  };
  table.addEventListener("keydown", (event) => {
    const cell = event.target.closest("td, th");
    if (event.altKey || event.metaKey) return;
    if (event.key === "Enter" && cell.matches("td")) open(cell);
    const to = next(cell, event.key, event.ctrlKey);
    if (to === undefined) return;
    event.preventDefault();
    if (!to) return;
    if (body.contains(to)) focusable(to);
    target(to).focus();
  });
  table.addEventListener("focusin", (event) => {
    const cell = event.target.closest("td, th");
    if (!body.contains(cell)) return;
    focusable(cell);
    const text = described(cell);
    if (cell.matches("td") && text) cell.setAttribute("aria-label", text);
  });

  // The step on the student's page

  const open = (cell) => {
    const link = cell.parentNode.querySelector("a");
    const { anchor } = heads[cell.cellIndex].dataset;
    if (!link || !anchor || cell.matches(".m")) return;
    location.href = `${link.getAttribute("href")}#${anchor}`;
  };
  body.addEventListener("click", (event) => {
    const cell = event.target.closest("td");
    if (cell && String(getSelection()) === "") open(cell);
  });
  body.addEventListener("pointerover", (event) => {
    const cell = event.target.closest("td");
    if (!cell || cell.title || !described(cell)) return;
    const step = heads[cell.cellIndex].title;
    cell.title = `${nameOf(cell.parentNode)}\n${step}: ${described(cell)}`;
  });

  table.setAttribute("role", "grid");
  for (const row of rows) for (const link of row.querySelectorAll("a")) link.tabIndex = -1;
  focusable(current);
  at("controls").hidden = false;
  filter();
})();
