// The teacher's phone: loaded at the teachers' door only, and by the page that stands in where there is no network.
import { openBook } from "./book.js";
import { followLeaving, signOut } from "./leaving.js";
import { Sender, reach } from "./sender.js";
import { drawShell } from "./shell.js";
import { able, lock, lockOthers } from "./store.js";
import { drawStrip, wordsOf } from "./strip.js";
import { answered, followTaps } from "./taps.js";

const STALE = 600000;
const AGAIN = 3000;
const root = document.querySelector("[data-phone]");
const shell = document.querySelector("[data-shell]");
if (root && able()) begin();

async function begin() {
  const user = Number(root.dataset.user || localStorage.getItem("phone"));
  const list = document.querySelector("[data-session] [data-register]");
  let book;
  addEventListener("beforeunload", (event) => (book ? book.onlyHere : list && unsaved(list)) && event.preventDefault());
  if (!shell && (await leftBefore(user))) return;
  book = user ? await open(user) : null;
  if (!book) return shell && drawShell(shell, null, null, wordsOf());
  const sender = new Sender(book, shell ? "" : document.querySelector("input[name=csrf_token]")?.value);
  if (shell) drawShell(shell, book, sender, wordsOf());
  else if (list && takes(list)) take(list, book, sender);
  followLeaving(root, book, sender, drawStrip(root, book, sender));
  book.listeners.push((what) => what === "left" && gone(sender));
  if (!shell) settleIn(book, sender);
  sender.send();
}

async function open(user) {
  try {
    if (!shell) await lockOthers(user);
    return await openBook(user, shell ? () => null : askKey);
  } catch {
    return null;
  }
}

// Asked until the house answers: what is tapped meanwhile waits in the rows.
async function askKey() {
  let answer;
  while (!(answer = await reach("/portal/phone-key"))) await new Promise((done) => setTimeout(done, AGAIN));
  const { user, key } = answer.ok ? await answer.json() : {};
  return user === Number(root.dataset.user) ? key : null;
}

// Who left without a network is signed out as soon as there is one.
async function leftBefore(user) {
  if (Number(localStorage.getItem("left")) !== user) return false;
  const form = document.querySelector('form[action$="/logout"]');
  await lock(user);
  if (form && (await signOut(form))) {
    localStorage.removeItem("left");
    location.assign("/login");
  }
  return true;
}

// What stands in the rows alone, as long as the book is not open.
function unsaved(list) {
  return !list.closest("form").dataset.sent && [...list.children].some(answered);
}

// Not a register whose form is already on its way, nor one whose answers were never drawn: there the form itself saves.
function takes(list) {
  const form = list.closest("form");
  return form.querySelector("[data-plain]") && !form.dataset.sent && list.querySelector("input[type=radio]");
}

// On a register every tap saves itself: the form's own button and its reason for changes are not needed.
function take(list, book, sender) {
  const { session, title, seen } = list.closest("[data-session]").dataset;
  const form = list.closest("form");
  form.querySelector("[data-plain]").hidden = true;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopPropagation();
    sender.send(true);
  });
  followTaps(list, { book, sender, title, session: Number(session), seen: () => Number(seen) });
  followFinish(list, book, sender, Number(session));
}

// A register is finished once every tap of it has arrived, so that none of them comes too late.
function followFinish(list, book, sender, session) {
  const form = document.querySelector("[data-finish]");
  if (!form) return;
  form.hidden = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    event.stopPropagation();
    list.dispatchEvent(new Event("register:settled"));
    await sender.drain();
    const left = book.open.some((mark) => mark.session === session);
    form.querySelector("[data-first]").hidden = !left;
    if (!left) form.submit();
  });
}

async function settleIn(book, sender) {
  if (!book.classes || Date.now() - book.classes.fetched > STALE) await sender.refresh();
  await navigator.serviceWorker?.register("/portal/sw.js", { scope: "/" }).catch(() => {});
}

function gone(sender) {
  sender.stopped = true;
  document.querySelector("main").replaceChildren();
  root.hidden = true;
}

addEventListener("beforeinstallprompt", (event) => {
  const button = document.querySelector("[data-install]");
  if (!button || location.pathname !== "/portal/today") return;
  event.preventDefault();
  button.hidden = false;
  button.addEventListener("click", () => event.prompt(), { once: true });
});
