//! Parity of `lease`.

use super::MOST;
use super::changes::TXN_JSON;
use super::differences::{DASH, FORMATS, KEEP_ALIVE, LEASE_BYTES, SURPLUS};
use super::line::{End, Servers, Table, differs, each, refused, same};

const TEXT: &[&str] = &["simple", "fields", "json"];

pub(super) const LEASES: Table = Table {
    servers: Servers::Plain,
    lines: &[
        each(TEXT, "lease list"),
        same("lease grant 600").named("l1"),
        same("lease grant 60").named("l2"),
        same("lease grant 1").named("l3"),
        same("lease revoke {l3}"),
        same("lease revoke {l2}"),
        each(TEXT, "lease list"),
        each(MOST, "put a 1 --lease {l1} --prev-kv"),
        each(MOST, "put a 2 --lease={l1}"),
        each(MOST, "put a 2 --ignore-lease"),
        each(MOST, "get a"),
        same("get a --hex"),
        each(MOST, "put a 3 --prev-kv"),
        same("put a 4 --lease {l1}"),
        each(TEXT, "lease timetolive {l1}"),
        each(TEXT, "lease timetolive {l1} --keys"),
        same("--keys=true lease timetolive {l1} -w json"),
        each(TEXT, "lease timetolive 1234"),
        each(TEXT, "lease timetolive 1234 --keys"),
        each(TEXT, "lease keep-alive --once {l1}"),
        same("lease keep-alive {l1}").end(End::AfterLines(1)),
        same("lease keep-alive {l1} -w json").end(End::AfterLines(1)),
        same("lease keep-alive {l1} -w fields").end(End::AfterLines(5)),
        same("txn -w json").stdin("\nput t 1 --lease 0\nget a\n\n\n").since(&TXN_JSON),
        same("lease revoke {l1} -w json"),
        each(TEXT, "lease list"),
        same("get a"),
        same("lease grant 5").named("l4"),
        same("lease revoke {l4} -w fields"),
        same("le g 10").named("l5"),
        same("lease timet {l5}"),
        same("lease rev {l5}"),
        refused("lease grant", "", 128),
        refused("lease grant abc", "bad TTL", 128),
        refused("lease grant ''", "bad TTL", 128),
        refused("lease grant 9999999999", "too large lease TTL", 1),
        refused("lease revoke", "", 128),
        refused("lease revoke zz", "zz", 128),
        refused(
            "lease revoke 12",
            "failed to revoke lease (etcdserver: requested lease not found)",
            1,
        ),
        refused("lease timetolive", "", 128),
        refused("lease timetolive zz", "zz", 128),
        refused("lease keep-alive", "", 128),
        refused("lease keep-alive zz", "zz", 128),
        refused("lease keep-alive --once 1234", "requested lease not found", 10).theirs(2),
        differs(&KEEP_ALIVE, "lease keep-alive 1234", 10)
            .prints("lease 0000000000001234 expired or revoked.\n"),
        differs(&KEEP_ALIVE, "lease keep-alive 1234 -w json", 10),
        differs(&KEEP_ALIVE, "lease keep-alive 1234 --once -w json", 10),
        differs(&SURPLUS, "lease list extra", 128),
        same("lease grant 100").named("l6"),
        differs(&LEASE_BYTES, "lease list -w protobuf", 0).prints_bytes(),
        differs(&LEASE_BYTES, "lease timetolive {l6} -w protobuf", 0).prints_bytes(),
        differs(&LEASE_BYTES, "lease keep-alive --once {l6} -w protobuf", 0).prints_bytes(),
        differs(&FORMATS, "lease keep-alive --once {l6} -w jsonl", 0)
            .prints("{\"id\":\"l6\",\"ttl\":100}\n"),
        differs(&LEASE_BYTES, "lease revoke {l6} -w protobuf", 0).prints_bytes(),
        differs(&DASH, "lease grant -5 -w jsonl", 0).prints_bytes(),
    ],
};
