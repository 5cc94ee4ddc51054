//! Properties of all commands: a command missing from a table here fails a test.

mod help;
mod scenario;
mod silence;
mod stdout;

use clap::{Command, CommandFactory as _};
pub use scenario::{documented, field_names};

/// Commands that need no etcd and no files of it.
const WITHOUT_ETCD: [&str; 11] = [
    "completion",
    "context list",
    "context remove",
    "context rename",
    "context set",
    "context show",
    "context use",
    "help",
    "options",
    "sandbox",
    "version",
];

/// Commands that work on etcd's files.
pub const ON_FILES: [&str; 8] = [
    "hashkv",
    "history",
    "migrate",
    "snapshot check",
    "snapshot inspect",
    "snapshot restore",
    "snapshot status",
    "wal dump",
];

/// The names of all commands that are no groups, such as `lease grant`.
pub fn leaves() -> Vec<String> {
    fn visit(command: &Command, name: &str, names: &mut Vec<String>) {
        for sub in command.get_subcommands().filter(|sub| !sub.is_hide_set()) {
            let name = format!("{name} {}", sub.get_name());
            if sub.has_subcommands() {
                visit(sub, &name, names);
            } else {
                names.push(name.trim_start().to_owned());
            }
        }
    }
    let mut names = Vec::new();
    visit(&ectl::Cli::command(), "", &mut names);
    names
}

/// Commands that talk to etcd.
fn online() -> Vec<String> {
    let is_online = |name: &&str| !WITHOUT_ETCD.contains(name) && !ON_FILES.contains(name);
    leaves().into_iter().filter(|name| is_online(&name.as_str())).collect()
}
