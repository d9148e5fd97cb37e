//! Which scopes are asked for.

use workpass_app::ports::Authority;

use crate::clouds::scope_prefix;

/// OpenID Connect Core §5.4 and §11.
const OPENID: &[&str] = &["openid", "profile", "email", "offline_access"];

/// Delegated Microsoft Graph permissions, one per thing the app shows or does.
const GRAPH: &[&str] = &[
    "User.Read",
    "User.Read.All",
    "User.ReadWrite",
    "UserAuthenticationMethod.Read",
    "UserAuthenticationMethod.ReadWrite",
    "UserAuthMethod-Email.ReadWrite",
    "User-PasswordProfile.ReadWrite.All",
    "User.RevokeSessions.All",
    "AgreementAcceptance.Read",
    "Device.Read.All",
    "BitlockerKey.Read.All",
];

/// The scopes for this authority: without a Graph there is nothing to ask but who the person is.
pub(crate) fn requested(authority: &Authority) -> Vec<String> {
    let mut scopes: Vec<String> = OPENID.iter().map(|&scope| scope.to_owned()).collect();
    if let Some(graph) = &authority.graph {
        let prefix = scope_prefix(graph);
        scopes.extend(GRAPH.iter().map(|scope| format!("{prefix}{scope}")));
    }
    scopes
}

/// Granted scopes by their bare names, whatever way the authority writes them.
pub(crate) fn bare(scopes: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    let name = |scope: &str| match scope.rsplit_once('/') {
        Some((resource, name)) if resource.starts_with("https://") => name.to_owned(),
        _ => scope.to_owned(),
    };
    scopes
        .into_iter()
        .map(|scope| name(scope.as_ref()))
        .filter(|scope| !scope.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_read_bare() {
        let granted = bare([
            "openid",
            "https://graph.microsoft.us/User.Read",
            "User.Read.All",
            "",
        ]);
        assert_eq!(granted, ["openid", "User.Read", "User.Read.All"]);
    }
}
