//! The words about passkeys, in Dutch (with *u*) and English.

use crate::pages::texts::Lang;

/// The words. `{…}` is filled in.
pub(in crate::pages) struct PasskeyTexts {
    pub(in crate::pages) sign_in: &'static str,
    pub(in crate::pages) or: &'static str,
    pub(in crate::pages) refused: &'static str,
    pub(in crate::pages) use_button: &'static str,
    pub(in crate::pages) add_title: &'static str,
    pub(in crate::pages) add_lead: &'static str,
    pub(in crate::pages) name: &'static str,
    pub(in crate::pages) name_hint: &'static str,
    pub(in crate::pages) name_invalid: &'static str,
    pub(in crate::pages) add_button: &'static str,
    pub(in crate::pages) cancel: &'static str,
    pub(in crate::pages) working: &'static str,
    // Said by the script
    pub(in crate::pages) not_supported: &'static str,
    pub(in crate::pages) needs_script: &'static str,
    pub(in crate::pages) given_up: &'static str,
    pub(in crate::pages) has_it_already: &'static str,
    pub(in crate::pages) failed: &'static str,
    // How it ends
    pub(in crate::pages) not_made: &'static str,
    pub(in crate::pages) added_title: &'static str,
    pub(in crate::pages) added_text: &'static str,
    pub(in crate::pages) not_added_title: &'static str,
    pub(in crate::pages) make_not_allowed: &'static str,
    pub(in crate::pages) already_registered: &'static str,
    pub(in crate::pages) limit_reached: &'static str,
    pub(in crate::pages) not_allowed: &'static str,
    pub(in crate::pages) cancelled_title: &'static str,
    pub(in crate::pages) cancelled_text: &'static str,
    pub(in crate::pages) over_title: &'static str,
    pub(in crate::pages) over_text: &'static str,
    pub(in crate::pages) other_title: &'static str,
    pub(in crate::pages) other_text: &'static str,
}

impl PasskeyTexts {
    /// The words in a language.
    pub(in crate::pages) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Nl => &NL,
            Lang::En => &EN,
        }
    }
}

static NL: PasskeyTexts = PasskeyTexts {
    sign_in: "Aanmelden met een wachtwoordsleutel",
    or: "of",
    refused: "Met deze wachtwoordsleutel kon u zich niet aanmelden. Probeer het opnieuw of kies een andere manier.",
    use_button: "Wachtwoordsleutel gebruiken",
    add_title: "Wachtwoordsleutel toevoegen",
    add_lead: "Houd uw telefoon of beveiligingssleutel bij de hand, of gebruik deze computer. Uw browser vraagt waar u de wachtwoordsleutel wilt bewaren.",
    name: "Naam",
    name_hint: "Zo herkent u de wachtwoordsleutel later, bijvoorbeeld “Blauwe sleutel”.",
    name_invalid: "Deze naam kan niet. Gebruik ten hoogste 64 tekens.",
    add_button: "Wachtwoordsleutel maken",
    cancel: "Annuleren",
    working: "Volg de aanwijzingen van uw browser …",
    not_supported: "Deze browser ondersteunt geen wachtwoordsleutels. Open deze pagina in een andere browser.",
    needs_script: "Hiervoor moet JavaScript aanstaan in uw browser.",
    given_up: "Het is afgebroken of duurde te lang. Probeer het opnieuw.",
    has_it_already: "Op dit apparaat of deze sleutel staat al een wachtwoordsleutel van dit account. Kies een andere.",
    failed: "Uw browser kon dit niet doen. Probeer het opnieuw.",
    not_made: "De wachtwoordsleutel is niet toegevoegd. Probeer het opnieuw.",
    added_title: "Wachtwoordsleutel toegevoegd",
    added_text: "U kunt dit venster sluiten en teruggaan naar de app.",
    not_added_title: "Wachtwoordsleutel niet toegevoegd",
    make_not_allowed: "Uw organisatie staat dit merk of type niet toe. Begin in de app opnieuw en gebruik een sleutel die uw organisatie toestaat. Op de sleutel zelf kan een ongebruikte wachtwoordsleutel achterblijven.",
    already_registered: "Deze wachtwoordsleutel is al geregistreerd. Begin in de app opnieuw met een andere.",
    limit_reached: "U hebt al zoveel wachtwoordsleutels als mogelijk is. Verwijder er in de app eerst een.",
    not_allowed: "Uw organisatie staat wachtwoordsleutels niet toe.",
    cancelled_title: "Niets toegevoegd",
    cancelled_text: "U kunt dit venster sluiten en teruggaan naar de app.",
    over_title: "Deze pagina werkt niet meer",
    over_text: "Ze is verlopen of al gebruikt. Begin in de app opnieuw.",
    other_title: "Een ander account",
    other_text: "U bent in deze browser aangemeld als {here}. De app vraagt om een wachtwoordsleutel voor {asked}. Er is niets toegevoegd. Meld u hier af en begin in de app opnieuw.",
};

static EN: PasskeyTexts = PasskeyTexts {
    sign_in: "Sign in with a passkey",
    or: "or",
    refused: "You could not be signed in with this passkey. Try again, or choose another way.",
    use_button: "Use a passkey",
    add_title: "Add a passkey",
    add_lead: "Have your phone or security key ready, or use this computer. Your browser asks where you want to keep the passkey.",
    name: "Name",
    name_hint: "This is how you recognize the passkey later, for example “Blue key”.",
    name_invalid: "This cannot be a name. Use at most 64 characters.",
    add_button: "Make a passkey",
    cancel: "Cancel",
    working: "Follow what your browser says …",
    not_supported: "This browser does not support passkeys. Open this page in another browser.",
    needs_script: "This needs JavaScript to be on in your browser.",
    given_up: "It was cancelled, or took too long. Try again.",
    has_it_already: "This device or key already has a passkey of this account. Choose another.",
    failed: "Your browser could not do this. Try again.",
    not_made: "The passkey was not added. Try again.",
    added_title: "Passkey added",
    added_text: "You can close this window and go back to the app.",
    not_added_title: "Passkey not added",
    make_not_allowed: "Your organization does not allow this make or model. Start again in the app, with a key that your organization allows. An unused passkey may stay behind on the key itself.",
    already_registered: "This passkey is registered already. Start again in the app, with another.",
    limit_reached: "You have as many passkeys as there can be. Delete one in the app first.",
    not_allowed: "Your organization does not allow passkeys.",
    cancelled_title: "Nothing was added",
    cancelled_text: "You can close this window and go back to the app.",
    over_title: "This page no longer works",
    over_text: "It is over, or was used already. Start again in the app.",
    other_title: "Another account",
    other_text: "In this browser you are signed in as {here}. The app asks for a passkey for {asked}. Nothing was added. Sign out here, and start again in the app.",
};
