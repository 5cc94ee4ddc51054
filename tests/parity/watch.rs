//! Parity of `watch`: lines that print what has happened already, and are stopped then.

use super::changes::{WATCH_EOF, WATCH_JSON};
use super::differences::{EXEC, EXEC_RAW, PROGRESS, SURPLUS, USAGE, WATCH_END};
use super::line::{End, Line, Servers, Table, differs, refused, same};

/// Both print this number of equal lines.
const fn lines(text: &'static str, count: usize) -> Line {
    same(text).end(End::AfterLines(count))
}

const UNTIL: End = End::AfterMillis(1000);

pub(super) const WATCH: Table = Table {
    servers: Servers::Plain,
    lines: &[
        same("put foo 1"),
        same("put foo 2"),
        same("put fop 3"),
        same("del foo"),
        same("put $'\\xff\\n' $'<é>'"),
        lines("watch foo --rev 1", 9),
        lines("watch foo --rev 1 --prev-kv", 11),
        lines("watch foo --rev=0x3", 6),
        lines("watch foo --rev 1 -w fields", 25),
        lines("watch foo --rev 1 -w fields --prev-kv", 30),
        lines("watch f --prefix --rev 1", 12),
        lines("watch f --rev 1 --prefix --hex", 12),
        lines("watch foo fop --rev 1", 9),
        lines("watch foo g --rev 1", 12),
        lines("watch '' --prefix --rev 1", 15),
        lines("watch '' --prefix --rev 1 --hex", 15),
        lines("watch $'\\xff\\n' --rev 1 -w fields", 11),
        same("watch foo --rev 1 -w protobuf").end(End::AfterBytes(60)),
        lines("--rev 1 watch foo", 9),
        lines("wat foo --rev 1", 9),
        lines("ETCDCTL_WATCH_KEY=foo watch --rev 1", 9),
        lines("ETCDCTL_WATCH_KEY=foo ETCDCTL_WATCH_RANGE_END=g watch --rev 1", 12),
        lines("ETCDCTL_WATCH_KEY=f watch --rev 1 --prefix", 12),
        lines("watch fop --rev 1 -- printenv ETCD_WATCH_VALUE", 4),
        lines("watch foo --rev 1 -- sh -c 'echo $ETCD_WATCH_EVENT_TYPE $ETCD_WATCH_KEY'", 12),
        lines("watch $'\\xff\\n' --rev 1 -- printenv ETCD_WATCH_KEY", 4),
        lines("watch fop --rev 1 -- printenv ETCD_WATCH_REVISION", 4),
        lines("watch foo --rev 1 fop -- echo changed", 12),
        lines("watch -w fields foo --rev 1 -- echo changed", 28),
        lines("ETCDCTL_WATCH_KEY=fop watch --rev 1 -- echo changed", 4),
        lines("watch -i", 9).stdin("watch foo --rev 1\n"),
        lines("watch -i", 12).stdin("nonsense\n\nwatch foo g --rev 1\n"),
        lines("watch --interactive", 4).stdin("watch fop --rev 1 -- echo changed\n"),
        lines("watch -i", 12).stdin("watch \"f\" --prefix --rev 1\n"),
        lines("watch -i -w fields", 25).stdin("watch \"foo\" --rev 1\n"),
        refused("watch", "bad number of arguments", 128),
        refused("watch foo --", "found separator --, but no commands", 128),
        refused("ETCDCTL_WATCH_KEY=a watch b", "found conflicting environment key", 128),
        refused("ETCDCTL_WATCH_RANGE_END=b watch", "ETCDCTL_WATCH_KEY is empty but got", 128),
        refused("watch a b --prefix", "`range_end` and `--prefix` are mutually exclusive", 128),
        refused("watch -i", "error reading watch request line: EOF", 3).since(&WATCH_EOF),
        refused("watch a -w bogus", "", 4),
        refused("watch -i", "", 128).stdin("watch a --\n"),
        refused("watch -i", "--bogus", 128).stdin("watch a --bogus\n"),
        same("watch fop --rev 1 -- false"),
        same("watch fop --rev 1 -- ./not-there"),
        differs(&USAGE, "watch a --rev x", 128),
        differs(&SURPLUS, "watch a b c", 128).end(UNTIL),
        differs(&EXEC, "watch fop --rev 1 -- echo echo", 0)
            .end(End::AfterLines(4))
            .prints("PUT\nfop\n3\necho\n"),
        differs(&EXEC_RAW, "watch fop --rev 1 -- printenv ETCD_WATCH_RAW_VALUE", 0)
            .end(End::AfterLines(4))
            .prints("PUT\nfop\n3\n3\n"),
        differs(&PROGRESS, "watch -i -w json", 0)
            .stdin("watch fop\nprogress\n")
            .end(End::AfterLines(1))
            .prints_bytes()
            .says("{\"note\":\"progress notify: 6\"}\n"),
        lines("watch foo --rev 1 -w json", 1).since(&WATCH_JSON),
        same("compact 4"),
        refused("watch foo --rev 1", "required revision has been compacted", 5),
        differs(&WATCH_END, "watch foo --rev 1", 5).says("continue with `ectl watch foo --rev 4`"),
    ],
};
