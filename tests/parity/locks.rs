//! `lock` and `elect` beside the real etcdctl: both see one another's locks and leaders, and print the
//! same. Whoever waits, waits for the other.

use super::changes::LOCK_STATUS;
use super::peer::Peer;
use crate::support::live::Live;
use crate::support::{Outcome, eventually, finish, line, start};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ectl::sandbox::Plan;
use etcd_client::proto::PbRangeResponse;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use prost::Message as _;
use std::io::Read as _;
use std::path::{Path, PathBuf};

/// Formats made of lines.
const FORMATS: [&str; 3] = ["simple", "fields", "json"];

const OURS: &str = env!("CARGO_BIN_EXE_ectl");

/// ectl and etcdctl, in either order.
fn pairs(peer: &Peer) -> [(PathBuf, PathBuf); 2] {
    [(OURS.into(), peer.etcdctl.clone()), (peer.etcdctl.clone(), OURS.into())]
}

/// A server, and the real etcdctl.
struct Etcd(ectl::sandbox::Etcd, PathBuf);

impl Etcd {
    fn start(peer: &Peer) -> Self {
        let plan = Plan { program: peer.etcd.clone(), ..Plan::new() };
        Self(start(&plan), peer.etcdctl.clone())
    }

    fn live(&self, program: &Path, words: &[&str]) -> Live {
        Live::start(line(program, &self.0.endpoints(), words))
    }

    fn theirs(&self, words: &[&str]) -> Outcome {
        let outcome = line(&self.1, &self.0.endpoints(), words).run();
        assert_eq!(outcome.code, 0, "{outcome:?}");
        outcome
    }

    fn waits_for(&self, prefix: &str, keys: usize) {
        let words = ["get", "--prefix", prefix, "--keys-only"];
        eventually("it is in the queue", || {
            self.theirs(&words).text().lines().filter(|line| !line.is_empty()).count() == keys
        });
    }

    /// The key that was created last below a prefix.
    fn last(&self, prefix: &str) -> String {
        let words =
            ["get", "--prefix", prefix, "--keys-only", "--sort-by=CREATE", "--order=DESCEND"];
        self.theirs(&words).text().lines().next().unwrap().to_owned()
    }
}

pub(super) fn locks_exclude_one_another(peer: &Peer) {
    let etcd = Etcd::start(peer);
    for (first, second) in pairs(peer) {
        let held = etcd.live(&first, &["lock", "a"]);
        let key = held.line();
        let waiting = etcd.live(&second, &["lock", "a", "--", "sh", "-c", "echo mine; sleep 0.2"]);
        etcd.waits_for("a/", 2);
        let third = etcd.live(&first, &["lock", "a", "echo", "mine too"]);
        etcd.waits_for("a/", 3);
        waiting.is_silent();
        third.is_silent();
        assert_eq!(etcd.theirs(&["get", &key, "--keys-only"]).text().lines().next(), Some(&*key));
        assert_eq!(held.end_by(Signal::SIGINT).code, 0);
        assert_eq!((waiting.line(), waiting.end().code), ("mine".into(), 0));
        assert_eq!((third.line(), third.end().code), ("mine too".into(), 0));
    }
}

/// Takes the value that ectl gives to the key of a lock, and does not print, from what etcdctl prints.
fn without_value(shown: &str, value: &str) -> String {
    let json = format!("\"value\":\"{}\",", STANDARD.encode(value));
    let quoted = value.replace('"', "\\\"");
    shown.replace(&json, "").replace(&quoted, "").replace(value, "")
}

/// As above, for a reply in protobuf.
fn reply_without_value(shown: &[u8]) -> Vec<u8> {
    let mut reply = PbRangeResponse::decode(shown).unwrap();
    reply.kvs.iter_mut().for_each(|kv| kv.value.clear());
    reply.encode_to_vec()
}

/// Returns whether ectl gives a value to its key, and etcdctl none.
fn has_value(program: &Path, words: &[&str]) -> bool {
    program == Path::new(OURS) && words[0] == "lock"
}

