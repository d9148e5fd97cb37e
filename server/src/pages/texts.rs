//! All the words of the pages, in Dutch (with *u*) and English. A word that is missing in one language does not compile.

/// A language the pages are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lang {
    Nl,
    En,
}

impl Lang {
    /// The BCP 47 tag.
    pub(super) fn tag(self) -> &'static str {
        match self {
            Self::Nl => "nl",
            Self::En => "en",
        }
    }

    /// What the switch leads to.
    pub(super) fn other(self) -> Self {
        match self {
            Self::Nl => Self::En,
            Self::En => Self::Nl,
        }
    }

    /// The language of a tag such as `nl` or `nl-BE`.
    pub(super) fn parse(tag: &str) -> Option<Self> {
        let primary = tag.split(['-', '_']).next().unwrap_or_default();
        [Self::Nl, Self::En]
            .into_iter()
            .find(|lang| primary.eq_ignore_ascii_case(lang.tag()))
    }

    /// What a browser prefers (`Accept-Language`, RFC 9110 §12.5.4); English when it prefers neither.
    pub(super) fn accepted(header: &str) -> Self {
        let mut best = (Self::En, 0.0);
        for part in header.split(',') {
            let (tag, quality) = part.split_once(';').unwrap_or((part, "q=1"));
            let quality = quality
                .trim()
                .strip_prefix("q=")
                .and_then(|q| q.parse::<f32>().ok())
                .unwrap_or(0.0);
            match Self::parse(tag.trim()) {
                Some(lang) if quality > best.1 => best = (lang, quality),
                _ => {}
            }
        }
        best.0
    }
}

/// The words.
pub(super) struct Texts {
    // Frame
    pub(super) brand: &'static str,
    pub(super) skip: &'static str,
    pub(super) switch_language: &'static str,
    pub(super) signed_in_as: &'static str,
    pub(super) sign_out: &'static str,
    pub(super) footer: &'static str,
    // The start page
    pub(super) home_title: &'static str,
    pub(super) home_signed_in: &'static str,
    pub(super) home_signed_out: &'static str,
    pub(super) home_enter_code: &'static str,
    pub(super) home_enter_code_text: &'static str,
    // Signing in
    pub(super) signin_title: &'static str,
    pub(super) signin_lead: &'static str,
    pub(super) user_name: &'static str,
    pub(super) user_name_hint: &'static str,
    pub(super) password: &'static str,
    pub(super) keep: &'static str,
    pub(super) keep_hint: &'static str,
    pub(super) signin_button: &'static str,
    pub(super) signin_empty: &'static str,
    pub(super) signin_wrong: &'static str,
    pub(super) signin_locked: &'static str,
    pub(super) user_name_or_number_hint: &'static str,
    pub(super) signin_by_text: &'static str,
    pub(super) signin_number: &'static str,
    pub(super) signin_number_country: &'static str,
    pub(super) signin_text_limit: &'static str,
    pub(super) problem: &'static str,
    // A code of another screen
    pub(super) code_title: &'static str,
    pub(super) code_lead: &'static str,
    pub(super) code_label: &'static str,
    pub(super) code_hint: &'static str,
    pub(super) code_warning_heading: &'static str,
    pub(super) code_warning: &'static str,
    pub(super) next: &'static str,
    pub(super) code_malformed: &'static str,
    pub(super) code_unknown: &'static str,
    pub(super) confirm_title: &'static str,
    pub(super) confirm_lead: &'static str,
    pub(super) confirm_code: &'static str,
    pub(super) confirm_app: &'static str,
    pub(super) confirm_organization: &'static str,
    pub(super) confirm_computer: &'static str,
    pub(super) confirm_system: &'static str,
    pub(super) confirm_address: &'static str,
    pub(super) confirm_asked: &'static str,
    pub(super) confirm_account: &'static str,
    pub(super) unknown_computer: &'static str,
    pub(super) this_computer: &'static str,
    pub(super) just_now: &'static str,
    pub(super) minutes_ago: &'static str,
    pub(super) confirm_warning_heading: &'static str,
    pub(super) confirm_warning: &'static str,
    pub(super) allow: &'static str,
    pub(super) not_me: &'static str,
    pub(super) allowed_heading: &'static str,
    pub(super) allowed_text: &'static str,
    pub(super) denied_heading: &'static str,
    pub(super) denied_text: &'static str,
    // Consent
    pub(super) consent_title: &'static str,
    pub(super) consent_lead: &'static str,
    pub(super) consent_note: &'static str,
    pub(super) consent_deny: &'static str,
    pub(super) scope_profile: &'static str,
    pub(super) scope_email: &'static str,
    pub(super) scope_offline: &'static str,
    pub(super) scope_manager: &'static str,
    pub(super) scope_methods_read: &'static str,
    pub(super) scope_methods_write: &'static str,
    pub(super) scope_email_method: &'static str,
    pub(super) scope_revoke: &'static str,
    pub(super) scope_terms: &'static str,
    // Back to the app
    pub(super) reply_title: &'static str,
    pub(super) reply_text: &'static str,
    pub(super) reply_button: &'static str,
    // Signing out
    pub(super) signout_title: &'static str,
    pub(super) signout_text: &'static str,
    pub(super) cancel: &'static str,
    pub(super) signed_out_title: &'static str,
    pub(super) signed_out_text: &'static str,
    pub(super) sign_in_again: &'static str,
    // What goes wrong
    pub(super) stale_heading: &'static str,
    pub(super) stale_text: &'static str,
    pub(super) bad_request_heading: &'static str,
    pub(super) bad_request_text: &'static str,
    pub(super) not_found_heading: &'static str,
    pub(super) not_found_text: &'static str,
    pub(super) too_many_heading: &'static str,
    pub(super) too_many_text: &'static str,
    pub(super) other_organization_heading: &'static str,
    pub(super) other_organization_text: &'static str,
    pub(super) app_error_heading: &'static str,
    pub(super) app_error_text: &'static str,
    pub(super) server_error_heading: &'static str,
    pub(super) server_error_text: &'static str,
    pub(super) back_to_start: &'static str,
}

