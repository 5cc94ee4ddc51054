//! `service resolve`.

use super::{note_skipped, shown, target, where_to_look};
use crate::context::Context;
use crate::etcd::proto::LeaseTimeToLiveRequest;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::duration;
use crate::go::integer;
use crate::output::{Format, note};
use crate::probe::Probe;
use crate::recipe::naming::{Endpoints, ServiceEndpoint};
use crate::reply::{Resolved, ResolvedEndpoint};
use clap::Args;
use futures_util::future::join_all;
use futures_util::stream::{StreamExt as _, TryStreamExt as _, iter};
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::time::Duration;

/// How many leases are looked at at once.
const AT_ONCE: usize = 32;

/// Show the endpoints of a target, an address a line
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service resolve payments
  ectl service resolve payments -w table            with metadata, lease and the seconds it has left
  ectl service resolve payments --probe --min 2     fail unless two can be reached
  address=$(ectl service resolve web | shuf -n1)    any of them

The answer is never an old one. Keys below the target that are no record with an address are
skipped, with notes on stderr. Exits with 7 if there is no endpoint.")]
pub(crate) struct Resolve {
    /// The target: endpoints are the keys below TARGET/
    target: OsString,
    /// Connect to each, and leave out those that cannot be reached
    #[arg(long)]
    probe: bool,
    /// How long an endpoint may take to be connected to
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = duration)]
    probe_timeout: Duration,
    /// Exit with 7 if there are fewer; 0: never
    #[arg(long, value_name = "N", default_value = "1", value_parser = integer)]
    min: i64,
}

impl Resolve {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Resolved>()?;
        let target = target(&self.target)?;
        let min = usize::try_from(self.min)
            .map_err(|_| Failure::usage(format!("bad value {} for --min", self.min)))?;
        let session = cx.session()?;
        let Endpoints { revision, list, skipped } = Endpoints::read(&session, &target).await?;
        note_skipped(&skipped);
        let mut ttls = BTreeMap::new();
        if output.format() != Format::Simple {
            ttls = time_left(&session, &list).await?;
        }
        let troubles = if self.probe { self.probe(&list).await } else { Vec::new() };
        let troubles = troubles.into_iter().map(Result::err).chain(std::iter::repeat(None));
        let found = list.into_iter().zip(troubles).map(|(endpoint, trouble)| {
            let remaining_ttl = ttls.get(&endpoint.lease).copied();
            ResolvedEndpoint { endpoint, remaining_ttl, trouble }
        });
        let resolved = Resolved { target, revision, found: found.collect(), probed: self.probe };
        if output.format() == Format::Simple {
            resolved.found.iter().for_each(note_trouble);
        }
        output.print(&resolved)?;
        enough(&resolved, min)
    }

    /// Tries to reach all of them at once.
    async fn probe(&self, endpoints: &[ServiceEndpoint]) -> Vec<Result<(), String>> {
        let each = endpoints.iter().map(|endpoint| reach(&endpoint.address, self.probe_timeout));
        join_all(each).await
    }
}

/// Whether an address accepts connections.
async fn reach(address: &str, patience: Duration) -> Result<(), String> {
    Probe::dial(address)?.run(patience).await
}

/// The seconds that leases have left.
async fn time_left(
    session: &Session,
    endpoints: &[ServiceEndpoint],
) -> Result<BTreeMap<i64, i64>, CallError> {
    let leases = endpoints.iter().map(|endpoint| endpoint.lease).filter(|lease| *lease != 0);
    let leases: BTreeSet<_> = leases.collect();
    let asked = leases.into_iter().map(async |id| {
        let reply = session.call(LeaseTimeToLiveRequest { id, keys: false }).await?;
        // One that has expired since has none.
        Ok((id, reply.ttl.max(0)))
    });
    iter(asked).buffered(AT_ONCE).try_collect().await
}

fn note_trouble(ResolvedEndpoint { endpoint, trouble, .. }: &ResolvedEndpoint) {
    if let Some(why) = trouble {
        note(&format!("cannot reach {}: {why}", endpoint.address));
    }
}

fn enough(resolved: &Resolved, min: usize) -> anyhow::Result<()> {
    let good = resolved.found.iter().filter(|found| found.trouble.is_none()).count();
    if good >= min {
        return Ok(());
    }
    let target = shown(&resolved.target);
    let failure = match (resolved.found.len(), min) {
        (0, 1) => Failure::new(Kind::NotFound, format!("{target} has no endpoints")),
        (all, min) => {
            let reached =
                if good < all { format!(", {good} that can be reached") } else { String::new() };
            let text = format!("{target} has {all} endpoints{reached}; {min} are wanted");
            Failure::new(Kind::NotFound, text)
        }
    };
    Err(match resolved.found.len() {
        0 => failure.hint(where_to_look(&resolved.target)),
        _ => failure,
    }
    .into())
}
