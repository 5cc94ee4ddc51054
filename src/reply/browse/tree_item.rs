use super::{ListItem, number};
use crate::output::{Buffer, Cell, Column, counted};

/// A line of a tree.
#[derive(Debug)]
pub(crate) struct TreeItem {
    /// A whole key, or the prefix of a branch.
    pub(crate) name: Vec<u8>,
    /// The length of what the lines above say of the name.
    pub(crate) start: usize,
    /// The lines to the left of the name.
    pub(crate) bars: String,
    pub(crate) is_branch: bool,
    /// 0 for the root.
    pub(crate) depth: usize,
    /// The number of keys, of the root and of a branch whose keys are not shown.
    pub(crate) keys: Option<u64>,
}

impl ListItem for TreeItem {
    const COLUMNS: &'static [Column<Self>] = &[
        ("name", |item| Cell::Blob(item.name.clone())),
        ("branch", |item| Cell::Flag(item.is_branch)),
        ("depth", |item| Cell::Number(number(item.depth as u64))),
        ("keys", |item| item.keys.map_or(Cell::Nothing, |keys| Cell::Number(number(keys)))),
    ];
    const FIELDS: &'static [&'static str] = &["name", "branch", "depth", "keys"];

    fn line(&self, page: &mut Buffer) {
        let name = self.name.get(self.start..).unwrap_or_default();
        let name = Cell::Blob(name.to_vec()).plain(page.hex);
        let name = match (name.as_str(), self.depth) {
            ("", 0) => ".",
            // A key that ends with the delimiter.
            ("", _) => "\"\"",
            (name, _) => name,
        };
        page.text(format_args!("{}{name}", self.bars));
        if let Some(keys) = self.keys.filter(|_| self.depth > 0) {
            page.text(format_args!("  ({})", counted(keys, "key", "keys")));
        }
        page.raw(b"\n");
    }
}
