// Without a network: today's sessions and a register, drawn from what this phone keeps, with the rows of the usual page.
import { clock, day, dayOf } from "./strip.js";
import { followTaps } from "./taps.js";

const HOUR = 3600000;

export function drawShell(shell, book, sender, words) {
  const at = (name) => shell.querySelector(`[data-${name}]`);
  const copy = (name) => shell.querySelector(`template[data-${name}]`).content.cloneNode(true);
  const asked = Number(location.pathname.match(/\/portal\/sessions\/(\d+)/)?.[1]);
  const session = asked && book.session(asked);

  function head(title, lede) {
    document.querySelector("h1").textContent = title;
    document.title = `${title} · Bina`;
    at("lede").textContent = lede;
  }

  function moment(time, zone) {
    return `${day(dayOf(time, zone))}, ${clock(time, zone)} ${zone}`;
  }

  function span(each) {
    return `${clock(Date.parse(each.starts_at), each.zone)}–${clock(Date.parse(each.ends_at), each.zone)} ${each.zone}`;
  }

  function openingOf(each) {
    const now = book.now();
    if (each.state === "cancelled") return "cancelled";
    if (now < Date.parse(each.opens_at)) return "early";
    if (each.finished_at) return "finished";
    return now > Date.parse(each.closes_at) ? "closed" : "open";
  }

  function card(each) {
    const part = copy("card");
    const put = (name, text) => (part.querySelector(`[data-${name}]`).textContent = text);
    const marked = new Set(book.marks.filter((mark) => mark.session === each.id && mark.state !== "refused").map((mark) => mark.person));
    each.people.forEach((person) => person.mark && marked.add(person.id));
    put("name", each.class);
    put("programme", each.programme);
    put("hours", span(each) + (each.room ? ` · ${each.room}` : ""));
    put("marked", words("marked", { n: marked.size, all: each.people.length }));
    const link = part.querySelector("a");
    if (each.state === "cancelled") {
      link.remove();
      put("marked", words("cancelled"));
    } else {
      link.href = `/portal/sessions/${each.id}`;
      link.querySelector("span").textContent = ` ${each.class}`;
    }
    return part;
  }

  function drawDay() {
    const zone = book.classes.sessions[0]?.zone || "WITA";
    const today = dayOf(book.now(), zone);
    const mine = book.classes.sessions.filter((each) => each.on === today);
    const others = book.classes.sessions.filter((each) => each.on !== today && each.state !== "cancelled");
    head(words("today"), day(today));
    at("body").append(...mine.map(card));
    at("empty").hidden = mine.length > 0;
    at("others").hidden = !others.length;
    at("others").querySelector("ul").append(
      ...others.map((each) => {
        const line = document.createElement("li");
        const link = document.createElement("a");
        link.href = `/portal/sessions/${each.id}`;
        link.textContent = `${each.class}, ${day(each.on)}, ${span(each)}`;
        line.append(link);
        return line;
      }),
    );
  }

  // The blank row the house drew, for one person.
  function row(blank, person) {
    const line = blank.cloneNode(true);
    const [family, number] = line.querySelectorAll("legend > *");
    family.textContent = person.family;
    if (person.given) family.after(`, ${person.given} `);
    number.textContent = person.number;
    line.querySelector("select").name = `status-${person.id}`;
    if (person.mark) stand(line, person.mark);
    return line;
  }

  function stand(line, { status, reason, note }) {
    const answer = line.querySelector(`option[value="${status}"]`);
    if (answer) answer.defaultSelected = true;
    if (!reason && !note) return;
    const known = document.createElement("button");
    const label = document.querySelector("template[data-reason]").content.querySelector(`option[value="${reason}"]`)?.textContent;
    Object.assign(known, { type: "button", textContent: [label, note].filter(Boolean).join(" · ") });
    Object.assign(known.dataset, { reason, note });
    line.querySelector(".row-state").before(known);
  }

  async function drawRegister() {
    const title = `${session.class} · ${day(session.on)}`;
    head(words("register", { name: session.class }), `${session.programme} · ${day(session.on)} · ${span(session)}${session.room ? ` · ${session.room}` : ""}`);
    at("body").append(copy("sheet"));
    const list = at("body").querySelector("[data-register]");
    const blank = list.firstElementChild;
    const sorted = [...session.people].sort((one, other) => `${one.family} ${one.given}`.localeCompare(`${other.family} ${other.given}`));
    list.replaceChildren(...sorted.map((person) => row(blank, person)));
    const seen = new Map(session.people.map((person) => [person.id, person.mark?.id]));
    notices(list);
    list.dispatchEvent(new Event("register:drawn", { bubbles: true }));
    followTaps(list, { book, sender, session: session.id, title, seen: (person) => seen.get(person) });
  }

  function notices(list) {
    const opening = openingOf(session);
    const today = dayOf(book.now(), session.zone);
    at("otherday").hidden = session.on === today;
    at("otherday").querySelector("p").textContent = words("otherday", { day: day(session.on) });
    if (opening === "open") return;
    const locked = (yes) => shell.querySelectorAll("fieldset, [data-mark-all]").forEach((each) => (each.disabled = yes));
    at("shut").hidden = false;
    at("shut").querySelector("p").textContent = words(opening, { moment: moment(Date.parse(session.opens_at), session.zone) });
    // A phone whose clock is wrong must not keep a teacher from writing down who came: the officer decides.
    const anyway = at("anyway");
    anyway.hidden = opening === "cancelled" || Math.abs(book.now() - Date.parse(session.starts_at)) > 80 * HOUR;
    anyway.addEventListener("click", () => {
      locked(false);
      at("shut").hidden = true;
      list.querySelector("input").focus();
    });
    locked(true);
  }

  at("reload").addEventListener("click", () => location.reload());
  addEventListener("online", () => (at("back").hidden = false));
  if (!book?.classes) {
    head(words("none"), words("nothing"));
    return;
  }
  at("since").textContent = words("since", { moment: moment(book.now() - (Date.now() - book.classes.fetched), book.classes.sessions[0]?.zone || "WITA") });
  at("here").hidden = false;
  if (asked && !session) at("missing").hidden = false;
  if (session) drawRegister();
  else drawDay();
}
