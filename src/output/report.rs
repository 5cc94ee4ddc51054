use super::stdout::{ErrorReport, print_error};
use crate::failure::{Failure, ReaderGone, find, kind};
use std::error::Error;

/// Prints why a command failed and returns its exit code.
pub(crate) fn report(error: &anyhow::Error) -> u8 {
    if error.chain().any(<dyn Error>::is::<ReaderGone>) {
        return 0;
    }
    let message = without_os_codes(&format!("{error:#}"));
    let (failure, kind) = (find(error), kind(error));
    if !message.is_empty() {
        print_error(&ErrorReport {
            error: &message,
            kind: kind.name(),
            code: kind.code(),
            hint: failure.and_then(Failure::advice),
            endpoints: failure.map(Failure::endpoints).unwrap_or_default(),
        });
    }
    kind.code()
}

/// Removes the error numbers that Rust adds to the system's texts: `(os error 28)`.
fn without_os_codes(message: &str) -> String {
    let mut parts = message.split(" (os error ");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |text, part| {
        text + part.trim_start_matches(|c: char| c.is_ascii_digit()).trim_start_matches(')')
    })
}

#[cfg(test)]
mod tests {
    use super::{report, without_os_codes};
    use crate::failure::ReaderGone;

    #[test]
    fn os_error_codes_are_removed() {
        let shown = without_os_codes("a: Is a directory (os error 21); b: gone (os error 2): c");
        assert_eq!(shown, "a: Is a directory; b: gone: c");
        assert_eq!(without_os_codes("k (os error"), "k (os error");
    }

    #[test]
    fn closed_stdout_is_not_a_failure() {
        assert_eq!(report(&anyhow::Error::from(ReaderGone)), 0);
    }
}
