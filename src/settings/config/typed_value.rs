//! The value of an option that is typed, for the config file.

use super::named_context::known;
use crate::failure::{Failure, Kind};
use crate::go::{boolean, integer};
use crate::output;
use crate::settings::setting::{Key, Setting};
use std::path::{self, Path};
use toml_edit::{Array, Value};

/// Returns the key and its value in the file. What the file refuses is a usage error.
pub(super) fn value(option: &str, text: &str) -> Result<(&'static str, Value), Failure> {
    let named = |failure: Failure| {
        failure.reworded(|why| format!("--{option}: {why}")).of_kind(Kind::Usage)
    };
    let setting = known(option).map_err(|failure| failure.of_kind(Kind::Usage))?;
    if text.is_empty() {
        return Err(Failure::usage(format!("--{option} is empty"))
            .hint(format!("--unset {option} removes it")));
    }
    setting.key.check(text).map_err(named)?;
    let value = match setting.key {
        Key::Switch => boolean(text).map_err(Failure::usage)?.into(),
        Key::Number => integer(text).map_err(Failure::usage)?.into(),
        Key::Endpoints => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.collect::<Array>())
        }
        Key::Path => file(setting, text)?.into(),
        _ => text.into(),
    };
    Ok((setting.option, value))
}

/// Returns the path for the config file, which may be in another folder.
fn file(setting: &Setting, text: &str) -> Result<String, Failure> {
    if text == "-" {
        return Ok(text.to_owned());
    }
    let full = path::absolute(Path::new(text)).map_err(|e| Failure::usage(e.to_string()))?;
    // The file understands it; a shell leaves it as it is within quotes and behind `=`.
    let in_home = text.strip_prefix("~/");
    let home = in_home.and_then(|rest| Some(Path::new(&std::env::var_os("HOME")?).join(rest)));
    let found = home.as_ref().unwrap_or(&full);
    if !found.exists() {
        output::note(&format!("warning: {} does not exist", found.display()));
    }
    if home.is_some() {
        return Ok(text.to_owned());
    }
    let full = full.into_os_string().into_string();
    full.map_err(|_| Failure::usage(format!("--{}: the path is not UTF-8", setting.option)))
}
