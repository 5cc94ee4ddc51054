//! Contexts of the config file, and the settings in force.

use crate::output::{Buffer, Cell, Column, Format, Records, Reply, names};
use crate::settings::InForce;
use crate::settings::config::NamedContext;
use std::path::Path;
use unicode_width::UnicodeWidthStr as _;

#[derive(Debug, Default)]
pub(crate) struct ContextReply {
    pub(crate) contexts: Vec<NamedContext>,
    /// The name of the one in force.
    pub(crate) current: Option<String>,
}

impl ContextReply {
    fn is_current(&self, context: &NamedContext) -> bool {
        self.current.as_deref() == Some(context.name.as_str())
    }
}

impl Reply for ContextReply {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["name", "current", "endpoints", "user", "prefix", "read_only", "protected"];

    fn simple(&self, page: &mut Buffer) {
        let rows = self.contexts.iter().map(|context| {
            let mark = if self.is_current(context) { "*" } else { " " };
            let endpoints = context.value("endpoints").unwrap_or("-");
            [format!("{mark} {}", context.name), endpoints.to_owned(), about(context)]
        });
        aligned(&rows.collect::<Vec<_>>(), page);
    }

    fn records(&self) -> Records {
        let mut records = Records::new(Self::FIELDS);
        for context in &self.contexts {
            let text = |key| Cell::text_or_nothing(context.value(key));
            let flag = |key| Cell::Flag(context.value(key) == Some("true"));
            let endpoints = context.value("endpoints").into_iter().flat_map(|it| it.split(','));
            records.push([
                Cell::text(&context.name),
                Cell::Flag(self.is_current(context)),
                Cell::List(endpoints.map(|endpoint| endpoint.trim().to_owned()).collect()),
                text("user"),
                text("prefix"),
                flag("read-only"),
                flag("protected"),
            ]);
        }
        records
    }
}

/// Returns what a user must know of a context before using it.
fn about(context: &NamedContext) -> String {
    let named = |key| Some(format!("{key} {}", context.value(key)?));
    let flag = |key: &str| (context.value(key) == Some("true")).then(|| key.to_owned());
    let parts = [named("user"), named("prefix"), flag("read-only"), flag("protected")];
    parts.into_iter().flatten().collect::<Vec<_>>().join(", ")
}

#[derive(Debug)]
pub(crate) struct SettingReply {
    pub(crate) settings: Vec<InForce>,
}

const SETTING: [Column<InForce>; 4] = [
    ("setting", |setting| Cell::text(setting.name)),
    ("value", |setting| Cell::text(&setting.value)),
    ("source", |setting| Cell::text(setting.source)),
    ("variable", |setting| {
        Cell::text_or_nothing(Some(setting.variable).filter(|name| !name.is_empty()))
    }),
];

impl Reply for SettingReply {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &names(&SETTING);

    fn simple(&self, page: &mut Buffer) {
        let rows = self.settings.iter().map(|setting| {
            [setting.name.to_owned(), setting.value.clone(), setting.source_text.clone()]
        });
        aligned(&rows.collect::<Vec<_>>(), page);
    }

    fn records(&self) -> Records {
        Records::table(&SETTING, &self.settings)
    }
}

/// A change of the config file.
#[derive(Debug)]
pub(crate) struct ContextChanged {
    text: String,
    facts: Records,
}

impl ContextChanged {
    pub(crate) fn new(text: String, name: &str, file: &Path) -> Self {
        let name = Cell::text_or_nothing(Some(name).filter(|name| !name.is_empty()));
        let file = Cell::text(file.display().to_string());
        let facts = Records::one([("context", name), ("done", Cell::text(&text)), ("file", file)]);
        Self { text, facts }
    }
}

impl Reply for ContextChanged {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &["context", "done", "file"];

    fn simple(&self, page: &mut Buffer) {
        page.confirmation(format_args!("{}", self.text));
    }

    fn records(&self) -> Records {
        self.facts.clone()
    }
}

/// Writes rows whose cells begin in the same columns, unless one is very long.
fn aligned(rows: &[[String; 3]], page: &mut Buffer) {
    const WIDEST: usize = 50;
    let widths: [usize; 2] = [0, 1].map(|column| {
        let widths = rows.iter().filter_map(|row| Some(row.get(column)?.width()));
        widths.max().unwrap_or_default().min(WIDEST)
    });
    for [first, second, third] in rows {
        let spaces = |text: &str, width: usize| " ".repeat(width.saturating_sub(text.width()));
        let [one, two] = widths;
        let line =
            format!("{first}{}  {second}{}  {third}", spaces(first, one), spaces(second, two));
        page.line(format_args!("{}", line.trim_end()));
    }
}
