//! What to watch: arguments and variables, and the request they make.

use super::exec::Hook;
use crate::etcd::Range;
use crate::etcd::proto::WatchCreateRequest;
use crate::failure::{Failure, Kind};
use crate::go::integer;
use crate::go::quote;
use crate::input;
use crate::recipe::WatchEnd;
use clap::Args;
use std::ffi::OsString;

/// One watch, as typed on the command line or on a line of an interactive one.
#[derive(Debug, Args)]
pub(super) struct WatchOptions {
    /// The key, or the first key of a range [variable: `ETCDCTL_WATCH_KEY`]
    key: Option<OsString>,
    /// The end of the range, not in it itself [variable: `ETCDCTL_WATCH_RANGE_END`]
    range_end: Option<OsString>,
    /// Watch every key that begins with KEY
    #[arg(long)]
    prefix: bool,
    /// Begin with the changes of this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Print also what the pair was before
    #[arg(long)]
    prev_kv: bool,
    /// Report how far etcd has come while there are no changes
    #[arg(long)]
    progress_notify: bool,
    /// Stop with exit code 1 if CMD fails, or not
    #[arg(long, default_value = "stop", value_name = "stop|ignore")]
    on_exec_error: String,
    /// Run this for every change, without a shell, one after the other
    #[arg(last = true, value_name = "CMD")]
    command: Vec<OsString>,
}

/// A key to watch that a variable gives.
#[derive(Debug, Default)]
pub(super) struct Given {
    pub(super) key: Option<OsString>,
    range_end: Option<OsString>,
}

/// A key and, of a range, its end.
type WatchKeys = (Vec<u8>, Option<Vec<u8>>);

/// What is asked of etcd, and what is done with the answers.
#[derive(Debug)]
pub(super) struct WatchPlan {
    pub(super) request: WatchCreateRequest,
    pub(super) hook: Option<Hook>,
    /// The words that would start this watch again, but for the revision.
    words: Vec<OsString>,
}

impl Given {
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
    /// Refuses a `--` with nothing behind it. clap does not tell that it was there.
    pub(super) fn check_separator(&self) -> Result<(), Failure> {
        let is_last = || std::env::args_os().next_back().is_some_and(|word| word == "--");
        if self.command.is_empty() && is_last() { Err(no_command()) } else { Ok(()) }
    }

    /// Refuses arguments beside `--interactive`, where every line has its own.
    pub(super) fn check_unused(&self) -> Result<(), Failure> {
        let options = self.prefix || self.rev != 0 || self.prev_kv || self.progress_notify;
        if self.key.is_none() && self.command.is_empty() && !options {
            return Ok(());
        }
        Err(Failure::usage("with --interactive, keys and options are given in the lines of stdin")
            .hint("as in: echo 'watch --prefix foo' | ectl watch -i"))
    }

    /// The key, and the end of a range, from the arguments or else from the variables.
    pub(super) fn keys(&self, given: &Given) -> Result<WatchKeys, Failure> {
        let (key, end) = match (&self.key, &given.key) {
            (Some(_), Some(_)) => {
                let text = "bad number of arguments (found conflicting environment key)";
                return Err(Failure::usage(text)
                    .hint("ETCDCTL_WATCH_KEY is set: leave out the key, or unset the variable"));
            }
            (Some(key), None) => (key, &self.range_end),
            (None, Some(key)) => (key, &given.range_end),
            (None, None) => {
                return Err(Failure::usage("bad number of arguments")
                    .hint("name a key; `--prefix ''` is every key"));
            }
        };
        Ok((input::bytes(key), end.as_deref().map(input::bytes)))
    }

    pub(super) fn plan(self, (key, end): WatchKeys) -> Result<WatchPlan, Failure> {
        if self.prefix && end.is_some() {
            return Err(Failure::usage("`range_end` and `--prefix` are mutually exclusive"));
        }
        let words = self.words(&key, end.as_deref());
        let range = Range::from_arguments(key, end, self.prefix, false)?;
        let request = WatchCreateRequest {
            key: range.key,
            range_end: range.end,
            start_revision: self.rev,
            progress_notify: self.progress_notify,
            prev_kv: self.prev_kv,
            ..WatchCreateRequest::default()
        };
        Ok(WatchPlan { request, words, hook: Hook::new(self.command, &self.on_exec_error)? })
    }

