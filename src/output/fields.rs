//! `--field`: the chosen fields of each record, as plain text.

use super::buffer::Buffer;
use super::records::{Cell, Records, texts};
use super::similar::similar;
use crate::failure::{Failure, Kind};

/// Returns the names of columns.
#[allow(clippy::indexing_slicing, reason = "iterators do not work in constants")]
pub(crate) const fn names<C, const N: usize>(
    columns: &[(&'static str, C); N],
) -> [&'static str; N] {
    let mut names = [""; N];
    let mut index = 0;
    while index < N {
        names[index] = columns[index].0;
        index += 1;
    }
    names
}

/// Fails if a chosen field is not one of the known ones.
pub(super) fn check(chosen: &[String], known: &[&str]) -> Result<(), Failure> {
    let is_unknown = |name: &&String| !known.contains(&name.as_str());
    chosen.iter().find(is_unknown).map_or(Ok(()), |name| Err(unknown(name, known)))
}

/// Fails if fields are chosen of a command that prints no records.
pub(crate) fn refuse_fields(chosen: &[String]) -> Result<(), Failure> {
    if chosen.is_empty() {
        return Ok(());
    }
    Err(Failure::usage("--field: this command prints no records"))
}

fn unknown(name: &str, known: &[&str]) -> Failure {
    let meant = similar(known, name).map(|name| format!("did you mean {name}? "));
    let hint = format!("{}valid values: {}", meant.unwrap_or_default(), known.join(", "));
    Failure::new(Kind::Format, format!("unknown field \"{name}\"")).hint(hint)
}

/// Writes a line for each record, its fields separated by tabs.
pub(super) fn write(
    records: &Records,
    chosen: &[String],
    page: &mut Buffer,
) -> Result<(), Failure> {
    if records.rows.is_empty() {
        return Ok(());
    }
    check(chosen, &records.columns)?;
    let index = |name: &String| records.columns.iter().position(|column| column == name);
    let indices: Vec<_> = chosen.iter().filter_map(index).collect();
    for row in &records.rows {
        for (place, index) in indices.iter().enumerate() {
            page.raw(if place == 0 { b"" } else { b"\t" });
            if let Some(cell) = row.get(*index) {
                cell.bare(page);
            }
        }
        page.raw(b"\n");
    }
    Ok(())
}

impl Cell {
    /// Writes the text that `jsonl` has, without quotes; lists and objects as JSON. Bytes are written as they
    /// are.
    fn bare(&self, page: &mut Buffer) {
        match self {
            Self::Blob(bytes) => page.bytes_or_hex(bytes),
            Self::List(_) | Self::Blobs(_) | Self::Json(_) | Self::Rows(_) => self.nested(page),
            cell => page.raw(cell.plain(false).as_bytes()),
        }
    }

    /// Writes a list or an object as JSON without a name.
    fn nested(&self, page: &mut Buffer) {
        match self {
            Self::List(list) => page.json(list),
            Self::Blobs(list) => match texts(list) {
                Ok(texts) => page.json(&texts),
                Err(texts) => page.json(&texts),
            },
            Self::Json(text) => page.json_text(text),
            Self::Rows(records) => records.json(page),
            cell => page.raw(cell.plain(false).as_bytes()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{check, write};
    use crate::output::{Buffer, Cell, Records};

    fn sample() -> Records {
        let mut inner = Records::new(&["key"]);
        inner.push([Cell::Blob(b"a".to_vec())]);
        Records::one([
            ("key", Cell::Blob(b"k".to_vec())),
            ("value", Cell::Blob(b"\xff\n\x1b".to_vec())),
            ("id", Cell::Id(0xab)),
            ("lease", Cell::Lease(0xab)),
            ("none", Cell::Nothing),
            ("revision", Cell::Counter(i64::MAX)),
            ("flag", Cell::Flag(true)),
            ("names", Cell::List(vec!["a,b".to_owned(), "\"".to_owned()])),
            ("keys", Cell::Blobs(vec![b"a".to_vec()])),
            ("bytes", Cell::Blobs(vec![b"a".to_vec(), b"\xff".to_vec()])),
            ("metadata", Cell::Json("{\"a\":\"<\"}".to_owned())),
            ("rows", Cell::Rows(inner)),
            ("text", Cell::text("a b")),
        ])
    }

    fn written(names: &[&str], hex: bool) -> Vec<u8> {
        let names: Vec<_> = names.iter().map(|name| (*name).to_owned()).collect();
        let mut page = Buffer::new(hex);
        write(&sample(), &names, &mut page).unwrap();
        page.take().to_vec()
    }

    #[test]
    fn cells_are_plain_text() {
        for (name, expected) in [
            ("key", &b"k\n"[..]),
            ("value", b"\xff\n\x1b\n"),
            ("id", b"ab\n"),
            ("lease", b"00000000000000ab\n"),
            ("none", b"\n"),
            ("revision", b"9223372036854775807\n"),
            ("flag", b"true\n"),
            ("names", b"[\"a,b\",\"\\\"\"]\n"),
            ("keys", b"[\"a\"]\n"),
            ("bytes", b"[\"YQ==\",\"/w==\"]\n"),
            ("metadata", b"{\"a\":\"\\u003c\"}\n"),
            ("rows", b"[{\"key\":\"a\"}]\n"),
            ("text", b"a b\n"),
        ] {
            assert_eq!(written(&[name], false), expected, "{name}");
        }
        assert_eq!(written(&["value"], true), b"\\xff\\x0a\\x1b\n");
    }

    #[test]
    fn fields_are_separated_by_tabs_in_the_order_asked_for() {
        assert_eq!(written(&["lease", "none", "key", "key"], false), b"00000000000000ab\t\tk\tk\n");
    }

    #[test]
    fn unknown_field_is_refused_with_the_nearest_one() {
        let known = ["key", "mod_revision"];
        let refusal = |name: &str| check(&[name.to_owned()], &known).unwrap_err();
        let failure = refusal("mod");
        assert_eq!(failure.to_string(), "unknown field \"mod\"");
        assert_eq!(failure.kind().code(), 4);
        let hint = "did you mean mod_revision? valid values: key, mod_revision";
        assert_eq!(failure.advice(), Some(hint));
        assert_eq!(refusal("x").advice(), Some("valid values: key, mod_revision"));
        assert!(check(&["key".to_owned()], &known).is_ok());
        let mut page = Buffer::new(false);
        assert!(write(&sample(), &["x".to_owned()], &mut page).is_err());
        assert!(write(&Records::new(&["a"]), &["x".to_owned()], &mut page).is_ok());
    }
}
