import type { Translated } from "../../translated";
import type { wizard as en } from "../en/wizard";

export const wizard: Translated<typeof en> = {
  wizard_steps: "Stappen",
  wizard_stopped: "Er is niets gewijzigd.",
  wizard_under_way:
    "De wijziging wordt nu uitgevoerd en kan niet worden teruggeroepen. Wacht even om te zien hoe het afloopt.",
  wizard_left_under_way: "De wijziging wordt misschien nog uitgevoerd. Bekijk zo uw methoden.",
  wizard_leave_title: "Hier stoppen?",
  wizard_stay: "Doorgaan",
  wizard_leave: "Stoppen",
  wizard_not_loaded_title: "Dit onderdeel is niet geladen",
  wizard_not_loaded: "Er is niets gewijzigd. Probeer het opnieuw, of sluit Workpass en open het weer.",
  wizard_other: "Ik wil een andere methode instellen",
  wizard_done_title: "Uw beveiligingsgegevens zijn bijgewerkt",

  email_title_add: "Een e-mailadres toevoegen",
  email_title_change: "Uw e-mailadres wijzigen",
  email_step_address: "Adres",
  email_step_code: "Code",
  email_step_done: "Gereed",
  email_question: "Welk e-mailadres wilt u gebruiken?",
  email_intro: "U gebruikt dit adres alleen om uw wachtwoord opnieuw in te stellen.",
  email_change_intro: (address: string) => `${address} blijft in gebruik totdat het nieuwe adres is geverifieerd.`,
  email_label: "E-mailadres",
  email_hint: "Niet uw werk- of schooladres. Kies een adres waarvoor u uw werkwachtwoord niet nodig hebt.",
  email_code_intro: (address: string) => `We hebben een code gestuurd naar ${address}.`,
  email_code_label: "Code uit het bericht",
  email_code_hint: "Zes cijfers",
  email_code_until: (time: string) => `De code is geldig tot ${time}.`,
  email_no_mail: "Geen bericht ontvangen?",
  email_no_mail_text: "Controleer of het adres hierboven klopt en kijk bij uw ongewenste e-mail.",
  email_resend: "Nieuwe code sturen",
  email_resent: "Er is een nieuwe code gestuurd",
  email_wrong_address: "Ander adres gebruiken",
  email_done_title: "Uw beveiligingsgegevens zijn bijgewerkt",
  email_done_text: (address: string) => `U kunt ${address} gebruiken wanneer u uw wachtwoord opnieuw instelt.`,
};
