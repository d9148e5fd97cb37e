import type { AuthorityFault, UiError } from "../src/backend/bindings";
import { presentation } from "../src/errors/presentation";

type Code = UiError["code"];
/** What an error carries beside its code, for those that carry something: a new one fails the type check here. */
type Carried = { [E in UiError as Exclude<keyof E, "code"> extends never ? never : E["code"]]: Omit<E, "code">[] };

const reference = "WP-7F3A-91";
const support = {
  error: "AADSTS50076",
  trace_id: "8f2a2c1e-0b1d-4f4e-9f3c-6d1b7a3c0f00",
  correlation_id: "2d7c3a52-7c1b-44a8-9d51-0a8f5f1f7b11",
  timestamp: "2026-11-22T08:00:00Z",
};
const waits = [{ retry_after_seconds: 30 }, { retry_after_seconds: null }];
const tries = [{ tries_remaining: 2 }, { tries_remaining: null }];
const faults: AuthorityFault[] = [
  "not_found",
  "not_an_address",
  "not_secure",
  "not_an_authority",
  "issuer_mismatch",
  "no_way_to_sign_in",
];

/** Each with the words that depend on it: with what the service told, and without. */
const carried: Carried = {
  service_trouble: [{ reference }],
  throttled: waits,
  connection_not_trusted: [{ reference }],
  switch_other_account: [{ organization: "Zuiderzee Techniek N.V." }],
  authority_misconfigured: faults.map((detail) => ({ detail })),
  sign_in_blocked: [{ support }],
  managed_device_required: [{ support }],
  app_not_set_up: [{ support }],
  consent_required: [{ support }],
  account_disabled: [{ support }],
  device_disabled: [{ support }],
  account_locked: [{ support }],
  password_expired: [{ support }],
  not_in_this_organization: [{ support }],
  personal_account: [{ support }],
  sign_in_failed: [{ support }],
  clock_wrong: [{ off_by_minutes: -61 }],
  method_limit_reached: [{ maximum: 5 }, { maximum: null }],
  code_incorrect: tries,
  password_wrong: tries,
  password_locked: waits,
  password_refused: [{ fault: null }, { fault: "too_long" }],
  profile_field_refused: [{ field: null, fault: { kind: "refused" } }],
  photo_refused: [
    ...(["type", "too_large", "too_small", "damaged"] as const).map((fault) => ({ fault })),
    { fault: null },
  ],
  text_limit_reached: waits,
  call_limit_reached: waits,
  answer_too_short: [{ question_id: null, minimum: 3 }],
  answer_too_long: [{ question_id: null, maximum: 40 }],
  answer_repeated: [{ question_id: null }],
  wrong_number_of_answers: [{ required: 3 }, { required: null }],
  step_up_failed: [{ support }],
  unexpected: [{ reference }],
};

const codes = Object.keys(presentation) as Code[];
const of = (code: Code) =>
  ((carried as Partial<Record<Code, object[]>>)[code] ?? [{}]).map((more) => ({ ...more, code }) as UiError);

/** Every error there is, in each of its wordings. */
export const errors = codes.flatMap(of);

/** By what they are about; each is of the first family that takes it. */
const families: readonly (readonly [string, RegExp])[] = [
  [
    "sign-in",
    /^(sign_in|authority|code_expired|device|managed|app_not|consent|account|not_in|browser|clock|password_expired)/,
  ],
  ["proof", /^(step_up|proof|session|keychain)/],
  ["phone", /^(phone|invalid_phone|country|message|text_limit|call_limit|voice|mobile|alternate)/],
  ["questions", /^(answer|question|wrong_number)/],
  ["email-and-codes", /^(email|mail|code|too_many)/],
  [
    "methods",
    /^(method|last_way|needs|default|other_method|not_for|name|token|registration|not_skippable|file|not_pr)/,
  ],
  ["password-and-terms", /^(password|current_password|terms|time_zone|display_language|setting)/],
  ["service", /./],
];
const familyOf = (code: Code) => families.find(([, takes]) => takes.test(code))?.[0];

/** What the pictures of errors show: those of a family below each other. */
export const errorScenes: Record<string, readonly UiError[]> = Object.fromEntries(
  families.map(([name]) => [`errors-${name}`, errors.filter(({ code }) => familyOf(code) === name)]),
);
