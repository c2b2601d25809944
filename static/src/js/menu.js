// Menus made of <details>: close on Escape, on a click elsewhere, and when focus leaves. Print buttons.
const open = () => document.querySelectorAll("details.drop[open]");

document.addEventListener("click", (event) => {
  open().forEach((menu) => menu.contains(event.target) || (menu.open = false));
  if (event.target.closest("[data-print]")) window.print();
});

document.addEventListener("focusin", (event) => {
  open().forEach((menu) => menu.contains(event.target) || (menu.open = false));
});

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape") return;
  open().forEach((menu) => {
    menu.open = false;
    menu.querySelector("summary").focus();
  });
});

document.querySelectorAll("[data-print]").forEach((button) => (button.hidden = false));
