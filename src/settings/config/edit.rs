//! Changes to the config file, which keep its comments and its order.

use super::decor::{prefix, put};
use super::fault::wrong;
use super::file::{CONTEXTS, CURRENT, ConfigFile};
use super::named_context::known;
use super::on_disk::{lock, replace, target};
use super::place::ConfigPlace;
use super::typed_value;
use super::unknown;
use crate::failure::{Failure, Kind, os_cause};
use nix::fcntl::Flock;
use std::fs::File;
use std::path::Path;
use toml_edit::{DocumentMut, Item, Table, TableLike};

#[derive(Debug)]
pub(crate) struct ConfigEdit {
    place: ConfigPlace,
    document: DocumentMut,
    /// The lines of the file end with CR and LF, which the document forgets.
    has_crlf: bool,
    /// Held until the file is written, so that no change of another process is lost.
    _lock: Option<Flock<File>>,
}

impl ConfigEdit {
    /// Reads the file; one that does not exist is empty.
    pub(crate) fn open() -> Result<Self, Failure> {
        let place = ConfigPlace::find().ok_or_else(|| {
            Failure::new(Kind::Local, "no place for the config file: HOME is not set")
                .hint("ECTL_CONFIG names a file")
        })?;
        let _lock = lock(&place.path)?;
        let file = match place.open_if_present()? {
            Some(file) => Some(ConfigFile::of_file(place.clone(), file)?),
            None => None,
        };
        let has_crlf = file.as_ref().is_some_and(ConfigFile::has_crlf);
        let document = file.map(ConfigFile::into_mut).unwrap_or_default();
        Ok(Self { place, document, has_crlf, _lock })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.place.path
    }

    /// Makes a context the current one; an empty name means none.
    pub(crate) fn choose(&mut self, name: &str) -> Result<(), Failure> {
        if !name.is_empty() {
            let file = self.result()?;
            file.context(name)?.ok_or_else(|| unknown(name, &file))?;
        }
        self.set_current(name);
        Ok(())
    }

    /// Sets and removes keys of a context. Returns whether it is a new one.
    pub(crate) fn set(
        &mut self,
        name: &str,
        keys: &[(String, String)],
        unset: &[String],
    ) -> Result<bool, Failure> {
        let contexts = self.contexts()?;
        let is_new = !contexts.contains_key(name);
        if is_new {
            if keys.is_empty() {
                let file = self.result()?;
                return Err(unknown(name, &file));
            }
            contexts.insert(name, Item::Table(Table::new()));
        }
        let table = contexts.get_mut(name).and_then(Item::as_table_like_mut);
        let table = table.ok_or_else(|| wrong(format!("context {name} is not a table")))?;
        for (option, text) in keys {
            let (key, value) = typed_value::value(option, text)?;
            put(table, key, value);
        }
        for key in unset {
            if table.remove(key).is_none() {
                known(key).map_err(|failure| failure.of_kind(Kind::Usage))?;
            }
        }
        // What the options amount to must be a context that can be used.
        self.result()?.context(name).map_err(|failure| failure.of_kind(Kind::Usage))?;
        Ok(is_new)
    }

    /// Removes a context. Returns whether it was the current one.
    pub(crate) fn remove(&mut self, name: &str) -> Result<bool, Failure> {
        self.must_exist(name)?;
        let removed = self.contexts()?.remove(name);
        if let Some(Item::Table(table)) = &removed {
            self.keep_comments(table);
        }
        let was_current = self.current() == Some(name);
        if was_current {
            self.set_current("");
        }
        Ok(was_current)
    }

    pub(crate) fn rename(&mut self, old: &str, new: &str) -> Result<(), Failure> {
        self.must_exist(old)?;
        let contexts = self.contexts()?;
        if contexts.contains_key(new) {
            return Err(Failure::usage(format!("context {new} exists already")));
        }
        // A table keeps its place in the file.
        if let Some(context) = contexts.remove(old) {
            contexts.insert(new, context);
        }
        if self.current() == Some(old) {
            self.set_current(new);
        }
        Ok(())
    }

