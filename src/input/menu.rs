//! A choice between a few letters, typed on the terminal.

use crate::output::visible;
use std::fs::File;
use std::io::{self, BufRead as _, BufReader, IsTerminal as _, Write as _};

/// The terminal of a user who can be asked.
#[derive(Debug)]
pub(crate) struct Menu(());

impl Menu {
    /// Returns `None` unless stdin is a terminal, as in scripts.
    pub(crate) fn open() -> Option<Self> {
        (io::stdin().is_terminal() && terminal().is_ok()).then_some(Self(()))
    }

    /// Asks until one of the letters is typed. Returns `None` when the terminal is closed.
    pub(crate) async fn choose(&self, question: String, letters: &'static str) -> Option<char> {
        // On a thread of its own, so that the connection stays alive and signals are handled.
        let answer = tokio::task::spawn_blocking(move || {
            loop {
                let answer = ask(&question)?;
                if let Some(letter) = letter(&answer, letters) {
                    return Some(letter);
                }
            }
        });
        answer.await.ok().flatten()
    }

    /// Shows a text on the terminal.
    pub(crate) fn show(&self, text: &str) {
        if let Ok(mut terminal) = terminal() {
            // A terminal that is gone is noticed at the next question.
            let _ = terminal.write_all(visible(text).as_bytes());
        }
    }
}

fn terminal() -> io::Result<File> {
    File::options().read(true).write(true).open("/dev/tty")
}

fn ask(question: &str) -> Option<String> {
    let mut terminal = terminal().ok()?;
    write!(terminal, "{} ", visible(question)).ok()?;
    let mut line = Vec::new();
    let read = BufReader::new(terminal).read_until(b'\n', &mut line).ok()?;
    (read > 0).then(|| String::from_utf8_lossy(&line).into_owned())
}

/// Returns the first letter of an answer, if it is one of the letters.
fn letter(answer: &str, letters: &str) -> Option<char> {
    let first = answer.trim().chars().next()?.to_ascii_lowercase();
    letters.contains(first).then_some(first)
}

#[cfg(test)]
mod tests {
    use super::letter;

    #[test]
    fn first_letter_counts() {
        assert_eq!(letter(" Edit\n", "seg"), Some('e'));
        assert_eq!(letter("s", "seg"), Some('s'));
        for other in ["", "\n", "x", "1 e"] {
            assert_eq!(letter(other, "seg"), None);
        }
    }
}
