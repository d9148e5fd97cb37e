import type { ConnectedServiceView, SettingsView } from "../src/backend/bindings";
import type { Answers } from "../src/backend/fake";
import { settings } from "./chosen";
import * as people from "./people";
import { press, type Scene, signedIn, type } from "./scene";

export const workpass: ConnectedServiceView = {
  app: "Workpass",
  consent_id: null,
  by_organization: true,
  by_person: false,
  permissions: [
    "uw naam, foto en werkgegevens te lezen",
    "uw beveiligingsmethoden toe te voegen, te wijzigen en te verwijderen",
    "u overal af te melden",
  ],
  since: "2025-01-06T08:00:00Z",
  last_used: "2026-11-22T08:30:00Z",
  sessions: 2,
  current: true,
};

export const planner: ConnectedServiceView = {
  app: "Noorderlicht Routeplanner",
  consent_id: "consent-1",
  by_organization: false,
  by_person: true,
  permissions: ["uw naam, foto en werkgegevens te lezen", "u aangemeld te houden"],
  since: "2026-07-25T09:00:00Z",
  last_used: null,
  sessions: 0,
  current: false,
};

export const settingsAnswers: Answers = {
  services: { ok: true, value: [workpass, planner] },
  file: { ok: true, value: { path: "/home/anna/Downloads/workpass-data-2026-11-22-090000Z.json" } },
};

const page = "settings" as const;
const answers = settingsAnswers;
const of = (change: Partial<SettingsView>) => signedIn({ settings: { ...settings, ...change } });
const chosen = {
  ...settings.chosen,
  preferred_languages: ["fy", "nl-NL", "en-GB"],
  regional_format: "de-DE",
  time_zone: "Asia/Kathmandu",
};
const inFormats = (scene: Scene, locale: string, time_zone: string): Scene => ({
  ...scene,
  view: { ...scene.view, formats: { locale, time_zone } },
});
const no = (reason: "offline" | "not_consented" | "no_self_service") => ({ kind: "no", reason }) as const;

export const settingsScenes: Record<string, Scene> = {
  settings: { view: signedIn(), page, answers },
  "settings-chosen": inFormats({ view: of({ chosen }), page, answers }, "de-DE", "Asia/Kathmandu"),
  "settings-other-zone": {
    view: signedIn(),
    page,
    answers,
    steps: [type("los ang", /^(Search time zones|Tijdzones zoeken)$/)],
  },
  "settings-zone-unknown": inFormats(
    { view: of({ chosen: { ...chosen, time_zone: "Europe/Newly_Named" } }), page, answers },
    "en-GB",
    "Europe/Newly_Named",
  ),
  "settings-language-fixed": {
    view: of({ language_fixed: true, chosen: { ...chosen, language: "dutch" } }),
    page,
    answers,
  },
  "settings-no-languages": { view: of({ chosen: { ...chosen, preferred_languages: [] } }), page, answers },
  "settings-on-this-computer": {
    view: of({
      in_account: false,
      change: { kind: "hand_over" },
      chosen: { ...chosen, preferred_languages: [] },
      connected_services: no("no_self_service"),
      withdraw: no("no_self_service"),
      export: no("no_self_service"),
    }),
    page,
  },
  "settings-not-consented": {
    view: of({ change: { kind: "unavailable", reason: "not_consented" }, export: no("not_consented") }),
    page,
    answers,
  },
  "settings-no-notice": { view: of({ privacy_notice: { kind: "absent" }, privacy_contact: null }), page, answers },
  "settings-services-trouble": { view: signedIn(), page },
  "settings-services-none": { view: signedIn(), page, answers: { services: { ok: true, value: [] } } },
  "settings-withdraw": {
    view: signedIn(),
    page,
    answers,
    steps: [press(/^(Withdraw permission|Toestemming intrekken): /)],
  },
  "settings-exported": {
    view: signedIn(),
    page,
    answers,
    steps: [press(/^(Export my data|Mijn gegevens exporteren)$/)],
  },
  "settings-export-trouble": {
    view: signedIn(),
    page,
    answers: { services: { ok: true, value: [] } },
    steps: [press(/^(Export my data|Mijn gegevens exporteren)$/)],
  },
  "settings-refused": {
    view: signedIn(),
    page,
    answers: { ...answers, changed: { ok: false, error: { code: "time_zone_unknown" } } },
    steps: [press(/^English$/)],
  },
  "settings-offline": {
    view: people.view(people.offline, {
      ...people.account,
      settings: { ...settings, connected_services: no("offline"), export: no("offline"), withdraw: no("offline") },
    }),
    page,
    answers,
  },
  "settings-not-read": { view: signedIn({ settings: null }), page, answers },
};
