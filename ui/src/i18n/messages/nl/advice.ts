import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { advice as en } from "../en/advice";

export const advice: Translated<typeof en> = {
  security_advice_title: "Voeg ook een methode toe voor verificatie in twee stappen",
  security_advice_text:
    "Een e-mailadres helpt u alleen om uw wachtwoord opnieuw in te stellen. Om u aan te melden hebt u ook een methode nodig voor verificatie in twee stappen, zoals een Authenticator-app, een sms-bericht of een telefoonoproep.",

  advice_count: (now: number, all: number) => `Advies ${now} van ${all}`,
  advice_next: "Volgend advies",
  advice_pass_title: "Voeg een aanmeldingsmethode toe voordat uw pas verloopt",
  advice_pass_text: (moment: string) => `Uw tijdelijke toegangspas verloopt ${moment}.`,
  advice_pass_text_undated: "Uw tijdelijke toegangspas verloopt binnenkort.",
  advice_pass_then_register:
    "Voeg vóór die tijd een andere methode toe, anders moet u dat bij de volgende aanmelding doen.",
  advice_pass_then_nothing: "Het is uw enige manier om u aan te melden. Daarna hebt u geen toegang meer.",
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
  advice_ask: "Er kan hier nu niets worden toegevoegd. Vraag de helpdesk wat u kunt doen.",
};
