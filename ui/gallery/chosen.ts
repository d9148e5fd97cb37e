import type { SettingsView } from "../src/backend/bindings";

/** Nothing chosen, and everything possible. */
export const settings: SettingsView = {
  in_account: true,
  change: { kind: "in_app" },
  chosen: { language: "system", preferred_languages: ["nl-NL"], regional_format: null, time_zone: null },
  language_fixed: false,
  privacy_notice: { kind: "hand_over" },
  privacy_contact: "privacy@noorderlicht.example",
  connected_services: { kind: "yes" },
  withdraw: { kind: "yes" },
  export: { kind: "yes" },
};
