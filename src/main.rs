//! The program `ectl`: parse, run, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(ectl::run(std::env::args_os()))
}
