import { plural } from "../plural";
import type { Translated } from "../translated";

export const en = {
  rename: "Rename",
  activate: "Activate",
  renew: "Renew",

  add_button: "Add method",
  add_title: "Add a method",
  add_question: "Which method would you like to add?",
  add_none: "There is no method that you can add now.",
  add_missing_note:
    "Don't see the method you want? Your organization most likely does not allow it. Choose one of these, or ask the helpdesk.",
  add_not_possible: "These you cannot add now",
  add_limit: (maximum: number) =>
    plural(
      "en",
      maximum,
      "You already have the 1 that you can have. Change it, or delete it first.",
      `You already have the ${maximum} that you can have. Delete one first.`,
    ),
  add_limit_delete: "You already have them. Delete them first.",
  add_limit_renew: "You already have them. Renew them in the list.",
  add_limit_shared: (maximum: number) =>
    `You already have ${maximum} authenticator apps and hardware tokens together, which is the maximum. Delete one first.`,

  delete_title: (method: string) => `Delete ${method}?`,
  delete_undo: "This cannot be undone. If you want to use it again, you have to set it up anew.",
  delete_undo_codes: "This cannot be undone. The codes you have kept stop working at once.",
  delete_left: "What you have left then",
  delete_left_sign_in: "Signing in",
  delete_left_second: "Second step",
  delete_left_reset: "Password reset",
  delete_left_default: "Default",
  delete_nothing_left: "Nothing",
  delete_reset_still: "Still possible",
  delete_reset_not: (registered: number, required: number) =>
    `No longer possible: you have ${registered} of the ${required} methods you need`,
  delete_last_second:
    "This is your last method for the second step. Until you add another one, your password alone protects your account.",
  delete_last_title: "After this you cannot sign in any more",
  delete_last_text:
    "This is the last way into your account that your organization accepts. Only the helpdesk can then let you in.",
  delete_last_confirm: "I understand that I cannot sign in any more then.",
  delete_last_unticked: "Tick the box if you really want this.",
  delete_new_default: "Choose what will be your default sign-in method instead:",
  delete_choose_default: "Choose a new default sign-in method first.",
  delete_alternate_first: "Delete your alternate phone first. It cannot stay without this one.",
  delete_app_too: "Also remove the account in the app on your phone. Deleting it here does not do that.",
  delete_passkey_too:
    "This removes it from your account only: your key, phone or password manager still holds it, so delete it there too. On Windows you reset a key in Settings › Accounts › Sign-in options › Security key.",
  delete_done: (method: string) => `${method} has been deleted`,

  rename_title: (method: string) => `Rename ${method}`,
  rename_label: "Name",
  rename_hint: "So that you recognize it in the list. At most 64 characters.",
  rename_empty: "Type a name.",
  rename_done: (name: string) => `The name is now ${name}`,

  sms_on: "Turn on SMS sign-in",
  sms_off: "Turn off SMS sign-in",
  sms_on_title: "Sign in with your phone number?",
  sms_on_text: (number: string) =>
    `You can then type ${number} instead of your user name, and you get a code by text message instead of typing your password.`,
  sms_off_title: "Turn off SMS sign-in?",
  sms_off_text: (number: string) =>
    `You can then no longer sign in with ${number}. The number stays one of your methods.`,
  sms_on_done: (number: string) => `You can sign in with ${number} now`,
  sms_off_done: (number: string) => `You can no longer sign in with ${number}`,
  turn_on: "Turn on",
  turn_off: "Turn off",
};

export const nl: Translated<typeof en> = {
  rename: "Naam wijzigen",
  activate: "Activeren",
  renew: "Vernieuwen",

  add_button: "Methode toevoegen",
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
  add_limit_renew: "U hebt ze al. Vernieuw ze in de lijst.",
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
  delete_reset_still: "Kan nog",
  delete_reset_not: (registered: number, required: number) =>
    `Kan niet meer: u hebt ${registered} van de ${required} methoden die nodig zijn`,
  delete_last_second:
    "Dit is uw laatste methode voor de tweede stap. Totdat u een andere toevoegt, beschermt alleen uw wachtwoord uw account.",
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
