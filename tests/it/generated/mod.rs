//! Completions are what the program prints, and man pages what the command tree says. `make docs` writes
//! them.

mod example;
mod exit_status;
mod help_text;
mod options;
mod page;
mod pages;
mod program;
mod quotes;
mod related;
mod roff;

use clap::{Command, CommandFactory as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Asks to write the files instead of comparing them.
const WRITE: &str = "ECTL_WRITE_DOCS";

/// Pages that are written by hand, but for their first lines.
const BY_HAND: [(&str, &str); 3] = [
    ("ectl-config", include_str!("../../../man/ectl-config.7")),
    ("ectl-errors", include_str!("../../../man/ectl-errors.7")),
    ("ectl-formats", include_str!("../../../man/ectl-formats.7")),
];

#[test]
fn completions_and_man_pages_are_up_to_date() {
    let mut files = BTreeMap::new();
    for (shell, name) in [
        ("bash", "ectl.bash"),
        ("zsh", "_ectl"),
        ("fish", "ectl.fish"),
        ("powershell", "_ectl.ps1"),
        ("elvish", "ectl.elv"),
    ] {
        let script = crate::support::ectl("", "completion").arg(shell).run();
        files.insert(format!("completions/{name}"), script.stdout);
    }
    for (name, text) in pages() {
        files.insert(format!("man/{name}"), ascii(&text).into_bytes());
    }
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if std::env::var_os(WRITE).is_some() {
        write(root, &files);
    }
    let stale: Vec<_> = files.iter().filter(|(name, bytes)| !is(root, name, bytes)).collect();
    let stale: Vec<_> = stale.into_iter().map(|(name, _)| name.clone()).collect();
    let surplus: Vec<_> =
        present(root).into_iter().filter(|name| !files.contains_key(name)).collect();
    assert!(stale.is_empty() && surplus.is_empty(), "run `make docs`: {stale:?} {surplus:?}");
}

fn is(root: &Path, name: &str, bytes: &[u8]) -> bool {
    std::fs::read(root.join(name)).is_ok_and(|found| found == bytes)
}

fn write(root: &Path, files: &BTreeMap<String, Vec<u8>>) {
    for name in present(root) {
        std::fs::remove_file(root.join(name)).expect("cannot remove a stale file");
    }
    for (name, bytes) in files {
        let path: PathBuf = root.join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("cannot make a folder");
        std::fs::write(path, bytes).expect("cannot write a generated file");
    }
}

/// The files that are there.
fn present(root: &Path) -> Vec<String> {
    let folders = ["completions", "man"].into_iter();
    let found = folders.flat_map(|folder| {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        entries.map(move |entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
    });
    found.collect()
}

/// Returns all man pages, by file name.
fn pages() -> BTreeMap<String, String> {
    let mut tree = ectl::Cli::command();
    tree.build();
    // The global options are on two pages, and on no other.
    let globals = program::global_options(&tree);
    let mut pages = BTreeMap::new();
    tree.get_subcommands().for_each(|sub| add_pages(sub, &mut vec!["ectl"], &globals, &mut pages));
    pages.insert("ectl.1".to_owned(), program::page(&tree, &globals));
    for (name, text) in BY_HAND {
        let (_, text) = text.split_once('\n').expect("a title");
        pages.insert(format!("{name}.7"), page::title(name, "7") + text);
    }
    pages
}

fn add_pages<'a>(
    command: &'a Command,
    path: &mut Vec<&'a str>,
    globals: &str,
    pages: &mut BTreeMap<String, String>,
) {
    if command.is_hide_set() {
        return;
    }
    path.push(command.get_name());
    pages.insert(format!("{}.1", path.join("-")), page::of(command, path, globals));
    command.get_subcommands().for_each(|sub| add_pages(sub, path, globals, pages));
    path.pop();
}

/// roff reads ASCII, and everything else by name.
fn ascii(page: &str) -> String {
    let named = page.chars().map(|c| match c {
        c if c.is_ascii() => c.to_string(),
        c => format!("\\[u{:04X}]", c as u32),
    });
    named.collect()
}
