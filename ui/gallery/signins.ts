import type { OpenSessionView, SignInView, WhereaboutsView } from "../src/backend/bindings";
import type { Answers } from "../src/backend/fake";
import * as people from "./people";
import { press, type Scene, signedIn } from "./scene";

const office: WhereaboutsView = {
  device: "LAPTOP-ANNA",
  operating_system: "Debian GNU/Linux 12",
  browser: null,
  address: "203.0.113.17",
  place: null,
};
const elsewhere: WhereaboutsView = {
  device: null,
  operating_system: "Windows",
  browser: "Microsoft Edge",
  address: "198.51.100.204",
  place: null,
};

export const known: SignInView = {
  id: "s1",
  at: "2026-11-22T08:12:00Z",
  app: "Workpass",
  from: office,
  outcome: "succeeded",
  second_step: "approval",
  risk: "none",
  remedies: ["change_password", "check_methods", "sign_out_everywhere"],
};
export const strange: SignInView = { ...known, id: "s2", at: "2026-11-22T03:40:00Z", from: elsewhere, risk: "unusual" };
export const stopped: SignInView = {
  ...strange,
  id: "s3",
  at: "2026-11-22T03:38:00Z",
  app: null,
  outcome: "second_step_failed",
  risk: "none",
  remedies: ["change_password", "check_methods"],
};
export const guessed: SignInView = { ...stopped, id: "s4", outcome: "failed", remedies: ["check_methods"] };

export const here: OpenSessionView = {
  id: "g1",
  app: "Workpass",
  from: office,
  began_at: "2026-11-02T07:55:00Z",
  last_used_at: "2026-11-22T08:30:00Z",
  is_current: true,
};
export const browser: OpenSessionView = { ...here, id: "b1", app: null, from: elsewhere, is_current: false };

const page = (sign_ins: SignInView[], next: string | null = null) => ({ ok: true, value: { sign_ins, next } }) as const;

/** As a service with these sign-ins answers. */
export function answers(flagged: SignInView[], rows: SignInView[]): Answers {
  return {
    signIns: (filter, after) => {
      if (filter === "unusual") return page(flagged);
      return after === null ? page(rows, "more") : page([guessed]);
    },
    sessions: { ok: true, value: [here, browser] },
  };
}

export const unusual = (count: number) =>
  ({ sign_ins: { kind: "ready", value: { ...people.calm, unusual: count } } }) as const;

const flagged = {
  view: signedIn(unusual(1)),
  page: "sign_ins",
  answers: answers([strange], [known, strange, stopped]),
} as const;
const END = /^(End session|Sessie beëindigen)/;

export const signInScenes: Record<string, Scene> = {
  "sign-ins": { view: signedIn(), page: "sign_ins", answers: answers([], [known, stopped, guessed]) },
  "sign-ins-unusual": flagged,
  "sign-ins-not-mine": { ...flagged, steps: [press(/^(This wasn't me|Dit was ik niet)$/)] },
  "sign-ins-end": { ...flagged, steps: [press(END)] },
  "sign-ins-none": { view: signedIn(), page: "sign_ins", answers: { ...answers([], []), signIns: () => page([]) } },
  "sign-ins-trouble": { view: signedIn(), page: "sign_ins" },
  "sign-ins-elsewhere": {
    view: people.view(people.online, {
      ...people.accountWith("view_sign_ins", { kind: "hand_over" }),
      sign_ins: { kind: "unavailable", reason: "no_self_service" },
    }),
    page: "sign_ins",
  },
  "sign-ins-unavailable": {
    view: signedIn({ sign_ins: { kind: "unavailable", reason: "not_consented" } }),
    page: "sign_ins",
  },
  "sign-ins-offline": { view: signedIn({}, people.offline), page: "sign_ins" },
  "overview-unusual": { view: signedIn(unusual(2)) },
};
