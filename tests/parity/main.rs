//! Runs lines with ectl and with the real etcdctl, on twin servers, and compares byte for byte: with
//! each generation of etcd, and with the newest etcdctl on the older servers.
//!
//! Without the programs of a generation its tests are counted as ignored. [`changes`] says what the
//! generations of etcdctl print differently, [`differences`] what ectl does.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on has failed, and it uses a part only of what tests share"
)]

mod auth;
mod changes;
mod cluster;
mod connection;
mod differences;
mod etcdutl;
mod keys;
mod lease;
mod line;
mod locks;
mod migrate;
mod nature;
#[path = "../it/offline/vectors.rs"]
mod offline;
mod peer;
mod restored;
mod side;
#[path = "../it/support/mod.rs"]
mod support;
mod tour;
mod twins;
mod txn;
mod usage;
mod watch;

use etcdutl::Pair;
use libtest_mimic::{Arguments, Trial};
use line::{Expected, Line, Table};
use peer::{GENERATIONS, Generation, Peer};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;
use twins::Twins;

/// etcdctl's formats, but for `table`, which few of its commands have.
const MOST: &[&str] = &["simple", "fields", "json", "protobuf"];

/// Formats whose output does not change with `--hex`.
const SOME: &[&str] = &["simple", "json", "protobuf"];

type Named<T> = (&'static str, T);

/// Each is run with every generation.
const TABLES: &[Named<&Table>] = &[
    ("access", &auth::ACCESS),
    ("access_refused", &auth::REFUSALS),
    ("access_when_enabled", &auth::ENABLED),
    ("alarms", &cluster::ALARMS),
    ("cluster", &cluster::CLUSTER),
    ("endpoints", &cluster::ENDPOINTS),
    ("members", &cluster::MEMBERS),
    ("snapshots", &cluster::SNAPSHOTS),
    ("connections", &connection::PLAIN),
    ("connections_with_tls", &connection::TLS),
    ("keys", &keys::KEYS),
    ("keys_refused", &keys::REFUSALS),
    ("odd_keys", &keys::ODD),
    ("leases", &lease::LEASES),
    ("tour", &tour::TOUR),
    ("transactions", &txn::TXN),
    ("usage", &usage::USAGE_LINES),
    ("watches", &watch::WATCH),
];

/// Tables run with the newest etcdctl on each older server.
const ON_OLDER: &[Named<&Table>] = &[("tour", &tour::TOUR), ("streams", &tour::STREAMS)];

/// Comparisons that are not made of lines.
const SCENES: &[Named<fn(&Peer)>] = &[
    ("the_leader_is_found", cluster::the_leader_is_found),
    ("locks_exclude_one_another", locks::locks_exclude_one_another),
    ("keys_are_printed_as_etcdctl_does", locks::keys_are_printed_as_etcdctl_does),
    ("keys_are_the_same_bytes_as_etcdctls", locks::keys_are_the_same_bytes_as_etcdctls),
    ("leaders_are_seen_by_both", locks::leaders_are_seen_by_both),
    ("refusals_are_worded_alike", locks::refusals_are_worded_alike),
    ("restored_member_has_everything", restored::one_member_has_everything),
    ("restored_members_agree", restored::three_members_agree),
    (
        "snapshots_of_other_generations_are_served",
        restored::snapshots_of_other_generations_are_served,
    ),
];

/// Tests of the tables themselves.
const WITHOUT_ETCD: &[Named<fn()>] = &[
    ("there_are_many_lines", there_are_many_lines),
    ("every_difference_is_shown", every_difference_is_shown),
    ("every_change_is_shown", every_change_is_shown),
    ("words_are_split_as_bash_does", line::words_are_split_as_bash_does),
    ("only_numbers_go", nature::only_numbers_go),
];

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    // The tests wait more than they work.
    let threads = std::thread::available_parallelism().map_or(2, usize::from);
    arguments.test_threads = arguments.test_threads.or(Some(2 * threads));
    let peers = peer::all();
    let mut trials: Vec<_> = WITHOUT_ETCD.iter().map(|(name, test)| trial(name, *test)).collect();
    let others = peers.iter().map(|peer| peer.generation).filter(|g| !GENERATIONS.contains(g));
    for generation in GENERATIONS.into_iter().chain(others) {
        let peer = peers.iter().find(|peer| peer.generation == generation);
        trials.extend(with_own(generation, peer));
        trials.extend(with_etcdutl(generation, peer));
        if generation < NEWEST {
            trials.extend(with_newest(generation, peer, newest(&peers)));
        }
    }
    trials.extend(migrations(&peers));
    libtest_mimic::run(&arguments, trials).exit_code()
}

/// The generation whose etcdctl ectl replaces.
const NEWEST: Generation = GENERATIONS[GENERATIONS.len() - 1];

fn newest(peers: &[Peer]) -> Option<&Peer> {
    peers.iter().filter(|peer| peer.generation >= NEWEST).max_by_key(|peer| peer.generation)
}

