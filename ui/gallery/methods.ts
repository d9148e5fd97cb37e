import type {
  ChannelName,
  DefaultOption,
  DeleteEffect,
  LossView,
  MethodChoice,
  MethodKindView,
  MethodView,
  SecurityView,
} from "../src/backend/bindings";

const yes = { kind: "yes" } as const;
const never = { kind: "never" } as const;

export const effect: DeleteEffect = {
  known: true,
  sign_in_left: ["password"],
  two_step_left: ["microsoft_authenticator", "phone"],
  reset: { enabled: true, methods_required: 2, methods_registered: 2 },
  reset_possible_after: true,
  last_way_in: false,
  registers_next: false,
  pass_until: null,
  last_second_factor: false,
  needs_new_default: false,
  new_default: null,
  alternate_first: false,
};

/** A method with nothing remarkable about it. */
export function method(id: string, kind: MethodKindView, change: Partial<MethodView> = {}): MethodView {
  return {
    id,
    kind,
    type_name: null,
    value: null,
    name: null,
    model: null,
    slot: null,
    created_at: null,
    last_used_at: null,
    expires_at: null,
    state: "active",
    is_default: false,
    usage: "two_step_and_reset",
    change: never,
    renew: never,
    delete: yes,
    rename: never,
    activate: never,
    trial: never,
    try_by: [],
    sms_sign_in: null,
    remaining: null,
    effect,
    ...change,
  };
}

const resetLost: Partial<DeleteEffect> = {
  reset: { enabled: true, methods_required: 2, methods_registered: 1 },
  reset_possible_after: false,
};

export const email = method("email-1", "email", {
  trial: yes,
  try_by: ["email"],
  value: "anna.devries@example.com",
  created_at: "2026-03-04T09:12:00Z",
  usage: "reset_only",
  change: yes,
  effect: {
    ...effect,
    two_step_left: [],
    reset: { enabled: true, methods_required: 2, methods_registered: 0 },
    reset_possible_after: false,
  },
});

export const password = method("password-1", "password", {
  created_at: "2024-09-02T07:00:00Z",
  usage: "sign_in",
  delete: never,
});

export const authenticator = method("authenticator-1", "microsoft_authenticator", {
  trial: yes,
  try_by: ["approval"],
  value: "Pixel 9",
  created_at: "2025-11-20T12:30:00Z",
  last_used_at: "2026-11-22T07:58:00Z",
  is_default: true,
  rename: yes,
  effect: { ...effect, two_step_left: ["phone"] },
});

export const authenticatorApp = method("oath-1", "software_oath", {
  trial: yes,
  try_by: ["code"],
  name: "Aegis op mijn oude telefoon",
  created_at: "2025-02-11T10:00:00Z",
  rename: yes,
});

export const phone = method("phone-1", "phone", {
  trial: yes,
  try_by: ["sms", "voice"],
  slot: "mobile",
  value: "+31 6 5550 0123",
  created_at: "2024-09-02T07:10:00Z",
  last_used_at: "2026-10-30T16:20:00Z",
  change: yes,
  rename: yes,
  sms_sign_in: { state: "off", switch: yes, last_way_in: false },
});

export const alternatePhone = method("phone-2", "phone", {
  trial: yes,
  try_by: ["voice"],
  slot: "alternate_mobile",
  value: "+31 6 5550 0456",
  usage: "two_step_only",
  change: yes,
  rename: yes,
});

export const officePhone = method("phone-3", "phone", {
  slot: "office",
  value: "+31 50 555 01 23 x214",
  change: { kind: "no", reason: "managed_by_administrator" },
  delete: { kind: "no", reason: "managed_by_administrator" },
});

export const securityKey = method("passkey-1", "passkey", {
  trial: yes,
  try_by: ["browser"],
  name: "Sleutelbos, de blauwe met het Noorderlicht-label van de inwerkdag",
  model: "YubiKey 5C NFC",
  created_at: "2026-01-15T08:00:00Z",
  last_used_at: "2026-11-19T06:45:00Z",
  usage: "sign_in_and_two_step",
  rename: yes,
});

export const token = method("token-1", "hardware_oath", {
  value: "GALT10420013",
  model: "Deepnet SafeID",
  state: "not_activated",
  activate: yes,
});

