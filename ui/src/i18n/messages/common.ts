import { plural } from "../plural";
import type { Translated } from "../translated";

export const en = {
  skip_to_content: "Skip to the content",
  nav_label: "Main navigation",
  nav_overview: "Overview",
  nav_profile: "Profile",
  nav_security: "Security info",
  nav_terms: "Terms of use",
  nav_settings: "Settings",
  user_menu: "Account menu of",
  sign_out: "Sign out",
  sign_out_everywhere: "Sign out everywhere",
  yes: "Yes",
  no: "No",
  add: "Add",
  save: "Save",
  next: "Next",
  back: "Back",
  change: "Change",
  delete: "Delete",
  cancel: "Cancel",
  close: "Close",
  done: "Done",
  retry: "Try again",
  refresh: "Refresh",
  dismiss: "Got it",
  loading: "Loading…",
  opens_in_browser: "opens in your browser",
  step_of: (step: number, steps: number) => `Step ${step} of ${steps}`,

  offline_title: "You are offline",
  offline_text: (date: string) =>
    `This is what was last known, from ${date}. You can change things again once the connection is back.`,
  offline_text_undated: "You can change things again once the connection is back.",
  trouble_as_of: (date: string) => `What you see is from ${date}.`,

  this_run_title: "You stay signed in until you close Workpass",
  this_run_keychain_locked:
    "The keychain of this computer is locked, so your sign-in could not be kept. Next time you will be asked to sign in again.",
  this_run_keychain_unavailable:
    "This computer has no keychain to keep your sign-in in. Next time you will be asked to sign in again.",
  this_run_keychain_denied:
    "Workpass was not allowed to use the keychain, so your sign-in could not be kept. Next time you will be asked to sign in again.",
  this_run_keychain_broken:
    "The keychain of this computer did not answer as it should, so your sign-in could not be kept. Next time you will be asked to sign in again.",
  this_run_no_refresh_token:
    "Your organization does not let Workpass stay signed in. Next time you will be asked to sign in again.",

  reason_no_directory: "Your organization does not offer this information to Workpass.",
  reason_no_self_service:
    "Your organization does not offer this in Workpass. Ask the helpdesk how it works at your organization.",
  reason_not_consented:
    "Your organization has not given Workpass permission for this. Ask the helpdesk for permission.",
  reason_not_allowed_by_policy: "Your organization does not allow this. Ask the helpdesk if you need it.",
  reason_limit_reached: "You have reached the maximum. Delete one first.",
  reason_managed_by_administrator: "Your administrator manages this. Ask the helpdesk if something has to change.",
  reason_not_for_administrators: "Administrators cannot use this. Choose another method.",
  reason_other_method_required: "Add another method first, such as an authenticator app or a phone.",
  reason_mobile_required: "Add your phone first.",
  reason_voice_not_allowed: "Your organization makes no calls to check a number. Choose another method.",
  reason_alternate_phone_exists: "Delete your alternate phone first.",
  reason_refused_by_service: "Your organization refused this. Ask the helpdesk for permission.",
  reason_service_trouble: "Your organization's service did not give a usable answer. Try again later.",
  reason_offline: "Not possible while you are offline.",

  help_title: "Questions or something wrong?",
  help_ask: (name: string) => `Ask ${name}.`,
  help_technical_support: "Ask the technical support of your university or school.",
  help_internal_helpdesk: "Ask the internal helpdesk of your organization.",
  help_owner_or_consultant: "Ask the owner or co-owner of your company, or its IT consultant.",
  help_whoever_gave_the_account: "Ask whoever gave you this account.",
  help_email: "Email",
  help_phone: "Phone",
  help_hours: "Open",
  help_page: "Open the helpdesk page",

  counted_minutes: (n: number) => plural("en", n, `${n} minute`, `${n} minutes`),
  counted_seconds: (n: number) => plural("en", n, `${n} second`, `${n} seconds`),
};

