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
    /// Reports for those who watch machines; few replies are one.
    Junit,
    Prometheus,
}

/// Every format by the name that `--write-out` knows it by.
const NAMES: [(&str, Format); 8] = [
    ("simple", Format::Simple),
    ("fields", Format::Fields),
    ("json", Format::Json),
    ("jsonl", Format::Jsonl),
    ("protobuf", Format::Protobuf),
    ("table", Format::Table),
    ("junit", Format::Junit),
    ("prometheus", Format::Prometheus),
];

impl Format {
    pub(crate) fn parse(name: &str) -> Result<Self, Failure> {
        let known = NAMES.iter().find(|(known, _)| *known == name).map(|(_, format)| *format);
        known.ok_or_else(|| unknown(name))
    }

    /// Whether it is one of those that a reply has only if it says so.
    pub(super) fn is_report(self) -> bool {
        matches!(self, Self::Junit | Self::Prometheus)
    }

    /// The failure of a reply that has no such report, or of all of them.
    pub(super) fn unknown(self) -> Failure {
        unknown(&self.to_string())
    }
}

fn unknown(name: &str) -> Failure {
    let all = NAMES.iter().filter(|(_, format)| !format.is_report()).map(|(name, _)| *name);
    let known = all.collect::<Vec<_>>().join(", ");
    Failure::new(Kind::Format, format!("unsupported output format \"{name}\""))
        .hint(format!("--write-out takes one of {known}; of doctor also junit, prometheus"))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
