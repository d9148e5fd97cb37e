import type { AppView, AwaitingUser, UiError } from "../src/backend/bindings";
import { refused } from "../src/backend/fake";
import { deviceScenes } from "./devices";
import { lossScenes } from "./loss";
import { organizationScenes } from "./organizations";
import { passwordScenes } from "./password";
import * as people from "./people";
import { profileScenes } from "./profile";
import { pretendQr } from "./qr";
import { press, type Scene, security, signedIn, soon, support } from "./scene";
import { securityScenes } from "./security";
import { settingsScenes } from "./settings";
import { signInScenes } from "./signins";
import { wizardScenes } from "./wizards";

function signedOut(
  why: "fresh" | "session_ended" | "by_user" | "everywhere" | "device_disabled" | "left_organization",
  error: UiError | null = null,
): AppView {
  return people.view({ state: "signed_out", why, error, doors: people.doors, left_behind: false });
}

function code(change: Partial<AwaitingUser> = {}): AppView {
  const waiting: AwaitingUser = {
    user_code: "BCDF-GHJK",
    page: "aanmelden.noorderlicht.example/device",
    qr: pretendQr(),
    expires_at: soon(14.5),
    computer: "LAPTOP-ANNA",
    offline: false,
    opened: false,
    ...change,
  };
  return people.view({ state: "awaiting_user", ...waiting });
}

