//! Completions are what the program prints, and man pages what the command tree says. `make docs` writes
//! them.

mod page;

use clap::{Arg, Command, CommandFactory as _};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Asks to write the files instead of comparing them.
const WRITE: &str = "ECTL_WRITE_DOCS";

/// Pages that are written by hand.
const BY_HAND: [&str; 3] = ["man/ectl-config.7", "man/ectl-errors.7", "man/ectl-formats.7"];

/// The usage of the program.
const SYNOPSIS: [&str; 3] = [
    "ectl [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGUMENTS]",
    "ectl [GLOBAL OPTIONS] COMMAND [OPTIONS] [ARGUMENTS] -- CMD [ARGUMENTS]",
    "ectl help [COMMAND]",
];

/// The description of the program.
const DESCRIPTION: &str = r#".SH DESCRIPTION
\fBectl\fR is a client for etcd v3 that takes the place of \fBetcdctl\fR: it has the same commands, options, variables, input and output, and some more.
It writes data to stdout, and errors, hints and notes to stderr.
.PP
Options may stand anywhere on the line, before \fB\-\-\fR.
Commands that run another program, \fICMD\fR, take it behind \fB\-\-\fR.
A time is a number of seconds, or a duration such as 500ms, 5s or 1m30s.
"#;

/// Sections of the program's page behind its options.
const ENVIRONMENT: &str = r#".SH ENVIRONMENT
Every global option except \fB\-\-field\fR, \fB\-\-quiet\fR and \fB\-\-wide\fR can be given as a variable. A flag beats its variable, and an empty variable counts as unset, but for \fBECTL_CONTEXT\fR: empty, it
means no context.
\fB\-\-debug\fR says where each setting came from.
"#;

/// Variables that are no options.
const VARIABLES: [(&str, &str); 11] = [
    ("ECTL_CONFIG", "the config file: see ectl-config(7)"),
    ("ETCDCTL_CLUSTER", "the option --cluster of endpoint and defrag"),
    ("ETCDCTL_WATCH_KEY, ETCDCTL_WATCH_RANGE_END", "what watch is to watch, where no key is given"),
    ("ECTL_LEASE", "the lease of ectl session, for put, lock, elect and service register"),
    (
        "ETCD_LOCK_KEY, ETCD_LOCK_LEASE, ETCD_LOCK_REV",
        "the lock around CMD; set by lock and elect, read by --if-held",
    ),
    ("ETCD_WATCH_*", "a change, for the CMD of watch: see ectl-watch(1)"),
    ("ECTL_ENDPOINTS, ECTL_TARGET, ECTL_REVISION", "a change, for the CMD of service watch"),
    ("NOTIFY_SOCKET", "where service register tells systemd that it is ready"),
    ("ETCD", "the etcd program that sandbox starts"),
    ("NO_COLOR", "turns colours off, if not empty"),
    ("TERM", "turns colours off, if unset or dumb; they are for terminals only"),
];

