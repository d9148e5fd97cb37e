import type { Translated } from "../translated";

export const en = {
  stepup_title: "Confirm in the browser that it is you",
  stepup_why: (action: string) =>
    `It has been a while since you proved who you are. Your organization asks for that before you ${action}.`,
  stepup_view_account: "see this",
  stepup_add_method: "add a method",
  stepup_change_method: "change a method",
  stepup_delete_method: "delete a method",
  stepup_rename_method: "rename a method",
  stepup_set_default_method: "change your default sign-in method",
  stepup_save_security_questions: "set up security questions",
  stepup_create_recovery_codes: "make recovery codes",
  stepup_forget_remembered_devices: "forget remembered computers",
  stepup_confirm_security_info: "confirm your methods",
  stepup_accept_terms: "accept terms of use",
  stepup_sign_out_everywhere: "sign out everywhere",
  stepup_after: "After that, Workpass carries on by itself.",
  stepup_open: "Open browser",
  stepup_open_again: "Open the browser again",
  stepup_left: (time: string) => `Still waiting for ${time}`,
  stepup_ended: "The time is up",
  stepup_waiting: "Waiting for the browser…",
};

export const nl: Translated<typeof en> = {
  stepup_title: "Bevestig in de browser dat u het bent",
  stepup_why: (action: string) =>
    `Het is even geleden dat u hebt bewezen wie u bent. Uw organisatie vraagt daarom voordat u ${action}.`,
  stepup_view_account: "dit ziet",
  stepup_add_method: "een methode toevoegt",
  stepup_change_method: "een methode wijzigt",
  stepup_delete_method: "een methode verwijdert",
  stepup_rename_method: "een methode een andere naam geeft",
  stepup_set_default_method: "uw standaardaanmeldingsmethode wijzigt",
  stepup_save_security_questions: "beveiligingsvragen instelt",
  stepup_create_recovery_codes: "herstelcodes maakt",
  stepup_forget_remembered_devices: "onthouden computers vergeet",
  stepup_confirm_security_info: "uw methoden bevestigt",
  stepup_accept_terms: "gebruiksvoorwaarden accepteert",
  stepup_sign_out_everywhere: "zich overal afmeldt",
  stepup_after: "Daarna gaat Workpass vanzelf verder.",
  stepup_open: "Browser openen",
  stepup_open_again: "Browser opnieuw openen",
  stepup_left: (time: string) => `Wacht nog ${time}`,
  stepup_ended: "De tijd is om",
  stepup_waiting: "Wachten op de browser…",
};
