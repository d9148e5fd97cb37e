import type { SecurityView, StepUpFor } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import * as people from "./people";
import { press, type Scene, type Step, security, signedIn, soon, support, type } from "./scene";

const ADD = /^(Add method|Methode toevoegen)$/;
const ADD_THIS = /^(Add|Toevoegen)$/;
const NEXT = /^(Next|Volgende)$/;
const ADDRESS = /^(Email address|E-mailadres)$/;
const CODE = /^(Code from the message|Code uit het bericht)$/;
const YES = /^(Yes|Ja)$/;
const toCode = [press(ADD), press(ADD_THIS), type("anna@example.com", ADDRESS), press(NEXT)];

/** The steps that open the wizard of a kind from the list. */
const adding = (kind: RegExp): Step[] => [press(ADD), press(kind), press(ADD_THIS)];

function on(value: SecurityView, steps: readonly Step[] = [], answers: Scene["answers"] = {}): Scene {
  return { view: signedIn(security(value)), page: "security", steps, answers };
}

function steppingUp(for_what: StepUpFor, opened: boolean): Scene {
  const session = { ...people.online, step_up: { for_what, opened, expires_at: soon(4.8) } } as typeof people.online;
  return { view: signedIn(security(people.complete), session), page: "security" };
}

const codes = {
  ok: true as const,
  value: {
    codes: [
      "7KQ2M-XW4PD",
      "R9TBH-3ZC6V",
      "M4NXG-8JQ2F",
      "W6PLD-K5S7R",
      "C3VHT-9BM4X",
      "J8ZQF-2NW6K",
      "D5RGP-7XT3H",
      "V2MKC-4LB9Q",
      "H6WSJ-8DF5N",
      "X3TPR-6QG7Z",
    ],
    created_at: "2026-11-22T09:00:00Z",
  },
};

const questions = {
  ok: true as const,
  value: {
    required: 3,
    questions: [
      { id: "own-1", text: "In welk magazijn begon u bij Noorderlicht?", custom: true },
      { id: "q1", text: "Wat was de naam van uw eerste huisdier?", custom: false },
      { id: "q2", text: "In welke straat woonde u toen u tien was?", custom: false },
      { id: "q3", text: "Wat was het eerste concert waar u naartoe ging?", custom: false },
      { id: "q4", text: "Hoe heette uw favoriete leraar op de middelbare school?", custom: false },
    ],
  },
};

const questionsAllowed: SecurityView = {
  ...people.complete,
  choices: people.everyChoice.map((one) =>
    one.kind === "security_questions" ? { ...one, add: { kind: "yes" } as const } : one,
  ),
};

const SHOW_CODES = /^(Show the codes|Codes tonen)$/;
const MAKE_CODES = /^(Make recovery codes|Herstelcodes maken)$/;
const QUESTIONS = /^(Security questions|Beveiligingsvragen)$/;
const question = (n: number) => new RegExp(`^(Question|Vraag) ${n}$`);
const answer = (n: number) => new RegExp(`^(Answer to question|Antwoord op vraag) ${n}$`);
const MORE_PHONE = /^(More for Phone|Meer voor Telefoon)/;
const withAdvice = (advice: SecurityView["advice"]): Scene => on({ ...people.complete, advice });
const NEXT_ADVICE = /^(Next advice|Volgend advies)$/;
const withCodes = on(people.allOnThePhone, [press(NEXT_ADVICE), press(MAKE_CODES), press(SHOW_CODES)], { codes });

