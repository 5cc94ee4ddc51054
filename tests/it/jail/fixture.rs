//! Contexts of a cluster, and two clusters of which one is seen through a prefix.

use crate::support::cluster::Cluster as _;
use crate::support::words::Words;
use crate::support::{Line, Outcome, ectl, start};
use ectl::sandbox::{Etcd, Plan};
use tempfile::TempDir;

/// Contexts that differ only in what they allow.
pub struct Contexts {
    directory: TempDir,
}

impl Contexts {
    pub fn of(endpoints: &str) -> Self {
        let directory = tempfile::tempdir().unwrap();
        let context = |name: &str, more: &str| {
            format!("[contexts.{name}]\nendpoints = \"{endpoints}\"\n{more}\n")
        };
        let text = [
            context("app", "prefix = \"/app/\""),
            context("spy", "prefix = \"/app/\"\nread-only = true"),
            context("audit", "read-only = true"),
            context("prod", "protected = true"),
        ];
        std::fs::write(directory.path().join("config.toml"), text.concat()).unwrap();
        Self { directory }
    }

    pub fn line(&self, context: &str, words: impl Words) -> Line {
        self.within(context, ectl("", words))
    }

    /// Runs any line in a context.
    pub fn within(&self, context: &str, line: Line) -> Line {
        let file = self.directory.path().join("config.toml");
        line.env("ECTL_CONFIG", file).env("ECTL_CONTEXT", context)
    }

    /// Runs a line in the context with the prefix.
    pub fn app(&self, words: impl Words) -> Outcome {
        self.line("app", words).run()
    }
}

/// Keys around the prefix `/app/`: the first and the last ones outside, and names that exist inside too.
const OUTSIDE: [&str; 10] =
    ["\u{1}", "/ap", "/app", "/app.", "/app0", "/app0/a", "a", "k/1", "k/2", "zz"];

/// The first revision after those of the keys outside.
pub const FIRST: usize = OUTSIDE.len() + 3;

/// Two clusters at the same revision: `jailed` has keys outside of the prefix, `free` has none.
pub struct Twins {
    pub jailed: Etcd,
    pub free: Etcd,
    pub contexts: Contexts,
    ids: [[String; 2]; 2],
}

impl Twins {
    pub fn new() -> Self {
        Self::with(&Plan::new())
    }

    pub fn with(plan: &Plan) -> Self {
        let (jailed, free) = (start(plan), start(plan));
        for key in OUTSIDE {
            jailed.ok(&["put", key, "outside"]);
            free.ok("put gone 1");
        }
        jailed.ok("put zz outside");
        free.ok("del gone");
        let ids = [&jailed, &free].map(ids);
        let contexts = Contexts::of(&jailed.endpoints());
        Self { jailed, free, contexts, ids }
    }

    /// Runs a line in the context with the prefix on the one, and as it is on the other. Asserts that both have the
    /// same result, but for the identities of the clusters.
    #[track_caller]
    pub fn agree(&self, words: impl Words + Clone) -> Outcome {
        self.agree_on(words, "")
    }

    /// As [`Self::agree`], with this on stdin.
    #[track_caller]
    pub fn agree_on(&self, words: impl Words + Clone, stdin: &str) -> Outcome {
        let jailed = self.contexts.line("app", words.clone()).stdin(stdin).run();
        let free = self.free.ectl(words).stdin(unprefixed(stdin)).run();
        let [one, other] = &self.ids;
        let (stdout, expected) = (anonymous(&jailed, one), anonymous(&free, other));
        assert_eq!(unprefixed(&stdout), expected);
        assert_eq!((&jailed.stderr, jailed.code), (&free.stderr, free.code));
        jailed
    }

    /// Replaces the identities of the clusters in lines of both.
    #[track_caller]
    pub fn agree_in(&self, jailed: &str, free: &str) {
        let [one, other] = &self.ids;
        assert_eq!(without(jailed, one), without(free, other));
    }

    /// Asserts that the keys outside of the prefix are as they were.
    #[track_caller]
    pub fn assert_confined(&self) {
        let all = self.jailed.ok("get --prefix '' -w jsonl");
        let outside = all.text().lines().filter(|line| !line.contains("\"key\":\"/app/"));
        let outside: Vec<_> = outside.collect();
        assert_eq!(outside.len(), OUTSIDE.len(), "{outside:?}");
        assert!(outside.iter().all(|line| line.contains("\"value\":\"outside\"")), "{outside:?}");
    }
}

/// The ids of the cluster and of its member, as in JSON.
fn ids(etcd: &Etcd) -> [String; 2] {
    let text = etcd.ok("get none -w json").text().to_owned();
    ["\"cluster_id\":", "\"member_id\":"].map(|name| {
        let (_, rest) = text.split_once(name).expect("an id in the header");
        rest.split(',').next().unwrap().to_owned()
    })
}

fn without(text: &str, [cluster, member]: &[String; 2]) -> String {
    let hex = format!("{:x}", cluster.parse::<u64>().expect("a number"));
    text.replace(cluster, "CLUSTER").replace(&hex, "CLUSTER").replace(member, "MEMBER")
}

/// Returns an export as one without a context: its header names the prefix of the context.
fn unprefixed(text: &str) -> String {
    text.replace("\"namespace\":\"/app/\"", "\"namespace\":\"\"")
}

/// The output without the identity of the cluster. In protobuf the header comes first.
fn anonymous(outcome: &Outcome, ids: &[String; 2]) -> String {
    match (outcome.stdout.as_slice(), std::str::from_utf8(&outcome.stdout)) {
        (_, Ok(text)) => without(text, ids),
        ([0x0a, length, rest @ ..], Err(_)) => {
            format!("{:?}", rest.get(usize::from(*length)..))
        }
        (bytes, Err(_)) => format!("{bytes:?}"),
    }
}
