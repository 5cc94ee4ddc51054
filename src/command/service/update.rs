//! `service update`.

use super::arguments::{AddressOptions, distinct, metadata};
use super::skipped::note_skipped;
use super::target::{shown, target};
use crate::cli::help::sections::session_variable;
use crate::context::Context;
use crate::failure::{Failure, Kind};
use crate::go::lease_id;
use crate::input::lease_or_inherited;
use crate::output::{counted, note};
use crate::recipe::naming::{Endpoints, UpdatePlan, Wish};
use crate::reply::EndpointChanges;
use clap::Args;
use std::ffi::OsString;

/// Change the endpoints of a target in one transaction
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl service update payments --add 10.0.0.7:80 --remove 10.0.0.5:80
  ectl service update payments --set 10.0.0.6:80,10.0.0.7:80 --dry-run
  ectl service update payments --add 10.0.0.7:80 --metadata '{\"zone\":\"b\"}'

Details:
  Prints the plan: + added, - removed, ~ changed, = unchanged. Existing endpoints keep their
  metadata and lease unless others are given. --set does not touch keys that are not records, or
  endpoints of targets below, such as TARGET/OTHER.

  New endpoints get the lease of the enclosing \"ectl session\", if there is one. Records without a
  lease stay until they are removed.

Exit codes:
  7  an endpoint to be removed does not exist; nothing was changed
  8  another client changed the endpoints meanwhile; nothing was changed

Environment:",
    session_variable!(),
))]
pub(crate) struct Update {
    /// Target of the endpoints
    target: OsString,
    /// Add these addresses
    #[arg(long, value_name = "ADDR,…", value_delimiter = ',')]
    add: Vec<String>,
    /// Remove these addresses
    #[arg(long, value_name = "ADDR,…", value_delimiter = ',')]
    remove: Vec<String>,
    /// Add missing addresses of this list, and remove all others
    #[arg(long, value_name = "ADDR,…", value_delimiter = ',')]
    set: Vec<String>,
    #[command(flatten)]
    any: AddressOptions,
    /// Metadata (JSON) of the endpoints that are added or kept
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// Lease of the endpoints that are added or kept; 0: none
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Print the plan without carrying it out
    #[arg(long)]
    dry_run: bool,
}

impl Update {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointChanges>()?;
        let target = target(&self.target)?;
        let wish = self.wish()?;
        if !self.dry_run {
            cx.refuse_if_read_only("service update")?;
        }
        let session = cx.session()?;
        let now = Endpoints::read(&session, &target).await?;
        let plan = UpdatePlan::new(&target, &now, &wish)?;
        note_skipped(&now.skipped);
        let mut revision = None;
        if !self.dry_run && !plan.is_idle() {
            let reply = session.call(plan.transaction()).await?;
            if !reply.succeeded {
                return Err(changed(&target).into());
            }
            revision = Some(reply.header.unwrap_or_default().revision);
        }
        if self.lease.is_none() {
            note_permanent(plan.permanent());
        }
        let (steps, is_plan) = (plan.steps, self.dry_run);
        output.print(&EndpointChanges { target, steps, revision, is_plan })
    }

    fn wish(&self) -> Result<Wish, Failure> {
        let exactly = !self.set.is_empty();
        if exactly && !(self.add.is_empty() && self.remove.is_empty()) {
            return Err(Failure::usage("--set cannot be combined with --add or --remove"));
        }
        let add = distinct(if exactly { &self.set } else { &self.add })?;
        add.iter().try_for_each(|address| self.any.check(address))?;
        let remove = distinct(&self.remove)?;
        if let Some(both) = add.iter().find(|address| remove.contains(address)) {
            return Err(Failure::usage(format!("{both} is both to be added and to be removed")));
        }
        if add.is_empty() && remove.is_empty() {
            return Err(Failure::usage("nothing to do").hint("use --add, --remove or --set"));
        }
        Ok(Wish {
            add,
            remove,
            exactly,
            metadata: self.metadata.as_deref().map(metadata).transpose()?,
            lease: self.lease,
            usual_lease: lease_or_inherited(self.lease)?.unwrap_or(0),
        })
    }
}

/// Returns the failure of a transaction whose comparisons failed.
pub(super) fn changed(target: &[u8]) -> Failure {
    let text = format!("the endpoints of {} changed meanwhile; nothing was done", shown(target));
    Failure::new(Kind::Unmet, text).hint("check them, then retry")
}

fn note_permanent(records: usize) {
    if records > 0 {
        let records = counted(records, "record has", "records have");
        note(&format!(
            "{records} no lease and will stay until removed (use --lease ID; --lease 0 silences this note)"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::Update;
    use clap::{Args as _, Command, FromArgMatches as _};

    fn code(line: &str) -> u8 {
        let command = Update::augment_args(Command::new("update").no_binary_name(true));
        let matches = command.try_get_matches_from(line.split(' ')).unwrap();
        let update = Update::from_arg_matches(&matches).unwrap();
        update.wish().map_or_else(|failure| failure.kind().code(), |_| 0)
    }

    #[test]
    fn contradictory_options_are_refused() {
        for line in [
            "s",
            "s --set a:1 --add b:1",
            "s --set a:1 --remove b",
            "s --add a:1,b:1 --remove b:1",
            "s --add a:1,",
            "s --add a:1,b",
            "s --set a",
            "s --add a:1 --metadata x",
        ] {
            assert_eq!(code(line), 128, "{line}");
        }
        for line in ["s --add a:1,b:1 --remove c", "s --set a:1", "s --add a:1 --metadata null"] {
            assert_eq!(code(line), 0, "{line}");
        }
    }
}
