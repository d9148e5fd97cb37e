import type { Translated } from "../../translated";
import type { register as en } from "../en/register";

export const register: Translated<typeof en> = {
  register_again: "Opnieuw beginnen",
  register_declined: "Het is geweigerd of geannuleerd. Er is niets toegevoegd.",
  register_expired: "De tijd is om. Er is niets toegevoegd.",
  register_failed:
    "Het is niet gelukt. Er is niets toegevoegd. Begin opnieuw of vraag de helpdesk als het blijft gebeuren.",
  register_make_not_allowed:
    "Uw organisatie staat dit merk wachtwoordsleutel of beveiligingssleutel niet toe. Gebruik een andere of vraag de helpdesk welke zijn toegestaan.",
  register_already: "Deze is al toegevoegd. Er is niets gewijzigd.",
  register_other_person:
    "In de browser is iemand anders aangemeld. Meld die daar af en begin opnieuw met uw eigen account.",
  register_not_allowed: "Uw organisatie staat deze methode niet meer toe. Vraag de helpdesk welke u kunt gebruiken.",
  register_limit: "U hebt intussen het maximum bereikt. Verwijder er eerst een en begin opnieuw.",
  register_tries: "Er is te vaak iets verkeerds getypt. Er is niets toegevoegd.",
  register_reported:
    "Het verzoek is op de telefoon als verdacht gemeld. Er is niets toegevoegd. Meld het bij de helpdesk als u dat niet was.",
  register_superseded: "Een nieuwere poging kwam ervoor in de plaats. Ga daarmee verder of begin hier opnieuw.",
  register_no_answer: "Er werd niet opgenomen of er is een andere toets ingedrukt. Er is niets toegevoegd.",
  register_name: "Naam (niet verplicht)",
  register_default_changed: (option: string) => `Uw standaardaanmeldingsmethode is nu ${option}.`,
  register_change_back: "Terugzetten",
  register_step_done: "Gereed",

  app_title: "Een Authenticator-app toevoegen",
  app_step_get: "App",
  app_step_scan: "Scannen",
  app_step_code: "Code",
  app_get_question: "Begin met de app",
  app_get_text:
    "Installeer een Authenticator-app op uw telefoon: elke app die codes van zes cijfers maakt, is goed. Hebt u er al een, open die dan.",
  app_download: "Nu downloaden",
  app_download_text:
    "Open de appwinkel van uw telefoon (App Store of Google Play) en zoek op ‘authenticator’. Vraag de helpdesk welke app uw organisatie aanraadt als u twijfelt. Een app die u vooraf laat betalen, hebt u niet nodig.",
  app_scan_question: "Scan de QR-code met de app",
  app_scan_text:
    "Kies in de app voor het toevoegen van een account en richt de camera hierop. Laat deze pagina intussen open.",
  app_qr: "QR-code met het account voor de Authenticator-app",
  app_cannot_scan: "Kan de QR-code niet scannen?",
  app_type_instead: "Typ dit dan in de app:",
  app_issuer: "Organisatie",
  app_account: "Account",
  app_key: "Sleutel",
  app_key_copy: "Sleutel kopiëren",
  app_key_copied: "Gekopieerd",
  app_key_announced: "De sleutel is gekopieerd",
  app_key_failed: "Kopiëren is hier niet toegestaan. Typ de sleutel over.",
  app_code_question: "Welke code toont de app?",
  app_code_text: "De app maakt elke 30 seconden een nieuwe code.",
  app_code_label: "Code uit de app",
  app_loses: "Als u de code al hebt gescand, werkt het account in de app niet. Verwijder het daar.",
  app_done: "U kunt vanaf nu de codes van deze app gebruiken.",

  token_title: "Uw hardwaretoken activeren",
  token_step_code: "Code",
  token_question: "Welke code toont de token?",
  token_text: (serial: string) => `Druk op de knop van de token met serienummer ${serial} en typ de code.`,
  token_text_unnamed: "Druk op de knop van de token en typ de code.",
  token_code_label: "Code van de token",
  token_code_hint: "Zes tot acht cijfers",
  token_code_malformed: "De code bestaat uit zes tot acht cijfers. Typ ze allemaal.",
  token_done: "U kunt vanaf nu de codes van deze token gebruiken.",

  passkey_title: "Een wachtwoordsleutel toevoegen",
  passkey_step_prepare: "Voorbereiden",
  passkey_step_browser: "Browser",
  passkey_question: "Aanmelden zonder wachtwoord",
  passkey_text:
    "Een wachtwoordsleutel (passkey) bewaart u op deze computer, op uw telefoon of op een beveiligingssleutel. Straks wordt de browser geopend. Die vraagt waar u hem bewaart, en om uw vinger, gezicht of pincode.",
  passkey_key_ready:
    "Voor een beveiligingssleutel: houd hem bij de hand en plaats hem of houd hem bij de lezer wanneer erom wordt gevraagd.",
  passkey_name_hint: "Zodat u hem in de lijst herkent, bijvoorbeeld ‘Blauwe sleutel’.",
  passkey_browser_question: "Ga verder in de browser",
  passkey_browser_text: "Volg daar de stappen en kom terug. Workpass merkt vanzelf wanneer het klaar is.",
  passkey_waiting: "Wachten op de browser…",
  passkey_open: "Browser openen",
  passkey_open_again: "Browser opnieuw openen",
  passkey_stopped: "Er is geen wachtwoordsleutel toegevoegd",
  passkey_loses: "De pagina in de browser werkt niet meer als u hier stopt.",
  passkey_done: "U kunt zich vanaf nu met deze wachtwoordsleutel aanmelden.",
};
