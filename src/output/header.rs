//! `--header`: a first line of `jsonl` with the revision of what follows.

use super::format::Format;
use super::options::OutputOptions;
use super::records::{Cell, Records};
use crate::failure::Failure;

/// Whether a reply begins with its revision.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) enum HeaderLine {
    #[default]
    None,
    First,
    /// Only fields of the header are printed.
    Only,
}

pub(super) const FIELDS: [&str; 2] = ["type", "revision"];

impl HeaderLine {
    /// Returns what `--header` means with these options.
    pub(super) fn with(options: &OutputOptions) -> Result<Self, Failure> {
        if options.format != Format::Jsonl {
            return Err(Failure::usage("--header is only for `--write-out=jsonl`")
                .hint("for the revision as plain text, use --header --field revision"));
        }
        let chosen = &options.fields;
        let of_header = chosen.iter().filter(|name| FIELDS.contains(&name.as_str())).count();
        match of_header {
            0 if chosen.is_empty() => Ok(Self::First),
            0 => Ok(Self::None),
            number if number == chosen.len() => Ok(Self::Only),
            _ => {
                Err(Failure::usage("--field cannot combine fields of the header and of the items"))
            }
        }
    }
}

pub(super) fn records(revision: i64) -> Records {
    Records::one([("type", Cell::text("header")), ("revision", Cell::Counter(revision))])
}
