//! `-w table`: fitted to a terminal, whole in a pipe.

use crate::support::cluster::Cluster as _;
use crate::support::pty::at_terminal;
use crate::support::{Outcome, etcd};
use ectl::sandbox::Etcd;

/// Runs a line on a terminal of this width. Returns the table and what follows it.
#[track_caller]
fn screen(etcd: &Etcd, words: &str, columns: u16) -> (Vec<String>, String) {
    let words: Vec<_> = words.split(' ').map(|word| if word == "''" { "" } else { word }).collect();
    let outcome = at_terminal(&etcd.endpoints(), &words).on_screen_of(columns);
    split(&outcome)
}

fn split(outcome: &Outcome) -> (Vec<String>, String) {
    let text = outcome.stderr.replace("\r\n", "\n");
    let is_drawn = |line: &&str| line.starts_with(['┌', '│', '├', '└']);
    let table = text.lines().filter(is_drawn).map(str::to_owned).collect();
    let rest: Vec<_> = text.lines().filter(|line| !is_drawn(line)).collect();
    (table, rest.join("\n"))
}

fn piped(etcd: &Etcd, words: &str) -> Vec<String> {
    let outcome = etcd.ectl(words).run().succeeds();
    assert_eq!(outcome.stderr, "", "{words:?}");
    outcome.text().lines().map(str::to_owned).collect()
}

fn width(line: &str) -> usize {
    line.chars().count()
}

fn titles(table: &[String]) -> Vec<&str> {
    table[1].split('│').map(str::trim).filter(|title| !title.is_empty()).collect()
}

const LONG: &str = "long/key/of/many/levels/which/is/wider/than/half/a/terminal";

fn with_keys() -> Etcd {
    let etcd = etcd();
    etcd.ectl("put a 1").run().prints("OK\n");
    etcd.ectl(&["put", LONG, &"v".repeat(2000)]).run().prints("OK\n");
    etcd
}

#[test]
fn tables_fit_terminal_and_are_whole_in_a_pipe() {
    let etcd = with_keys();
    etcd.ectl("lease grant 5000").run().succeeds();
    for words in [
        "endpoint status",
        "endpoint status --cluster",
        "endpoint health",
        "endpoint hashkv",
        "member list",
        "member list --status",
        "get --prefix ''",
        "get --prefix '' --keys-only",
        "get --prefix '' --count-only",
        "lease list",
        "doctor",
        "del --prefix '' --dry-run",
        "auth status",
        "version",
    ] {
        let words = format!("{words} -w table");
        let whole = piped(&etcd, &words);
        for columns in [20, 40, 80, 120, 1000] {
            let (table, hint) = screen(&etcd, &words, columns);
            let first = width(&table[0]);
            assert!(first <= columns.into(), "{words} on {columns}: {table:#?}");
            assert!(table.iter().all(|line| width(line) == first), "{words}: {table:#?}");
            assert_eq!(table.len(), whole.len(), "{words}");
            let has_all = titles(&table).len() >= titles(&whole).len();
            // The columns that are shown keep their order.
            let wide = piped(&etcd, &format!("{words} --wide"));
            let mut all = titles(&wide).into_iter();
            assert!(titles(&table).iter().all(|title| all.any(|it| it == *title)), "{words}");
            let is_cut = table.iter().any(|line| line.contains('…'));
            assert_eq!(hint.is_empty(), has_all && !is_cut, "{words}: {hint}");
            let is_hint = |line: &str| {
                line.starts_with("hint: ") && line.ends_with("; --wide shows everything")
            };
            assert!(hint.is_empty() || is_hint(&hint), "{hint}");
        }
        let (wide, hint) = screen(&etcd, &format!("{words} --wide"), 40);
        assert_eq!(
            (titles(&wide), hint.as_str()),
            (titles(&piped(&etcd, &format!("{words} --wide"))), "")
        );
    }
}

#[test]
pub fn endpoint_status_shows_what_matters_on_80_columns() {
    let etcd = etcd();
    let main = ["ENDPOINT", "NAME", "VERSION", "DB SIZE", "IN USE", "IS LEADER", "ERRORS"];
    let (table, hint) = screen(&etcd, "endpoint status -w table", 80);
    let mut shown = titles(&table);
    shown.sort_unstable();
    assert_eq!(shown, {
        let mut main = main;
        main.sort_unstable();
        main
    });
    assert!(table[3].contains(" m1 ") && !table[3].contains('…'), "{table:#?}");
    assert_eq!(hint, "hint: 14 columns not shown; --wide shows everything");
    let (table, _) = screen(&etcd, "endpoint status -w table", 120);
    let shown = titles(&table);
    let others = ["ID", "STORAGE VERSION"];
    assert!(
        main.iter().chain(&others).all(|title| shown.iter().any(|it| it == title)),
        "{shown:?}"
    );
    // As etcdctl prints it.
    assert_eq!(titles(&piped(&etcd, "endpoint status -w table")).len(), 16);
}

