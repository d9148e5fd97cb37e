//! Scopes in plain words.

use super::texts::Texts;

/// What a scope lets an app do; the bare name when there are no words for it. Scopes that only concern the token
/// itself have none to show.
pub(super) fn in_words(texts: &'static Texts, scopes: &[String]) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    for scope in scopes {
        let text = match scope.as_str() {
            "openid" => continue,
            "profile" | "User.Read" => texts.scope_profile,
            "email" => texts.scope_email,
            "offline_access" => texts.scope_offline,
            "User.Read.All" => texts.scope_manager,
            "UserAuthenticationMethod.Read" => texts.scope_methods_read,
            "UserAuthenticationMethod.ReadWrite" => texts.scope_methods_write,
            "UserAuthMethod-Email.ReadWrite" => texts.scope_email_method,
            "User.RevokeSessions.All" => texts.scope_revoke,
            "AgreementAcceptance.Read" => texts.scope_terms,
            other => other,
        };
        if !words.iter().any(|w| w == text) {
            words.push(text.to_owned());
        }
    }
    words
}
