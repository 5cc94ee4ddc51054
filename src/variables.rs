//! Where a setting comes from: flag, then `ETCDCTL_*` variable, then default.

use crate::failure::Failure;
use crate::input::{boolean, duration, integer};
use crate::output;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fmt;
use std::io::IsTerminal as _;
use std::path::PathBuf;
use std::time::Duration;

const PREFIX: &str = "ETCDCTL_";

/// Variables that are read by single commands, or were by the etcdctl of old.
const ELSEWHERE: [&str; 4] = ["API", "CLUSTER", "WATCH_KEY", "WATCH_RANGE_END"];

/// Who gave a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Origin {
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
pub(crate) struct Settler {
    settled: BTreeMap<&'static str, (String, Origin)>,
}

impl Settler {
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
        self.value(name, flag, default, parse, |duration| format!("{duration:?}"))
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
            let option = name.to_lowercase();
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

    /// Whether the user gave the setting a value.
    pub(crate) fn is_given(&self, name: &str) -> bool {
        self.settled.get(name).is_some_and(|(_, origin)| *origin != Origin::Default)
    }

    /// Tells where every setting came from if `debug`; else only, and only people, of a variable that
    /// is not read and looks as if it was meant to be.
    pub(crate) fn report(&self, debug: bool) {
        let unknown = self.unknown();
        if debug {
            let tell = |(name, (shown, origin)): (&&str, &(String, Origin))| {
                format!("{PREFIX}{name}={shown} ({origin})")
            };
            let settled = self.settled.iter().map(tell);
            let ignored = unknown.iter().map(|name| format!("{PREFIX}{name} is not read by ectl"));
            settled.chain(ignored).for_each(|line| output::note(&line));
        } else if std::io::stderr().is_terminal()
            && let Some((name, meant)) =
                unknown.iter().find_map(|name| Some((name, self.meant_by(name)?)))
        {
            output::hint(&format!(
                "the variable {PREFIX}{name} is not read; did you mean {PREFIX}{meant}?"
            ));
        }
    }

    /// Variables that only look like ours, sorted.
    fn unknown(&self) -> Vec<String> {
        let ours = |name: &str| self.settled.contains_key(name) || ELSEWHERE.contains(&name);
        let mut unknown: Vec<_> = std::env::vars_os()
            .filter(|(_, value)| !value.is_empty())
            .filter_map(|(name, _)| Some(name.to_str()?.strip_prefix(PREFIX)?.to_owned()))
            .filter(|name| !ours(name))
            .collect();
        unknown.sort();
        unknown
    }

    fn meant_by(&self, name: &str) -> Option<&'static str> {
        let near = |known: &&str| {
            strsim::damerau_levenshtein(known, name) <= 2 || name.starts_with(*known)
        };
        self.settled.keys().copied().find(near)
    }
}

fn variable(name: &str) -> Result<Option<String>, Failure> {
    match std::env::var_os(format!("{PREFIX}{name}")).filter(|value| !value.is_empty()) {
        None => Ok(None),
        Some(value) => match value.into_string() {
            Ok(text) => Ok(Some(text)),
            Err(_) => Err(named(name, Failure::usage("not UTF-8"))),
        },
    }
}

fn named(name: &str, why: Failure) -> Failure {
    why.reworded(|text| format!("{PREFIX}{name}: {text}"))
}

/// A comma-separated list; items may be quoted, and space around them does not count.
fn split(list: &str) -> Vec<String> {
    let items = list.split(',').map(|item| item.trim().trim_matches('"').trim().to_owned());
    items.filter(|item| !item.is_empty()).collect()
}

#[cfg(test)]
mod tests {
    use super::{Origin, Settler, split};

    #[test]
    fn lists() {
        assert_eq!(split("a:1, b:2 ,\"c:3\",,"), ["a:1", "b:2", "c:3"]);
        assert!(split(" , ").is_empty());
    }

    #[test]
    fn near_misses() {
        let mut settler = Settler::default();
        for name in ["CACERT", "ENDPOINTS", "USER"] {
            settler.settled.insert(name, (String::new(), Origin::Default));
        }
        assert_eq!(settler.meant_by("ENDPOINT"), Some("ENDPOINTS"));
        assert_eq!(settler.meant_by("CA_CERT"), Some("CACERT"));
        assert_eq!(settler.meant_by("USERNAME"), Some("USER"));
        assert_eq!(settler.meant_by("EDITOR"), None);
    }
}
