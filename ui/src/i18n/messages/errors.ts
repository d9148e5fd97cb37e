import { plural } from "../plural";
import type { Translated } from "../translated";

export const en = {
  error_reference: (reference: string) => `Reference for the helpdesk: ${reference}`,
  error_details: "Details for the helpdesk",
  error_detail_error: "Error",
  error_detail_trace: "Trace ID",
  error_detail_correlation: "Correlation ID",
  error_detail_time: "Time",

  error_offline_title: "No connection",
  error_offline: "Your organization could not be reached. Check the network connection of this computer and try again.",
  error_timed_out_title: "It took too long",
  error_timed_out: "Your organization's service did not answer in time. Try again in a moment.",
  error_service_title: "The service is not working as it should",
  error_service:
    "Your organization's service gave no usable answer. Try again later. If it keeps happening, ask the helpdesk.",
  error_throttled_title: "Too many attempts",
  error_throttled: "Wait a few minutes and then try again.",
  error_throttled_seconds: (time: string) => `Wait ${time} and then try again.`,
  error_not_trusted_title: "The connection is not trusted",
  error_not_trusted:
    "Something between this computer and your organization, such as a proxy, stands in the way. Connect to your organization's network or ask the helpdesk.",

  error_authority_title: "Workpass is set up wrongly",
  error_authority_not_an_address:
    "The sign-in address is not a web address. Ask your administrator to correct the settings.",
  error_authority_not_secure:
    "The sign-in address is not secure (no https). Ask your administrator to correct the settings.",
  error_authority_not_found:
    "There is no sign-in service at the address that was set. Ask your administrator to check it.",
  error_authority_not_an_authority:
    "The address that was set is not a sign-in service. Ask your administrator to check it.",
  error_authority_issuer_mismatch:
    "The sign-in service answers in the name of another organization. Do not sign in, and tell your administrator.",
  error_authority_no_way_to_sign_in:
    "The sign-in service offers no way of signing in that Workpass knows. Ask your administrator.",

  error_declined_title: "You said no to this sign-in",
  error_declined:
    "Nothing has happened. Sign in again if that was a mistake. If you did not start this sign-in yourself, tell the helpdesk.",
  error_code_expired_title: "The code is no longer valid",
  error_code_expired: "It was not used in time. Choose Sign in for a new code.",
  error_blocked_title: "Your organization does not allow this sign-in",
  error_blocked:
    "A rule of your organization forbids signing in like this or from here. Try the other way of signing in, or ask the helpdesk.",
  error_managed_title: "This computer is not managed by your organization",
  error_managed:
    "You can sign in only on a computer that your organization manages. Use such a computer, or ask the helpdesk to enrol this one.",
  error_app_title: "Workpass is not registered at your organization",
  error_app: "Your administrator has to register Workpass, or correct its registration. Pass on the details below.",
  error_consent_title: "An administrator has to approve Workpass first",
  error_consent: "Ask your administrator to give consent for Workpass. After that you can sign in.",
  error_disabled_title: "Your account is switched off",
  error_disabled: "You cannot sign in with this account. Ask the helpdesk why.",
  error_locked_title: "Your account is locked for now",
  error_locked:
    "Somebody tried to sign in with a wrong password too often. Wait a while and try again, or ask the helpdesk.",
  error_password_expired_title: "Your password has expired",
  error_password_expired: "Set a new password first, and then sign in here again.",
  error_not_member_title: "This account does not belong to this organization",
  error_not_member: "Sign in with the work or school account of this organization, or ask the helpdesk for access.",
  error_sign_in_title: "Signing in did not work",
  error_sign_in:
    "Your organization refused the sign-in. Try again. If it keeps happening, give the helpdesk the details below.",
  error_browser_title: "The browser could not be opened",
  error_browser: "Open a browser yourself, here or on your phone, and go to the address on the screen.",
  error_clock_title: "The clock of this computer is wrong",
  error_clock: (minutes: number) =>
    `It is off by ${plural("en", minutes, `${minutes} minute`, `${minutes} minutes`)}, so the sign-in cannot be checked. Set date and time right and try again.`,

  error_keychain_locked_title: "The keychain is locked",
  error_keychain_locked: "Unlock the keychain of this computer and try again.",
  error_keychain_unavailable_title: "There is no keychain",
  error_keychain_unavailable:
    "The keychain of this computer does not answer. Start it and try again, or sign in for this time only.",
  error_keychain_denied_title: "No access to the keychain",
  error_keychain_denied: "Workpass was refused access to the keychain. Allow it and try again.",

  error_email_empty_title: "No address yet",
  error_email_empty: "Type the email address that you want to add.",
  error_email_invalid_title: "This is not an email address",
  error_email_invalid: "Check the address. It looks like name@example.com.",
  error_email_long_title: "The address is too long",
  error_email_long: "An email address has at most 254 characters. Check it or choose another one.",
  error_email_work_title: "This is your work or school address",
  error_email_work:
    "When you have lost your password you cannot read that mail. Choose an address that does not need this password.",
  error_email_domain_title: "This address is not allowed",
  error_email_domain:
    "Your organization does not allow addresses of this provider. Choose another address or ask the helpdesk.",
  error_email_twice_title: "This address has already been added",
  error_email_twice: "Choose another address, or leave it as it is.",
  error_method_policy_title: "Your organization does not allow this method",
  error_method_policy: "Choose another method, or ask the helpdesk.",
  error_method_limit_title: "You have reached the maximum",
  error_method_limit: (maximum: number) =>
    plural(
      "en",
      maximum,
      `You can have ${maximum} of these. Delete it first or change it.`,
      `You can have ${maximum} of these. Delete one first.`,
    ),
  error_code_wrong_title: "The code is not right",
  error_code_wrong: "Check the newest code and try again.",
  error_code_wrong_tries: (tries: number) =>
    plural(
      "en",
      tries,
      `Check the newest code. You have ${tries} try left.`,
      `Check the newest code. You have ${tries} tries left.`,
    ),
  error_code_malformed_title: "The code has six digits",
  error_code_malformed: "Type the six digits of the code.",
  error_email_code_expired_title: "The code is no longer valid",
  error_email_code_expired: "Ask for a new code. Nothing has been added yet.",
  error_tries_title: "Too many wrong codes",
  error_tries: "This code no longer works and nothing has been added. Go back and ask for a new one.",
  error_mail_title: "The message could not be sent",
  error_mail: "Check the address and try again in a moment. If it keeps happening, ask the helpdesk.",
  error_method_gone_title: "This method no longer exists",
  error_method_gone: "It was changed or deleted somewhere else. The list is being refreshed.",

  error_terms_changed_title: "There is a newer version",
  error_terms_changed:
    "Your organization changed these terms while you were reading. Read the new version and accept that.",
  error_terms_unread_title: "Read the document first",
  error_terms_unread: "Scroll to the end of the document. Then you can accept it.",

  error_session_title: "You have been signed out",
  error_session: "Your organization ended this sign-in, so nothing was changed. Sign in and try again.",
  error_forbidden_title: "You are not allowed to do this",
  error_forbidden: "Your organization refused it. Ask the helpdesk for permission.",
  error_busy_title: "This is already under way",
  error_busy: "Wait a moment until it is done.",
  error_unavailable_title: "This is not possible here",
  error_unavailable: "Your organization does not offer it now. Ask the helpdesk.",
  error_unexpected_title: "Something went wrong",
  error_unexpected:
    "Nothing was changed, as far as Workpass knows. Try again. If it keeps happening, give the helpdesk the reference below.",
};

export const nl: Translated<typeof en> = {
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
  error_tries: "Deze code werkt niet meer en er is niets toegevoegd. Ga terug en vraag een nieuwe code aan.",
  error_mail_title: "Het bericht kon niet worden verzonden",
  error_mail:
    "Controleer het adres en probeer het zo nog eens. Blijft het misgaan, neem dan contact op met de helpdesk.",
  error_method_gone_title: "Deze methode bestaat niet meer",
  error_method_gone: "De methode is ergens anders gewijzigd of verwijderd. De lijst wordt vernieuwd.",

  error_terms_changed_title: "Er is een nieuwere versie",
  error_terms_changed:
    "Uw organisatie heeft deze voorwaarden gewijzigd terwijl u ze las. Lees de nieuwe versie en accepteer die.",
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
