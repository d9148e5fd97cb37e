//! The words of signing in with a phone number, in Dutch and English.

use crate::pages::texts::Lang;

/// The words. `{…}` is filled in.
pub(super) struct TextSignInTexts {
    pub(super) title: &'static str,
    pub(super) lead: &'static str,
    pub(super) code: &'static str,
    pub(super) nothing_came: &'static str,
    pub(super) sign_in: &'static str,
    pub(super) again: &'static str,
    pub(super) back: &'static str,
}

impl TextSignInTexts {
    /// The words in a language.
    pub(super) fn of(lang: Lang) -> &'static Self {
        match lang {
            Lang::Nl => &NL,
            Lang::En => &EN,
        }
    }
}

static NL: TextSignInTexts = TextSignInTexts {
    title: "Code invoeren",
    lead: "Kunt u zich aanmelden met {number}? Dan hebben wij een bericht met een code naar dat nummer gestuurd. Voer die code hier in.",
    code: "Code",
    nothing_came: "Geen bericht? Controleer het nummer. Aanmelden met een telefoonnummer moet u eerst zelf inschakelen bij uw beveiligingsgegevens.",
    sign_in: "Aanmelden",
    again: "Nieuwe code sturen",
    back: "Op een andere manier aanmelden",
};

static EN: TextSignInTexts = TextSignInTexts {
    title: "Enter the code",
    lead: "If {number} can be used to sign in, we sent a message with a code to it. Enter that code here.",
    code: "Code",
    nothing_came: "No message? Check the number. Signing in with a phone number has to be turned on by you first, in your security info.",
    sign_in: "Sign in",
    again: "Send a new code",
    back: "Sign in another way",
};
