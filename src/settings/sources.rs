//! The sources of a setting: its flag, then its variable, then its default.

use crate::failure::Failure;
use crate::go::{boolean, duration, go_duration, integer};
use crate::output::{self, Format};
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

/// An option that has a variable. `ECTL_*` are those that etcdctl does not have.
#[derive(Debug)]
pub(super) struct Setting {
    pub(super) option: &'static str,
    pub(super) variable: &'static str,
    /// As it would be typed; empty if the option has no fixed default.
    pub(super) default: &'static str,
    pub(super) shown: Shown,
}

#[derive(Debug)]
pub(super) enum Shown {
    Plain,
    /// Only up to the first colon: what follows may be a password.
    NameOnly,
    Hidden,
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

const PREFIXES: [&str; 2] = ["ETCDCTL_", "ECTL_"];

/// Variables that are read by single commands, or were read by older versions of etcdctl.
const ELSEWHERE: [&str; 4] =
    ["ETCDCTL_API", "ETCDCTL_CLUSTER", "ETCDCTL_WATCH_KEY", "ETCDCTL_WATCH_RANGE_END"];

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Origin {
    Flag,
    Variable,
    Default,
}

impl fmt::Display for Origin {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Flag => "flag",
            Self::Variable => "variable",
            Self::Default => "default",
        })
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

#[derive(Debug, Default)]
pub(crate) struct Sources {
    /// The variables that are not empty and begin with one of the prefixes.
    variables: BTreeMap<String, OsString>,
    resolved: BTreeMap<&'static str, (String, Origin)>,
}

impl Sources {
    pub(crate) fn from_environment() -> Self {
        let variables = std::env::vars_os()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value)))
            .filter(|(name, _)| PREFIXES.iter().any(|prefix| name.starts_with(prefix)))
            .collect();
        Self { variables, ..Self::default() }
    }

    #[cfg(test)]
    pub(super) fn with_variables(variables: &[(&str, &str)]) -> Self {
        let variables = variables.iter().map(|(name, value)| ((*name).to_owned(), value.into()));
        Self { variables: variables.collect(), ..Self::default() }
    }

    /// Returns the value of the flag or of the variable; `None` if neither is given. An invalid variable
    /// is an error that names it.
    pub(super) fn optional<T: Value>(
        &mut self,
        setting: &Setting,
        flag: Option<T>,
    ) -> Result<Option<T>, Failure> {
        let (value, origin) = match flag {
            Some(value) => (Some(value), Origin::Flag),
            None => match self.variable(setting)? {
                Some(value) => (Some(value), Origin::Variable),
                None => (None, Origin::Default),
            },
        };
        self.record(setting, value.as_ref(), origin);
        Ok(value)
    }

    pub(super) fn value<T: Value>(
        &mut self,
        setting: &Setting,
        flag: Option<T>,
    ) -> Result<T, Failure> {
        self.value_or(setting, flag, || T::parse(setting.default))
    }

    /// Returns the value of the flag, of the variable, or this default.
    pub(super) fn value_or<T: Value>(
        &mut self,
        setting: &Setting,
        flag: Option<T>,
        default: impl FnOnce() -> Result<T, Failure>,
    ) -> Result<T, Failure> {
        if let Some(value) = self.optional(setting, flag)? {
            return Ok(value);
        }
        let value = default()?;
        self.record(setting, Some(&value), Origin::Default);
        Ok(value)
    }

    /// Returns a number of bytes; zero and less mean `default`.
    pub(super) fn bytes(
        &mut self,
        setting: &Setting,
        flag: Option<i64>,
        default: usize,
    ) -> Result<usize, Failure> {
        let bytes = self.value(setting, flag)?;
        Ok(usize::try_from(bytes).ok().filter(|bytes| *bytes > 0).unwrap_or(default))
    }

    /// Returns the path of a file; an empty flag is an error, as in etcdctl.
    pub(super) fn file(
        &mut self,
        setting: &Setting,
        flag: Option<OsString>,
    ) -> Result<Option<PathBuf>, Failure> {
        if flag.as_ref().is_some_and(|path| path.is_empty()) {
            let option = setting.option;
            return Err(Failure::usage(format!("empty string is passed to --{option} option")));
        }
        self.optional(setting, flag.map(PathBuf::from))
    }

    pub(super) fn origin(&self, setting: &Setting) -> Origin {
        self.resolved.get(setting.variable).map_or(Origin::Default, |(_, origin)| *origin)
    }

    fn variable<T: Value>(&self, setting: &Setting) -> Result<Option<T>, Failure> {
        let Some(value) = self.variables.get(setting.variable) else { return Ok(None) };
        let text = value.to_str().ok_or_else(|| Failure::usage("not UTF-8"));
        let value = text.and_then(T::parse).map(Some);
        value.map_err(|failure| failure.reworded(|text| format!("{}: {text}", setting.variable)))
    }

    fn record<T: Value>(&mut self, setting: &Setting, value: Option<&T>, origin: Origin) {
        let shown = value.map(|value| setting.shown.apply(value.show())).unwrap_or_default();
        self.resolved.insert(setting.variable, (shown, origin));
    }

    /// With `debug`, prints the source of every setting. Otherwise hints on a terminal at a variable
    /// that is not read but is spelled much like one that is.
    pub(super) fn report(&self, debug: bool) {
        if debug {
            for (variable, (shown, origin)) in &self.resolved {
                output::note(&format!("{variable}={shown} ({origin})"));
            }
            self.unknown().for_each(|name| output::note(&format!("{name} is not read by ectl")));
        } else if std::io::stderr().is_terminal()
            && let Some((name, meant)) =
                self.unknown().find_map(|name| Some((name, self.meant_by(name)?)))
        {
            output::hint(&format!("the variable {name} is not read; did you mean {meant}?"));
        }
    }

    fn unknown(&self) -> impl Iterator<Item = &str> {
        let names = self.variables.keys().map(String::as_str);
        names.filter(|name| !self.resolved.contains_key(name) && !ELSEWHERE.contains(name))
    }

    fn meant_by(&self, variable: &str) -> Option<&'static str> {
        let name = without_prefix(variable);
        let known = || self.resolved.keys().map(|known| (without_prefix(known), *known));
        known()
            .find(|(known, _)| *known == name)
            .or_else(|| known().find(|(known, _)| strsim::damerau_levenshtein(known, name) <= 2))
            .or_else(|| known().find(|(known, _)| name.starts_with(known)))
            .map(|(_, variable)| variable)
    }
}

