// Leaving with marks on the phone: they are sent first, or stay closed for this user; nothing readable is left behind.
import { lock } from "./store.js";

export function followLeaving(root, book, sender, words) {
  const dialog = root.querySelector("[data-leaving]");
  const sentence = dialog.querySelector("p");

  function choose() {
    sentence.textContent = words("leaving", { n: book.open.length });
    dialog.querySelector("[value=keep]").hidden = book.onlyHere > 0;
    dialog.returnValue = "";
    dialog.showModal();
    return new Promise((done) => dialog.addEventListener("close", () => done(dialog.returnValue), { once: true }));
  }

  async function leave(form) {
    while (book.open.length) {
      const choice = await choose();
      if (!choice) return;
      if (choice === "keep") break;
      await sender.send(true);
    }
    sender.stopped = true;
    await book.leave();
    const signedOut = form && (await signOut(form));
    // Another tab may have opened the store again before the session ended.
    await lock(book.user);
    localStorage.removeItem("phone");
    if (!signedOut) localStorage.setItem("left", book.user);
    location.assign(signedOut ? "/login" : "/portal/today");
  }

  document.addEventListener("submit", (event) => {
    if (!event.target.action?.endsWith?.("/logout")) return;
    event.preventDefault();
    event.stopPropagation();
    leave(event.target);
  }, true);
  document.querySelector("[data-leave]")?.addEventListener("click", () => leave(null));
}

export async function signOut(form) {
  const answer = await fetch(form.action, { method: "POST", body: new FormData(form), redirect: "manual" }).catch(() => null);
  return answer?.type === "opaqueredirect" || Boolean(answer?.ok);
}
