//! The keys that lint looks at.

use crate::etcd::prefix_end;
use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, RangePart, Session};
use crate::recipe::naming::endpoints::request;
use crate::recipe::naming::{ServiceEndpoint, ServiceRecord, key, target_of};
use std::collections::{BTreeMap, BTreeSet};

/// The records of a target, and other keys that clients may confuse with them.
#[derive(Debug, Default)]
pub(crate) struct LintInput {
    pub(crate) records: Vec<KeyValue>,
    /// The endpoints that were overwritten with values that are not records, by key.
    pub(crate) before: BTreeMap<Vec<u8>, ServiceEndpoint>,
    pub(crate) bare: Option<KeyValue>,
    /// Targets with this one as a prefix, except those below it.
    pub(crate) siblings: Vec<Vec<u8>>,
    /// The target with its leading slash added or removed, if that has endpoints.
    pub(crate) other_spelling: Option<Vec<u8>>,
}

impl LintInput {
    pub(crate) async fn collect(etcd: &Session, target: &[u8]) -> Result<Self, CallError> {
        let mut input = Self::default();
        input.read_keys(etcd, target).await?;
        for kv in &input.records {
            if let Some(before) = before(etcd, kv).await? {
                input.before.insert(kv.key.clone(), before);
            }
        }
        let other = match target.strip_prefix(b"/") {
            Some(without) => without.to_vec(),
            None => [b"/", target].concat(),
        };
        if !other.is_empty() && has_endpoints(etcd, &other).await? {
            input.other_spelling = Some(other);
        }
        Ok(input)
    }

    async fn read_keys(&mut self, etcd: &Session, target: &[u8]) -> Result<(), CallError> {
        let prefix = key(target, b"");
        let mut siblings = BTreeSet::new();
        let (key, range_end) = (target.to_vec(), prefix_end(target));
        let request = RangeRequest { key, range_end, ..RangeRequest::default() };
        let mut parts = etcd.range(request).await?;
        while let Some(part) = parts.next().await? {
            match part {
                RangePart::Kv(kv) if kv.key == target => self.bare = Some(kv),
                RangePart::Kv(kv) if kv.key.starts_with(&prefix) => self.records.push(kv),
                RangePart::Kv(kv) => siblings.extend(sibling(&kv)),
                RangePart::Header(_) | RangePart::End { .. } => {}
            }
        }
        self.siblings = siblings.into_iter().collect();
        Ok(())
    }
}

fn sibling(kv: &KeyValue) -> Option<Vec<u8>> {
    let endpoint = ServiceEndpoint::of(kv).ok()?;
    target_of(&endpoint.key, &endpoint.address).map(<[u8]>::to_vec)
}

/// Reads the endpoint that was overwritten with a value that is not a record, unless it is compacted.
async fn before(etcd: &Session, kv: &KeyValue) -> Result<Option<ServiceEndpoint>, CallError> {
    if kv.version < 2 || ServiceRecord::decode(&kv.value).is_ok() {
        return Ok(None);
    }
    let revision = kv.mod_revision.saturating_sub(1);
    let request = RangeRequest { key: kv.key.clone(), revision, ..RangeRequest::default() };
    match etcd.call(request).await {
        Ok(reply) => Ok(reply.kvs.first().and_then(|kv| ServiceEndpoint::of(kv).ok())),
        Err(fault) if fault.is_compacted() => Ok(None),
        Err(fault) => Err(fault),
    }
}

async fn has_endpoints(etcd: &Session, target: &[u8]) -> Result<bool, CallError> {
    let mut parts = etcd.range(request(target)).await?;
    while let Some(part) = parts.next().await? {
        if let RangePart::Kv(kv) = part
            && ServiceEndpoint::of(&kv).is_ok()
        {
            return Ok(true);
        }
    }
    Ok(false)
}
