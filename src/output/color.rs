//! Colour, on a terminal only.

use std::io::IsTerminal;

/// What is said with colour.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Color {
    Red,
    Yellow,
    Green,
    Dim,
}

impl Color {
    pub(super) fn paint(self, text: &str) -> String {
        let code = match self {
            Self::Red => "1;31",
            Self::Yellow => "1;33",
            Self::Green => "32",
            Self::Dim => "2",
        };
        painted(code, text)
    }
}

pub(super) fn red(text: &str) -> String {
    if wanted(&std::io::stderr()) { Color::Red.paint(text) } else { text.to_owned() }
}

pub(super) fn bold(text: &str) -> String {
    if wanted(&std::io::stderr()) { painted("1", text) } else { text.to_owned() }
}

pub(super) fn on_stdout() -> bool {
    wanted(&std::io::stdout())
}

fn painted(code: &str, text: &str) -> String {
    format!("\x1b[{code}m{text}\x1b[0m")
}

/// Not on a pipe, not without `TERM` or on a dumb terminal, not if `NO_COLOR` is set
/// (<https://no-color.org>).
fn wanted(stream: &impl IsTerminal) -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    stream.is_terminal()
        && set("NO_COLOR").is_none()
        && set("TERM").is_some_and(|term| term != "dumb")
}
