//! Parity of `alarm`, `move-leader`, `downgrade`, `check`, `make-mirror`.

use super::{FORMATS, Twins};

#[test]
fn alarms() {
    let twins = Twins::start_with(&["--quota-backend-bytes=1000"]);
    twins.same_in(&FORMATS, &["alarm", "list"]);
    twins.refused(&["put", "k", "v"], "etcdserver: mvcc: database space exceeded", 1, 1);
    twins.same_in(&["fields", "json", "protobuf"], &["alarm", "list"]);
    let alarm = "memberID:13257783340846900512 alarm:NOSPACE\n";
    twins.newer((3, 7), &["alarm", "list"], alarm);
    twins.same(&["alarm", "disarm", "-w", "json"]);
    twins.same_in(&["simple", "json", "protobuf"], &["alarm", "disarm"]);
    twins.refused(&["alarm", "list", "extra"], "", 128, 128);
}

#[test]
fn leadership() {
    let twins = Twins::start();
    let leader = "b7fd1bb4ac456520";
    twins.same_in(&["simple", "json", "protobuf"], &["move-leader", leader]);
    twins.refused(&["move-leader", "1234"], "etcdserver:", 1, 1);
    twins.refused(&["move-leader", "zz"], "zz", 128, 128);
    twins.refused(&["move-leader"], "", 128, 128);
}

#[test]
fn checks_and_mirrors() {
    let twins = Twins::start();
    twins.refused(&["make-mirror"], "", 128, 128);
    twins.refused(&["make-mirror", "a", "b"], "", 128, 128);
    twins.refused(&["check", "perf", "--load", "x"], "unknown load option x", 4, 4);
    twins.refused(&["check", "datascale", "--load", "x"], "unknown load option x", 4, 4);
    for prefix in ["/etcdctl-check-perf/", "/etcdctl-check-datascale/"] {
        twins.same(&["put", &format!("{prefix}k"), "v"]);
    }
    let perf = "prefix \"/etcdctl-check-perf/\" has keys. \
                Delete with 'etcdctl del --prefix /etcdctl-check-perf/' first";
    twins.refused(&["check", "perf"], perf, 3, 3);
    let datascale = "prefix \"/etcdctl-check-datascale/\" has keys. \
                     Delete with etcdctl del --prefix /etcdctl-check-datascale/ first";
    twins.refused(&["check", "datascale"], datascale, 3, 3);
}
