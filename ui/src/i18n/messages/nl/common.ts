import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { common as en } from "../en/common";

export const common: Translated<typeof en> = {
  skip_to_content: "Naar de inhoud",
  nav_label: "Hoofdnavigatie",
  nav_overview: "Overzicht",
  nav_profile: "Profiel",
  nav_security: "Beveiligingsgegevens",
  nav_terms: "Gebruiksvoorwaarden",
  nav_settings: "Instellingen en privacy",
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
  reason_managed_by_home_organization:
    "U bent hier gast: uw eigen organisatie bepaalt dit. Meld u daar overal af; kies op deze computer Afmelden.",
  reason_place_not_allowed: "Dit kan alleen op netwerken die uw organisatie toestaat, zoals op kantoor.",
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
