//! Scopes in plain words.

use super::texts::{EN, Lang, NL, Texts};

/// What scopes let an app do, each thing once.
pub(super) fn in_words(texts: &'static Texts, scopes: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for scope in scopes {
        let Some(text) = words_of(texts, scope) else {
            continue;
        };
        if !words.iter().any(|w| w == text) {
            words.push(text.to_owned());
        }
    }
    words
}

/// What a scope lets an app do, in a language that pages are written in.
pub(crate) fn scope_in_words<'a>(language: &str, scope: &'a str) -> Option<&'a str> {
    let texts = match Lang::parse(language) {
        Some(Lang::Nl) => &NL,
        _ => &EN,
    };
    words_of(texts, scope)
}

/// The bare name when there are no words for it; none for what only concerns the token itself.
fn words_of<'a>(texts: &'static Texts, scope: &'a str) -> Option<&'a str> {
    Some(match scope {
        "openid" => return None,
        "profile" | "User.Read" => texts.scope_profile,
        "email" => texts.scope_email,
        "offline_access" => texts.scope_offline,
        "User.Read.All" => texts.scope_manager,
        "User.ReadWrite" => texts.scope_profile_write,
        "UserAuthenticationMethod.Read" => texts.scope_methods_read,
        "UserAuthenticationMethod.ReadWrite" => texts.scope_methods_write,
        "UserAuthMethod-Email.ReadWrite" => texts.scope_email_method,
        "User-PasswordProfile.ReadWrite.All" => texts.scope_password,
        "User.RevokeSessions.All" => texts.scope_revoke,
        "AgreementAcceptance.Read" => texts.scope_terms,
        "Device.Read.All" => texts.scope_devices,
        "BitlockerKey.Read.All" => texts.scope_recovery_keys,
        other => other,
    })
}