pub(super) static NL: Texts = Texts {
    brand: "Workpass",
    skip: "Direct naar de inhoud",
    switch_language: "English",
    signed_in_as: "Aangemeld als",
    sign_out: "Afmelden",
    footer: "Vragen? Neem contact op met uw helpdesk.",
    home_title: "Uw werkaccount",
    home_signed_in: "U bent aangemeld in deze browser.",
    home_signed_out: "U bent niet aangemeld in deze browser.",
    home_enter_code: "Code van een app invoeren",
    home_enter_code_text: "Toont een app of ander scherm een code? Voer die hier in om u daar aan te melden.",
    signin_title: "Aanmelden",
    signin_lead: "Meld u aan met uw werk- of schoolaccount.",
    user_name: "Gebruikersnaam",
    user_name_hint: "Meestal uw e-mailadres van het werk",
    password: "Wachtwoord",
    keep: "Aangemeld blijven in deze browser",
    keep_hint: "Doe dit niet op een gedeelde computer.",
    signin_button: "Aanmelden",
    signin_empty: "Vul uw gebruikersnaam en uw wachtwoord in.",
    signin_wrong: "De gebruikersnaam of het wachtwoord klopt niet. Probeer het opnieuw of neem contact op met uw helpdesk.",
    signin_locked: "Er is te vaak een onjuist wachtwoord ingevoerd. Probeer het over {minutes} min. opnieuw of neem contact op met uw helpdesk.",
    user_name_or_number_hint: "Meestal uw e-mailadres van het werk, of het telefoonnummer waarmee u zich aanmeldt",
    signin_by_text: "Stuur mij een code",
    signin_number: "Voer het telefoonnummer in waarmee u zich aanmeldt, bijvoorbeeld +31 6 12345678.",
    signin_number_country: "Voer uw telefoonnummer in met de landcode, bijvoorbeeld +31 6 12345678.",
    signin_text_limit: "U hebt onze limiet voor codes per bericht bereikt. Probeer het over {minutes} min. opnieuw of meld u aan met uw wachtwoord.",
    problem: "Probleem",
    code_title: "Code invoeren",
    code_lead: "Voer de code in die de app op uw computer toont.",
    code_label: "Code",
    code_hint: "Acht letters. Hoofdletters, streepjes en spaties maken niet uit.",
    code_warning_heading: "Voer alleen een code in die u zelf hebt opgevraagd",
    code_warning: "Uw ICT-afdeling of helpdesk stuurt u nooit een code. Hebt u een code via e-mail, chat of telefoon gekregen? Voer die dan niet in.",
    next: "Volgende",
    code_malformed: "Een code bestaat uit acht letters, zoals BCDF-GHJK. Controleer wat u hebt ingevoerd.",
    code_unknown: "Deze code is onbekend, al gebruikt of verlopen. Vraag in de app een nieuwe code aan.",
    confirm_title: "Hebt u zelf om deze aanmelding gevraagd?",
    confirm_lead: "wil zich aanmelden met uw account",
    confirm_code: "Vergelijk de code met die in de app",
    confirm_app: "App",
    confirm_organization: "Organisatie",
    confirm_computer: "Computer",
    confirm_system: "Systeem",
    confirm_address: "Netwerkadres",
    confirm_asked: "Gevraagd",
    confirm_account: "Account",
    unknown_computer: "Niet opgegeven",
    this_computer: "deze computer ({address})",
    just_now: "zojuist ({clock})",
    minutes_ago: "{minutes} min. geleden ({clock})",
    confirm_warning_heading: "Herkent u dit niet? Kies dan Dit ben ik niet",
    confirm_warning: "Als u toestemming geeft, kan die computer met uw account werken. Uw ICT-afdeling stuurt u nooit een code en vraagt u nooit om er een in te voeren.",
    allow: "Toestaan",
    not_me: "Dit ben ik niet",
    allowed_heading: "Aanmelding toegestaan",
    allowed_text: "{app} meldt u nu aan. U kunt deze pagina sluiten en teruggaan naar de app.",
    denied_heading: "Aanmelding geweigerd",
    denied_text: "{app} krijgt geen toegang. Hebt u de code van iemand anders gekregen? Meld dat dan bij uw helpdesk.",
    consent_title: "Toestemming",
    consent_lead: "vraagt uw toestemming om:",
    consent_note: "U kunt deze toestemming later laten intrekken door uw helpdesk.",
    consent_deny: "Weigeren",
    scope_profile: "uw naam, foto en werkgegevens te lezen",
    scope_email: "uw e-mailadres te lezen",
    scope_offline: "u aangemeld te houden",
    scope_manager: "te zien wie uw leidinggevende is",
    scope_methods_read: "te zien welke beveiligingsmethoden u hebt",
    scope_methods_write: "uw beveiligingsmethoden toe te voegen, te wijzigen en te verwijderen",
    scope_email_method: "het e-mailadres voor uw wachtwoordherstel te beheren",
    scope_revoke: "u overal af te melden",
    scope_terms: "te zien welke gebruiksvoorwaarden u hebt geaccepteerd",
    reply_title: "Terug naar de app",
    reply_text: "Gaat dit niet vanzelf? Kies dan Doorgaan.",
    reply_button: "Doorgaan",
    signout_title: "Afmelden",
    signout_text: "Wilt u zich afmelden in deze browser? Apps op uw computer blijven aangemeld.",
    cancel: "Annuleren",
    signed_out_title: "U bent afgemeld",
    signed_out_text: "U kunt deze pagina sluiten.",
    sign_in_again: "Opnieuw aanmelden",
    stale_heading: "Deze pagina is verlopen",
    stale_text: "De pagina stond te lang open of uw browser bewaart geen cookies. Ga terug, vernieuw de pagina en probeer het opnieuw.",
    bad_request_heading: "Dit verzoek klopt niet",
    bad_request_text: "Ga terug en probeer het opnieuw. Blijft het misgaan? Neem dan contact op met uw helpdesk.",
    not_found_heading: "Deze pagina bestaat niet",
    not_found_text: "Controleer het adres. Het kan ook zijn dat uw organisatie deze pagina niet gebruikt.",
    too_many_heading: "Te veel pogingen",
    too_many_text: "Wacht {minutes} min. en probeer het dan opnieuw.",
    other_organization_heading: "Dit account hoort bij een andere organisatie",
    other_organization_text: "Meld u af en meld u aan met een account van de organisatie die erom vraagt.",
    app_error_heading: "De app kan u niet aanmelden",
    app_error_text: "De app is niet goed ingesteld voor deze organisatie. Geef de tekst hieronder door aan uw helpdesk.",
    server_error_heading: "Er ging iets mis",
    server_error_text: "Dat ligt aan ons. Probeer het over een paar minuten opnieuw.",
    back_to_start: "Naar het begin",
};

