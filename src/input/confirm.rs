//! Confirmation on the terminal, independent of stdin.

use crate::failure::Failure;
use crate::output;
use std::fs::File;
use std::io::{BufRead as _, BufReader, Write as _};

#[derive(Debug)]
pub(crate) struct Terminal(File);

impl Terminal {
    /// Fails without a controlling terminal, as in cron or CI.
    pub(crate) fn open() -> Result<Self, Failure> {
        let terminal = File::options().read(true).write(true).open("/dev/tty");
        terminal.map(Self).map_err(|_| {
            Failure::usage("--confirm needs a terminal")
                .hint("omit --confirm in scripts; --dry-run shows what would be deleted")
        })
    }

    /// Asks a question. Only `y` and `yes` mean yes.
    pub(crate) async fn confirms(self, question: String) -> bool {
        self.answer(format!("{question} [y/N]")).await.is_some_and(|answer| is_yes(&answer))
    }

    /// Asks a question, and returns the line of the answer; `None` if it cannot be read.
    pub(crate) async fn answer(self, question: String) -> Option<String> {
        // On a thread of its own, so that the connection stays alive meanwhile.
        tokio::task::spawn_blocking(move || self.ask(&question)).await.ok()?
    }

    fn ask(mut self, question: &str) -> Option<String> {
        write!(self.0, "{} ", output::visible(question)).ok()?;
        let mut line = Vec::new();
        BufReader::new(self.0).read_until(b'\n', &mut line).ok()?;
        String::from_utf8(line).ok()
    }
}

fn is_yes(answer: &str) -> bool {
    ["y", "yes"].contains(&answer.trim().to_lowercase().as_str())
}

#[cfg(test)]
mod tests {
    use super::is_yes;

    #[test]
    fn only_y_and_yes_confirm() {
        for yes in ["y\n", "Y", " yes \r\n", "YES"] {
            assert!(is_yes(yes), "{yes}");
        }
        for no in ["", "\n", "n", "no", "yep", "ye", "y y", "ja"] {
            assert!(!is_yes(no), "{no}");
        }
    }
}
