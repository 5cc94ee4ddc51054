//! Parity of `txn`. Words in single quotes are for other tests: etcdctl before 3.5.17 cuts them short.

use super::changes::{COUNT_ONLY, TXN_JSON, TXN_LEASE};
use super::differences::{DELETING, PROMPTS, TXN_INPUT, TXN_PANICS, TXN_REQUESTS};
use super::line::{End, Servers, Table, differs, each, refused, same};
use super::{MOST, SOME};

/// All kinds of comparisons.
const COMPARED: &str =
    "ver(\"a\") > \"0\"\nc(\"a\") < \"100\"\nmod(`a`) != \"0\"\nval(\"a\") = \"1\"\n\nget a\n\n\n";

pub(super) const TXN: Table = Table {
    servers: Servers::Plain,
    lines: &[
        each(MOST, "txn").stdin("\n\n\n"),
        each(MOST, "txn")
            .stdin("\nput a 1\nput \"b c\" \"d\\n\\x41\"\n\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn")
            .stdin("val(\"a\") = \"1\"\n\nget a\nput a 1 --prev-kv\n\nget b\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn")
            .stdin("value(\"a\") = \"2\"\n\nget a\n\nget \"b c\"\nget \"\" --prefix\n\n")
            .since_in("json", &TXN_JSON),
        each(SOME, "txn --hex")
            .stdin("ver(\"a\") = \"0\"\n\n\nget a --prefix --limit 1\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn")
            .stdin("version(\"none\") = \"0\"\n\nput n 1\ndel n1\nget n\n\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn")
            .stdin("mod(\"a\") > \"0\"\ncreate(\"a\") > \"0\"\n\ndel n --prev-kv\n\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn")
            .stdin("  val(\"a\")   =   \"1\"  \n\n   get   a   --keys-only\n\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn").stdin("m(\"a\") < \"-5\"\n\n\nget none\n\n").since_in("json", &TXN_JSON),
        each(MOST, "txn")
            .stdin("\nget b --from-key --rev 3\nget a z --sort-by MODIFY\n\n\n")
            .since_in("json", &TXN_JSON),
        each(MOST, "txn").stdin("\np t 1\ng t\nd u --prefix\n\n\n").since_in("json", &TXN_JSON),
        each(MOST, "txn").stdin("\nput -- -x -y\nget -- -x\n\n\n").since_in("json", &TXN_JSON),
        each(SOME, "txn")
            .stdin("\nput a\"b c\"d\nput ключ \"зна чение\"\nget ключ\n\n\n")
            .since_in("json", &TXN_JSON),
        same("txn")
            .stdin("\nget a --print-value-only\nget a --count-only\n\n\n")
            .since(&COUNT_ONLY),
        same("txn -w fields").stdin("\nget \"\" --prefix\ndel b --prefix --prev-kv\n\n\n"),
        same("txn -i").stdin("\nget a\n\n\n"),
        same("txn --interactive").stdin("val(\"a\") = \"2\"\n\n\nget a\n\n"),
        same("txn").stdin(COMPARED),
        same("txn --interactive=false").stdin("\nget a\n\n\n"),
        refused("txn", "malformed comparison", 3).stdin("nonsense\n\n\n\n"),
        refused("txn", "", 3).stdin("val(\"a\" = \"1\"\n\n\n\n"),
        refused("txn", "", 3).stdin("bogus(\"a\") = \"1\"\n\n\n\n"),
        refused("txn", "", 3).stdin("ver(\"a\") = \"x\"\n\n\n\n"),
        refused("txn", "", 3).stdin("val(\"a\") =\n\n\n\n"),
        refused("txn", "", 3).stdin("\nnonsense a\n\n\n"),
        refused("txn", "", 3).stdin("\nget a --bogus\n\n\n"),
        refused("txn", "", 3).stdin("\nput \"\\q\" 1\n\n\n"),
        refused("txn", "", 3).stdin("\nget\n\n\n"),
        refused("txn", "bad sort order up", 4).stdin("\nget a --order up\n\n\n"),
        refused("txn", "cannot be set at the same time", 128)
            .stdin("\nget a --prefix --from-key\n\n\n"),
        refused("txn", "etcdserver: duplicate key given in txn request", 1)
            .stdin("\nput k 1\nput k 2\n\n\n"),
        refused("txn", "etcdserver: requested lease not found", 1)
            .stdin("\nput k 1 --lease 12\n\n\n"),
        refused("txn extra", "", 128),
        refused("txn -w bogus", "", 4).stdin("\n\n\n"),
        differs(&TXN_PANICS, "txn", 0)
            .stdin("lease(\"a\") = \"0\"\n\n\n\n")
            .prints("SUCCESS\n")
            .agrees_in(&TXN_LEASE),
        differs(&TXN_PANICS, "txn", 3).stdin("ver(\"a\") ~ \"0\"\n\n\n\n").says("~"),
        differs(&TXN_INPUT, "txn", 0).stdin("ver(\"a\") > 0\n\n\n\n").prints("SUCCESS\n"),
        differs(&TXN_INPUT, "txn", 0).stdin("\nget none\n\nget x").prints("SUCCESS\n\n"),
        differs(&TXN_INPUT, "txn", 0).stdin("ver(\"none\") = \"0\"").prints("SUCCESS\n"),
        differs(&TXN_INPUT, "txn", 0).stdin("\nget none\n").prints("SUCCESS\n\n"),
        differs(&TXN_INPUT, "txn", 0).stdin("# a\n\nget none\n# b\n\n\n").prints("SUCCESS\n\n"),
        refused("txn", "", 3),
        differs(&TXN_REQUESTS, "txn", 3).stdin("\nget --help\n\n\n").end(End::AfterMillis(500)),
        differs(&TXN_REQUESTS, "txn", 3).stdin("\nput k\n\n\n\n"),
        differs(&PROMPTS, "txn -i -w json", 0)
            .stdin("\n\n\n")
            .prints_bytes()
            .says("compares:\"}\n"),
        differs(&DELETING, "txn", 0).stdin("\ndel x y\n\n\n").prints("SUCCESS\n\n0\n"),
    ],
};