pub(super) static EN: Texts = Texts {
    brand: "Workpass",
    skip: "Skip to the content",
    switch_language: "Nederlands",
    signed_in_as: "Signed in as",
    sign_out: "Sign out",
    footer: "Questions? Contact your helpdesk.",
    home_title: "Your work account",
    home_signed_in: "You are signed in in this browser.",
    home_signed_out: "You are not signed in in this browser.",
    home_enter_code: "Enter a code from an app",
    home_enter_code_text: "Does an app or another screen show a code? Enter it here to sign in there.",
    signin_title: "Sign in",
    signin_lead: "Sign in with your work or school account.",
    user_name: "User name",
    user_name_hint: "Usually your work e-mail address",
    password: "Password",
    keep: "Stay signed in in this browser",
    keep_hint: "Do not do this on a shared computer.",
    signin_button: "Sign in",
    signin_empty: "Enter your user name and your password.",
    signin_wrong: "The user name or the password is not right. Try again, or contact your helpdesk.",
    signin_locked: "A wrong password was entered too often. Try again in {minutes} min, or contact your helpdesk.",
    user_name_or_number_hint: "Usually your work e-mail address, or the phone number you sign in with",
    signin_by_text: "Text me a code",
    signin_number: "Enter the phone number that you sign in with, for example +31 6 12345678.",
    signin_number_country: "Enter your phone number with its country code, for example +31 6 12345678.",
    signin_text_limit: "You've hit our limit on text verification codes. Try again in {minutes} min, or sign in with your password.",
    problem: "Problem",
    code_title: "Enter the code",
    code_lead: "Enter the code that the app on your computer shows.",
    code_label: "Code",
    code_hint: "Eight letters. Case, dashes and spaces do not matter.",
    code_warning_heading: "Only enter a code that you asked for yourself",
    code_warning: "Your IT department or helpdesk never sends you a code. Did you get one by e-mail, chat or phone? Then do not enter it.",
    next: "Next",
    code_malformed: "A code has eight letters, like BCDF-GHJK. Check what you entered.",
    code_unknown: "This code is unknown, already used or expired. Ask for a new code in the app.",
    confirm_title: "Did you ask for this sign-in yourself?",
    confirm_lead: "wants to sign in with your account",
    confirm_code: "Compare the code with the one in the app",
    confirm_app: "App",
    confirm_organization: "Organization",
    confirm_computer: "Computer",
    confirm_system: "System",
    confirm_address: "Network address",
    confirm_asked: "Asked",
    confirm_account: "Account",
    unknown_computer: "Not given",
    this_computer: "this computer ({address})",
    just_now: "just now ({clock})",
    minutes_ago: "{minutes} min ago ({clock})",
    confirm_warning_heading: "You do not recognize this? Then choose It's not me",
    confirm_warning: "If you allow it, that computer can work with your account. Your IT department never sends you a code and never asks you to enter one.",
    allow: "Allow",
    not_me: "It's not me",
    allowed_heading: "Sign-in allowed",
    allowed_text: "{app} is signing you in now. You can close this page and go back to the app.",
    denied_heading: "Sign-in refused",
    denied_text: "{app} gets no access. Did somebody else give you the code? Then tell your helpdesk.",
    consent_title: "Consent",
    consent_lead: "asks your consent to:",
    consent_note: "Your helpdesk can withdraw this consent for you later.",
    consent_deny: "Decline",
    scope_profile: "read your name, photo and work details",
    scope_email: "read your e-mail address",
    scope_offline: "keep you signed in",
    scope_manager: "see who your manager is",
    scope_methods_read: "see which security methods you have",
    scope_methods_write: "add, change and remove your security methods",
    scope_email_method: "manage the e-mail address for your password reset",
    scope_revoke: "sign you out everywhere",
    scope_terms: "see which terms of use you accepted",
    reply_title: "Back to the app",
    reply_text: "If this does not happen by itself, choose Continue.",
    reply_button: "Continue",
    signout_title: "Sign out",
    signout_text: "Do you want to sign out in this browser? Apps on your computer stay signed in.",
    cancel: "Cancel",
    signed_out_title: "You are signed out",
    signed_out_text: "You can close this page.",
    sign_in_again: "Sign in again",
    stale_heading: "This page has expired",
    stale_text: "The page was open for too long, or your browser keeps no cookies. Go back, reload the page and try again.",
    bad_request_heading: "This request is not right",
    bad_request_text: "Go back and try again. If it keeps failing, contact your helpdesk.",
    not_found_heading: "This page does not exist",
    not_found_text: "Check the address. It may also be that your organization does not use this page.",
    too_many_heading: "Too many tries",
    too_many_text: "Wait {minutes} min, then try again.",
    other_organization_heading: "This account belongs to another organization",
    other_organization_text: "Sign out, and sign in with an account of the organization that asks.",
    app_error_heading: "The app cannot sign you in",
    app_error_text: "The app is not set up correctly for this organization. Give the text below to your helpdesk.",
    server_error_heading: "Something went wrong",
    server_error_text: "That is our fault. Try again in a few minutes.",
    back_to_start: "Back to the start",
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn takes_the_language_the_browser_prefers() {
        for (header, lang) in [
            ("", Lang::En),
            ("nl", Lang::Nl),
            ("nl-BE,nl;q=0.9,en;q=0.8", Lang::Nl),
            ("de-DE,en;q=0.7,nl;q=0.3", Lang::En),
            ("de, nl;q=0.5", Lang::Nl),
            ("en;q=0.1,nl;q=0.2", Lang::Nl),
            ("*;q=x,,;;", Lang::En),
        ] {
            assert_eq!(Lang::accepted(header), lang, "{header}");
        }
    }
}