fn without_prefix(variable: &str) -> &str {
    PREFIXES.iter().find_map(|prefix| variable.strip_prefix(prefix)).unwrap_or(variable)
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
    use super::{Origin, Sources, split};

    #[test]
    fn endpoint_lists() {
        assert_eq!(split("a:1, b:2 ,\"c:3\",,"), ["a:1", "b:2", "c:3"]);
        assert!(split(" , ").is_empty());
        let users = split("http://u:p@h:1,u:p@h:1,unix:///a@b,unix:@b");
        assert_eq!(users, ["http://h:1", "h:1", "unix:///a@b", "unix:@b"]);
    }

    #[test]
    fn misspelled_variables() {
        let mut sources = Sources::default();
        for name in [
            "ETCDCTL_CACERT",
            "ETCDCTL_ENDPOINTS",
            "ETCDCTL_PASSWORD",
            "ECTL_PASSWORD_FILE",
            "ETCDCTL_USER",
        ] {
            sources.resolved.insert(name, (String::new(), Origin::Default));
        }
        for (variable, meant) in [
            ("ETCDCTL_ENDPOINT", "ETCDCTL_ENDPOINTS"),
            ("ETCDCTL_CA_CERT", "ETCDCTL_CACERT"),
            ("ETCDCTL_USERNAME", "ETCDCTL_USER"),
            ("ECTL_USER", "ETCDCTL_USER"),
            ("ETCDCTL_PASSWORD_FILE", "ECTL_PASSWORD_FILE"),
            ("ECTL_PASSWORDFILE", "ECTL_PASSWORD_FILE"),
        ] {
            assert_eq!(sources.meant_by(variable), Some(meant));
        }
        assert_eq!(sources.meant_by("ETCDCTL_EDITOR"), None);
    }
}
