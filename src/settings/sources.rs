//! Where a setting comes from: flag, then variable (`ETCDCTL_*`, or `ECTL_*` where etcdctl has no
//! such setting), then default.

use crate::failure::Failure;
use crate::go::duration;
use crate::go::{boolean, integer};
use crate::output;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

const PREFIX: &str = "ETCDCTL_";
const OUR_PREFIX: &str = "ECTL_";

/// Settings that etcdctl does not have.
const OURS: [&str; 5] = ["JSON_ERRORS", "PASSWORD_COMMAND", "PASSWORD_FILE", "RETRY", "TOKEN_FILE"];

/// Variables that are read by single commands, or were by the etcdctl of old.
const ELSEWHERE: [&str; 4] = ["API", "CLUSTER", "WATCH_KEY", "WATCH_RANGE_END"];

/// Who gave a value; who comes first counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Origin {
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

/// Settles one setting after the other, and remembers how each was settled.
#[derive(Debug, Default)]
pub(crate) struct Sources {
    settled: BTreeMap<&'static str, (String, Origin)>,
}

impl Sources {
    /// `None` where neither flag nor variable is given. `show` is what `--debug` may tell of a value.
    /// A variable that does not parse is refused, with its name.
    pub(crate) fn optional<T>(
        &mut self,
        name: &'static str,
        flag: Option<T>,
        parse: impl Fn(&str) -> Result<T, Failure>,
        show: impl Fn(&T) -> String,
    ) -> Result<Option<T>, Failure> {
        let (value, origin) = match flag {
            Some(value) => (Some(value), Origin::Flag),
            None => match variable(name)? {
                Some(text) => {
                    (Some(parse(&text).map_err(|why| named(name, why))?), Origin::Variable)
                }
                None => (None, Origin::Default),
            },
        };
        let shown = value.as_ref().map(show).unwrap_or_default();
        self.settled.insert(name, (shown, origin));
        Ok(value)
    }

    /// A setting that has a default.
    pub(crate) fn value<T>(
        &mut self,
        name: &'static str,
        flag: Option<T>,
        default: T,
        parse: impl Fn(&str) -> Result<T, Failure>,
        show: impl Fn(&T) -> String,
    ) -> Result<T, Failure> {
        Ok(match self.optional(name, flag, parse, &show)? {
            Some(value) => value,
            None => {
                self.settled.insert(name, (show(&default), Origin::Default));
                default
            }
        })
    }

    pub(crate) fn boolean(
        &mut self,
        name: &'static str,
        flag: Option<bool>,
        default: bool,
    ) -> Result<bool, Failure> {
        self.value(
            name,
            flag,
            default,
            |text| boolean(text).map_err(Failure::usage),
            bool::to_string,
        )
    }

    pub(crate) fn seconds(
        &mut self,
        name: &'static str,
        flag: Option<Duration>,
        default: u64,
    ) -> Result<Duration, Failure> {
        let default = Duration::from_secs(default);
        let parse = |text: &str| duration(text).map_err(Failure::usage);
        self.value(name, flag, default, parse, |time| crate::go::go_duration(*time))
    }

    /// A number of bytes, of which zero and less mean the `default`.
    pub(crate) fn bytes(
        &mut self,
        name: &'static str,
        flag: Option<i64>,
        default: usize,
    ) -> Result<usize, Failure> {
        let parse = |text: &str| integer(text).map_err(Failure::usage);
        let bytes = self.value(name, flag, 0, parse, i64::to_string)?;
        Ok(usize::try_from(bytes).ok().filter(|bytes| *bytes > 0).unwrap_or(default))
    }

    pub(crate) fn text(
        &mut self,
        name: &'static str,
        flag: Option<String>,
        show: impl Fn(&str) -> String,
    ) -> Result<Option<String>, Failure> {
        self.optional(name, flag, |text| Ok(text.to_owned()), |text| show(text))
    }

    pub(crate) fn file(
        &mut self,
        name: &'static str,
        flag: Option<OsString>,
    ) -> Result<Option<PathBuf>, Failure> {
        if flag.as_ref().is_some_and(|path| path.is_empty()) {
            let option = name.to_lowercase().replace('_', "-");
            return Err(Failure::usage(format!("empty string is passed to --{option} option")));
        }
        let flag = flag.map(PathBuf::from);
        self.optional(name, flag, |text| Ok(text.into()), |path| path.display().to_string())
    }

    pub(crate) fn list(
        &mut self,
        name: &'static str,
        flags: &[String],
        default: &str,
    ) -> Result<Vec<String>, Failure> {
        let flag = (!flags.is_empty()).then(|| flags.iter().flat_map(|list| split(list)).collect());
        let show = |items: &Vec<String>| format!("[{}]", items.join(" "));
        self.value(name, flag, vec![default.to_owned()], |list| Ok(split(list)), show)
    }

