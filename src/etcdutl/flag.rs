//! etcdutl's flags, with the texts of its help.

use super::values::{Values, bool, duration, int, uint};
use std::ffi::OsStr;

#[derive(Debug)]
pub(super) struct Flag {
    pub(super) name: &'static str,
    pub(super) short: Option<char>,
    /// The type as help shows it; empty for a flag without a value.
    pub(super) kind: &'static str,
    pub(super) about: &'static str,
    /// The default as help shows it.
    pub(super) default: &'static str,
    pub(super) set: fn(&mut Values, &OsStr) -> Result<(), String>,
}

impl Flag {
    pub(super) fn takes_value(&self) -> bool {
        !self.kind.is_empty()
    }

    /// Returns whether a word is the flag, in either form.
    pub(super) fn is_typed(&self, word: &str) -> bool {
        match word.strip_prefix("--") {
            Some(name) => name == self.name,
            None => self.short.is_some_and(|short| word.chars().eq(['-', short])),
        }
    }

    /// Returns the flag as it is typed, in both forms.
    pub(super) fn typed(&self) -> String {
        let short = self.short.map(|short| format!("-{short}, ")).unwrap_or_default();
        format!("{short}--{}", self.name)
    }
}

/// Returns a flag that sets a field of [`Values`] to the result of an expression.
macro_rules! flag {
    ($name:literal $kind:literal $about:literal, $default:literal, $field:ident = $parse:expr) => {
        Flag {
            name: $name,
            short: None,
            kind: $kind,
            about: $about,
            default: $default,
            set: |values, text| {
                values.$field = $parse(text)?;
                Ok(())
            },
        }
    };
}

type Text = Result<std::ffi::OsString, String>;

/// The flags of every command; `--help` is in [`HELP`].
pub(super) const GLOBAL: &[&Flag] = &[
    &flag!("timeout" "duration" "time to wait to obtain a file lock on db file, 0 to block indefinitely",
        "10s", timeout = duration),
    &Flag {
        short: Some('w'),
        ..flag!("write-out" "string" "set the output format (fields, json, protobuf, simple, table)",
            "\"simple\"", write_out = string)
    },
];

/// The text of its help ends with the name of the command.
pub(super) const HELP: &Flag =
    &Flag { short: Some('h'), ..flag!("help" "" "help for ", "", help = bool) };

pub(super) const DEFRAG: &[&Flag] = &[&flag!(
    "data-dir" "string" "Required. Defragments a data directory not in use by etcd.", "",
    data_dir = string)];

pub(super) const HASHKV: &[&Flag] = &[&flag!(
    "rev" "int" "maximum revision to hash (default: latest revision)", "", rev = int)];

pub(super) const MIGRATE: &[&Flag] = &[
    &flag!("data-dir" "string" "Path to the etcd data dir", "", data_dir = string),
    &flag!("force" ""
        "Ignore migration failure and forcefully override storage version. Not recommended.", "",
        force = bool),
    &flag!("target-version" "string"
        "Target etcd version to migrate contents of data dir. Minimal value 3.5. Format \"X.Y\" for example 3.6.",
        "", target_version = string),
];

pub(super) const RESTORE: &[&Flag] = &[
    &flag!("bump-revision" "uint" "How much to increase the latest revision after restore", "",
        bump_revision = uint),
    &flag!("data-dir" "string" "Path to the output data directory", "", data_dir = string),
    &flag!("initial-advertise-peer-urls" "string"
        "List of this member's peer URLs to advertise to the rest of the cluster",
        "\"http://localhost:2380\"", initial_advertise_peer_urls = string),
    &flag!("initial-cluster" "string" "Initial cluster configuration for restore bootstrap",
        "\"default=http://localhost:2380\"", initial_cluster = string),
    &flag!("initial-cluster-token" "string"
        "Initial cluster token for the etcd cluster during restore bootstrap", "\"etcd-cluster\"",
        initial_cluster_token = string),
    // Of no use without a memory map: validated and ignored.
    &Flag {
        name: "initial-memory-map-size",
        short: None,
        kind: "uint",
        about: "Initial memory map size of the database in bytes. It uses the default value if not defined or defined to 0",
        default: "10737418240",
        set: |_, text| uint(text).map(drop),
    },
    &flag!("mark-compacted" ""
        "Mark the latest revision after restore as the point of scheduled compaction (required if --bump-revision > 0, disallowed otherwise)",
        "", mark_compacted = bool),
    &flag!("name" "string" "Human-readable name for this member", "\"default\"", name = string),
    &flag!("skip-hash-check" ""
        "Ignore snapshot integrity hash value (required if copied from data directory)", "",
        skip_hash_check = bool),
    &flag!("wal-dir" "string" "Path to the WAL directory (use --data-dir if none given)", "",
        wal_dir = string),
];

fn string(text: &OsStr) -> Text {
    Ok(text.to_owned())
}
