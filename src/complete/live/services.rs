//! Services: their targets, and the addresses of one.

use super::sink::{MOST, SuggestionSink};
use crate::complete::suggestion::Suggestion;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, Session, prefix_end};
use crate::recipe::naming::{Endpoints, ServiceEndpoint, target_of};

/// The number of keys read at a time: the keys of a target that is known are skipped.
const FEW: i64 = 20;

pub(super) async fn targets(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let Range { mut key, end } = Range::prefix(found.value.clone().into_bytes());
    for _ in 0..MOST {
        let range_end = end.clone();
        let request = RangeRequest { key, range_end, limit: FEW, ..RangeRequest::default() };
        let reply = etcd.call(request).await.ok()?;
        let mut known: Option<Vec<u8>> = None;
        for kv in &reply.kvs {
            if known.as_ref().is_some_and(|below| kv.key.starts_with(below)) {
                continue;
            }
            let Ok(endpoint) = ServiceEndpoint::of(kv) else { continue };
            let Some(target) = target_of(&endpoint.key, &endpoint.address) else { continue };
            if let Ok(name) = str::from_utf8(target) {
                found.add(Suggestion::new(name, ""))?;
            }
            known = Some([target, b"/"].concat());
        }
        let last = reply.kvs.last().filter(|_| reply.more)?;
        key = match known.filter(|below| last.key.starts_with(below)) {
            Some(below) => prefix_end(&below),
            None => [last.key.as_slice(), b"\0"].concat(),
        };
    }
    Some(())
}

pub(super) async fn addresses(etcd: &Session, target: &str, found: &SuggestionSink) -> Option<()> {
    let endpoints = Endpoints::read(etcd, target.as_bytes()).await.ok()?;
    let below = format!("{target}/");
    for endpoint in endpoints.list {
        let name = endpoint.key.strip_prefix(below.as_bytes());
        if let Some(name) = name.and_then(|name| str::from_utf8(name).ok()) {
            let about = if name == endpoint.address { "" } else { &endpoint.address };
            found.add(Suggestion::new(name, about))?;
        }
    }
    Some(())
}
