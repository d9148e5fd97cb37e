import * as notifications from "/static/approve-notifications.js";

// The phone: keeps a key per account, asks what is asked of it, and signs every answer. The keys cannot be read out.
const words = document.getElementById("words").dataset;
const find = (id) => document.getElementById(id);
const encode = (buffer) =>
  btoa(Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join(""))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
const hash = (text) => crypto.subtle.digest("SHA-256", new TextEncoder().encode(text)).then(encode);
const sections = ["loading", "welcome", "connect", "asked", "denied", "idle"];
const told = new Map();
let accounts = [];
let offset = 0;
let asked = null;
let showing = "loading";
let cleared = false;
let failed = false;
let following = false;

// Keys, in the browser's own database.
const store = (mode, work) =>
  new Promise((resolve, reject) => {
    const opened = indexedDB.open("workpass-authenticator", 1);
    opened.onupgradeneeded = () => opened.result.createObjectStore("accounts", { keyPath: "thumbprint" });
    opened.onerror = () => reject(opened.error);
    opened.onsuccess = () => {
      const change = opened.result.transaction("accounts", mode);
      const asking = work(change.objectStore("accounts"));
      change.oncomplete = () => {
        opened.result.close();
        resolve(asking.result);
      };
      change.onerror = () => reject(change.error);
    };
  });

const makeKey = async () => {
  const pair = await crypto.subtle.generateKey({ name: "ECDSA", namedCurve: "P-256" }, false, ["sign"]);
  const { kty, crv, x, y } = await crypto.subtle.exportKey("jwk", pair.publicKey);
  const thumbprint = await hash(JSON.stringify({ crv, kty, x, y }));
  return { thumbprint, privateKey: pair.privateKey, jwk: { kty, crv, x, y } };
};

const send = async (account, call, content, again = true) => {
  const path = `/approve/api/${call}`;
  const body = JSON.stringify(content);
  const time = String(Date.now() + offset);
  const nonce = encode(crypto.getRandomValues(new Uint8Array(18)));
  const text = ["POST", path, time, nonce, await hash(body)].join("\n");
  const algorithm = { name: "ECDSA", hash: "SHA-256" };
  const signature = await crypto.subtle.sign(algorithm, account.privateKey, new TextEncoder().encode(text));
  const answer = await fetch(path, {
    method: "POST",
    credentials: "omit",
    cache: "no-store",
    headers: {
      "content-type": "application/json",
      "x-workpass-key": account.thumbprint,
      "x-workpass-time": time,
      "x-workpass-nonce": nonce,
      "x-workpass-signature": encode(signature),
    },
    body,
  });
  const said = await answer.json().catch(() => ({ error: "failed" }));
  if (said.error === "clock" && again) {
    offset = said.now - Date.now();
    return send(account, call, content, false);
  }
  return said;
};

const show = (section) => {
  if (showing === section) return;
  showing = section;
  for (const id of sections) find(id).hidden = id !== section;
  find(section).querySelector("h1")?.focus();
};

const say = (text) => {
  const said = find("said");
  said.textContent = text;
  said.hidden = !text;
};

const rest = () => {
  asked = null;
  show(accounts.length > 0 ? "idle" : "welcome");
};

const forget = async (thumbprint) => {
  await store("readwrite", (keys) => keys.delete(thumbprint));
  accounts = accounts.filter((account) => account.thumbprint !== thumbprint);
  told.delete(thumbprint);
  list();
  if (showing === "idle") rest();
};

const list = () => {
  const items = accounts.map((account) => {
    const item = document.createElement("li");
    const name = document.createElement("span");
    const { error } = told.get(account.thumbprint) ?? {};
    name.textContent = `${account.account} · ${account.organization ?? ""}`;
    item.append(name);
    if (error === "notConnected") {
      const why = document.createElement("span");
      why.className = "minor";
      why.textContent = words.noLonger;
      const button = document.createElement("button");
      button.className = "link";
      button.type = "button";
      button.textContent = words.forget;
      button.addEventListener("click", () => forget(account.thumbprint));
      item.append(why, button);
    }
    return item;
  });
  find("accounts").replaceChildren(...items);
};

const ask = (account, news) => {
  if (asked?.id === news.asked.id) return;
  asked = { ...news.asked, account };
  say("");
  find("asked-title").textContent = words[news.asked.purpose] ?? words.signIn;
  const facts = { ...news.asked, account: news.account, organization: news.organization };
  facts.at = new Date(news.asked.at).toLocaleString(document.documentElement.lang);
  for (const fact of find("asked").querySelectorAll("[data-fact]")) {
    const value = facts[fact.dataset.fact];
    fact.textContent = value ?? "";
    fact.parentElement.hidden = !value;
  }
  find("number").value = "";
  problem("");
  show("asked");
};

// Whether this phone is woken, for as far as the server and the browser can.
const notify = () => {
  const offered = [...told.values()].some((news) => news.notifications);
  const state = offered ? notifications.state() : "";
  const text = { on: words.notifyOn, off: words.notifyOff, blocked: words.notifyBlocked, none: words.notifyNone }[state];
  find("notifications").hidden = !offered;
  write("notifications-state", failed ? words.notifyFailed : (text ?? ""));
  find("notifications-on").hidden = !(state === "off" || (state === "on" && failed));
  find("notifications-off").hidden = state !== "on";
  write("idle-lead", state === "on" && !failed ? words.idleOn : words.idle);
};

// A live region speaks when it changes, so it is written only then.
const write = (id, text) => {
  if (find(id).textContent !== text) find(id).textContent = text;
};

