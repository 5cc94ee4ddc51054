//! Two servers that cannot be told apart, one for each program.

use crate::parity::differences::Difference;
use crate::support::{Outcome, line, start};
use ectl::sandbox::{Etcd, Plan};
use std::cell::RefCell;
use std::path::{Path, PathBuf};

/// Member and cluster ids are made of these, and nobody connects to them.
const IDENTITY: [&str; 6] = [
    "--initial-advertise-peer-urls",
    "http://127.0.0.1:2380",
    "--initial-cluster",
    "m1=http://127.0.0.1:2380",
    "--advertise-client-urls",
    "http://127.0.0.1:2379",
];

pub struct Twins {
    ours: Side,
    theirs: Side,
    /// etcdctl's version, such as `(3, 5)`.
    version: (u32, u32),
}

struct Side {
    program: PathBuf,
    etcd: Etcd,
    /// Words that differ between the two by nature (lease ids), and what stands for them.
    names: RefCell<Vec<(String, String)>>,
}

impl Twins {
    pub fn start() -> Self {
        Self::start_with(&[])
    }

    /// Twins with further options of etcd.
    pub fn start_with(options: &[&str]) -> Self {
        let mut plan = Plan::new();
        plan.options = IDENTITY.iter().chain(options).map(Into::into).collect();
        let side = |program| Side { program, etcd: start(&plan), names: RefCell::default() };
        let etcdctl = std::env::var_os("ETCDCTL").filter(|path| !path.is_empty());
        let etcdctl = etcdctl.map_or_else(|| PathBuf::from("etcdctl"), PathBuf::from);
        let theirs = side(etcdctl);
        let version = version(&theirs.run(&["version"], ""));
        Self { ours: side(env!("CARGO_BIN_EXE_ectl").into()), theirs, version }
    }

    /// Both print and return the same.
    #[track_caller]
    pub fn same(&self, words: &[&str]) -> Outcome {
        self.same_with(words, "")
    }

    /// The same, in each of these formats.
    #[track_caller]
    pub fn same_in(&self, formats: &[&str], words: &[&str]) {
        for format in formats {
            self.same(&[words, &["-w", format]].concat());
        }
    }

    /// The same, with something on stdin.
    #[track_caller]
    pub fn same_with(&self, words: &[&str], stdin: &str) -> Outcome {
        let (ours, theirs) = self.both(words, stdin);
        assert_eq!(shown(&ours), shown(&theirs), "{words:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        assert_eq!(ours.code, theirs.code, "{words:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        ours
    }

    /// The output has changed in this version of etcdctl: an older one runs the line, and what we
    /// print is checked against the literal text; a newer one has to print that text too.
    #[track_caller]
    pub fn newer(&self, since: (u32, u32), words: &[&str], expected: &str) {
        let (ours, theirs) = self.both(words, "");
        assert_eq!((shown(&ours).as_str(), ours.code), (expected, 0), "{words:?}\n{ours:?}");
        let same = shown(&ours) == shown(&theirs);
        assert_eq!(same, self.version >= since, "{words:?}\nours: {ours:?}\ntheirs: {theirs:?}");
    }

    /// Both refuse, with the same words on stderr; the exit codes are those given.
    #[track_caller]
    pub fn refused(&self, words: &[&str], text: &str, our_code: i32, their_code: i32) {
        let (ours, theirs) = self.both(words, "");
        assert_eq!(
            (ours.code, theirs.code),
            (our_code, their_code),
            "{words:?}\n{ours:?}\n{theirs:?}"
        );
        assert_eq!(shown(&ours), "", "{words:?}");
        for side in [&ours, &theirs] {
            assert!(side.stderr.contains(text), "{words:?}: {}", side.stderr);
        }
    }

    /// They differ as the list says; what we do is this.
    #[track_caller]
    pub fn differs(&self, why: &Difference, words: &[&str], stdin: &str) -> Outcome {
        let (ours, theirs) = self.both(words, stdin);
        assert!(
            shown(&ours) != shown(&theirs) || ours.code != theirs.code,
            "{words:?} no longer differ: {}\n{ours:?}",
            why.what
        );
        ours
    }

    /// Grants a lease on both sides and gives it a name, which stands for its id in later lines.
    pub fn lease(&self, name: &str, ttl: &str) {
        for side in [&self.ours, &self.theirs] {
            let outcome = side.run(&["lease", "grant", ttl], "");
            let id = outcome.text().split_whitespace().nth(1).expect("an id").to_owned();
            let number = i64::from_str_radix(&id, 16).expect("an id in hexadecimal");
            let mut names = side.names.borrow_mut();
            names.push((id.trim_start_matches('0').to_owned(), name.to_owned()));
            names.push((number.to_string(), format!("{name}.decimal")));
        }
    }

    fn both(&self, words: &[&str], stdin: &str) -> (Outcome, Outcome) {
        (self.ours.run(words, stdin), self.theirs.run(words, stdin))
    }
}

impl Side {
    fn run(&self, words: &[&str], stdin: &str) -> Outcome {
        let names = self.names.borrow().clone();
        let words: Vec<String> =
            words
                .iter()
                .map(|word| {
                    names.iter().fold((*word).to_owned(), |word, (id, name)| {
                        if word == *name { id.clone() } else { word }
                    })
                })
                .collect();
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        let endpoint = self.etcd.endpoints();
        let mut outcome = line(Path::new(&self.program), &endpoint, &words).stdin(stdin).run();
        outcome.stdout = rename(outcome.stdout, &endpoint, &names);
        outcome
    }
}

/// Replaces what differs between the sides by nature.
fn rename(stdout: Vec<u8>, endpoint: &str, names: &[(String, String)]) -> Vec<u8> {
    let Ok(mut text) = String::from_utf8(stdout.clone()) else { return stdout };
    text = text.replace(endpoint, "ENDPOINT");
    for (id, name) in names {
        text = text.replace(id.as_str(), name);
    }
    text.into_bytes()
}

/// `etcdctl version: 3.5.30` as `(3, 5)`.
fn version(outcome: &Outcome) -> (u32, u32) {
    let line = outcome.text().lines().next().unwrap_or_default();
    let version = line.strip_prefix("etcdctl version: ").expect("the real etcdctl");
    let mut parts = version.split('.').map(|part| part.parse().expect("a number"));
    (parts.next().unwrap(), parts.next().unwrap())
}

fn shown(outcome: &Outcome) -> String {
    String::from_utf8_lossy(&outcome.stdout).into_owned()
}
