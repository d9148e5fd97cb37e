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
    /// Somebody who cannot sign in.
    Reset,
}

struct Words {
    tag: &'static str,
    new_address: About,
    trial: About,
    reset: About,
    code: &'static str,
    warning: &'static str,
}

/// What a mail is about.
struct About {
    subject: &'static str,
    purpose: &'static str,
    life_time: &'static str,
}

const DUTCH: Words = Words {
    tag: "nl",
    new_address: About {
        subject: "Bevestig uw e-mailadres",
        purpose: "U wilt dit e-mailadres gebruiken om uw wachtwoord opnieuw in te stellen.",
        life_time: "De code is 10 minuten geldig. Typ hem in Workpass, op de computer waarop u hem hebt aangevraagd.",
    },
    trial: About {
        subject: "Probeer uw e-mailadres uit",
        purpose: "U probeert uit of u op dit adres codes van uw organisatie krijgt.",
        life_time: "De code is 10 minuten geldig. Typ hem in Workpass, op de computer waarop u hem hebt aangevraagd.",
    },
    reset: About {
        subject: "Uw code om weer toegang te krijgen",
        purpose: "Iemand, waarschijnlijk uzelf, wil weer toegang tot uw werkaccount.",
        life_time: "De code is 10 minuten geldig. Typ hem op de pagina waar u hem hebt aangevraagd.",
    },
    code: "Uw code:",
    warning: "Hebt u hier niet om gevraagd? Dan hoeft u niets te doen. Geef deze code aan niemand; de helpdesk vraagt er nooit om.",
};

const ENGLISH: Words = Words {
    tag: "en",
    new_address: About {
        subject: "Confirm your e-mail address",
        purpose: "You want to use this e-mail address to reset your password.",
        life_time: "The code is valid for 10 minutes. Type it in Workpass, on the computer where you asked for it.",
    },
    trial: About {
        subject: "Try out your e-mail address",
        purpose: "You are trying out whether codes of your organization arrive at this address.",
        life_time: "The code is valid for 10 minutes. Type it in Workpass, on the computer where you asked for it.",
    },
    reset: About {
        subject: "Your code to get back in",
        purpose: "Somebody, probably you, wants to get back into your work account.",
        life_time: "The code is valid for 10 minutes. Type it on the page where you asked for it.",
    },
    code: "Your code:",
    warning: "You did not ask for this? Then there is nothing to do. Give this code to nobody; the helpdesk never asks for it.",
};

impl Words {
    const fn about(&self, why: MailedFor) -> &About {
        match why {
            MailedFor::NewAddress => &self.new_address,
            MailedFor::Trial => &self.trial,
            MailedFor::Reset => &self.reset,
        }
    }
}

#[derive(Template)]
#[template(
    ext = "html",
    source = r#"<!doctype html>
<html lang="{{ words.tag }}">
<head><meta charset="utf-8"><title>{{ about.subject }}</title></head>
<body style="font-family: sans-serif; font-size: 16px; line-height: 1.5; color: #1b1b1b">
<p>{{ about.purpose }}</p>
<p>{{ words.code }}</p>
<p style="font-family: monospace; font-size: 28px; font-weight: bold; letter-spacing: 4px">{{ code }}</p>
<p>{{ about.life_time }}</p>
<p>{{ words.warning }}</p>
<p>{{ organization }}</p>
</body>
</html>
"#
)]
struct CodePage<'a> {
    words: &'a Words,
    about: &'a About,
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
    let about = words.about(why);
    let code = code.expose_secret();
    let text = format!(
        "{}\n\n{}\n\n    {code}\n\n{}\n\n{}\n\n{organization}\n",
        about.purpose, words.code, about.life_time, words.warning
    );
    Mail {
        from_name: organization.to_owned(),
        to: to.to_owned(),
        subject: format!("{} ({organization})", about.subject),
        text,
        html: CodePage {
            words,
            about,
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
            (MailLanguage::Dutch, MailedFor::Reset),
            (MailLanguage::English, MailedFor::Reset),
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
