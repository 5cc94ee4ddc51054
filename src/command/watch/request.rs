//! The request for a watch, from arguments and variables.

use crate::command::hook::{Hook, HookOptions};
use crate::etcd::Range;
use crate::etcd::proto::WatchCreateRequest;
use crate::failure::{Failure, Kind};
use crate::go::{integer, quote};
use crate::input;
use crate::output::shell_word;
use crate::recipe::{EventKind, FeedEnd, FeedStart, WatchEnd};
use clap::Args;
use std::ffi::OsString;

/// One watch, as typed on the command line or on a line of `watch -i`.
#[derive(Debug, Args)]
pub(super) struct WatchOptions {
    #[arg(help = "Key, or first key of a range [variable: ETCDCTL_WATCH_KEY]")]
    key: Option<OsString>,
    #[arg(help = "End of the range (exclusive) [variable: ETCDCTL_WATCH_RANGE_END]")]
    range_end: Option<OsString>,
    /// Watch all keys that begin with KEY
    #[arg(long)]
    prefix: bool,
    /// Start with the changes of this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Print the present keys first, as PUT events
    #[arg(long, conflicts_with = "rev")]
    initial: bool,
    /// Only events of this type
    #[arg(long, value_name = "put|delete")]
    only: Option<String>,
    /// Print the previous key-value pair as well
    #[arg(long)]
    prev_kv: bool,
    /// Report the current revision periodically while idle
    #[arg(long)]
    progress_notify: bool,
    #[command(flatten)]
    pub(super) hook: HookOptions,
}

/// The key or range in `ETCDCTL_WATCH_KEY` and `ETCDCTL_WATCH_RANGE_END`.
#[derive(Debug, Default)]
pub(super) struct KeyVariables {
    pub(super) key: Option<OsString>,
    range_end: Option<OsString>,
}

/// The hint about a compaction with a resume file, which knows better than a revision.
const RESYNC: &str = "--on-compacted=resync reads the keys again";

type WatchKeys = (Vec<u8>, Option<Vec<u8>>);

#[derive(Debug)]
pub(super) struct WatchPlan {
    /// The watch, without the revision.
    pub(super) request: WatchCreateRequest,
    pub(super) only: Option<EventKind>,
    pub(super) start: FeedStart,
    /// A resume file is more than the revision in a hint.
    pub(super) is_resumed: bool,
    pub(super) hook: Option<Hook>,
    /// The arguments that start this watch again, without the revision.
    words: Vec<Vec<u8>>,
}

impl KeyVariables {
    pub(super) fn from_environment() -> Result<Self, Failure> {
        let variable = |name| std::env::var_os(name).filter(|value| !value.is_empty());
        let key = variable("ETCDCTL_WATCH_KEY");
        let range_end = variable("ETCDCTL_WATCH_RANGE_END");
        match (key, range_end) {
            (None, Some(end)) => Err(Failure::usage(format!(
                "ETCDCTL_WATCH_KEY is empty but got ETCDCTL_WATCH_RANGE_END={}",
                quote(&input::bytes(&end))
            ))),
            (key, range_end) => Ok(Self { key, range_end }),
        }
    }
}

impl WatchOptions {
    /// Refuses a `--` without a command, which clap does not report.
    pub(super) fn check_separator(&self, ends_with_separator: bool) -> Result<(), Failure> {
        if self.hook.command.is_empty() && ends_with_separator { Err(no_command()) } else { Ok(()) }
    }

    /// Refuses arguments in interactive mode, where every line has its own.
    pub(super) fn check_unused(&self) -> Result<(), Failure> {
        let options = self.prefix || self.rev != 0 || self.prev_kv || self.progress_notify;
        let options = options || self.initial || self.only.is_some() || self.hook.given().is_some();
        if self.key.is_none() && self.hook.command.is_empty() && !options {
            return Ok(());
        }
        Err(Failure::usage("with --interactive, keys and options are read from stdin")
            .hint("example: echo 'watch --prefix foo' | ectl watch -i"))
    }

    /// Returns the key, and the end of a range, from the arguments or else from the variables.
    pub(super) fn keys(&self, variables: &KeyVariables) -> Result<WatchKeys, Failure> {
        let (key, end) = match (&self.key, &variables.key) {
            (Some(_), Some(_)) => {
                let text = "bad number of arguments (found conflicting environment key)";
                return Err(Failure::usage(text)
                    .hint("ETCDCTL_WATCH_KEY is set: omit the key, or unset the variable"));
            }
            (Some(key), None) => (key, &self.range_end),
            (None, Some(key)) => (key, &variables.range_end),
            (None, None) => {
                return Err(Failure::usage("bad number of arguments")
                    .hint("specify a key; `--prefix ''` watches all keys"));
            }
        };
        Ok((input::bytes(key), end.as_deref().map(input::bytes)))
    }

    pub(super) fn plan(self, (key, end): WatchKeys) -> Result<WatchPlan, Failure> {
        if self.prefix && end.is_some() {
            return Err(Failure::usage("`range_end` and `--prefix` are mutually exclusive"));
        }
        let words = self.words(&key, end.as_deref());
        let only = self.only()?;
        let start = match self.rev {
            _ if self.initial => FeedStart::State,
            0 => FeedStart::Now,
            revision => FeedStart::Revision(revision),
        };
        let range = Range::from_arguments(key, end, self.prefix, false)?;
        let request = WatchCreateRequest {
            key: range.key,
            range_end: range.end,
            progress_notify: self.progress_notify,
            prev_kv: self.prev_kv,
            ..WatchCreateRequest::default()
        };
        let hook = self.hook.hook()?;
        Ok(WatchPlan { request, only, start, is_resumed: false, words, hook })
    }

