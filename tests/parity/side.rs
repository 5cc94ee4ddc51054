//! One program with its server.

use super::line::{End, Line, words};
use super::nature::Names;
use crate::support::proxy::{Fate, proxy};
use crate::support::{HANG, Line as Run, Outcome, ectl, finish, line, start};
use ectl::sandbox::{Etcd, Plan};
use serde_json::Value;
use std::cell::RefCell;
use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::ffi::OsStrExt as _;
use std::path::PathBuf;
use std::process::Child;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

pub(super) struct Side {
    program: PathBuf,
    etcd: Etcd,
    names: RefCell<Names>,
}

/// A line that is ready to be run.
#[derive(Clone)]
pub(super) struct Typed {
    variables: Vec<(String, OsString)>,
    words: Vec<OsString>,
    stdin: String,
    end: End,
    pub(super) name: String,
}

impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let variables: String = self
            .variables
            .iter()
            .map(|(name, value)| format!("{name}={} ", value.display()))
            .collect();
        write!(f, "{variables}{:?}", self.words)
    }
}

impl Typed {
    /// A line of a table, in one of its formats.
    pub(super) fn new(line: &Line, format: &str) -> Self {
        let (variables, mut words) = words(line.text);
        if !format.is_empty() {
            // Behind a `--` it would be taken for something else.
            words.splice(0..0, ["-w".into(), format.into()]);
        }
        Self { variables, words, stdin: line.stdin.into(), end: line.end, name: line.name.into() }
    }

    /// Returns the line with time to end by itself, where etcdctl never does.
    pub(super) fn patient(&self) -> Self {
        let end = match self.end {
            End::AfterMillis(_) => End::AfterMillis(HANG.as_millis() as u64),
            end => end,
        };
        Self { end, ..self.clone() }
    }

    pub(super) fn has(&self, word: &str) -> bool {
        self.words.iter().any(|other| other == word)
    }

    /// Returns whether the line has endpoints of its own; etcdctl refuses to get them twice.
    fn has_endpoints(&self) -> bool {
        let is = |word: &OsString| word.as_bytes().starts_with(b"--endpoints");
        self.words.iter().any(is) || self.has("-d") || self.has("--discovery-srv")
    }
}

impl Side {
    pub(super) fn start(program: PathBuf, plan: &Plan, mut names: Names) -> Self {
        let etcd = start(plan);
        let endpoint = etcd.endpoints();
        let silent = Fate::SilentOnceSent(b"silent-key");
        names.add("silent", &proxy(endpoint.trim_start_matches("https://"), silent));
        names.add_shown("dir", etcd.directory().to_str().expect("a path in UTF-8"), "DIR");
        names.add_shown("endpoint", endpoint.trim_start_matches("https://"), "ENDPOINT");
        Self { program, etcd, names: RefCell::new(names) }
    }

    /// Servers before 3.6 have nothing to settle.
    pub(super) fn is_settled(&self) -> bool {
        let names = self.names.borrow();
        let tls = ["--cacert", "{ca}", "--cert", "{cert}", "--key", "{key}"].map(OsString::from);
        let mut status = ectl(&self.etcd.endpoints(), &["endpoint", "status", "-w", "json"]);
        if self.etcd.endpoints().starts_with("https:") {
            status = tls.iter().fold(status, |status, word| status.arg(names.fill(word)));
        }
        let status: Value = serde_json::from_slice(&status.run().stdout).expect("JSON");
        let status = &status[0]["Status"];
        let of = |name: &str| status[name].as_str().unwrap_or_default().rsplit_once('.');
        let (version, storage) = (of("version"), of("storageVersion"));
        let (generation, storage) = (version.map(|v| v.0), storage.map(|v| v.0));
        matches!(generation, Some("3.4" | "3.5")) || storage == generation
    }

    pub(super) fn run(&self, typed: &Typed) -> Outcome {
        let words = typed.words.iter().map(|word| self.names.borrow().fill(word));
        let endpoints = if typed.has_endpoints() { String::new() } else { self.etcd.endpoints() };
        let mut run = line(&self.program, &endpoints, &[]).directory(self.etcd.directory());
        for (name, value) in &typed.variables {
            run = run.env(name, self.names.borrow().fill(value));
        }
        let run = words.fold(run, Run::arg);
        let mut outcome = match typed.end {
            End::ByItself => run.stdin(typed.stdin.as_bytes()).run(),
            end => cut_off(run.open(), typed.stdin.as_bytes(), end),
        };
        if !typed.name.is_empty() {
            let id = outcome.text().split_whitespace().nth(1).expect("an id").to_owned();
            self.names.borrow_mut().add_id(&typed.name, &id);
        }
        outcome.stdout = self.names.borrow().name(outcome.stdout);
        outcome
    }
}

/// Stops a program when it has printed enough; its stdin stays open until then. The rest of what it
/// has printed does not count.
fn cut_off(mut child: Child, stdin: &[u8], end: End) -> Outcome {
    let mut input = child.stdin.take().expect("stdin is a pipe");
    // A program that does not read its stdin closes it.
    let _ = input.write_all(stdin);
    let millis = if let End::AfterMillis(millis) = end { millis } else { HANG.as_millis() as u64 };
    let deadline = Instant::now() + Duration::from_millis(millis);
    let bytes = read(child.stdout.take().expect("stdout is a pipe"));
    let mut stdout = Vec::new();
    let enough = |stdout: &[u8]| match end {
        End::AfterLines(lines) => stdout.iter().filter(|&&byte| byte == b'\n').count() == lines,
        End::AfterBytes(bytes) => stdout.len() == bytes,
        End::ByItself | End::AfterMillis(_) => false,
    };
    while !enough(&stdout) {
        match bytes.recv_timeout(deadline.saturating_duration_since(Instant::now())) {
            Ok(byte) => stdout.push(byte),
            Err(RecvTimeoutError::Disconnected) => break,
            Err(RecvTimeoutError::Timeout) if matches!(end, End::AfterMillis(_)) => break,
            Err(RecvTimeoutError::Timeout) => {
                child.kill().expect("cannot stop a program that hangs");
                panic!("never printed enough: {}", String::from_utf8_lossy(&stdout));
            }
        }
    }
    // One that has ended by itself keeps its status: what it printed last has been read.
    let closed = matches!(bytes.recv_timeout(Duration::ZERO), Err(RecvTimeoutError::Disconnected));
    if closed && ended(&mut child) {
        return Outcome { stdout, ..finish(child) };
    }
    child.kill().expect("cannot stop the program under test");
    drop(input);
    let code = if enough(&stdout) { 0 } else { -1 };
    Outcome { stdout, code, ..finish(child) }
}

/// Returns whether a process ends, now that it has closed its stdout.
fn ended(child: &mut Child) -> bool {
    (0..100).any(|_| {
        std::thread::sleep(Duration::from_millis(2));
        child.try_wait().expect("cannot wait for the program under test").is_some()
    })
}

fn read(mut stream: impl std::io::Read + Send + 'static) -> Receiver<u8> {
    let (sender, receiver) = channel();
    std::thread::spawn(move || {
        let mut byte = [0];
        while stream.read(&mut byte).is_ok_and(|read| read == 1) && sender.send(byte[0]).is_ok() {}
    });
    receiver
}
