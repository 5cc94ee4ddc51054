//! `make-mirror`: copies a prefix to another cluster, then every change of it.

mod destination;
mod progress;

use crate::context::Context;
use crate::etcd::Range;
use crate::failure::Failure;
use crate::go::{duration, integer};
use crate::input;
use crate::recipe::{KeyMapping, Mirror};
use crate::reply::Mirrored;
use clap::Args;
use destination::Destination;
use progress::MirrorProgress;
use std::convert::Infallible;
use std::ffi::OsString;
use std::sync::Arc;
use std::time::Duration;

/// Mirror keys to another cluster, until stopped
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl make-mirror 10.0.0.9:2379                                   copy all keys, then every change
  ectl make-mirror --prefix app/ --dest-prefix old/app/ db2:2379   copy a prefix under another name
  ectl make-mirror --prefix app/ --no-dest-prefix db2:2379         copy a prefix, and strip it
  ectl make-mirror --once db2:2379                                 copy the current keys and exit
  ectl make-mirror --rev 1200 db2:2379                             changes from revision 1200 on

After a lost connection to either cluster the mirror resumes where it stopped. Keys that exist only
at the destination are not deleted. Leases and revisions are not mirrored.")]
pub(crate) struct MakeMirror {
    #[command(flatten)]
    destination: Destination,
    /// Mirror only keys with this prefix
    #[arg(long, default_value = "", hide_default_value = true)]
    prefix: OsString,
    /// Replace the prefix with this one at the destination
    #[arg(long, default_value = "", hide_default_value = true, value_name = "PREFIX")]
    dest_prefix: OsString,
    /// Strip the prefix at the destination
    #[arg(long)]
    no_dest_prefix: bool,
    /// Mirror only changes from this revision on
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Maximum number of keys in a transaction
    #[arg(long, default_value = "128", value_parser = integer, value_name = "N")]
    max_txn_ops: i64,
    /// Copy the current keys, print their number, and exit
    #[arg(long)]
    once: bool,
    /// Interval of progress reports; 0: never
    #[arg(long, default_value = "30s", value_parser = duration, value_name = "DURATION")]
    interval: Duration,
}

impl MakeMirror {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<Mirrored>()?;
        let max_txn_ops = self.max_txn_ops()?;
        let route = self.route()?;
        self.check_once()?;
        let credentials = self.destination.credentials()?;
        let source = Arc::new(cx.session()?);
        let destination = self.destination.session(source.options(), credentials)?;
        let progress = MirrorProgress::new();
        let (mirror, events) = Mirror::new(source, destination, route, max_txn_ops);
        progress.report(self.mirror(mirror), events, output, self.interval).await
    }

    /// Copies the keys, then follows changes until an error, unless only a copy is wanted.
    async fn mirror(&self, mut mirror: Mirror) -> Result<(), Failure> {
        mirror.connect().await?;
        // Revision 1 is before all changes, so it means a copy, as in etcdctl.
        let from = if self.rev > 1 { self.rev } else { mirror.copy().await?.saturating_add(1) };
        if self.once {
            return Ok(());
        }
        let never: Infallible = mirror.follow(from).await?;
        match never {}
    }

    fn max_txn_ops(&self) -> Result<usize, Failure> {
        let refusal = || Failure::usage("--max-txn-ops must be at least 1");
        usize::try_from(self.max_txn_ops).ok().filter(|ops| *ops > 0).ok_or_else(refusal)
    }

    fn route(&self) -> Result<KeyMapping, Failure> {
        let prefix = input::bytes(&self.prefix);
        let replacement = input::bytes(&self.dest_prefix);
        if self.no_dest_prefix && !replacement.is_empty() {
            return Err(Failure::usage(
                "`--dest-prefix` and `--no-dest-prefix` cannot be set at the same time, choose one",
            ));
        }
        let keep = replacement.is_empty() && !self.no_dest_prefix;
        let Range { key, end: range_end } = Range::prefix(prefix.clone());
        let replacement = if keep { prefix.clone() } else { replacement };
        Ok(KeyMapping { key, range_end, prefix, replacement })
    }

    fn check_once(&self) -> Result<(), Failure> {
        if self.once && self.rev > 1 {
            return Err(Failure::usage(
                "`--once` and `--rev` cannot be set at the same time, choose one",
            )
            .hint("--once copies the current keys; --rev copies only changes"));
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::MakeMirror;
    use crate::failure::Failure;
    use crate::recipe::KeyMapping;
    use clap::{Args as _, Command, FromArgMatches as _};

    fn make_mirror(words: &[&str]) -> MakeMirror {
        let command = MakeMirror::augment_args(Command::new("make-mirror").no_binary_name(true));
        let words = [&["h:1"], words].concat();
        MakeMirror::from_arg_matches(&command.try_get_matches_from(words).unwrap()).unwrap()
    }

    fn route(words: &[&str]) -> Result<KeyMapping, Failure> {
        make_mirror(words).route()
    }

    // etcdctl ignores the prefix with --rev.
    #[test]
    fn prefix_is_kept_unless_replaced_or_stripped() {
        let replacement = |words: &[&str]| route(words).unwrap().replacement;
        assert_eq!(replacement(&["--prefix", "a/"]), b"a/");
        assert_eq!(replacement(&["--prefix", "a/", "--rev", "5"]), b"a/");
        assert_eq!(replacement(&["--prefix", "a/", "--dest-prefix", "b/"]), b"b/");
        assert_eq!(replacement(&["--prefix", "a/", "--no-dest-prefix"]), b"");
        assert!(route(&["--dest-prefix", "b/", "--no-dest-prefix"]).is_err());
        let everything = route(&[]).unwrap();
        assert_eq!((&*everything.key, &*everything.range_end), (&b"\0"[..], &b"\0"[..]));
    }

    #[test]
    fn invalid_options_are_refused() {
        assert!(make_mirror(&["--max-txn-ops", "0"]).max_txn_ops().is_err());
        assert_eq!(make_mirror(&[]).max_txn_ops().unwrap(), 128);
        assert!(make_mirror(&["--once", "--rev", "2"]).check_once().is_err());
        assert!(make_mirror(&["--once", "--rev", "1"]).check_once().is_ok());
    }
}
