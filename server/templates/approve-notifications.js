// Notifications: what wakes this phone when something is asked of it. The browser's push service is given no content.
const WANTED = "workpass-notifications";
const decode = (text) =>
  Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (char) => char.charCodeAt(0));
const worker = navigator.serviceWorker;
const slow = (_, reject) => setTimeout(() => reject(new Error("no worker")), 10_000);
const ready = () => Promise.race([worker.ready, new Promise(slow)]);

export const start = (lang, awake) => {
  worker?.addEventListener("message", awake);
  worker?.register(`/static/approve-worker.js?lang=${lang}`, { scope: "/approve" }).catch(() => {});
};

// "none": this browser has none; "blocked"; "off"; "on".
export const state = () => {
  if (!worker || !("PushManager" in window && "Notification" in window)) return "none";
  if (Notification.permission === "denied") return "blocked";
  return Notification.permission === "granted" && localStorage.getItem(WANTED) ? "on" : "off";
};

const isFor = (subscription, key) => {
  const given = subscription.options?.applicationServerKey;
  if (!given) return true;
  const bytes = new Uint8Array(given);
  return bytes.length === key.length && bytes.every((byte, at) => byte === key[at]);
};

// Where the browser takes messages now. One that the server gave up is replaced.
export const endpoint = async (key, isOver = () => false) => {
  const { pushManager } = await ready();
  const applicationServerKey = decode(key);
  const there = await pushManager.getSubscription();
  if (there && isFor(there, applicationServerKey) && !(await isOver(there.endpoint))) return there.endpoint;
  await there?.unsubscribe();
  const made = await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey });
  return made.endpoint;
};

// Only ever called by a click: the browser asks the person.
export const turnOn = async (key) => {
  if ((await Notification.requestPermission()) !== "granted") return;
  await endpoint(key);
  localStorage.setItem(WANTED, "yes");
};

export const turnOff = async () => {
  localStorage.removeItem(WANTED);
  const there = await ready().then(({ pushManager }) => pushManager.getSubscription());
  await there?.unsubscribe();
};

// Nothing is asked any more: the notification says something that is over.
export const clear = async () => {
  const there = await worker?.getRegistration("/approve");
  for (const notification of (await there?.getNotifications?.()) ?? []) notification.close();
};
