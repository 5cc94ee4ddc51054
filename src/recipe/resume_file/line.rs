//! The line of JSON in a resume file.

use crate::etcd::Range;
use crate::failure::Failure;
use crate::go::{self, Base64, Object, quote};
use crate::recipe::key_file::{text_or_base64, why};
use serde::Deserialize;
use std::path::Path;

const VERSION: u32 = 1;

/// What a resume file belongs to, besides the cluster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResumeScope {
    /// The prefix of the context, which the keys lack; empty without one.
    pub(crate) namespace: Vec<u8>,
    pub(crate) range: Range,
    /// Anything else that the work depends on, in words; may be empty.
    pub(crate) detail: String,
}

/// How far the work has come.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct ResumePoint {
    /// All changes up to this revision were handled.
    pub(crate) revision: i64,
    /// As many events of the next revision that has any were handled, too.
    pub(crate) events: u64,
    /// Set while the keys as of the revision are read: all up to this key were handled, and the others not.
    pub(crate) read_to: Option<Vec<u8>>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct ResumeLine {
    pub(super) scope: ResumeScope,
    pub(super) cluster_id: Option<u64>,
    /// `None` until something was handled.
    pub(super) point: Option<ResumePoint>,
}

#[derive(Debug, Deserialize)]
struct LineFields {
    ectl_resume: Option<u32>,
    cluster_id: Option<String>,
    namespace: Option<String>,
    namespace_b64: Option<String>,
    key: Option<String>,
    key_b64: Option<String>,
    range_end: Option<String>,
    range_end_b64: Option<String>,
    detail: Option<String>,
    #[serde(flatten)]
    point: PointFields,
}

/// The fields of a point, which are all text.
#[derive(Debug, Deserialize)]
pub(in crate::recipe) struct PointFields {
    revision: Option<String>,
    events: Option<String>,
    read_to: Option<String>,
    read_to_b64: Option<String>,
}

impl From<i64> for ResumePoint {
    fn from(revision: i64) -> Self {
        Self { revision, ..Self::default() }
    }
}

impl ResumePoint {
    pub(in crate::recipe) fn write(&self, object: &mut Object<'_>) {
        object.field("revision", self.revision.to_string());
        if self.events > 0 {
            object.field("events", self.events.to_string());
        }
        if let Some(key) = &self.read_to {
            text_field("read_to", key, object);
        }
    }
}

impl PointFields {
    pub(in crate::recipe) fn point(self) -> Result<Option<ResumePoint>, String> {
        let Some(text) = self.revision else { return Ok(None) };
        let revision = text.parse().ok().filter(|revision| *revision >= 0);
        let revision =
            revision.ok_or_else(|| format!("bad revision {}", quote(text.as_bytes())))?;
        let events = self.events.unwrap_or_else(|| "0".to_owned());
        let number = events.parse();
        let events = number.map_err(|_| format!("bad events {}", quote(events.as_bytes())))?;
        let read_to = text_or_base64("read_to", self.read_to, self.read_to_b64)?;
        Ok(Some(ResumePoint { revision, events, read_to }))
    }
}

impl ResumeLine {
    pub(super) fn text(&self) -> Vec<u8> {
        let Self { scope, cluster_id, point } = self;
        let mut text = Vec::new();
        go::object(&mut text, |object| {
            object.field("ectl_resume", VERSION);
            object.field("cluster_id", cluster_id.map(|id| format!("{id:x}")));
            if !scope.namespace.is_empty() {
                text_field("namespace", &scope.namespace, object);
            }
            text_field("key", &scope.range.key, object);
            text_field("range_end", &scope.range.end, object);
            object.nonzero("detail", scope.detail.as_str());
            match point {
                Some(point) => point.write(object),
                None => object.field("revision", ()),
            }
        });
        text.push(b'\n');
        text
    }

    /// Parses the file; an error is why that is impossible.
    pub(super) fn parse(text: &[u8]) -> Result<Self, String> {
        if text.trim_ascii().is_empty() {
            return Err("the file is empty".to_owned());
        }
        let fields: LineFields = serde_json::from_slice(text).map_err(|error| why(&error))?;
        match fields.ectl_resume {
            Some(VERSION) => fields.line(),
            Some(version) => Err(format!("unknown version {version} of a resume file")),
            None => Err("not a resume file".to_owned()),
        }
    }

    /// Refuses the line of other work, in words that name both.
    pub(super) fn of(self, scope: &ResumeScope, path: &Path) -> Result<Self, Failure> {
        if self.scope == *scope {
            return Ok(self);
        }
        let (theirs, wanted) = (self.scope.words(), scope.words());
        let path = path.display();
        let text = format!("{path} belongs to {theirs}, and this is about {wanted}");
        Err(Failure::usage(text).hint("use another file, or remove this one to start anew"))
    }
}

