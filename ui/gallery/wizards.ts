import type { RegistrationKindView, RegistrationStage, RegistrationView, SecurityView } from "../src/backend/bindings";
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

function on(steps: readonly Step[], answers: Answers = {}, value: SecurityView = people.complete): Scene {
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

const PASSKEY = adding(/^(Passkey|Wachtwoordsleutel \(passkey\))$/);
const inBrowser = at("passkey", { kind: "browser", opened: true });
const toBrowser = [...PASSKEY, type("Blauwe sleutel", NAME), press(NEXT)];

const TOKEN = [press(/^(Activate Hardware|Hardwaretoken .* activeren)/)];

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

  "passkey-prepare": on(PASSKEY),
  "passkey-browser": on(toBrowser, { registration: inBrowser }),
  "passkey-failed": on(toBrowser, {
    registration: inBrowser,
    watched: [at("passkey", { kind: "failed", reason: "make_not_allowed" })],
  }),
  "passkey-offline": on(toBrowser, { registration: inBrowser, watched: [refused({ code: "offline" })] }),
  "passkey-done": on(toBrowser, { registration: inBrowser, watched: [at("passkey", completed)] }),

  "token-code": on(TOKEN),
  "token-wrong": on([...TOKEN, type("111111", TOKEN_CODE), press(ACTIVATE)], {
    changed: refused({ code: "code_incorrect", tries_remaining: null }),
  }),
  "token-done": on([...TOKEN, type("123456", TOKEN_CODE), press(ACTIVATE)]),
};
