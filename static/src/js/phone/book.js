// One user's marks and classes on this phone: written to the store first, kept until the house has answered for them.
import { ask, channel, keyFrom, lock, seal, unseal, uuid, within } from "./store.js";

export const DAY = 24 * 3600 * 1000;
const SENT = ["key", "counter", "at", "session", "person", "status", "reason", "note", "minutes", "took_part", "seen"];
const place = (user, name) => `${user}:${name}`;

// The book of a user. `askKey` fetches the key where this phone has none; without one there is no book.
export async function openBook(user, askKey) {
  let record = await within(["users"], "readonly", ({ users }) => ask(users.get(user)));
  if (!record?.key) {
    const hex = await askKey();
    if (!hex) return null;
    const key = await keyFrom(hex);
    record = await within(["users"], "readwrite", async ({ users }) => {
      // Another tab may have been first.
      const now = { device: uuid(), counter: 0, ...(await ask(users.get(user))), user, key };
      await ask(users.put(now));
      return now;
    });
  }
  localStorage.setItem("phone", user);
  const book = new Book(record);
  await book.reload();
  await book.expire();
  return book;
}

class Book {
  constructor(record) {
    Object.assign(this, { user: record.user, key: record.key, device: record.device, counter: record.counter, sent: record.sent });
    this.marks = [];
    this.classes = null;
    this.broken = 0;
    this.edition = 0;
    this.last = Promise.resolve();
    this.listeners = [];
    channel.onmessage = async ({ data }) => {
      if (data.user !== this.user) return;
      if (data.left) return this.tell("left");
      await this.reload();
      this.tell("told");
    };
  }

  // What was "changed" here, "told" by another tab, or "left" there.
  tell(what = "changed") {
    this.listeners.forEach((listen) => listen(what));
  }

  say(extra = {}) {
    this.edition += 1;
    channel.postMessage({ user: this.user, ...extra });
    this.tell();
  }

  async reload() {
    const { edition } = this;
    const [record, rows, shelf] = await within(["users", "marks", "classes"], "readonly", ({ users, marks, classes }) =>
      Promise.all([ask(users.get(this.user)), ask(marks.index("user").getAll(this.user)), ask(classes.get(this.user))]),
    );
    let broken = 0;
    const opened = rows.map(async ({ iv, body, ...open }) => {
      try {
        return { ...(await unseal(this.key, place(this.user, open.key), { iv, body })), ...open };
      } catch {
        broken += 1;
      }
    });
    const stored = (await Promise.all(opened)).filter(Boolean);
    const classes = shelf ? await unseal(this.key, place(this.user, "classes"), shelf).catch(() => null) : null;
    // Something was written while this was read: what was read is old.
    if (edition !== this.edition) return this.reload();
    const known = new Set(stored.map((mark) => mark.key));
    this.marks = [...stored, ...this.marks.filter((mark) => mark.onlyHere && !known.has(mark.key))];
    this.marks.sort((one, other) => one.counter - other.counter);
    this.broken = broken;
    this.sent = record?.sent ?? this.sent;
    this.until = shelf?.until;
    this.classes = classes;
  }

  // The classes go 72 hours after they were fetched, unless marks still wait.
  async expire() {
    if (!this.until || this.until > Date.now() || this.open.length) return;
    this.classes = null;
    await within(["classes"], "readwrite", ({ classes }) => ask(classes.delete(this.user)));
  }

  // Not answered yet: marks on their way, and absences whose reason is still to be given.
  get open() {
    return this.marks.filter((mark) => mark.state === "unsent" || mark.state === "draft");
  }

  // Answered with something the teacher should read.
  get answers() {
    return this.marks.filter((mark) => mark.state === "waiting" || mark.state === "refused");
  }

  get onlyHere() {
    return this.marks.filter((mark) => mark.onlyHere).length;
  }

  // What can be sent. An absence whose reason nobody gives for a day goes without: the house says what it lacks.
  ready(everything) {
    const late = (mark) => mark.state === "draft" && Date.now() - Date.parse(mark.at) > DAY;
    return this.marks.filter((mark) => (mark.state === "unsent" && (everything || mark.hold <= Date.now())) || late(mark));
  }

  // The time of the house, as far as this phone knows it.
  now() {
    return Date.now() + (this.classes?.ahead || 0);
  }

  async sealed({ key, user, counter, state, hold, onlyHere, ...inner }) {
    return { key, user: this.user, counter, state, hold, ...(await seal(this.key, place(this.user, key), inner)) };
  }

  // Write taps, one after the other, so that their numbers follow the fingers.
  tap(taps, hold = 0) {
    const written = this.last.then(() => this.write(taps, hold));
    this.last = written.catch(() => {});
    return written;
  }

