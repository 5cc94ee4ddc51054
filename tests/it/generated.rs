//! Completions and man pages are what the command tree says. `make docs` writes them.

use clap::{Command, CommandFactory as _};
use clap_mangen::Man;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Asks to write the files instead of comparing them.
const WRITE: &str = "ECTL_WRITE_DOCS";

/// Pages that are written by hand.
const BY_HAND: [&str; 2] = ["man/ectl-errors.7", "man/ectl-formats.7"];

/// What the page of the program has beside what the tree knows.
const MORE: &str = r#".SH ENVIRONMENT
Every global option can be given as a variable: \fB\-\-dial\-timeout\fR as \fBETCDCTL_DIAL_TIMEOUT\fR.
Those that etcdctl does not have are \fBECTL_PASSWORD_FILE\fR, \fBECTL_PASSWORD_COMMAND\fR and \fBECTL_TOKEN_FILE\fR.
A flag beats a variable, and an empty variable counts as unset.
\fB\-\-debug\fR says where each setting came from.
.PP
\fBNO_COLOR\fR, if not empty, and a \fBTERM\fR that is unset or \fBdumb\fR turn colours off; they are for terminals only.
.SH "EXIT STATUS"
.TP
0
done; also: the reader of the output went away
.TP
1
etcd refused, or anything without a code of its own
.TP
2
no endpoint could be reached
.TP
3
malformed input on stdin
.TP
4
a bad format or enumeration value
.TP
5
the server ended a stream, or a signal interrupted it
.TP
6
a local file or stdout failed
.TP
7
not found, where asked to tell (\fB\-e\fR)
.TP
8
a condition did not hold
.TP
9
not authenticated, or not permitted
.TP
10
a lease, lock or leadership was lost
.TP
124
a deadline passed; for a write: its outcome is unknown
.TP
128
bad arguments
.PP
Commands that run another program hand its status on.
.SH "SEE ALSO"
\fBectl\-formats\fR(7)
"#;

#[test]
fn completions_and_man_pages_are_up_to_date() {
    let mut files = BTreeMap::new();
    for (shell, name) in [
        ("bash", "ectl.bash"),
        ("zsh", "_ectl"),
        ("fish", "ectl.fish"),
        ("powershell", "_ectl.ps1"),
    ] {
        let script = crate::support::ectl("", &["completion", shell]).run();
        files.insert(format!("completions/{name}"), script.stdout);
    }
    pages(&mut files);
    files.iter_mut().filter(|(name, _)| name.starts_with("man/")).for_each(|(_, page)| ascii(page));
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

/// The generated files that are there.
fn present(root: &Path) -> Vec<String> {
    let folders = ["completions", "man"].into_iter();
    let found = folders.flat_map(|folder| {
        let entries = std::fs::read_dir(root.join(folder)).into_iter().flatten().flatten();
        entries.map(move |entry| format!("{folder}/{}", entry.file_name().to_string_lossy()))
    });
    found.filter(|name| !BY_HAND.contains(&name.as_str())).collect()
}

fn pages(files: &mut BTreeMap<String, Vec<u8>>) {
    let mut tree = ectl::Cli::command();
    tree.build();
    tree.get_subcommands().for_each(|command| add_pages(command, files));
    // The global options are on the page of the program, and on no other.
    let full = Man::new(tree.clone().mut_args(|arg| arg.hide(false)));
    let man = Man::new(tree).source("ectl");
    let mut page = Vec::new();
    man.render_title(&mut page)
        .and_then(|()| man.render_name_section(&mut page))
        .and_then(|()| man.render_synopsis_section(&mut page))
        .and_then(|()| man.render_description_section(&mut page))
        .and_then(|()| man.render_subcommands_section(&mut page))
        .and_then(|()| full.render_options_section(&mut page))
        .expect("writing to memory");
    page.extend_from_slice(MORE.as_bytes());
    files.insert("man/ectl.1".to_owned(), page);
}

/// roff reads ASCII, and everything else by name.
fn ascii(page: &mut Vec<u8>) {
    let text = std::str::from_utf8(page).expect("a page is text");
    let named = text.chars().map(|c| match c {
        c if c.is_ascii() => c.to_string(),
        c => format!("\\[u{:04X}]", c as u32),
    });
    *page = named.collect::<String>().into_bytes();
}

/// Examples keep their lines.
fn with_examples(page: &str) -> String {
    match page.split_once(".SH EXTRA\nExamples:\n") {
        Some((before, examples)) => {
            format!("{before}.SH EXAMPLES\n.nf\n{}\n.fi\n", examples.trim_end())
        }
        None => page.to_owned(),
    }
}

fn add_pages(command: &Command, files: &mut BTreeMap<String, Vec<u8>>) {
    if command.is_hide_set() {
        return;
    }
    let mut page = Vec::new();
    let man = Man::new(command.clone()).source("ectl");
    man.render(&mut page).expect("writing to memory");
    let page = with_examples(&String::from_utf8(page).expect("a page is text"));
    files.insert(format!("man/{}", man.get_filename()), page.into_bytes());
    command.get_subcommands().for_each(|sub| add_pages(sub, files));
}
