// The strip: in words what is stored, on its way, sent; whose marks wait; what the house answered.
import { DAY } from "./book.js";

const OFFSETS = { WIB: 7, WITA: 8, WIT: 9 };

export function wordsOf() {
  const parts = [...document.querySelectorAll("template[data-words]")].flatMap((each) => [...each.content.children]);
  const words = Object.fromEntries(parts.map((part) => [part.dataset.word, part.textContent]));
  return (name, values = {}) => Object.entries(values).reduce((text, [key, value]) => text.replace(`{${key}}`, () => value), words[name]);
}

const english = () => document.documentElement.lang === "en";

// 13.05 in the zone of the classes (13:05 in English).
export function clock(at, zone) {
  const there = new Date(Number(at) + (OFFSETS[zone] ?? -new Date(at).getTimezoneOffset() / 60) * 3600000);
  return there.toISOString().slice(11, 16).replace(":", english() ? ":" : ".");
}

// Minggu, 22 November 2026.
export function day(on) {
  const how = { weekday: "long", day: "numeric", month: "long", year: "numeric", timeZone: "UTC" };
  return new Intl.DateTimeFormat(english() ? "en-GB" : "id-ID", how).format(new Date(`${on}T00:00:00Z`));
}

export function dayOf(at, zone) {
  return new Date(Number(at) + (OFFSETS[zone] ?? 7) * 3600000).toISOString().slice(0, 10);
}

export function drawStrip(root, book, sender) {
  const words = wordsOf();
  const part = (name) => root.querySelector(`[data-${name}]`);
  const zone = () => book.classes?.sessions[0]?.zone;
  const onRegister = Boolean(document.querySelector("[data-shell] [data-register], [data-plain][hidden]"));

  function state() {
    const waiting = book.open.length;
    if (book.onlyHere) return words("full", { n: book.onlyHere });
    if (sender.phase === "sending") return words("sending");
    if (waiting && sender.phase === "login") return words("login");
    if (waiting && sender.phase === "trouble") return words("trouble");
    if (waiting) return words(navigator.onLine && sender.phase !== "offline" ? "saved" : "offline");
    return book.sent ? words("sent", { time: clock(book.sent, zone()) }) : words("start");
  }

  function write(node, text) {
    if (node.textContent !== text) node.textContent = text;
  }

  function lines(list, marks, tail) {
    list.replaceChildren(
      ...marks.map((mark) => {
        const line = document.createElement("li");
        const name = document.createElement("b");
        name.textContent = mark.name;
        line.append(name, `: ${mark.label} · ${mark.title} · ${tail(mark)}`);
        return line;
      }),
    );
  }

  function draw() {
    const { open, answers } = book;
    const old = open.some((mark) => Date.now() - Date.parse(mark.at) > DAY);
    root.hidden = !(onRegister || open.length || answers.length || book.broken);
    root.dataset.state = open.length ? "open" : "sent";
    write(part("say"), state());
    const login = Boolean(open.length && sender.phase === "login");
    part("count").hidden = !open.length;
    part("send").hidden = !open.length || login;
    write(part("count"), words("unsent", { n: open.length }));
    part("login").hidden = !login;
    part("old").hidden = !old;
    part("broken").hidden = !book.broken;
    part("answered").hidden = !answers.length;
    write(part("answered"), words("answers", { n: answers.length }));
    if (!open.length) toggle("count", "list", false);
    if (!answers.length) toggle("answered", "answers", false);
    lines(part("list"), open, (mark) => (mark.state === "draft" ? words("draft") : clock(Date.parse(mark.at), zone())));
    lines(part("told"), answers, (mark) => `${words(mark.state)}: ${mark.sentence}`);
  }

  function toggle(button, shelf, shown = part(shelf).hidden) {
    part(shelf).hidden = !shown;
    part(button).setAttribute("aria-expanded", shown);
  }

  part("count").addEventListener("click", () => toggle("count", "list"));
  part("answered").addEventListener("click", () => toggle("answered", "answers"));
  part("send").addEventListener("click", () => sender.send(true));
  part("read").addEventListener("click", () => book.remove(book.answers));
  part("login").href = `/login?next=${encodeURIComponent(location.pathname + location.search)}`;
  book.listeners.push(draw);
  sender.listeners.push(draw);
  setInterval(draw, 60000);
  draw();
  return words;
}
