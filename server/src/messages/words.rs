//! What texts and calls say. The text does not promise a way it travels by (B-64), and has no link to tap.

use secrecy::{ExposeSecret, SecretString};

use crate::mail::MailLanguage;

/// A text with a code.
pub(crate) fn code_text(organization: &str, code: &SecretString, language: MailLanguage) -> SecretString {
    let code = code.expose_secret();
    match language {
        MailLanguage::Dutch => format!(
            "{code} is uw code voor {organization}. Hij is 10 minuten geldig. Geef hem aan niemand; de helpdesk vraagt er nooit om."
        ),
        MailLanguage::English => format!(
            "{code} is your code for {organization}. It is valid for 10 minutes. Give it to nobody; the helpdesk never asks for it."
        ),
    }
    .into()
}

/// What is said before the key is asked for.
pub(crate) fn call_text(organization: &str, language: MailLanguage) -> SecretString {
    match language {
        MailLanguage::Dutch => format!(
            "Dit is {organization}. Druk op hekje om te bevestigen dat u dit bent. Hebt u hier niet om gevraagd? Hang dan op."
        ),
        MailLanguage::English => format!(
            "This is {organization}. Press the hash key to confirm that it is you. You did not ask for this? Then hang up."
        ),
    }
    .into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b64_a_text_names_no_way_it_travels_by_and_has_no_link() {
        for language in [MailLanguage::Dutch, MailLanguage::English] {
            let text = code_text("N", &"493027".into(), language);
            let text = text.expose_secret();
            assert!(text.contains("493027") && !text.contains("http"));
            assert!(!text.to_lowercase().contains("sms") && !text.contains("WhatsApp"));
        }
    }
}
