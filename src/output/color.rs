//! Colour, for stderr on a terminal only.

use std::io::IsTerminal as _;

pub(super) fn red(text: &str) -> String {
    paint("1;31", text)
}

pub(super) fn bold(text: &str) -> String {
    paint("1", text)
}

fn paint(code: &str, text: &str) -> String {
    if wanted() { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() }
}

/// Not on a pipe, not without `TERM` or on a dumb terminal, not if `NO_COLOR` is set
/// (<https://no-color.org>).
fn wanted() -> bool {
    let set = |name| std::env::var_os(name).filter(|value| !value.is_empty());
    std::io::stderr().is_terminal()
        && set("NO_COLOR").is_none()
        && set("TERM").is_some_and(|term| term != "dumb")
}