    fn words(&self, key: &[u8], end: Option<&[u8]>) -> Vec<OsString> {
        let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned().into();
        let mut words = vec![text(key)];
        words.extend(end.map(text));
        for (given, option) in [
            (self.prefix, "--prefix"),
            (self.prev_kv, "--prev-kv"),
            (self.progress_notify, "--progress-notify"),
        ] {
            words.extend(given.then(|| option.into()));
        }
        words
    }
}

impl WatchPlan {
    /// The end of a watch, in words.
    pub(super) fn failure(&self, end: WatchEnd) -> Failure {
        match end {
            WatchEnd::Refused(fault) => fault.into(),
            WatchEnd::Compacted { wanted, first } => Failure::new(
                Kind::Ended,
                format!(
                    "watch was canceled (etcdserver: mvcc: required revision has been compacted): \
                     etcd has compacted revision {first}, and the changes from revision {wanted} to \
                     there are gone"
                ),
            )
            .hint(format!("`{}` goes on with what is left", self.line(first))),
        }
    }

    fn line(&self, revision: i64) -> String {
        let mut line = "ectl watch".to_owned();
        let revision = ["--rev".into(), revision.to_string().into()];
        for word in self.words.iter().chain(&revision) {
            line.push(' ');
            line.push_str(&shell_word(&word.to_string_lossy()));
        }
        if self.hook.is_some() {
            line.push_str(" -- …");
        }
        line
    }
}

/// What `--` without a command is answered with.
pub(super) fn no_command() -> Failure {
    Failure::usage("bad number of arguments (found separator --, but no commands)")
}

/// A word as a shell takes it.
fn shell_word(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-./:@%+=,".contains(c);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{Given, WatchOptions, shell_word};
    use crate::recipe::WatchEnd;
    use clap::{Args as _, FromArgMatches as _};

    fn request(words: &[&str]) -> WatchOptions {
        let command = WatchOptions::augment_args(clap::Command::new("watch").no_binary_name(true));
        WatchOptions::from_arg_matches(&command.get_matches_from(words)).unwrap()
    }

    fn given(key: Option<&str>, range_end: Option<&str>) -> Given {
        Given { key: key.map(Into::into), range_end: range_end.map(Into::into) }
    }

    #[test]
    fn a_key_comes_from_the_arguments_or_the_variables_not_from_both() {
        let nothing = given(None, None);
        let some = given(Some("k"), Some("l"));
        assert_eq!(request(&["a", ""]).keys(&nothing).unwrap(), (b"a".into(), Some(vec![])));
        assert_eq!(request(&[]).keys(&some).unwrap(), (b"k".into(), Some(b"l".into())));
        assert!(request(&["a"]).keys(&some).is_err());
        assert!(request(&[]).keys(&nothing).is_err());
    }

    #[test]
    fn the_command_is_what_follows_the_separator() {
        let request = request(&["foo", "--rev", "1", "--", "echo", "--rev", "echo"]);
        assert_eq!(request.command, ["echo", "--rev", "echo"]);
        assert_eq!((request.rev, request.range_end), (1, None));
    }

    #[test]
    fn a_compacted_watch_says_how_to_go_on() {
        let request = request(&["a b", "--prefix", "--rev", "3"]);
        let plan = request.plan((b"a b".to_vec(), None)).unwrap();
        assert_eq!(plan.line(7), "ectl watch 'a b' --prefix --rev 7");
        let failure = plan.failure(WatchEnd::Compacted { wanted: 3, first: 7 });
        assert_eq!(failure.kind().code(), 5);
    }

    #[test]
    fn words_for_a_shell() {
        for (word, quoted) in
            [("a/b-1", "a/b-1"), ("", "''"), ("it's", r"'it'\''s'"), ("$x", "'$x'")]
        {
            assert_eq!(shell_word(word), quoted);
        }
    }
}
