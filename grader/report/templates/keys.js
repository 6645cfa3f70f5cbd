"use strict";
// Keys of a page, and the box that explains them. A key does nothing while one types, and
// nothing together with Ctrl, Alt or Meta, which are the browser's.
const keys = (actions) => {
  const help = document.getElementById("help");
  const show = () => help.showModal();
  document.getElementById("keys").addEventListener("click", show);
  document.getElementById("close").addEventListener("click", () => help.close());
  help.addEventListener("click", (event) => event.target === help && help.close());
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.altKey || event.metaKey || help.open) return;
    if (event.target.closest("input, select, textarea")) return;
    const action = event.key === "?" ? show : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
};
