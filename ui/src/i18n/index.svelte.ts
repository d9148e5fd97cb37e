import * as account from "./messages/account";
import * as advice from "./messages/advice";
import * as authenticator from "./messages/authenticator";
import * as common from "./messages/common";
import * as errors from "./messages/errors";
import * as kinds from "./messages/kinds";
import * as methodErrors from "./messages/methodErrors";
import * as methods from "./messages/methods";
import * as phone from "./messages/phone";
import * as questions from "./messages/questions";
import * as recovery from "./messages/recovery";
import * as register from "./messages/register";
import * as security from "./messages/security";
import * as session from "./messages/session";
import * as settings from "./messages/settings";
import * as stepup from "./messages/stepup";
import * as terms from "./messages/terms";
import * as wizard from "./messages/wizard";

export type Language = "en" | "nl";

const en = {
  ...common.en,
  ...session.en,
  ...account.en,
  ...security.en,
  ...kinds.en,
  ...advice.en,
  ...methods.en,
  ...wizard.en,
  ...recovery.en,
  ...register.en,
  ...authenticator.en,
  ...phone.en,
  ...questions.en,
  ...stepup.en,
  ...terms.en,
  ...settings.en,
  ...errors.en,
  ...methodErrors.en,
};
const nl: Messages = {
  ...common.nl,
  ...session.nl,
  ...account.nl,
  ...security.nl,
  ...kinds.nl,
  ...advice.nl,
  ...methods.nl,
  ...wizard.nl,
  ...recovery.nl,
  ...register.nl,
  ...authenticator.nl,
  ...phone.nl,
  ...questions.nl,
  ...stepup.nl,
  ...terms.nl,
  ...settings.nl,
  ...errors.nl,
  ...methodErrors.nl,
};

/** Every message: a text, or a function of what stands in it. */
export type Messages = { [K in keyof typeof en]: (typeof en)[K] extends string ? string : (typeof en)[K] };
export type TextKey = { [K in keyof Messages]: Messages[K] extends string ? K : never }[keyof Messages];

export const catalogues: Record<Language, Messages> = { en, nl };

/** What the app decided: a BCP 47 tag of language and region, for dates and numbers. */
class Locale {
  tag = $state("en-GB");
  language = $derived<Language>(this.tag.startsWith("nl-") ? "nl" : "en");
}

export const locale = new Locale();

/** The message in the language of now. Reading it in a component follows a change of language. */
export const m: Messages = new Proxy(catalogues.en, {
  get: (_, key) => catalogues[locale.language][key as keyof Messages],
});
