// A register on this phone: each tap becomes a mark of its own, and what is not sent yet shows in the rows again.
const UNDO = 10000;
const OTHER = "lain_lain";

const personOf = (row) => Number(row.querySelector("input[type=radio]").name.replace("status-", ""));
const field = (row, name) => row.querySelector(`[name^="${name}-"]`);

// Whether somebody answered in a row what the house had not written there.
export function answered(row) {
  const given = (box) => (box.matches("select") ? (box.querySelector("option[selected]")?.value ?? "") : box.defaultValue);
  const chosen = row.querySelector("input[type=radio]:checked");
  return chosen && (!chosen.defaultChecked || [...row.querySelectorAll(".control")].some((box) => box.value !== given(box)));
}

// `seen` gives the newest mark of a person that this page shows. What was tapped while the book was still being opened is
// taken in first.
export function followTaps(list, { book, sender, session, title, seen }) {
  const present = list.dataset.present.split(" ");
  const rows = new Map([...list.children].map((row) => [personOf(row), row]));
  let together = [];
  let filled = [];

  function tapOf(row) {
    const chosen = row.querySelector("input[type=radio]:checked");
    if (!chosen) return null;
    const away = !present.includes(chosen.value);
    const reason = away ? (field(row, "reason")?.value ?? null) : "";
    const note = field(row, "note")?.value.trim() ?? null;
    const minutes = field(row, "minutes")?.value.trim() || "";
    const took = field(row, "took")?.value || "";
    const name = row.querySelector("legend").cloneNode(true);
    name.querySelector("small")?.remove();
    return {
      session, title, reason, note, person: personOf(row), status: chosen.value, seen: seen(personOf(row)) || null,
      minutes: /^\d{1,3}$/.test(minutes) ? Number(minutes) : null, took_part: took ? took === "1" : null,
      name: name.textContent.trim(), label: chosen.parentElement.textContent.trim(),
      complete: !away || (reason !== "" && (reason !== OTHER || Boolean(note))),
    };
  }

  async function keep(taps, hold) {
    const keys = await book.tap(taps, hold);
    taps.forEach((tap, index) => (rows.get(tap.person).dataset.shown = keys[index]));
    sender.soon();
    if (!localStorage.getItem("persist")) navigator.storage?.persist?.();
    localStorage.setItem("persist", "asked");
    return keys;
  }

  list.addEventListener("change", (event) => {
    const tap = event.drawn ? null : tapOf(event.target.closest("li"));
    if (tap) keep([tap]);
  });
  list.addEventListener("register:filled", ({ detail }) => {
    together = detail.map((input) => input.closest("li"));
    if (together.length) filled = keep(together.map(tapOf), UNDO);
  });
  list.addEventListener("register:undone", async () => {
    const wanted = await filled;
    if ((await book.takeBack(wanted)).length === wanted.length) return;
    rows.forEach((row) => delete row.dataset.shown);
    show();
  });
  document.addEventListener("visibilitychange", () => list.dispatchEvent(new Event("register:settled")));

  // An answer that is not among the usual ones stands in a part that fills itself once it is opened.
  async function radioOf(row, status) {
    const find = () => row.querySelector(`input[type=radio][value="${status}"]`);
    const more = row.querySelector("details");
    if (!find() && more) {
      await new Promise((done) => {
        more.addEventListener("toggle", done, { once: true });
        more.open = true;
      });
    }
    return find();
  }

  async function put(row, mark) {
    const radio = await radioOf(row, mark.status);
    if (!radio) return;
    radio.checked = true;
    radio.dispatchEvent(Object.assign(new Event("change", { bubbles: true }), { drawn: true }));
    for (const name of ["reason", "note", "minutes"]) {
      const box = field(row, name);
      if (box && box !== document.activeElement && mark[name] != null) box.value = mark[name];
    }
  }

  // The latest mark of each person that this page does not show yet; what is just being written is the latest.
  async function show() {
    await book.last;
    const latest = new Map(book.marks.filter((mark) => mark.session === session && mark.state !== "refused").map((mark) => [mark.person, mark]));
    for (const [person, mark] of latest) {
      const row = rows.get(person);
      if (!row || row.dataset.shown === mark.key) continue;
      row.dataset.shown = mark.key;
      await put(row, mark);
    }
  }

  function takeIn() {
    list.dispatchEvent(new Event("register:asked"));
    const early = [...rows.values()].filter((row) => answered(row) && !together.includes(row));
    if (early.length) keep(early.map(tapOf));
  }

  takeIn();
  book.listeners.push((what) => what === "told" && show());
  return show();
}
