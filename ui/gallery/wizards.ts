import type {
  ChannelName,
  MethodChoice,
  RegistrationKindView,
  RegistrationStage,
  RegistrationView,
  SecurityView,
} from "../src/backend/bindings";
import { type Answers, refused } from "../src/backend/fake";
import * as people from "./people";
import { pretendQr } from "./qr";
import { press, type Scene, type Step, security, signedIn, soon, type } from "./scene";

const ADD = /^(Add method|Methode toevoegen)$/;
const ADD_THIS = /^(Add|Toevoegen)$/;
const NEXT = /^(Next|Volgende)$/;
const ACTIVATE = /^(Activate|Activeren)$/;
const NAME = /^(Name \(optional\)|Naam \(niet verplicht\))$/;
const APP_CODE = /^(Code from the app|Code uit de app)$/;
const TOKEN_CODE = /^(Code of the token|Code van de token)$/;

const adding = (kind: RegExp): Step[] => [press(ADD), press(kind), press(ADD_THIS)];

function on(steps: readonly Step[], answers: Answers = {}, value: SecurityView = people.starter): Scene {
  return { view: signedIn(security(value)), page: "security", steps, answers };
}

function at(kind: RegistrationKindView, stage: RegistrationStage, change: Partial<RegistrationView> = {}) {
  const value: RegistrationView = {
    id: "registration-1",
    kind,
    stage,
    expires_at: soon(9.5),
    tries_remaining: 5,
    resend_after: soon(0.7),
    ...change,
  };
  return { ok: true as const, value };
}

const secret: RegistrationStage = {
  kind: "scan_secret",
  qr: pretendQr(),
  secret_key: "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP",
  issuer: "Noorderlicht Logistiek",
  account_name: "anna@noorderlicht.example",
  uri: "otpauth://totp/Noorderlicht:anna",
};
const completed: RegistrationStage = { kind: "completed", method_id: "new-1", default_changed: null };
const becameDefault: RegistrationStage = { kind: "completed", method_id: "new-1", default_changed: people.oath };

const APP = adding(/^Authenticator(-| )app - code$/);
const scanning = at("authenticator_code", secret);
const toAppCode = [...APP, press(NEXT), press(NEXT), type("123456", APP_CODE)];

const APPROVAL = adding(/^Authenticator(-| )app - (notification|melding)$/);
const scanPage = at("authenticator", {
  kind: "scan_page",
  qr: pretendQr(),
  page: "https://aanmelden.noorderlicht.example/approve#7Q2M-XW4P",
});
const approve = at("authenticator", { kind: "approve", number: "42", device_name: "Pixel 9" });

const PASSKEY = adding(/^(Passkey|Wachtwoordsleutel \(passkey\))$/);
const inBrowser = at("passkey", { kind: "browser" });
const toBrowser = [...PASSKEY, type("Blauwe sleutel", NAME), press(NEXT)];

const TOKEN = [press(/^(Activate Hardware|Hardwaretoken .* activeren)/)];

const trying = (name: RegExp): Step[] => [press(name)];
const TRY_APP = trying(/^(Try Authenticator app - code|Authenticator-app - code .* proberen)/);
const TRY_PUSH = trying(/^(Try Authenticator app - notification|Authenticator-app - melding .* proberen)/);
const TRY_KEY = trying(/^(Try Passkey|Wachtwoordsleutel .* proberen)/);
const TRY_PHONE = [press(/^(More for Phone|Meer voor Telefoon)/), press(/^(Try|Proberen)$/)];
const shown = at("trial", { kind: "code", sent_to: null, channel: null }, { resend_after: null });
const sent = at("trial", { kind: "code", sent_to: "+31 6 5550 0123", channel: "sms" });
const works = at("trial", { kind: "completed", method_id: "phone-1", default_changed: null });
const ringing = at("trial", { kind: "call", number: "+31655500123" });

const PHONE = adding(/^(Phone|Telefoon)$/);
const OFFICE = adding(/^(Office phone|Telefoon \(werk\))$/);
const NUMBER = /^(Phone number|Telefoonnummer)$/;
const MESSAGE_CODE = /^(Code from the message|Code uit het bericht)$/;
const countries = [
  { code: "BE", calling_code: 32 },
  { code: "DE", calling_code: 49 },
  { code: "NL", calling_code: 31 },
];
const number: Answers["number"] = {
  ok: true,
  value: {
    e164: "+31612345678",
    national: "06 12345678",
    international: "+31 6 12345678",
    country: "NL",
    kind: "mobile",
    extension_removed: false,
  },
};
/** An organization that verifies numbers in one way only. */
function verifiedBy(channel: ChannelName): SecurityView {
  const narrowed = (one: MethodChoice) => ({ ...one, channels: one.channels.filter((other) => other === channel) });
  return { ...people.starter, choices: people.starter.choices.map(narrowed) };
}

const byText = at("phone", { kind: "code", sent_to: "+31612345678", channel: "sms" });
const byCall = at("phone", { kind: "call", number: "+31612345678" });
const toMessage = [...PHONE, type("06 12345678", NUMBER), press(NEXT)];
const toCall = [...OFFICE, type("06 12345678", NUMBER), press(NEXT)];

