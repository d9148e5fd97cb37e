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
};
