import type { AccountView, LossPlanView, LostPhoneView, SessionView } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import { byCode, byHelpdesk, half, lost, official, plan, refusedPlan, whole } from "./lost";
import * as people from "./people";
import { press, type Scene, signedIn } from "./scene";

const page = "loss" as const;
const asking = (change: Partial<LostPhoneView> = {}, more: Partial<AccountView> = {}): Scene => ({
  view: signedIn({ lost_phone: { ...lost, ...change }, ...more }),
  page,
});
const planned = (plan: LossPlanView, session: SessionView = people.online): Scene => ({
  view: signedIn({ lost_phone: { ...lost, plan } }, session),
  page,
});

const STOLEN = /^(It was stolen|Hij is gestolen)$/;
const STILL = /^(I have it, but|Ik heb hem nog)/;
const NEXT = /^(Next|Volgende)$/;
const END = /^(Sign out|Afmelden): /;
const CLOSE = /^(Close the plan|Plan sluiten)$/;
const NOTHING = /^(With nothing|Met niets)$/;

export const lossScenes: Record<string, Scene> = {
  "loss-how": asking(),
  "loss-still": { ...asking(), steps: [press(STILL)] },
  "loss-which": { ...asking(), steps: [press(STOLEN)] },
  "loss-which-only-other": {
    ...asking({ phones: lost.phones.slice(1), methods: [] }),
    steps: [press(STOLEN)],
  },
  "loss-way": { ...asking(), steps: [press(STOLEN), press(NEXT)] },
  "loss-way-nothing": {
    ...asking({ ways_in: lost.methods, recovery_codes: 0 }),
    steps: [press(STOLEN), press(NEXT)],
  },
  "loss-way-refused": {
    ...asking(),
    answers: { changed: refused({ code: "method_not_found" }) },
    steps: [press(STOLEN), press(NEXT), press(NOTHING)],
  },
  "loss-plan": planned(plan),
  "loss-plan-half": planned(half),
  "loss-plan-done": planned(whole),
  "loss-plan-code": planned(byCode),
  "loss-plan-helpdesk": planned(byHelpdesk),
  "loss-plan-official": planned(official),
  "loss-plan-refused": planned(refusedPlan),
  "loss-plan-trouble": {
    ...planned(plan),
    answers: { changed: refused({ code: "step_up_cancelled" }) },
    steps: [press(END)],
  },
  "loss-plan-offline": planned(half, people.offline),
  "loss-plan-close": { ...planned(half), steps: [press(CLOSE)] },
  "loss-loading": {
    view: signedIn({ lost_phone: null, security: { kind: "loading" } }),
    page,
  },
  "loss-unavailable": {
    view: signedIn({ lost_phone: null, security: { kind: "unavailable", reason: "not_consented" } }),
    page,
  },
  "loss-overview": { view: signedIn({ lost_phone: { ...lost, plan: half } }), page: "overview" },
  "loss-overview-done": { view: signedIn({ lost_phone: { ...lost, plan: whole } }), page: "overview" },
  "loss-errand": {
    ...planned(byCode),
    steps: [press(/^(Add passkey|Wachtwoordsleutel.* toevoegen)/i)],
  },
};
