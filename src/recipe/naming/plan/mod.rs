//! A change of a target's endpoints: planned from a read, and written in one transaction unless they
//! have changed since.

#[cfg(test)]
mod tests;

use super::endpoints::request;
use super::{Endpoints, Metadata, ServiceEndpoint, ServiceRecord, key};
use crate::etcd::proto::{
    Compare, DeleteRangeRequest, PutRequest, RequestOp, RequestUnion, TargetUnion, TxnRequest,
    equal, operation,
};
use crate::failure::{Failure, Kind};

/// etcd's comparison "is less than".
const LESS: i32 = 2;

#[derive(Debug, Default)]
pub(crate) struct Wish {
    pub(crate) add: Vec<String>,
    pub(crate) remove: Vec<String>,
    pub(crate) exactly: bool,
    /// The metadata of the added endpoints; `None` keeps that of existing ones.
    pub(crate) metadata: Option<Metadata>,
    /// The lease of the added endpoints; `None` keeps that of existing ones.
    pub(crate) lease: Option<i64>,
    /// The lease of new endpoints if `lease` is `None`.
    pub(crate) usual_lease: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordEdit {
    Add,
    Remove,
    Alter,
    Keep,
}

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanStep {
    pub(crate) change: RecordEdit,
    /// The new or the removed endpoint; its revision is that of the read, 0 if the key was absent.
    pub(crate) endpoint: ServiceEndpoint,
}

/// The changes, in key order.
#[derive(Debug)]
pub(crate) struct UpdatePlan {
    target: Vec<u8>,
    revision: i64,
    pub(crate) steps: Vec<PlanStep>,
}

impl UpdatePlan {
    pub(crate) fn new(target: &[u8], now: &Endpoints, wish: &Wish) -> Result<Self, Failure> {
        let mut steps = removals(target, now, wish)?;
        for address in &wish.add {
            steps.extend(additions(target, now, wish, address, &steps)?);
        }
        steps.sort_by(|one, other| one.endpoint.key.cmp(&other.endpoint.key));
        Ok(Self { target: target.to_vec(), revision: now.revision, steps })
    }

    pub(crate) fn is_idle(&self) -> bool {
        self.steps.iter().all(|step| step.change == RecordEdit::Keep)
    }

    pub(crate) fn permanent(&self) -> usize {
        let written = self.steps.iter().filter(|step| step.is_write());
        written.filter(|step| step.endpoint.lease == 0).count()
    }

    /// Returns a transaction that succeeds only if no key of the target was written since the read, and
    /// all keys of the plan still exist.
    pub(crate) fn transaction(&self) -> TxnRequest {
        let there = self.steps.iter().filter(|step| step.endpoint.mod_revision > 0);
        let unchanged = there.map(|PlanStep { endpoint, .. }| {
            equal(endpoint.key.clone(), TargetUnion::ModRevision(endpoint.mod_revision))
        });
        let all = request(&self.target);
        let nothing_new = Compare {
            result: LESS,
            range_end: all.range_end,
            ..equal(all.key, TargetUnion::ModRevision(self.revision.saturating_add(1)))
        };
        TxnRequest {
            compare: std::iter::once(nothing_new).chain(unchanged).collect(),
            success: self.steps.iter().filter_map(|step| self.operation(step)).collect(),
            failure: Vec::new(),
        }
    }

    fn operation(&self, step: &PlanStep) -> Option<RequestOp> {
        let ServiceEndpoint { key, address, metadata, lease, .. } = step.endpoint.clone();
        let request = if step.is_write() {
            let value = ServiceRecord::new(address, metadata).encode();
            RequestUnion::RequestPut(PutRequest { key, value, lease, ..PutRequest::default() })
        } else if step.change == RecordEdit::Remove && !self.is_written(&key) {
            RequestUnion::RequestDeleteRange(DeleteRangeRequest { key, ..Default::default() })
        } else {
            return None;
        };
        Some(operation(request))
    }

