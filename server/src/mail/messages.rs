//! What the mails say. A code stands in the body, never in the subject, where a lock screen would show it. There are
//! no links: people learn that mails of this organization have none to click.

use askama::Template;
use secrecy::{ExposeSecret, SecretString};

use super::Mail;

/// A language mails are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailLanguage {
    Dutch,
    English,
}

/// What a code is mailed for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MailedFor {
    /// An address that is to become a person's.
    NewAddress,
    /// Whether mail to a person's own address arrives.
    Trial,
}

struct Words {
    tag: &'static str,
    subject: &'static str,
    purpose: &'static str,
    subject_of_trial: &'static str,
    purpose_of_trial: &'static str,
    code: &'static str,
    life_time: &'static str,
    warning: &'static str,
}

const DUTCH: Words = Words {
    tag: "nl",
    subject: "Bevestig uw e-mailadres",
    purpose: "U wilt dit e-mailadres gebruiken om uw wachtwoord opnieuw in te stellen.",
    subject_of_trial: "Probeer uw e-mailadres uit",
    purpose_of_trial: "U probeert uit of u op dit adres codes van uw organisatie krijgt.",
    code: "Uw code:",
    life_time: "De code is 10 minuten geldig. Typ hem in Workpass, op de computer waarop u hem hebt aangevraagd.",
    warning: "Hebt u hier niet om gevraagd? Dan hoeft u niets te doen. Geef deze code aan niemand; de helpdesk vraagt er nooit om.",
};

const ENGLISH: Words = Words {
    tag: "en",
    subject: "Confirm your e-mail address",
    purpose: "You want to use this e-mail address to reset your password.",
    subject_of_trial: "Try out your e-mail address",
    purpose_of_trial: "You are trying out whether codes of your organization arrive at this address.",
    code: "Your code:",
    life_time: "The code is valid for 10 minutes. Type it in Workpass, on the computer where you asked for it.",
    warning: "You did not ask for this? Then there is nothing to do. Give this code to nobody; the helpdesk never asks for it.",
};

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="{{ words.tag }}">
<head><meta charset="utf-8"><title>{{ subject }}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1b1b1b">
<p>{{ purpose }}</p>
<p>{{ words.code }}</p>
<p style="font-family: monospace; font-size: 28px; font-weight: bold; letter-spacing: 4px">{{ code }}</p>
<p>{{ words.life_time }}</p>
<p>{{ words.warning }}</p>
<p>{{ organization }}</p>
</body>
</html>
"#
)]
struct CodePage<'a> {
    words: &'a Words,
    subject: &'a str,
    purpose: &'a str,
    code: &'a str,
    organization: &'a str,
}

/// The mail that carries a code.
pub fn verification_code(
    organization: &str,
    to: &str,
    code: &SecretString,
    (language, why): (MailLanguage, MailedFor),
) -> Mail {
    let words = match language {
        MailLanguage::Dutch => &DUTCH,
        MailLanguage::English => &ENGLISH,
    };
    let (subject, purpose) = match why {
        MailedFor::NewAddress => (words.subject, words.purpose),
        MailedFor::Trial => (words.subject_of_trial, words.purpose_of_trial),
    };
    let code = code.expose_secret();
    let text = format!(
        "{}\n\n{}\n\n    {code}\n\n{}\n\n{}\n\n{organization}\n",
        purpose, words.code, words.life_time, words.warning
    );
    Mail {
        from_name: organization.to_owned(),
        to: to.to_owned(),
        subject: format!("{subject} ({organization})"),
        text,
        html: CodePage {
            words,
            subject,
            purpose,
            code,
            organization,
        }
        .render()
        .ok(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn b46_the_code_is_in_both_bodies_and_not_in_the_subject() {
        for (language, why) in [
            (MailLanguage::Dutch, MailedFor::NewAddress),
            (MailLanguage::English, MailedFor::Trial),
        ] {
            let mail = verification_code("A <b> & C", "a@example.org", &"493027".into(), (language, why));
            let html = mail.html.clone().unwrap();
            assert!(mail.text.contains("493027") && html.contains("493027"));
            assert!(!mail.subject.contains("493027") && !format!("{mail:?}").contains("493027"));
            assert!(!mail.text.contains("http") && !html.contains("href"));
            assert!(html.contains("A &#60;b&#62; &#38; C"), "{html}");
        }
    }

    #[test]
    fn mails_are_written_in_the_language_of_the_person() {
        let dutch = verification_code(
            "N",
            "a@example.org",
            &"493027".into(),
            (MailLanguage::Dutch, MailedFor::Trial),
        );
        let english = verification_code(
            "N",
            "a@example.org",
            &"493027".into(),
            (MailLanguage::English, MailedFor::Trial),
        );
        assert!(dutch.text.contains("Uw code") && english.text.contains("Your code"));
    }
}
