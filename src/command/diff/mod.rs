//! `diff`: compares the keys of two prefixes, revisions or exports.

mod side;

use crate::context::Context;
use crate::etcd::proto::KeyValue;
use crate::failure::{self, Failure, Kind};
use crate::go::integer;
use crate::output::Output;
use crate::recipe::difference::{Difference, Differences};
use crate::reply::{ChangedKey, DifferencePart};
use clap::Args;
use side::{DiffKeys, DiffSide, SideName};
use std::ffi::OsString;

/// Compare the keys of two prefixes, revisions or exports
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl diff config/ config-backup/     two prefixes
  ectl diff config/ --rev 120          revision 120, and now
  ectl diff config/ --rev 120 --rev2 140 --values
                                       two revisions, with the values
  ectl diff config/ --context2 prod    two clusters
  ectl diff @config.jsonl config/      an export, and now
  ectl diff @config.jsonl              an export, and now the prefix that it names

Details:
  Keys are compared without the prefix, and by their values. Lines begin with - for a key that is
  only in A, + for one only in B and ~ for one with another value.

Exit codes:
  0  no differences
  1  at least one difference
  5  etcd refused, where other commands exit with 1")]
pub(crate) struct Diff {
    /// Prefix, or @FILE for an export
    a: OsString,
    /// Prefix or @FILE (default: the keys of A)
    b: Option<OsString>,
    /// Read A at this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer)]
    rev: i64,
    /// Read B at this revision
    #[arg(long, default_value = "0", hide_default_value = true, value_parser = integer, value_name = "REV")]
    rev2: i64,
    /// Context of B (default: that of A)
    #[arg(long, value_name = "NAME")]
    context2: Option<String>,
    /// Print the values, too
    #[arg(long)]
    values: bool,
}

impl Diff {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let output = cx.output::<DifferencePart>()?;
        let (a, b) = self.sides()?;
        let max_request = cx.settings.limits.max_request_bytes;
        let (mut a, mut b) = DiffSide::open_both(a, b, max_request).await?;
        let session_a = cx.session()?;
        let session_b = match &self.context2 {
            Some(name) => Some(cx.with_context(name).await?.session()?),
            None => None,
        };
        let session_b = session_b.as_ref().unwrap_or(&session_a);
        a.check_namespace(&b, session_b)?;
        b.check_namespace(&a, &session_a)?;
        let same_session = self.context2.is_none();
        let compared = async {
            if same_session {
                side::at_one_revision(&mut a, &mut b, &session_a).await?;
            }
            let merged = Differences::new(a.keys(&session_a).await?, b.keys(session_b).await?);
            self.print(merged, output).await
        };
        match compared.await {
            Ok(0) => Ok(()),
            Ok(_) => Err(Failure::silent(Kind::Refused).into()),
            // The exit code 1 is that of a difference.
            Err(error) if failure::kind(&error) == Kind::Refused => {
                Err(match error.downcast::<Failure>() {
                    Ok(failure) => failure.of_kind(Kind::Ended).into(),
                    Err(error) => error,
                })
            }
            Err(error) => Err(error),
        }
    }

    fn sides(&self) -> Result<(SideName, SideName), Failure> {
        let a = SideName::new(&self.a, self.rev, "--rev")?;
        let b = match &self.b {
            Some(b) => SideName::new(b, self.rev2, "--rev2")?,
            None if a.is_file() => SideName::LikeOther { revision: self.rev2 },
            None if self.rev == self.rev2 && self.context2.is_none() => {
                return Err(Failure::usage("A would be compared with itself")
                    .hint("name B, a revision with --rev or --rev2, or a --context2"));
            }
            None => SideName::LikeOther { revision: self.rev2 },
        };
        if a.is_stdin() && b.is_stdin() {
            return Err(Failure::usage("only one side can be stdin"));
        }
        Ok((a, b))
    }

    /// Prints the differences, and returns their number.
    async fn print(
        &self,
        mut merged: Differences<DiffKeys, DiffKeys>,
        mut output: Output<DifferencePart>,
    ) -> anyhow::Result<u64> {
        let mut before = 0;
        while let Some(difference) = merged.next().await? {
            if let Some(change) = self.change(difference) {
                output.add(&DifferencePart::Key { change, before })?;
                before += 1;
            }
        }
        output.add(&DifferencePart::End(before))?;
        output.flush()?;
        Ok(before)
    }

    fn change(&self, difference: Difference<KeyValue, KeyValue>) -> Option<ChangedKey> {
        let (a, b) = match difference {
            Difference::OnlyLeft(a) => (Some(a), None),
            Difference::OnlyRight(b) => (None, Some(b)),
            Difference::Both(a, b) if a.value == b.value => return None,
            Difference::Both(a, b) => (Some(a), Some(b)),
        };
        let key = a.as_ref().or(b.as_ref()).map(|kv| kv.key.clone()).unwrap_or_default();
        Some(ChangedKey { key, a, b, values: self.values })
    }
}
