//! The user's editor, run on a file.

use super::child::Ending;
use super::signals::{Signals, interrupted};
use nix::sys::signal::{Signal, kill};
use std::env;
use std::ffi::OsString;
use std::fs::File;
use std::io::{self, IsTerminal, stderr, stdin, stdout};
use std::os::fd::AsFd as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;
use tokio::process::{Child, Command};
use tokio::time::timeout;

/// A command line for the shell, such as `code --wait`.
#[derive(Debug)]
pub(crate) struct Editor(OsString);

/// The signals that are handled while an editor runs.
pub(crate) const HANDLED: [Signal; 4] =
    [Signal::SIGINT, Signal::SIGQUIT, Signal::SIGTERM, Signal::SIGHUP];

/// The time from TERM to KILL for an editor.
const GRACE: Duration = Duration::from_secs(2);

impl Editor {
    /// Returns the editor of `VISUAL`, else of `EDITOR`, else vi.
    pub(crate) fn from_environment() -> Self {
        let set = |name| env::var_os(name).filter(|value| !value.is_empty());
        Self(set("VISUAL").or_else(|| set("EDITOR")).unwrap_or_else(|| "vi".into()))
    }

    /// Runs the editor to its end. It has the terminal, and so gets INT and QUIT itself. TERM or HUP stops
    /// it, and is an error.
    pub(crate) async fn edit(&self, file: &Path, signals: &mut Signals) -> anyhow::Result<Ending> {
        let mut child = match self.start(file) {
            Ok(child) => child,
            Err(error) => return Ok(Ending::NotStarted { program: "sh".into(), error }),
        };
        loop {
            tokio::select! {
                // In this order no signal for the editor is left for what follows.
                biased;
                signal = signals.next() => if !matches!(signal, Signal::SIGINT | Signal::SIGQUIT) {
                    stop(child).await;
                    return Err(interrupted(signal).into());
                },
                status = child.wait() => return Ok(status?.into()),
            }
        }
    }

    /// Returns whether this is one command without assignments, which can replace the shell and so gets
    /// signals itself.
    fn is_simple(&self) -> bool {
        let bytes = self.0.as_encoded_bytes();
        !bytes.starts_with(b":") && !bytes.iter().any(|byte| b";|&<>()=\n".contains(byte))
    }

    fn start(&self, file: &Path) -> io::Result<Child> {
        let mut script = OsString::from(if self.is_simple() { "exec " } else { "" });
        script.push(&self.0);
        script.push(" \"$@\"");
        let mut command = Command::new("sh");
        command.arg("-c").arg(script).arg(&self.0).arg(file).kill_on_drop(true);
        if !stdin().is_terminal()
            && let Ok(terminal) = File::open("/dev/tty")
        {
            command.stdin(terminal);
        }
        // ectl's stdout is for data.
        if !stdout().is_terminal() {
            command.stdout(Stdio::from(stderr().as_fd().try_clone_to_owned()?));
        }
        command.spawn()
    }
}

async fn stop(mut child: Child) {
    if let Some(id) = super::child::pid(&child) {
        // An editor that has just ended cannot be signalled.
        let _ = kill(id, Signal::SIGTERM);
    }
    if timeout(GRACE, child.wait()).await.is_err() {
        let _ = child.kill().await;
    }
}

#[cfg(test)]
mod tests {
    use super::Editor;

    #[test]
    fn simple_commands_replace_the_shell() {
        for simple in ["vi", "code --wait", "$HOME/bin/ed -x", "sed -i 's/a b/c/'"] {
            assert!(Editor(simple.into()).is_simple(), "{simple}");
        }
        for other in [":", "A=1 vi", "cd / && vi", "(vi)", "echo a >"] {
            assert!(!Editor(other.into()).is_simple(), "{other}");
        }
    }
}
