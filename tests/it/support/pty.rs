//! A line typed on a terminal of its own, and a person in front of it.

use super::{Line, Outcome, eventually, finish, line};
use nix::fcntl::{FcntlArg, FdFlag, fcntl};
use nix::pty::{OpenptyResult, Winsize, openpty};
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, tcgetattr};
use nix::unistd::Pid;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;

/// A program that runs on a terminal.
pub struct Seated {
    child: Child,
    keyboard: File,
    terminal: OwnedFd,
    screen: Arc<Mutex<Vec<u8>>>,
    reader: JoinHandle<()>,
}

/// Opens a terminal. No program that another test starts meanwhile inherits it and keeps it open.
pub fn open_pty(size: Option<&Winsize>) -> OpenptyResult {
    let pty = openpty(size, None).expect("this system has no pseudo-terminals");
    for end in [&pty.master, &pty.slave] {
        fcntl(end, FcntlArg::F_SETFD(FdFlag::FD_CLOEXEC)).expect("a terminal");
    }
    pty
}

/// `ectl` with these words, as [`Line::seated`] wants it.
pub fn at_terminal(endpoints: &str, words: &[&str]) -> Line {
    let session = ["--ctty", env!("CARGO_BIN_EXE_ectl")];
    line(Path::new("setsid"), endpoints, &session).args(words)
}

impl Line {
    /// Runs it with a terminal as its stdin and stderr.
    pub fn seated(self) -> Seated {
        self.seated_with(None, |_| Stdio::piped())
    }

    /// Starts it with a terminal as its stdin, stdout and stderr.
    pub fn at_keyboard(self, size: &Winsize) -> Seated {
        self.seated_with(Some(size), Stdio::from)
    }

    /// Runs it with a terminal as its stdin, stdout and stderr; returns what was on the screen.
    pub fn on_screen(self) -> Outcome {
        self.on_screen_of(80)
    }

    /// As [`Self::on_screen`], with this number of columns.
    pub fn on_screen_of(self, columns: u16) -> Outcome {
        let size = Winsize { ws_row: 24, ws_col: columns, ws_xpixel: 0, ws_ypixel: 0 };
        self.seated_with(Some(&size), Stdio::from).ends().0
    }

    fn seated_with(
        mut self,
        size: Option<&Winsize>,
        stdout: impl FnOnce(OwnedFd) -> Stdio,
    ) -> Seated {
        let pty = open_pty(size);
        let slave = || Stdio::from(pty.slave.try_clone().expect("a terminal"));
        let stdout = stdout(pty.slave.try_clone().expect("a terminal"));
        self.command.stdin(slave()).stderr(slave()).stdout(stdout);
        let child = self.command.spawn().expect("cannot start setsid, of util-linux");
        let keyboard = File::from(pty.master);
        let screen = Arc::new(Mutex::new(Vec::new()));
        let (mut light, seen) = (keyboard.try_clone().expect("a terminal"), Arc::clone(&screen));
        let reader = std::thread::spawn(move || {
            let mut buffer = [0; 1024];
            // A terminal that nobody uses any more fails to be read.
            while let Ok(size) = light.read(&mut buffer) {
                seen.lock().unwrap().extend_from_slice(&buffer[..size]);
            }
        });
        Seated { child, keyboard, terminal: pty.slave, screen, reader }
    }
}

impl Seated {
    /// Waits for a question, at which nothing that is typed is shown, and types.
    #[track_caller]
    pub fn answers(&mut self, question: &str, keys: &str) {
        self.is_asked(question);
        self.keyboard.write_all(keys.as_bytes()).expect("a terminal");
        // The question must not be taken for the next one.
        eventually("the end of the line", || !self.screen().ends_with(question) || keys == "\x03");
    }

    /// Waits for a question at which what is typed is shown, and types.
    #[track_caller]
    pub fn chooses(&mut self, question: &str, keys: &str) {
        eventually(question, || self.screen().ends_with(question));
        let seen = self.screen().len();
        self.keyboard.write_all(keys.as_bytes()).expect("a terminal");
        eventually("the end of the line", || self.screen().len() > seen);
    }

    /// Waits for a question at which nothing that is typed is shown.
    #[track_caller]
    pub fn is_asked(&self, question: &str) {
        eventually(question, || self.screen().ends_with(question) && !echoes(&self.terminal));
    }

    /// Kills the program, which would not end by itself.
    pub fn stop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }

    pub fn types(&mut self, keys: &str) {
        self.keyboard.write_all(keys.as_bytes()).expect("a terminal");
    }

    /// Sends the program a signal that is not typed.
    pub fn signal(&self, signal: Signal) {
        kill(Pid::from_raw(self.child.id().try_into().unwrap()), signal).unwrap();
    }

    /// All that was to be seen.
    pub fn screen(&self) -> String {
        String::from_utf8_lossy(&self.screen.lock().unwrap()).into_owned()
    }

    /// Waits for the program's end. Returns its result, with the screen as stderr, and whether the
    /// terminal echoes again.
    pub fn ends(self) -> (Outcome, bool) {
        let Self { child, terminal, screen, reader, .. } = self;
        let outcome = finish(child);
        let echoes = echoes(&terminal);
        // With its last user the terminal ends, and so does its reader.
        drop(terminal);
        reader.join().expect("the reader of a terminal");
        let screen = String::from_utf8_lossy(&screen.lock().unwrap()).into_owned();
        (Outcome { stderr: screen, ..outcome }, echoes)
    }
}

/// Returns whether the terminal echoes.
fn echoes(terminal: &OwnedFd) -> bool {
    tcgetattr(terminal).expect("a terminal").local_flags.contains(LocalFlags::ECHO)
}
