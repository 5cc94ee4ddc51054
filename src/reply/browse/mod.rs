//! Keys as `ls`, `tree` and `du` list them, item by item.

mod level_item;
mod tree_item;
mod usage_item;

pub(crate) use level_item::{LevelDetails, LevelName};
pub(crate) use tree_item::TreeItem;
pub(crate) use usage_item::UsageItem;

use crate::output::{Buffer, Column, Format, Records, Reply};

/// An item of a list that is printed while it is read.
pub(crate) trait ListItem: Sized + 'static {
    const COLUMNS: &'static [Column<Self>];
    /// The names of [`Self::COLUMNS`].
    const FIELDS: &'static [&'static str];
    /// The columns of `table`, whose sizes have units.
    const TABLE: &'static [Column<Self>] = Self::COLUMNS;

    /// As in [`Reply`].
    const MAIN: &'static [&'static str] = &[];

    /// Writes what stands above the first item of a section.
    fn head(&self, _page: &mut Buffer) {}
    fn line(&self, page: &mut Buffer);
}

/// A part of a list. All parts together are the list, in every format.
#[derive(Debug)]
pub(crate) enum ListPart<T> {
    Start,
    Item {
        item: T,
        is_first: bool,
        begins_section: bool,
    },
    /// With a last line for people.
    End(String),
}

impl<T: ListItem> ListPart<T> {
    fn rows(&self, columns: &[Column<T>]) -> Records {
        match self {
            Self::Start => Records::table(columns, []),
            Self::Item { item, .. } => Records::table(columns, [item]),
            Self::End(_) => Records::default(),
        }
    }
}

impl<T: ListItem> Reply for ListPart<T> {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = T::FIELDS;
    const MAIN: &'static [&'static str] = T::MAIN;

    fn simple(&self, page: &mut Buffer) {
        match self {
            Self::Start => {}
            Self::Item { item, begins_section, .. } => {
                if *begins_section {
                    item.head(page);
                }
                item.line(page);
            }
            Self::End(text) if text.is_empty() => {}
            Self::End(text) => page.line(format_args!("{text}")),
        }
    }

    fn json(&self, page: &mut Buffer) {
        match self {
            Self::Start => page.raw(b"["),
            Self::Item { is_first, .. } => self.rows(T::COLUMNS).json_elements(*is_first, page),
            Self::End(_) => page.raw(b"]\n"),
        }
    }

    fn records(&self) -> Records {
        self.rows(T::TABLE)
    }

    fn jsonl_records(&self) -> Records {
        self.rows(T::COLUMNS)
    }
}

fn number(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}
