// Keeps the page, so that the phone can say that there is no connection. Answers of the server are never kept.
const KEPT = "approve-1";
const PARTS = ["/approve", "/static/pages.css", "/static/approve.js", "/static/mark.svg"];

self.addEventListener("install", (event) => {
  event.waitUntil(caches.open(KEPT).then((kept) => kept.addAll(PARTS)));
  self.skipWaiting();
});

self.addEventListener("activate", (event) => {
  const others = caches.keys().then((names) => names.filter((name) => name !== KEPT));
  event.waitUntil(others.then((names) => Promise.all(names.map((name) => caches.delete(name)))));
});

self.addEventListener("fetch", (event) => {
  const { pathname } = new URL(event.request.url);
  if (event.request.method !== "GET" || !PARTS.includes(pathname)) return;
  const fresh = fetch(event.request).then(async (answer) => {
    if (answer.ok && !answer.redirected) {
      const kept = await caches.open(KEPT);
      await kept.put(pathname, answer.clone());
    }
    return answer;
  });
  event.respondWith(fresh.catch(() => caches.match(pathname)));
});
