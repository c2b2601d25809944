// Ticking rows: one box for all of them, and a bar that says how many.
document.querySelectorAll("form").forEach((form) => {
  const bar = form.querySelector(".bulk");
  const all = form.querySelector("[data-select-all]");
  const boxes = () => [...form.querySelectorAll("td.pick input")];
  if (!bar && !all) return;

  function count() {
    const ticked = boxes().filter((box) => box.checked).length;
    if (all) {
      all.checked = ticked > 0 && ticked === boxes().length;
      all.indeterminate = ticked > 0 && !all.checked;
    }
    if (!bar) return;
    bar.dataset.count = ticked;
    const words = bar.querySelector(".bulk__count");
    words.textContent = words.dataset.words.replace("{n}", ticked);
  }

  form.addEventListener("change", (event) => {
    if (event.target === all) boxes().forEach((box) => (box.checked = all.checked));
    count();
  });
  count();
});
