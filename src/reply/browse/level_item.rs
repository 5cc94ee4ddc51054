use super::{ListItem, number};
use crate::go::{go_duration, si_bytes};
use crate::output::{Buffer, Cell, Column};
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
        page.blob(&self.0.name);
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

impl ListItem for LevelDetails {
    const COLUMNS: &'static [Column<Self>] = &[
        ("name", |item| Cell::Blob(item.entry.name.clone())),
        ("branch", |item| Cell::Flag(item.entry.is_branch)),
        ("keys", |item| Cell::Number(number(item.usage.keys))),
        ("bytes", |item| Cell::Number(number(item.usage.bytes()))),
        ("mod_revision", |item| Cell::Counter(item.usage.mod_revision)),
        ("lease", |item| Cell::lease(item.lease)),
        ("ttl", |item| item.ttl.map_or(Cell::Nothing, Cell::Number)),
    ];
    const FIELDS: &'static [&'static str] =
        &["name", "branch", "keys", "bytes", "mod_revision", "lease", "ttl"];
    const TABLE: &'static [Column<Self>] = &[
        Self::COLUMNS[0],
        ("keys", |item| Cell::Number(number(item.usage.keys))),
        ("size", |item| Cell::text(si_bytes(item.usage.bytes()))),
        Self::COLUMNS[4],
        Self::COLUMNS[5],
        ("ttl", |item| Cell::text(item.ttl())),
    ];

    fn head(&self, page: &mut Buffer) {
        line(page, ["KEYS", "SIZE", "MODIFIED", "LEASE", "TTL", "NAME"]);
    }

    fn line(&self, page: &mut Buffer) {
        let [name, keys, size, modified, lease, ttl] =
            [0, 1, 2, 3, 4, 5].map(|n| Self::TABLE.get(n).map(|(_, cell)| cell(self)));
        let text = |cell: Option<Cell>| {
            let text = cell.map(|cell| cell.plain(page.hex)).unwrap_or_default();
            if text.is_empty() { "-".to_owned() } else { text }
        };
        let cells = [keys, size, modified, lease, ttl, name].map(text);
        line(page, cells.each_ref().map(String::as_str));
    }
}

fn line(page: &mut Buffer, [keys, size, modified, lease, ttl, name]: [&str; 6]) {
    page.line(format_args!("{keys:>8}  {size:>8}  {modified:>9}  {lease:>16}  {ttl:>8}  {name}"));
}
