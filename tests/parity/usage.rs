//! Parity of the command line itself, which needs no server.

use super::differences::{GROUPS, TIME, USAGE, VERSION};
use super::line::{Servers, Table, differs, refused, same};

pub(super) const USAGE_LINES: Table = Table {
    servers: Servers::Plain,
    lines: &[
        differs(&VERSION, "version", 0).prints_bytes(),
        same("--prefix=true --limit=2 get a"),
        same("--limit 2 --prefix=true get a"),
        same("'' get a"),
        same("--order descend get '' --prefix"),
        refused("nonsense", "unknown command \"nonsense\"", 128).theirs(1),
        refused("gte a", "unknown command \"gte\"", 128).theirs(1),
        refused("comp 7", "unknown command \"comp\"", 128).theirs(1),
        differs(&TIME, "--command-timeout 5 get a", 0).prints(""),
        differs(&TIME, "lease grant 1m30s --hex", 0).prints_bytes(),
        differs(&USAGE, "--nonsense get a", 128),
        differs(&USAGE, "get -c a", 128),
        differs(&USAGE, "get a --endpoints", 128),
        differs(&USAGE, "completion", 128),
        differs(&USAGE, "completion csh", 128),
        differs(&GROUPS, "lease", 128),
        differs(&GROUPS, "downgrade 3.6", 128),
    ],
};
