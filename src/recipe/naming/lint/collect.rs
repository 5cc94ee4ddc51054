//! What has to be read to judge the records of a target.

use super::{LintFinding, judge};
use crate::etcd::prefix_end;
use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, RangePart, Session};
use crate::recipe::naming::{ServiceEndpoint, ServiceRecord, key, target_of};
use std::collections::{BTreeMap, BTreeSet};

/// The records of a target, and what else is there that clients could mistake.
#[derive(Debug, Default)]
pub(crate) struct Evidence {
    /// All below the target.
    pub(crate) records: Vec<KeyValue>,
    /// What stood under a key before it was overwritten with what is no record, if that was one.
    pub(crate) before: BTreeMap<Vec<u8>, ServiceEndpoint>,
    /// The key that is the target itself.
    pub(crate) bare: Option<KeyValue>,
    /// Targets that begin with the name of this one, and are none below it.
    pub(crate) siblings: Vec<Vec<u8>>,
    /// The target with a slash in front, or without it, if that has endpoints.
    pub(crate) other_spelling: Option<Vec<u8>>,
}

impl Evidence {
    pub(crate) async fn gather(etcd: &Session, target: &[u8]) -> Result<Self, CallError> {
        let mut evidence = Self::default();
        evidence.look_around(etcd, target).await?;
        for kv in &evidence.records {
            if let Some(before) = before(etcd, kv).await? {
                evidence.before.insert(kv.key.clone(), before);
            }
        }
        let other = match target.strip_prefix(b"/") {
            Some(without) => without.to_vec(),
            None => [b"/", target].concat(),
        };
        if !other.is_empty() && has_endpoints(etcd, &other).await? {
            evidence.other_spelling = Some(other);
        }
        Ok(evidence)
    }

    /// What is odd about it all, in the order of the keys.
    pub(crate) fn findings(&self, target: &[u8]) -> Vec<LintFinding> {
        judge(target, self)
    }

    /// Reads all that begins with the target's name.
    async fn look_around(&mut self, etcd: &Session, target: &[u8]) -> Result<(), CallError> {
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

/// The endpoint that was overwritten with what is no record, if history goes back so far.
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
    let mut parts = etcd.range(super::super::endpoints::request(target)).await?;
    while let Some(part) = parts.next().await? {
        if let RangePart::Kv(kv) = part
            && ServiceEndpoint::of(&kv).is_ok()
        {
            return Ok(true);
        }
    }
    Ok(false)
}
