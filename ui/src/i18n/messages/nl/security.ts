import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { security as en } from "../en/security";

export const security: Translated<typeof en> = {
  security_intro: "Dit zijn de methoden waarmee u zich aanmeldt of weer toegang tot uw account krijgt.",
  security_methods: "Uw methoden",
  security_none_title: "Nog geen methoden",
  security_none_text:
    "Voeg nu een methode toe. Zonder methode kan alleen de helpdesk u weer toegang geven als u uw wachtwoord kwijt bent.",
  security_unavailable: "Uw beveiligingsgegevens kunnen niet worden getoond",
  security_added: (date: string) => `Toegevoegd op ${date}`,
  security_changed: (date: string) => `Laatst gewijzigd op ${date}`,
  security_last_used: (date: string) => `Laatst gebruikt op ${date}`,
  security_codes_left: (n: number) => plural("nl", n, `Nog ${n} code over`, `Nog ${n} codes over`),
  security_sms_sign_in_on: "U kunt zich met dit nummer aanmelden in plaats van met uw gebruikersnaam.",
  security_more: "Meer voor",
  security_change_of: (method: string) => `${method} wijzigen`,
  security_renew_of: (method: string) => `${method} vernieuwen`,
  security_rename_of: (method: string) => `Naam wijzigen van ${method}`,
  security_delete_of: (method: string) => `${method} verwijderen`,
  security_activate_of: (method: string) => `${method} activeren`,
  security_app_passwords: "App-wachtwoorden maakt en verwijdert u op een pagina van uw organisatie, niet hier.",

  badge_default: "Standaard",
  badge_not_activated: "Niet geactiveerd",
  badge_disabled: "Uitgeschakeld",
  badge_expired: "Verlopen",
  badge_expires: (moment: string) => `Verloopt ${moment}`,

  default_title: "Standaardaanmeldingsmethode",
  default_none: "Nog geen",
  default_text: "Hierom wordt het eerst gevraagd als u zich aanmeldt of uw wachtwoord opnieuw instelt.",
  default_no_choice: "U hebt geen andere methode die de standaard kan zijn. Voeg er een toe om te kunnen kiezen.",
  default_change: "Standaardaanmeldingsmethode wijzigen",
  default_question: "Waar moet het eerst om worden gevraagd?",
  default_confirm: "Bevestigen",
  default_overridden: (kind: string) =>
    `Uw organisatie vraagt altijd eerst om uw sterkste methode. Dat is nu: ${kind}. Uw eigen keuze telt als die niet mogelijk is.`,
  default_overridden_unnamed:
    "Uw organisatie vraagt altijd eerst om uw sterkste methode. Uw eigen keuze telt als die niet mogelijk is.",
  default_changed: (option: string) => `Uw standaardaanmeldingsmethode is nu ${option}`,

  app_passwords_title: "App-wachtwoorden",
  app_passwords_text:
    "Voor programma's die niet om een tweede stap kunnen vragen. U maakt en verwijdert ze op een pagina van uw organisatie, als die ze toestaat.",

  reset_title: "Wachtwoord opnieuw instellen",
  security_reset_done: (required: number) =>
    plural(
      "nl",
      required,
      "U kunt zelf een nieuw wachtwoord instellen: u hebt de ene methode die daarvoor nodig is.",
      `U kunt zelf een nieuw wachtwoord instellen: u hebt de ${required} methoden die daarvoor nodig zijn.`,
    ),
  security_reset_missing: (missing: number) =>
    plural(
      "nl",
      missing,
      "Voeg nog 1 methode toe. Dan kunt u zelf een nieuw wachtwoord instellen als u het bent vergeten.",
      `Voeg nog ${missing} methoden toe. Dan kunt u zelf een nieuw wachtwoord instellen als u het bent vergeten.`,
    ),
  security_reset_ask: (missing: number) =>
    plural(
      "nl",
      missing,
      "U hebt nog 1 methode nodig om zelf een nieuw wachtwoord in te stellen en u kunt die hier niet toevoegen. Vraag de helpdesk welke u kunt gebruiken.",
      `U hebt nog ${missing} methoden nodig om zelf een nieuw wachtwoord in te stellen en u kunt die hier niet toevoegen. Vraag de helpdesk welke u kunt gebruiken.`,
    ),
  security_reset_off_short: "Niet mogelijk bij uw organisatie",
  security_reset_off:
    "Bij uw organisatie kunt u een vergeten wachtwoord niet zelf opnieuw instellen. Neem contact op met de helpdesk als u dat nodig hebt.",

  loss_title: "Als u iets kwijtraakt",
  loss_intro: "Wat u dan nog kunt met de methoden die u nu hebt.",
  loss_what: "Als ik kwijtraak",
  loss_sign_in: "Aanmelden",
  loss_reset: "Wachtwoord opnieuw instellen",
  loss_phone: "mijn telefoon",
  loss_computer: "mijn computer",
  loss_security_key: "mijn beveiligingssleutel",
  loss_hardware_token: "mijn hardwaretoken",
  loss_badge: "mijn badge met QR-code",
  loss_recovery_codes: "mijn herstelcodes",
  loss_still: (ways: string) => `Kan nog met ${ways}`,
  loss_locked_out: "Kan niet meer: alleen de helpdesk kan dan helpen",
  loss_reset_possible: "Kan nog",
  loss_reset_impossible: "Kan niet meer",
  loss_mend: (kinds: string) => `Om dit op te lossen voegt u toe: ${kinds}.`,
  trouble_title: "Wat te doen als er iets is met uw telefoon of sleutel",
  trouble_forgotten:
    "Vergeten of leeg: kies bij het aanmelden ‘Op een andere manier aanmelden’. Staat dat er niet, dan hebt u geen andere methode en kan alleen de helpdesk u helpen.",
  trouble_stolen:
    "Kwijt of gestolen: meld het bij de helpdesk, verwijder hier wat erop staat en meld u overal af. Is het gestolen, wijzig dan ook uw wachtwoord.",
  trouble_new_number: "Een nieuw nummer: wijzig het hier zolang u het oude nog hebt.",
  trouble_new_phone:
    "Een nieuwe telefoon: voeg die hier toe zolang de oude nog werkt, en verwijder daarna de oude. Een app met codes zet u op de nieuwe telefoon opnieuw in.",
  loss_mend_ask: "Vraag de helpdesk welke methode u kunt toevoegen om dit op te lossen.",

  forget_title: "Onthouden computers vergeten",
  forget_text: (n: number) =>
    plural(
      "nl",
      n,
      "Op 1 computer wordt u niet om een tweede stap gevraagd. Laat er vanaf de volgende aanmelding weer om vragen.",
      `Op ${n} computers wordt u niet om een tweede stap gevraagd. Laat er vanaf de volgende aanmelding weer om vragen.`,
    ),
  forget_none: "Op geen enkele computer wordt de tweede stap overgeslagen.",
  forget_question: "Alle onthouden computers vergeten?",
  forget_effect:
    "Bij de volgende aanmelding wordt u op elke computer weer om een tweede stap gevraagd, ook op deze. Niemand wordt hierdoor afgemeld.",
  forget_yes: "Vergeten",
  forget_done: "Alle onthouden computers zijn vergeten",
  lost_device: "Apparaat kwijt? Overal afmelden",
};
