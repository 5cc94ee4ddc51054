//! The options that are parts of a transaction.

/// An option, and what becomes of its values.
#[derive(Debug)]
pub(super) struct PartOption {
    pub(super) name: &'static str,
    pub(super) section: PartSection,
    pub(super) value_names: &'static [&'static str],
    pub(super) help: &'static str,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum PartSection {
    If(ComparisonForm),
    Then(RequestForm),
    Else(RequestForm),
}

#[derive(Debug, Clone, Copy)]
pub(super) enum ComparisonForm {
    Line,
    Value,
    ModRevision,
    Exists,
    Missing,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum RequestForm {
    Line,
    Put,
    Get,
    Del,
}

const fn part(
    name: &'static str,
    section: PartSection,
    value_names: &'static [&'static str],
    help: &'static str,
) -> PartOption {
    PartOption { name, section, value_names, help }
}

const KEY: &[&str] = &["KEY"];
const KEY_VALUE: &[&str] = &["KEY", "VALUE"];

/// The options in the order of help.
pub(super) const OPTIONS: [PartOption; 13] = [
    part(
        "if",
        PartSection::If(ComparisonForm::Line),
        &["COMPARISON"],
        "Compare a key; if repeated, all comparisons must be true",
    ),
    part(
        "if-value",
        PartSection::If(ComparisonForm::Value),
        KEY_VALUE,
        "Compare a key's value; @FILE is the contents of a file",
    ),
    part(
        "if-mod-rev",
        PartSection::If(ComparisonForm::ModRevision),
        &["KEY", "N"],
        "Compare a key's mod revision (0: absent)",
    ),
    part("if-exists", PartSection::If(ComparisonForm::Exists), KEY, "True if the key exists"),
    part(
        "if-missing",
        PartSection::If(ComparisonForm::Missing),
        KEY,
        "True if the key does not exist",
    ),
    part(
        "then",
        PartSection::Then(RequestForm::Line),
        &["REQUEST"],
        "Request to run if all comparisons are true",
    ),
    part(
        "then-put",
        PartSection::Then(RequestForm::Put),
        KEY_VALUE,
        "Put a value then; @FILE is the contents of a file",
    ),
    part("then-get", PartSection::Then(RequestForm::Get), KEY, "Get a key then"),
    part("then-del", PartSection::Then(RequestForm::Del), KEY, "Delete a key then"),
    part(
        "else",
        PartSection::Else(RequestForm::Line),
        &["REQUEST"],
        "Request to run if a comparison is false",
    ),
    part(
        "else-put",
        PartSection::Else(RequestForm::Put),
        KEY_VALUE,
        "Put a value otherwise, as with --then-put",
    ),
    part("else-get", PartSection::Else(RequestForm::Get), KEY, "Get a key otherwise"),
    part("else-del", PartSection::Else(RequestForm::Del), KEY, "Delete a key otherwise"),
];

/// Returns the ids of these options, for conflicts with other sources of a transaction.
pub(super) fn part_ids() -> impl Iterator<Item = &'static str> {
    OPTIONS.iter().map(|option| option.name)
}