#[test]
fn member_list_leaves_out_peer_addresses_first() {
    let etcd = etcd();
    let (table, hint) = screen(&etcd, "member list -w table", 80);
    assert_eq!(titles(&table), ["ID", "STATUS", "NAME", "CLIENT ADDRS"]);
    assert_eq!(hint, "hint: 2 columns not shown; --wide shows everything");
    let (table, hint) = screen(&etcd, "member list -w table", 120);
    assert_eq!((table, hint.as_str()), (piped(&etcd, "member list -w table"), ""));
}

#[test]
fn long_keys_and_values_are_cut() {
    let etcd = with_keys();
    let (table, hint) = screen(&etcd, "get --prefix '' -w table", 80);
    let expected = [
        "┌───────────────────────────────┬───────────────────────────────┬──────────────┐",
        "│              KEY              │             VALUE             │ MOD REVISION │",
        "├───────────────────────────────┼───────────────────────────────┼──────────────┤",
        "│                             a │                             1 │            2 │",
        "│ long/key/of/many/levels/whic… │ vvvvvvvvvvvvvvvvvvvvvvvvvvvv… │            3 │",
        "└───────────────────────────────┴───────────────────────────────┴──────────────┘",
    ];
    assert_eq!(table, expected);
    assert_eq!(hint, "hint: 3 columns not shown; --wide shows everything");
    let (table, hint) = screen(&etcd, "get --prefix '' -w table", 120);
    assert_eq!(titles(&table), titles(&piped(&etcd, "get --prefix '' -w table")));
    assert_eq!(hint, "hint: long values are cut; --wide shows everything");
}

#[test]
fn rows_after_the_first_hundred_fit_too() {
    let etcd = etcd();
    for number in 0..130 {
        etcd.ectl(&*format!("put k{number:03} v")).run().prints("OK\n");
    }
    etcd.ectl(&["put", "k999", &"v".repeat(3000)]).run().prints("OK\n");
    let (table, _) = screen(&etcd, "get --prefix k -w table", 80);
    assert_eq!(table.len(), 135);
    assert!(table.iter().all(|line| width(line) == width(&table[0])), "{:#?}", table.last());
    assert!(table[133].contains("│ k999 │ vvvv… │"), "{}", table[133]);
}

#[test]
fn watch_draws_one_table() {
    let etcd = etcd();
    let watch = etcd.ectl("watch --prefix w -w table").live();
    // A change from before the watch is not printed.
    let mut put = 0;
    let head = loop {
        put += 1;
        etcd.ectl(&*format!("put w{put} {put}")).run().prints("OK\n");
        if let Some(line) = watch.line_within_a_moment() {
            break line;
        }
    };
    assert!(head.starts_with('┌'), "{head}");
    assert!(watch.line().starts_with("│  TYPE  │         KEY "));
    assert!(watch.line().starts_with('├'));
    let first = watch.line();
    assert!(first.starts_with("│    PUT │                   w"), "{first}");
    etcd.ectl("put other-than-w 1").run().prints("OK\n");
    etcd.ectl("del w1").run().succeeds();
    let rows: Vec<_> = std::iter::repeat_with(|| watch.line())
        .take_while(|line| !line.contains("DELETE"))
        .collect();
    assert!(rows.iter().all(|row| row.starts_with("│    PUT │")), "{rows:?}");
    assert_eq!(rows.iter().chain([&first]).map(|row| width(row)).max(), Some(width(&head)));
}

#[test]
fn table_of_a_watch_fits_terminal_and_ends_with_a_line() {
    let etcd = etcd();
    etcd.ectl(&["put", LONG, "some value"]).run().prints("OK\n");
    let words = ["watch", "--prefix", "", "--rev", "2", "-w", "table", "--", "false"];
    let outcome = at_terminal(&etcd.endpoints(), &words).on_screen_of(80);
    // The hint comes before the table, not between its rows.
    let hint = "hint: 5 columns not shown; --wide shows everything\r\n";
    assert!(outcome.stderr.starts_with(hint), "{}", outcome.stderr);
    let (table, rest) = split(&outcome);
    let expected = [
        "┌────────┬───────────────────────────┬──────────────────────────┬──────────────┐",
        "│  TYPE  │            KEY            │          VALUE           │ MOD REVISION │",
        "├────────┼───────────────────────────┼──────────────────────────┼──────────────┤",
        "│    PUT │ long/key/of/many/levels/… │               some value │            2 │",
        "└────────┴───────────────────────────┴──────────────────────────┴──────────────┘",
    ];
    assert_eq!(table, expected, "{rest}");
    assert_ne!(outcome.code, 0);
}
