//! Granted OAuth scopes (RFC 6749 §3.3), compared as Entra writes them.

use serde::{Deserialize, Serialize};

/// The scopes of the session. Entra answers bare names or the resource's address before them; case varies.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scopes(Vec<String>);

impl Scopes {
    pub fn new(granted: impl IntoIterator<Item = String>) -> Self {
        Self(granted.into_iter().collect())
    }

    /// Whether one of these was granted; `X.ReadWrite` also stands for `X.Read`.
    pub fn allow_any(&self, wanted: &[&str]) -> bool {
        let granted = |name: &str| self.0.iter().any(|scope| bare(scope).eq_ignore_ascii_case(name));
        wanted.iter().any(|name| {
            granted(name)
                || name
                    .strip_suffix(".Read")
                    .is_some_and(|base| granted(&format!("{base}.ReadWrite")))
        })
    }
}

/// `https://graph.microsoft.com/User.Read` → `User.Read`.
fn bare(scope: &str) -> &str {
    scope.rsplit('/').next().unwrap_or(scope)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn scopes(granted: &[&str]) -> Scopes {
        Scopes::new(granted.iter().map(|&s| s.to_owned()))
    }

    #[test]
    fn the_resource_and_the_case_do_not_matter() {
        let granted = scopes(&["openid", "https://graph.microsoft.com/user.read"]);
        assert!(granted.allow_any(&["User.Read"]));
        assert!(!granted.allow_any(&["User.Read.All"]));
    }

    #[test]
    fn writing_includes_reading_but_not_the_other_way_round() {
        let granted = scopes(&["UserAuthenticationMethod.ReadWrite", "User.Read"]);
        assert!(granted.allow_any(&["UserAuthenticationMethod.Read"]));
        assert!(!granted.allow_any(&["User.ReadWrite"]));
    }
}
