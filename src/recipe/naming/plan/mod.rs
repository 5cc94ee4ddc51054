//! A change of a target's endpoints: planned from what was read, done in one transaction if that still
//! is so.

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

/// What the endpoints should be.
#[derive(Debug, Default)]
pub(crate) struct Wish {
    pub(crate) add: Vec<String>,
    pub(crate) remove: Vec<String>,
    /// Whether all that are not added are to go.
    pub(crate) exactly: bool,
    /// Of those that are added; where it is `None`, those that are there keep theirs.
    pub(crate) metadata: Option<Metadata>,
    pub(crate) lease: Option<i64>,
    /// The lease of those that are not there yet, if none is wished.
    pub(crate) usual_lease: i64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RecordEdit {
    Add,
    Remove,
    /// It gets other metadata or another lease.
    Alter,
    Keep,
}

/// What is done with one key.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlanStep {
    pub(crate) change: RecordEdit,
    /// As it will be, or as it was if it is removed; with the revision at which the key was read, 0 if
    /// there was none.
    pub(crate) endpoint: ServiceEndpoint,
}

/// What is to be done, in the order of the keys.
#[derive(Debug)]
pub(crate) struct UpdatePlan {
    target: Vec<u8>,
    /// All was read at this revision.
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

    /// Whether there is nothing to write.
    pub(crate) fn is_idle(&self) -> bool {
        self.steps.iter().all(|step| step.change == RecordEdit::Keep)
    }

    /// The records that will stay until somebody removes them.
    pub(crate) fn permanent(&self) -> usize {
        let written = self.steps.iter().filter(|step| step.is_write());
        written.filter(|step| step.endpoint.lease == 0).count()
    }

    /// All or nothing: if nobody has written to the target since it was read, and all that is to be
    /// removed, altered or kept is still there.
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

    /// A transaction may touch a key only once.
    fn is_written(&self, key: &[u8]) -> bool {
        self.steps.iter().any(|step| step.is_write() && step.endpoint.key == key)
    }
}

impl PlanStep {
    fn is_write(&self) -> bool {
        matches!(self.change, RecordEdit::Add | RecordEdit::Alter)
    }
}

/// What goes. Endpoints of targets below are left alone.
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
        // Even what is no record can be removed by its name.
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

/// What becomes of an address that is to be there.
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
    let stands_there = now.list.iter().find(|endpoint| endpoint.key == key);
    let goes = removed.iter().any(|step| step.endpoint.key == key);
    if let Some(other) = stands_there.filter(|_| !goes) {
        let key = String::from_utf8_lossy(&key);
        let text = format!("{key} is the record of another endpoint, {}", other.address);
        return Err(Failure::new(Kind::Unmet, text).hint("remove that one, or it would be lost"));
    }
    let junk = now.skipped.iter().find(|skipped| skipped.key == key);
    let was = stands_there.map(|other| other.mod_revision).or(junk.map(|junk| junk.mod_revision));
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
    let hint = format!("`ectl service resolve {target}` shows what there is");
    Failure::new(Kind::NotFound, text).hint(hint)
}
