//! Parity of `alarm`, `endpoint`, `member`, `move-leader`, `downgrade`, `snapshot`.

use super::SOME;
use super::changes::{
    ALARM_FIELDS, ALARM_TEXT, HASH_REVISION, HEALTH_ALARMS, HEALTH_STDOUT, HEX_FIELDS,
    MEMBER_CONSISTENCY, MEMBER_FIELDS, MEMBER_HEX_JSON, MEMBER_LEARNER, STATUS_FIELDS,
};
use super::differences::{
    FORMATS, GROUPS, HEALTH, MOVE_LEADER, SILENT, SNAPSHOT, SURPLUS, USAGE, VERDICT,
};
use super::line::{Servers, Table, differs, each, refused, same};
use super::peer::Peer;
use crate::support::{ectl, line, start};
use ectl::sandbox::Plan;

const TEXT: &[&str] = &["simple", "fields", "table"];
const UNCHANGED: &[&str] = &["simple", "json", "protobuf", "table"];

pub(super) const ENDPOINTS: Table = Table {
    servers: Servers::Settled,
    lines: &[
        same("endpoint status -w json"),
        same("endpoint status --cluster -w json"),
        same("endpoint status -w fields").since(&STATUS_FIELDS),
        each(TEXT, "endpoint health").since_in("simple", &HEALTH_STDOUT),
        each(TEXT, "endpoint health --cluster").since_in("simple", &HEALTH_STDOUT),
        differs(&VERDICT, "endpoint health -w json", 0).prints_bytes(),
        same("--dial-timeout 1s endpoint health").since(&HEALTH_STDOUT),
        same("endpoint hashkv -w json"),
        same("put a b"),
        same("endpoint hashkv -w json"),
        same("endpoint hashkv --rev 1 -w json"),
        same("endpoint --cluster hashkv -w json"),
        same("en health").since(&HEALTH_STDOUT),
        same("ETCDCTL_CLUSTER=true endpoint health").since(&HEALTH_STDOUT),
        each(TEXT, "endpoint hashkv").since(&HASH_REVISION),
        refused("endpoint health --endpoints {dead} --command-timeout 1s", "unhealthy cluster", 1),
        refused("endpoint hashkv --rev 99", "required revision is a future revision", 1),
        refused("endpoint health -w protobuf", "not supported as output format", 4),
        differs(&HEALTH, "endpoint health --endpoints=", 2),
        differs(&SILENT, "endpoint status --endpoints {dead} -w json", 1)
            .prints("[{\"Endpoint\":\"127.0.0.1:1\",\"Error\":\"connection refused\"}]\n"),
        differs(&GROUPS, "endpoint", 128).says("needs a command"),
        differs(&GROUPS, "endpoint bogus", 128).says("bogus"),
        differs(&SURPLUS, "endpoint health extra", 128).says("extra"),
    ],
};

/// The token makes the member's id the lowest of all, whatever ids those get that are added: replies
/// are in their order.
pub(super) const MEMBERS: Table = Table {
    servers: Servers::With(&["--initial-cluster-token", "lowest-7458"]),
    lines: &[
        each(UNCHANGED, "member list"),
        same("member list -w fields").since(&MEMBER_FIELDS),
        each(SOME, "member list --hex -w simple"),
        same("mem li"),
        same("member list --hex -w json").since(&MEMBER_HEX_JSON),
        same("member list --hex -w fields").since(&HEX_FIELDS),
        same("member list --consistency s").since(&MEMBER_CONSISTENCY),
        same("member update 6894d3d8e13f --peer-urls http://127.0.0.1:2380"),
        same("member update 6894d3d8e13f --peer-urls http://127.0.0.1:2380 -w json"),
        same("member update 6894d3d8e13f --peer-urls http://127.0.0.1:2380 -w protobuf"),
        same("member add m2 --learner --peer-urls http://127.0.0.1:1")
            .since(&MEMBER_LEARNER)
            .named("m2"),
        same("member list"),
        same("member list -w json"),
        refused("member promote {m2}", "can only promote a learner member which is in sync", 1),
        refused("member add m3 --learner --peer-urls http://127.0.0.1:2", "too many learner", 1),
        refused(
            "member add m3 --learner --peer-urls http://127.0.0.1:2380",
            "Peer URLs already",
            1,
        ),
        same("member update {m2} --peer-urls http://127.0.0.1:2,http://127.0.0.1:3"),
        same("member remove {m2}"),
        refused("member remove {m2}", "etcdserver: member not found", 1),
        refused("member update 1234 --peer-urls http://127.0.0.1:2", "member not found", 1),
        refused("member promote 1234", "etcdserver: member not found", 1),
        refused("member promote 6894d3d8e13f", "can only promote a learner member", 1),
        refused("member add", "member name not provided", 128),
        refused("member add m2", "member peer urls not provided", 128),
        refused("member add m2 http://127.0.0.1:2", "did you mean --peer-urls=http://127", 128),
        refused("member add a b", "too many arguments", 128),
        refused("member remove", "", 128),
        refused("member remove zz", "zz", 128),
        refused("member update", "", 128),
        refused("member update zz --peer-urls http://127.0.0.1:2", "zz", 128),
        refused("member update 12", "member peer urls not provided", 128),
        refused("member promote", "", 128),
        refused("member promote zz", "zz", 128),
        differs(&USAGE, "member add m2 --peer-urls foo", 128).says("foo"),
        differs(&USAGE, "member add m2 --peer-urls http://127.0.0.1:1/path", 128),
        differs(&GROUPS, "member", 128).says("needs a command"),
        differs(&GROUPS, "member bogus", 128).says("bogus"),
        differs(&SURPLUS, "member list extra", 128).says("extra"),
        differs(
            &FORMATS,
            "member update 6894d3d8e13f --peer-urls http://127.0.0.1:2380 -w table",
            0,
        )
        .prints_bytes(),
    ],
};

