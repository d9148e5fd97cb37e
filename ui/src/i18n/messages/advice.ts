import { plural } from "../plural";
import type { Translated } from "../translated";

export const en = {
  security_advice_title: "Also add a method for two-step verification",
  security_advice_text:
    "An email address helps you only to reset your password. For signing in you also need a method for two-step verification, such as an authenticator app, a text message or a phone call.",

  advice_count: (now: number, all: number) => `Advice ${now} of ${all}`,
  advice_next: "Next advice",
  advice_pass_title: "Add a sign-in method before your pass expires",
  advice_pass_text: (moment: string) =>
    `You can sign in only with a Temporary Access Pass, and it expires ${moment}. After that you cannot get in any more.`,
  advice_pass_text_undated:
    "You can sign in only with a Temporary Access Pass, and it expires. After that you cannot get in any more.",
  advice_required_title: "Your organization asks for more methods",
  advice_required_text: (signIn: number, reset: number) =>
    [
      signIn > 0
        ? plural(
            "en",
            signIn,
            "You still need 1 method for signing in.",
            `You still need ${signIn} methods for signing in.`,
          )
        : "",
      reset > 0
        ? plural(
            "en",
            reset,
            "You still need 1 method for password reset.",
            `You still need ${reset} methods for password reset.`,
          )
        : "",
      "You will be asked for it at your next sign-in, or you do it now.",
    ]
      .filter(Boolean)
      .join(" "),
  advice_recommended_title: "Your organization advises a stronger method",
  advice_recommended_text: (skips: number) =>
    plural(
      "en",
      skips,
      "Set it up now, or do it later. You can put it off 1 more time.",
      `Set it up now, or do it later. You can put it off ${skips} more times.`,
    ),
  advice_recommended_text_open: "Set it up now, or do it later.",
  advice_later: "Later",
  advice_reconfirm_title: "Are these methods still right?",
  advice_reconfirm_text:
    "Your organization asks you to check from time to time. Look at the list below and change what is no longer right.",
  advice_looks_good: "Looks good",
  advice_confirmed: "Thank you. Your methods have been confirmed",
  advice_text_voice_title: "Text messages and calls are ending",
  advice_text_voice_text:
    "Signing in by text message or phone call is being phased out. Add a passkey or an authenticator app, so that you can keep signing in.",
  advice_codes_few_title: (n: number) =>
    n === 0
      ? "You have no recovery codes left"
      : plural("en", n, "You have 1 recovery code left", `You have ${n} recovery codes left`),
  advice_codes_few_text: "Make ten new ones. The old ones stop working then.",
  advice_codes_make_new: "Make new codes",
  advice_no_codes_title: "Make recovery codes for when you lose your phone",
  advice_no_codes_text: "With a code on paper you can get in even when your phone or key is gone.",
  advice_make_codes: "Make recovery codes",
};

export const nl: Translated<typeof en> = {
  security_advice_title: "Voeg ook een methode toe voor verificatie in twee stappen",
  security_advice_text:
    "Een e-mailadres helpt u alleen om uw wachtwoord opnieuw in te stellen. Om u aan te melden hebt u ook een methode nodig voor verificatie in twee stappen, zoals een Authenticator-app, een sms-bericht of een telefoonoproep.",

  advice_count: (now: number, all: number) => `Advies ${now} van ${all}`,
  advice_next: "Volgend advies",
  advice_pass_title: "Voeg een aanmeldingsmethode toe voordat uw pas verloopt",
  advice_pass_text: (moment: string) =>
    `U kunt zich alleen aanmelden met een tijdelijke toegangspas, en die verloopt ${moment}. Daarna hebt u geen toegang meer.`,
  advice_pass_text_undated:
    "U kunt zich alleen aanmelden met een tijdelijke toegangspas, en die verloopt. Daarna hebt u geen toegang meer.",
  advice_required_title: "Uw organisatie vraagt om meer methoden",
  advice_required_text: (signIn: number, reset: number) =>
    [
      signIn > 0
        ? plural(
            "nl",
            signIn,
            "U hebt nog 1 methode nodig om u aan te melden.",
            `U hebt nog ${signIn} methoden nodig om u aan te melden.`,
          )
        : "",
      reset > 0
        ? plural(
            "nl",
            reset,
            "U hebt nog 1 methode nodig om uw wachtwoord opnieuw in te stellen.",
            `U hebt nog ${reset} methoden nodig om uw wachtwoord opnieuw in te stellen.`,
          )
        : "",
      "Bij de volgende aanmelding wordt erom gevraagd, of u doet het nu.",
    ]
      .filter(Boolean)
      .join(" "),
  advice_recommended_title: "Uw organisatie raadt een sterkere methode aan",
  advice_recommended_text: (skips: number) =>
    plural(
      "nl",
      skips,
      "Stel die nu in of doe het later. U kunt het nog 1 keer uitstellen.",
      `Stel die nu in of doe het later. U kunt het nog ${skips} keer uitstellen.`,
    ),
  advice_recommended_text_open: "Stel die nu in of doe het later.",
  advice_later: "Later",
  advice_reconfirm_title: "Kloppen deze methoden nog?",
  advice_reconfirm_text:
    "Uw organisatie vraagt u dat af en toe te controleren. Bekijk de lijst hieronder en wijzig wat niet meer klopt.",
  advice_looks_good: "Ziet er goed uit",
  advice_confirmed: "Dank u. Uw methoden zijn bevestigd",
  advice_text_voice_title: "Sms-berichten en oproepen verdwijnen",
  advice_text_voice_text:
    "Aanmelden met een sms-bericht of telefoonoproep wordt afgeschaft. Voeg een wachtwoordsleutel of een Authenticator-app toe, zodat u zich kunt blijven aanmelden.",
  advice_codes_few_title: (n: number) =>
    n === 0
      ? "U hebt geen herstelcodes meer over"
      : plural("nl", n, "U hebt nog 1 herstelcode over", `U hebt nog ${n} herstelcodes over`),
  advice_codes_few_text: "Maak tien nieuwe. De oude werken dan niet meer.",
  advice_codes_make_new: "Nieuwe codes maken",
  advice_no_codes_title: "Maak herstelcodes voor als u uw telefoon kwijtraakt",
  advice_no_codes_text:
    "Met een code op papier hebt u ook toegang als uw telefoon of beveiligingssleutel er niet meer is.",
  advice_make_codes: "Herstelcodes maken",
};
