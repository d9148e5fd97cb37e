import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { methodErrors as en } from "../en/methodErrors";

export const methodErrors: Translated<typeof en> = {
  error_last_way_in_title: "Dit is uw laatste manier om u aan te melden",
  error_last_way_in:
    "Zonder deze methode kunt u zich niet meer aanmelden. Geef aan dat u dat wilt of voeg eerst een andere methode toe.",
  error_needs_default_title: "Dit is uw standaardaanmeldingsmethode",
  error_needs_default: "Kies eerst een andere standaardaanmeldingsmethode. Daarna kunt u deze verwijderen.",
  error_default_method_title: "Deze methode is de standaard en kan nu niet worden verwijderd",
  error_default_method: "Kies eerst een andere standaardaanmeldingsmethode. Daarna kunt u deze verwijderen.",
  error_other_required_title: "Er moet eerst een andere methode zijn",
  error_other_required:
    "Voeg eerst een Authenticator-app of een telefoon toe. Lukt dat niet, neem dan contact op met de helpdesk.",
  error_mobile_required_title: "Uw telefoon komt eerst",
  error_mobile_required: "Voeg eerst uw telefoon toe en daarna de alternatieve telefoon.",
  error_alternate_exists_title: "De alternatieve telefoon moet eerst weg",
  error_alternate_exists: "Verwijder eerst uw alternatieve telefoon en daarna deze.",
  error_administrators_title: "Niet voor beheerders",
  error_administrators: "Met een beheerdersaccount kunt u dit niet gebruiken. Kies een andere methode.",
  error_voice_title: "Uw organisatie belt niet",
  error_voice: "Kies een sms-bericht of een andere methode.",
  error_name_title: "Deze naam kan niet",
  error_name: "Gebruik 1 tot 64 tekens, en niets onzichtbaars.",
  error_token_title: "Deze token is niet aan u toegewezen",
  error_token: "Vraag de helpdesk welke hardwaretoken van u is.",
  error_registration_gone_title: "Deze poging is gestopt",
  error_registration_gone: "Er is niets toegevoegd. Begin opnieuw.",
  error_registration_expired_title: "De tijd is om",
  error_registration_expired: "Er is niets toegevoegd. Begin opnieuw.",
  error_registration_over_title: "Deze poging is al voorbij",
  error_registration_over: "Die is elders voltooid of gestopt. Bekijk uw methoden of begin opnieuw.",
  error_place_title: "Niet op dit netwerk",
  error_place:
    "U kunt uw beveiligingsgegevens alleen wijzigen op netwerken die uw organisatie toestaat, zoals op kantoor. Probeer het daar opnieuw of vraag de helpdesk.",
  error_not_skippable_title: "Dit kunt u niet meer uitstellen",
  error_not_skippable: "Uw organisatie vraagt er nu om. Voeg de methode toe waar om wordt gevraagd.",
  error_code_used_title: "Deze code is al gebruikt",
  error_code_used: "Wacht tot de app de volgende code toont en typ die.",

  error_phone_empty_title: "Nog geen nummer",
  error_phone_empty: "Typ het telefoonnummer dat u wilt toevoegen.",
  error_phone_invalid_title: "Dit is geen telefoonnummer",
  error_phone_invalid: "Controleer het land en het nummer.",
  error_phone_extension_title: "Geen toestelnummers",
  error_phone_extension:
    "Gebruik een nummer dat zonder toestelnummer bereikbaar is. Alleen Telefoon (werk) mag er een hebben.",
  error_phone_kind_title: "Dit nummer kan niet worden gebruikt",
  error_phone_kind: "Virtuele nummers en betaalnummers worden niet geaccepteerd. Gebruik een gewoon nummer.",
  error_phone_country_title: "Nummers uit dit land zijn niet toegestaan",
  error_phone_country: "Uw organisatie staat ze niet toe. Gebruik een ander nummer of vraag de helpdesk.",
  error_phone_twice_title: "U hebt dit nummer al toegevoegd",
  error_phone_twice: "Gebruik een ander nummer of laat het zoals het is.",
  error_phone_shared_title: "Een collega meldt zich aan met dit nummer",
  error_phone_shared: "Daarom kunt u dat niet. Neem contact op met de helpdesk als het nummer van u is.",
  error_message_title: "Het bericht of de oproep kon niet worden verstuurd",
  error_message:
    "Controleer het nummer en probeer het zo opnieuw. Blijft het gebeuren, neem dan contact op met de helpdesk.",
  error_text_limit_title: "U hebt de limiet voor sms-berichten bereikt",
  error_text_limit: "Wacht een tijdje of kies een andere methode.",
  error_text_limit_seconds: (time: string) => `Wacht ${time} of kies een andere methode.`,
  error_call_limit_title: "U hebt de limiet voor oproepen bereikt",
  error_call_limit: "Wacht een tijdje of kies een andere methode.",
  error_call_limit_seconds: (time: string) => `Wacht ${time} of kies een andere methode.`,

  error_answer_short_title: "Een antwoord is te kort",
  error_answer_short: (minimum: number) => `Gebruik minstens ${minimum} tekens.`,
  error_answer_long_title: "Een antwoord is te lang",
  error_answer_long: (maximum: number) => `Gebruik hoogstens ${maximum} tekens.`,
  error_answer_repeated_title: "Twee antwoorden zijn gelijk",
  error_answer_repeated: "Geef elke vraag een eigen antwoord.",
  error_question_repeated_title: "Een vraag is twee keer gekozen",
  error_question_repeated: "Kies elke vraag maar één keer.",
  error_answer_count_title: "Niet elke vraag heeft een antwoord",
  error_answer_count: "Kies en beantwoord zoveel vragen als er worden gevraagd.",
  error_answer_count_of: (required: number) =>
    plural("nl", required, "Kies en beantwoord 1 vraag.", `Kies en beantwoord ${required} vragen.`),
  error_question_gone_title: "Een vraag bestaat niet meer",
  error_question_gone: "Uw organisatie heeft de vragen gewijzigd. Kies opnieuw uit de nieuwe lijst.",

  error_not_saved_title: "Het bestand kon niet worden opgeslagen",
  error_not_printed_title: "Er kon niet worden afgedrukt",
  error_not_saved:
    "Misschien is er geen ruimte, of mag er niet geschreven worden. Er is niets weg: het staat nog op dit scherm.",
  error_keep_otherwise: "Kopieer de codes of schrijf ze op.",

  error_proof_wanted_title: "Bevestig dat u het bent",
  error_proof_wanted:
    "Uw organisatie vraagt u in de browser te bewijzen wie u bent. Kies ‘Opnieuw proberen’ om dat te doen.",
  error_stepup_weak_title: "Uw organisatie vraagt een sterker bewijs",
  error_stepup_weak:
    "Er is niets gewijzigd. Bevestig in de browser met een andere methode of vraag de helpdesk welke voldoet.",
  error_stepup_cancelled_title: "U hebt niet bevestigd dat u het bent",
  error_stepup_cancelled: "Er is niets gewijzigd. Probeer het opnieuw wanneer u wilt.",
  error_stepup_failed_title: "Uw organisatie accepteerde de bevestiging niet",
  error_stepup_failed: "Er is niets gewijzigd. Probeer het opnieuw of geef de helpdesk de gegevens hieronder.",
  error_stepup_timed_out_title: "Er kwam niemand terug uit de browser",
  error_stepup_timed_out: "Er is niets gewijzigd. Probeer het opnieuw en maak het af in de browser.",
  error_stepup_other_title: "Dat was een ander account",
  error_stepup_other:
    "In de browser is iemand anders aangemeld. Meld die daar af en bevestig met het account dat u in Workpass gebruikt.",
};
