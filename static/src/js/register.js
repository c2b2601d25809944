// The register: the tally follows the marks; "all present" fills what is empty and can be taken back; keys.
// Other scripts hear of it by events: register:filled and register:undone; they end the taking back by register:settled,
// and a list drawn later begins by register:drawn.
const list = document.querySelector("[data-register]");
if (list) begin(list);
document.addEventListener("register:drawn", (event) => begin(event.target));

function begin(list) {
  const rows = [...list.children];
  const tally = document.querySelector(".tally");
  const markAll = document.querySelector("[data-mark-all]");
  const undo = document.querySelector("[data-undo]");
  const search = document.querySelector("[data-register-search]");
  const keysOff = document.querySelector("[data-keys-off]");
  const present = list.dataset.present.split(" ");
  const letters = { h: "hadir", s: "sakit", i: "izin", a: "tanpa_keterangan" };
  let filled = [];
  let timer;

  const chosen = (row) => row.querySelector("input[type=radio]:checked");
  const radio = (row, code, state = ":enabled") => row.querySelector(`input[value="${code}"]${state}`);
  const say = (name, detail) => list.dispatchEvent(new CustomEvent(`register:${name}`, { detail }));

  // What the rows have in common is kept once, in a template; the names and ids in it end in the person's key.
  function copy(row, kind) {
    const part = document.querySelector(`template[data-${kind}]`)?.content.cloneNode(true);
    const key = row.querySelector('[name^="status-"]').name.replace("status-", "");
    for (const name of ["name", "id", "for"]) {
      part?.querySelectorAll(`[${name}$="-"]`).forEach((each) => each.setAttribute(name, each.getAttribute(name) + key));
    }
    return part;
  }

  // A row comes with a select, which names its person once: the large answers take its place.
  function draw(row) {
    const select = row.querySelector('select[name^="status-"]');
    const part = select && copy(row, "usual");
    if (!part) return;
    const status = select.value;
    const locked = row.querySelector("fieldset").disabled;
    select.replaceWith(part);
    const more = row.querySelector("details");
    if (status && !radio(row, status, "")) open(more);
    else if (locked) more.remove();
    if (status) radio(row, status, "").checked = true;
  }

  function fill(more) {
    if ("full" in more.dataset) return;
    more.append(copy(more.closest("li"), "others"));
    more.dataset.full = "";
  }

  function open(more) {
    fill(more);
    more.open = true;
  }

  function askWhy(row) {
    const part = row.querySelector(".row-reason") ? null : copy(row, "reason");
    if (!part) return;
    const known = row.querySelector("[data-reason]");
    const [reason, note] = part.querySelectorAll(".control");
    if (known?.dataset.reason) {
      reason.value = known.dataset.reason;
      if (!reason.value) reason.append(new Option(known.dataset.reason, known.dataset.reason, true, true));
    }
    note.value = known?.dataset.note || "";
    known?.remove();
    row.querySelector(".row-state").before(part);
  }

  function show(row) {
    const mark = chosen(row);
    row.dataset.status = !mark ? "" : present.includes(mark.value) ? "present" : "absent";
  }

  function count() {
    const numbers = { present: 0, absent: 0, "": 0 };
    rows.forEach((row) => (numbers[row.dataset.status] += 1));
    tally?.querySelectorAll("[data-part]").forEach((part) => {
      const number = numbers[part.dataset.part];
      const share = rows.length ? Math.floor((number * 100) / rows.length + 0.5) : 0;
      part.querySelector("b").textContent = number;
      part.querySelector("[data-share]").textContent = `(${share} %)`;
    });
  }

  function refresh() {
    rows.forEach(show);
    count();
  }

  function settle() {
    clearTimeout(timer);
    filled = [];
    if (undo) undo.hidden = true;
  }

  function takeBack() {
    filled.forEach((input) => (input.checked = false));
    settle();
    refresh();
    say("undone");
  }

  list.addEventListener("change", (event) => {
    if (event.target.type !== "radio") return;
    refresh();
    const row = event.target.closest("li");
    filled = filled.filter((input) => !row.contains(input));
    if (row.dataset.status === "absent") askWhy(row);
  });
  list.addEventListener("toggle", (event) => {
    if (event.target.matches("details")) fill(event.target);
  }, true);
  list.addEventListener("click", (event) => {
    const known = event.target.closest("[data-reason]");
    const row = known?.closest("li");
    if (!row) return;
    askWhy(row);
    row.querySelector(".row-reason .control").focus();
  });
  list.addEventListener("register:settled", settle);
  undo?.addEventListener("click", takeBack);
  markAll?.addEventListener("click", (event) => {
    event.preventDefault();
    filled = rows.filter((row) => !chosen(row)).map((row) => radio(row, present[0])).filter(Boolean);
    filled.forEach((input) => (input.checked = true));
    refresh();
    if (!undo || !filled.length) return;
    undo.hidden = false;
    clearTimeout(timer);
    timer = setTimeout(settle, 10000);
    say("filled", filled);
  });

  search?.addEventListener("input", () => {
    const words = search.value.toLowerCase();
    rows.forEach((row) => (row.hidden = !row.textContent.toLowerCase().includes(words)));
  });

  document.addEventListener("keydown", (event) => {
    // In a note, Enter would press the form's first button, which marks everybody.
    if (event.key === "Enter" && event.target.matches("[data-register] input")) event.preventDefault();
    const typing = event.target.matches("input:not([type=radio]), textarea, select");
    if (typing || event.ctrlKey || event.metaKey || event.altKey || keysOff?.checked) return;
    if (event.key === "/" && search) {
      event.preventDefault();
      search.focus();
      return;
    }
    if (event.key.toLowerCase() === "u" && filled.length) takeBack();
    const row = event.target.closest("[data-register] > li");
    const code = letters[event.key.toLowerCase()];
    const input = row && code ? radio(row, code) : null;
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

  rows.forEach(draw);
  refresh();
}
