// A form is asked about once where it says so, and sent once.
const dialog = document.getElementById("confirm");
let waiting;

function ask(form, submitter, sentence) {
  if (!dialog?.showModal) return window.confirm(sentence) && go(form, submitter);
  waiting = [form, submitter];
  dialog.querySelector("p").textContent = sentence;
  dialog.querySelector("[value=yes]").textContent = submitter?.textContent.trim() || "OK";
  dialog.returnValue = "";
  dialog.showModal();
}

function go(form, submitter) {
  form.dataset.agreed = "1";
  form.requestSubmit(submitter || undefined);
}

dialog?.addEventListener("close", () => dialog.returnValue === "yes" && go(...waiting));

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.method === "dialog") return;
  const sentence = event.submitter?.dataset.confirm || form.dataset.confirm;
  if (sentence && !form.dataset.agreed) {
    event.preventDefault();
    ask(form, event.submitter, sentence);
    return;
  }
  delete form.dataset.agreed;
  if (form.method !== "post" || "noGuard" in form.dataset) return;
  if (form.dataset.sent) event.preventDefault();
  form.dataset.sent = "1";
  event.submitter?.setAttribute("aria-disabled", "true");
});

window.addEventListener("pageshow", () => {
  document.querySelectorAll("form[data-sent]").forEach((form) => {
    delete form.dataset.sent;
    form.querySelectorAll("[aria-disabled]").forEach((button) => button.removeAttribute("aria-disabled"));
  });
});