pub(super) const CLUSTER: Table = Table {
    servers: Servers::Plain,
    lines: &[
        each(SOME, "alarm list"),
        each(SOME, "alarm disarm"),
        refused("alarm list extra", "", 128),
        refused("alarm disarm extra", "", 128),
        each(SOME, "move-leader b7fd1bb4ac456520"),
        refused("move-leader 1234", "etcdserver:", 1),
        refused("move-leader zz", "zz", 128),
        refused("move-leader", "", 128),
        refused("move-leader a b", "", 128),
        differs(&GROUPS, "alarm", 128),
        differs(&GROUPS, "alarm nonsense", 128),
        differs(&GROUPS, "auth", 128),
        differs(&GROUPS, "lease bogus", 128),
        differs(&GROUPS, "role", 128),
        differs(&GROUPS, "user bogus", 128),
        differs(&FORMATS, "alarm list -w table", 0).prints_bytes(),
    ],
};

pub(super) const SNAPSHOTS: Table = Table {
    servers: Servers::Settled,
    lines: &[
        same("put a b"),
        same("snapshot save {dir}/backup.db"),
        same("snapshot save {dir}/backup.db"),
        same("snap save {dir}/backup.db -w json"),
        same("snapshot save {dir}/backup.db --command-timeout 10s"),
        refused("snapshot save", "", 128),
        refused("snapshot save a b", "", 128),
        refused("snapshot save {dir}/none/backup.db", "could not open", 6).theirs(5),
        differs(&SNAPSHOT, "snapshot save -", 0).prints_bytes(),
        differs(&SNAPSHOT, "snapshot save {dir}/backup.db --no-clobber", 6).says("exists"),
        differs(&GROUPS, "snapshot", 128),
    ],
};

/// The quota is passed at once.
pub(super) const ALARMS: Table = Table {
    servers: Servers::With(&["--quota-backend-bytes=1"]),
    lines: &[
        refused("put a b", "etcdserver: mvcc: database space exceeded", 1),
        each(&["fields", "json", "protobuf"], "alarm list").since_in("fields", &ALARM_FIELDS),
        same("alarm list").since(&ALARM_TEXT),
        refused("endpoint health", "unhealthy", 1).since(&HEALTH_ALARMS),
        same("alarm disarm -w json"),
        each(SOME, "alarm disarm"),
        same("alarm list -w fields").since(&ALARM_FIELDS),
    ],
};

/// Finds the leader of three members, given the address of a follower.
pub(super) fn the_leader_is_found(peer: &Peer) {
    let program = peer.etcd.clone();
    let mut cluster = start(&Plan { members: 3, program, ..Plan::new() });
    let all = cluster.endpoints();
    let status = ectl(&all, &["endpoint", "status", "-w", "jsonl"]).run();
    let follower = status.text().lines().find(|line| line.contains(r#""is_leader":false"#));
    let status: serde_json::Value = serde_json::from_str(follower.expect("a follower")).unwrap();
    let (at, id) = (status["endpoint"].as_str().unwrap(), status["id"].as_str().unwrap());
    let theirs = line(&peer.etcdctl, at, &["move-leader", id]).run();
    theirs.fails_part(128, "no leader endpoint given at");
    let ours = ectl(at, &["move-leader", id]).run();
    assert_eq!(ours.code, 0, "{ours:?}, not as in: {}", MOVE_LEADER.what);
    assert!(cluster.is_running().is_ok());
}
