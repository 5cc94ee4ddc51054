//! Questions whose answers are typed without echo. Echo is restored however the question ends.

use crate::output::visible;
use nix::sys::pthread::{Pthread, pthread_kill, pthread_self};
use nix::sys::signal::{SigSet, SigmaskHow, Signal, raise};
use nix::sys::termios::{SetArg, tcgetattr, tcsetattr};
use std::fs::File;
use std::io;
use std::thread;

const ENDING: [Signal; 4] = [Signal::SIGINT, Signal::SIGTERM, Signal::SIGHUP, Signal::SIGQUIT];

/// The signal by which the reader thread wakes the waiting thread.
const ANSWERED: Signal = Signal::SIGALRM;

/// Asks on the terminal, independent of stdout and stderr. A signal takes effect after the terminal has
/// been restored.
pub(super) fn ask(question: &str) -> io::Result<String> {
    let terminal = File::open("/dev/tty")?;
    let before = tcgetattr(&terminal)?;
    let signals: SigSet = ENDING.into_iter().chain([ANSWERED]).collect();
    let allowed = signals.thread_swap_mask(SigmaskHow::SIG_BLOCK)?;
    let answer = wait(question, &signals);
    let restored = tcsetattr(&terminal, SetArg::TCSANOW, &before);
    allowed.thread_set_mask()?;
    match answer? {
        Ok(answer) => restored.map(|()| answer).map_err(io::Error::from),
        Err(signal) => {
            raise(signal)?;
            Err(io::ErrorKind::Interrupted.into())
        }
    }
}

/// Returns the answer, or the signal that arrived before it.
fn wait(question: &str, signals: &SigSet) -> io::Result<Result<String, Signal>> {
    // musl's thread identifier is a pointer, which cannot be sent to another thread.
    let (waiter, question) = (pthread_self() as usize, visible(question).into_owned());
    let reader = thread::Builder::new().spawn(move || {
        let answer = rpassword::prompt_password(question);
        // The waiting thread outlives this one.
        let _ = pthread_kill(waiter as Pthread, ANSWERED);
        answer
    })?;
    match signals.wait()? {
        ANSWERED => match reader.join() {
            Ok(Err(error)) if error.kind() == io::ErrorKind::Interrupted => Ok(Err(Signal::SIGINT)),
            Ok(answer) => answer.map(Ok),
            Err(_) => Err(io::Error::other("cannot read the terminal")),
        },
        signal => Ok(Err(signal)),
    }
}
