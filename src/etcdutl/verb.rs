//! etcdutl's commands, with the texts of its help.

use super::flag::{DEFRAG, Flag, GLOBAL, HASHKV, HELP, MIGRATE, RESTORE};

/// A command or a group of commands.
#[derive(Debug)]
pub(super) struct Verb {
    /// The names that lead to it, from `etcdutl` on.
    pub(super) path: &'static str,
    pub(super) about: &'static str,
    /// What follows the path in its usage.
    pub(super) rest: &'static str,
    pub(super) flags: &'static [&'static Flag],
    /// The flags that must be set, by name.
    pub(super) required: &'static [&'static str],
    pub(super) action: Action,
    /// The commands of a group, by name.
    pub(super) verbs: &'static [&'static Verb],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Action {
    Completion,
    Defrag,
    /// Prints help: a group of commands.
    Group,
    Hashkv,
    Help,
    Migrate,
    Restore,
    Status,
    Version,
}

impl Verb {
    pub(super) fn name(&self) -> &'static str {
        self.path.rsplit(' ').next().unwrap_or_default()
    }

    pub(super) fn is_root(&self) -> bool {
        !self.path.contains(' ')
    }

    /// Returns the flags that it takes besides the global ones, by name.
    pub(super) fn local_flags(&self) -> Vec<&'static Flag> {
        let mut flags = vec![HELP];
        flags.extend(self.flags);
        flags.sort_by_key(|flag| flag.name);
        flags
    }

    pub(super) fn flag(&self, is_meant: impl Fn(&Flag) -> bool) -> Option<&'static Flag> {
        self.flags.iter().chain(GLOBAL).chain([&HELP]).copied().find(|flag| is_meant(flag))
    }
}

const NO_FLAGS: &Verb = &Verb {
    path: "",
    about: "",
    rest: "",
    flags: &[],
    required: &[],
    action: Action::Group,
    verbs: &[],
};

pub(super) const ROOT: &Verb = &Verb {
    path: "etcdutl",
    rest: "[command]",
    flags: GLOBAL,
    verbs: &[
        &Verb {
            path: "etcdutl completion",
            about: "Generate completion script",
            rest: "[bash|zsh|fish|powershell]",
            action: Action::Completion,
            ..*NO_FLAGS
        },
        &Verb {
            path: "etcdutl defrag",
            about: "Defragments the storage of the etcd",
            rest: "[flags]",
            flags: DEFRAG,
            required: &["data-dir"],
            action: Action::Defrag,
            ..*NO_FLAGS
        },
        &Verb {
            path: "etcdutl hashkv",
            about: "Prints the KV history hash of a given file",
            rest: "<filename> [flags]",
            flags: HASHKV,
            action: Action::Hashkv,
            ..*NO_FLAGS
        },
        &Verb {
            path: "etcdutl help",
            about: "Help about any command",
            rest: "[command] [flags]",
            action: Action::Help,
            ..*NO_FLAGS
        },
        &Verb {
            path: "etcdutl migrate",
            about: "Migrates schema of etcd data dir files to make them compatible with different etcd version",
            rest: "[flags]",
            flags: MIGRATE,
            required: &["data-dir", "target-version"],
            action: Action::Migrate,
            ..*NO_FLAGS
        },
        SNAPSHOT,
        &Verb {
            path: "etcdutl version",
            about: "Prints the version of etcdutl",
            rest: "[flags]",
            action: Action::Version,
            ..*NO_FLAGS
        },
    ],
    ..*NO_FLAGS
};

const SNAPSHOT: &Verb = &Verb {
    path: "etcdutl snapshot",
    about: "Manages etcd node snapshots",
    rest: "[command]",
    verbs: &[
        &Verb {
            path: "etcdutl snapshot restore",
            about: "Restores an etcd member snapshot to an etcd directory",
            rest: "<filename> --data-dir {output dir} [options] [flags]",
            flags: RESTORE,
            action: Action::Restore,
            ..*NO_FLAGS
        },
        &Verb {
            path: "etcdutl snapshot status",
            about: "Gets backend snapshot status of a given file",
            rest: "<filename> [flags]",
            action: Action::Status,
            ..*NO_FLAGS
        },
    ],
    ..*NO_FLAGS
};
