// The register: the tally follows the marks; "all present" fills what is empty and can be taken back; keys.
const list = document.querySelector("[data-register]");
if (list) begin(list);

function begin(list) {
  const rows = [...list.querySelectorAll(".row")];
  const tally = document.querySelector(".tally");
  const markAll = document.querySelector("[data-mark-all]");
  const undo = document.querySelector("[data-undo]");
  const search = document.querySelector("[data-register-search]");
  const keysOff = document.querySelector("[data-keys-off]");
  const present = list.dataset.present.split(" ");
  let filled = [];

  const chosen = (row) => row.querySelector(".mark-choice input:checked");

  function show(row) {
    const mark = chosen(row);
    row.dataset.status = !mark ? "" : present.includes(mark.value) ? "present" : "absent";
    const words = row.querySelector("[data-state]");
    if (words) words.textContent = mark ? mark.dataset.label : words.dataset.none;
  }

  function count() {
    const numbers = { present: 0, absent: 0, "": 0 };
    const counted = rows.filter((row) => !row.classList.contains("row--outside"));
    counted.forEach((row) => (numbers[row.dataset.status] += 1));
    tally?.querySelectorAll("[data-part]").forEach((part) => {
      const number = numbers[part.dataset.part];
      const share = counted.length ? Math.floor((number * 100) / counted.length + 0.5) : 0;
      part.querySelector("b").textContent = number;
      part.querySelector("[data-share]").textContent = `(${share} %)`;
    });
  }

  function refresh() {
    rows.forEach(show);
    count();
  }

  function takeBack() {
    filled.forEach((input) => (input.checked = false));
    filled = [];
    if (undo) undo.hidden = true;
    refresh();
  }

  list.addEventListener("change", refresh);
  undo?.addEventListener("click", takeBack);
  markAll?.addEventListener("click", (event) => {
    event.preventDefault();
    filled = rows.filter((row) => !chosen(row) && !row.classList.contains("row--outside"))
      .map((row) => row.querySelector(`input[value="${present[0]}"]:not(:disabled)`)).filter(Boolean);
    filled.forEach((input) => (input.checked = true));
    refresh();
    if (!undo || !filled.length) return;
    undo.hidden = false;
    setTimeout(() => (undo.hidden = true), 10000);
  });

  search?.addEventListener("input", () => {
    const words = search.value.toLowerCase();
    rows.forEach((row) => (row.hidden = !row.textContent.toLowerCase().includes(words)));
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=radio]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || keysOff?.checked) return;
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      return;
    }
    if (event.key.toLowerCase() === "u" && filled.length) takeBack();
    const row = event.target.closest(".row");
    const input = row?.querySelector(`input[data-key="${event.key.toLowerCase()}"]:not(:disabled)`);
    if (input) {
      input.click();
      input.focus();
    }
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    const seen = rows.filter((one) => !one.hidden);
    const next = seen[row ? seen.indexOf(row) + (event.key === "ArrowDown" ? 1 : -1) : 0];
    if (!next) return;
    event.preventDefault();
    (chosen(next) || next.querySelector("input")).focus();
  });

  refresh();
}
