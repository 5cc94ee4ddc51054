//! Parity of connections: endpoints, deadlines, certificates.

use super::SOME;
use super::changes::HEALTH_STDOUT;
use super::differences::{
    BOTH, DEADLINES, DEBUG, JSON_ERRORS, KEEP_ALIVE, QUIET, UNKNOWN, UNREACHABLE, USAGE, VARIABLE,
    WATCH,
};
use super::line::{End, Servers, Table, differs, each, refused, same};

const DEADLINE: End = End::AfterMillis(1500);

pub(super) const PLAIN: Table = Table {
    servers: Servers::Plain,
    lines: &[
        same("put a b"),
        same("--endpoints {endpoint} get a"),
        same("--endpoints={endpoint} get a"),
        same("--endpoints http://{endpoint} get a"),
        same("get --endpoints {endpoint} a"),
        same("get a --endpoints {endpoint}"),
        same("--endpoints {endpoint},{endpoint} get a"),
        same("--endpoints {endpoint} --endpoints {endpoint} get a"),
        same("--endpoints ' {endpoint}' get a"),
        same("--endpoints http://{endpoint}/path?query get a"),
        same("--endpoints {dead},{endpoint} get a"),
        same("--endpoints {endpoint},{dead} put a b"),
        same("--command-timeout 10s --dial-timeout=1s get a"),
        same("--keepalive-time 1m --keepalive-timeout 1m30s get a"),
        same("--insecure-transport get a"),
        same("--insecure-transport=true --insecure-discovery=true get a"),
        same("ETCDCTL_COMMAND_TIMEOUT=10s ETCDCTL_DIAL_TIMEOUT=1m get a"),
        same("ETCDCTL_INSECURE_TRANSPORT=true get a"),
        same("--user u:p get a"),
        same("--user u: get a"),
        same("--debug=false get a"),
        same("ETCDCTL_API=3 get a"),
        refused("get a --cert x", "", 128),
        refused("get a --key x", "", 128),
        refused("get a --cacert {dir}/none", "no such file or directory", 128),
        refused("get a --cert {dir}/none --key {dir}/none", "no such file or directory", 128),
        differs(&BOTH, "ETCDCTL_WRITE_OUT=json get a -w simple", 0).prints("a\nb\n"),
        differs(&BOTH, "ETCDCTL_HEX= get a --hex=false", 0).prints("a\nb\n"),
        differs(&VARIABLE, "ETCDCTL_HEX=maybe get a", 128).says("ETCDCTL_HEX"),
        differs(&VARIABLE, "ETCDCTL_DIAL_TIMEOUT=soon get a", 128).says("ETCDCTL_DIAL_TIMEOUT"),
        differs(&QUIET, "ETCDCTL_NONSENSE=x get a", 0).prints("a\nb\n"),
        differs(&JSON_ERRORS, "get a --rev 999 -w json", 1).says("{\"error\":\"etcdserver: mvcc: "),
        differs(&DEBUG, "--debug --user u:hidden get a", 0).prints("a\nb\n").says("u:***"),
        differs(&UNREACHABLE, "--endpoints {dead} get a --command-timeout 1s", 2)
            .says("cannot reach etcd at 127.0.0.1:1: connection refused"),
        differs(&UNREACHABLE, "--endpoints unix:/nonexistent get a --command-timeout 1s", 2),
        differs(&UNREACHABLE, "--endpoints {dead} lease list", 2).end(DEADLINE),
        differs(&DEADLINES, "--endpoints {mute} --dial-timeout 300ms user list", 124).end(DEADLINE),
        differs(&DEADLINES, "--endpoints {mute} --dial-timeout 300ms lease list", 124)
            .end(DEADLINE),
        differs(&DEADLINES, "--endpoints {silent} --command-timeout 300ms txn", 124)
            .stdin("\nput silent-key 1\n\n\n")
            .says("outcome unknown")
            .end(DEADLINE),
        differs(&UNKNOWN, "--endpoints {silent} --command-timeout 300ms put silent-key 1", 124)
            .says("outcome unknown"),
        differs(&WATCH, "--endpoints {dead} watch a", 2).end(DEADLINE),
        differs(&KEEP_ALIVE, "--endpoints {dead} lease keep-alive 1234", 2),
        differs(&USAGE, "get a --dial-timeout 5q", 128).says("--dial-timeout"),
        differs(&USAGE, "get a --hex=perhaps", 128).says("--hex"),
    ],
};

pub(super) const TLS: Table = Table {
    servers: Servers::MutualTls,
    lines: &[
        each(SOME, "--cacert {ca} --cert {cert} --key {key} put a b"),
        each(SOME, "get a --cacert {ca} --cert {cert} --key {key}"),
        same("--cacert {ca} --cert {cert} --key {key} --endpoints {endpoint} get a"),
        same("--cacert {ca} --cert {cert} --key {key} --endpoints https://{endpoint} get a"),
        same("ETCDCTL_CACERT={ca} ETCDCTL_CERT={cert} ETCDCTL_KEY={key} get a"),
        same("--insecure-skip-tls-verify --cert {cert} --key {key} get a"),
        same(
            "--insecure-skip-tls-verify --insecure-transport=false --cert {cert} --key {key} get a",
        ),
        same("--cacert {ca} --cert {cert} --key {key} endpoint status -w json"),
        same("--cacert {ca} --cert {cert} --key {key} endpoint health").since(&HEALTH_STDOUT),
        same("--cacert {ca} --cert {cert} --key {key} endpoint health --cluster -w fields"),
        same("--cacert {ca} --cert {cert} --key {key} member list -w table"),
        same("--cacert {ca} --cert {cert} --key {key} lease grant 60").named("l1"),
        same("--cacert {ca} --cert {cert} --key {key} put k v --lease {l1}"),
        same("--cacert {ca} --cert {cert} --key {key} txn").stdin("\nget k\n\n\n"),
        same("--cacert {ca} --cert {cert} --key {key} watch a --rev 1").end(End::AfterLines(9)),
        same("--cacert {ca} --cert {cert} --key {key} snapshot save {dir}/backup.db"),
        same("--cacert {ca} --cert {cert} --key {key} user add peer --no-password"),
        refused("get a --cacert ''", "empty string is passed to --cacert option", 128),
        refused("get a --cert '' --key {key}", "empty string is passed to --cert option", 128),
        refused("get a --cert {cert} --key ''", "empty string is passed to --key option", 128),
        refused("get a --cert {cert} --cacert {ca}", "", 128),
        differs(&UNREACHABLE, "get a --cert {cert} --key {key} --command-timeout 2s", 2)
            .says("unknown authority"),
        differs(&UNREACHABLE, "get a --cacert {ca} --command-timeout 2s", 2).says("certificate"),
        differs(&UNREACHABLE, "--endpoints http://{endpoint} get a --command-timeout 2s", 2),
    ],
};