    /// Who gave the setting its value.
    pub(crate) fn origin(&self, name: &str) -> Origin {
        self.settled.get(name).map_or(Origin::Default, |(_, origin)| *origin)
    }

    /// Tells where every setting came from if `debug`; else only, and only people, of a variable that
    /// is not read and looks as if it was meant to be.
    pub(crate) fn report(&self, debug: bool) {
        let unknown = self.unknown();
        if debug {
            let tell = |(name, (shown, origin)): (&&str, &(String, Origin))| {
                format!("{}={shown} ({origin})", variable_of(name))
            };
            let mut settled: Vec<_> = self.settled.iter().map(tell).collect();
            settled.sort();
            let ignored = unknown.iter().map(|name| format!("{name} is not read by ectl"));
            settled.into_iter().chain(ignored).for_each(|line| output::note(&line));
        } else if std::io::stderr().is_terminal()
            && let Some((name, meant)) =
                unknown.iter().find_map(|name| Some((name, self.meant_by(name)?)))
        {
            output::hint(&format!("the variable {name} is not read; did you mean {meant}?"));
        }
    }

    /// Variables that only look as if they were read here, sorted.
    fn unknown(&self) -> Vec<String> {
        let is_read = |variable: &str| {
            let known = self.settled.keys().chain(&ELSEWHERE);
            known.into_iter().any(|name| variable_of(name) == variable)
        };
        let mut unknown: Vec<_> = std::env::vars_os()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, _)| name.into_string().ok())
            .filter(|name| name.starts_with(PREFIX) || name.starts_with(OUR_PREFIX))
            .filter(|name| !is_read(name))
            .collect();
        unknown.sort();
        unknown
    }

    fn meant_by(&self, variable: &str) -> Option<String> {
        let name = variable.strip_prefix(PREFIX).or_else(|| variable.strip_prefix(OUR_PREFIX))?;
        let known = || self.settled.keys().copied();
        known()
            .find(|known| *known == name)
            .or_else(|| known().find(|known| strsim::damerau_levenshtein(known, name) <= 2))
            .or_else(|| known().find(|known| name.starts_with(known)))
            .map(variable_of)
    }
}

/// The variable of a setting.
fn variable_of(name: &str) -> String {
    let prefix = if OURS.contains(&name) { OUR_PREFIX } else { PREFIX };
    format!("{prefix}{name}")
}

fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var_os(variable_of(name)).filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => match value.into_string() {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(named(name, Failure::usage("not UTF-8"))),
        },
    }
}

fn named(name: &str, why: Failure) -> Failure {
    why.reworded(|text| format!("{}: {text}", variable_of(name)))
}

/// A comma-separated list of endpoints; items may be quoted, and space around them does not count.
fn split(list: &str) -> Vec<String> {
    let items = list.split(',').map(|item| without_user(item.trim().trim_matches('"').trim()));
    items.filter(|item| !item.is_empty()).collect()
}

/// Go ignores a user and password in a URL; here they are not even kept, for they may be genuine.
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
    fn lists() {
        assert_eq!(split("a:1, b:2 ,\"c:3\",,"), ["a:1", "b:2", "c:3"]);
        assert!(split(" , ").is_empty());
        let users = split("http://u:p@h:1,u:p@h:1,unix:///a@b,unix:@b");
        assert_eq!(users, ["http://h:1", "h:1", "unix:///a@b", "unix:@b"]);
    }

    #[test]
    fn near_misses() {
        let mut settler = Sources::default();
        for name in ["CACERT", "ENDPOINTS", "PASSWORD", "PASSWORD_FILE", "USER"] {
            settler.settled.insert(name, (String::new(), Origin::Default));
        }
        for (variable, meant) in [
            ("ETCDCTL_ENDPOINT", "ETCDCTL_ENDPOINTS"),
            ("ETCDCTL_CA_CERT", "ETCDCTL_CACERT"),
            ("ETCDCTL_USERNAME", "ETCDCTL_USER"),
            ("ECTL_USER", "ETCDCTL_USER"),
            ("ETCDCTL_PASSWORD_FILE", "ECTL_PASSWORD_FILE"),
            ("ECTL_PASSWORDFILE", "ECTL_PASSWORD_FILE"),
        ] {
            assert_eq!(settler.meant_by(variable).as_deref(), Some(meant));
        }
        assert_eq!(settler.meant_by("ETCDCTL_EDITOR"), None);
    }
}
