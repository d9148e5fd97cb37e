// Carries a question of the server to the browser's passkeys, and the answer back in the form it came with.
const bytes = (text) => {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
};
const text = (buffer) => {
  const plain = Array.from(new Uint8Array(buffer), (byte) => String.fromCharCode(byte)).join("");
  return btoa(plain).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const listed = (list) => (list ?? []).map((one) => ({ ...one, id: bytes(one.id) }));

const create = async (options) => {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    user: { ...options.user, id: bytes(options.user.id) },
    excludeCredentials: listed(options.excludeCredentials),
  };
  const made = await navigator.credentials.create({ publicKey });
  const response = {
    clientDataJSON: text(made.response.clientDataJSON),
    attestationObject: text(made.response.attestationObject),
    transports: made.response.getTransports?.() ?? [],
  };
  return { id: made.id, rawId: text(made.rawId), type: made.type, response };
};

const get = async (options) => {
  const publicKey = {
    ...options,
    challenge: bytes(options.challenge),
    allowCredentials: listed(options.allowCredentials),
  };
  const found = await navigator.credentials.get({ publicKey });
  const { userHandle } = found.response;
  const response = {
    clientDataJSON: text(found.response.clientDataJSON),
    authenticatorData: text(found.response.authenticatorData),
    signature: text(found.response.signature),
    userHandle: userHandle && userHandle.byteLength > 0 ? text(userHandle) : null,
  };
  return { id: found.id, rawId: text(found.rawId), type: found.type, response };
};

const why = (error) => {
  if (error.name === "InvalidStateError") return "hasItAlready";
  if (error.name === "NotAllowedError" || error.name === "AbortError") return "givenUp";
  return error.name === "NotSupportedError" ? "notSupported" : "failed";
};

for (const form of document.querySelectorAll("form[data-passkey]")) {
  const status = form.querySelector("[data-say]");
  const button = form.querySelector("button[type=submit]");
  const say = (what) => {
    status.textContent = status.dataset[what] ?? "";
  };
  if (!window.PublicKeyCredential) {
    say("notSupported");
    continue;
  }
  form.hidden = false;
  button.disabled = false;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    button.disabled = true;
    say("working");
    try {
      const ask = form.dataset.passkey === "create" ? create : get;
      const answer = await ask(JSON.parse(form.dataset.options));
      form.elements.credential.value = JSON.stringify(answer);
      form.submit();
    } catch (error) {
      say(why(error));
      button.disabled = false;
      button.focus();
    }
  });
}
