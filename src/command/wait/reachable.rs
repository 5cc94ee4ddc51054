//! Endpoints that are not only registered, but accept connections.

use super::until::{Until, address};
use crate::etcd::proto::KeyValue;
use crate::probe::Probe;
use futures_util::future::join_all;
use std::future::pending;
use std::time::Duration;
use tokio::time::sleep;

/// How long an endpoint may take to accept a connection, and how long it is until it is asked again.
const PATIENCE: Duration = Duration::from_secs(2);
const PAUSE: Duration = Duration::from_millis(500);

/// Waits until enough of these endpoints accept connections, and returns those that do. Notes how many
/// do until then.
pub(super) async fn reachable(
    registered: &[KeyValue],
    until: &Until,
    state: &mut Option<String>,
) -> Vec<KeyValue> {
    let Until::Endpoints(count) = *until else { return pending().await };
    if registered.len() < count {
        return pending().await;
    }
    loop {
        let asked = join_all(registered.iter().map(ask)).await;
        let causes: Vec<_> = asked.iter().filter_map(|asked| asked.as_ref().err()).collect();
        let Some(cause) = causes.first() else { return registered.to_vec() };
        let (there, all) = (asked.len() - causes.len(), asked.len());
        if there >= count {
            let pairs = registered.iter().zip(&asked);
            return pairs.filter(|(_, asked)| asked.is_ok()).map(|(kv, _)| kv.clone()).collect();
        }
        *state = Some(format!("there are {all}, of which {there} accept connections; {cause}"));
        sleep(PAUSE).await;
    }
}

async fn ask(kv: &KeyValue) -> Result<(), String> {
    let address = address(kv).unwrap_or_default();
    let probe = Probe::dial(&address);
    let asked = async { probe?.run(PATIENCE).await };
    asked.await.map_err(|cause| format!("{address}: {cause}"))
}
