// The teachers' service worker: keeps the look and one page without anybody's data, and shows that page where the house
// cannot be reached. Pages with data and answers of /api are never kept.
const SHELL = "/portal/offline";
const NAME = __NAME__;
const FILES = __FILES__;
const PATIENCE = 12000;
// Where a teacher opens Bina, and where an expired login leads.
const OURS = /^\/($|login$|portal\/(today|classes|sessions)\b)/;

self.addEventListener("install", (event) => {
  const fill = async () => {
    const [store, page] = [await caches.open(NAME), await fetch(SHELL)];
    if (!page.ok) throw new Error(SHELL);
    await store.addAll(FILES);
    // Kept under other cookies it would stand beside the new one, and be found first.
    await store.delete(SHELL, { ignoreVary: true });
    await store.put(SHELL, page);
    await self.skipWaiting();
  };
  event.waitUntil(fill());
});

self.addEventListener("activate", (event) => {
  const clear = async () => {
    const old = (await caches.keys()).filter((name) => name.startsWith("bina-") && name !== NAME);
    await Promise.all(old.map((name) => caches.delete(name)));
    await self.clients.claim();
  };
  event.waitUntil(clear());
});

self.addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname } = new URL(request.url);
  if (request.method !== "GET" || origin !== self.location.origin) return;
  if (request.mode === "navigate" && OURS.test(pathname)) {
    event.respondWith(page(request));
  } else if (FILES.includes(pathname)) {
    event.respondWith(caches.match(pathname).then((kept) => kept || fetch(request)));
  }
});

// The network first; where it fails, hangs, or the house behind it is away, the page that needs none.
async function page(request) {
  let timer;
  const late = new Promise((_done, failed) => (timer = setTimeout(failed, PATIENCE)));
  try {
    const answer = await Promise.race([fetch(request), late]);
    if (![502, 503, 504].includes(answer.status)) return answer;
  } catch {
    // Shown below.
  } finally {
    clearTimeout(timer);
  }
  return (await caches.match(SHELL)) || Response.error();
}
