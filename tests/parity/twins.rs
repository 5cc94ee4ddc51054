//! Two equal servers, one for each program.

use super::changes::Change;
use super::differences::Difference;
use super::line::{Expected, Line, Servers};
use super::nature::{Names, timeless};
use super::peer::{Generation, Peer};
use super::side::{Side, Typed};
use crate::support::certs::Authority;
use crate::support::{Outcome, eventually};
use ectl::sandbox::Plan;
use std::net::TcpListener;

/// Member and cluster ids are made of these addresses; no client connects to them.
const IDENTITY: [&str; 4] = [
    "--initial-advertise-peer-urls",
    "http://127.0.0.1:2380",
    "--initial-cluster",
    "m1=http://127.0.0.1:2380",
];

pub(super) struct Twins {
    ours: Side,
    theirs: Side,
    /// That of the real etcdctl.
    generation: Generation,
    /// Resources that live as long as the servers.
    _kept: (Option<Authority>, TcpListener),
}

impl Twins {
    pub(super) fn start(servers: Servers, peer: &Peer) -> Self {
        let mute = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let mut plan = Plan::new();
        let mut names = Names::default();
        names.add("dead", "127.0.0.1:1");
        names.add("mute", &mute.local_addr().expect("an address").to_string());
        plan.program.clone_from(&peer.etcd);
        plan.options = IDENTITY.iter().map(Into::into).collect();
        let authority = (servers == Servers::MutualTls).then(|| mutual_tls(&mut plan, &mut names));
        if let Servers::With(options) = servers {
            plan.options.extend(options.iter().map(Into::into));
        }
        let side = |program| Side::start(program, &plan, names.clone());
        let theirs = side(peer.etcdctl.clone());
        let ours = side(env!("CARGO_BIN_EXE_ectl").into());
        if matches!(servers, Servers::Settled | Servers::MutualTls) {
            eventually("the storage version is known", || ours.is_settled() && theirs.is_settled());
        }
        Self { ours, theirs, generation: peer.generation, _kept: (authority, mute) }
    }

    /// Runs a line of a table, in all its formats, and checks what comes of it.
    pub(super) fn check(&self, line: &Line) {
        if line.formats.is_empty() {
            return self.check_once(line, "");
        }
        for format in line.formats {
            self.check_once(line, format);
        }
    }

    fn check_once(&self, line: &Line, format: &str) {
        let typed = &Typed::new(line, format);
        if let Some(change) = line.lacks(self.generation, format) {
            return self.check_before(change, line, typed);
        }
        if line.agrees.is_some_and(|change| change.since == self.generation) {
            return self.check_same(typed);
        }
        match &line.expected {
            Expected::Same => self.check_same(typed),
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

    /// The real etcdctl is too old to do as ectl does, and indeed does not.
    fn check_before(&self, change: &Change, line: &Line, typed: &Typed) {
        let (ours, theirs) = self.both(typed);
        let same = match &line.expected {
            Expected::Refused(says, code, their_code) => {
                assert_eq!((shown(&ours).as_str(), ours.code), ("", *code), "{typed:?}: {ours:?}");
                assert!(ours.stderr.contains(says), "{typed:?}: {ours:?}");
                theirs.code == *their_code && theirs.stderr.contains(says)
            }
            Expected::Same | Expected::Differs(..) => {
                ours.code == theirs.code && ours.stdout == theirs.stdout
            }
        };
        assert!(!same, "{typed:?} is the same before: {}\n{ours:?}\n{theirs:?}", change.what);
    }

    /// Both print and return the same.
    fn check_same(&self, typed: &Typed) {
        let (ours, theirs) = self.both(typed);
        assert_eq!(shown(&ours), shown(&theirs), "{typed:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        assert_eq!(ours.code, theirs.code, "{typed:?}\nours: {ours:?}\ntheirs: {theirs:?}");
        assert_eq!(ours.stdout, theirs.stdout, "{typed:?}");
    }

    /// Both refuse, with the same words on stderr; the exit codes are those given.
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
    fn both(&self, typed: &Typed) -> (Outcome, Outcome) {
        let (mut ours, mut theirs) = (self.ours.run(&typed.patient()), self.theirs.run(typed));
        if self.generation < (3, 7) && theirs.stdout.starts_with(b"+-") {
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

/// A table of etcdctl 3.6 or older as 3.7 draws it.
pub(super) fn in_boxes(table: &[u8]) -> Vec<u8> {
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