// Tells the server where this browser takes messages, for every account that it does not know it of.
const follow = async () => {
  for (const account of accounts) {
    const offer = told.get(account.thumbprint)?.notifications;
    if (!offer || (offer.at && offer.at === account.at)) continue;
    // What the server was told and no longer has, the push service gave up.
    const isOver = async (endpoint) => !offer.at && account.at === (await hash(endpoint));
    const endpoint = await notifications.endpoint(offer.key, isOver);
    const at = await hash(endpoint);
    if (offer.at !== at) {
      const news = await send(account, "notifications", { endpoint });
      if (news.error) throw new Error(news.error);
      told.set(account.thumbprint, news);
    }
    account.at = at;
    await store("readwrite", (keys) => keys.put(account));
  }
};

const keepUp = async () => {
  if (!following && !failed && notifications.state() === "on") {
    following = true;
    await follow().catch((error) => {
      // No network is no failure: it is tried again.
      failed = !(error instanceof TypeError);
    });
    following = false;
  }
  notify();
};

const problem = (text) => {
  find("number-problem").textContent = text;
  find("number").setAttribute("aria-invalid", String(Boolean(text)));
};

const look = async () => {
  const before = asked;
  let news = null;
  try {
    for (const account of accounts) {
      const answer = await send(account, "pending", {});
      told.set(account.thumbprint, answer);
      if (answer.account && answer.account !== account.account) {
        Object.assign(account, { account: answer.account, organization: answer.organization });
        await store("readwrite", (keys) => keys.put(account));
      }
      if (answer.asked) news = { account, answer };
    }
    find("offline").hidden = true;
  } catch {
    find("offline").hidden = false;
  }
  list();
  // What was answered meanwhile is not asked again: the next look knows of the answer.
  if (asked !== before) return;
  if (news) cleared = false;
  else if (!cleared && find("offline").hidden) {
    cleared = true;
    notifications.clear();
  }
  if (news && showing !== "connect" && showing !== "denied") ask(news.account, news.answer);
  else if (asked && showing === "asked" && find("offline").hidden && Date.now() + offset > Date.parse(asked.until)) {
    say(words.tooLate);
    rest();
  } else if (showing === "loading") rest();
  if (find("offline").hidden) keepUp();
};

const watch = async () => {
  if (!document.hidden) await look();
  setTimeout(watch, 3000);
};

const answer = async (what) => {
  const { account, id, purpose } = asked;
  const number = find("number").value.trim();
  if (what === "approve" && !/^[0-9]{2}$/.test(number)) {
    problem(words.numberNeeded);
    find("number").focus();
    return;
  }
  let said;
  try {
    said = await send(account, "answer", { id, answer: what, number });
  } catch {
    problem(words.failed);
    return;
  }
  const { outcome, error, triesRemaining } = said;
  if (outcome === "wrongNumber") {
    problem(words.wrongNumber.replace("{tries}", triesRemaining));
    find("number").select();
  } else if (outcome === "denied") {
    show("denied");
  } else if (outcome === "approved") {
    say(purpose === "test" ? words.connected : words.approved);
    rest();
  } else if (error === "notConnected") {
    say(words.notConnected.replace("{account}", account.account));
    rest();
  } else {
    say(words[outcome] ?? words.failed);
    rest();
  }
};

const connect = async (token) => {
  const account = await makeKey();
  const device = find("device").value;
  const said = await send(account, "enrol", { token, key: account.jwk, device });
  if (said.error) {
    say(words[said.error] ?? words.failed);
    rest();
    return;
  }
  const { privateKey, thumbprint } = account;
  const kept = { privateKey, thumbprint, account: said.account, organization: said.organization };
  await store("readwrite", (keys) => keys.put(kept));
  accounts.push(kept);
  navigator.storage?.persist?.();
  list();
  if (said.asked) ask(kept, said);
  else rest();
};

const token = () => new URLSearchParams(location.hash.slice(1)).get("e");

const offer = () => {
  const given = token();
  if (!given) return;
  say("");
  show("connect");
};

find("connect-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  const given = token();
  history.replaceState(null, "", "/approve");
  await connect(given).catch(() => say(words.failed));
});
find("not-now").addEventListener("click", () => {
  history.replaceState(null, "", "/approve");
  rest();
});
find("answer-form").addEventListener("submit", (event) => {
  event.preventDefault();
  answer("approve");
});
find("deny").addEventListener("click", () => answer("deny"));
find("notifications-on").addEventListener("click", async () => {
  const offer = [...told.values()].find((news) => news.notifications);
  failed = false;
  try {
    await notifications.turnOn(offer.notifications.key);
  } catch {
    failed = true;
  }
  await keepUp();
});
find("notifications-off").addEventListener("click", async () => {
  failed = false;
  await notifications.turnOff().catch(() => {});
  for (const account of accounts.filter(({ at }) => at)) {
    account.at = undefined;
    await store("readwrite", (keys) => keys.put(account));
    await send(account, "notifications", { endpoint: null }).catch(() => {});
  }
  notify();
});
find("report").addEventListener("click", () => answer("report"));
find("it-was-me").addEventListener("click", rest);
window.addEventListener("hashchange", offer);
window.addEventListener("online", look);
window.addEventListener("offline", look);

try {
  accounts = await store("readonly", (keys) => keys.getAll());
  notifications.start(document.documentElement.lang, look);
  offer();
  list();
  watch();
} catch {
  say(words.notSupported);
  find("loading").hidden = true;
}
