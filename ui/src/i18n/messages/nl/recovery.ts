import type { Translated } from "../../translated";
import type { recovery as en } from "../en/recovery";

export const recovery: Translated<typeof en> = {
  recovery_title: "Herstelcodes maken",
  recovery_title_renew: "Nieuwe herstelcodes maken",
  recovery_step_explain: "Uitleg",
  recovery_step_keep: "Bewaren",
  recovery_step_done: "Gereed",
  recovery_question: "Toegang als al het andere weg is",
  recovery_explain:
    "U krijgt tien codes. Met elke code kunt u zich één keer aanmelden, in plaats van met uw telefoon of beveiligingssleutel.",
  recovery_explain_once: "U ziet ze maar één keer. Houd pen en papier klaar, of een wachtwoordbeheerder.",
  recovery_explain_where:
    "Bewaar ze niet bij uw computer: wie een code en uw wachtwoord heeft, heeft toegang tot uw account.",
  recovery_explain_old: "De codes die u nu hebt, werken niet meer zodra de nieuwe er zijn.",
  recovery_make: "Codes tonen",
  recovery_making:
    "Uw codes worden nu gemaakt. Als u nu stopt, krijgt u ze niet te zien en werken de codes die u had niet meer.",
  recovery_keep_title: "Bewaar deze tien codes",
  recovery_keep_text: "U ziet ze alleen nu. Schrijf ze op, druk ze af of kopieer ze naar uw wachtwoordbeheerder.",
  recovery_list: "Herstelcodes",
  recovery_copy: "Alles kopiëren",
  recovery_copied: "Gekopieerd",
  recovery_copied_announced: "De codes zijn gekopieerd",
  recovery_not_copied: "Kopiëren is hier niet toegestaan. Selecteer de codes en kopieer ze zelf, of schrijf ze op.",
  recovery_copy_note: "Plak ze op een veilige plek en kopieer daarna iets anders, zodat ze niet achterblijven.",
  recovery_print: "Afdrukken",
  recovery_save: "Opslaan als bestand",
  recovery_saved: (path: string) => `Opgeslagen als ${path}`,
  recovery_saved_note: "Zet het bestand op een veilige plek buiten deze computer.",
  recovery_kept: "Ik heb de codes bewaard",
  recovery_unticked: "Bewaar eerst de codes en vink daarna dit vakje aan.",
  recovery_loses: "U hebt niet aangegeven dat u de codes hebt bewaard, en u krijgt ze niet nog eens te zien.",
  recovery_done_title: "Uw herstelcodes zijn klaar",
  recovery_done_text: "Elke code werkt één keer. In de lijst ziet u hoeveel er nog over zijn en kunt u nieuwe maken.",
};
