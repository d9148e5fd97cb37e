import type { AccountView, AvailabilityView, PasswordView, ResetPlanView, ResetWayView } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import * as people from "./people";
import { press, type Scene, signedIn, type } from "./scene";

const CURRENT = /^(Current password|Huidig wachtwoord)$/;
const NEW = /^(New password|Nieuw wachtwoord)$/;
const AGAIN = /^(New password again|Nieuw wachtwoord nogmaals)$/;
const CHANGE = /^(Change password|Wachtwoord wijzigen)$/;

const typed = (fresh: string, again = fresh) => [type("het oude", CURRENT), type(fresh, NEW), type(again, AGAIN)];
const good = typed("kwelder fluit anker zeven");

function scene(change: Partial<Scene> = {}, account: Partial<AccountView> = {}): Scene {
  return { view: signedIn(account), page: "password", ...change };
}

function way(availability: AvailabilityView): Partial<AccountView> {
  return { actions: people.accountWith("change_password", availability).actions };
}

function rules(change: Partial<PasswordView>): Partial<AccountView> {
  return { password: people.account.password && { ...people.account.password, ...change } };
}

const EVERY_WAY: ResetWayView[] = [
  "approval",
  "code",
  "text",
  "call_mobile",
  "call_alternate_mobile",
  "call_office",
  "email",
  "security_questions",
  "recovery_code",
];

function plan(change: Partial<ResetPlanView>): ResetPlanView {
  return {
    methods_required: 2,
    methods_registered: 1,
    ways: [],
    obstacle: null,
    for_administrator: false,
    ...change,
  };
}

export const passwordScenes: Record<string, Scene> = {
  password: scene(),
  "password-weak": scene({ steps: typed("kort", "kor") }),
  "password-good": scene({ steps: good }),
  "password-done": scene({ steps: [...good, press(CHANGE)] }),
  "password-wrong": scene({
    answers: { password: refused({ code: "password_wrong", tries_remaining: 3 }) },
    steps: [...good, press(CHANGE)],
  }),
  "password-refused": scene({
    answers: { password: refused({ code: "password_refused", fault: "guessable" }) },
    steps: [...good, press(CHANGE)],
  }),
  "password-locked": scene({
    answers: { password: refused({ code: "password_locked", retry_after_seconds: 60 }) },
    steps: [...good, press(CHANGE)],
  }),
  "password-proven": scene({}, rules({ current_required: false, expires_at: "2026-12-01T09:00:00Z" })),
  "password-on-premises": scene(
    {},
    {
      ...rules({ reset: plan({ ways: [], obstacle: "on_premises" }) }),
      ...way({ kind: "unavailable", reason: "password_on_premises" }),
    },
  ),
  "password-reset-ready": scene({}, rules({ reset: plan({ methods_registered: 4, ways: EVERY_WAY, obstacle: null }) })),
  "password-reset-administrator": scene(
    {},
    rules({ reset: plan({ ways: ["email"], for_administrator: true, obstacle: "not_registered" }) }),
  ),
  "password-reset-off": scene({}, rules({ reset: plan({ ways: [], obstacle: "not_enabled" }) })),
  "password-elsewhere": scene({}, { ...rules({ reset: null }), ...way({ kind: "hand_over" }) }),
  "password-offline": { view: signedIn({}, people.offline), page: "password" },
};
