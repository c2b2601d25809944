// A phone has several users: whoever signs in takes away the key to what another one left on it (a teacher's own pages do so
// by themselves).
try {
  const last = localStorage.getItem("phone");
  const here = document.body.dataset.user;
  if (document.querySelector("input[type=password]")) localStorage.removeItem("left");
  if (last && here && last !== here && !document.querySelector("[data-phone]")) closeUp();
} catch {
  // A browser that keeps nothing has nothing to close.
}

function closeUp() {
  const request = indexedDB.open("bina", 1);
  // Nothing is there: leave nothing there.
  request.onupgradeneeded = () => request.transaction.abort();
  request.onsuccess = () => {
    const transaction = request.result.transaction(["users", "classes"], "readwrite");
    transaction.objectStore("classes").clear();
    const users = transaction.objectStore("users");
    users.openCursor().onsuccess = ({ target: { result: cursor } }) => {
      if (!cursor) return;
      delete cursor.value.key;
      cursor.update(cursor.value);
      cursor.continue();
    };
    transaction.oncomplete = () => {
      localStorage.removeItem("phone");
      request.result.close();
    };
  };
}
