import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { account as en } from "../en/account";

export const account: Translated<typeof en> = {
  overview_title: (name: string) => `Dag ${name}`,
  overview_intro: "Zo staat uw werkaccount ervoor.",
  overview_as_of: (time: string) => `Bijgewerkt: ${time}`,
  overview_all_right: "Alles is in orde",
  overview_all_right_text: "U hoeft nu niets te doen.",
  overview_to_do: (n: number) => plural("nl", n, "Er is 1 ding te doen", `Er zijn ${n} dingen te doen`),
  overview_to_do_text: "Het kost een paar minuten en dan is uw account in orde.",
  overview_unsure: "Niet alles is hier te zien",
  overview_unsure_text: "Uw organisatie toont niet uw hele account in Workpass.",
  overview_security_text: "Hoe u zich aanmeldt en hoe u weer toegang krijgt.",
  overview_security_reset: (registered: number, required: number) =>
    plural(
      "nl",
      required,
      `${registered} van ${required} methode om het wachtwoord opnieuw in te stellen`,
      `${registered} van ${required} methoden om het wachtwoord opnieuw in te stellen`,
    ),
  overview_security_count: (n: number) => plural("nl", n, "1 methode", `${n} methoden`),
  overview_security_none: "Nog geen methoden",
  overview_terms_text: "Wat u met uw organisatie hebt afgesproken.",
  overview_terms_pending: (n: number) => plural("nl", n, "1 document te accepteren", `${n} documenten te accepteren`),
  overview_terms_accepted: (n: number) =>
    plural("nl", n, "1 document geaccepteerd", `Alle ${n} documenten geaccepteerd`),
  overview_terms_none: "Geen gebruiksvoorwaarden",
  overview_profile_text: "Welke gegevens uw organisatie van u heeft.",
  overview_profile_managed: "Beheerd door uw organisatie",
  overview_unavailable: "Niet beschikbaar",
  overview_offline: "Offline niet bekend",

  profile_intro: "Dit zijn de werkgegevens die uw organisatie van u heeft.",
  profile_read_only: (organization: string) =>
    `${organization} beheert deze gegevens. U kunt ze daarom hier niet wijzigen. Klopt er iets niet? Meld het bij de helpdesk.`,
  profile_your_organization: "Uw organisatie",
  profile_guest: "Gast",
  profile_work: "Werk",
  profile_job_title: "Functie",
  profile_department: "Afdeling",
  profile_company: "Bedrijf",
  profile_employee_id: "Personeelsnummer",
  profile_office: "Kantoor",
  profile_place: "Plaats en land",
  profile_contact: "Contact",
  profile_user_name: "Gebruikersnaam",
  profile_emails: (n: number) => plural("nl", n, "E-mailadres", "E-mailadressen"),
  profile_phones: (n: number) => plural("nl", n, "Telefoonnummer", "Telefoonnummers"),
  profile_manager: "Leidinggevende",
  profile_no_manager: "Uw organisatie heeft geen leidinggevende voor u ingevuld.",
  profile_none: "Uw organisatie heeft geen werkgegevens van u ingevuld.",
  profile_manage: "Account beheren",
  profile_more: "Bij uw organisatie",
  profile_unavailable: "Uw profiel kan niet worden getoond",

  action_view_security_info: "Beveiligingsgegevens",
  action_view_security_info_text:
    "Bekijk, wijzig en verwijder de methoden waarmee u toegang tot uw account krijgt, of voeg er een toe.",
  action_review_terms: "Gebruiksvoorwaarden controleren",
  action_review_terms_text: "Lees wat uw organisatie u vraagt te accepteren.",
  action_sign_out_everywhere_text: "Apparaat kwijt, of ergens per ongeluk aangemeld? Beëindig alle sessies.",
  action_open_apps: "Apps",
  action_open_groups: "Groepen",
  action_open_access_reviews: "Toegangsbeoordelingen",

  everywhere_title: "Overal afmelden?",
  everywhere_text:
    "U wordt afgemeld bij elke app, elke browser en elk apparaat waarop u dit werkaccount gebruikt. Ook bij Workpass op deze computer.",
  everywhere_when:
    "Niemand kan hierna aangemeld blijven, maar het gaat niet in één keer: een app die nu geopend is, kan nog tot een uur blijven werken.",
  everywhere_data: "Er wordt niets van u verwijderd. U kunt zich daarna weer aanmelden.",
  everywhere_failed_text: "Er is niets gewijzigd: u bent nog overal aangemeld.",
  everywhere_uncertain_text: "Het is niet zeker of dit is gelukt. Probeer het opnieuw: twee keer kan geen kwaad.",
};
