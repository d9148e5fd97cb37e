use serde_json::{Map, Value};
use time::{OffsetDateTime, format_description::well_known::Rfc3339};

/// A JSON object, read tolerantly: a property of another type than expected reads as absent, so that one odd value
/// does not cost all the others.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Fields<'a>(&'a Map<String, Value>);

impl<'a> Fields<'a> {
    pub(crate) fn of(value: &'a Value) -> Option<Self> {
        value.as_object().map(Fields)
    }

    /// A text with something in it.
    pub(crate) fn text(self, name: &str) -> Option<String> {
        let text = self.0.get(name)?.as_str()?;
        (!text.trim().is_empty()).then(|| text.to_owned())
    }

    pub(crate) fn texts(self, name: &str) -> Vec<String> {
        let texts = self.list(name).iter().filter_map(Value::as_str);
        texts
            .filter(|text| !text.trim().is_empty())
            .map(str::to_owned)
            .collect()
    }

    /// `false` unless it says `true`.
    pub(crate) fn flag(self, name: &str) -> bool {
        self.0.get(name) == Some(&Value::Bool(true))
    }

    /// What it says, when it says it.
    pub(crate) fn said(self, name: &str) -> Option<bool> {
        self.0.get(name)?.as_bool()
    }

    pub(crate) fn count(self, name: &str) -> Option<u32> {
        self.0.get(name)?.as_u64()?.try_into().ok()
    }

    /// RFC 3339.
    pub(crate) fn time(self, name: &str) -> Option<OffsetDateTime> {
        OffsetDateTime::parse(self.0.get(name)?.as_str()?, &Rfc3339).ok()
    }

    /// Empty when it is none.
    pub(crate) fn list(self, name: &str) -> &'a [Value] {
        let list = self.0.get(name).and_then(Value::as_array);
        list.map(Vec::as_slice).unwrap_or_default()
    }

    pub(crate) fn has_list(self, name: &str) -> bool {
        self.0.get(name).is_some_and(Value::is_array)
    }

    pub(crate) fn object(self, name: &str) -> Option<Fields<'a>> {
        Fields::of(self.0.get(name)?)
    }

    pub(crate) fn value(self, name: &str) -> Option<&'a Value> {
        self.0.get(name)
    }
}