export const pass = method("tap-1", "temporary_access_pass", {
  created_at: "2026-11-22T07:00:00Z",
  expires_at: "2126-11-23T09:00:00Z",
  usage: "sign_in_and_two_step",
});

export const expiredPass = { ...pass, id: "tap-2", state: "expired", expires_at: "2026-11-20T09:00:00Z" } as const;

export const recoveryCodes = method("recoveryCodes", "recovery_codes", {
  created_at: "2026-05-01T08:00:00Z",
  usage: "two_step_only",
  remaining: 7,
  renew: yes,
});

export const securityQuestions = method("securityQuestions", "security_questions", {
  created_at: "2024-09-02T07:20:00Z",
  usage: "reset_only",
});

export const appPassword = method("app-1", "app_password", {
  name: "Scanner magazijn",
  created_at: "2023-03-01T07:20:00Z",
  usage: "none",
  delete: never,
});

export const unknownMethod = method("new-1", "unknown", {
  type_name: "voiceAuthenticationMethod",
  usage: null,
  delete: never,
});

/** What it means to delete the last way in. */
export const lastWayIn: MethodView = {
  ...authenticator,
  effect: {
    ...effect,
    ...resetLost,
    sign_in_left: [],
    two_step_left: [],
    last_way_in: true,
    last_second_factor: true,
  },
};

export const push: DefaultOption = { option: "push", value: null };
export const oath: DefaultOption = { option: "oath", value: null };
export const text: DefaultOption = { option: "sms", value: "+31 6 5550 0123" };
export const call: DefaultOption = { option: "voice_mobile", value: "+31 6 5550 0123" };

export function choice(kind: MethodKindView, change: Partial<MethodChoice> = {}): MethodChoice {
  const both: ChannelName[] = ["sms", "voice"];
  const channels = kind !== "phone" ? [] : (change.slot ?? "mobile") === "mobile" ? both : both.slice(1);
  const unlimited = { maximum: null, slot: null, shared_maximum: null };
  return { kind, usage: "two_step_and_reset", add: yes, channels, ...unlimited, ...change };
}

export const choices: MethodChoice[] = [
  choice("email", { usage: "reset_only", maximum: 1 }),
  choice("phone", { add: { kind: "no", reason: "not_allowed_by_policy" }, maximum: 1, slot: "mobile" }),
  choice("hardware_oath", { add: { kind: "no", reason: "managed_by_administrator" } }),
];

export const choicesAtLimit: MethodChoice[] = [
  choice("email", { usage: "reset_only", add: { kind: "no", reason: "limit_reached" }, maximum: 1 }),
  ...choices.slice(1),
];

const apps = { maximum: 5, registered: 2 };

/** Everything an organization can allow, with something of each kind that cannot be had now. */
export const everyChoice: MethodChoice[] = [
  choice("microsoft_authenticator", { shared_maximum: apps }),
  choice("software_oath", { shared_maximum: apps }),
  choice("passkey", { usage: "sign_in_and_two_step", maximum: 10 }),
  choice("phone", { slot: "mobile", maximum: 1 }),
  choice("phone", {
    slot: "alternate_mobile",
    maximum: 1,
    usage: "two_step_only",
    add: { kind: "no", reason: "mobile_required" },
  }),
  choice("phone", { slot: "office", maximum: 1 }),
  choice("email", { usage: "reset_only", maximum: 1 }),
  choice("security_questions", { usage: "reset_only", add: { kind: "no", reason: "not_for_administrators" } }),
  choice("recovery_codes", { usage: "two_step_only" }),
  choice("hardware_oath", { add: { kind: "no", reason: "managed_by_administrator" } }),
];

/** Five apps and tokens, and everything else that there is one of. */
export const fullChoices: MethodChoice[] = everyChoice.map((one) => {
  if (one.kind === "recovery_codes") return one;
  const shared = one.shared_maximum === null ? null : { maximum: 5, registered: 5 };
  return { ...one, shared_maximum: shared, add: { kind: "no", reason: "limit_reached" } };
});

