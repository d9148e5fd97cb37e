//! From OpenAPI 3.0 schemas to closed JSON Schema 2020-12.
//!
//! OpenAPI 3.0 differs from JSON Schema in `nullable`, and Graph's document leaves every object open and marks
//! "may be null" by an extra branch of `anyOf`. Each component `X` becomes two definitions: `open:X`, used where
//! another type derives from it, and `X`, which allows nothing that is not named (but OData annotations) and
//! follows `@odata.type` to the derived type.

use std::collections::BTreeSet;

use serde_json::{Map, Value, json};

const PREFIX: &str = "#/components/schemas/";

/// One self-contained JSON Schema for a schema of the document, with the definitions it needs.
pub(crate) fn standalone(document: &Value, schema: &Value) -> Value {
    let mut definitions = Definitions {
        document,
        done: Map::new(),
        wanted: Vec::new(),
    };
    let root = definitions.convert(schema, Place::Closed);
    definitions.finish();
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "allOf": [root],
        "$defs": definitions.done,
    })
}

/// The property names of a schema, its bases and the types derived from it: what `$select` may name.
pub(crate) fn properties(document: &Value, schema: &Value) -> BTreeSet<String> {
    let mut names = BTreeSet::new();
    collect(document, schema, &mut names, &mut BTreeSet::new());
    names
}

fn collect<'d>(
    document: &'d Value,
    schema: &'d Value,
    names: &mut BTreeSet<String>,
    seen: &mut BTreeSet<&'d str>,
) {
    if let Some(reference) = schema["$ref"].as_str() {
        if seen.insert(reference) {
            collect(document, component(document, reference), names, seen);
        }
        return;
    }
    if let Some(properties) = schema["properties"].as_object() {
        names.extend(properties.keys().cloned());
    }
    for base in schema["allOf"].as_array().into_iter().flatten() {
        collect(document, base, names, seen);
    }
    for derived in schema["discriminator"]["mapping"]
        .as_object()
        .into_iter()
        .flat_map(Map::values)
    {
        if let Some(reference) = derived.as_str()
            && seen.insert(reference)
        {
            collect(document, component(document, reference), names, seen);
        }
    }
}

/// Resolves a local reference; the documents refer to components only.
pub(crate) fn component<'d>(document: &'d Value, reference: &str) -> &'d Value {
    let pointer = reference.trim_start_matches('#');
    document
        .pointer(pointer)
        .unwrap_or_else(|| panic!("the contract refers to {reference}, which it lacks"))
}

#[derive(Clone, Copy, PartialEq)]
enum Place {
    /// A value stands here: nothing unnamed is allowed.
    Closed,
    /// Part of an `allOf`: the whole is closed further up.
    Base,
}

struct Definitions<'d> {
    document: &'d Value,
    done: Map<String, Value>,
    wanted: Vec<(String, Place)>,
}

impl<'d> Definitions<'d> {
    fn finish(&mut self) {
        while let Some((name, place)) = self.wanted.pop() {
            let key = key(&name, place);
            if self.done.contains_key(&key) {
                continue;
            }
            self.done.insert(key.clone(), Value::Bool(true));
            let document = self.document;
            let schema = component(document, &format!("{PREFIX}{name}"));
            let converted = match place {
                Place::Base => require(&name, self.convert(schema, Place::Base)),
                Place::Closed => self.closed(&name, schema),
            };
            self.done.insert(key, converted);
        }
    }

    fn reference(&mut self, reference: &str, place: Place) -> Value {
        let name = reference.strip_prefix(PREFIX).unwrap_or(reference).to_owned();
        let key = key(&name, place);
        self.wanted.push((name, place));
        json!({ "$ref": format!("#/$defs/{key}") })
    }

    /// A component in a value's place: the derived type that `@odata.type` names, else exactly this type.
    fn closed(&mut self, name: &str, schema: &'d Value) -> Value {
        let base = self.reference(&format!("{PREFIX}{name}"), Place::Base);
        let itself = if is_object(self.document, schema) {
            json!({
                "allOf": [base],
                "patternProperties": { "^[A-Za-z]*@odata\\.": true },
                "unevaluatedProperties": schema["x-open"] == true,
            })
        } else {
            base
        };
        let Some(mapping) = discriminator(schema) else {
            return itself;
        };
        let own = format!("#{name}");
        let mut otherwise = json!({
            "allOf": [itself],
            "properties": { "@odata.type": { "const": own } },
        });
        for (odata_type, target) in mapping {
            let (Some(target), false) = (target.as_str(), *odata_type == own) else {
                continue;
            };
            let then = self.reference(target, Place::Closed);
            otherwise = json!({
                "if": { "required": ["@odata.type"], "properties": { "@odata.type": { "const": odata_type } } },
                "then": then,
                "else": otherwise,
            });
        }
        otherwise
    }

