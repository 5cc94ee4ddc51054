//! The things in a reply as rows of named, typed cells.

use super::buffer::Buffer;
use crate::go::Base64;
use crate::go::go_escaped;
use serde::Serialize;

/// A value in a row. Its type decides how `jsonl` and `table` write it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// Bytes that are text more often than not: a key, a value. In JSON `NAME` if they are UTF-8, else
    /// `NAME_b64`.
    Blob(Vec<u8>),
    Text(String),
    /// A member or cluster, in hexadecimal as every command accepts it.
    Id(u64),
    /// A lease, in all of its 16 digits: as `lease list` prints it, and as it is in `ECTL_LEASE`.
    Lease(i64),
    /// A counter that can pass 2^53, where JSON readers lose digits: a string in JSON.
    Counter(i64),
    UnsignedCounter(u64),
    /// A small number.
    Number(i64),
    Flag(bool),
    List(Vec<String>),
    /// A list of what [`Self::Blob`] is one of; `NAME_b64` if any of them is not UTF-8.
    Blobs(Vec<Vec<u8>>),
    /// What another program stored as JSON, in one line.
    Json(String),
    /// Rows within a row.
    Rows(Records),
    Nothing,
}

/// Rows with the same columns.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Records {
    pub(super) columns: Vec<&'static str>,
    pub(super) rows: Vec<Vec<Cell>>,
}