impl LineFields {
    fn line(self) -> Result<ResumeLine, String> {
        let id = |text: String| {
            let parsed = u64::from_str_radix(&text, 16);
            parsed.map_err(|_| format!("bad cluster_id {}", quote(text.as_bytes())))
        };
        let key = text_or_base64("key", self.key, self.key_b64)?.ok_or("no key")?;
        let end = text_or_base64("range_end", self.range_end, self.range_end_b64)?;
        let namespace = text_or_base64("namespace", self.namespace, self.namespace_b64)?;
        let scope = ResumeScope {
            namespace: namespace.unwrap_or_default(),
            range: Range { key, end: end.ok_or("no range_end")? },
            detail: self.detail.unwrap_or_default(),
        };
        let cluster_id = self.cluster_id.map(id).transpose()?;
        let point = self.point.point()?;
        if point.is_some() && cluster_id.is_none() {
            return Err("no cluster_id".to_owned());
        }
        Ok(ResumeLine { scope, cluster_id, point })
    }
}

impl ResumeScope {
    fn words(&self) -> String {
        let mut words = self.range.to_string();
        if !self.namespace.is_empty() {
            words += &format!(" under the prefix {} of a context", quote(&self.namespace));
        }
        if !self.detail.is_empty() {
            words += &format!(" ({})", self.detail);
        }
        words
    }
}

/// Adds bytes as text, or in base64 under another name.
pub(in crate::recipe) fn text_field(name: &str, bytes: &[u8], object: &mut Object<'_>) {
    match str::from_utf8(bytes) {
        Ok(text) => object.field(name, text),
        Err(_) => object.field(&format!("{name}_b64"), Base64(bytes)),
    }
}

#[cfg(test)]
mod tests {
    use super::{ResumeLine, ResumePoint, ResumeScope};
    use crate::etcd::Range;
    use proptest::prelude::{any, prop, proptest};

    fn line(point: Option<ResumePoint>) -> ResumeLine {
        let range = Range { key: b"a\xff".to_vec(), end: b"b".to_vec() };
        let (namespace, detail) = (b"/app/".to_vec(), "only put".to_owned());
        let scope = ResumeScope { namespace, range, detail };
        ResumeLine { scope, cluster_id: Some(31), point }
    }

    #[test]
    fn lines_are_read_as_they_were_written() {
        let read_to = Some(b"a\xff\0".to_vec());
        let point = ResumePoint { revision: 12, events: 3, read_to };
        assert_eq!(
            String::from_utf8(line(Some(point.clone())).text()).unwrap(),
            "{\"ectl_resume\":1,\"cluster_id\":\"1f\",\"namespace\":\"/app/\",\"key_b64\":\"Yf8=\",\
             \"range_end\":\"b\",\"detail\":\"only put\",\"revision\":\"12\",\"events\":\"3\",\
             \"read_to_b64\":\"Yf8A\"}\n"
        );
        for line in [line(Some(point)), line(Some(7.into())), line(None)] {
            assert_eq!(ResumeLine::parse(&line.text()), Ok(line));
        }
    }

    #[test]
    fn damaged_lines_are_explained() {
        let long = r#"{"ectl_resume":1,"cluster_id":"1f","key":"a","range_end":"","revision":"x"}"#;
        for (text, why) in [
            ("", "the file is empty"),
            ("{", "EOF while parsing an object, column 1"),
            ("{}", "not a resume file"),
            (r#"{"ectl_resume":2}"#, "unknown version 2 of a resume file"),
            (r#"{"ectl_resume":1,"key":"a"}"#, "no range_end"),
            (r#"{"ectl_resume":1,"key":"a","range_end":"","revision":"5"}"#, "no cluster_id"),
            (long, "bad revision \"x\""),
        ] {
            assert_eq!(ResumeLine::parse(text.as_bytes()), Err(why.to_owned()), "{text}");
        }
    }

    #[test]
    fn other_work_is_refused_with_both_names() {
        let range = Range { key: b"k".to_vec(), end: Vec::new() };
        let scope = ResumeScope { namespace: Vec::new(), range, detail: String::new() };
        let refused = line(None).of(&scope, "f".as_ref()).unwrap_err();
        assert_eq!(
            refused.to_string(),
            "f belongs to keys with the prefix \"a\\xff\" under the prefix \"/app/\" of a context \
             (only put), and this is about key \"k\""
        );
        assert_eq!(refused.kind().code(), 128);
    }

    proptest! {
        #[test]
        fn any_bytes_are_parsed_or_refused(text in prop::collection::vec(any::<u8>(), 0..80)) {
            let _ = ResumeLine::parse(&text);
        }
    }
}
