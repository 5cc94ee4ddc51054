//! The contents of a reply as rows of typed cells in named columns.

use super::buffer::Buffer;
use crate::go::{Base64, Object, quote};

#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Cell {
    /// A key or value: usually text. The field `NAME` in JSON if it is UTF-8, else `NAME_b64`.
    Blob(Vec<u8>),
    Text(String),
    /// The id of a member or cluster, in hexadecimal as commands accept it.
    Id(u64),
    /// The id of a lease in 16 hexadecimal digits, as in `lease list` and `ECTL_LEASE`.
    Lease(i64),
    /// A counter that can exceed 2^53, beyond which JSON readers lose digits: a string in JSON.
    Counter(i64),
    UnsignedCounter(u64),
    Number(i64),
    Flag(bool),
    List(Vec<String>),
    /// A list of [`Self::Blob`]; `NAME_b64` if any of them is not UTF-8.
    Blobs(Vec<Vec<u8>>),
    /// JSON text of one line, stored by another program.
    Json(String),
    Rows(Records),
    Nothing,
}

/// A column: its name, and how to get its cell.
pub(crate) type Column<T> = (&'static str, fn(&T) -> Cell);

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

    pub(crate) fn table<'a, T: 'a>(
        columns: &[Column<T>],
        items: impl IntoIterator<Item = &'a T>,
    ) -> Self {
        let row = |item| columns.iter().map(|(_, cell)| cell(item)).collect();
        Self {
            columns: columns.iter().map(|(name, _)| *name).collect(),
            rows: items.into_iter().map(row).collect(),
        }
    }

    pub(crate) fn one<const N: usize>(cells: [(&'static str, Cell); N]) -> Self {
        let (columns, row) = cells.into_iter().unzip();
        Self { columns, rows: vec![row] }
    }

    pub(crate) fn push(&mut self, row: impl IntoIterator<Item = Cell>) {
        let row: Vec<_> = row.into_iter().collect();
        debug_assert_eq!(row.len(), self.columns.len());
        self.rows.push(row);
    }

    /// Appends the columns of `others`, row by row.
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

    /// Appends the rows of `other`, which has the same columns.
    pub(super) fn extend(&mut self, other: Self) {
        if self.columns.is_empty() {
            self.columns = other.columns;
        }
        self.rows.extend(other.rows);
    }

    pub(crate) fn first_columns(mut self, number: usize) -> Self {
        self.columns.truncate(number);
        self.rows.iter_mut().for_each(|row| row.truncate(number));
        self
    }

    /// Writes each row as a line, its cells separated by commas.
    pub(crate) fn lines(&self, page: &mut Buffer) {
        for row in &self.rows {
            let cells: Vec<_> = row.iter().map(|cell| cell.plain(false)).collect();
            page.line(format_args!("{}", cells.join(", ")));
        }
    }

    /// Writes each row as a line with a JSON object, its fields in the order of the columns.
    pub(crate) fn jsonl(&self, page: &mut Buffer) {
        for row in &self.rows {
            page.json_object_line(|object| self.object(row, object));
        }
    }

    /// Writes an array with a JSON object for each row.
    pub(super) fn json(&self, page: &mut Buffer) {
        page.json_objects(&self.rows, |row, object| self.object(row, object));
    }

    /// Writes each row as an element of an array, with a comma before it unless it is the first.
    pub(crate) fn json_elements(&self, mut is_first: bool, page: &mut Buffer) {
        for row in &self.rows {
            page.raw(if is_first { b"" } else { b"," });
            page.json_object(|object| self.object(row, object));
            is_first = false;
        }
    }

    pub(crate) fn json_field(&self, name: &str, object: &mut Object<'_>) {
        object.list(name, &self.rows, |row, object| self.object(row, object));
    }

    fn object(&self, row: &[Cell], object: &mut Object<'_>) {
        for (name, cell) in self.columns.iter().zip(row) {
            cell.json(name, object);
        }
    }

    pub(super) fn fields(&self, page: &mut Buffer) {
        for row in &self.rows {
            for (name, cell) in self.columns.iter().zip(row) {
                cell.field(&camel_case(name), page);
            }
            page.raw(b"\n");
        }
    }
}

/// Rows of columns and cells; the columns are those of the first row.
impl<const N: usize> FromIterator<[(&'static str, Cell); N]> for Records {
    fn from_iter<I: IntoIterator<Item = [(&'static str, Cell); N]>>(rows: I) -> Self {
        let mut records = Self::default();
        rows.into_iter().for_each(|row| records.extend(Self::one(row)));
        records
    }
}

/// Converts `mod_revision` to `ModRevision`.
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

    pub(crate) fn text_or_nothing(text: Option<impl Into<String>>) -> Self {
        text.map_or(Self::Nothing, Self::text)
    }

    fn json(&self, name: &str, object: &mut Object<'_>) {
        match self {
            Self::Blob(bytes) => match str::from_utf8(bytes) {
                Ok(text) => object.field(name, text),
                Err(_) => object.field(&format!("{name}_b64"), Base64(bytes)),
            },
            Self::Text(text) => object.field(name, text),
            Self::Id(id) => object.field(name, format_args!("{id:x}")),
            Self::Lease(id) => object.field(name, format_args!("{id:016x}")),
            Self::Counter(n) => object.field(name, format_args!("{n}")),
            Self::UnsignedCounter(n) => object.field(name, format_args!("{n}")),
            Self::Number(n) => object.field(name, n),
            Self::Flag(flag) => object.field(name, flag),
            Self::List(list) => object.field(name, list),
            Self::Blobs(list) => match texts(list) {
                Ok(texts) => object.field(name, texts),
                Err(texts) => object.field(&format!("{name}_b64"), texts),
            },
            Self::Json(text) => object.json(name, text),
            Self::Rows(records) => records.json_field(name, object),
            Self::Nothing => object.field(name, ()),
        }
    }

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

    /// Returns the cell of a table, always one line.
    pub(crate) fn plain(&self, hex: bool) -> String {
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

/// Returns the texts, or all of them in base64 if any is not UTF-8.
pub(super) fn texts(list: &[Vec<u8>]) -> Result<Vec<&str>, Vec<Base64<'_>>> {
    let texts = list.iter().map(|bytes| str::from_utf8(bytes));
    texts.collect::<Result<_, _>>().map_err(|_| list.iter().map(|bytes| Base64(bytes)).collect())
}

/// Escapes bytes like Go's `%q`, but without quotes around them and unescaped quotes inside.
fn one_line(bytes: &[u8]) -> String {
    let quoted = quote(bytes);
    let inner = quoted.trim_start_matches('"');
    inner.strip_suffix('"').unwrap_or(inner).replace("\\\"", "\"")
}

#[cfg(test)]
mod tests {
    use super::{Buffer, Cell, Records};

    #[test]
    fn jsonl_marks_bytes_that_are_not_text() {
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
    fn cells_stay_on_one_line() {
        assert_eq!(Cell::Blob(b"a\n\"b\"".to_vec()).plain(false), "a\\n\"b\"");
        assert_eq!(Cell::Blob(b"ab".to_vec()).plain(true), "\\x61\\x62");
    }
}
