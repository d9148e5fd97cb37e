import type { Translated } from "../../translated";
import type { phone as en } from "../en/phone";

export const phone: Translated<typeof en> = {
  register_resend_in: (label: string, time: string) => `${label} (over ${time})`,
  phone_title_add: (which: string) => `Toevoegen: ${which}`,
  phone_title_change: (which: string) => `Wijzigen: ${which}`,
  phone_step_number: "Nummer",
  phone_step_verify: "Controle",
  phone_question: "Welk telefoonnummer wilt u gebruiken?",
  phone_change_intro: (number: string) => `${number} blijft in gebruik totdat het nieuwe nummer is geverifieerd.`,
  phone_change_sms: "Aanmelden via sms werkt niet met het nieuwe nummer, totdat u het daarvoor weer inschakelt.",
  phone_country: "Land of regio",
  phone_number: "Telefoonnummer",
  phone_how: "Hoe controleren we het nummer?",
  phone_text_me: "Stuur mij een code via sms",
  phone_call_me: "Bel mij",
  phone_text_note: "Het bericht kan ook via een andere berichtendienst komen. Uw provider kan er kosten voor rekenen.",
  phone_call_only: "U wordt op dit nummer gebeld. Neem op en druk op het hekje (#).",
  phone_code_sent: (number: string) => `We hebben een code gestuurd naar ${number}.`,
  phone_extension_removed: "Het toestelnummer is weggelaten: dat kan hier niet worden gebruikt.",
  phone_nothing: "Niets ontvangen?",
  phone_nothing_text:
    "Controleer of het nummer hierboven klopt, of de telefoon bereik heeft en of ‘niet storen’ uit staat. Helpt dat niet, start de telefoon dan opnieuw.",
  phone_other_number: "Ander nummer gebruiken",
  phone_stopped: "Er is geen telefoonnummer toegevoegd",
  phone_calling: (number: string) => `We bellen ${number}`,
  phone_press: "Neem op en druk op het hekje (#). Hebt u niet om deze oproep gevraagd, hang dan op.",
  phone_waiting: "Wachten totdat u op # drukt…",
  phone_call_again: "Opnieuw bellen",
  phone_called_again: "U wordt opnieuw gebeld",
  phone_done: (number: string) => `${number} is geverifieerd en is nu een van uw methoden.`,
};
