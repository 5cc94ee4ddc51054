//! ectl and etcd's own Go packages meet on one etcd: what the one writes the other finds.
//!
//! The Go side is the program in `go/`, built here with its modules pinned. Without a Go toolchain the
//! tests say so and are counted as ignored: users of ectl need no Go.

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

mod concurrency;
mod namespace;
mod naming;
mod proxy;
mod records;
#[path = "../it/support/mod.rs"]
mod support;

use libtest_mimic::{Arguments, Trial};
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode};
use std::sync::OnceLock;
use support::{Line, line};

/// Tests against the Go program.
const WITH_GO: [(&str, fn()); 14] = [
    ("naming::go_finds_what_is_registered_here", naming::go_finds_what_is_registered_here),
    ("naming::what_go_registers_is_found_here", naming::what_go_registers_is_found_here),
    ("concurrency::go_excludes_ectl", concurrency::go_excludes_ectl),
    ("concurrency::ectl_excludes_go", concurrency::ectl_excludes_go),
    (
        "concurrency::lock_service_and_ectl_exclude_each_other",
        concurrency::lock_service_and_ectl_exclude_each_other,
    ),
    (
        "concurrency::go_and_semaphore_exclude_each_other",
        concurrency::go_and_semaphore_exclude_each_other,
    ),
    ("concurrency::ectl_observes_go_leader", concurrency::ectl_observes_go_leader),
    ("concurrency::go_observes_ectl_leader", concurrency::go_observes_ectl_leader),
    (
        "concurrency::go_and_ectl_contend_for_one_lock",
        concurrency::go_and_ectl_contend_for_one_lock,
    ),
    ("namespace::keys_are_those_of_gos_namespace", namespace::keys_are_those_of_gos_namespace),
    ("namespace::locks_are_those_of_gos_namespace", namespace::locks_are_those_of_gos_namespace),
    (
        "namespace::services_are_those_of_gos_namespace",
        namespace::services_are_those_of_gos_namespace,
    ),
    ("records::values_are_decoded_as_in_go", records::values_are_decoded_as_in_go),
    (
        "proxy::locks_exclude_one_another_through_a_grpc_proxy",
        proxy::locks_exclude_one_another_through_a_grpc_proxy,
    ),
];

/// Tests against etcd's own programs.
const WITHOUT_GO: [(&str, fn()); 1] =
    [("proxy::leases_stand_through_a_grpc_proxy", proxy::leases_stand_through_a_grpc_proxy)];

/// All tests at once: most of their time is waiting.
const THREADS: usize = WITH_GO.len() + WITHOUT_GO.len();

fn main() -> ExitCode {
    let mut arguments = Arguments::from_args();
    arguments.test_threads.get_or_insert(THREADS);
    let without = why_not();
    if let Some(why) = &without {
        eprintln!("The tests of interoperation with Go are skipped: {why}");
    }
    let trial = |(name, test): (&str, fn())| {
        Trial::test(name, move || {
            test();
            Ok(())
        })
    };
    let with_go = WITH_GO.map(|test| trial(test).with_ignored_flag(without.is_some()));
    let trials = WITHOUT_GO.map(trial).into_iter().chain(with_go);
    libtest_mimic::run(&arguments, trials.collect()).exit_code()
}

/// Returns why the Go program cannot be built, if it cannot.
fn why_not() -> Option<String> {
    let Ok(go) = Command::new("go").args(["env", "GOVERSION"]).output() else {
        return Some("there is no Go toolchain".to_owned());
    };
    let version = String::from_utf8_lossy(&go.stdout).trim().to_owned();
    let minor = version.strip_prefix("go1.").and_then(|rest| rest.split('.').next()?.parse().ok());
    match minor {
        Some(26u32..) => None,
        _ => Some(format!("Go 1.26 or newer is needed, and {version} is there")),
    }
}

/// A line of the Go program.
fn go(endpoints: &str, words: &[&str]) -> Line {
    static PROGRAM: OnceLock<PathBuf> = OnceLock::new();
    line(PROGRAM.get_or_init(build), endpoints, words)
}

fn build() -> PathBuf {
    let program = Path::new(env!("CARGO_TARGET_TMPDIR")).join("interop");
    let source = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/interop/go");
    let built = Command::new("go")
        .args(["build", "-mod=readonly", "-o"])
        .args([&program, Path::new(".")])
        .current_dir(source)
        .output()
        .expect("go was there a moment ago");
    assert!(built.status.success(), "{}", String::from_utf8_lossy(&built.stderr));
    program
}