    // A transaction may write a key only once.
    fn is_written(&self, key: &[u8]) -> bool {
        self.steps.iter().any(|step| step.is_write() && step.endpoint.key == key)
    }
}

impl PlanStep {
    fn is_write(&self) -> bool {
        matches!(self.change, RecordEdit::Add | RecordEdit::Alter)
    }
}

/// Plans the removals. Endpoints of targets below are kept.
fn removals(target: &[u8], now: &Endpoints, wish: &Wish) -> Result<Vec<PlanStep>, Failure> {
    let mut steps = Vec::new();
    for endpoint in now.list.iter().filter(|endpoint| endpoint.target_below(target).is_none()) {
        let address = &endpoint.address;
        let superfluous = wish.exactly && !wish.add.contains(address);
        let named = |name: &String| name == address || endpoint.key == key(target, name.as_bytes());
        if superfluous || wish.remove.iter().any(named) {
            steps.push(PlanStep { change: RecordEdit::Remove, endpoint: endpoint.clone() });
        }
    }
    let mut missing = Vec::new();
    for name in &wish.remove {
        let key = key(target, name.as_bytes());
        // A key that is not a record can be removed too, by its name.
        let junk = now.skipped.iter().find(|skipped| skipped.key == key);
        steps.extend(junk.map(|junk| {
            let endpoint = new_endpoint(key.clone(), name, junk.mod_revision);
            PlanStep { change: RecordEdit::Remove, endpoint }
        }));
        let is_it = |step: &PlanStep| step.endpoint.address == *name || step.endpoint.key == key;
        if !steps.iter().any(is_it) {
            missing.push(name.as_str());
        }
    }
    if missing.is_empty() { Ok(steps) } else { Err(not_there(target, &missing)) }
}

fn additions(
    target: &[u8],
    now: &Endpoints,
    wish: &Wish,
    address: &str,
    removed: &[PlanStep],
) -> Result<Vec<PlanStep>, Failure> {
    let own = |endpoint: &&ServiceEndpoint| {
        endpoint.address == address && endpoint.target_below(target).is_none()
    };
    let kept: Vec<_> = now.list.iter().filter(own).map(|endpoint| kept(endpoint, wish)).collect();
    if !kept.is_empty() {
        return Ok(kept);
    }
    let key = key(target, address.as_bytes());
    let existing = now.list.iter().find(|endpoint| endpoint.key == key);
    let is_removed = removed.iter().any(|step| step.endpoint.key == key);
    if let Some(other) = existing.filter(|_| !is_removed) {
        let key = String::from_utf8_lossy(&key);
        let text = format!("{key} is the record of another endpoint, {}", other.address);
        return Err(Failure::new(Kind::Unmet, text)
            .hint(format!("remove {} first, or it would be overwritten", other.address)));
    }
    let junk = now.skipped.iter().find(|skipped| skipped.key == key);
    let was = existing.map(|other| other.mod_revision).or(junk.map(|junk| junk.mod_revision));
    let endpoint = ServiceEndpoint {
        metadata: wish.metadata.clone().unwrap_or_default(),
        lease: wish.lease.unwrap_or(wish.usual_lease),
        ..new_endpoint(key, address, was.unwrap_or(0))
    };
    Ok(vec![PlanStep { change: RecordEdit::Add, endpoint }])
}

fn kept(endpoint: &ServiceEndpoint, wish: &Wish) -> PlanStep {
    let wished = ServiceEndpoint {
        metadata: wish.metadata.clone().unwrap_or_else(|| endpoint.metadata.clone()),
        lease: wish.lease.unwrap_or(endpoint.lease),
        ..endpoint.clone()
    };
    let change = if wished == *endpoint { RecordEdit::Keep } else { RecordEdit::Alter };
    PlanStep { change, endpoint: wished }
}

fn new_endpoint(key: Vec<u8>, address: &str, mod_revision: i64) -> ServiceEndpoint {
    let metadata = Metadata::default();
    ServiceEndpoint { key, address: address.to_owned(), metadata, lease: 0, mod_revision }
}

fn not_there(target: &[u8], missing: &[&str]) -> Failure {
    let target = String::from_utf8_lossy(target);
    let text = format!("{target} has no endpoint {}; nothing was done", missing.join(", "));
    let hint = format!("`ectl service resolve {target}` lists the endpoints");
    Failure::new(Kind::NotFound, text).hint(hint)
}