export const nl: Translated<typeof en> = {
  skip_to_content: "Naar de inhoud",
  nav_label: "Hoofdnavigatie",
  nav_overview: "Overzicht",
  nav_profile: "Profiel",
  nav_security: "Beveiligingsgegevens",
  nav_terms: "Gebruiksvoorwaarden",
  nav_settings: "Instellingen",
  user_menu: "Accountmenu van",
  sign_out: "Afmelden",
  sign_out_everywhere: "Overal afmelden",
  yes: "Ja",
  no: "Nee",
  add: "Toevoegen",
  save: "Opslaan",
  next: "Volgende",
  back: "Terug",
  change: "Wijzigen",
  delete: "Verwijderen",
  cancel: "Annuleren",
  close: "Sluiten",
  done: "Gereed",
  retry: "Opnieuw proberen",
  refresh: "Vernieuwen",
  dismiss: "Begrepen",
  loading: "Laden…",
  opens_in_browser: "wordt in uw browser geopend",
  step_of: (step: number, steps: number) => `Stap ${step} van ${steps}`,

  offline_title: "U bent offline",
  offline_text: (date: string) =>
    `Dit is wat het laatst bekend was, van ${date}. U kunt weer iets wijzigen zodra de verbinding terug is.`,
  offline_text_undated: "U kunt weer iets wijzigen zodra de verbinding terug is.",
  trouble_as_of: (date: string) => `Wat u ziet, is van ${date}.`,

  this_run_title: "U blijft aangemeld totdat u Workpass sluit",
  this_run_keychain_locked:
    "De sleutelhanger van deze computer is vergrendeld. Uw aanmelding kon daarom niet worden bewaard. De volgende keer meldt u zich opnieuw aan.",
  this_run_keychain_unavailable:
    "Deze computer heeft geen sleutelhanger om uw aanmelding in te bewaren. De volgende keer meldt u zich opnieuw aan.",
  this_run_keychain_denied:
    "Workpass mocht de sleutelhanger niet gebruiken. Uw aanmelding kon daarom niet worden bewaard. De volgende keer meldt u zich opnieuw aan.",
  this_run_keychain_broken:
    "De sleutelhanger van deze computer reageerde niet zoals het hoort. Uw aanmelding kon daarom niet worden bewaard. De volgende keer meldt u zich opnieuw aan.",
  this_run_no_refresh_token:
    "Uw organisatie laat niet toe dat Workpass aangemeld blijft. De volgende keer meldt u zich opnieuw aan.",

  reason_no_directory: "Uw organisatie stelt deze gegevens niet beschikbaar in Workpass.",
  reason_no_self_service:
    "Uw organisatie biedt dit niet aan in Workpass. Vraag de helpdesk hoe het bij uw organisatie werkt.",
  reason_not_consented:
    "Uw organisatie heeft Workpass hiervoor geen toestemming gegeven. Vraag de helpdesk om toestemming.",
  reason_not_allowed_by_policy:
    "Uw organisatie staat dit niet toe. Neem contact op met de helpdesk als u dit nodig hebt.",
  reason_limit_reached: "U hebt het maximum bereikt. Verwijder er eerst een.",
  reason_managed_by_administrator:
    "Uw beheerder beheert dit. Neem contact op met de helpdesk als er iets moet veranderen.",
  reason_not_for_administrators: "Beheerders kunnen dit niet gebruiken. Kies een andere methode.",
  reason_other_method_required: "Voeg eerst een andere methode toe, zoals een Authenticator-app of een telefoon.",
  reason_mobile_required: "Voeg eerst uw telefoon toe.",
  reason_voice_not_allowed: "Uw organisatie belt niet om een nummer te controleren. Kies een andere methode.",
  reason_alternate_phone_exists: "Verwijder eerst uw alternatieve telefoon.",
  reason_refused_by_service: "Uw organisatie heeft dit geweigerd. Vraag de helpdesk om toestemming.",
  reason_service_trouble: "De service van uw organisatie gaf geen bruikbaar antwoord. Probeer het later opnieuw.",
  reason_offline: "Dit kan niet zolang u offline bent.",

  help_title: "Vragen, of klopt er iets niet?",
  help_ask: (name: string) => `Neem contact op met ${name}.`,
  help_technical_support: "Neem contact op met de technische ondersteuning van uw universiteit of school.",
  help_internal_helpdesk: "Neem contact op met de interne helpdesk van uw organisatie.",
  help_owner_or_consultant: "Neem contact op met de eigenaar of mede-eigenaar van uw bedrijf, of met de IT-adviseur.",
  help_whoever_gave_the_account: "Neem contact op met degene van wie u dit account hebt gekregen.",
  help_email: "E-mail",
  help_phone: "Telefoon",
  help_hours: "Bereikbaar",
  help_page: "Helpdeskpagina openen",

  counted_minutes: (n: number) => plural("nl", n, `${n} minuut`, `${n} minuten`),
  counted_seconds: (n: number) => plural("nl", n, `${n} seconde`, `${n} seconden`),
};
