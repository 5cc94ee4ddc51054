//! Endpoints that accept connections.

use super::until::{Until, address};
use crate::etcd::proto::KeyValue;
use crate::output::Waiting;
use crate::probe::Probe;
use futures_util::future::join_all;
use std::future::pending;
use std::time::Duration;
use tokio::time::sleep;

/// The timeout of a connection attempt, and the pause between two.
const TIMEOUT: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(500);

/// Waits until enough endpoints accept connections, and returns those that do. Meanwhile `state`
/// holds their number.
pub(super) async fn reachable(
    registered: &[KeyValue],
    until: &Until,
    state: &mut Option<String>,
    waiting: &Waiting,
) -> Vec<KeyValue> {
    let Until::Endpoints(count) = *until else { return pending().await };
    if registered.len() < count {
        return pending().await;
    }
    loop {
        let probes = join_all(registered.iter().map(probe)).await;
        let causes: Vec<_> = probes.iter().filter_map(|probe| probe.as_ref().err()).collect();
        let Some(cause) = causes.first() else { return registered.to_vec() };
        let (reachable, all) = (probes.len() - causes.len(), probes.len());
        if reachable >= count {
            let pairs = registered.iter().zip(&probes);
            return pairs.filter(|(_, probe)| probe.is_ok()).map(|(kv, _)| kv.clone()).collect();
        }
        let now = format!("there are {all}, of which {reachable} accept connections; {cause}");
        waiting.because(&now);
        *state = Some(now);
        sleep(PAUSE).await;
    }
}

async fn probe(kv: &KeyValue) -> Result<(), String> {
    let address = address(kv).unwrap_or_default();
    let probe = Probe::dial(&address);
    let connected = async { probe?.run(TIMEOUT).await };
    connected.await.map_err(|cause| format!("{address}: {cause}"))
}
