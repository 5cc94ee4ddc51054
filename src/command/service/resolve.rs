//! `service resolve`.

use super::skipped::note_skipped;
use super::target::{shown, target, where_to_look};
use crate::context::Context;
use crate::etcd::proto::LeaseTimeToLiveRequest;
use crate::etcd::{CallError, Session};
use crate::failure::{Failure, Kind};
use crate::go::{duration, integer};
use crate::output::{Format, counted, note};
use crate::probe::Probe;
use crate::recipe::concurrently;
use crate::recipe::naming::{Endpoints, ServiceEndpoint};
use crate::reply::{Resolved, ResolvedEndpoint};
use clap::Args;
use futures_util::future::join_all;
use std::collections::{BTreeMap, BTreeSet};
use std::ffi::OsString;
use std::time::Duration;

/// Print the addresses of a target's endpoints
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl service resolve payments
  ectl service resolve payments -w table            with metadata, lease and its remaining TTL
  ectl service resolve payments --probe --min 2     fail unless 2 endpoints are reachable
  address=$(ectl service resolve web | shuf -n1)    a random endpoint

Details:
  Reads are linearizable. Keys below the target that are not records with an address are skipped,
  with notes on stderr.

Exit codes:
  7  fewer endpoints than --min")]
pub(crate) struct Resolve {
    /// Target; its endpoints are the keys below TARGET/
    target: OsString,
    /// Connect to each endpoint, and omit unreachable ones
    #[arg(long)]
    probe: bool,
    /// Timeout of a connection attempt
    #[arg(long, value_name = "DURATION", default_value = "1s", value_parser = duration)]
    probe_timeout: Duration,
    /// Exit with 7 if there are fewer than N; 0: never
    #[arg(long, value_name = "N", default_value = "1", value_parser = integer)]
    min: i64,
}

impl Resolve {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let mut output = cx.output::<Resolved>()?;
        let target = target(&self.target)?;
        let min = usize::try_from(self.min).map_err(|_| {
            Failure::usage(format!("invalid --min {}: must not be negative", self.min))
        })?;
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

    async fn probe(&self, endpoints: &[ServiceEndpoint]) -> Vec<Result<(), String>> {
        let dial = async |endpoint: &ServiceEndpoint| {
            Probe::dial(&endpoint.address)?.run(self.probe_timeout).await
        };
        join_all(endpoints.iter().map(dial)).await
    }
}

/// Returns the remaining TTLs of the endpoints' leases, in seconds.
async fn time_left(
    session: &Session,
    endpoints: &[ServiceEndpoint],
) -> Result<BTreeMap<i64, i64>, CallError> {
    let leases = endpoints.iter().map(|endpoint| endpoint.lease).filter(|lease| *lease != 0);
    let leases: BTreeSet<_> = leases.collect();
    let ttls = leases.into_iter().map(async |id| {
        let reply = session.call(LeaseTimeToLiveRequest { id, keys: false }).await?;
        // etcd reports -1 for a lease that has expired since.
        Ok((id, reply.ttl.max(0)))
    });
    Ok(concurrently(ttls).await?.into_iter().collect())
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
                if good < all { format!(", {good} of them reachable") } else { String::new() };
            let endpoints = counted(all, "endpoint", "endpoints");
            let text = format!("{target} has {endpoints}{reached}; {min} required");
            Failure::new(Kind::NotFound, text)
        }
    };
    Err(match resolved.found.len() {
        0 => failure.hint(where_to_look(&resolved.target)),
        _ => failure,
    }
    .into())
}
