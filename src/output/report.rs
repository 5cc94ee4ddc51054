use super::stdout::{ErrorReport, print_error};
use crate::failure::{Failure, ReaderGone, find, kind, without_os_codes};
use std::error::Error;

/// Prints why a command failed and returns its exit code.
pub(crate) fn report(error: &anyhow::Error) -> u8 {
    if error.chain().any(<dyn Error>::is::<ReaderGone>) {
        return 0;
    }
    let message = without_os_codes(&format!("{error:#}"));
    let (failure, kind) = (find(error), kind(error));
    let code = failure.map_or_else(|| kind.code(), Failure::exit_code);
    if !message.is_empty() {
        print_error(&ErrorReport {
            error: &message,
            kind: kind.name(),
            code,
            hint: failure.and_then(Failure::advice),
            endpoints: failure.map(Failure::endpoints).unwrap_or_default(),
        });
    }
    code
}

#[cfg(test)]
mod tests {
    use super::report;
    use crate::failure::ReaderGone;

    #[test]
    fn closed_stdout_is_not_a_failure() {
        assert_eq!(report(&anyhow::Error::from(ReaderGone)), 0);
    }
}
