//! Colour on a terminal.

use std::io::{IsTerminal, stderr, stdout};

#[derive(Debug, Clone, Copy)]
pub(crate) enum Color {
    Red,
    Yellow,
    Green,
    Dim,
    Bold,
}

impl Color {
    pub(super) fn paint(self, text: &str) -> String {
        let code = match self {
            Self::Red => "1;31",
            Self::Yellow => "1;33",
            Self::Green => "32",
            Self::Dim => "2",
            Self::Bold => "1",
        };
        format!("\x1b[{code}m{text}\x1b[0m")
    }

    pub(super) fn on_stderr(self, text: &str) -> String {
        if wanted(&stderr()) { self.paint(text) } else { text.to_owned() }
    }
}

pub(super) fn on_stdout() -> bool {
    wanted(&stdout())
}

/// Returns whether a stream is a terminal that shows colour, unless `NO_COLOR` is set
/// (<https://no-color.org>).
// anstream would also put colours into a pipe for CLICOLOR_FORCE, and on a terminal without TERM for CI.
fn wanted(stream: &impl IsTerminal) -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    stream.is_terminal()
        && set("NO_COLOR").is_none()
        && set("TERM").is_some_and(|term| term != "dumb")
}
