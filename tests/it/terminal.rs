//! Output to a terminal: control characters are escaped, and help fits the width.

use crate::support::cluster::Cluster as _;
use crate::support::pty::at_terminal;
use crate::support::{ectl, etcd};
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

/// Sets the title, clears the screen by a C1 character, rings the bell, and is not valid UTF-8.
const VALUE: &[u8] = b"a\x1b]0;title\x07\r\n\tb \xc2\x9b2J\x7f \xff \xc3\xa9";

/// [`VALUE`] as a terminal gets it.
const SHOWN: &str = "a\\x1b]0;title\\x07\\r\r\n\tb \\u009b2J\\x7f \\xff é";

#[test]
pub fn terminal_is_sent_no_control_characters() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let value = OsString::from_vec(VALUE.to_vec());
    etcd.ectl(&["put", "k\x1b[31m"]).arg(value).run().prints("OK\n");

    for (words, expected) in [
        (&["get", "--prefix", "k"][..], format!("k\\x1b[31m\r\n{SHOWN}\r\n")),
        (&["get", "--prefix", "k", "--print-value-only"], format!("{SHOWN}\r\n")),
        (
            &["get", "--prefix", "k", "-w", "jsonl", "--keys-only"],
            "{\"key\":\"k\\u001b[31m\"".into(),
        ),
        (&["txn", "--then", "get --prefix k"], format!("k\\x1b[31m\r\n{SHOWN}\r\n")),
        (&["del", "--prefix", "k", "--dry-run"], "k\\x1b[31m\r\n".into()),
    ] {
        let screen = at_terminal(&at, words).on_screen();
        assert_eq!(screen.code, 0, "{screen:?}");
        assert!(screen.stderr.contains(&expected), "{words:?}: {:?}", screen.stderr);
        assert!(!screen.stderr.contains('\x1b'), "{words:?}: {:?}", screen.stderr);
    }
    // JSON need not escape DEL and C1 characters.
    etcd.ectl(&["put", "k\x1b[31m", "\u{9b}\u{7f}"]).run().prints("OK\n");
    let screen = at_terminal(&at, &["get", "--prefix", "k", "-w", "jsonl"]).on_screen();
    assert!(screen.stderr.contains("\"value\":\"\\u009b\\u007f\""), "{screen:?}");
}

#[test]
fn pipe_and_raw_get_all_bytes() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let value = OsString::from_vec(VALUE.to_vec());
    etcd.ectl("put k").arg(value).run().prints("OK\n");
    let piped = etcd.ectl("get k --print-value-only").run();
    assert_eq!(piped.stdout, [VALUE, b"\n"].concat());
    let line = at_terminal(&at, &["get", "k", "--raw"]).on_screen();
    // The terminal itself adds CR before each LF.
    let shown = String::from_utf8_lossy(VALUE).replace('\n', "\r\n");
    assert_eq!(line.stderr, shown);
}

#[test]
fn errors_and_hints_have_no_control_characters() {
    for words in [
        &["get", "k", "--endpoints", "127.0.0.1:1\x1b[2J"][..],
        &["\x1b[2J\u{9b}"],
        &["get", "k", "--cacert", "/nonexistent\x1b[2J"],
        &["get", "k", "--debug", "--endpoints", "127.0.0.1:1", "--user", "\x1b[2J:p"],
    ] {
        for more in [&[][..], &["--json-errors"]] {
            let outcome = ectl("", words).args(more).run();
            assert_ne!(outcome.code, 0, "{words:?}");
            assert!(outcome.stderr.contains("1b[2J"), "{words:?}: {outcome:?}");
            let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\t');
            assert!(!outcome.stderr.contains(is_control), "{words:?}: {outcome:?}");
        }
    }
}

#[test]
fn prompts_have_no_control_characters() {
    let etcd = etcd();
    let at = etcd.endpoints();
    let mut add = at_terminal(&at, &["user", "add", "u\x1b[2J"]).seated();
    add.answers("Password of u\\x1b[2J: ", "p\n");
    add.answers("Type password of u\\x1b[2J again for confirmation: ", "p\n");
    assert_eq!(add.ends().0.code, 0);
}

#[test]
fn help_fits_terminal() {
    for words in [
        &["--help"][..],
        &["options"],
        &["get", "--help"],
        &["lease", "--help"],
        &["lock", "--help"],
        &["service", "register", "--help"],
        &["txn", "--help"],
    ] {
        let plain = ectl("", words).run();
        let plain = plain.text();
        for columns in [60, 80, 200] {
            let screen = at_terminal("", words).on_screen_of(columns).stderr.replace("\r\n", "\n");
            let is_example = |line: &str| line.trim_start().starts_with("ectl ");
            let wide = screen.lines().find(|line| {
                line.chars().count() > columns.into()
                    && !is_example(line)
                    && !line.starts_with("Usage")
            });
            assert_eq!(wide, None, "{columns} columns");
            let same = screen.split_whitespace().eq(plain.split_whitespace());
            assert!(same, "{screen}");
            assert!(columns < 100 || screen == plain, "{screen}");
        }
    }
}
