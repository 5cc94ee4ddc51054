//! `service update`.

use super::{check_address, metadata, note_skipped, shown, target};
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
#[command(after_help = "\
Examples:
  ectl service update payments --add 10.0.0.7:80 --remove 10.0.0.5:80
  ectl service update payments --set 10.0.0.6:80,10.0.0.7:80 --dry-run
  ectl service update payments --add 10.0.0.7:80 --metadata '{\"zone\":\"b\"}'

The plan is printed: + added, - removed, ~ altered, = there already. An endpoint that is there keeps
its metadata and its lease unless others are given. All is done or nothing: exits with 7 if one to
be removed is not there, and with 8 if anybody has changed the endpoints meanwhile. --set leaves
alone what is no record, and the endpoints of targets below, such as TARGET/OTHER.

The lease of what is new is that of the `ectl session` around us, if there is one. Records without a
lease stay until they are removed.")]
pub(crate) struct Update {
    /// The target
    target: OsString,
    /// Add these addresses
    #[arg(long, value_name = "ADDR,…", value_delimiter = ',')]
    add: Vec<String>,
    /// Remove these addresses
    #[arg(long, value_name = "ADDR,…", value_delimiter = ',')]
    remove: Vec<String>,
    /// Have exactly these addresses: add what is missing, remove all others
    #[arg(long, value_name = "ADDR,…", value_delimiter = ',')]
    set: Vec<String>,
    /// What clients are told about the endpoints that are added or kept
    #[arg(long, value_name = "JSON")]
    metadata: Option<String>,
    /// The lease of the endpoints that are added or kept; 0: none
    #[arg(long, value_name = "ID", value_parser = lease_id)]
    lease: Option<i64>,
    /// Print the plan, and do nothing
    #[arg(long)]
    dry_run: bool,
}

impl Update {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<EndpointChanges>()?;
        let target = target(&self.target)?;
        let wish = self.wish()?;
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
        output.print(&EndpointChanges { target, steps: plan.steps, revision })
    }

    fn wish(&self) -> Result<Wish, Failure> {
        let exactly = !self.set.is_empty();
        if exactly && !(self.add.is_empty() && self.remove.is_empty()) {
            let text = "--set says all there is to be: leave out --add and --remove";
            return Err(Failure::usage(text));
        }
        let add = distinct(if exactly { &self.set } else { &self.add })?;
        add.iter().try_for_each(|address| check_address(address))?;
        let remove = distinct(&self.remove)?;
        if let Some(both) = add.iter().find(|address| remove.contains(address)) {
            return Err(Failure::usage(format!("{both} is to be added and to be removed")));
        }
        if add.is_empty() && remove.is_empty() {
            return Err(Failure::usage("there is nothing to do")
                .hint("--add, --remove or --set say what the endpoints should be"));
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

/// Each address once; none is empty.
pub(crate) fn distinct(addresses: &[String]) -> Result<Vec<String>, Failure> {
    let mut distinct: Vec<String> = Vec::new();
    for address in addresses {
        if address.is_empty() {
            return Err(Failure::usage("an address is empty"));
        }
        if !distinct.contains(address) {
            distinct.push(address.clone());
        }
    }
    Ok(distinct)
}

/// What it means that the transaction did not take place.
pub(crate) fn changed(target: &[u8]) -> Failure {
    let text = format!("the endpoints of {} changed meanwhile; nothing was done", shown(target));
    Failure::new(Kind::Unmet, text).hint("look at them, and try again")
}

fn note_permanent(records: usize) {
    if records > 0 {
        let records = counted(records, "record", "records");
        note(&format!(
            "{records} without a lease: to stay until removed (--lease ID, or 0 for no note)"
        ));
    }
}

#[cfg(test)]
mod tests {
    use super::{Update, distinct};
    use clap::{Args as _, Command, FromArgMatches as _};

    fn code(line: &str) -> u8 {
        let command = Update::augment_args(Command::new("update").no_binary_name(true));
        let matches = command.try_get_matches_from(line.split(' ')).unwrap();
        let update = Update::from_arg_matches(&matches).unwrap();
        update.wish().map_or_else(|failure| failure.kind().code(), |_| 0)
    }

    #[test]
    fn contradictions_are_refused() {
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
        let twice = ["a".to_owned(), "b".to_owned(), "a".to_owned()];
        assert_eq!(distinct(&twice).unwrap(), ["a", "b"]);
    }
}