const EXIT_STATUS: &str = r#".SH "EXIT STATUS"
.TP
0
done; also: the reader of the output closed it, or a signal ended \fBlock\fR or \fBelect\fR while it held, \fBservice register\fR, or \fBservice watch\fR with CMD
.TP
1
etcd refused, or anything without a code of its own
.TP
2
no endpoint could be reached
.TP
3
malformed input on stdin; \fBcheck\fR: there are keys where it would put its own
.TP
4
a bad format or enumeration value
.TP
5
the server ended a stream, a snapshot broke off, or a signal came while \fBlock\fR or \fBelect\fR waited or \fBcheck\fR ran
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
.TP
130, 143
INT or TERM ended any other command, as a shell reports it (128 + the signal's number)
.PP
Commands that run another program hand its status on: 128 + \fIn\fR if signal \fIn\fR ended it, 127 if the program does not exist, 126 if it cannot be run.
.SH "SEE ALSO"
\fBectl\-options\fR(1), \fBectl\-config\fR(7), \fBectl\-errors\fR(7), \fBectl\-formats\fR(7), \fBetcd\fR(1)
"#;

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
    // The global options are on two pages, and on no other.
    let is_own = |arg: &Arg| arg.get_id() == "help" || arg.get_id() == "version";
    let shown = tree.clone().mut_args(|arg| {
        let hidden = is_own(&arg);
        arg.hide(hidden)
    });
    let globals = page::options(&shown);
    let globals = globals.replacen(".SH OPTIONS", ".SH \"GLOBAL OPTIONS\"", 1);
    tree.get_subcommands().for_each(|sub| add_pages(sub, &mut vec!["ectl"], &globals, files));
    let about = tree.get_about().map(ToString::to_string).unwrap_or_default();
    let mut page = page::title("ectl", "1");
    page += &format!(".SH NAME\nectl \\- {}\n", page::roff(&about));
    page += &page::synopsis(&SYNOPSIS.map(str::to_owned));
    page += DESCRIPTION;
    page += ".SH COMMANDS\n";
    let mut commands: Vec<_> = tree.get_subcommands().filter(|sub| !sub.is_hide_set()).collect();
    commands.sort_by_key(|sub| sub.get_name());
    for sub in commands {
        let about = sub.get_about().map(ToString::to_string).unwrap_or_default();
        let name = page::roff(&format!("ectl-{}", sub.get_name()));
        page += &format!(".TP\n\\fB{name}\\fR(1)\n{}\n", page::roff(&about));
    }
    page += &globals;
    page += &environment();
    page += EXIT_STATUS;
    files.insert("man/ectl.1".to_owned(), page.into_bytes());
}

/// Every variable: those of the options are the ones that `--debug` lists.
fn environment() -> String {
    let line = ["get", "k", "--debug", "--endpoints", "127.0.0.1:1"];
    let told = crate::support::ectl("", &line).run().stderr;
    let mut page = ENVIRONMENT.to_owned();
    let mut add = |name: &str, what: &str| {
        page += &format!(".TP\n\\fB{}\\fR\n{}\n", page::roff(name), page::roff(what));
    };
    for name in told.lines().filter_map(|line| Some(line.split_once('=')?.0)) {
        let option = name.trim_start_matches("ETCDCTL_").trim_start_matches("ECTL_");
        let is_variable =
            name.starts_with('E') && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
        if is_variable {
            add(name, &format!("--{}", option.to_lowercase().replace('_', "-")));
        }
    }
    VARIABLES.iter().for_each(|(name, what)| add(name, what));
    page
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

fn add_pages<'a>(
    command: &'a Command,
    path: &mut Vec<&'a str>,
    globals: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) {
    if command.is_hide_set() {
        return;
    }
    path.push(command.get_name());
    let text = page::of(command, path, globals);
    files.insert(format!("man/{}.1", path.join("-")), text.into_bytes());
    command.get_subcommands().for_each(|sub| add_pages(sub, path, globals, files));
    path.pop();
}

/// The pages by hand quote messages, in bold: each of their words is one of the program's.
#[test]
fn manual_quotes_existing_messages() {
    let sources = sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let sources = sources.replace(" --", " ");
    let manual =
        include_str!("../../../man/ectl-errors.7").replace("\\-", "-").replace("\\(aq", "'");
    let (_, ours) = manual.split_once(".SH \"LOCKS").expect("the section on locks");
    let (ours, _) = ours.split_once(".SH FOR PROGRAMS").expect("the section for programs");
    let titles: Vec<_> = ours.lines().filter(|line| line.starts_with("\\fB")).collect();
    assert!(titles.len() > 30, "{} messages", titles.len());
    for title in titles {
        // Several messages may have one explanation.
        let text = title.replace("\\fR, \\fB", ", ");
        let text = text.trim_start_matches("\\fB").trim_end_matches("\\fR");
        // What is in capitals stands for something else.
        for part in text.split([':', ';', ',']) {
            let words: Vec<_> =
                part.split_whitespace().map(|word| word.trim_start_matches('-')).collect();
            let is_name =
                |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
            for phrase in words.split(is_name).map(|words| words.join(" ")) {
                assert!(sources.contains(&phrase), "{title}: the program does not say {phrase:?}");
            }
        }
    }
}

/// All of the program's text, without what punctuation and placeholders separate.
fn sources(folder: PathBuf) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all += &sources(path);
        } else {
            all += &std::fs::read_to_string(path).expect("a source");
        }
    }
    all
}