    fn only(&self) -> Result<Option<EventKind>, Failure> {
        match self.only.as_deref() {
            None => Ok(None),
            Some("put") => Ok(Some(EventKind::Put)),
            Some("delete") => Ok(Some(EventKind::Delete)),
            Some(other) => {
                let text = format!("invalid --only \"{other}\"");
                Err(Failure::new(Kind::Format, text).hint("valid values: put, delete"))
            }
        }
    }

    fn words(&self, key: &[u8], end: Option<&[u8]>) -> Vec<Vec<u8>> {
        let mut words = vec![key.to_vec()];
        words.extend(end.map(<[u8]>::to_vec));
        for (given, option) in [
            (self.prefix, "--prefix"),
            (self.prev_kv, "--prev-kv"),
            (self.progress_notify, "--progress-notify"),
        ] {
            words.extend(given.then(|| option.into()));
        }
        if let Some(only) = &self.only {
            words.extend([b"--only".to_vec(), only.as_bytes().to_vec()]);
        }
        words
    }
}

impl WatchPlan {
    pub(super) fn range(&self) -> Range {
        Range { key: self.request.key.clone(), end: self.request.range_end.clone() }
    }

    pub(super) fn failure(&self, end: FeedEnd) -> Failure {
        match end {
            FeedEnd::Watch(WatchEnd::Refused(fault)) => fault.into(),
            FeedEnd::Watch(WatchEnd::Reverted { reached, now }) => {
                let text = reverted(reached, now);
                let hint = if self.is_resumed { RESYNC } else { "start the watch again" };
                Failure::new(Kind::Ended, text).hint(hint)
            }
            FeedEnd::StateCompacted(revision) => {
                let text = format!(
                    "etcd has compacted revision {revision} before all keys as of it were read"
                );
                let hint = if self.is_resumed { RESYNC } else { "try again" };
                Failure::new(Kind::Ended, text).hint(hint)
            }
            FeedEnd::Watch(WatchEnd::Compacted { wanted, first }) => Failure::new(
                Kind::Ended,
                format!(
                    "watch was canceled (etcdserver: mvcc: required revision has been compacted): \
                     etcd has compacted revision {first}, and the changes from revision {wanted} to \
                     there are gone"
                ),
            )
            .hint(self.advice(first)),
        }
    }

    fn advice(&self, first: i64) -> String {
        if self.is_resumed {
            return RESYNC.to_owned();
        }
        format!("continue with `{}`", self.line(first))
    }

    fn line(&self, revision: i64) -> String {
        let mut line = "ectl watch".to_owned();
        let revision = ["--rev".into(), revision.to_string().into_bytes()];
        for word in self.words.iter().chain(&revision) {
            line.push(' ');
            line.push_str(&shell_word(word));
        }
        if self.hook.is_some() {
            line.push_str(" -- …");
        }
        line
    }
}

/// Returns etcdctl's error for `--` without a command.
pub(super) fn no_command() -> Failure {
    Failure::usage("bad number of arguments (found separator --, but no commands)")
}

/// Returns in words that the store has lost revisions.
pub(super) fn reverted(reached: i64, now: i64) -> String {
    format!("the store was at revision {reached}, and is at revision {now}: was it restored?")
}

#[cfg(test)]
mod tests {
    use super::{KeyVariables, WatchOptions};
    use crate::recipe::{FeedEnd, WatchEnd};
    use clap::{Args as _, FromArgMatches as _};

    fn request(words: &[&str]) -> WatchOptions {
        let command = WatchOptions::augment_args(clap::Command::new("watch").no_binary_name(true));
        WatchOptions::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }

    fn given(key: Option<&str>, range_end: Option<&str>) -> KeyVariables {
        KeyVariables { key: key.map(Into::into), range_end: range_end.map(Into::into) }
    }

    #[test]
    fn keys_come_from_arguments_or_variables_but_not_both() {
        let nothing = given(None, None);
        let some = given(Some("k"), Some("l"));
        assert_eq!(request(&["a", ""]).keys(&nothing).unwrap(), (b"a".into(), Some(vec![])));
        assert_eq!(request(&[]).keys(&some).unwrap(), (b"k".into(), Some(b"l".into())));
        assert!(request(&["a"]).keys(&some).is_err());
        assert!(request(&[]).keys(&nothing).is_err());
    }

    #[test]
    fn words_after_the_separator_are_the_command() {
        let request = request(&["foo", "--rev", "1", "--", "echo", "--rev", "echo"]);
        assert_eq!(request.hook.command, ["echo", "--rev", "echo"]);
        assert_eq!((request.rev, request.range_end), (1, None));
    }

    #[test]
    fn hint_for_a_compacted_watch_continues_it() {
        let request = request(&["a b", "--prefix", "--rev", "3"]);
        let plan = request.plan((b"a b".to_vec(), None)).unwrap();
        assert_eq!(plan.line(7), "ectl watch 'a b' --prefix --rev 7");
        let failure = plan.failure(FeedEnd::Watch(WatchEnd::Compacted { wanted: 3, first: 7 }));
        assert_eq!(failure.kind().code(), 5);
    }
}
