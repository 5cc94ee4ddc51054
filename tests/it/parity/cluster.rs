//! Parity of `alarm`, `move-leader`, `downgrade`, `defrag`.

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
