import type { LanguageChoice } from "../backend/bindings";
import * as account from "./messages/account";
import * as common from "./messages/common";
import * as errors from "./messages/errors";
import * as security from "./messages/security";
import * as session from "./messages/session";
import * as settings from "./messages/settings";
import * as terms from "./messages/terms";

export type Language = "en" | "nl";

const en = { ...common.en, ...session.en, ...account.en, ...security.en, ...terms.en, ...settings.en, ...errors.en };
const nl: Messages = {
  ...common.nl,
  ...session.nl,
  ...account.nl,
  ...security.nl,
  ...terms.nl,
  ...settings.nl,
  ...errors.nl,
};

/** Every message: a text, or a function of what stands in it. */
export type Messages = { [K in keyof typeof en]: (typeof en)[K] extends string ? string : (typeof en)[K] };
export type TextKey = { [K in keyof Messages]: Messages[K] extends string ? K : never }[keyof Messages];

export const catalogues: Record<Language, Messages> = { en, nl };

class Locale {
  language = $state<Language>("en");
  /** The full tag for dates and numbers: the system's region when it speaks the chosen language. */
  tag = $derived(regionalTag(this.language));
}

export const locale = new Locale();

/** The message in the language of now. Reading it in a component follows a change of language. */
export const m: Messages = new Proxy(catalogues.en, {
  get: (_, key) => catalogues[locale.language][key as keyof Messages],
});

/** The language for a choice; `system` takes the first of the system's languages that there are messages in. */
export function languageFor(choice: LanguageChoice, system: readonly string[] = navigator.languages): Language {
  if (choice === "dutch") return "nl";
  if (choice === "english") return "en";
  for (const tag of system) {
    const language = tag.toLowerCase().split("-")[0];
    if (language === "nl" || language === "en") return language;
  }
  return "en";
}

function regionalTag(language: Language): string {
  const fallback = language === "nl" ? "nl-NL" : "en-GB";
  const regional = navigator.languages.find((tag) => tag.toLowerCase().startsWith(`${language}-`)) ?? fallback;
  try {
    return Intl.getCanonicalLocales(regional)[0] ?? fallback;
  } catch {
    // Some systems name languages in ways of their own ("en-US.UTF-8").
    return fallback;
  }
}
