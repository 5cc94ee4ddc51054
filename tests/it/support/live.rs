//! A command whose output is read while it runs.

use super::{HANG, Line, Outcome, finish};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::io::{BufRead as _, BufReader, Read};
use std::process::Child;
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

pub struct Live {
    /// Until its end was waited for.
    child: Option<Child>,
    stdout: Receiver<String>,
    stderr: Receiver<String>,
}

impl Line {
    /// Starts it with nothing on stdin.
    pub fn live(self) -> Live {
        Live::start(self)
    }
}

impl Line {
    /// Starts it with nothing on stdin, and its stdout elsewhere: only stderr is read.
    pub fn live_notes(self) -> Live {
        let mut child = self.spawn();
        let (_, stdout) = channel();
        let stderr = lines(child.stderr.take().unwrap());
        Live { child: Some(child), stdout, stderr }
    }
}

impl Live {
    /// Starts it with nothing on stdin.
    pub fn start(line: Line) -> Self {
        let mut child = line.spawn();
        let stdout = lines(child.stdout.take().unwrap());
        let stderr = lines(child.stderr.take().unwrap());
        Self { child: Some(child), stdout, stderr }
    }

    /// The next line of stdout.
    #[track_caller]
    pub fn line(&self) -> String {
        self.stdout.recv_timeout(HANG).expect("nothing on stdout")
    }

    /// The next line of stdout, if there is one soon.
    pub fn line_within_a_moment(&self) -> Option<String> {
        self.stdout.recv_timeout(Duration::from_millis(300)).ok()
    }

    /// Returns whether there is a line of stdout, which is taken.
    pub fn has_printed(&self) -> bool {
        self.stdout.try_recv().is_ok()
    }

    /// Waits for a line of stderr that has this.
    #[track_caller]
    pub fn says(&self, part: &str) -> String {
        loop {
            let line = self.stderr.recv_timeout(HANG).unwrap_or_else(|_| panic!("never: {part}"));
            if line.contains(part) {
                return line;
            }
        }
    }

    /// Asserts that nothing has been printed, now and a moment later.
    #[track_caller]
    pub fn is_silent(&self) {
        let line = self.stdout.recv_timeout(Duration::from_millis(300));
        assert!(line.is_err(), "{line:?}");
    }

    /// The process.
    pub fn id(&self) -> Pid {
        Pid::from_raw(self.child.as_ref().unwrap().id().try_into().unwrap())
    }

    pub fn signal(&self, signal: Signal) {
        kill(self.id(), signal).unwrap();
    }

    pub fn is_running(&mut self) -> bool {
        self.child.as_mut().unwrap().try_wait().unwrap().is_none()
    }

    /// Waits for the end; returns the output that has not been read yet.
    pub fn end(mut self) -> Outcome {
        let code = finish(self.child.take().unwrap()).code;
        let rest = |lines: &Receiver<String>| lines.iter().map(|line| line + "\n").collect();
        let (stdout, stderr): (String, String) = (rest(&self.stdout), rest(&self.stderr));
        Outcome { stdout: stdout.into_bytes(), stderr, code }
    }

    /// Signals it, and waits for its end.
    pub fn end_by(self, signal: Signal) -> Outcome {
        self.signal(signal);
        self.end()
    }
}

impl Drop for Live {
    /// Ends the process with a test that fails.
    fn drop(&mut self) {
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

fn lines(stream: impl Read + Send + 'static) -> Receiver<String> {
    let (tell, lines) = channel();
    std::thread::spawn(move || {
        for line in BufReader::new(stream).lines().map_while(Result::ok) {
            let _ = tell.send(line);
        }
    });
    lines
}
