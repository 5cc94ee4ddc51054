//! How replies are printed, as the user chose it.

use super::format::Format;
use super::stdout;
use crate::failure::Failure;

/// The values of `--write-out`, `--field`, `--hex`, `--wide` and `--quiet`.
#[derive(Debug, Clone)]
pub(crate) struct OutputOptions {
    /// `jsonl` if fields are chosen: the same facts are needed.
    pub(crate) format: Format,
    /// The fields to print, instead of the format.
    pub(crate) fields: Vec<String>,
    pub(crate) hex: bool,
    pub(crate) wide: bool,
    pub(crate) quiet: bool,
}

impl OutputOptions {
    pub(crate) fn new(format: Format) -> Self {
        Self { format, fields: Vec::new(), hex: false, wide: false, quiet: false }
    }

    /// Chooses fields instead of a format. Fails if the user chose another format, too.
    pub(crate) fn with_fields(
        self,
        fields: Vec<String>,
        chosen: Option<Format>,
    ) -> Result<Self, Failure> {
        match chosen {
            _ if fields.is_empty() => Ok(self),
            None | Some(Format::Simple | Format::Jsonl) => {
                Ok(Self { format: Format::Jsonl, fields, ..self })
            }
            Some(other) => {
                let text = format!("--field cannot be combined with --write-out={other}");
                Err(Failure::usage(text).hint("--field prints plain text"))
            }
        }
    }

    /// Returns whether tables are fitted to a terminal.
    pub(crate) fn is_fitted(&self) -> bool {
        self.format == Format::Table && self.room().is_some()
    }

    /// Returns the number of columns into which tables must fit.
    pub(super) fn room(&self) -> Option<usize> {
        if self.wide { None } else { stdout::columns() }
    }
}
