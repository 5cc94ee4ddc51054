//! JSON whose every field is known: a field given twice, one left over, or one of another type is an error
//! that names its path, such as `then[0].put.value`.

use crate::go::lease_id;
use crate::recipe::key_file::text_or_base64;
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use std::fmt;

/// A value. Objects keep the order of their fields, each of which is there once.
#[derive(Debug, PartialEq)]
pub(super) enum StrictJson {
    Null,
    Flag(bool),
    Number(serde_json::Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl<'de> Deserialize<'de> for StrictJson {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(StrictVisitor)
    }
}

struct StrictVisitor;

impl<'de> Visitor<'de> for StrictVisitor {
    type Value = StrictJson;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<StrictJson, E> {
        Ok(StrictJson::Null)
    }

    fn visit_bool<E>(self, flag: bool) -> Result<StrictJson, E> {
        Ok(StrictJson::Flag(flag))
    }

    fn visit_i64<E>(self, number: i64) -> Result<StrictJson, E> {
        Ok(StrictJson::Number(number.into()))
    }

    fn visit_u64<E>(self, number: u64) -> Result<StrictJson, E> {
        Ok(StrictJson::Number(number.into()))
    }

    fn visit_f64<E: Error>(self, number: f64) -> Result<StrictJson, E> {
        Err(E::custom(format!("{number} is not an integer")))
    }

    fn visit_str<E>(self, text: &str) -> Result<StrictJson, E> {
        Ok(StrictJson::Text(text.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<StrictJson, A::Error> {
        let mut list = Vec::new();
        while let Some(item) = items.next_element()? {
            list.push(item);
        }
        Ok(StrictJson::List(list))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<StrictJson, A::Error> {
        let mut fields: Vec<(String, StrictJson)> = Vec::new();
        while let Some((name, value)) = map.next_entry::<String, _>()? {
            if fields.iter().any(|(known, _)| *known == name) {
                return Err(A::Error::custom(format!("the field \"{name}\" is given twice")));
            }
            fields.push((name, value));
        }
        Ok(StrictJson::Object(fields))
    }
}

/// The fields of an object that are not taken yet.
#[derive(Debug)]
pub(super) struct JsonFields {
    path: String,
    rest: Vec<(String, StrictJson)>,
    /// The names that were asked for.
    known: Vec<&'static str>,
}

impl JsonFields {
    pub(super) fn of(path: String, json: StrictJson) -> Result<Self, String> {
        match json {
            StrictJson::Object(rest) => Ok(Self { path, rest, known: Vec::new() }),
            _ => Err(format!("{}: expected an object", named(&path))),
        }
    }

    pub(super) fn path(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// Returns an error about this object.
    pub(super) fn error(&self, why: &str) -> String {
        format!("{}: {why}", named(&self.path))
    }

    /// Fails if there is a field that was not asked for.
    pub(super) fn finish(self) -> Result<(), String> {
        match self.rest.first() {
            None => Ok(()),
            Some((name, _)) => {
                let known = self.known.join(", ");
                Err(format!("{}: unknown field (known here: {known})", self.path(name)))
            }
        }
    }

    /// Takes a field; `null` counts as absent.
    pub(super) fn take(&mut self, name: &'static str) -> Option<StrictJson> {
        self.known.push(name);
        let at = self.rest.iter().position(|(known, _)| known == name)?;
        Some(self.rest.remove(at).1).filter(|json| *json != StrictJson::Null)
    }

    pub(super) fn text(&mut self, name: &'static str) -> Result<Option<String>, String> {
        match self.take(name) {
            None => Ok(None),
            Some(StrictJson::Text(text)) => Ok(Some(text)),
            Some(_) => Err(format!("{}: expected a string", self.path(name))),
        }
    }

    pub(super) fn flag(&mut self, name: &'static str) -> Result<bool, String> {
        match self.take(name) {
            None => Ok(false),
            Some(StrictJson::Flag(flag)) => Ok(flag),
            Some(_) => Err(format!("{}: expected true or false", self.path(name))),
        }
    }

    /// Takes an integer, which may be a string of decimal digits, as in jsonl.
    pub(super) fn integer(&mut self, name: &'static str) -> Result<Option<i64>, String> {
        let number = match self.take(name) {
            None => return Ok(None),
            Some(StrictJson::Number(number)) => number.as_i64(),
            Some(StrictJson::Text(text)) => text.parse().ok(),
            Some(_) => None,
        };
        let wrong = || format!("{}: expected an integer of 64 bits", self.path(name));
        number.map(Some).ok_or_else(wrong)
    }

    /// Takes a lease, which is a string of hexadecimal digits, as in jsonl.
    pub(super) fn lease(&mut self, name: &'static str) -> Result<Option<i64>, String> {
        let lease = self.text(name)?.map(|text| lease_id(&text)).transpose();
        lease.map_err(|why| format!("{}: {why}", self.path(name)))
    }

    /// Takes bytes: text, or base64 under the other name.
    pub(super) fn bytes(
        &mut self,
        name: &'static str,
        base64: &'static str,
    ) -> Result<Option<Vec<u8>>, String> {
        let (text, encoded) = (self.text(name)?, self.text(base64)?);
        text_or_base64(name, text, encoded).map_err(|why| self.error(&why))
    }

    /// Takes a list, each item with its path; an absent list is empty.
    pub(super) fn list(&mut self, name: &'static str) -> Result<Vec<(String, StrictJson)>, String> {
        let path = self.path(name);
        match self.take(name) {
            None => Ok(Vec::new()),
            Some(StrictJson::List(items)) => {
                let items = items.into_iter().enumerate();
                Ok(items.map(|(at, item)| (format!("{path}[{at}]"), item)).collect())
            }
            Some(_) => Err(format!("{path}: expected a list")),
        }
    }
}

fn named(path: &str) -> &str {
    if path.is_empty() { "the transaction" } else { path }
}
