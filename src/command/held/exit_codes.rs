//! The exit codes of a command that runs another, where they can be mistaken for that command's.

use crate::failure::{Failure, Kind};
use crate::go::exit_code;
use clap::Args;

#[derive(Debug, Args)]
pub(crate) struct ExitCodes {
    /// Exit with N instead of 8 on a conflict
    #[arg(short = 'E', long, value_name = "N", value_parser = exit_code, help_heading = "Waiting options")]
    conflict_exit_code: Option<u8>,
    #[command(flatten)]
    timeout: TimeoutCode,
}

#[derive(Debug, Args)]
pub(crate) struct TimeoutCode {
    /// Exit with N instead of 124 on a timeout
    #[arg(long, value_name = "N", value_parser = exit_code, help_heading = "Waiting options")]
    timeout_exit_code: Option<u8>,
}

impl ExitCodes {
    /// Changes the exit code of a failure; that of CMD has a kind of its own and stays.
    pub(crate) fn apply(&self, done: anyhow::Result<()>) -> anyhow::Result<()> {
        exit_with(self.conflict_exit_code, Kind::Unmet, self.timeout.apply(done))
    }
}

impl TimeoutCode {
    /// Changes the exit code of a timeout.
    pub(crate) fn apply(&self, done: anyhow::Result<()>) -> anyhow::Result<()> {
        exit_with(self.timeout_exit_code, Kind::Deadline, done)
    }
}

fn exit_with(code: Option<u8>, kind: Kind, done: anyhow::Result<()>) -> anyhow::Result<()> {
    let Some(code) = code else { return done };
    done.map_err(|error| match error.downcast::<Failure>() {
        Ok(failure) if failure.kind() == kind => failure.exiting_with(code).into(),
        Ok(failure) => failure.into(),
        Err(error) => error,
    })
}

#[cfg(test)]
mod tests {
    use super::{ExitCodes, TimeoutCode};
    use crate::failure::{Failure, Kind, find};

    #[test]
    fn only_own_conflicts_and_timeouts_get_other_codes() {
        let timeout = TimeoutCode { timeout_exit_code: Some(0) };
        let codes = ExitCodes { conflict_exit_code: Some(75), timeout };
        let code = |kind| {
            let error = codes.apply(Err(Failure::new(kind, "x").into())).unwrap_err();
            let failure = find(&error).unwrap();
            assert_eq!(failure.kind(), kind);
            failure.exit_code()
        };
        assert_eq!([code(Kind::Unmet), code(Kind::Deadline)], [75, 0]);
        assert_eq!([code(Kind::Child(8)), code(Kind::Child(124)), code(Kind::Lost)], [8, 124, 10]);
        assert!(codes.apply(Ok(())).is_ok());
        // The failed release after CMD has a code of its own.
        let released = Failure::new(Kind::Deadline, "x").exiting_with(124);
        let error = codes.apply(Err(released.into())).unwrap_err();
        assert_eq!(find(&error).unwrap().exit_code(), 124);
    }
}
