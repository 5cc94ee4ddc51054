//! The config file as it was read, and the faults in it, with their places.

use super::fault::{FileText, wrong};
use super::named_context::NamedContext;
use super::place::ConfigPlace;
use crate::failure::Failure;
use crate::output;
use crate::output::similar;
use crate::settings::table;
use std::fs::File;
use std::io::{self, Read as _};
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;
use toml_edit::{Document, DocumentMut, Item, Key, TableLike};

/// The most bytes of a config file.
const LONGEST: u64 = 1 << 20;

/// The mode bits for reading by group and others.
const READABLE_BY_OTHERS: u32 = 0o044;

pub(super) const CURRENT: &str = "current";
pub(super) const CONTEXTS: &str = "contexts";

#[derive(Debug)]
pub(crate) struct ConfigFile {
    place: ConfigPlace,
    /// The mode of a regular file.
    mode: Option<u32>,
    document: Document<String>,
}

impl ConfigFile {
    /// Reads the file; `None` if there is none.
    pub(crate) fn read() -> Result<Option<Self>, Failure> {
        let Some(place) = ConfigPlace::find() else { return Ok(None) };
        let Some(file) = place.open()? else { return Ok(None) };
        Self::of_file(place, file).map(Some)
    }

    pub(super) fn of_file(place: ConfigPlace, file: File) -> Result<Self, Failure> {
        let (mode, bytes) = contents(file).map_err(|error| place.failure(&error))?;
        let text = String::from_utf8(bytes)
            .map_err(|_| wrong(format!("{}: not UTF-8", place.path.display())))?;
        Ok(Self { mode, ..Self::parse(place, &text)? })
    }

    pub(super) fn parse(place: ConfigPlace, text: &str) -> Result<Self, Failure> {
        let document = Document::parse(text.to_owned()).map_err(|error| {
            // The whole error would quote the line, which may hold a secret.
            let why = error.message().replace('\n', ", ");
            FileText { path: &place.path, text }.fault(error.span(), &why)
        })?;
        let file = Self { place, mode: None, document };
        file.check().map(|()| file)
    }

    /// Returns whether all lines end with CR and LF.
    pub(super) fn has_crlf(&self) -> bool {
        let text = self.document.raw();
        let all = text.matches('\n').count();
        all > 0 && text.matches("\r\n").count() == all
    }

    pub(super) fn into_mut(self) -> DocumentMut {
        self.document.into_mut()
    }

    pub(crate) fn path(&self) -> &Path {
        &self.place.path
    }

    /// Returns the names of the contexts, in the order of the file.
    pub(crate) fn names(&self) -> Vec<&str> {
        let contexts = self.contexts().into_iter().flat_map(TableLike::iter);
        contexts.map(|(name, _)| name).collect()
    }

    /// Returns the name of the current context.
    pub(crate) fn current(&self) -> Option<&str> {
        self.document.get(CURRENT).and_then(Item::as_str).filter(|name| !name.is_empty())
    }

    /// Returns the context of this name, if it exists.
    pub(crate) fn context(&self, name: &str) -> Result<Option<NamedContext>, Failure> {
        let found = self.contexts().and_then(|contexts| contexts.get_key_value(name));
        let Some((key, item)) = found else { return Ok(None) };
        let Some(table) = item.as_table_like() else {
            return Err(self.text().fault(key.span(), &format!("context {name} is not a table")));
        };
        NamedContext::read(name, table, self.text()).map(Some)
    }

    pub(super) fn current_context(&self) -> Result<Option<NamedContext>, Failure> {
        let Some(name) = self.current() else { return Ok(None) };
        let context = self.context(name)?;
        context.map(Some).ok_or_else(|| {
            let at = self.document.get(CURRENT).and_then(Item::span);
            self.text()
                .fault(at, &format!("the current context \"{name}\" does not exist"))
                .hint("choose one with \"ectl context use NAME\"; --context '' uses none")
        })
    }

    fn text(&self) -> FileText<'_> {
        FileText { path: self.path(), text: self.document.raw() }
    }

    /// Warns if other users can read what may contain a secret.
    pub(crate) fn warn_if_readable(&self, contexts: &[NamedContext]) {
        let key = table::PASSWORD_COMMAND.option;
        let Some(mode) = self.mode.filter(|mode| mode & READABLE_BY_OTHERS != 0) else { return };
        if contexts.iter().all(|context| context.value(key).is_none()) {
            return;
        }
        let (path, mode) = (self.path().display(), mode & 0o777);
        output::note(&format!(
            "warning: {path} has a {key} and is readable by other users (mode {mode:04o})"
        ));
    }

    fn contexts(&self) -> Option<&dyn TableLike> {
        self.document.get(CONTEXTS).and_then(Item::as_table_like)
    }

    /// Checks all but the contexts themselves: a fault in one does not concern users of the others.
    fn check(&self) -> Result<(), Failure> {
        for (name, item) in self.document.iter() {
            let key = self.document.key(name);
            match name {
                CURRENT if item.is_str() => {}
                CONTEXTS if item.is_table_like() => {}
                CURRENT => return Err(self.text().fault(item.span(), "current must be a string")),
                CONTEXTS => return Err(self.text().fault(item.span(), "contexts must be a table")),
                _ => return Err(self.unknown_key(name, key)),
            }
        }
        Ok(())
    }

    fn unknown_key(&self, name: &str, key: Option<&Key>) -> Failure {
        let failure =
            self.text().fault(key.and_then(Key::span), &format!("unknown key \"{name}\""));
        if table::ALL.iter().any(|setting| setting.option == name) {
            return failure.hint(format!("put \"{name}\" below a line [contexts.NAME]"));
        }
        match similar(&[CURRENT, CONTEXTS], name) {
            Some(similar) => failure.hint(format!("did you mean {similar}?")),
            None => failure.hint("the file has \"current\" and tables [contexts.NAME]"),
        }
    }
}

fn contents(file: File) -> io::Result<(Option<u32>, Vec<u8>)> {
    let metadata = file.metadata()?;
    let mode = metadata.is_file().then(|| metadata.permissions().mode());
    let mut bytes = Vec::new();
    if file.take(LONGEST + 1).read_to_end(&mut bytes)? as u64 > LONGEST {
        return Err(io::Error::other("too long for a config file"));
    }
    Ok((mode, bytes))
}
