import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { signins as en } from "../en/signins";

export const signins: Translated<typeof en> = {
  nav_signins: "Mijn aanmeldingen",
  overview_signins_text: "Wie in uw account kwam, en waar u bent aangemeld.",
  overview_signins_none: "Geen ongebruikelijke activiteit",
  overview_signins_unusual: (n: number) =>
    plural("nl", n, "1 ongebruikelijke aanmelding", `${n} ongebruikelijke aanmeldingen`),

  signins_intro:
    "Probeerde iemand uw wachtwoord te raden, of binnen te komen? Zie wanneer, met welke app en hoe het afliep. Kent u een aanmelding niet? Open die dan.",
  signins_unavailable: "Uw aanmeldingen kunnen hier niet worden getoond",
  signins_elsewhere: "Uw organisatie toont ze op een eigen pagina.",
  signins_open: "Mijn aanmeldingen in uw browser openen",
  signins_title: "Recente activiteit",
  signins_search: "Zoeken",
  signins_search_hint: "App, computer, browser, adres of resultaat",
  signins_show: "Tonen",
  signins_all: "Alles",
  signins_more: "Meer tonen",
  signins_found_none: "Geen aanmeldingen gevonden",
  signins_found_none_text: "Aanmeldingen worden negentig dagen bewaard.",
  signins_succeeded: "Geslaagd",
  signins_failed: "Niet geslaagd",
  signins_locked: "Niet geslaagd: te veel pogingen",
  signins_second_step: "Aanvullende verificatie mislukt, ongeldige code",
  signins_pages: "Accountpagina's",
  signins_system: "Besturingssysteem",
  signins_browser: "Browser",
  signins_computer: "Computer",
  signins_address: "IP-adres",
  signins_place: "Locatie",
  signins_step: "Tweede stap",
  signins_place_note:
    "De locatie komt van het IP-adres en kan er ver naast zitten. Kijk ook naar app, browser en systeem.",
  signins_no_place:
    "Locaties worden niet getoond: de dienst van uw organisatie kent ze niet. Kijk naar app, browser en systeem.",

  unusual_title: "Ongebruikelijke activiteit",
  unusual_text: "Een nieuwe browser of computer na meer mislukte pogingen. Was u dit?",
  unusual_mine: "Dit was ik",
  unusual_not_mine: "Dit was ik niet",
  unusual_thanks: "Niet meer getoond als ongebruikelijk",
  unusual_remedy: "Doe dit nu, in deze volgorde",
  unusual_not_guessed:
    "Uw wachtwoord is niet geraden en hoeft niet te worden gewijzigd. Verificatie in twee stappen houdt anderen buiten.",
  unusual_password: "Uw wachtwoord wijzigen",
  unusual_methods: "Uw beveiligingsgegevens controleren",

  sessions_title: "Waar u bent aangemeld",
  sessions_here: "Deze app",
  sessions_used: (from: string, to: string) => `Sinds ${from}, laatst gebruikt ${to}`,
  sessions_end: "Beëindigen",
  sessions_end_of: (name: string) => `Sessie beëindigen: ${name}`,
  sessions_end_others: "Alle andere beëindigen",
  sessions_end_text: "U moet zich daar opnieuw aanmelden. Dit kan niet ongedaan worden gemaakt.",
  sessions_ended: "De sessie is beëindigd",
};
