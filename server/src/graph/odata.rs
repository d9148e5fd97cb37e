//! The few OData conventions the surface needs: `$select`, `@odata.context`.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use serde_json::{Map, Value, json};

use super::GraphError;
use crate::state::AppState;

/// What the query string asked for. Options that would change the answer and that we do not offer are refused, so
/// that nobody takes an unfiltered list for a filtered one.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Options {
    pub(super) select: Option<Vec<String>>,
}

impl Options {
    fn parse(query: &str) -> Result<Self, GraphError> {
        let mut options = Self::default();
        let pairs: Vec<(String, String)> = serde_urlencoded::from_str(query)
            .map_err(|_| GraphError::bad_request("The query specified in the URI is not valid."))?;
        for (name, value) in pairs {
            match name.as_str() {
                "$select" | "select" if options.select.is_none() => {
                    let names = value.split(',').map(str::trim).filter(|n| !n.is_empty());
                    options.select = Some(names.map(str::to_owned).collect());
                }
                // All collections here are complete in one page and in one order.
                "$count" | "$top" => {}
                _ if name.starts_with('$') => {
                    return Err(GraphError::bad_request(format!(
                        "The query specified in the URI is not valid. Query option '{}' is not allowed.",
                        name.chars().take(32).collect::<String>()
                    )));
                }
                // OData ignores custom query options.
                _ => {}
            }
        }
        Ok(options)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Options {
    type Rejection = GraphError;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, GraphError> {
        Self::parse(parts.uri.query().unwrap_or_default())
    }
}

/// An entity type: its name and the properties `$select` may name.
pub(super) struct EntityType {
    pub(super) name: &'static str,
    pub(super) properties: &'static [&'static str],
}

impl EntityType {
    /// The property a client means; Graph does not mind the case.
    ///
    /// # Errors
    /// Graph's 400 for a property the type does not have.
    fn property(&self, wanted: &str) -> Result<&'static str, GraphError> {
        let found = self.properties.iter().find(|p| p.eq_ignore_ascii_case(wanted));
        found.copied().ok_or_else(|| {
            GraphError::bad_request(format!(
                "Parsing OData Select and Expand failed: Could not find a property named '{}' on type '{}'.",
                wanted.chars().take(64).collect::<String>(),
                self.name
            ))
        })
    }

    /// The properties of an answer: what was selected, else `usual`.
    ///
    /// # Errors
    /// Graph's 400 for a property the type does not have.
    pub(super) fn selected(
        &self,
        options: &Options,
        usual: &[&'static str],
    ) -> Result<Vec<&'static str>, GraphError> {
        match options.select.as_deref() {
            None | Some([]) => Ok(usual.to_vec()),
            Some(names) => names.iter().map(|name| self.property(name)).collect(),
        }
    }
}

/// The `(a,b)` that a selection leaves in the context address.
pub(super) fn projection(options: &Options) -> String {
    match options.select.as_deref() {
        None | Some([]) => String::new(),
        Some(names) => format!("({})", names.join(",")),
    }
}

/// `@odata.context` of an answer.
pub(super) fn context(state: &AppState, of: &str) -> String {
    format!("{}/$metadata#{of}", state.config.graph_endpoint())
}

/// A single entity with its context.
pub(super) fn entity(state: &AppState, of: &str, mut properties: Map<String, Value>) -> Value {
    properties.insert("@odata.context".into(), context(state, of).into());
    Value::Object(properties)
}

/// A whole collection with its context.
pub(super) fn collection(state: &AppState, of: &str, items: impl IntoIterator<Item = Value>) -> Value {
    json!({ "@odata.context": context(state, of), "value": Vec::from_iter(items) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn select_is_read_in_every_way_a_client_writes_it() {
        for query in ["$select=id,mail", "%24select=id%2Cmail", "select=id, mail,"] {
            let options = Options::parse(query).unwrap();
            assert_eq!(
                options.select.as_deref(),
                Some(&["id".to_owned(), "mail".to_owned()][..]),
                "{query}"
            );
        }
    }

    #[test]
    fn an_option_that_would_change_the_answer_is_refused() {
        for query in [
            "$filter=id eq '1'",
            "$expand=manager",
            "$skip=1",
            "$select=id&$select=mail",
        ] {
            assert_eq!(Options::parse(query).unwrap_err().code, "BadRequest", "{query}");
        }
        assert_eq!(Options::parse("tracking=1"), Ok(Options::default()));
    }
}
