import type { Translated } from "../../translated";
import type { settings as en } from "../en/settings";

export const settings: Translated<typeof en> = {
  settings_intro: "Hoe Workpass er op deze computer uitziet en welke taal het spreekt.",
  settings_display: "Weergave",
  settings_language: "Weergavetaal",
  settings_language_system: "Zoals deze computer",
  settings_theme: "Thema",
  settings_theme_system: "Zoals deze computer",
  settings_theme_light: "Licht",
  settings_theme_dark: "Donker",
  settings_about: "Over Workpass",
  settings_version: "Versie",
  settings_web_view: "Webweergave",
  settings_system: "Systeem",
  settings_authority: "Aanmeldadres",
  settings_licences: "Licenties",
  settings_licences_text: (count: number) => `Workpass is gemaakt met ${count} opensourcepakketten.`,
  settings_licences_show: "Pakketten en hun licenties tonen",
  settings_package: "Pakket",
  settings_licence: "Licentie",
};
