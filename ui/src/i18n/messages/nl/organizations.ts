import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { organizations as en } from "../en/organizations";

export const organizations: Translated<typeof en> = {
  nav_orgs: "Organisaties",
  overview_orgs_text: "Waar u bij hoort, en waar u gast bent.",
  overview_orgs_count: (n: number) => plural("nl", n, "1 organisatie", `${n} organisaties`),

  orgs_name: (name: string, domain: string) => `${name} (${domain})`,
  orgs_picker: "Kies een organisatie. Nu getoond:",
  orgs_see_all: "Alle organisaties",
  orgs_now: (name: string) => `U ziet nu ${name}`,
  orgs_whose: (name: string) => `Dit is wat u bij ${name} hebt; bij een andere organisatie kan dat anders zijn.`,

  orgs_intro: "Kent u elke organisatie hier? Verlaat een organisatie waar u niet meer mee werkt.",
  orgs_unavailable: "Uw organisaties kunnen hier niet worden getoond",
  orgs_elsewhere: "Uw organisatie toont ze op een eigen pagina.",
  orgs_open: "Organisaties in uw browser openen",
  orgs_home: "Thuisorganisatie",
  orgs_others: "Andere organisaties",
  orgs_all: "Organisaties",
  orgs_none: "Geen andere organisaties",
  orgs_none_text: "Hier ziet u waar u gast bent, zodra een organisatie u heeft uitgenodigd.",
  orgs_member: "U bent lid",
  orgs_guest: "U bent gast",
  orgs_last: (when: string) => `Laatst aangemeld op ${when}`,
  orgs_here: "Nu getoond",
  orgs_invited: "Uitgenodigd, nog niet aangemeld",
  orgs_off: "Uw account daar is uitgeschakeld",
  orgs_home_text: "Uw account is van deze organisatie. U kunt haar niet verlaten.",
  orgs_keeps: "Deze organisatie laat gasten niet zelf vertrekken.",
  orgs_disabled: "U kunt zich daar niet aanmelden, en dus niet zelf vertrekken.",
  orgs_refused: "Deze organisatie kan hier niet worden verlaten.",
  orgs_write: (whom: string) => `Wilt u vertrekken? Neem contact op met ${whom}.`,
  orgs_switch: "Wisselen",
  orgs_switch_to: (name: string) => `Wisselen naar ${name}`,

  orgs_leave: "Verlaten",
  orgs_leave_named: (name: string) => `${name} verlaten`,
  orgs_leave_sign_in: "Aanmelden om de organisatie te verlaten",
  orgs_leave_sign_in_named: (name: string) => `Aanmelden om de organisatie te verlaten: ${name}`,
  orgs_leave_question: (name: string) => `${name} verlaten?`,
  orgs_leave_text:
    "U verliest de toegang tot alles daar: apps, bestanden en groepen. Wat u daar open hebt, wordt afgemeld.",
  orgs_leave_after:
    "Uw account daar wordt verwijderd. Een beheerder daar kan het 30 dagen lang herstellen; alles wissen kan nog 30 dagen duren.",
  orgs_leave_undo: "U kunt dit niet zelf ongedaan maken: om terug te komen moet u opnieuw worden uitgenodigd.",
  orgs_leave_yes: "Verlaten",

  orgs_left_title: (name: string) => `U hebt ${name} verlaten`,
  orgs_left: "Een beheerder daar kan uw account 30 dagen lang herstellen. U ziet uw thuisorganisatie weer.",
  orgs_ended_title: (name: string) => `U bent niet meer aangemeld bij ${name}`,
  orgs_ended: "Uw sessie of uw account daar is geëindigd. U ziet uw thuisorganisatie weer.",

  orgs_sheet: (name: string) => `Aanmelden bij ${name}`,
  orgs_sheet_text: "Meld u in de browser aan met uw eigen account. Tot die tijd verandert hier niets.",
  error_switch_other_title: "Dat was een ander account",
  error_switch_other: (name: string) =>
    `In de browser is iemand anders aangemeld. Meld die daar af en meld u aan bij ${name} met het account dat u in Workpass gebruikt.`,
};