impl Records {
    pub(crate) fn new(columns: &[&'static str]) -> Self {
        Self { columns: columns.to_vec(), rows: Vec::new() }
    }

    /// One row by names and cells.
    pub(crate) fn one<const N: usize>(cells: [(&'static str, Cell); N]) -> Self {
        let (columns, row) = cells.into_iter().unzip();
        Self { columns, rows: vec![row] }
    }

    /// Adds a row; it has as many cells as there are columns.
    pub(crate) fn push<const N: usize>(&mut self, row: [Cell; N]) {
        debug_assert_eq!(N, self.columns.len());
        self.rows.push(row.into());
    }

    /// These with the columns of others behind them, row by row.
    pub(crate) fn beside(mut self, others: Self) -> Self {
        debug_assert_eq!(self.rows.len(), others.rows.len());
        self.columns.extend(others.columns);
        for (row, other) in self.rows.iter_mut().zip(others.rows) {
            row.extend(other);
        }
        self
    }

    #[cfg(test)]
    pub(crate) fn rows(&self) -> &[Vec<Cell>] {
        &self.rows
    }

    /// Adds the rows of another reply of the same kind.
    pub(super) fn extend(&mut self, other: Self) {
        if self.columns.is_empty() {
            self.columns = other.columns;
        }
        self.rows.extend(other.rows);
    }

    /// Writes one JSON object a line, its fields in the order of the columns.
    pub(crate) fn jsonl(&self, page: &mut Buffer) {
        for row in &self.rows {
            self.object(row, page);
            page.raw(b"\n");
        }
    }

    /// Writes the same objects as one array.
    pub(super) fn json(&self, page: &mut Buffer) {
        page.raw(b"[");
        for (index, row) in self.rows.iter().enumerate() {
            page.raw(if index == 0 { b"" } else { b"," });
            self.object(row, page);
        }
        page.raw(b"]");
    }

    fn object(&self, row: &[Cell], page: &mut Buffer) {
        page.raw(b"{");
        for (index, (name, cell)) in self.columns.iter().zip(row).enumerate() {
            page.raw(if index == 0 { b"" } else { b"," });
            cell.json(name, page);
        }
        page.raw(b"}");
    }

    /// Writes a block of lines for each row, as the format `fields` has them.
    pub(super) fn fields(&self, page: &mut Buffer) {
        for row in &self.rows {
            for (name, cell) in self.columns.iter().zip(row) {
                cell.field(&camel_case(name), page);
            }
            page.raw(b"\n");
        }
    }
}

/// `mod_revision` as `ModRevision`.
fn camel_case(name: &str) -> String {
    let capitalised = |word: &str| {
        let mut letters = word.chars();
        let first = letters.next().map(|letter| letter.to_ascii_uppercase());
        first.into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(capitalised).collect()
}

impl Cell {
    pub(crate) fn lease(id: i64) -> Self {
        if id == 0 { Self::Nothing } else { Self::Lease(id) }
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::Text(text.into())
    }

    /// Writes `"NAME":VALUE`.
    fn json(&self, name: &str, page: &mut Buffer) {
        match self {
            Self::Blob(bytes) => match str::from_utf8(bytes) {
                Ok(text) => member(name, "", &text, page),
                Err(_) => member(name, "_b64", &Base64(bytes), page),
            },
            Self::Text(text) => member(name, "", text, page),
            Self::Id(id) => member(name, "", &format!("{id:x}"), page),
            Self::Lease(id) => member(name, "", &format!("{id:016x}"), page),
            Self::Counter(n) => member(name, "", &n.to_string(), page),
            Self::UnsignedCounter(n) => member(name, "", &n.to_string(), page),
            Self::Number(n) => member(name, "", n, page),
            Self::Flag(flag) => member(name, "", flag, page),
            Self::List(list) => member(name, "", list, page),
            Self::Blobs(list) => {
                let texts = list.iter().map(|bytes| str::from_utf8(bytes));
                match texts.collect::<Result<Vec<_>, _>>() {
                    Ok(texts) => member(name, "", &texts, page),
                    Err(_) => {
                        let texts: Vec<_> = list.iter().map(|bytes| Base64(bytes)).collect();
                        member(name, "_b64", &texts, page);
                    }
                }
            }
            Self::Json(text) => page.text(format_args!("\"{name}\":{}", go_escaped(text))),
            Self::Rows(records) => {
                page.text(format_args!("\"{name}\":"));
                records.json(page);
            }
            Self::Nothing => member(name, "", &(), page),
        }
    }

    /// Writes `"Name" : VALUE` and an end of line.
    fn field(&self, name: &str, page: &mut Buffer) {
        match self {
            Self::Blob(bytes) => page.field_quoted(name, bytes),
            Self::Text(text) => page.field_quoted(name, text.as_bytes()),
            Self::Id(id) if page.hex => page.field(name, format_args!("{id:x}")),
            Self::Id(id) => page.field(name, id),
            Self::Lease(id) if page.hex => page.field(name, format_args!("{id:016x}")),
            Self::Lease(id) => page.field(name, id),
            Self::Rows(records) => {
                page.text(format_args!("\"{name}\" : "));
                records.json(page);
                page.raw(b"\n");
            }
            cell => page.field(name, cell.plain(false)),
        }
    }

    /// The cell of a table: one line, whatever is in it.
    pub(super) fn plain(&self, hex: bool) -> String {
        match self {
            Self::Blob(bytes) if hex => bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect(),
            Self::Blob(bytes) => one_line(bytes),
            Self::Text(text) => text.clone(),
            Self::Id(id) => format!("{id:x}"),
            Self::Lease(id) => format!("{id:016x}"),
            Self::Counter(n) | Self::Number(n) => n.to_string(),
            Self::UnsignedCounter(n) => n.to_string(),
            Self::Flag(flag) => flag.to_string(),
            Self::List(list) => list.join(","),
            Self::Blobs(list) => {
                let texts = list.iter().map(|bytes| Self::Blob(bytes.clone()).plain(hex));
                texts.collect::<Vec<_>>().join(",")
            }
            Self::Json(text) => text.clone(),
            Self::Rows(records) => records.rows.len().to_string(),
            Self::Nothing => String::new(),
        }
    }
}

fn member(name: &str, suffix: &str, value: &impl Serialize, page: &mut Buffer) {
    // The names of columns are words: nothing in them has to be escaped.
    page.text(format_args!("\"{name}{suffix}\":"));
    page.json(value);
}

/// Text as it is if it fits on a line, else escaped as Go quotes it, without the quotes.
fn one_line(bytes: &[u8]) -> String {
    let quoted = crate::go::quote(bytes);
    let inner = quoted.trim_start_matches('"');
    inner.strip_suffix('"').unwrap_or(inner).replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::{Buffer, Cell, Records};

    #[test]
    fn jsonl_names_what_is_not_text() {
        let mut page = Buffer::new(false);
        Records::one([
            ("key", Cell::Blob(b"a".to_vec())),
            ("value", Cell::Blob(vec![0xff])),
            ("lease", Cell::lease(0)),
            ("names", Cell::Blobs(vec![b"a".to_vec(), b"b".to_vec()])),
            ("keys", Cell::Blobs(vec![b"a".to_vec(), vec![0xff]])),
            ("revision", Cell::Counter(i64::MAX)),
        ])
        .jsonl(&mut page);
        assert_eq!(
            page.take(),
            b"{\"key\":\"a\",\"value_b64\":\"/w==\",\"lease\":null,\
              \"names\":[\"a\",\"b\"],\"keys_b64\":[\"YQ==\",\"/w==\"],\"revision\":\"9223372036854775807\"}\n"
        );
    }

    #[test]
    fn rows_are_an_array_and_blocks_of_fields() {
        let mut inner = Records::new(&["key"]);
        inner.push([Cell::Blob(b"a".to_vec())]);
        inner.push([Cell::Blob(vec![0xff])]);
        let mut records = Records::new(&["mod_revision", "lease", "metadata", "rows"]);
        let metadata = Cell::Json(r#"{"a":"<"}"#.to_owned());
        records.push([Cell::Counter(1), Cell::Id(255), metadata, Cell::Rows(inner.clone())]);
        records.push([Cell::Nothing, Cell::Nothing, Cell::Nothing, Cell::Rows(Records::new(&[]))]);
        let mut page = Buffer::new(false);
        records.json(&mut page);
        assert_eq!(
            String::from_utf8_lossy(page.take()),
            "[{\"mod_revision\":\"1\",\"lease\":\"ff\",\"metadata\":{\"a\":\"\\u003c\"},\
             \"rows\":[{\"key\":\"a\"},{\"key_b64\":\"/w==\"}]},\
             {\"mod_revision\":null,\"lease\":null,\"metadata\":null,\"rows\":[]}]"
        );
        records.fields(&mut page);
        assert_eq!(
            String::from_utf8_lossy(page.take()),
            "\"ModRevision\" : 1\n\"Lease\" : 255\n\"Metadata\" : {\"a\":\"<\"}\n\
             \"Rows\" : [{\"key\":\"a\"},{\"key_b64\":\"/w==\"}]\n\n\
             \"ModRevision\" : \n\"Lease\" : \n\"Metadata\" : \n\"Rows\" : []\n\n"
        );
        assert_eq!(Cell::Rows(inner).plain(false), "2");
    }

    #[test]
    fn a_cell_stays_on_its_line() {
        assert_eq!(Cell::Blob(b"a\n\"b\"".to_vec()).plain(false), "a\\n\"b\"");
        assert_eq!(Cell::Blob(b"ab".to_vec()).plain(true), "\\x61\\x62");
    }
}
