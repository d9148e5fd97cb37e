use serde_json::Value;

/// What a token must carry for a call: any one of the scopes suffices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permissions {
    /// Verb in upper case.
    pub method: String,
    /// Path template as the contract writes it.
    pub path: String,
    /// The least privileged delegated scopes.
    pub least: Vec<String>,
    /// More privileged scopes that suffice as well.
    pub higher: Vec<String>,
    /// False where the documentation refuses the call on the caller's own account whatever the scope.
    pub self_service: bool,
}

/// One verb on one path template.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Operation<'d> {
    pub(crate) method: &'d str,
    pub(crate) path: &'d str,
    pub(crate) body: &'d Value,
}

impl<'d> Operation<'d> {
    /// All operations of a document.
    pub(crate) fn all(document: &'d Value) -> impl Iterator<Item = Operation<'d>> {
        let paths = document["paths"].as_object().into_iter().flatten();
        paths.flat_map(|(path, item)| {
            let verbs = item.as_object().into_iter().flatten();
            verbs
                .filter(|(verb, _)| verb.as_str() != "parameters")
                .map(move |(verb, body)| Operation {
                    method: verb,
                    path,
                    body,
                })
        })
    }

    pub(crate) fn name(&self) -> String {
        format!("{} {}", self.method.to_ascii_uppercase(), self.path)
    }

    pub(crate) fn permissions(&self) -> Option<Permissions> {
        let table = self.body.get("x-ms-permissions")?;
        let scopes = |list: &str| {
            let scopes = table[list].as_array().into_iter().flatten();
            scopes.filter_map(Value::as_str).map(str::to_owned).collect()
        };
        Some(Permissions {
            method: self.method.to_ascii_uppercase(),
            path: self.path.to_owned(),
            least: scopes("delegatedWorkLeast"),
            higher: scopes("delegatedWorkHigher"),
            self_service: self.body["x-self-service"]["supported"] != false,
        })
    }
}
