//! Scopes: how they are written, which an app may ask, which need a person's consent.

use super::claims::GRAPH_RESOURCE_ID;
use super::error::OAuthError;
use crate::config::Config;
use crate::store::entities::client;

/// Scopes of OpenID Connect: about signing in, not about a resource.
pub const OPENID: [&str; 4] = ["openid", "profile", "email", "offline_access"];

/// The scopes of a request, as their bare names in the spelling of the app's registration, each once.
///
/// A scope may carry its resource in front (`https://…/v1.0/User.Read`, `{resource id}/User.Read`); `.default` means
/// all that the app is registered for.
///
/// # Errors
/// `invalid_scope` when the app is not registered for one, or none is asked.
pub fn requested(config: &Config, client: &client::Model, asked: &str) -> Result<Vec<String>, OAuthError> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in asked.split_ascii_whitespace() {
        let name = bare(config, scope);
        if name == ".default" {
            for allowed in &client.allowed_scopes.0 {
                add(&mut scopes, allowed);
            }
            continue;
        }
        let Some(known) = client
            .allowed_scopes
            .0
            .iter()
            .find(|a| a.eq_ignore_ascii_case(name))
        else {
            let name: String = name.chars().filter(|c| c.is_ascii_graphic()).take(80).collect();
            return Err(OAuthError::new(
                "invalid_scope",
                650_053,
                format!("The application asked for scope '{name}' that it is not registered for."),
            ));
        };
        add(&mut scopes, known);
    }
    if scopes.is_empty() {
        return Err(OAuthError::new(
            "invalid_scope",
            70011,
            "The provided value for the input parameter 'scope' isn't valid.",
        ));
    }
    Ok(scopes)
}

/// The scopes among `wanted` that neither an administrator nor the person has granted yet.
pub fn unconsented(client: &client::Model, given: &[String], wanted: &[String]) -> Vec<String> {
    wanted
        .iter()
        .filter(|s| !client.consented_scopes.has(s) && !given.contains(s))
        .cloned()
        .collect()
}

fn add(scopes: &mut Vec<String>, scope: &str) {
    if !scopes.iter().any(|s| s == scope) {
        scopes.push(scope.to_owned());
    }
}

fn bare<'a>(config: &Config, scope: &'a str) -> &'a str {
    let graph = config.graph_endpoint();
    for resource in [
        graph.as_str(),
        config.public_url.as_str(),
        "https://graph.microsoft.com",
        GRAPH_RESOURCE_ID,
    ] {
        if let Some(name) = scope
            .strip_prefix(resource)
            .and_then(|rest| rest.strip_prefix('/'))
        {
            return name.trim_start_matches('/');
        }
    }
    scope
}
