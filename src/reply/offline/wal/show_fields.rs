//! The options for the fields of a record.

/// How the fields of a record are shown.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct ShowFields {
    /// The values of keys, and not just their sizes.
    pub(crate) values: bool,
    /// Keys as in `\x66\x6f`.
    pub(crate) hex: bool,
}
