//! Properties of all commands: a command missing from a table here fails a test.

mod help;
mod scenario;
mod silence;
mod stdout;

use clap::{Command, CommandFactory as _};

/// Commands that need no etcd.
const OFFLINE: [&str; 6] =
    ["completion", "help", "options", "sandbox", "snapshot status", "version"];

/// The names of all commands that are no groups, such as `lease grant`.
fn leaves() -> Vec<String> {
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
    leaves().into_iter().filter(|name| !OFFLINE.contains(&name.as_str())).collect()
}
