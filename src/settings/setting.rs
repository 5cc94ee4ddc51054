//! One setting: its names, and how its values are read and shown.

use crate::etcd::Endpoint;
use crate::failure::Failure;
use crate::go::{boolean, duration, go_duration, integer};
use crate::output::Format;
use std::path::PathBuf;
use std::time::Duration;

/// An option that has a variable, or a key of the config file. `ECTL_*` are variables that etcdctl does not
/// have.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) option: &'static str,
    /// Empty for what only the config file sets.
    pub(super) variable: &'static str,
    /// As it would be typed; empty if the option has no fixed default.
    pub(super) default: &'static str,
    pub(super) shown: Shown,
    pub(super) key: Key,
}

#[derive(Debug)]
pub(super) enum Shown {
    Plain,
    /// Only up to the first colon: what follows may be a password.
    NameOnly,
    Hidden,
}

/// The type of a setting's key in the config file, whose name is the option's.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// Not in the file.
    Never,
    /// Refused in the file; the name of the key to use instead.
    Secret(&'static str),
    Switch,
    Number,
    Time,
    Text,
    /// A name of a user, without a password.
    User,
    /// A file, relative to the folder of the config file.
    Path,
    Endpoints,
    OutputFormat,
}

impl Shown {
    fn apply(&self, text: String) -> String {
        match (self, text.split_once(':')) {
            (Self::Hidden, _) => "***".to_owned(),
            (Self::NameOnly, Some((name, _))) => format!("{name}:***"),
            _ => text,
        }
    }
}

impl Setting {
    /// Returns the name in the list of `--debug`.
    pub(super) fn name(&self) -> &'static str {
        if self.variable.is_empty() { self.option } else { self.variable }
    }

    pub(super) fn show<T: Value>(&self, value: Option<&T>) -> String {
        value.map(|value| self.shown.apply(value.show())).unwrap_or_default()
    }
}

pub(super) trait Value: Sized {
    fn parse(text: &str) -> Result<Self, Failure>;
    fn show(&self) -> String;
}

macro_rules! values {
    ($($type:ty: $parse:expr, $show:expr;)*) => {
        $(impl Value for $type {
            fn parse(text: &str) -> Result<Self, Failure> {
                $parse(text)
            }

            fn show(&self) -> String {
                $show(self)
            }
        })*
    };
}

values! {
    bool: |text| boolean(text).map_err(Failure::usage), bool::to_string;
    i64: |text| integer(text).map_err(Failure::usage), i64::to_string;
    Duration: |text| duration(text).map_err(Failure::usage), |time: &Self| go_duration(*time);
    Format: Self::parse, Self::to_string;
    PathBuf: |text| Ok(PathBuf::from(text)), |path: &Self| path.display().to_string();
    String: |text| Ok(str::to_owned(text)), Self::clone;
    // A list of endpoints.
    Vec<String>: |text| Ok(split(text)), |list: &Self| format!("[{}]", list.join(" "));
}

impl Key {
    /// Checks a value by the parser of the option.
    pub(super) fn check(self, text: &str) -> Result<(), Failure> {
        match self {
            Self::Switch => bool::parse(text).map(drop),
            Self::Number => i64::parse(text).map(drop),
            Self::Time => Duration::parse(text).map(drop),
            Self::OutputFormat => Format::parse(text).map(drop),
            Self::User if text.contains(':') => {
                Err(Failure::usage("a password is a secret, and refused in this file")
                    .hint("use password-file or password-command"))
            }
            Self::Endpoints => check_endpoints(text),
            Self::Never | Self::Secret(_) | Self::Text | Self::User | Self::Path => Ok(()),
        }
    }
}

fn check_endpoints(list: &str) -> Result<(), Failure> {
    for item in list.split(',').map(str::trim) {
        if without_user(item) != item {
            return Err(Failure::usage("a URL with a user or password is refused in this file")
                .hint("use user, and password-file or password-command"));
        }
        Endpoint::parse(item, false)?;
    }
    Ok(())
}

fn split(list: &str) -> Vec<String> {
    let items = list.split(',').map(|item| without_user(item.trim().trim_matches('"').trim()));
    items.filter(|item| !item.is_empty()).collect()
}

/// Removes user and password from a URL. Go ignores them; dropping them here keeps them out of messages.
fn without_user(endpoint: &str) -> String {
    let (scheme, rest) = match endpoint.find("://") {
        Some(at) => endpoint.split_at(at + "://".len()),
        None => ("", endpoint),
    };
    match rest.rsplit_once('@') {
        Some((_, rest)) if !endpoint.starts_with("unix") => format!("{scheme}{rest}"),
        _ => endpoint.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn endpoint_lists() {
        assert_eq!(split("a:1, b:2 ,\"c:3\",,"), ["a:1", "b:2", "c:3"]);
        assert!(split(" , ").is_empty());
        let users = split("http://u:p@h:1,u:p@h:1,unix:///a@b,unix:@b");
        assert_eq!(users, ["http://h:1", "h:1", "unix:///a@b", "unix:@b"]);
    }
}
