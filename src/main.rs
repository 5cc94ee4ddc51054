//! The program `ectl`.

use std::process::ExitCode;

fn main() -> ExitCode {
    ExitCode::from(ectl::run(std::env::args_os()))
}