    fn convert(&mut self, schema: &'d Value, place: Place) -> Value {
        let Some(object) = schema.as_object() else {
            return schema.clone();
        };
        if let Some(reference) = object.get("$ref").and_then(Value::as_str) {
            return self.reference(reference, place);
        }
        let nullable = object.get("nullable") == Some(&Value::Bool(true));
        let mut out = Map::new();
        for (keyword, value) in object {
            match keyword.as_str() {
                "properties" => {
                    let converted = value.as_object().into_iter().flatten();
                    let converted: Map<_, _> = converted
                        .map(|(k, v)| (k.clone(), self.convert(v, Place::Closed)))
                        .collect();
                    out.insert(keyword.clone(), Value::Object(converted));
                }
                "items" => {
                    out.insert(keyword.clone(), self.convert(value, Place::Closed));
                }
                "additionalProperties" if value.is_object() => {
                    out.insert(keyword.clone(), self.convert(value, Place::Closed));
                }
                "allOf" => {
                    // A single reference wrapped to carry `nullable` is a value, not a base.
                    let inner = if nullable
                        || !object.contains_key("properties") && value.as_array().map(Vec::len) == Some(1)
                    {
                        place
                    } else {
                        Place::Base
                    };
                    let parts = value.as_array().into_iter().flatten();
                    out.insert(keyword.clone(), parts.map(|s| self.convert(s, inner)).collect());
                }
                "anyOf" | "oneOf" => {
                    let branches = value.as_array().into_iter().flatten();
                    let branches = branches.map(|s| {
                        if is_null_branch(s) {
                            json!({ "type": "null" })
                        } else {
                            self.convert(s, place)
                        }
                    });
                    out.insert(keyword.clone(), branches.collect());
                }
                "type" if nullable => {
                    out.insert(keyword.clone(), json!([value, "null"]));
                }
                "enum" if nullable => {
                    let mut values = value.as_array().cloned().unwrap_or_default();
                    values.push(Value::Null);
                    out.insert(keyword.clone(), Value::Array(values));
                }
                "type" | "enum" | "format" | "required" | "pattern" | "minimum" | "maximum" | "minLength"
                | "maxLength" | "minItems" | "maxItems" => {
                    out.insert(keyword.clone(), value.clone());
                }
                // Annotations and what the closing replaces.
                _ => {}
            }
        }
        let closes = place == Place::Closed
            && out.contains_key("properties")
            && !out.contains_key("additionalProperties")
            && object.get("x-open") != Some(&Value::Bool(true));
        if closes {
            out.insert("patternProperties".into(), json!({ "^[A-Za-z]*@odata\\.": true }));
            out.insert("unevaluatedProperties".into(), Value::Bool(false));
        }
        let out = Value::Object(out);
        if nullable && object.contains_key("allOf") {
            return json!({ "anyOf": [out, { "type": "null" }] });
        }
        out
    }
}

fn key(name: &str, place: Place) -> String {
    match place {
        Place::Closed => name.to_owned(),
        Place::Base => format!("open:{name}"),
    }
}

/// Graph's document never says `required`, but an answer without these parts is none.
fn require(name: &str, schema: Value) -> Value {
    let required: &[&str] = match name {
        "microsoft.graph.ODataErrors.ODataError" => &["error"],
        "microsoft.graph.ODataErrors.MainError" => &["code", "message"],
        _ if name.ends_with("CollectionResponse") => &["value"],
        _ => return schema,
    };
    // The base of all collections has no `value` of its own.
    if name.contains(".base") {
        return schema;
    }
    json!({ "allOf": [schema], "required": required })
}

/// The mapping stands on the component or on the part of its `allOf` that adds its own properties.
fn discriminator(schema: &Value) -> Option<&Map<String, Value>> {
    let own = schema["discriminator"]["mapping"].as_object();
    own.or_else(|| {
        let parts = schema["allOf"].as_array()?;
        parts
            .iter()
            .find_map(|part| part["discriminator"]["mapping"].as_object())
    })
}

fn is_object(document: &Value, schema: &Value) -> bool {
    if let Some(reference) = schema["$ref"].as_str() {
        return is_object(document, component(document, reference));
    }
    schema["type"] == "object"
        || schema["allOf"]
            .as_array()
            .is_some_and(|parts| parts.iter().any(|s| is_object(document, s)))
}

/// `{"type": "…", "nullable": true}` beside a reference is how Graph's document says "or null".
fn is_null_branch(schema: &Value) -> bool {
    schema["nullable"] == true && schema.get("properties").is_none() && schema.get("$ref").is_none()
}
