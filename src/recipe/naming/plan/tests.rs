//! Planned steps, and compared keys.

use super::{RecordEdit, UpdatePlan, Wish};
use crate::etcd::proto::{KeyValue, RequestUnion};
use crate::recipe::naming::Endpoints;
use serde_json::json;

/// `KEY=ADDR`, the lease 7, revisions 1, 2, 3, …; without an address it is junk.
fn now(pairs: &[&str]) -> Endpoints {
    let kvs = (1..).zip(pairs).map(|(mod_revision, pair)| {
        let (key, value) = match pair.split_once('=') {
            Some((key, address)) => (key, format!("{{\"Addr\":\"{address}\"}}")),
            None => (*pair, "junk".to_owned()),
        };
        KeyValue {
            key: key.into(),
            value: value.into(),
            mod_revision,
            lease: 7,
            ..KeyValue::default()
        }
    });
    Endpoints::of(9, &kvs.collect::<Vec<_>>())
}

fn names(list: &[&str]) -> Vec<String> {
    list.iter().map(|&name| name.to_owned()).collect()
}

fn shown(plan: &UpdatePlan) -> Vec<String> {
    let steps = plan.steps.iter().map(|step| {
        let key = String::from_utf8_lossy(&step.endpoint.key).into_owned();
        format!("{:?} {key}={}@{}", step.change, step.endpoint.address, step.endpoint.mod_revision)
    });
    steps.collect()
}

fn plan(pairs: &[&str], wish: &Wish) -> Vec<String> {
    shown(&UpdatePlan::new(b"s", &now(pairs), wish).unwrap())
}

#[test]
fn existing_endpoints_are_kept_and_new_ones_added() {
    let wish = Wish { add: names(&["a", "b", "c"]), remove: names(&["d"]), ..Wish::default() };
    assert_eq!(
        plan(&["s/a=a", "s/b", "s/d=d", "s/x=d", "s/y=y"], &wish),
        ["Keep s/a=a@1", "Add s/b=b@2", "Add s/c=c@0", "Remove s/d=d@3", "Remove s/x=d@4"]
    );
}

#[test]
fn exactly_keeps_other_targets_and_junk() {
    let wish = Wish { add: names(&["a"]), exactly: true, ..Wish::default() };
    assert_eq!(
        plan(&["s/b=b", "s/n/1=c", "s/sub/d=d", "s/x"], &wish),
        ["Add s/a=a@0", "Remove s/b=b@1", "Remove s/n/1=c@2"]
    );
}

#[test]
fn only_given_metadata_and_lease_are_changed() {
    let wish = |metadata, lease| Wish {
        add: names(&["a"]),
        metadata,
        lease,
        usual_lease: 8,
        ..Wish::default()
    };
    let step = |wish: &Wish| {
        let plan = UpdatePlan::new(b"s", &now(&["s/k=a"]), wish).unwrap();
        let step = plan.steps.into_iter().next().unwrap();
        (step.change, step.endpoint.metadata, step.endpoint.lease)
    };
    assert_eq!(step(&wish(None, None)), (RecordEdit::Keep, json!(null).into(), 7));
    assert_eq!(step(&wish(Some(json!(1).into()), None)), (RecordEdit::Alter, json!(1).into(), 7));
    assert_eq!(step(&wish(None, Some(0))), (RecordEdit::Alter, json!(null).into(), 0));
    let new = UpdatePlan::new(b"s", &now(&[]), &wish(Some(json!(1).into()), None)).unwrap();
    assert_eq!((new.steps[0].endpoint.lease, new.permanent()), (8, 0));
}

#[test]
fn record_of_another_address_is_not_overwritten() {
    let wish = Wish { add: names(&["a"]), ..Wish::default() };
    let refused = UpdatePlan::new(b"s", &now(&["s/a=b"]), &wish).unwrap_err();
    assert_eq!(refused.kind().code(), 8);
    let wish = Wish { remove: names(&["b"]), ..wish };
    let plan = UpdatePlan::new(b"s", &now(&["s/a=b"]), &wish).unwrap();
    assert_eq!(shown(&plan), ["Remove s/a=b@1", "Add s/a=a@1"]);
    // The put does both.
    let operations = plan.transaction().success;
    assert!(
        matches!(
            operations.as_slice(),
            [one] if matches!(one.request, Some(RequestUnion::RequestPut(_)))
        ),
        "{operations:?}"
    );
}

#[test]
fn removing_a_missing_endpoint_fails() {
    let wish = Wish { remove: names(&["a", "n", "m", "junk"]), ..Wish::default() };
    let refused = UpdatePlan::new(b"s", &now(&["s/a=a", "s/junk"]), &wish).unwrap_err();
    assert_eq!(refused.kind().code(), 7);
    assert_eq!(refused.to_string(), "s has no endpoint n, m; nothing was done");
    let wish = Wish { remove: names(&["junk"]), ..Wish::default() };
    assert_eq!(plan(&["s/a=a", "s/junk"], &wish), ["Remove s/junk=junk@2"]);
}

#[test]
fn transaction_compares_the_target_and_every_key() {
    let wish = Wish { add: names(&["a", "b"]), remove: names(&["d"]), ..Wish::default() };
    let plan = UpdatePlan::new(b"s", &now(&["s/a=a", "s/d=d"]), &wish).unwrap();
    let transaction = plan.transaction();
    let keys: Vec<_> = transaction.compare.iter().map(|compare| compare.key.clone()).collect();
    assert_eq!(keys, [&b"s/"[..], b"s/a", b"s/d"]);
    assert_eq!(transaction.compare[0].range_end, b"s0");
    assert_eq!((transaction.success.len(), plan.is_idle()), (2, false));
}
