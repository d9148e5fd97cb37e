import type { Translated } from "../translated";

export const en = {
  starting: "Workpass is starting…",

  unset_title: "Workpass is not set up yet",
  unset_text: "Your organization still has to tell Workpass where to sign in. You cannot do this yourself.",
  unset_missing: "What is missing",
  unset_authority: "The sign-in address of your organization",
  unset_client_id: "The app registration of Workpass",
  unset_help:
    "Ask the helpdesk or administrator of your organization to set up Workpass on this computer. The names above tell them what to fill in.",

  resuming_title: "Signing in…",
  resuming_as: (name: string) => `Welcome back, ${name}.`,
  resuming_text: "Getting your sign-in from the keychain of this computer.",

  signin_title: "Your work account, at a glance",
  signin_title_org: (organization: string) => `Sign in to ${organization}`,
  signin_text:
    "See who your organization thinks you are, keep your security info up to date and read the terms of use.",
  signin_button: "Sign in",
  signin_button_hint: "You get a code and enter it in your browser, here or on your phone.",
  signin_browser: "Sign in with the browser on this computer",
  signin_no_door: "Your organization offers no way of signing in that Workpass knows.",
  signin_trouble: "Can't sign in?",
  signin_reset: "Forgot your password? Set a new one",
  signin_trouble_text: "Nobody at your organization can see your password. They can help you get a new one.",

  why_session_ended_title: "You have been signed out",
  why_session_ended_text:
    "Your organization ended this sign-in, for example because your password changed. Sign in again to go on.",
  why_by_user_title: "You are signed out",
  why_by_user_text: "Workpass keeps nothing of your sign-in on this computer.",
  why_everywhere_title: "You are signed out everywhere",
  why_everywhere_text:
    "Apps and devices will ask you to sign in again. Where an app is open now, that can take up to an hour.",

  left_behind_title: "Your old sign-in is still in the keychain",
  left_behind_text:
    "The keychain of this computer was not open when you signed out. Workpass never uses that sign-in again, and deletes and ends it as soon as the keychain opens: unlock it and try again, or start Workpass again later.",

  code_title: "Enter this code in your browser",
  code_label: "Your code",
  code_copy: "Copy code",
  code_copied: "Copied",
  code_copied_announced: "The code has been copied",
  code_not_copied: "Copying did not work. Select the code and copy it yourself.",
  code_open: "Open browser",
  code_open_again: "Open browser again",
  code_scan_or_go_to: "Scan with your phone, or go to",
  code_qr_label: (page: string) => `QR code of the address ${page}`,
  code_computer: "The page shows the name of this computer:",
  code_warning: "IT never sends you a code. Use only the code that you see here, and never one that somebody gave you.",
  code_expires: (time: string) => `The code is valid for another ${time}`,
  code_expires_announced: (time: string) => `The code is valid for another ${time}.`,
  code_expired: "The code is no longer valid. A moment…",
  code_waiting: "Waiting until you have signed in in the browser…",
  code_offline_title: "No connection",
  code_offline_text: "Workpass keeps trying for as long as the code is valid. You need not do anything.",

  browser_title: "Go on in your browser",
  browser_text:
    "Your browser shows the sign-in page of your organization. Workpass goes on by itself when you are done there.",
  browser_expires: (time: string) => `The page waits for another ${time}`,

  completing_title: "Almost there…",
  completing_text: "Your sign-in has been approved. Workpass is fetching your account.",

  vault_title: "The keychain of this computer is not open",
  vault_text: "Workpass keeps your sign-in in the keychain. Nothing has been deleted: open the keychain and try again.",
  vault_retry: "Try again",
  vault_sign_in: "Sign in for this time only",
  vault_sign_in_hint: "You stay signed in until you close Workpass.",
};

export const nl: Translated<typeof en> = {
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
