//! A line of every kind, which the newest etcdctl is compared by on older servers too.

use super::changes::{COUNT_ONLY, HASH_REVISION, HEALTH_STDOUT, TXN_JSON};
use super::differences::VERDICT;
use super::line::{End, Line, Servers, Table, differs, each, refused, same};
use super::{MOST, SOME};

pub(super) const TOUR: Table = Table { servers: Servers::Settled, lines: LINES };

/// Lines that need a server of 3.7.
pub(super) const STREAMS: Table = Table {
    servers: Servers::Plain,
    lines: &[
        same("put a 1"),
        same("get '' --prefix"),
        refused("get a --stream", "unknown method RangeStream for service etcdserverpb.KV", 1),
    ],
};

const LINES: &[Line] = &[
    each(MOST, "put a 1"),
    each(MOST, "put a 2 --prev-kv"),
    same("put b").stdin("from stdin\n"),
    same("put $'\\xff' $'\\xfe'"),
    each(MOST, "get a"),
    each(MOST, "get '' --prefix"),
    each(MOST, "get a --from-key --keys-only --sort-by VERSION --order DESCEND"),
    same("get '' --prefix --print-value-only --hex"),
    same("get '' --prefix --count-only -w fields").since(&COUNT_ONLY),
    same("endpoint hashkv -w json"),
    same("endpoint hashkv").since(&HASH_REVISION),
    each(MOST, "txn")
        .stdin("val(\"a\") = \"2\"\n\nput a 3\nget b\n\nput a 4\n\n")
        .since_in("json", &TXN_JSON),
    each(MOST, "txn")
        .stdin("mod(\"a\") < \"3\"\n\n\nget \"\" --prefix\ndel b\n\n")
        .since_in("json", &TXN_JSON),
    same("watch a --rev 1").end(End::AfterLines(9)),
    same("watch '' --prefix --rev 1 --prev-kv -w fields").end(End::AfterLines(60)),
    same("lease grant 600").named("l1"),
    same("put leased 1 --lease {l1}"),
    same("get leased -w json"),
    same("lease list"),
    same("lease timetolive {l1} --keys"),
    same("lease timetolive {l1} --keys -w json"),
    same("lease keep-alive --once {l1}"),
    same("lease revoke {l1}"),
    same("get leased"),
    same("member list"),
    each(SOME, "member list"),
    same("member list -w table"),
    same("endpoint status -w json"),
    same("endpoint health").since(&HEALTH_STDOUT),
    differs(&VERDICT, "endpoint health -w json", 0).prints_bytes(),
    each(SOME, "alarm list"),
    each(SOME, "alarm disarm"),
    each(SOME, "move-leader b7fd1bb4ac456520"),
    same("role add role"),
    same("role grant-permission role read a --prefix"),
    each(MOST, "role get role"),
    each(MOST, "role list"),
    same("user add user:secret"),
    same("user grant-role user role"),
    each(SOME, "user get user"),
    same("user add root:secret"),
    same("auth enable"),
    same("--user user:secret get a"),
    refused("--user user:secret put z 1", "etcdserver: permission denied", 9).theirs(1),
    same("--user root:secret auth disable"),
    refused("auth enable x", "", 128),
    each(MOST, "del a --prev-kv"),
    same("del '' --prefix"),
    same("compact 5"),
    refused("get a --rev 2", "etcdserver: mvcc: required revision has been compacted", 1),
    refused("watch a --rev 2", "required revision has been compacted", 5),
    refused("put a v --lease 12", "etcdserver: requested lease not found", 1),
    same("snapshot save {dir}/backup.db"),
];