/// Returns the trials of one generation, ignored where it is not there.
fn with_own(generation: Generation, peer: Option<&Peer>) -> Vec<Trial> {
    let (major, minor) = generation;
    let name = |name: &str| format!("{major}.{minor}::{name}");
    let tables =
        TABLES.iter().map(|&(table, lines)| on(peer, &name(table), move |p| run(lines, p)));
    tables.chain(SCENES.iter().map(|&(scene, test)| on(peer, &name(scene), test))).collect()
}

/// Returns the trials of one generation's etcdutl, ignored where it is not there.
fn with_etcdutl(generation: Generation, peer: Option<&Peer>) -> Vec<Trial> {
    let (major, minor) = generation;
    let peer = peer.filter(|peer| peer.etcdutl.is_some());
    let scenes = etcdutl::SCENES.iter().filter(|(since, _)| *since <= generation);
    let trial = |&(_, (scene, test)): &(Generation, Named<etcdutl::Scene>)| {
        let name = format!("{major}.{minor}::etcdutl_{scene}");
        on(peer, &name, move |peer| test(&Pair::new(peer).expect("its etcdutl")))
    };
    scenes.map(trial).collect()
}

/// Returns the trials of one generation's server with the newest etcdctl.
fn with_newest(generation: Generation, old: Option<&Peer>, newest: Option<&Peer>) -> Vec<Trial> {
    let ((major, minor), (by_major, by_minor)) = (generation, NEWEST);
    let peer =
        old.zip(newest).map(|(old, newest)| Peer { etcd: old.etcd.clone(), ..newest.clone() });
    let name = |name: &str| format!("{major}.{minor}_by_{by_major}.{by_minor}::{name}");
    let tables = ON_OLDER
        .iter()
        .map(|&(table, lines)| on(peer.as_ref(), &name(table), move |peer| run(lines, peer)));
    tables.collect()
}

/// Returns the migrations between two generations, ignored where one of them is not there.
fn migrations(peers: &[Peer]) -> Vec<Trial> {
    let there = |generation| peers.iter().find(|peer| peer.generation == generation).cloned();
    let scenes = migrate::SCENES.iter();
    let each = scenes.flat_map(|(pairs, scene)| pairs.iter().map(move |pair| (pair, *scene)));
    let trial = |((old, new), (scene, test)): (&migrate::Pair, Named<migrate::BetweenPeers>)| {
        let name = format!("{}.{}_to_{}.{}::{scene}", old.0, old.1, new.0, new.1);
        let peers = there(*old).zip(there(*new));
        let missing = peers.is_none();
        let run = move || {
            let (old, new) = peers.expect("ignored without");
            test(&old, &new);
        };
        trial(&name, run).with_ignored_flag(missing)
    };
    each.map(trial).collect()
}

fn on(peer: Option<&Peer>, name: &str, test: impl Fn(&Peer) + Send + 'static) -> Trial {
    let missing = peer.is_none();
    let peer = peer.cloned();
    trial(name, move || test(&peer.expect("ignored without"))).with_ignored_flag(missing)
}

fn trial(name: &str, test: impl FnOnce() + Send + 'static) -> Trial {
    Trial::test(name, move || {
        test();
        Ok(())
    })
}

fn run(table: &Table, peer: &Peer) {
    let twins = Twins::start(table.servers, peer);
    let failed = |line: &&Line| catch_unwind(AssertUnwindSafe(|| twins.check(line))).is_err();
    let failed: Vec<_> = table.lines.iter().filter(failed).map(|line| line.text).collect();
    assert!(failed.is_empty(), "{} lines are not as expected: {failed:#?}", failed.len());
}

fn lines() -> impl Iterator<Item = &'static Line> {
    TABLES.iter().chain(ON_OLDER).flat_map(|(_, table)| table.lines)
}

fn there_are_many_lines() {
    let count: usize = lines().map(Line::count).sum();
    assert!(count >= 1100, "{count} lines");
}

/// A difference goes from the list with the last line that shows it.
fn every_difference_is_shown() {
    let by_lines = lines().filter_map(|line| match &line.expected {
        Expected::Differs(why, _) => Some(why.what),
        _ => None,
    });
    let elsewhere = differences::SHOWN_BY_TESTS.iter().map(|difference| difference.what);
    let on_files = etcdutl::SHOWN.iter().map(|(difference, _)| difference.what);
    let shown: Vec<_> = by_lines.chain(elsewhere).chain(on_files).collect();
    for difference in differences::ALL {
        assert!(shown.contains(&difference.what), "no line shows: {}", difference.what);
    }
}

fn every_change_is_shown() {
    let changed = |line: &Line| [line.since.map(|since| since.change), line.agrees];
    let by_lines = lines().flat_map(changed).flatten().map(|change| change.what);
    let shown: Vec<_> = by_lines.chain([changes::LOCK_STATUS.what]).collect();
    for change in changes::ALL {
        assert!(shown.contains(&change.what), "no line shows: {}", change.what);
    }
}
