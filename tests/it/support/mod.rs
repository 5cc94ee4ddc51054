//! A user's line and its whole result: stdout, stderr, status.

pub mod added;
pub mod certs;
pub mod cluster;
pub mod grpc_proxy;
pub mod live;
pub mod memory;
pub mod pattern;
pub mod peers;
pub mod pipes;
pub mod ports;
pub mod proxy;
pub mod pty;
pub mod restored_cluster;
pub mod serial;
pub mod shell;
pub mod strangers;
pub mod users;
pub mod words;

use ectl::sandbox::{Etcd, Plan};
use std::ffi::{OsStr, OsString};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use words::Words;

/// A line may take so long; more is a hang.
pub const HANG: Duration = Duration::from_secs(60);

/// Starts one etcd, the program from `$ETCD` or the `PATH`.
pub fn etcd() -> Etcd {
    start(&Plan::new())
}

/// Starts a cluster. Without an etcd program the test fails, with advice.
pub fn start(plan: &Plan) -> Etcd {
    Etcd::start(plan).unwrap_or_else(|e| panic!("{e}\n(`make check` finds or fetches etcd)"))
}

/// The programs in the folders of `$ETCD_PEERS`, and the one under test.
pub fn servers() -> Vec<Plan> {
    let folders = std::env::var_os("ETCD_PEERS").unwrap_or_default();
    let others = std::env::split_paths(&folders).map(|folder| folder.join("etcd"));
    let plans =
        others.filter(|program| program.exists()).map(|program| Plan { program, ..Plan::new() });
    plans.chain([Plan::new()]).collect()
}

/// A real program of etcd's: the one that this variable names, or the one of that name on the `PATH`.
pub fn program(variable: &str, name: &str) -> PathBuf {
    let named = std::env::var_os(variable).filter(|path| !path.is_empty());
    named.map_or_else(|| PathBuf::from(name), PathBuf::from)
}

/// Returns the major and minor version of one of etcd's programs.
pub fn generation(program: impl AsRef<OsStr>, words: &str) -> (u32, u32) {
    let printed = Command::new(program).arg(words).output().expect("a version");
    let printed = String::from_utf8(printed.stdout).expect("text");
    let version = printed.lines().next().and_then(|line| line.rsplit(' ').next()).unwrap();
    let mut numbers = version.split('.').map(|number| number.parse().unwrap());
    (numbers.next().unwrap(), numbers.next().unwrap())
}

/// Returns the major and minor version of the etcd under test.
pub fn etcd_generation() -> (u32, u32) {
    generation(Plan::new().program, "--version")
}

/// The real etcdctl.
pub fn etcdctl() -> PathBuf {
    program("ETCDCTL", "etcdctl")
}

/// The result of a line.
#[derive(Clone, PartialEq, Eq)]
pub struct Outcome {
    pub stdout: Vec<u8>,
    pub stderr: String,
    pub code: i32,
}

impl std::fmt::Debug for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let stdout = String::from_utf8_lossy(&self.stdout);
        write!(f, "{{ stdout: {stdout:?}, stderr: {:?}, code: {} }}", self.stderr, self.code)
    }
}

impl Outcome {
    pub fn text(&self) -> &str {
        std::str::from_utf8(&self.stdout).expect("stdout is not UTF-8")
    }

    /// Asserts success, whatever was printed.
    #[track_caller]
    pub fn succeeds(self) -> Self {
        assert_eq!(self.code, 0, "{self:?}");
        self
    }

    /// Asserts success with exactly this on stdout, and nothing on stderr; but for notes on waiting for
    /// a lock, which a slow machine adds.
    #[track_caller]
    pub fn prints(self, stdout: &str) -> Self {
        let is_note = |line: &&str| {
            ["waiting for lock ", "waiting for election "].iter().any(|note| line.starts_with(note))
        };
        let stderr: Vec<_> = self.stderr.lines().filter(|line| !is_note(line)).collect();
        assert_eq!((self.text(), stderr.join("\n").as_str(), self.code), (stdout, "", 0));
        self
    }

    /// Asserts success with exactly this on stdout and on stderr.
    #[track_caller]
    pub fn prints_and_says(self, stdout: &str, stderr: &str) -> Self {
        assert_eq!((self.text(), self.stderr.as_str(), self.code), (stdout, stderr, 0));
        self
    }

    /// Asserts an exit code, nothing on stdout, and this within stderr.
    #[track_caller]
    pub fn fails_part(self, code: i32, stderr: &str) -> Self {
        assert_eq!((self.text(), self.code), ("", code), "stderr: {}", self.stderr);
        pattern::record(stderr, &self.stderr);
        self.says(stderr)
    }

