// Two minutes before the session ends the page says so, and can stay.
const minutes = Number(document.body.dataset.idleMinutes);
const dialog = document.getElementById("idle");
let timers = [];

function start() {
  timers.forEach(clearTimeout);
  timers = [
    setTimeout(() => dialog.open || dialog.showModal(), Math.max(minutes - 2, 0.5) * 60000),
    setTimeout(() => location.reload(), minutes * 60000 + 5000),
  ];
}

if (minutes && dialog?.showModal) {
  start();
  dialog.addEventListener("close", async () => {
    const answer = await fetch(dialog.dataset.stay, { redirect: "manual" }).catch(() => null);
    if (answer?.ok) start();
    else location.reload();
  });
}