/** What somebody with these methods may add: what there is as many of as there may be is at its limit (B-42, B-58). */
export function choicesOf(methods: readonly MethodView[], all: readonly MethodChoice[]): MethodChoice[] {
  const count = (fits: (one: MethodView) => boolean) => methods.filter(fits).length;
  const five = count(({ kind }) => ["microsoft_authenticator", "software_oath", "hardware_oath"].includes(kind));
  const hasMobile = count(({ slot }) => slot === "mobile") > 0;
  return all.map((one) => {
    const shared = one.shared_maximum && { ...one.shared_maximum, registered: five };
    const own = count(({ kind, slot }) => kind === one.kind && slot === one.slot);
    const waits = one.add.kind === "no" && one.add.reason === "mobile_required";
    const full = own >= (one.maximum ?? 99) || five >= (shared?.maximum ?? 99);
    const add: MethodChoice["add"] =
      one.add.kind === "yes" && full ? { kind: "no", reason: "limit_reached" } : waits && hasMobile ? yes : one.add;
    return { ...one, shared_maximum: shared, add };
  });
}

const unsaid = {
  default_method: null,
  losses: [],
  mend: null,
  advice: [],
  remembered_devices: null,
  forget_devices: yes,
  confirm: yes,
  questions: null,
  countries: null,
  home_country: null,
};

export const nothingRegistered: SecurityView = {
  ...unsaid,
  methods: [password],
  choices,
  reset: { enabled: true, methods_required: 2, methods_registered: 0 },
  advise_two_step: false,
};

export const emailOnly: SecurityView = {
  ...unsaid,
  methods: [password, email],
  choices: choicesAtLimit,
  reset: { enabled: true, methods_required: 2, methods_registered: 1 },
  advise_two_step: true,
  advice: [{ kind: "add_two_step" }],
};

const losses: LossView[] = [
  {
    what: "phone",
    affected: ["authenticator-1", "oath-1", "phone-1"],
    sign_in_left: ["password", "passkey"],
    two_step_left: ["recovery_codes", "passkey"],
    reset_possible: false,
    locked_out: false,
  },
  {
    what: "computer",
    affected: [],
    sign_in_left: ["password", "passkey"],
    two_step_left: ["microsoft_authenticator", "phone"],
    reset_possible: true,
    locked_out: false,
  },
  {
    what: "security_key",
    affected: ["passkey-1"],
    sign_in_left: ["password"],
    two_step_left: ["microsoft_authenticator", "phone"],
    reset_possible: true,
    locked_out: false,
  },
];

export const wellProtected: SecurityView = {
  ...unsaid,
  methods: [password, authenticator, email],
  choices: choicesAtLimit,
  reset: { enabled: true, methods_required: 2, methods_registered: 2 },
  advise_two_step: false,
};

/** Somebody who has something of nearly everything. */
export const complete: SecurityView = {
  methods: [
    password,
    authenticator,
    authenticatorApp,
    phone,
    officePhone,
    securityKey,
    token,
    recoveryCodes,
    email,
    appPassword,
    unknownMethod,
  ],
  choices: everyChoice,
  reset: { enabled: true, methods_required: 2, methods_registered: 2 },
  advise_two_step: false,
  default_method: { current: push, options: [push, oath, text, call], overridden: null, change: yes },
  losses,
  mend: { what: "phone", locks_out: false, choices: [] },
  advice: [],
  remembered_devices: 2,
  forget_devices: yes,
  confirm: yes,
  questions: { required: 3, minimum_length: 3, maximum_length: 40 },
  countries: ["NL", "BE", "DE"],
  home_country: "NL",
};

/** Somebody who has little yet, where everything is allowed. */
export const starter: SecurityView = { ...complete, methods: [password, authenticator, securityKey, token] };

/** Everything hangs on one phone. */
export const allOnThePhone: SecurityView = {
  ...complete,
  methods: [password, lastWayIn, phone],
  losses: losses.slice(0, 2).map((loss, index) => ({
    ...loss,
    sign_in_left: ["password"],
    two_step_left: index === 0 ? [] : loss.two_step_left,
    reset_possible: index > 0,
    locked_out: index === 0,
  })),
  mend: {
    what: "phone",
    locks_out: true,
    choices: [
      choice("recovery_codes", { usage: "two_step_only" }),
      choice("phone", { slot: "alternate_mobile", usage: "two_step_only" }),
      choice("phone", { slot: "office" }),
    ],
  },
  advice: [{ kind: "only_text_and_voice" }, { kind: "no_recovery_codes" }],
  default_method: {
    current: text,
    options: [push, text, call],
    overridden: { by: "microsoft_authenticator" },
    change: yes,
  },
  remembered_devices: 0,
};
