//! `make-mirror`: copies a prefix to another cluster, then every change of it.

mod comparison;
mod destination;
mod progress;

use crate::cli::help::sections::ended_by_signals;
use crate::context::Context;
use crate::etcd::Range;
use crate::failure::Failure;
use crate::go::{duration, integer};
use crate::input;
use crate::recipe::{Events, KeyMapping, Mirror, MirrorEvent, Writes};
use crate::reply::{DifferencePart, Mirrored};
use clap::Args;
use destination::Destination;
use progress::MirrorProgress;
use std::convert::Infallible;
use std::ffi::OsString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// Mirror keys to another cluster, until stopped
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl make-mirror 10.0.0.9:2379                                   copy all keys, then every change
  ectl make-mirror --prefix app/ --dest-prefix old/app/ db2:2379   copy a prefix under another name
  ectl make-mirror --prefix app/ --no-dest-prefix db2:2379         copy a prefix, and strip it
  ectl make-mirror --once db2:2379                                 copy the current keys and exit
  ectl make-mirror --rev 1200 db2:2379                             changes from revision 1200 on
  ectl make-mirror --prune --resume-file db2.json db2:2379         go on where the last mirror ended
  ectl make-mirror --prune --dry-run db2:2379                      print what the copy would change
  ectl make-mirror --once --prune --verify db2:2379                copy, and compare both clusters
  ectl make-mirror --verify db2:2379                               only compare

Details:
  After a lost connection to either cluster the mirror resumes where it stopped. Keys that exist
  only at the destination are deleted only with --prune. Leases and revisions are not mirrored.

  --dry-run and --verify print keys as they are named at the destination, after a + if they are
  missing there, a - if only the destination has them, and a ~ if their values differ. Keys that
  change during a comparison may be among them.

  With --resume-file all keys are copied again if changes were compacted before they were mirrored.

Exit codes:
  1  the clusters differ, with --verify
  5  the source has compacted changes that are needed, or was restored; with --verify also if etcd
     refused

",
    ended_by_signals!(),
))]
pub(crate) struct MakeMirror {
    #[command(flatten)]
    destination: Destination,
    /// Mirror only keys with this prefix
    #[arg(long, default_value = "", hide_default_value = true)]
    prefix: OsString,
    /// Replace the prefix with this one at the destination
    #[arg(
        long,
        default_value = "",
        hide_default_value = true,
        value_name = "PREFIX",
        help_heading = "Destination options"
    )]
    dest_prefix: OsString,
    /// Strip the prefix at the destination
    #[arg(long, help_heading = "Destination options")]
    no_dest_prefix: bool,
    /// Mirror only changes from this revision on; 0 and 1: copy all keys first
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Maximum number of keys in a transaction
    #[arg(long, default_value = "128", value_parser = integer, value_name = "N")]
    max_txn_ops: i64,
    /// Copy the current keys, print their number, and exit
    #[arg(long)]
    once: bool,
    /// Remember in FILE what was mirrored, and go on from there
    #[arg(long, value_name = "FILE", conflicts_with_all = ["once", "rev", "verify", "dry_run"])]
    resume_file: Option<PathBuf>,
    /// Delete keys of the destination that the source lacks
    #[arg(long, conflicts_with = "rev")]
    prune: bool,
    /// Compare both clusters, after the copy with --once
    #[arg(long, conflicts_with_all = ["rev", "dry_run"])]
    verify: bool,
    /// Print what a copy would change, and write nothing
    #[arg(long, conflicts_with = "rev")]
    dry_run: bool,
    /// Interval of progress reports; 0: never
    #[arg(long, default_value = "30s", value_parser = duration, value_name = "DURATION")]
    interval: Duration,
}

impl MakeMirror {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        if self.verify || self.dry_run {
            let output = cx.output::<DifferencePart>()?;
            return self.compare(self.open(cx)?, output).await;
        }
        let output = cx.output::<Mirrored>()?;
        let (mirror, events) = self.open(cx)?;
        let progress = MirrorProgress::new(self.prune);
        progress.report(self.mirror(mirror), events, output, self.interval).await
    }

    /// Checks all that can be checked without a connection.
    fn open(&self, cx: &Context) -> Result<(Mirror, Events<MirrorEvent>), Failure> {
        let max_txn_ops = self.max_txn_ops()?;
        let route = self.route()?;
        self.check_once()?;
        self.check_prune(&route)?;
        let credentials = self.destination.credentials()?;
        let source = Arc::new(cx.session()?);
        let destination = self.destination.session(source.options(), credentials)?;
        Ok(Mirror::new(source, destination, route, max_txn_ops, self.prune))
    }

    /// Copies the keys, then follows changes until an error, unless only a copy is wanted.
    async fn mirror(&self, mut mirror: Mirror) -> Result<(), Failure> {
        mirror.connect(Writes::All).await?;
        let never: Infallible = match &self.resume_file {
            Some(path) => {
                mirror.remember(path)?;
                mirror.resume().await?
            }
            // Revision 1 is before all changes, so it means a copy, as in etcdctl.
            None if self.rev > 1 => mirror.follow(self.rev).await?,
            None => {
                let revision = mirror.copy_and_prune().await?;
                if self.once {
                    return Ok(());
                }
                mirror.follow(revision.saturating_add(1)).await?
            }
        };
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

    fn check_prune(&self, route: &KeyMapping) -> Result<(), Failure> {
        if !self.prune {
            return Ok(());
        }
        if self.verify && !self.once {
            return Err(Failure::usage("--prune deletes nothing with --verify")
                .hint("add --once to copy and prune first"));
        }
        if route.replacement.is_empty() && !route.prefix.is_empty() {
            return Err(Failure::usage("--prune would delete all other keys of the destination")
                .hint("--no-dest-prefix mixes the copied keys with them; use --dest-prefix"));
        }
        Ok(())
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
