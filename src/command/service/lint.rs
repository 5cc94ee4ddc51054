//! `service lint`.

use super::{shown, target, where_to_look};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::recipe::naming::{LintInput, Severity, lint};
use crate::reply::Findings;
use clap::Args;
use std::ffi::OsString;

/// Find records that clients in Go drop or misread
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service lint payments
  ectl service lint payments -w jsonl | jq -r 'select(.severity == \"error\").key'

Looked at are the keys below the target, what stood there before, and keys beside it that clients
have mistaken for its own; clients of all generations are thought of. Exits with 1 if there is an
error or a warning, notes alone are fine; with 7 if there is nothing at all.")]
pub(crate) struct Lint {
    /// The target
    target: OsString,
}

impl Lint {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Findings>()?;
        let target = target(&self.target)?;
        let session = cx.session()?;
        let input = LintInput::collect(&session, &target).await?;
        let findings = Findings { list: lint(&target, &input) };
        output.print(&findings)?;
        let count = |severity| findings.list.iter().filter(|it| it.severity == severity).count();
        let (errors, warnings) = (count(Severity::Error), count(Severity::Warning));
        if errors + warnings > 0 {
            let (errors, warnings) = (number(errors, "error"), number(warnings, "warning"));
            let text = format!("{errors} and {warnings} about {}", shown(&target));
            return Err(Failure::new(Kind::Refused, text).into());
        }
        if input.records.is_empty() {
            let text = format!("there is nothing below {}/", shown(&target));
            return Err(Failure::new(Kind::NotFound, text).hint(where_to_look(&target)).into());
        }
        Ok(())
    }
}

fn number(count: usize, what: &str) -> String {
    if count == 1 { format!("1 {what}") } else { format!("{count} {what}s") }
}
