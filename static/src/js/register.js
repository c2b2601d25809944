// The register: the tally follows the marks; "all present" fills what is empty and can be taken back; keys.
// Other scripts hear of it by events: register:filled and register:undone; they end the taking back by register:settled,
// and a list drawn later begins by register:drawn. A script that comes late hears by register:asked what can be taken back;
// what the house did not write is in no default.
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
  const save = list.closest("form")?.querySelector("[data-plain] button[type=submit]");
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
    const { value: status, defaultSelected } = select.selectedOptions[0];
    select.replaceWith(part);
    const more = row.querySelector("details");
    if (status && !radio(row, status, "")) {
      fill(more);
      more.open = true;
    } else if (row.querySelector("fieldset").disabled) more.remove();
    if (status) radio(row, status, "")[defaultSelected ? "defaultChecked" : "checked"] = true;
  }

  function fill(more) {
    if ("full" in more.dataset) return;
    more.append(copy(more.closest("li"), "others"));
    more.dataset.full = "";
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
    tally.querySelectorAll("[data-part]").forEach((part) => {
      const number = numbers[part.dataset.part];
      const share = Math.round((number * 100) / rows.length) || 0;
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
    undo.hidden = true;
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
  if (keysOff) {
    keysOff.checked = localStorage.getItem("register-keys") === "off";
    keysOff.addEventListener("change", () => localStorage.setItem("register-keys", keysOff.checked ? "off" : "on"));
  }
  if (search) search.closest("[hidden]").hidden = false;
  list.addEventListener("register:settled", settle);
  list.addEventListener("register:asked", () => say("filled", filled));
  undo.addEventListener("click", takeBack);
  markAll?.addEventListener("click", (event) => {
    event.preventDefault();
    const empty = rows.filter((row) => !chosen(row)).map((row) => radio(row, present[0])).filter(Boolean);
    if (!empty.length) return;
    filled = empty;
    filled.forEach((input) => (input.checked = true));
    refresh();
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
    if (event.key === "Enter") enter(event);
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
      event.preventDefault();
      input.click();
      const why = row.dataset.status === "absent" && row.querySelector(".row-reason .control");
      if (why && !why.value) why.focus();
      else if (!step(row, 1)) (save?.offsetParent ? save : input).focus();
    }
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (by && step(row, by)) event.preventDefault();
  });

  // To the next row that is shown, or the first; false where there is none.
  function step(row, by) {
    const seen = rows.filter((one) => !one.hidden);
    const next = seen[row ? seen.indexOf(row) + by : 0];
    if (next) (chosen(next) || next.querySelector("input")).focus();
    return Boolean(next);
  }

  // Enter would press the form's first button, which marks everybody: here it goes on to the next row.
  function enter(event) {
    if (event.target === search) {
      event.preventDefault();
      step(null, 1);
    }
    if (!event.target.matches("[data-register] :is(input, select)")) return;
    event.preventDefault();
    const row = event.target.closest("li");
    if (!event.target.closest(".row-reason")) return;
    const [reason, note] = row.querySelectorAll(".row-reason .control");
    if (event.target === reason && reason.value === "lain_lain") note.focus();
    else if (!step(row, 1)) save?.focus();
  }

  rows.forEach(draw);
  refresh();
}
