// What this phone keeps: IndexedDB "bina". Names and marks stand in it encrypted, each bound to its user and its place;
// the key is one the browser uses and never shows, and goes when its user leaves.
const KEYS = { users: "user", marks: "key", classes: "user" };
export const ALL = Object.keys(KEYS);
let opening;

// What one tab has written or closed, told to the others.
export const channel = window.BroadcastChannel && new BroadcastChannel("bina");
export const able = () => Boolean(window.indexedDB && window.crypto?.subtle && channel && window.localStorage);

export const ask = (request) =>
  new Promise((done, failed) => {
    request.onsuccess = () => done(request.result);
    request.onerror = () => failed(request.error);
  });

function connect() {
  opening ??= new Promise((done, failed) => {
    const request = indexedDB.open("bina", 1);
    request.onupgradeneeded = () => {
      for (const name of ALL) request.result.createObjectStore(name, { keyPath: KEYS[name] });
      request.transaction.objectStore("marks").createIndex("user", "user");
    };
    request.onsuccess = () => {
      request.result.onversionchange = forget;
      request.result.onclose = forget;
      done(request.result);
    };
    request.onerror = () => failed(request.error);
  });
  opening.catch(() => (opening = null));
  return opening;
}

function forget() {
  opening?.then((database) => database.close());
  opening = null;
}

// One transaction; `work` may wait for requests of its stores and for nothing else.
export async function within(names, mode, work) {
  const transaction = (await connect()).transaction(names, mode, { durability: "strict" });
  const ended = new Promise((done, failed) => {
    transaction.oncomplete = done;
    transaction.onabort = () => failed(transaction.error || new Error("aborted"));
  });
  ended.catch(() => {});
  const stores = Object.fromEntries(names.map((name) => [name, transaction.objectStore(name)]));
  let result;
  try {
    result = await work(stores);
  } catch (error) {
    try {
      transaction.abort();
    } catch {
      // It has ended by itself.
    }
    throw error;
  }
  await ended;
  return result;
}

export function uuid() {
  if (crypto.randomUUID) return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
}

const bytesOf = (text) => new TextEncoder().encode(text);

export async function seal(key, place, value) {
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(place) };
  return { iv, body: await crypto.subtle.encrypt(how, key, bytesOf(JSON.stringify(value))) };
}

export async function unseal(key, place, { iv, body }) {
  const how = { name: "AES-GCM", iv, additionalData: bytesOf(place) };
  return JSON.parse(new TextDecoder().decode(await crypto.subtle.decrypt(how, key, body)));
}

// The key of a user as the house gives it (64 hexadecimal digits), made into one that no script can read out.
export function keyFrom(hex) {
  const raw = Uint8Array.from(hex.match(/../g), (pair) => parseInt(pair, 16));
  return crypto.subtle.importKey("raw", raw, "AES-GCM", false, ["encrypt", "decrypt"]);
}

// Take away what makes this user's data readable. Marks that were never sent stay, closed, until the user comes back.
export async function lock(user) {
  const empty = await within(ALL, "readwrite", async ({ users, marks, classes }) => {
    classes.delete(user);
    const record = await ask(users.get(user));
    if (record) {
      delete record.key;
      const kept = await ask(marks.index("user").count(user));
      await ask(kept ? users.put(record) : users.delete(user));
    }
    return !(await ask(users.count()));
  });
  if (!empty) return;
  forget();
  await ask(indexedDB.deleteDatabase("bina")).catch(() => {});
}

export async function lockOthers(user) {
  const others = await within(["users"], "readonly", ({ users }) => ask(users.getAll()));
  for (const each of others.filter((one) => one.user !== user && one.key)) {
    await lock(each.user);
    channel.postMessage({ user: each.user, left: true });
  }
}
