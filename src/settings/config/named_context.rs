//! A context of the config file: the values of its settings, as they would be typed.

use super::fault::FileText;
use crate::failure::{Failure, Kind};
use crate::output::similar;
use crate::settings::setting::{Key, Setting};
use crate::settings::table;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use toml_edit::{Item, TableLike};

#[derive(Debug, Default)]
pub(crate) struct NamedContext {
    pub(crate) name: String,
    /// The config file.
    pub(crate) path: PathBuf,
    /// By the name of the option.
    values: BTreeMap<&'static str, String>,
}

/// Keys that exclude one another, as the options do.
const EXCLUSIVE: [(&Setting, &Setting); 2] =
    [(&table::PASSWORD_FILE, &table::PASSWORD_COMMAND), (&table::USER, &table::TOKEN_FILE)];

/// Keys that mean nothing without a user.
const OF_USER: [&Setting; 2] = [&table::PASSWORD_FILE, &table::PASSWORD_COMMAND];

impl NamedContext {
    pub(super) fn read(
        name: &str,
        table: &dyn TableLike,
        file: FileText<'_>,
    ) -> Result<Self, Failure> {
        let mut context =
            Self { name: name.to_owned(), path: file.path.to_owned(), ..Self::default() };
        let place = |text: String| format!("context {name}: {text}");
        for (key, item) in table.iter() {
            let at = || table.key(key).and_then(toml_edit::Key::span);
            let fault = |failure: Failure| {
                let advice = failure.advice().map(str::to_owned);
                file.fault(at(), &place(failure.to_string())).hint_if(advice)
            };
            let setting = known(key).map_err(fault)?;
            let text = value(setting, item, file.path).map_err(fault)?;
            context.values.insert(setting.option, text);
        }
        context.check().map_err(|text| file.fault(None, &place(text)))?;
        Ok(context)
    }

    #[cfg(test)]
    pub(crate) fn with_values(name: &str, values: &[(&'static str, &str)]) -> Self {
        let values = values.iter().map(|(key, text)| (*key, (*text).to_owned())).collect();
        Self { name: name.to_owned(), values, ..Self::default() }
    }

    /// Returns the value of a key of the config file, as it would be typed.
    pub(crate) fn value(&self, key: &str) -> Option<&str> {
        self.values.get(key).map(String::as_str)
    }

    pub(crate) fn forget(&mut self, key: &str) {
        self.values.remove(key);
    }

    fn check(&self) -> Result<(), String> {
        let has = |setting: &Setting| self.values.contains_key(setting.option);
        for (one, other) in EXCLUSIVE {
            if has(one) && has(other) {
                return Err(format!("{} cannot be combined with {}", one.option, other.option));
            }
        }
        match OF_USER.iter().find(|setting| has(setting)) {
            Some(setting) if !has(&table::USER) => Err(format!("{} needs user", setting.option)),
            _ => Ok(()),
        }
    }
}

/// Returns the setting of a key that may be in the file.
pub(super) fn known(key: &str) -> Result<&'static Setting, Failure> {
    let refused = |text| Failure::new(Kind::Local, text);
    let all = table::ALL.iter().filter(|setting| setting.key != Key::Never);
    if let Some(setting) = all.clone().find(|setting| setting.option == key) {
        return match setting.key {
            Key::Secret(instead) => {
                Err(refused(format!("{key} is a secret, and refused in this file"))
                    .hint(format!("use {instead}")))
            }
            _ => Ok(setting),
        };
    }
    let failure = refused(format!("unknown key \"{key}\""));
    let names: Vec<_> = all.clone().map(|setting| setting.option).collect();
    let Some(similar) = similar(&names, key) else {
        return Err(failure.hint(format!("known keys: {}", known_keys().join(", "))));
    };
    let meant = all.clone().find(|setting| setting.option == similar);
    Err(match meant.map(|setting| setting.key) {
        Some(Key::Secret(instead)) => failure.hint(format!(
            "did you mean {similar}? It is a secret, and refused in this file: use {instead}"
        )),
        _ => failure.hint(format!("did you mean {similar}?")),
    })
}

/// Returns the keys that a context may have.
pub(crate) fn known_keys() -> Vec<&'static str> {
    let is_refused = |key| matches!(key, Key::Never | Key::Secret(_));
    let keys = table::ALL.iter().filter(|setting| !is_refused(setting.key));
    keys.map(|setting| setting.option).collect()
}

/// Returns the value of a key as it would be typed, after the checks of the option.
fn value(setting: &Setting, item: &Item, file: &Path) -> Result<String, Failure> {
    let (option, key) = (setting.option, setting.key);
    let text = typed(key, item).ok_or_else(|| {
        Failure::usage(format!("{option} must be {}, not {}", expected(key), article(item)))
    })?;
    if text.is_empty() {
        return Err(
            Failure::usage(format!("{option} is empty")).hint("remove the line for the default")
        );
    }
    key.check(&text).map_err(|failure| failure.reworded(|why| format!("{option}: {why}")))?;
    let text = if key == Key::Path { resolved(&text, file) } else { Some(text) };
    text.ok_or_else(|| Failure::usage(format!("{option}: the path is not UTF-8")))
}

fn typed(key: Key, item: &Item) -> Option<String> {
    match (key, item.as_str()) {
        (Key::Switch, _) => item.as_bool().map(|on| on.to_string()),
        (_, Some(text)) => Some(text.to_owned()),
        (Key::Time | Key::Number, None) => match (item.as_integer(), item.as_float()) {
            (Some(number), _) => Some(number.to_string()),
            (None, Some(number)) if key == Key::Time => Some(number.to_string()),
            _ => None,
        },
        (Key::Endpoints, None) => {
            let texts = item.as_array()?.iter().map(toml_edit::Value::as_str);
            Some(texts.collect::<Option<Vec<_>>>()?.join(","))
        }
        _ => None,
    }
}

fn expected(key: Key) -> &'static str {
    match key {
        Key::Switch => "true or false",
        Key::Number => "a number",
        Key::Time => "a number of seconds or a string such as \"5s\"",
        Key::Endpoints => "a string or a list of strings",
        _ => "a string",
    }
}

fn article(item: &Item) -> String {
    let name = item.type_name();
    let vowel = name.starts_with(['a', 'e', 'i', 'o', 'u']);
    format!("{} {name}", if vowel { "an" } else { "a" })
}

/// Resolves a path against the folder of the config file. `-` is stdin.
fn resolved(path: &str, file: &Path) -> Option<String> {
    let path = Path::new(path);
    let full = match (path.strip_prefix("~"), std::env::var_os("HOME"), file.parent()) {
        _ if path == "-" => path.to_owned(),
        (Ok(rest), Some(home), _) => Path::new(&home).join(rest),
        (_, _, Some(folder)) => folder.join(path),
        _ => path.to_owned(),
    };
    full.into_os_string().into_string().ok()
}
