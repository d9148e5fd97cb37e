import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { methods as en } from "../en/methods";

export const methods: Translated<typeof en> = {
  rename: "Naam wijzigen",
  activate: "Activeren",
  renew: "Vernieuwen",
  trial: "Proberen",
  trial_of: (method: string) => `${method} proberen`,
  trial_works: "Het werkt",
  trial_answered: (method: string) => `${method} heeft geantwoord.`,
  trial_stopped: "Het is niet gelukt",
  trial_clock:
    "Wordt de code niet aanvaard? Kijk of de klok van de telefoon zichzelf instelt en of u de code van dit account leest.",
  trial_mend: "Lukt het steeds niet, verwijder de methode dan en voeg haar opnieuw toe, of vraag de helpdesk.",

  add_button: "Methode toevoegen",
  add_kind: (kind: string) => `${kind} toevoegen`,
  add_title: "Een methode toevoegen",
  add_question: "Welke methode wilt u toevoegen?",
  add_none: "Er is geen methode die u nu kunt toevoegen.",
  add_missing_note:
    "Ziet u de gewenste methode niet? Waarschijnlijk staat uw organisatie die niet toe. Kies een van deze methoden of neem contact op met de helpdesk.",
  add_not_possible: "Deze kunt u nu niet toevoegen",
  add_limit: (maximum: number) =>
    plural(
      "nl",
      maximum,
      "U hebt er al 1 en meer kan niet. Wijzig deze of verwijder deze eerst.",
      `U hebt er al ${maximum} en meer kan niet. Verwijder er eerst een.`,
    ),
  add_limit_delete: "U hebt ze al. Verwijder ze eerst.",
  add_limit_shared: (maximum: number) =>
    `U hebt al ${maximum} Authenticator-apps en hardwaretokens samen en meer kan niet. Verwijder er eerst een.`,

  delete_title: (method: string) => `${method} verwijderen?`,
  delete_undo:
    "Dit kan niet ongedaan worden gemaakt. Als u de methode weer wilt gebruiken, moet u deze opnieuw instellen.",
  delete_undo_codes: "Dit kan niet ongedaan worden gemaakt. De codes die u hebt bewaard, werken meteen niet meer.",
  delete_left: "Wat u dan nog hebt",
  delete_left_sign_in: "Aanmelden",
  delete_left_second: "Tweede stap",
  delete_left_reset: "Wachtwoord opnieuw instellen",
  delete_left_default: "Standaard",
  delete_nothing_left: "Niets",
  delete_left_unknown: "Niet bekend",
  delete_pass_until: (moment: string) => `Werkt nog tot ${moment}`,
  delete_registers_title: "Bij de volgende aanmelding moet u eerst een andere methode instellen",
  delete_registers_text:
    "Uw organisatie vraagt om meer methoden dan u dan nog hebt. U kunt nu al een andere toevoegen.",
  delete_reset_still: "Kan nog",
  delete_reset_not: (registered: number, required: number) =>
    `Kan niet meer: u hebt ${registered} van de ${required} methoden die nodig zijn`,
  delete_last_second: "Dit is uw laatste methode voor de tweede stap",
  delete_last_second_text: "Totdat u een andere toevoegt, beschermt alleen uw wachtwoord uw account.",
  delete_last_title: "U kunt zich hierna niet meer aanmelden",
  delete_last_text:
    "Dit is de laatste manier om u aan te melden die uw organisatie toestaat. Alleen de helpdesk kan u dan weer toegang geven.",
  delete_last_confirm: "Ik begrijp dat ik me dan niet meer kan aanmelden.",
  delete_last_unticked: "Vink het vakje aan als u dit echt wilt.",
  delete_new_default: "Kies wat in plaats daarvan uw standaardaanmeldingsmethode wordt:",
  delete_choose_default: "Kies eerst een nieuwe standaardaanmeldingsmethode.",
  delete_alternate_first: "Verwijder eerst uw alternatieve telefoon. Die kan niet zonder deze.",
  delete_app_too: "Verwijder het account ook in de app op uw telefoon. Dat gebeurt niet vanzelf.",
  delete_passkey_too:
    "Hiermee verwijdert u deze alleen uit uw account: op uw sleutel, uw telefoon of in uw wachtwoordbeheerder blijft hij staan. Verwijder hem daar ook. In Windows stelt u een sleutel opnieuw in via Instellingen › Accounts › Aanmeldingsopties › Beveiligingssleutel.",
  delete_done: (method: string) => `${method} is verwijderd`,

  rename_title: (method: string) => `Naam wijzigen van ${method}`,
  rename_label: "Naam",
  rename_hint: "Zodat u de methode in de lijst herkent. Hoogstens 64 tekens.",
  rename_empty: "Typ een naam.",
  rename_done: (name: string) => `De naam is nu ${name}`,

  sms_on: "Aanmelden via sms inschakelen",
  sms_off: "Aanmelden via sms uitschakelen",
  sms_on_title: "Aanmelden met uw telefoonnummer?",
  sms_on_text: (number: string) =>
    `U kunt dan ${number} typen in plaats van uw gebruikersnaam, en u krijgt een code via sms in plaats van dat u uw wachtwoord typt.`,
  sms_off_title: "Aanmelden via sms uitschakelen?",
  sms_off_text: (number: string) =>
    `U kunt zich dan niet meer aanmelden met ${number}. Het nummer blijft een van uw methoden.`,
  sms_on_done: (number: string) => `U kunt zich nu aanmelden met ${number}`,
  sms_off_done: (number: string) => `U kunt zich niet meer aanmelden met ${number}`,
  turn_on: "Inschakelen",
  turn_off: "Uitschakelen",
};
