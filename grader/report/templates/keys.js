"use strict";
// Keys of a page, and the box that explains them. A key does nothing while one types, and
// nothing together with Ctrl, Alt or Meta, which are the browser's. Who speaks to the
// computer, or hits keys unawares, can switch them off (WCAG 2.1.4); the choice is kept
// where the browser lets a page keep something.
const keys = (actions) => {
  const help = document.getElementById("help");
  const wanted = document.getElementById("wanted");
  try {
    wanted.checked = localStorage.getItem("grader-keys") !== "off";
    wanted.addEventListener("change", () =>
      localStorage.setItem("grader-keys", wanted.checked ? "on" : "off"),
    );
  } catch {
    // a page without storage: the choice holds until it is closed
  }
  const close = document.getElementById("close");
  const show = () => {
    help.showModal();
    close.focus();
  };
  document.getElementById("keys").addEventListener("click", show);
  close.addEventListener("click", () => help.close());
  help.addEventListener("click", (event) => event.target === help && help.close());
  document.addEventListener("keydown", (event) => {
    if (!wanted.checked || help.open) return;
    if (event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.target.closest("input, select, textarea")) return;
    const action = event.key === "?" ? show : actions[event.key];
    if (!action) return;
    event.preventDefault();
    action();
  });
};
