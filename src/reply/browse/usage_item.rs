use super::{ListItem, number};
use crate::go::si_bytes;
use crate::output::{Buffer, Cell, Column};
use crate::recipe::Usage;

/// The size of a branch, of the whole, or of a large key.
#[derive(Debug)]
pub(crate) struct UsageItem {
    pub(crate) name: Vec<u8>,
    /// The number of levels of a branch, 0 for the whole; `None` for a key.
    pub(crate) depth: Option<usize>,
    pub(crate) usage: Usage,
}

impl ListItem for UsageItem {
    const COLUMNS: &'static [Column<Self>] = &[
        ("name", |item| Cell::Blob(item.name.clone())),
        ("branch", |item| Cell::Flag(item.depth.is_some())),
        ("depth", |item| {
            item.depth.map_or(Cell::Nothing, |depth| Cell::Number(number(depth as u64)))
        }),
        ("keys", |item| Cell::Number(number(item.usage.keys))),
        ("key_bytes", |item| Cell::Number(number(item.usage.key_bytes))),
        ("value_bytes", |item| Cell::Number(number(item.usage.value_bytes))),
        ("bytes", |item| Cell::Number(number(item.usage.bytes()))),
        ("mod_revision", |item| Cell::Counter(item.usage.mod_revision)),
    ];
    const FIELDS: &'static [&'static str] =
        &["name", "branch", "depth", "keys", "key_bytes", "value_bytes", "bytes", "mod_revision"];
    const TABLE: &'static [Column<Self>] = &[
        ("keys", |item| Cell::Number(number(item.usage.keys))),
        ("key_size", |item| Cell::text(si_bytes(item.usage.key_bytes))),
        ("value_size", |item| Cell::text(si_bytes(item.usage.value_bytes))),
        ("size", |item| Cell::text(si_bytes(item.usage.bytes()))),
        ("name", UsageItem::label),
    ];

    const MAIN: &'static [&'static str] = &["name", "size", "keys"];

    fn head(&self, page: &mut Buffer) {
        let name = if self.depth.is_some() { "NAME" } else { "LARGEST KEYS" };
        if self.depth.is_none() {
            page.raw(b"\n");
        }
        line(page, ["KEYS", "KEY SIZE", "VALUE SIZE", "SIZE", name]);
    }

    fn line(&self, page: &mut Buffer) {
        let Usage { keys, key_bytes, value_bytes, .. } = self.usage;
        let [key_size, value_size] = [key_bytes, value_bytes].map(si_bytes);
        let (keys, size, name) =
            (keys.to_string(), si_bytes(self.usage.bytes()), self.label().plain(page.hex));
        line(page, [&keys, &key_size, &value_size, &size, &name]);
    }
}

impl UsageItem {
    fn label(&self) -> Cell {
        if self.name.is_empty() { Cell::text("total") } else { Cell::Blob(self.name.clone()) }
    }
}

fn line(page: &mut Buffer, [keys, key_size, value_size, size, name]: [&str; 5]) {
    page.line(format_args!("{keys:>9}  {key_size:>8}  {value_size:>10}  {size:>8}  {name}"));
}
