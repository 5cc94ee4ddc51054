use crate::failure::{Failure, Kind};
use std::fmt;

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    Simple,
    Fields,
    Json,
    Jsonl,
    Protobuf,
    Table,
    /// A report for monitoring, which only few replies support; so is `Prometheus`.
    Junit,
    Prometheus,
}

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

    /// Returns whether only replies with `IS_REPORT` support the format.
    pub(super) fn is_report(self) -> bool {
        matches!(self, Self::Junit | Self::Prometheus)
    }

    pub(super) fn unknown(self) -> Failure {
        unknown(&self.to_string())
    }
}

fn unknown(name: &str) -> Failure {
    let all = NAMES.iter().filter(|(_, format)| !format.is_report()).map(|(name, _)| *name);
    let known = all.collect::<Vec<_>>().join(", ");
    Failure::new(Kind::Format, format!("unsupported output format \"{name}\""))
        .hint(format!("valid values: {known}; for doctor also junit, prometheus"))
}

impl fmt::Display for Format {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = NAMES.iter().find(|(_, format)| format == self).map_or("", |(name, _)| name);
        f.write_str(name)
    }
}