export const securityScenes: Record<string, Scene> = {
  security: on(people.emailOnly),
  "security-nothing": on(people.nothingRegistered),
  "security-everything": on({
    ...people.wellProtected,
    methods: [...people.wellProtected.methods, people.unknownMethod],
  }),
  "security-empty": on({
    ...people.nothingRegistered,
    methods: [],
    reset: null,
  }),
  "security-unavailable": {
    view: signedIn({ security: { kind: "unavailable", reason: "refused_by_service" }, help: people.adviceOnly }),
    page: "security",
  },
  "security-offline": { view: signedIn({}, people.offline), page: "security" },
  "security-complete": on(people.complete),
  "security-complete-offline": { view: signedIn(security(people.complete), people.offline), page: "security" },
  "security-on-one-phone": on(people.allOnThePhone),
  "security-reset-off": on({
    ...people.complete,
    methods: [people.password, people.authenticator, people.expiredPass],
    reset: { enabled: false, methods_required: 0, methods_registered: 0 },
  }),
  "advice-pass": withAdvice([
    { kind: "only_temporary_access_pass", expires_at: "2126-11-23T09:00:00Z", has_password: true },
  ]),
  "advice-required": withAdvice([
    { kind: "registration_required", sign_in: 1, password_reset: 2 },
    { kind: "add_two_step" },
  ]),
  "advice-recommended": withAdvice([{ kind: "registration_recommended", skips: 2, skippable: true }]),
  "advice-reconfirm": withAdvice([{ kind: "reconfirm_due", last_confirmed_at: "2026-05-01T08:00:00Z" }]),
  "advice-few-codes": withAdvice([{ kind: "recovery_codes_few", remaining: 2 }]),

  "add-method": on(people.nothingRegistered, [press(ADD)]),
  "add-method-limit": on(people.emailOnly, [press(ADD)]),
  "add-method-everything": on(people.complete, [press(ADD)]),
  "add-method-full": on({ ...people.complete, choices: people.fullChoices }, [press(ADD)]),

  "default-method": on(people.complete, [press(/^(Change the default|Standaardaanmeldingsmethode wijzigen)/)]),
  "default-method-overridden": on(people.allOnThePhone, [
    press(/^(Change the default|Standaardaanmeldingsmethode wijzigen)/),
  ]),
  "method-menu": on(people.complete, [press(MORE_PHONE)]),
  rename: on(people.complete, [press(/^(Rename Passkey|Naam wijzigen van Wachtwoordsleutel)/)]),
  "sms-sign-in": on(people.complete, [
    press(MORE_PHONE),
    press(/^(Turn on SMS sign-in|Aanmelden via sms inschakelen)$/),
  ]),
  "sms-sign-in-not-unique": on(
    people.complete,
    [
      press(MORE_PHONE),
      press(/^(Turn on SMS sign-in|Aanmelden via sms inschakelen)$/),
      press(/^(Turn on|Inschakelen)$/),
    ],
    { changed: refused({ code: "phone_number_not_unique" }) },
  ),
  forget: on(people.complete, [press(/^(Forget remembered computers|Onthouden computers vergeten)/)]),

  "delete-method": on(people.emailOnly, [press(/^(Delete Email|E-mail .* verwijderen)/)]),
  "delete-key": on(people.complete, [press(/^(Delete Passkey|Wachtwoordsleutel .* verwijderen)/)]),
  "delete-default": on(
    {
      ...people.complete,
      methods: people.complete.methods.map((one) =>
        one.is_default ? { ...one, effect: { ...one.effect, needs_new_default: true, new_default: people.oath } } : one,
      ),
    },
    [press(/^(Delete Authenticator app - not|Authenticator-app - melding .* verwijderen)/)],
  ),
  "delete-last": on(people.allOnThePhone, [
    press(/^(Delete Authenticator app|Authenticator-app - melding .* verwijderen)/),
    press(YES),
  ]),
  "delete-done": on(people.complete, [
    press(/^(Delete Authenticator app - not|Authenticator-app - melding .* verwijderen)/),
    press(YES),
  ]),

  "step-up": steppingUp("delete_method", true),
  "step-up-not-opened": steppingUp("add_method", false),
  "step-up-failed": on(people.complete, [press(/^(Delete Passkey|Wachtwoordsleutel .* verwijderen)/), press(YES)], {
    deleted: refused({ code: "step_up_failed", support }),
  }),

  "recovery-explain": on(people.allOnThePhone, [press(NEXT_ADVICE), press(MAKE_CODES)]),
  "recovery-renew": on(people.complete, [press(/^(Renew Recovery codes|Herstelcodes vernieuwen)$/)]),
  "recovery-keep": withCodes,
  "recovery-saved": {
    ...withCodes,
    steps: [...(withCodes.steps ?? []), press(/^(Save as file|Opslaan als bestand)$/)],
    answers: { codes, file: { ok: true, value: { path: "/home/anna/Downloads/workpass-recovery-codes.txt" } } },
  },
  "recovery-not-saved": {
    ...withCodes,
    steps: [...(withCodes.steps ?? []), press(/^(Save as file|Opslaan als bestand)$/)],
    answers: { codes, file: refused({ code: "file_not_saved" }) },
  },
  "app-passwords": {
    view: people.view(people.online, people.accountWith("open_app_passwords", { kind: "hand_over" })),
    page: "security",
  },
  "default-no-choice": on({
    ...people.complete,
    default_method: { current: people.oath, options: [people.oath], overridden: null, change: { kind: "never" } },
  }),
  "recovery-unticked": { ...withCodes, steps: [...(withCodes.steps ?? []), press(NEXT)] },
  "recovery-leave": { ...withCodes, steps: [...(withCodes.steps ?? []), press(/^(Cancel|Annuleren)$/)] },
  "recovery-done": {
    ...withCodes,
    steps: [...(withCodes.steps ?? []), press(/^(I have kept|Ik heb de codes)/), press(NEXT)],
  },

  questions: on(questionsAllowed, adding(QUESTIONS), { questions }),
  "questions-faults": on(
    questionsAllowed,
    [
      ...adding(QUESTIONS),
      type("own-1", question(1)),
      type("q1", question(2)),
      type("Assen", answer(1)),
      type("  assen ", answer(2)),
      press(/^(Show the answers|Antwoorden tonen)$/),
      press(/^(Save|Opslaan)$/),
    ],
    { questions },
  ),
  "questions-failed": on(questionsAllowed, adding(QUESTIONS)),
  "questions-done": on(
    questionsAllowed,
    [
      ...adding(QUESTIONS),
      ...["own-1", "q1", "q2"].flatMap((id, index) => [
        type(id, question(index + 1)),
        type(`Antwoord ${index}`, answer(index + 1)),
      ]),
      press(/^(Save|Opslaan)$/),
    ],
    { questions },
  ),

  "email-address": on(people.nothingRegistered, toCode.slice(0, 2)),
  "email-work-address": on(
    people.nothingRegistered,
    [...toCode.slice(0, 2), type("anna@noorderlicht.example", ADDRESS), press(NEXT)],
    { challenge: refused({ code: "email_is_work_address" }) },
  ),
  "email-code": on(people.nothingRegistered, toCode),
  "email-code-wrong": on(people.nothingRegistered, [...toCode, type("123456", CODE), press(NEXT)], {
    confirm: refused({ code: "code_incorrect", tries_remaining: 1 }),
  }),
  "email-code-dead": on(people.nothingRegistered, [...toCode, type("123456", CODE), press(NEXT)], {
    confirm: refused({ code: "too_many_tries" }),
  }),
  "email-done": on(people.emailOnly, [
    press(/^(Change Email|E-mail .* wijzigen)/),
    type("anna@example.com", ADDRESS),
    press(NEXT),
    type("123456", CODE),
    press(NEXT),
  ]),
  "email-change": on(people.emailOnly, [press(/^(Change Email|E-mail .* wijzigen)/)]),
};