const terms = (documents: (typeof people.house)[]) => ({
  terms: {
    kind: "ready",
    value: { documents, pending: documents.filter((item) => item.pending).length, accept: { kind: "yes" } },
  } as const,
});
const none = { kind: "unavailable", reason: "no_directory" } as const;
const READ = /^(Read and accept|Lezen en accepteren)/;
export const scenes: Record<string, Scene> = {
  starting: { view: people.view({ state: "starting" }) },
  "not-configured": { view: people.view({ state: "not_configured", missing: ["authority", "client_id"] }) },
  resuming: { view: people.view({ state: "resuming", user_name: "anna@noorderlicht.example" }) },
  "resuming-with-last-known": {
    view: people.view({ state: "resuming", user_name: "anna@noorderlicht.example" }, people.account),
    page: "security",
  },
  "signed-out": { view: signedOut("fresh") },
  "signed-out-help": { view: signedOut("fresh"), steps: [press(/^(Can't sign in|Lukt het aanmelden niet)/)] },
  "signed-out-browser-only": {
    view: people.view({
      state: "signed_out",
      why: "fresh",
      error: null,
      doors: { device_code: false, browser: true, organization: null, password_reset: false, help: null },
      left_behind: false,
    }),
  },
  "signed-out-left-behind": {
    view: people.view({
      state: "signed_out",
      why: "by_user",
      error: null,
      doors: people.doors,
      left_behind: true,
    }),
  },
  "signed-out-ended": { view: signedOut("session_ended") },
  "signed-out-by-user": { view: signedOut("by_user") },
  "signed-out-everywhere": { view: signedOut("everywhere") },
  "signed-out-device-disabled": { view: signedOut("device_disabled") },
  "signed-out-left-organization": { view: signedOut("left_organization") },
  "signed-out-device-refused": { view: signedOut("fresh", { code: "device_disabled", support }) },
  "signed-out-declined": { view: signedOut("fresh", { code: "sign_in_declined" }) },
  "signed-out-expired": { view: signedOut("fresh", { code: "code_expired" }) },
  "signed-out-blocked": { view: signedOut("fresh", { code: "sign_in_blocked", support }) },
  "signed-out-misconfigured": {
    view: signedOut("fresh", { code: "authority_misconfigured", detail: "issuer_mismatch" }),
  },
  "vault-locked": { view: people.view({ state: "vault_locked", error: { code: "keychain_locked" } }) },
  "vault-missing": { view: people.view({ state: "vault_locked", error: { code: "keychain_unavailable" } }) },
  "vault-denied": { view: people.view({ state: "vault_locked", error: { code: "keychain_denied" } }) },
  code: { view: code() },
  "code-offline": { view: code({ offline: true, opened: true }) },
  "code-entra": { view: code({ user_code: "E5RN7XG4S", page: "microsoft.com/devicelogin" }) },
  "awaiting-browser": { view: people.view({ state: "awaiting_browser", expires_at: soon(4) }) },
  completing: { view: people.view({ state: "completing" }) },
  overview: { view: signedIn() },
  "overview-all-right": { view: signedIn({ ...security(people.wellProtected), ...terms([people.acceptedItem]) }) },
  "overview-loading": {
    view: signedIn({
      loading: true,
      profile: { kind: "loading" },
      security: { kind: "loading" },
      terms: { kind: "loading" },
    }),
  },
  "overview-foreign-authority": {
    view: signedIn({
      profile: none,
      security: none,
      terms: none,
      help: people.adviceOnly,
      person: { ...people.account.person, organization: null },
    }),
  },
  "overview-offline": { view: signedIn({}, people.offline) },
  "overview-trouble": {
    view: signedIn({ trouble: { code: "service_trouble", reference: "WP-7F3A-91" } }),
  },
  "overview-this-run-only": {
    view: signedIn(
      {},
      {
        state: "signed_in",
        kept: { kind: "this_run_only", why: "keychain_locked" },
        reach: { kind: "online" },
        step_up: null,
        switching: null,
        notice: null,
      },
    ),
  },
  "overview-photo": {
    view: signedIn({ person: { ...people.account.person, photo: "1" } }),
    answers: { photo: people.photo },
  },
  menu: { view: signedIn(), steps: [press(/^(Account menu|Accountmenu)/)] },
  profile: { view: signedIn(), page: "profile" },
  "profile-guest": {
    view: signedIn({
      profile: {
        kind: "ready",
        value: {
          ...people.profile,
          guest: true,
          fields: [],
          owners: [],
          edit: { kind: "absent" },
          photo: {
            ...people.profile.photo,
            change: { kind: "unavailable", reason: "managed_by_home_organization" },
          },
          job_title: null,
          department: null,
          employee_id: null,
          manager: { kind: "none" },
        },
      },
      actions: people.account.actions.map((entry) =>
        entry.action === "sign_out_everywhere"
          ? { ...entry, availability: { kind: "unavailable", reason: "managed_by_home_organization" } }
          : entry,
      ),
    }),
    page: "profile",
  },
  "profile-unavailable": {
    view: signedIn({ profile: { kind: "unavailable", reason: "not_consented" } }),
    page: "profile",
  },
  "profile-offline": { view: signedIn({}, people.offline), page: "profile" },
  everywhere: { view: signedIn(), page: "profile", steps: [press(/^(Sign out everywhere|Overal afmelden)/)] },
  "everywhere-failed": {
    view: signedIn(),
    page: "profile",
    answers: { everywhere: refused({ code: "timed_out" }) },
    steps: [press(/^(Sign out everywhere|Overal afmelden)/), press(/^(Yes|Ja)$/)],
  },
  ...profileScenes,
  ...securityScenes,
  ...lossScenes,
  ...deviceScenes,
  ...settingsScenes,
  ...organizationScenes,
  ...signInScenes,
  ...wizardScenes,
  ...passwordScenes,
  terms: { view: signedIn(), page: "terms" },
  "terms-none": { view: signedIn(terms([])), page: "terms" },
  "terms-all-accepted": { view: signedIn(terms([people.acceptedItem])), page: "terms" },
  "terms-offline": { view: signedIn({}, people.offline), page: "terms" },
  "terms-read-again": {
    view: signedIn(terms([people.acceptedItem])),
    page: "terms",
    answers: {
      document: {
        ok: true,
        value: {
          ...people.document,
          id: people.acceptedItem.id,
          file_id: people.acceptedItem.file_id,
          display_name: people.acceptedItem.display_name,
          version: people.acceptedItem.version,
        },
      },
    },
    steps: [press(/^(Read Privacyverklaring|Privacyverklaring medewerkers lezen)/)],
  },
  "terms-unavailable": { view: signedIn({ terms: { kind: "unavailable", reason: "no_self_service" } }), page: "terms" },
  "terms-reader": {
    view: signedIn(),
    page: "terms",
    answers: { document: { ok: true, value: people.document } },
    steps: [press(READ)],
  },
  "terms-reader-changes": {
    view: signedIn(),
    page: "terms",
    answers: { document: { ok: true, value: people.changedDocument } },
    steps: [press(READ), press(/^(Next change|Volgende wijziging)$/)],
  },
  "terms-decline": {
    view: signedIn(),
    page: "terms",
    answers: { document: { ok: true, value: people.document } },
    steps: [press(READ), press(/^(Decline|Weigeren)$/)],
  },
  "terms-declined": { view: signedIn(terms([people.declinedItem, people.acceptedItem])), page: "terms" },
  "terms-record": {
    view: signedIn(terms([people.acceptedItem])),
    page: "terms",
    answers: { decisions: { ok: true, value: people.decisions } },
    steps: [press(/^(Show the record|Overzicht tonen)$/)],
  },
  "terms-reader-failed": { view: signedIn(), page: "terms", steps: [press(READ)] },
  "settings-licences": {
    view: signedIn(),
    page: "settings",
    steps: [press(/^(Show the packages|Pakketten en hun)/)],
  },
};