export const wizardScenes: Record<string, Scene> = {
  "app-get": on(APP),
  "app-scan": on([...APP, press(NEXT)], { registration: scanning }),
  "app-cannot-scan": on([...APP, press(NEXT), press(/^(Can't scan|Kan de QR-code niet)/)], { registration: scanning }),
  "app-code-wrong": on([...toAppCode, press(NEXT)], {
    registration: scanning,
    confirmed: refused({ code: "code_incorrect", tries_remaining: 4 }),
  }),
  "app-code-over": on([...toAppCode, press(NEXT)], {
    registration: scanning,
    confirmed: refused({ code: "registration_expired" }),
  }),
  "app-leave": on([...toAppCode, press(/^(Cancel|Annuleren)$/)], { registration: scanning }),
  "app-done": on([...toAppCode, press(NEXT)], {
    registration: scanning,
    confirmed: at("authenticator_code", becameDefault),
  }),

  "phone-number": on(PHONE, { countries }),
  "phone-text-only": on(PHONE, { countries }, verifiedBy("sms")),
  "phone-call-only": on(PHONE, { countries }, verifiedBy("voice")),
  "phone-office": on(OFFICE, { countries }),
  "phone-change": on(
    [press(/^(More for Phone|Meer voor Telefoon)/), press(/^(Change|Wijzigen)$/)],
    { countries },
    { ...people.complete, default_method: null },
  ),
  "phone-wrong": on(toMessage, { countries, number: refused({ code: "phone_number_not_supported" }) }),
  "phone-limit": on(toMessage, {
    countries,
    number,
    registration: refused({ code: "text_limit_reached", retry_after_seconds: 900 }),
  }),
  "phone-code": on(toMessage, { countries, number, registration: byText }),
  "phone-code-wrong": on([...toMessage, type("000000", MESSAGE_CODE), press(NEXT)], {
    countries,
    number,
    registration: byText,
    confirmed: refused({ code: "code_incorrect", tries_remaining: 2 }),
  }),
  "phone-call": on(toCall, { countries, number, registration: byCall }),
  "phone-no-answer": on(toCall, {
    countries,
    number,
    registration: byCall,
    watched: [at("phone", { kind: "failed", reason: "no_answer" })],
  }),
  "phone-done": on([...toMessage, type("123456", MESSAGE_CODE), press(NEXT)], {
    countries,
    number,
    registration: byText,
    confirmed: at("phone", completed),
  }),

  "approval-prepare": on(APPROVAL),
  "approval-scan": on([...APPROVAL, press(NEXT)], { registration: scanPage }),
  "approval-number": on([...APPROVAL, press(NEXT)], { registration: scanPage, watched: [approve] }),
  "approval-declined": on([...APPROVAL, press(NEXT)], {
    registration: scanPage,
    watched: [approve, at("authenticator", { kind: "declined" })],
  }),
  "approval-done": on([...APPROVAL, press(NEXT)], {
    registration: scanPage,
    watched: [approve, at("authenticator", { kind: "completed", method_id: "new-1", default_changed: people.oath })],
  }),

  "passkey-prepare": on(PASSKEY),
  "passkey-browser": on(toBrowser, { registration: inBrowser }),
  "passkey-failed": on(toBrowser, {
    registration: inBrowser,
    watched: [at("passkey", { kind: "failed", reason: "make_not_allowed" })],
  }),
  "passkey-offline": on(toBrowser, { registration: inBrowser, watched: [refused({ code: "offline" })] }),
  "passkey-done": on(toBrowser, { registration: inBrowser, watched: [at("passkey", completed)] }),

  "trial-code": on(TRY_APP, { registration: shown }, people.complete),
  "trial-code-wrong": on(
    [...TRY_APP, type("000000", APP_CODE), press(NEXT)],
    { registration: shown, confirmed: refused({ code: "code_incorrect", tries_remaining: 4 }) },
    people.complete,
  ),
  "trial-text": on(TRY_PHONE, { registration: sent }, people.complete),
  "trial-works": on(
    [...TRY_PHONE, type("123456", MESSAGE_CODE), press(NEXT)],
    { registration: sent, confirmed: works },
    people.complete,
  ),
  "trial-limit": on(
    TRY_PHONE,
    { registration: refused({ code: "text_limit_reached", retry_after_seconds: 900 }) },
    people.complete,
  ),
  "trial-no-answer": on(
    TRY_PHONE,
    { registration: ringing, watched: [at("trial", { kind: "failed", reason: "no_answer" })] },
    people.complete,
  ),
  "trial-approval": on(
    TRY_PUSH,
    { registration: at("trial", { kind: "approve", number: "42", device_name: null }) },
    people.complete,
  ),
  "trial-passkey": on(TRY_KEY, { registration: at("trial", { kind: "browser" }) }, people.complete),

  "token-code": on(TOKEN),
  "token-wrong": on([...TOKEN, type("111111", TOKEN_CODE), press(ACTIVATE)], {
    changed: refused({ code: "code_incorrect", tries_remaining: null }),
  }),
  "token-done": on([...TOKEN, type("123456", TOKEN_CODE), press(ACTIVATE)]),
};
