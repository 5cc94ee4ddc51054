//! Two servers that cannot be told apart, one for each program.

use super::differences::Difference;
use super::line::{Expected, Line, Servers};
use super::nature::{Names, timeless};
use super::side::{Side, Typed};
use crate::support::certs::Authority;
use crate::support::{Outcome, etcdctl};
use ectl::sandbox::Plan;
use std::net::TcpListener;

/// Member and cluster ids are made of these, and nobody connects to them.
const IDENTITY: [&str; 4] = [
    "--initial-advertise-peer-urls",
    "http://127.0.0.1:2380",
    "--initial-cluster",
    "m1=http://127.0.0.1:2380",
];

pub(super) struct Twins {
    ours: Side,
    theirs: Side,
    /// etcdctl's version, such as `(3, 5)`.
    version: (u32, u32),
    /// What has to live as long as the servers.
    _kept: (Option<Authority>, TcpListener),
}

impl Twins {
    /// Twins with further options of etcd.
    pub(super) fn start_with(options: &'static [&'static str]) -> Self {
        Self::start_as(Servers::With(options))
    }

    pub(super) fn start_as(servers: Servers) -> Self {
        let mute = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let mut plan = Plan::new();
        let mut names = Names::default();
        names.add("dead", "127.0.0.1:1");
        names.add("mute", &mute.local_addr().expect("an address").to_string());
        plan.options = IDENTITY.iter().map(Into::into).collect();
        let authority = (servers == Servers::MutualTls).then(|| mutual_tls(&mut plan, &mut names));
        match servers {
            Servers::With(options) => plan.options.extend(options.iter().map(Into::into)),
            Servers::Old => plan.program = super::old().expect("an etcd 3.4"),
            Servers::Plain | Servers::MutualTls => {}
        }
        let side = |program| Side::start(program, &plan, names.clone());
        let theirs = side(etcdctl());
        let version = version(&theirs.run(&Typed::words(&["version"], "")));
        let ours = side(env!("CARGO_BIN_EXE_ectl").into());
        Self { ours, theirs, version, _kept: (authority, mute) }
    }

    /// Runs a line of a table, in all its formats, and checks what comes of it.
    pub(super) fn check(&self, line: &Line) {
        if line.formats.is_empty() {
            return self.check_once(line, &Typed::new(line, ""));
        }
        for format in line.formats {
            self.check_once(line, &Typed::new(line, format));
        }
    }

    fn check_once(&self, line: &Line, typed: &Typed) {
        match &line.expected {
            Expected::Same => drop(self.check_same(typed)),
            Expected::Newer(since, expected) => self.check_newer(*since, typed, expected),
            Expected::Refused(says, ours, theirs) => {
                self.check_refused(typed, says, *ours, *theirs);
            }
            Expected::Differs(why, expected) => {
                let ours = self.check_differs(why, typed, expected.says);
                assert_eq!(ours.code, expected.code, "{typed:?}: {ours:?}");
                if let Some(prints) = expected.prints {
                    assert_eq!(shown(&ours), prints, "{typed:?}: {ours:?}");
                }
                assert!(ours.stderr.contains(expected.says), "{typed:?}: {ours:?}");
            }
        }
    }

    /// Both print and return the same.
    pub(super) fn same(&self, words: &[&str]) -> Outcome {
        self.same_with(words, "")
    }

    /// The same, in each of these formats.
    pub(super) fn same_in(&self, formats: &[&str], words: &[&str]) {
        for format in formats {
            self.same(&[words, &["-w", format]].concat());
        }
    }

    /// The same, with something on stdin.
    pub(super) fn same_with(&self, words: &[&str], stdin: &str) -> Outcome {
        self.check_same(&Typed::words(words, stdin))
    }

    /// The output has changed in this version of etcdctl: a newer one has to print the same, an older
    /// one does not, and what we print is checked against the literal text.
    pub(super) fn newer(&self, since: (u32, u32), words: &[&str], expected: &str) {
        self.check_newer(since, &Typed::words(words, ""), expected);
    }

    /// Both refuse, with the same words on stderr; the exit codes are those given.
    pub(super) fn refused(&self, words: &[&str], text: &str, our_code: i32, their_code: i32) {
        self.check_refused(&Typed::words(words, ""), text, our_code, their_code);
    }

    fn check_same(&self, typed: &Typed) -> Outcome {
        let (ours, theirs) = self.both(typed);
        assert_eq!(shown(&ours), shown(&theirs), "{typed:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        assert_eq!(ours.code, theirs.code, "{typed:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        assert_eq!(ours.stdout, theirs.stdout, "{typed:?}");
        ours
    }

    fn check_newer(&self, since: (u32, u32), typed: &Typed, expected: &str) {
        let (ours, theirs) = self.both(typed);
        let same = shown(&ours) == shown(&theirs) && ours.code == theirs.code;
        assert_eq!(same, self.version >= since, "{typed:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        if !same {
            assert_eq!((shown(&ours).as_str(), ours.code), (expected, 0), "{typed:?}\n{ours:?}");
        }
    }

    fn check_refused(&self, typed: &Typed, text: &str, our_code: i32, their_code: i32) {
        let (ours, theirs) = self.both(typed);
        let codes = (ours.code, theirs.code);
        assert_eq!(codes, (our_code, their_code), "{typed:?}\n{ours:?}\n{theirs:?}");
        assert_eq!(shown(&ours), "", "{typed:?}");
        for side in [&ours, &theirs] {
            assert!(side.stderr.contains(text), "{typed:?}: {}", side.stderr);
        }
    }

    fn check_differs(&self, why: &Difference, typed: &Typed, says: &str) -> Outcome {
        let (ours, theirs) = self.both(typed);
        assert!(
            ours.stdout != theirs.stdout
                || ours.code != theirs.code
                || (ours.code == 0 && ours.stderr != theirs.stderr)
                || !theirs.stderr.contains(says),
            "{typed:?} no longer differ: {}\nours: {ours:?}\ntheirs: {theirs:?}",
            why.what
        );
        ours
    }

    /// Both run it; nothing is compared.
    pub(super) fn both(&self, typed: &Typed) -> (Outcome, Outcome) {
        let (mut ours, mut theirs) = (self.ours.run(typed), self.theirs.run(typed));
        if self.version < (3, 7) && theirs.stdout.starts_with(b"+-") {
            theirs.stdout = in_boxes(&theirs.stdout);
        }
        for outcome in [&mut ours, &mut theirs] {
            outcome.stdout = timeless(std::mem::take(&mut outcome.stdout), |word| typed.has(word));
        }
        (ours, theirs)
    }
}

fn shown(outcome: &Outcome) -> String {
    String::from_utf8_lossy(&outcome.stdout).into_owned()
}

/// `etcdctl version: 3.5.30` as `(3, 5)`.
fn version(outcome: &Outcome) -> (u32, u32) {
    let line = outcome.text().lines().next().unwrap_or_default();
    let version = line.strip_prefix("etcdctl version: ").expect("the real etcdctl");
    let mut parts = version.split('.').map(|part| part.parse().expect("a number"));
    (parts.next().unwrap(), parts.next().unwrap())
}

/// A table of etcdctl 3.6 or older as 3.7 draws it.
fn in_boxes(table: &[u8]) -> Vec<u8> {
    let table = String::from_utf8_lossy(table);
    let last = table.lines().count();
    let mut boxes = String::new();
    for (number, line) in table.lines().enumerate() {
        let [left, middle, right] = match number {
            0 => ["┌", "┬", "┐"],
            number if number + 1 == last => ["└", "┴", "┘"],
            _ => ["├", "┼", "┤"],
        };
        if let Some(inner) = line.strip_prefix('+').and_then(|line| line.strip_suffix('+')) {
            let inner = inner.replace('-', "─").replace('+', middle);
            boxes.extend([left, &inner, right, "\n"]);
        } else {
            boxes.extend([&line.replace('|', "│"), "\n"]);
        }
    }
    boxes.into_bytes()
}

/// Serves only clients with a certificate of the authority, which the names lead to.
fn mutual_tls(plan: &mut Plan, names: &mut Names) -> Authority {
    let authority = Authority::new();
    let server = authority.sign(&["127.0.0.1"]);
    let (ca, cert, key) = (authority.ca(), server.certificate, server.key);
    for (option, file) in [("--cert-file", &cert), ("--key-file", &key), ("--trusted-ca-file", &ca)]
    {
        plan.options.extend([option.into(), file.into()]);
    }
    plan.options.push("--client-cert-auth".into());
    plan.scheme = "https";
    for (name, file) in [("ca", ca), ("cert", cert), ("key", key)] {
        names.add(name, &file);
    }
    authority
}
