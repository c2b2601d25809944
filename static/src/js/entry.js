// A register typed back from paper: Enter and ↓ go on, ↑ goes back; after the last person comes "Simpan".
const list = document.querySelector("[data-entry]");

list?.addEventListener("keydown", (event) => {
  const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  event.preventDefault();
  const fields = [...list.querySelectorAll("input")];
  const place = fields.indexOf(event.target) + step;
  const next = fields[place] || (step > 0 ? list.closest("form").querySelector("[type=submit]") : fields[0]);
  next.focus();
});
// What stands in a field is replaced by what is typed, from the first field on.
list?.addEventListener("focusin", (event) => event.target.select?.());
if (list?.contains(document.activeElement)) document.activeElement.select();
