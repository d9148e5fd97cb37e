// Keeps the page, so that the phone can say that there is no connection, and shows that something waits. Answers of the
// server are never kept.
const KEPT = "approve-2";
const PARTS = [
  "/approve",
  "/static/pages.css",
  "/static/approve.js",
  "/static/approve-notifications.js",
  "/static/mark.svg",
];
const WAITING = {
  en: { title: "A sign-in is waiting", body: "Tap to see the request." },
  nl: { title: "Er wacht een aanmelding", body: "Tik om het verzoek te bekijken." },
};

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

const pages = async () => {
  const all = await clients.matchAll({ type: "window", includeUncontrolled: true });
  return all.filter(({ url }) => new URL(url).pathname === "/approve");
};

// A message has no content: what is asked, the page asks for itself, signed.
self.addEventListener("push", (event) => {
  const lang = new URL(location.href).searchParams.get("lang") === "nl" ? "nl" : "en";
  const { title, body } = WAITING[lang];
  const shown = self.registration.showNotification(title, {
    body,
    lang,
    icon: "/static/mark-256.png",
    tag: "approval",
    renotify: true,
  });
  const awake = pages().then((open) => open.forEach((page) => page.postMessage("awake")));
  event.waitUntil(Promise.all([shown, awake]));
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(pages().then(([open]) => (open ? open.focus() : clients.openWindow("/approve"))));
});
