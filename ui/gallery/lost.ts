import type { LossMethodView, LossPlanView, LossStepView, LostPhoneView } from "../src/backend/bindings";
import { phone } from "./linked";
import { everyChoice } from "./methods";

export const number: LossMethodView = {
  id: "m1",
  kind: "phone",
  slot: "mobile",
  name: null,
  value: "+31 6 12345678",
};
export const approver: LossMethodView = {
  id: "a1",
  kind: "microsoft_authenticator",
  slot: null,
  name: "Pixel 9",
  value: null,
};
const key: LossMethodView = { id: "k1", kind: "passkey", slot: null, name: "YubiKey 5", value: null };

export const lost: LostPhoneView = {
  phones: [
    {
      id: phone.id,
      name: phone.name,
      system: phone.system,
      last_activity: phone.last_activity,
      suggested: ["m1", "a1"],
    },
    { id: null, name: null, system: null, last_activity: null, suggested: ["m1", "a1"] },
  ],
  methods: [approver, number],
  ways_in: [approver, number, key],
  recovery_codes: 8,
  plan: null,
};

const here = { kind: "todo", way: "in_app" } as const;
const byHand = { kind: "todo", way: "by_person" } as const;

export function step(step: LossStepView["step"], change: Partial<LossStepView> = {}): LossStepView {
  return { key: step, step, state: here, needed: false, method: null, option: null, ...change };
}

export const at = (minute: number, by: "app" | "seen" | "person" = "app") =>
  ({ kind: "done", at: `2026-11-22T18:${String(minute).padStart(2, "0")}:00Z`, by }) as const;

const oath = { option: "oath", value: null } as const;
const replacements = everyChoice.filter(({ kind }) => kind === "passkey" || kind === "microsoft_authenticator");

/** Stolen, with a key at hand: nothing done yet. */
export const plan: LossPlanView = {
  how: "stolen",
  way_in: "at_hand",
  phone: phone.name,
  begun_at: "2026-11-22T18:02:00Z",
  finished: false,
  replacements,
  steps: [
    step("end_sessions"),
    step("forget_computers"),
    step("disable_device"),
    step("change_password"),
    step("move_default", { option: oath }),
    step("add_replacement"),
    step("remove_method", { key: "remove_method_0", method: approver }),
    step("remove_method", {
      key: "remove_method_1",
      method: number,
      state: { kind: "waiting", until: "default" },
    }),
    step("block_number", { state: byHand }),
    step("tell_helpdesk", { state: byHand }),
  ],
};

/** The same, a while later. */
export const half: LossPlanView = {
  ...plan,
  steps: plan.steps.map((one, index) => {
    if (index < 3) return { ...one, state: at(3 + index, index === 1 ? "seen" : "app") };
    if (one.step === "block_number") return { ...one, state: at(9, "person") };
    return one;
  }),
};

export const whole: LossPlanView = {
  ...plan,
  finished: true,
  steps: plan.steps.map((one, index) => {
    if (one.step === "add_replacement")
      return { ...one, state: at(8, "seen"), method: { ...approver, name: "iPhone 18" } };
    if (one.key === "remove_method_1") return { ...one, state: { kind: "skipped" } };
    const byPerson = one.step === "block_number" || one.step === "tell_helpdesk";
    return { ...one, state: at(3 + index, byPerson ? "person" : "app") };
  }),
};

const waiting = (until: "pass" | "replacement") => ({ state: { kind: "waiting", until } }) as const;

/** The phone was everything there was, but for the codes on paper. */
export const byCode: LossPlanView = {
  ...plan,
  how: "lost",
  way_in: "recovery_code",
  steps: [
    { ...step("end_sessions"), state: at(3) },
    step("disable_device"),
    step("add_replacement", { needed: true }),
    step("move_default", waiting("replacement")),
    step("remove_method", { key: "remove_method_0", method: approver, ...waiting("replacement") }),
    step("remove_method", { key: "remove_method_1", method: number, ...waiting("replacement") }),
    step("block_number", { state: byHand }),
  ],
};

export const byHelpdesk: LossPlanView = {
  ...byCode,
  way_in: "nothing",
  steps: [
    { ...step("end_sessions"), state: at(3) },
    step("tell_helpdesk", { state: byHand }),
    step("disable_device", waiting("pass")),
    step("add_replacement", { needed: true, ...waiting("pass") }),
    step("remove_method", { key: "remove_method_0", method: approver, ...waiting("pass") }),
    step("block_number", { state: byHand }),
  ],
};

const away = { state: { kind: "todo", way: "hand_over" } } as const;

/** Where the directory has no such calls. */
export const official: LossPlanView = {
  ...plan,
  replacements: [],
  steps: [
    step("disable_device", away),
    step("change_password", away),
    step("add_replacement", away),
    step("remove_method", { key: "remove_method_0", method: approver, ...away }),
    step("tell_helpdesk", { state: byHand }),
    step("sign_out_everywhere", { state: { kind: "waiting", until: "rest" } }),
  ],
};

export const refusedPlan: LossPlanView = {
  ...byCode,
  replacements: [],
  steps: [
    { ...step("end_sessions"), state: at(3) },
    step("disable_device", { state: { kind: "impossible", reason: "refused_by_service" } }),
    step("add_replacement", { needed: true, state: { kind: "impossible", reason: "managed_by_administrator" } }),
    step("remove_method", {
      key: "remove_method_0",
      method: approver,
      state: { kind: "impossible", reason: "managed_by_administrator" },
    }),
    step("block_number", { state: byHand }),
  ],
};