    /// Asserts an exit code, nothing on stdout, and all of stderr, where `[..]` stands for any part of
    /// a line.
    #[track_caller]
    pub fn fails(self, code: i32, stderr: &str) -> Self {
        assert_eq!((self.text(), self.code), ("", code), "stderr: {}", self.stderr);
        let is_as_expected = pattern::matches(stderr, &self.stderr);
        assert!(is_as_expected, "stderr: {}\nexpected: {stderr}", self.stderr);
        self
    }

    /// Asserts that this is within stderr.
    #[track_caller]
    pub fn says(self, stderr: &str) -> Self {
        assert!(self.stderr.contains(stderr), "stderr: {}", self.stderr);
        self
    }
}

/// A line to run. The environment is cleared: only `PATH` and what is set here remain.
pub struct Line {
    command: Command,
    stdin: Vec<u8>,
    stdout: Stdio,
}

/// `ectl` on these endpoints, with the words of a line (`"lock a --try"`) or a list of words.
pub fn ectl(endpoints: &str, words: impl Words) -> Line {
    line(Path::new(env!("CARGO_BIN_EXE_ectl")), endpoints, words)
}

/// Any program, as [`ectl`].
pub fn line(program: &Path, endpoints: &str, words: impl Words) -> Line {
    let mut command = Command::new(program);
    command.args(words.words()).env_clear();
    command.env("PATH", std::env::var_os("PATH").unwrap_or_default());
    if !endpoints.is_empty() {
        command.env("ETCDCTL_ENDPOINTS", endpoints);
    }
    Line { command, stdin: Vec::new(), stdout: Stdio::piped() }
}

impl Line {
    pub fn env(mut self, name: &str, value: impl Into<OsString>) -> Self {
        self.command.env(name, value.into());
        self
    }

    pub fn arg(mut self, word: impl Into<OsString>) -> Self {
        self.command.arg(word.into());
        self
    }

    pub fn args(mut self, words: impl Words) -> Self {
        self.command.args(words.words());
        self
    }

    /// Runs it in this directory.
    pub fn directory(mut self, directory: &Path) -> Self {
        self.command.current_dir(directory);
        self
    }

    pub fn stdin(mut self, bytes: impl Into<Vec<u8>>) -> Self {
        self.stdin = bytes.into();
        self
    }

    /// Redirects stdout.
    pub fn stdout(mut self, stdout: impl Into<Stdio>) -> Self {
        self.stdout = stdout.into();
        self
    }

    /// Starts it; stdin is fed and closed.
    pub fn spawn(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(self.stdout).stderr(Stdio::piped());
        let mut child = self.command.spawn().expect("cannot start the program under test");
        let mut stdin = child.stdin.take().expect("stdin is a pipe");
        // A program that does not read its stdin closes it.
        let _ = stdin.write_all(&self.stdin);
        child
    }

    /// Starts it; stdin stays open, and is the caller's.
    pub fn open(mut self) -> Child {
        self.command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        self.command.spawn().expect("cannot start the program under test")
    }

    /// Runs it to its end; a hang is a failure.
    pub fn run(self) -> Outcome {
        finish(self.spawn())
    }
}

/// Waits for a program's end and collects what it printed.
pub fn finish(mut child: Child) -> Outcome {
    let deadline = Instant::now() + HANG;
    let (stdout, stderr) = (collect(child.stdout.take()), collect(child.stderr.take()));
    let status = loop {
        if let Some(status) = child.try_wait().expect("cannot wait for the program under test") {
            break status;
        }
        if Instant::now() > deadline {
            child.kill().expect("cannot stop a program that hangs");
            panic!("the program did not end within {HANG:?}");
        }
        std::thread::sleep(Duration::from_millis(2));
    };
    let code = status.code().unwrap_or(-1);
    let stderr = String::from_utf8_lossy(&stderr.join().expect("stderr")).into_owned();
    Outcome { stdout: stdout.join().expect("stdout"), stderr, code }
}

fn collect(
    stream: Option<impl std::io::Read + Send + 'static>,
) -> std::thread::JoinHandle<Vec<u8>> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(mut stream) = stream {
            stream.read_to_end(&mut bytes).expect("cannot read a pipe");
        }
        bytes
    })
}

/// Waits until something holds; fails with `what` when it never does.
pub fn eventually(what: &str, mut holds: impl FnMut() -> bool) {
    let deadline = Instant::now() + HANG;
    while !holds() {
        assert!(Instant::now() < deadline, "never: {what}");
        std::thread::sleep(Duration::from_millis(20));
    }
}
