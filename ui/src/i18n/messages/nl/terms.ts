import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { terms as en } from "../en/terms";

export const terms: Translated<typeof en> = {
  terms_intro: "Dit zijn de documenten die u van uw organisatie moet lezen en accepteren.",
  terms_to_accept: "Te accepteren",
  terms_accepted_list: "Geaccepteerd",
  terms_read_and_accept: "Lezen en accepteren",
  terms_read: "Lezen",
  terms_read_of: (name: string) => `${name} lezen`,
  terms_version: (version: string) => `Versie ${version}`,
  terms_accepted_on: (version: string, date: string) => `Versie ${version} geaccepteerd op ${date}`,
  terms_new_version: (version: string) => `Nieuwe versie. U hebt eerder versie ${version} geaccepteerd.`,
  terms_none_title: "Geen gebruiksvoorwaarden",
  terms_none_text: "Uw organisatie vraagt u niet om gebruiksvoorwaarden te accepteren.",
  terms_all_done_title: "U hebt alles geaccepteerd",
  terms_all_done_text: "De documenten blijven hier staan. U kunt ze altijd nog eens lezen.",
  terms_unavailable: "De gebruiksvoorwaarden kunnen niet worden getoond",
  terms_of_many: (index: number, count: number) => `Document ${index} van ${count}`,
  terms_document_label: (name: string) => `Tekst van ${name}`,
  terms_scroll_hint: "Lees het document tot het einde. Daarna kunt u het accepteren.",
  terms_read_all: "U bent aan het einde van het document.",
  terms_accept: "Accepteren",
  terms_accept_text:
    "Als u Accepteren kiest, bevestigt u dat u deze voorwaarden hebt gelezen en begrepen. Dit kan niet ongedaan worden gemaakt.",
  terms_accepted_announced: (name: string) => `U hebt ${name} geaccepteerd`,
  terms_not_now: "Niet nu",
  terms_expires: (date: string) => `Wordt opnieuw gevraagd op ${date}`,
  terms_again: (version: string) =>
    `U hebt versie ${version} eerder geaccepteerd. Uw organisatie vraagt u dit nog een keer te doen.`,
  terms_declined_on: (date: string) => `Geweigerd op ${date}. U kunt dit alsnog accepteren.`,
  terms_every_computer: "Uw organisatie vraagt dit op elke computer waarop u werkt.",
  terms_again_everywhere: (version: string) =>
    `U hebt versie ${version} eerder geaccepteerd. Uw organisatie vraagt dit op elke computer waarop u werkt.`,
  terms_needed_by: (apps: string) => `Nodig voor: ${apps}`,
  terms_decline: "Weigeren",
  terms_decline_title: (name: string) => `‘${name}’ weigeren?`,
  terms_decline_blocks: (apps: string) =>
    `U kunt ${apps} dan niet meer gebruiken. Waar u er nu bij bent aangemeld, stopt dat binnen een uur.`,
  terms_decline_nothing: "Hierdoor wordt geen app geblokkeerd. Uw organisatie ziet dat u hebt geweigerd.",
  terms_decline_later:
    "U kunt het later alsnog accepteren, hier bij Gebruiksvoorwaarden. Na het accepteren kunt u niet meer weigeren.",
  terms_declined_announced: (name: string) => `U hebt ${name} geweigerd`,
  terms_changes: (n: number, version: string) =>
    plural("nl", n, `1 wijziging sinds versie ${version}`, `${n} wijzigingen sinds versie ${version}`),
  terms_changes_text: "Die versie hebt u geaccepteerd. Wat nu anders is, staat in de tekst gemarkeerd.",
  terms_changes_none: (version: string) =>
    `De woorden zijn dezelfde als in versie ${version}, die u hebt geaccepteerd.`,
  terms_next_change: "Volgende wijziging",
  terms_added: "Nieuw",
  terms_removed: "Vervallen",
  terms_changed: "Gewijzigd",
  terms_was: "Wat er stond",
  terms_record: "Wat u hebt besloten",
  terms_record_text: "Elke keer dat u iets hebt geaccepteerd of geweigerd, met de vingerafdruk van de tekst die u zag.",
  terms_record_show: "Overzicht tonen",
  terms_record_none: "Hier is nog niets vastgelegd.",
  terms_record_accepted: "Geaccepteerd",
  terms_record_declined: "Geweigerd",
  terms_record_where: (app: string, computer: string | null) => (computer ? `In ${app}, op ${computer}` : `In ${app}`),
  terms_record_save: "Opslaan als bestand",
  terms_record_saved: (path: string) => `Opgeslagen als ${path}`,
  terms_record_hash: "Vingerafdruk (SHA-256)",
};