    /// Writes the file: beside it, and then in its place. A link stays a link.
    pub(crate) fn save(&self) -> Result<(), Failure> {
        let path = target(&self.place.path);
        if path.metadata().is_ok_and(|metadata| !metadata.is_file()) {
            let path = path.display();
            return Err(Failure::new(Kind::Local, format!("{path} is not a regular file")));
        }
        let text = self.document.to_string();
        let text = match self.has_crlf {
            true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
            false => text,
        };
        replace(&path, text.as_bytes()).map_err(|error| {
            let cause = os_cause(&error.to_string());
            Failure::new(Kind::Local, format!("cannot write {}: {cause}", path.display()))
        })
    }

    #[cfg(any(test, fuzzing))]
    pub(crate) fn of_text(text: &str) -> Result<Self, Failure> {
        let place = ConfigPlace::at("config.toml");
        let document = ConfigFile::parse(place.clone(), text)?.into_mut();
        Ok(Self { place, document, has_crlf: false, _lock: None })
    }

    /// Returns the names of the contexts; fails the test if the file is none any more.
    #[cfg(any(test, fuzzing))]
    #[allow(clippy::expect_used, reason = "it is a property")]
    pub(crate) fn names(&self) -> Vec<String> {
        let file = self.result().expect("a config file");
        file.names().into_iter().map(str::to_owned).collect()
    }

    /// Reads the changed file as it would be read from disk.
    fn result(&self) -> Result<ConfigFile, Failure> {
        ConfigFile::parse(self.place.clone(), &self.document.to_string())
    }

    fn must_exist(&self, name: &str) -> Result<(), Failure> {
        let file = self.result()?;
        if file.names().contains(&name) { Ok(()) } else { Err(unknown(name, &file)) }
    }

    fn current(&self) -> Option<&str> {
        self.document.get(CURRENT).and_then(Item::as_str)
    }

    /// Sets `current`. It is emptied rather than removed: comments before it may be about the file.
    fn set_current(&mut self, name: &str) {
        let is_new = self.current().is_none();
        if is_new && name.is_empty() {
            return;
        }
        put(self.document.as_table_mut(), CURRENT, name.into());
        if is_new {
            self.separate_first_table();
        }
    }

    /// Leaves an empty line between the keys of the root and the first table.
    fn separate_first_table(&mut self) {
        let Some(contexts) = self.document.get_mut(CONTEXTS).and_then(Item::as_table_mut) else {
            return;
        };
        let headers = std::iter::once(contexts.position()).flatten();
        let first =
            headers.chain(contexts.iter().filter_map(|(_, item)| item.as_table()?.position()));
        let Some(first) = first.min() else { return };
        let table = if contexts.position() == Some(first) {
            Some(contexts)
        } else {
            let mut tables = contexts.iter_mut().filter_map(|(_, item)| item.as_table_mut());
            tables.find(|table| table.position() == Some(first))
        };
        if let Some(table) = table {
            let prefix = prefix(table);
            if !prefix.starts_with('\n') {
                table.decor_mut().set_prefix(format!("\n{prefix}"));
            }
        }
    }

    /// Keeps the comments that stand before a removed table, up to the last empty line: they are not about it.
    fn keep_comments(&mut self, removed: &Table) {
        let before = prefix(removed);
        let kept = before.rsplit_once("\n\n").map(|(kept, _)| kept);
        let Some(kept) = kept.filter(|kept| kept.contains('#')) else { return };
        let later = |table: &&mut Table| table.position() > removed.position();
        let contexts = self.document.get_mut(CONTEXTS).and_then(Item::as_table_mut);
        let tables = contexts.into_iter().flat_map(|contexts| contexts.iter_mut());
        let next = tables.filter_map(|(_, item)| item.as_table_mut()).filter(later);
        match next.min_by_key(|table| table.position()) {
            Some(next) => {
                let prefix = format!("{kept}\n{}", prefix(next));
                next.decor_mut().set_prefix(prefix);
            }
            None => {
                let rest = self.document.trailing().as_str().unwrap_or_default();
                let trailing = format!("{kept}\n{rest}");
                self.document.set_trailing(trailing);
            }
        }
    }

    fn contexts(&mut self) -> Result<&mut dyn TableLike, Failure> {
        let mut contexts = Table::new();
        contexts.set_implicit(true);
        let item = self.document.entry(CONTEXTS).or_insert(Item::Table(contexts));
        item.as_table_like_mut().ok_or_else(|| wrong("contexts must be a table".to_owned()))
    }
}