  // A tap that cannot be stored is kept on this page, sent from here, and said aloud.
  async write(taps, hold) {
    const fresh = taps.map((tap) => ({
      ...tap, key: uuid(), at: new Date().toISOString(), state: tap.complete ? "unsent" : "draft", hold: hold ? Date.now() + hold : 0,
    }));
    const same = (mark) => fresh.some((tap) => tap.session === mark.session && tap.person === mark.person);
    const replaced = this.marks.filter((mark) => mark.state === "draft" && same(mark));
    try {
      await this.add(fresh, replaced);
    } catch {
      fresh.forEach((mark) => Object.assign(mark, { counter: (this.counter += 1), onlyHere: true }));
    }
    const known = new Set([...replaced, ...fresh].map((mark) => mark.key));
    this.marks = [...this.marks.filter((mark) => !known.has(mark.key)), ...fresh];
    this.say();
    return fresh.map((mark) => mark.key);
  }

  async add(fresh, replaced) {
    const rows = await Promise.all(fresh.map((mark) => this.sealed(mark)));
    await within(["users", "marks"], "readwrite", async ({ users, marks }) => {
      // Closed by another tab meanwhile: the taps stay, closed too.
      const record = (await ask(users.get(this.user))) || { user: this.user, device: this.device, counter: 0 };
      let counter = Math.max(record.counter, this.counter);
      rows.forEach((row, index) => {
        fresh[index].counter = row.counter = counter += 1;
        marks.add(row);
      });
      replaced.forEach((mark) => marks.delete(mark.key));
      this.counter = record.counter = counter;
      await ask(users.put(record));
    });
  }

  // Take marks back that were not sent; answers those that are gone.
  async takeBack(keys) {
    const gone = this.marks.filter((mark) => mark.state === "unsent" && keys.includes(mark.key) && mark.hold > Date.now());
    await this.remove(gone);
    return gone;
  }

  async remove(gone) {
    await within(["marks"], "readwrite", ({ marks }) => Promise.all(gone.map((mark) => ask(marks.delete(mark.key)))));
    const known = new Set(gone.map((mark) => mark.key));
    this.marks = this.marks.filter((mark) => !known.has(mark.key));
    this.say();
  }

  letter(batch) {
    const marks = batch.map((mark) => Object.fromEntries(SENT.map((name) => [name, mark[name] ?? null])));
    return JSON.stringify({ device: this.device, sent_at: new Date().toISOString(), marks });
  }

  // What the house answered: stored marks go into the class's list, the others stay until they are read.
  async settle(results, at) {
    const found = new Map(results.map((result) => [result.key, result]));
    const done = this.marks.filter((mark) => found.get(mark.key)?.state === "stored");
    const told = this.marks.filter((mark) => ["waiting", "refused"].includes(found.get(mark.key)?.state));
    told.forEach((mark) => Object.assign(mark, { state: found.get(mark.key).state, sentence: found.get(mark.key).sentence }));
    done.forEach((mark) => this.stands(mark, found.get(mark.key).mark));
    const rows = await Promise.all(told.map((mark) => this.sealed(mark)));
    const shelf = this.classes && done.length && (await seal(this.key, place(this.user, "classes"), this.classes));
    const gone = (marks) => Promise.all(done.map((mark) => ask(marks.delete(mark.key))));
    const written = within(["users", "marks", "classes"], "readwrite", async ({ users, marks, classes }) => {
      await gone(marks);
      rows.forEach((row) => marks.put(row));
      if (shelf) classes.put({ user: this.user, until: this.until, ...shelf });
      const record = await ask(users.get(this.user));
      if (record) await ask(users.put({ ...record, sent: at }));
    });
    // No room even for the answer: what is stored goes, and what is told waits to be sent and answered once more.
    await written.catch(() => within(["marks"], "readwrite", ({ marks }) => gone(marks))).catch(() => {});
    this.sent = at;
    const settled = new Set(done.map((mark) => mark.key));
    this.marks = this.marks.filter((mark) => !settled.has(mark.key));
    this.say();
  }

  stands(mark, id) {
    const { status, reason, note } = mark;
    const person = this.session(mark.session)?.people.find((each) => each.id === mark.person);
    if (person) person.mark = { id: id ?? person.mark?.id ?? null, status, reason: reason || "", note: note || "" };
  }

  session(id) {
    return this.classes?.sessions.find((each) => each.id === id);
  }

  // The classes of the coming days as just fetched; `until` counts by this phone's clock.
  async keep({ csrf, ...answer }) {
    const at = Date.parse(answer.at);
    this.classes = { ...answer, ahead: at - Date.now(), fetched: Date.now() };
    this.until = Date.now() + (Date.parse(answer.keep_until) - at);
    const row = { user: this.user, until: this.until, ...(await seal(this.key, place(this.user, "classes"), this.classes)) };
    await within(["classes"], "readwrite", ({ classes }) => ask(classes.put(row)));
    this.say();
  }

  async leave() {
    await lock(this.user);
    localStorage.removeItem("phone");
    this.say({ left: true });
  }
}
