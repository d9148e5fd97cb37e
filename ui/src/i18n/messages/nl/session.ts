import type { Translated } from "../../translated";
import type { session as en } from "../en/session";

export const session: Translated<typeof en> = {
  starting: "Workpass wordt gestart…",

  unset_title: "Workpass is nog niet ingesteld",
  unset_text: "Uw organisatie moet Workpass nog laten weten waar u zich aanmeldt. Dat kunt u niet zelf doen.",
  unset_missing: "Wat ontbreekt",
  unset_authority: "Het aanmeldadres van uw organisatie",
  unset_client_id: "De app-registratie van Workpass",
  unset_help:
    "Vraag de helpdesk of beheerder van uw organisatie om Workpass op deze computer in te stellen. De namen hierboven geven aan wat er moet worden ingevuld.",

  resuming_title: "Aanmelden…",
  resuming_as: (name: string) => `Welkom terug, ${name}.`,
  resuming_text: "Uw aanmelding wordt opgehaald uit de sleutelhanger van deze computer.",

  signin_title: "Uw werkaccount in één oogopslag",
  signin_title_org: (organization: string) => `Aanmelden bij ${organization}`,
  signin_text:
    "Bekijk welke gegevens uw organisatie van u heeft, houd uw beveiligingsgegevens actueel en lees de gebruiksvoorwaarden.",
  signin_button: "Aanmelden",
  signin_button_hint: "U krijgt een code en voert die in uw browser in, hier of op uw telefoon.",
  signin_browser: "Aanmelden met de browser op deze computer",
  signin_no_door: "Uw organisatie biedt geen manier van aanmelden die Workpass kent.",
  signin_trouble: "Lukt het aanmelden niet?",
  signin_reset: "Wachtwoord vergeten? Stel een nieuw wachtwoord in",
  signin_trouble_text:
    "Niemand binnen uw organisatie kan uw wachtwoord zien. U kunt wel hulp krijgen bij het instellen van een nieuw wachtwoord.",

  why_session_ended_title: "U bent afgemeld",
  why_session_ended_text:
    "Uw organisatie heeft deze aanmelding beëindigd, bijvoorbeeld omdat uw wachtwoord is gewijzigd. Meld u opnieuw aan om verder te gaan.",
  why_by_user_title: "U bent afgemeld",
  why_by_user_text: "Workpass bewaart niets van uw aanmelding op deze computer.",
  why_device_title: "Deze computer is uitgeschakeld",
  why_device_text: "U bent hier afgemeld. Alleen een beheerder kan deze computer weer inschakelen voor uw account.",
  why_left_title: "U hebt de organisatie verlaten",
  why_left_text:
    "U bent op deze computer afgemeld: Workpass is hier voor die organisatie ingesteld. Een beheerder daar kan uw account 30 dagen lang herstellen.",
  why_everywhere_title: "U bent overal afgemeld",
  why_everywhere_text:
    "Apps en apparaten vragen u om u opnieuw aan te melden. Bij apps die nu geopend zijn, kan dat tot een uur duren.",

  left_behind_title: "Uw vorige aanmelding staat nog in de sleutelhanger",
  left_behind_text:
    "De sleutelhanger van deze computer was niet geopend toen u zich afmeldde. Workpass gebruikt die aanmelding nooit meer en verwijdert en beëindigt deze zodra de sleutelhanger opengaat: ontgrendel deze en probeer het opnieuw, of start Workpass later nog eens.",

  code_title: "Voer deze code in uw browser in",
  code_label: "Uw code",
  code_copy: "Code kopiëren",
  code_copied: "Gekopieerd",
  code_copied_announced: "De code is gekopieerd",
  code_not_copied: "Kopiëren is niet gelukt. Selecteer de code en kopieer deze zelf.",
  code_open: "Browser openen",
  code_open_again: "Browser opnieuw openen",
  code_scan_or_go_to: "Scan met uw telefoon, of ga naar",
  code_qr_label: (page: string) => `QR-code van het adres ${page}`,
  code_computer: "De pagina toont de naam van deze computer:",
  code_warning:
    "IT stuurt u nooit een code. Gebruik alleen de code die u hier ziet en nooit een code die u van iemand hebt gekregen.",
  code_expires: (time: string) => `De code is nog ${time} geldig`,
  code_expires_announced: (time: string) => `De code is nog ${time} geldig.`,
  code_expired: "De code is niet meer geldig. Een ogenblik…",
  code_waiting: "Wachten tot u zich in de browser hebt aangemeld…",
  code_offline_title: "Geen verbinding",
  code_offline_text: "Workpass blijft het proberen zolang de code geldig is. U hoeft niets te doen.",

  browser_title: "Ga verder in uw browser",
  browser_text:
    "Uw browser toont de aanmeldpagina van uw organisatie. Workpass gaat vanzelf verder als u daar klaar bent.",
  browser_expires: (time: string) => `De pagina wacht nog ${time}`,

  completing_title: "Bijna klaar…",
  completing_text: "Uw aanmelding is goedgekeurd. Workpass haalt uw account op.",

  vault_title: "De sleutelhanger van deze computer is niet geopend",
  vault_text:
    "Workpass bewaart uw aanmelding in de sleutelhanger. Er is niets verwijderd: open de sleutelhanger en probeer het opnieuw.",
  vault_retry: "Opnieuw proberen",
  vault_sign_in: "Alleen voor deze keer aanmelden",
  vault_sign_in_hint: "U blijft aangemeld totdat u Workpass sluit.",
};
