import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { profile as en } from "../en/profile";

export const profile: Translated<typeof en> = {
  profile_partly: (organization: string) =>
    `${organization} beheert deze gegevens. Wat u zelf mag wijzigen, heeft een knop Wijzigen. Klopt er iets anders niet? Meld het bij de helpdesk.`,
  profile_keeps: (name: string) => `Beheerd door ${name}`,
  profile_name: "Naam",
  profile_address: "Adres",
  profile_given_name: "Voornaam",
  profile_surname: "Achternaam",
  profile_mobile: "Mobiele telefoon",
  profile_business_phone: "Zakelijke telefoon",
  profile_street: "Straat en huisnummer",
  profile_postal_code: "Postcode",
  profile_city: "Plaats",
  profile_state: "Provincie",
  profile_country: "Land",
  profile_edit: "Wijzigen",
  profile_edit_named: (block: string) => `Wijzigen: ${block}`,
  profile_saved: "Uw wijzigingen zijn opgeslagen",
  profile_unsaved: "Uw wijzigingen zijn nog niet opgeslagen.",
  profile_too_long: (maximum: number) => `Gebruik ten hoogste ${maximum} tekens.`,
  profile_not_a_phone: "Gebruik cijfers, eventueel met spaties, en een plus voor de landcode: +31 6 12 34 56 78.",
  profile_characters: "Er staan tekens in die niet te zien zijn. Typ het opnieuw in plaats van het te plakken.",
  profile_refused: "Uw organisatie accepteert dit niet. Typ het anders, of vraag het de helpdesk.",
  profile_now: (value: string) =>
    value === ""
      ? "Dit is inmiddels leeg. Sla op om er uw tekst te zetten."
      : `Er staat inmiddels: ${value}. Sla op om er uw tekst te zetten.`,
  profile_devices: "Apparaten",
  profile_devices_know: "Kent u al uw apparaten?",
  profile_more_devices: (n: number) => plural("nl", n, "nog 1", `nog ${n}`),

  photo: "Foto",
  photo_add: "Foto toevoegen",
  photo_change: "Foto wijzigen",
  photo_remove: "Foto verwijderen",
  photo_remove_ask: "Uw foto verwijderen?",
  photo_remove_text: "In plaats ervan worden uw initialen getoond. U kunt later weer een foto toevoegen.",
  photo_removed: "Uw foto is verwijderd",
  photo_changed: "Uw foto is gewijzigd",
  photo_choose_text: "Kies een JPEG- of PNG-bestand. Daarna bepaalt u welk deel te zien is.",
  photo_choose: "Bestand kiezen",
  photo_choose_other: "Ander bestand kiezen",
  photo_use: "Deze foto gebruiken",
  photo_stage: "Het deel dat te zien is",
  photo_zoom: "Zoomen",
  photo_how: "Sleep de foto, of gebruik de pijltoetsen. Plus en min zoomen. Wat binnen de cirkel valt, is te zien.",
  photo_takes_a_day: "Het kan tot 24 uur duren voordat uw nieuwe foto overal te zien is.",
  reason_photo_on_premises:
    "Uw organisatie haalt foto's uit haar eigen systeem. Vraag de helpdesk als uw foto anders moet.",

  error_profile_field_title: "Dit kan niet worden opgeslagen",
  error_profile_elsewhere_title: "Dit is ergens anders gewijzigd",
  error_profile_elsewhere:
    "Er is niets opgeslagen. Hieronder ziet u wat er nu staat. Sla nogmaals op als u uw eigen tekst wilt.",
  error_photo_title: "Deze foto kan niet worden gebruikt",
  error_photo_type: "Kies een JPEG- of PNG-bestand. Andere bestanden worden niet geaccepteerd, hoe ze ook heten.",
  error_photo_large:
    "De foto is te groot. Sla hem kleiner op, bijvoorbeeld 4000 bij 4000 pixels, en ten hoogste 32 MB.",
  error_photo_small: "De foto is te klein. Kies er een van ten minste 48 pixels breed en hoog.",
  error_photo_damaged: "Het bestand is beschadigd of niet compleet. Sla de foto opnieuw op, of kies een andere.",
  error_photo: "Uw organisatie accepteert hem niet. Kies een andere foto.",
};
