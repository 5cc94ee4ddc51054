//! Passes the target and the commit to the compiler, for `ectl --version`.
//!
//! The commit, as `0ca52ef12 2026-11-22`, is that of `ECTL_COMMIT`, or of `git archive`, or of the clone. It
//! is omitted where there is none. Debug builds do not ask git: each commit would rebuild them.

use std::env;
use std::fs;
use std::path::Path;
use std::process::Command;

const VARIABLE: &str = "ECTL_COMMIT";

/// A file into which `git archive` writes the commit (see `.gitattributes`); the rest of its line is for
/// tools/package.sh.
const ARCHIVED: &str = "packaging/commit";

/// Enough of a hash to be unique; git's own abbreviation depends on the clone.
const HASH_LENGTH: usize = 9;

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-changed={ARCHIVED}");
    println!("cargo::rerun-if-env-changed={VARIABLE}");
    println!("cargo::rustc-env=ECTL_TARGET={}", env::var("TARGET").unwrap_or_default());
    let commit = env::var(VARIABLE).ok().or_else(archived).or_else(checked_out).unwrap_or_default();
    println!("cargo::rustc-env={VARIABLE}={}", commit.trim());
}

/// Returns the commit of a source archive. In a clone, the file holds the placeholder.
fn archived() -> Option<String> {
    let text = fs::read_to_string(ARCHIVED).ok()?;
    if text.starts_with('$') { None } else { shortened(&text) }
}

/// Returns the commit of the clone, and has cargo look for later ones.
fn checked_out() -> Option<String> {
    // Without `.git`, git would find a repository around the source archive.
    if env::var("PROFILE").as_deref() != Ok("release") || !Path::new(".git").exists() {
        return None;
    }
    let changing = ["logs/HEAD", "HEAD"].map(|file| git(&["rev-parse", "--git-path", file]));
    // Cargo rebuilds each time what depends on a missing file.
    if let Some(file) = changing.iter().flatten().find(|file| Path::new(file.trim()).exists()) {
        println!("cargo::rerun-if-changed={}", file.trim());
    }
    shortened(&git(&["log", "-1", "--format=%H %cs"])?)
}

fn git(arguments: &[&str]) -> Option<String> {
    let output = Command::new("git").args(arguments).output().ok()?;
    if output.status.success() { String::from_utf8(output.stdout).ok() } else { None }
}

/// Returns `HASH DATE` with a short hash.
fn shortened(commit: &str) -> Option<String> {
    let mut words = commit.split_whitespace();
    let (hash, date) = (words.next()?, words.next()?);
    Some(format!("{} {date}", hash.get(..HASH_LENGTH)?))
}
