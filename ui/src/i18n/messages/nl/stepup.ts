import type { Translated } from "../../translated";
import type { stepup as en } from "../en/stepup";

export const stepup: Translated<typeof en> = {
  stepup_title: "Bevestig in de browser dat u het bent",
  stepup_why: (action: string) =>
    `Het is even geleden dat u hebt bewezen wie u bent. Uw organisatie vraagt u dat opnieuw te doen voordat u ${action}.`,
  stepup_view_account: "dit ziet",
  stepup_add_method: "een methode toevoegt",
  stepup_change_method: "een methode wijzigt",
  stepup_delete_method: "een methode verwijdert",
  stepup_rename_method: "een methode een andere naam geeft",
  stepup_set_default_method: "uw standaardaanmeldingsmethode wijzigt",
  stepup_save_security_questions: "beveiligingsvragen instelt",
  stepup_create_recovery_codes: "herstelcodes maakt",
  stepup_forget_remembered_devices: "onthouden computers vergeet",
  stepup_change_password: "uw wachtwoord wijzigt",
  stepup_confirm_security_info: "uw methoden bevestigt",
  stepup_accept_terms: "gebruiksvoorwaarden accepteert",
  stepup_sign_out_everywhere: "zich overal afmeldt",
  stepup_disable_device: "een apparaat uitschakelt",
  stepup_view_recovery_key: "een herstelsleutel bekijkt",
  stepup_export_data: "uw gegevens exporteert",
  stepup_leave_organization: "een organisatie verlaat",
  stepup_change_profile: "een telefoonnummer wijzigt",
  stepup_after: "Daarna gaat Workpass vanzelf verder.",
  stepup_opening: "De browser wordt geopend…",
  stepup_open_again: "Browser opnieuw openen",
  stepup_left: (time: string) => `Nog ${time}`,
  stepup_ended: "De tijd is om",
  stepup_waiting: "Wachten op de browser…",
};
