import { plural } from "../../plural";
import type { Translated } from "../../translated";
import type { errors as en } from "../en/errors";

export const errors: Translated<typeof en> = {
  error_reference: (reference: string) => `Referentie voor de helpdesk: ${reference}`,
  error_details: "Gegevens voor de helpdesk",
  error_detail_error: "Fout",
  error_detail_trace: "Tracerings-id",
  error_detail_correlation: "Correlatie-id",
  error_detail_time: "Tijdstip",

  error_offline_title: "Geen verbinding",
  error_offline:
    "Uw organisatie is niet bereikbaar. Controleer de netwerkverbinding van deze computer en probeer het opnieuw.",
  error_timed_out_title: "Het duurde te lang",
  error_timed_out: "De service van uw organisatie gaf niet op tijd antwoord. Probeer het zo nog eens.",
  error_service_title: "De service werkt niet zoals het hoort",
  error_service:
    "De service van uw organisatie gaf geen bruikbaar antwoord. Probeer het later opnieuw. Blijft het misgaan, neem dan contact op met de helpdesk.",
  error_throttled_title: "Te veel pogingen",
  error_throttled: "Wacht een paar minuten en probeer het dan opnieuw.",
  error_throttled_seconds: (time: string) => `Wacht ${time} en probeer het dan opnieuw.`,
  error_not_trusted_title: "De verbinding wordt niet vertrouwd",
  error_not_trusted:
    "Iets tussen deze computer en uw organisatie, zoals een proxy, staat in de weg. Maak verbinding met het netwerk van uw organisatie of neem contact op met de helpdesk.",

  error_authority_title: "Workpass is niet goed ingesteld",
  error_authority_not_an_address:
    "Het aanmeldadres is geen webadres. Vraag uw beheerder de instellingen te verbeteren.",
  error_authority_not_secure:
    "Het aanmeldadres is niet beveiligd (geen https). Vraag uw beheerder de instellingen te verbeteren.",
  error_authority_not_found:
    "Op het ingestelde adres is geen aanmeldservice gevonden. Vraag uw beheerder het adres te controleren.",
  error_authority_not_an_authority:
    "Het ingestelde adres is geen aanmeldservice. Vraag uw beheerder het adres te controleren.",
  error_authority_issuer_mismatch:
    "De aanmeldservice antwoordt namens een andere organisatie. Meld u niet aan en waarschuw uw beheerder.",
  error_authority_no_way_to_sign_in:
    "De aanmeldservice biedt geen manier van aanmelden die Workpass kent. Neem contact op met uw beheerder.",

  error_declined_title: "U hebt deze aanmelding geweigerd",
  error_declined:
    "Er is niets gebeurd. Was het een vergissing, meld u dan opnieuw aan. Bent u deze aanmelding niet zelf begonnen, meld dit dan bij de helpdesk.",
  error_code_expired_title: "De code is niet meer geldig",
  error_code_expired: "De code is niet op tijd gebruikt. Kies Aanmelden voor een nieuwe code.",
  error_blocked_title: "Uw organisatie staat deze aanmelding niet toe",
  error_blocked:
    "Volgens een regel van uw organisatie mag u zich niet op deze manier of niet vanaf deze plek aanmelden. Probeer de andere manier van aanmelden of neem contact op met de helpdesk.",
  error_managed_title: "Deze computer wordt niet door uw organisatie beheerd",
  error_managed:
    "U kunt zich alleen aanmelden op een computer die uw organisatie beheert. Gebruik zo'n computer of vraag de helpdesk om deze computer in beheer te nemen.",
  error_device_disabled:
    "U kunt zich er niet op aanmelden. Alleen een beheerder kan deze weer inschakelen voor uw account.",
  error_app_title: "Workpass is niet geregistreerd bij uw organisatie",
  error_app: "Uw beheerder moet Workpass registreren of de registratie verbeteren. Geef de gegevens hieronder door.",
  error_consent_title: "Een beheerder moet Workpass eerst goedkeuren",
  error_consent: "Vraag uw beheerder om toestemming te geven voor Workpass. Daarna kunt u zich aanmelden.",
  error_disabled_title: "Uw account is uitgeschakeld",
  error_disabled: "U kunt zich met dit account niet aanmelden. Vraag de helpdesk naar de reden.",
  error_locked_title: "Uw account is tijdelijk vergrendeld",
  error_locked:
    "Er is te vaak met een verkeerd wachtwoord aangemeld. Wacht een tijdje en probeer het opnieuw, of neem contact op met de helpdesk.",
  error_password_expired_title: "Uw wachtwoord is verlopen",
  error_password_expired: "Stel eerst een nieuw wachtwoord in en meld u daarna hier opnieuw aan.",
  error_not_member_title: "Dit account hoort niet bij deze organisatie",
  error_not_member: "Meld u aan met het werk- of schoolaccount van deze organisatie, of vraag de helpdesk om toegang.",
  error_personal_title: "Dit is een privéaccount",
  error_personal:
    "Workpass is voor het account van uw werk of school. Meld u opnieuw aan en kies in de browser het account dat u van uw organisatie kreeg.",
  error_sign_in_title: "Aanmelden is niet gelukt",
  error_sign_in:
    "Uw organisatie heeft de aanmelding geweigerd. Probeer het opnieuw. Blijft het misgaan, geef de helpdesk dan de gegevens hieronder.",
  error_browser_title: "De browser kon niet worden geopend",
  error_browser: "Open zelf een browser, hier of op uw telefoon, en ga naar het adres op het scherm.",
  error_clock_title: "De klok van deze computer loopt niet goed",
  error_clock: (minutes: number) =>
    `De klok wijkt ${plural("nl", minutes, `${minutes} minuut`, `${minutes} minuten`)} af. De aanmelding kan daardoor niet worden gecontroleerd. Stel datum en tijd goed in en probeer het opnieuw.`,

  error_keychain_locked_title: "De sleutelhanger is vergrendeld",
  error_keychain_locked: "Ontgrendel de sleutelhanger van deze computer en probeer het opnieuw.",
  error_keychain_unavailable_title: "Er is geen sleutelhanger",
  error_keychain_unavailable:
    "De sleutelhanger van deze computer antwoordt niet. Start deze en probeer het opnieuw, of meld u alleen voor deze keer aan.",
  error_keychain_denied_title: "Geen toegang tot de sleutelhanger",
  error_keychain_denied: "Workpass kreeg geen toegang tot de sleutelhanger. Sta de toegang toe en probeer het opnieuw.",

  error_email_empty_title: "Nog geen adres",
  error_email_empty: "Typ het e-mailadres dat u wilt toevoegen.",
  error_email_invalid_title: "Dit is geen e-mailadres",
  error_email_invalid: "Controleer het adres. Het ziet eruit als naam@voorbeeld.nl.",
  error_email_long_title: "Het adres is te lang",
  error_email_long: "Een e-mailadres heeft hoogstens 254 tekens. Controleer het adres of kies een ander adres.",
  error_email_work_title: "Dit is uw werk- of schooladres",
  error_email_work:
    "Als u uw wachtwoord kwijt bent, kunt u die e-mail niet lezen. Kies een adres waarvoor u dit wachtwoord niet nodig hebt.",
  error_email_domain_title: "Dit adres is niet toegestaan",
  error_email_domain:
    "Uw organisatie staat adressen van deze aanbieder niet toe. Kies een ander adres of neem contact op met de helpdesk.",
  error_email_twice_title: "Dit adres is al toegevoegd",
  error_email_twice: "Kies een ander adres of laat het zoals het is.",
  error_method_policy_title: "Uw organisatie staat deze methode niet toe",
  error_method_policy: "Kies een andere methode of neem contact op met de helpdesk.",
  error_method_limit_title: "U hebt het maximum bereikt",
  error_method_limit: (maximum: number) =>
    plural(
      "nl",
      maximum,
      `U kunt er ${maximum} hebben. Verwijder of wijzig deze eerst.`,
      `U kunt er ${maximum} hebben. Verwijder er eerst een.`,
    ),
  error_method_limit_some: "U hebt er al zoveel als uw organisatie toestaat. Verwijder er eerst een.",
  error_code_wrong_title: "De code klopt niet",
  error_code_wrong: "Controleer de nieuwste code en probeer het opnieuw.",
  error_code_wrong_tries: (tries: number) =>
    plural(
      "nl",
      tries,
      `Controleer de nieuwste code. U hebt nog ${tries} poging.`,
      `Controleer de nieuwste code. U hebt nog ${tries} pogingen.`,
    ),
  error_code_malformed_title: "De code bestaat uit zes cijfers",
  error_code_malformed: "Typ de zes cijfers van de code.",
  error_email_code_expired_title: "De code is niet meer geldig",
  error_email_code_expired: "Vraag een nieuwe code aan. Er is nog niets toegevoegd.",
  error_tries_title: "Te vaak een verkeerde code",
  error_tries: "Er is niets toegevoegd. Begin opnieuw met een nieuwe code.",
  error_mail_title: "Het bericht kon niet worden verzonden",
  error_mail:
    "Controleer het adres en probeer het zo nog eens. Blijft het misgaan, neem dan contact op met de helpdesk.",
  error_method_gone_title: "Deze methode bestaat niet meer",
  error_method_gone: "De methode is ergens anders gewijzigd of verwijderd. De lijst wordt vernieuwd.",

  error_terms_changed_title: "Er is een nieuwere versie",
  error_terms_changed:
    "Uw organisatie heeft deze voorwaarden gewijzigd terwijl u ze las. Lees de nieuwe versie en accepteer die.",
  error_time_zone_title: "De dienst kent deze tijdzone niet",
  error_time_zone: "Kies een andere met dezelfde tijd, bijvoorbeeld van een grotere stad bij u in de buurt.",
  error_language_fixed_title: "Uw organisatie heeft de taal gekozen",
  error_language_fixed: "Die is voor iedereen dezelfde. Uw helpdesk kan u meer vertellen.",
  error_setting_title: "Deze instelling is niet overgenomen",
  error_setting: "De dienst kent deze taal of indeling niet. Kies een andere.",
  error_terms_accepted_title: "U hebt dit al geaccepteerd",
  error_terms_accepted:
    "Wat is geaccepteerd, kan niet meer worden geweigerd. Vraag het de helpdesk als dit niet klopt.",
  error_terms_unread_title: "Lees eerst het document",
  error_terms_unread: "Scrol naar het einde van het document. Daarna kunt u het accepteren.",

  error_session_title: "U bent afgemeld",
  error_session:
    "Uw organisatie heeft deze aanmelding beëindigd. Er is daarom niets gewijzigd. Meld u aan en probeer het opnieuw.",
  error_forbidden_title: "U mag dit niet doen",
  error_forbidden: "Uw organisatie heeft dit geweigerd. Vraag de helpdesk om toestemming.",
  error_busy_title: "Hier wordt al aan gewerkt",
  error_busy: "Wacht even tot het klaar is.",
  error_unavailable_title: "Dit is hier niet mogelijk",
  error_unavailable: "Uw organisatie biedt dit nu niet aan. Neem contact op met de helpdesk.",
  error_unexpected_title: "Er is iets misgegaan",
  error_unexpected:
    "Voor zover Workpass weet, is er niets gewijzigd. Probeer het opnieuw. Blijft het misgaan, geef de helpdesk dan de referentie hieronder.",
};
