//! The lines of a journal of keys.

use crate::go;
use crate::recipe::change_feed::KnownChange;
use crate::recipe::key_file::{text_or_base64, why};
use crate::recipe::resume_file::{PointFields, ResumePoint, text_field};
use serde::Deserialize;

const VERSION: u32 = 1;
pub(super) const HEADER: &str = "{\"ectl_resume_keys\":1}\n";

#[derive(Debug, Deserialize)]
struct JournalFields {
    ectl_resume_keys: Option<u32>,
    key: Option<String>,
    key_b64: Option<String>,
    begun: Option<String>,
    begun_b64: Option<String>,
    mod_revision: Option<String>,
    #[serde(flatten)]
    point: PointFields,
}

#[derive(Debug)]
pub(super) enum JournalLine {
    Header,
    /// An event of this key is about to be handled.
    Begun(Vec<u8>),
    Change(KnownChange),
    Point(ResumePoint),
}

impl JournalLine {
    pub(super) fn parse(line: &[u8]) -> Result<Self, String> {
        let fields: JournalFields = serde_json::from_slice(line).map_err(|error| why(&error))?;
        match fields.ectl_resume_keys {
            Some(VERSION) => return Ok(JournalLine::Header),
            Some(version) => return Err(format!("unknown version {version} of the keys")),
            None => {}
        }
        if let Some(key) = text_or_base64("begun", fields.begun, fields.begun_b64)? {
            return Ok(JournalLine::Begun(key));
        }
        if let Some(key) = text_or_base64("key", fields.key, fields.key_b64)? {
            let revision = fields.mod_revision.map(|text| text.parse::<i64>());
            let revision = revision.transpose().map_err(|_| "bad mod_revision")?;
            return Ok(JournalLine::Change(KnownChange { key, revision, event: 0 }));
        }
        let point = fields.point.point()?;
        point.map(JournalLine::Point).ok_or_else(|| "neither a key nor a revision".to_owned())
    }
}

pub(super) fn change_line(key: &[u8], revision: Option<i64>, text: &mut Vec<u8>) {
    go::object(text, |object| {
        text_field("key", key, object);
        object.field("mod_revision", revision.map(|revision| revision.to_string()));
    });
    text.push(b'\n');
}

pub(super) fn begun_line(key: &[u8], text: &mut Vec<u8>) {
    go::object(text, |object| text_field("begun", key, object));
    text.push(b'\n');
}

pub(super) fn point_line(point: &ResumePoint, text: &mut Vec<u8>) {
    go::object(text, |object| point.write(object));
    text.push(b'\n');
}
