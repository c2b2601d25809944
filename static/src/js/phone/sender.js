// Sends what waits, in batches, one tab at a time; every failure leaves it waiting.
const BATCH = 200;
const QUIET = 2000;
const WAITS = [5000, 15000, 60000, 300000];
const PATIENCE = 30000;
const ENDS = ["stored", "waiting", "refused"];

// What the house answers, or null where the network gives nothing in time.
export async function reach(path, options = {}) {
  const patience = new AbortController();
  const timer = setTimeout(() => patience.abort(), PATIENCE);
  try {
    return await fetch(path, { redirect: "manual", cache: "no-store", signal: patience.signal, ...options });
  } catch {
    return null;
  } finally {
    clearTimeout(timer);
  }
}

export class Sender {
  constructor(book, csrf) {
    Object.assign(this, { book, csrf, phase: "", size: BATCH, failures: 0, going: null, pressed: false, listeners: [] });
    addEventListener("online", () => this.send());
    addEventListener("offline", () => this.turn("offline"));
    addEventListener("pagehide", () => this.parting());
    addEventListener("pageshow", ({ persisted }) => persisted && location.reload());
    document.addEventListener("visibilitychange", () => this.send(document.hidden));
  }

  turn(phase) {
    this.phase = phase;
    this.listeners.forEach((listen) => listen());
  }

  // After a tap: when the fingers rest, and again when what can be taken back no longer can.
  soon() {
    this.after(QUIET);
    const held = this.book.marks.filter((mark) => mark.hold > Date.now()).map((mark) => mark.hold - Date.now());
    if (held.length) setTimeout(() => this.send(), Math.max(...held) + 50);
  }

  after(wait) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.send(), wait);
  }

  // Ends when nothing is on its way any more. Pressed while something is, it sends once more after that has been answered.
  send(everything = false) {
    if (this.going) {
      this.pressed ||= everything;
      return this.going;
    }
    this.going = this.rounds(everything).finally(() => (this.going = null));
    return this.going;
  }

  async rounds(everything) {
    do {
      everything ||= this.pressed;
      this.pressed = false;
      if (this.stopped || !this.book.ready(everything).length) return;
      await this.round(everything);
    } while (this.pressed);
    if (!this.phase && this.book.ready().length) this.after(QUIET);
  }

  async round(everything) {
    try {
      const work = (lock) => (lock === null ? this.after(QUIET) : this.run(everything));
      // Another tab may be sending: a timer comes again later, a person's press waits its turn.
      if (navigator.locks) await navigator.locks.request("bina-send", { ifAvailable: !everything }, work);
      else await work();
    } catch {
      this.failed({ phase: "trouble" });
    }
  }

  // Send everything, the last tap too; what is still open afterwards could not go.
  async drain() {
    await this.book.last;
    await this.send(true);
  }

  async run(everything) {
    // Another tab may have sent some of it meanwhile.
    await this.book.reload();
    let renewed = !this.csrf;
    if (renewed && !(await this.refresh())) return;
    for (let batch; (batch = this.book.ready(everything).slice(0, this.size)).length; ) {
      this.turn("sending");
      const answer = await this.post(batch);
      if (answer.results) {
        this.failures = 0;
        this.size = BATCH;
        await this.book.settle(answer.results, Date.now());
      } else if (answer.phase === "large" && batch.length > 1) {
        this.size = Math.ceil(batch.length / 2);
      } else if (answer.phase === "csrf" && !renewed) {
        renewed = true;
        if (!(await this.refresh())) return;
      } else {
        this.failed(answer);
        return;
      }
    }
    this.turn("");
  }

  failed({ phase, wait }) {
    this.turn(phase === "csrf" || phase === "large" ? "trouble" : phase);
    this.after(wait || WAITS[phase === "login" ? WAITS.length - 1 : Math.min(this.failures, WAITS.length - 1)]);
    this.failures += 1;
  }

  headers() {
    return { "Content-Type": "application/json", Accept: "application/json", "X-CSRFToken": this.csrf || "" };
  }

  async post(batch) {
    const body = this.book.letter(batch);
    const answer = await reach("/api/marks", { method: "POST", headers: this.headers(), body });
    if (!answer) return { phase: "offline" };
    if (answer.ok) {
      const { results } = await answer.json().catch(() => ({}));
      const known = new Set(batch.map((mark) => mark.key));
      const mine = Array.isArray(results) ? results.filter((each) => known.has(each.key) && ENDS.includes(each.state)) : [];
      return mine.length ? { results: mine } : { phase: "trouble" };
    }
    return this.reading(answer);
  }

  // What a refused letter means for the marks in it: they wait, and for what.
  async reading(answer) {
    if (answer.type === "opaqueredirect" || [401, 403, 404].includes(answer.status)) return { phase: "login" };
    if (answer.status === 413) return { phase: "large" };
    if (answer.status === 400 && (await answer.text().catch(() => "")).includes("csrf")) return { phase: "csrf" };
    return { phase: "trouble", wait: Number(answer.headers.get("Retry-After")) * 1000 };
  }

  // Fetch the classes again, and with them a token; false where somebody else is signed in, or nobody.
  async refresh() {
    const answer = await reach("/api/classes", { headers: { Accept: "application/json" } });
    if (!answer?.ok) {
      this.turn(!answer ? "offline" : answer.status >= 500 || answer.status === 429 ? "trouble" : "login");
      this.after(WAITS[this.phase === "login" ? WAITS.length - 1 : 0]);
      return false;
    }
    const classes = await answer.json().catch(() => null);
    if (classes?.user !== this.book.user) {
      this.turn("login");
      return false;
    }
    this.csrf = classes.csrf;
    await this.book.keep(classes).catch(() => {});
    if (["login", "offline", "trouble"].includes(this.phase)) this.turn("");
    return true;
  }

  // The page goes: what is not sent yet goes with it, and is sent again under the same keys if no answer is heard.
  parting() {
    const batch = this.book.ready(true).slice(0, BATCH);
    if (this.going || this.stopped || !batch.length || !this.csrf) return;
    fetch("/api/marks", { method: "POST", headers: this.headers(), body: this.book.letter(batch), keepalive: true }).catch(() => {});
  }
}
