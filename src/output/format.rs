//! The names of the formats.

use crate::failure::{Failure, Kind};
use std::fmt;

/// How a reply is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Simple,
    Fields,
    Json,
    Jsonl,
    Protobuf,
    Table,
}

/// Every format by the name that `--write-out` knows it by.
const NAMES: [(&str, Format); 6] = [
    ("simple", Format::Simple),
    ("fields", Format::Fields),
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("protobuf", Format::Protobuf),
    ("table", Format::Table),
];

impl Format {
    pub(crate) fn parse(name: &str) -> Result<Self, Failure> {
        NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format).ok_or_else(|| {
            let known = NAMES.map(|(name, _)| name).join(", ");
            Failure::new(Kind::Format, format!("unsupported output format \"{name}\""))
                .hint(format!("--write-out takes one of {known}"))
        })
    }
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
