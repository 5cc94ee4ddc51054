use super::{ListItem, number};
use crate::go::{go_duration, si_bytes};
use crate::output::{Buffer, Cell, Column, names};
use crate::recipe::{LevelEntry, Usage};
use std::time::Duration;

/// A name on a level: all that `ls` prints.
#[derive(Debug)]
pub(crate) struct LevelName(pub(crate) LevelEntry);

impl ListItem for LevelName {
    const COLUMNS: &'static [Column<Self>] = &[
        ("name", |item| Cell::Blob(item.0.name.clone())),
        ("branch", |item| Cell::Flag(item.0.is_branch)),
    ];
    const FIELDS: &'static [&'static str] = &["name", "branch"];

    fn line(&self, page: &mut Buffer) {
        if page.is_for_terminal() {
            // A key with a newline is one line.
            let name = Cell::Blob(self.0.name.clone()).plain(page.hex);
            page.line(format_args!("{name}"));
        } else {
            page.blob(&self.0.name);
        }
    }
}

/// A name on a level, and what `ls -l` adds.
#[derive(Debug)]
pub(crate) struct LevelDetails {
    pub(crate) entry: LevelEntry,
    pub(crate) usage: Usage,
    /// Of a key with a lease; the TTL is `None` if it could not be read.
    pub(crate) lease: i64,
    pub(crate) ttl: Option<i64>,
}

impl LevelDetails {
    fn ttl(&self) -> String {
        let seconds = self.ttl.map(|ttl| Duration::from_secs(ttl.try_into().unwrap_or(0)));
        seconds.map(go_duration).unwrap_or_default()
    }
}

const DETAILS: [Column<LevelDetails>; 7] = [
    ("name", |item| Cell::Blob(item.entry.name.clone())),
    ("branch", |item| Cell::Flag(item.entry.is_branch)),
    ("keys", |item| Cell::Number(number(item.usage.keys))),
    ("bytes", |item| Cell::Number(number(item.usage.bytes()))),
    ("mod_revision", |item| Cell::Counter(item.usage.mod_revision)),
    ("lease", |item| Cell::lease(item.lease)),
    ("ttl", |item| item.ttl.map_or(Cell::Nothing, Cell::Number)),
];

const TABLE: [Column<LevelDetails>; 6] = {
    let [name, _, keys, _, modified, lease, _] = DETAILS;
    let size: Column<LevelDetails> = ("size", |item| Cell::text(si_bytes(item.usage.bytes())));
    [name, keys, size, modified, lease, ("ttl", |item| Cell::text(item.ttl()))]
};

impl ListItem for LevelDetails {
    const COLUMNS: &'static [Column<Self>] = &DETAILS;
    const TABLE: &'static [Column<Self>] = &TABLE;
    const FIELDS: &'static [&'static str] = &names(&DETAILS);

    fn head(&self, page: &mut Buffer) {
        line(page, ["KEYS", "SIZE", "MODIFIED", "LEASE", "TTL", "NAME"]);
    }

    fn line(&self, page: &mut Buffer) {
        let [name, keys, size, modified, lease, ttl] =
            TABLE.map(|(_, cell)| cell(self).plain(page.hex));
        let text = |text: String| {
            if text.is_empty() { "-".to_owned() } else { text }
        };
        let cells = [keys, size, modified, lease, ttl, name].map(text);
        line(page, cells.each_ref().map(String::as_str));
    }
}

fn line(page: &mut Buffer, [keys, size, modified, lease, ttl, name]: [&str; 6]) {
    page.line(format_args!("{keys:>8}  {size:>8}  {modified:>9}  {lease:>16}  {ttl:>8}  {name}"));
}
