//! `service lint`.

use super::target::{shown, target, where_to_look};
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::output::counted;
use crate::recipe::naming::{LintInput, Severity, lint};
use crate::reply::Findings;
use clap::Args;
use std::ffi::OsString;

/// Find records that Go clients ignore or misread
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service lint payments
  ectl service lint payments -w jsonl | jq -r 'select(.severity == \"error\").key'

Details:
  Examines the keys below the target, their previous revisions, and neighbouring keys that clients
  have mistaken for endpoints of the target. The checks cover Go clients of all versions.

Exit codes:
  0  no findings, or only notes
  1  at least one error or warning
  7  no keys below TARGET/")]
pub(crate) struct Lint {
    /// Target to examine
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
            let errors = counted(errors, "error", "errors");
            let warnings = counted(warnings, "warning", "warnings");
            let text = format!("{errors} and {warnings} about {}", shown(&target));
            return Err(Failure::new(Kind::Refused, text).into());
        }
        if input.records.is_empty() {
            let text = format!("there are no keys below {}/", shown(&target));
            return Err(Failure::new(Kind::NotFound, text).hint(where_to_look(&target)).into());
        }
        Ok(())
    }
}