/// Both print what etcdctl's `get` of the key prints.
pub(super) fn keys_are_printed_as_etcdctl_does(peer: &Peer) {
    for words in [&["lock", "a b"][..], &["elect", "a b", "é\"<"]] {
        let etcd = Etcd::start(peer);
        for format in FORMATS {
            for program in [OURS.into(), peer.etcdctl.clone()] {
                let held = etcd.live(&program, &[words, &["-w", format]].concat());
                etcd.waits_for("a b/", 1);
                let key = etcd.last("a b/");
                let mut expected = etcd.theirs(&["get", &key, "-w", format]).text().to_owned();
                if has_value(&program, words) {
                    let value = etcd.theirs(&["get", &key, "--print-value-only"]);
                    expected = without_value(&expected, value.text().trim_end());
                }
                let shown: Vec<_> = expected.lines().map(|_| held.line()).collect();
                assert_eq!(shown, expected.lines().collect::<Vec<_>>(), "{program:?}");
                assert_eq!(held.end_by(Signal::SIGTERM).code, 0);
                etcd.waits_for("a b/", 0);
            }
        }
    }
}

/// As above, for formats that are not made of lines.
pub(super) fn keys_are_the_same_bytes_as_etcdctls(peer: &Peer) {
    let etcd = Etcd::start(peer);
    for words in [&["lock", "a"][..], &["elect", "a", "é\"<"]] {
        for program in [OURS.into(), peer.etcdctl.clone()] {
            let has_value = has_value(&program, words);
            let words = [words, &["-w", "protobuf"]].concat();
            let mut held = line(&program, &etcd.0.endpoints(), &words).spawn();
            etcd.waits_for("a/", 1);
            let key = etcd.last("a/");
            let mut expected = etcd.theirs(&["get", &key, "-w", "protobuf"]).stdout;
            if has_value {
                expected = reply_without_value(&expected);
            }
            let mut shown = vec![0; expected.len()];
            held.stdout.as_mut().unwrap().read_exact(&mut shown).unwrap();
            assert_eq!(shown, expected, "{program:?}");
            kill(Pid::from_raw(held.id().try_into().unwrap()), Signal::SIGTERM).unwrap();
            let end = finish(held);
            assert_eq!((end.stdout, end.code), (Vec::new(), 0), "{program:?}");
            etcd.waits_for("a/", 0);
        }
    }
}

pub(super) fn leaders_are_seen_by_both(peer: &Peer) {
    let etcd = Etcd::start(peer);
    for format in FORMATS {
        let listen = ["elect", "e", "-l", "-w", format];
        let (ours, theirs) = (etcd.live(OURS.as_ref(), &listen), etcd.live(&peer.etcdctl, &listen));
        let told = || {
            let lines = if format == "fields" {
                12
            } else if format == "json" {
                1
            } else {
                2
            };
            let (ours, theirs): (Vec<_>, Vec<_>) =
                (0..lines).map(|_| (ours.line(), theirs.line())).unzip();
            assert_eq!(ours, theirs);
            ours.join("\n")
        };
        for (first, second) in pairs(peer) {
            let one = etcd.live(&first, &["elect", "e", "one"]);
            let key = one.line();
            told();
            let two = etcd.live(&second, &["elect", "e", "two"]);
            etcd.waits_for("e/", 2);
            two.is_silent();
            assert_eq!(one.end_by(Signal::SIGTERM).code, 0);
            assert_ne!(two.line(), key);
            assert_eq!(two.line(), "two");
            told();
            assert_eq!(two.end_by(Signal::SIGINT).code, 0);
            etcd.waits_for("e/", 0);
        }
        assert_eq!(ours.end_by(Signal::SIGTERM).code, 0);
        assert_eq!(theirs.end_by(Signal::SIGTERM).code, 0);
    }
}

pub(super) fn refusals_are_worded_alike(peer: &Peer) {
    let etcd = Etcd::start(peer);
    for (words, text, code) in [
        (&["elect", "e", "p", "-l"][..], "proposal given but -l is set", 128),
        (&["lock", "a", "--ttl", "9000000001"], "etcdserver: too large lease TTL", 1),
        (&["lock", "a", "--", "sh", "-c", "exit 7"], "", 7),
    ] {
        for program in [OURS.into(), peer.etcdctl.clone()] {
            let outcome = line(&program, &etcd.0.endpoints(), words).run();
            let older = program == peer.etcdctl && peer.generation < LOCK_STATUS.since;
            let code = if older && code == 7 { 1 } else { code };
            assert_eq!((outcome.text(), outcome.code), ("", code), "{program:?} {outcome:?}");
            outcome.says(text);
        }
    }
}
