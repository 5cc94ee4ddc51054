//! The same lines run by us and by the real etcdctl, on twin servers, compared byte for byte.
//!
//! etcdctl is `$ETCDCTL`, or the one on the `PATH`. Where it is older than 3.7, a line whose output has
//! changed since is `newer`: what we print is checked against the literal text of 3.7.

mod auth;
mod cluster;
mod connection;
mod differences;
mod keys;
mod lease;
mod line;
mod locks;
mod nature;
mod side;
mod tour;
mod twins;
mod txn;
mod usage;
mod watch;

use differences::Difference;
use line::{Expected, Line, Servers, Table};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::process::Command;
use twins::Twins;

/// Formats whose output has not changed with `--hex` since 3.5.
const HEX_FORMATS: [&str; 3] = ["simple", "json", "protobuf"];

/// etcdctl's formats, but for `table`, which few of its commands have.
const FORMATS: [&str; 4] = ["simple", "fields", "json", "protobuf"];

const SOME: &[&str] = &HEX_FORMATS;
const MOST: &[&str] = &FORMATS;

/// Each table is a test: none can be there and not be run.
macro_rules! tables {
    ($($test:ident: $table:path,)*) => {
        const TABLES: &[&Table] = &[$(&$table),*];
        $(
            #[test]
            fn $test() {
                run(&$table);
            }
        )*
    };
}

tables! {
    access: auth::ACCESS,
    access_refused: auth::REFUSALS,
    access_when_enabled: auth::ENABLED,
    cluster: cluster::CLUSTER,
    endpoints: cluster::ENDPOINTS,
    members: cluster::MEMBERS,
    snapshots: cluster::SNAPSHOTS,
    connections: connection::PLAIN,
    connections_with_tls: connection::TLS,
    keys: keys::KEYS,
    keys_refused: keys::REFUSALS,
    odd_keys: keys::ODD,
    leases: lease::LEASES,
    tour: tour::TOUR,
    tour_of_an_old_server: tour::ON_OLD,
    transactions: txn::TXN,
    usage: usage::USAGE_LINES,
    watches: watch::WATCH,
}

fn run(table: &Table) {
    if table.servers == Servers::Old && old().is_none() {
        return;
    }
    let twins = Twins::start_as(table.servers);
    let failed = |line: &&Line| catch_unwind(AssertUnwindSafe(|| twins.check(line))).is_err();
    let failed: Vec<_> = table.lines.iter().filter(failed).map(|line| line.text).collect();
    assert!(failed.is_empty(), "{} lines are not as expected: {failed:#?}", failed.len());
}

fn lines() -> impl Iterator<Item = &'static Line> {
    TABLES.iter().flat_map(|table| table.lines)
}

#[test]
fn there_are_many_lines() {
    let count: usize = lines().map(Line::count).sum();
    assert!(count >= 1100, "{count} lines");
}

/// The README's table of differences is the list the tests know, word for word.
#[test]
fn readme_lists_the_known_differences() {
    let readme = include_str!("../../../README.md");
    let (_, rest) = readme.split_once("## Differences from etcdctl").expect("the chapter is there");
    let chapter = rest.split("\n## ").next().unwrap();
    let rows: Vec<_> = chapter.lines().filter(|line| line.starts_with("| ")).skip(1).collect();
    let known: Vec<_> = differences::ALL.iter().copied().map(Difference::row).collect();
    assert_eq!(rows, known);
}

/// Differences that a line on a pair of servers cannot show, and the tests that do.
const SHOWN_ELSEWHERE: &[(&Difference, fn())] = &[
    (&differences::MOVE_LEADER, cluster::the_leader_is_found),
    (&differences::LEASES, crate::lock::a_lock_is_held_until_a_signal_comes),
    (&differences::LOST, crate::lock::a_command_whose_lock_is_lost_is_stopped),
    (&differences::UNDER_LOCK, crate::lock::signals_reach_the_command_and_what_it_has_started),
    (&differences::ORPHANED, crate::guardian::a_command_ends_with_a_wrapper_that_is_killed),
    (&differences::TOKEN, crate::lock::the_command_gets_what_it_needs_and_its_status_is_ours),
    (&differences::INTERRUPTED, crate::lock::who_holds_or_waits_without_a_command_notices_too),
    (&differences::ELECT_COMMAND, crate::elect::command_without_proposal_leads_as_its_host),
    (
        &differences::MEMBER_ENV,
        crate::member::who_adds_a_second_voter_is_warned_and_told_how_to_start_it,
    ),
    (&differences::SPECIAL_FILES, crate::snapshot::what_is_no_file_stays_what_it_is),
    (
        &differences::MIRROR_PREFIX,
        crate::mirror::changes_arrive_in_the_revisions_in_which_they_were_made,
    ),
    (&differences::MIRROR_CONTACT, crate::mirror::either_side_may_go_away_and_come_back),
    (
        &differences::CHECK_KEYS,
        crate::check::keys_are_those_of_the_prefix_and_gone_whatever_ends_the_check,
    ),
];

/// Whoever removes the line that shows a difference removes the difference too.
#[test]
fn every_difference_is_shown() {
    let shown: Vec<_> = lines()
        .filter_map(|line| match &line.expected {
            Expected::Differs(why, _) => Some(why.what),
            _ => None,
        })
        .chain(SHOWN_ELSEWHERE.iter().map(|(difference, _)| difference.what))
        .collect();
    for difference in differences::ALL {
        assert!(shown.contains(&difference.what), "no line shows: {}", difference.what);
    }
}

/// The program of etcd 3.4: `$ETCD_OLD`, or the one that `make check` has fetched. `ETCD_OLD=none`
/// says that there is none.
fn old() -> Option<PathBuf> {
    let fetched = || Path::new(env!("CARGO_MANIFEST_DIR")).join("target/etcd-3.4/bin/etcd");
    let program = match std::env::var_os("ETCD_OLD").filter(|program| !program.is_empty()) {
        Some(none) if none == "none" => return None,
        Some(program) => PathBuf::from(program),
        None => fetched(),
    };
    let version = Command::new(&program).arg("--version").output();
    let version = version.map(|output| String::from_utf8_lossy(&output.stdout).into_owned());
    let version = version.unwrap_or_else(|e| e.to_string());
    assert!(
        version.starts_with("etcd Version: 3.4."),
        "no etcd 3.4, program {}: {version}\n(`make check` fetches one where the distribution has it; \
         ETCD_OLD= names one, ETCD_OLD=none does without)",
        program.display()
    );
    Some(program)
}
