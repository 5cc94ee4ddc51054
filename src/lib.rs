//! `ectl`, a command line for etcd v3. Where things are:
//!
//! - `cli`, `argv`, `settings`, `identity`, `variables`: what was typed, and what it means; `complaint`: what is wrong with it; `help`
//! - `command`: one file per noun, named as typed: arguments, request, call, print
//! - `recipe`: what takes several calls of etcd
//! - `reply`: what etcd said, in every format; `output`: the formats, and the only door to stdout
//! - `etcd`: the connection; the only place that knows gRPC
//! - `input`: value types of arguments; `process`: signals and children; `sandbox`: a throwaway etcd
//! - `failure`: why a command failed, and its exit code

mod argv;
mod cli;
mod command;
mod complaint;
mod etcd;
mod failure;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod help;
mod identity;
mod input;
mod output;
mod process;
mod recipe;
mod reply;
pub mod sandbox;
mod settings;
mod variables;

pub use cli::Cli;

use std::ffi::OsString;

/// Runs the program with these arguments, the first being its name; returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    match cli::parse(arguments.into_iter().collect()).and_then(cli::execute) {
        Ok(()) => 0,
        Err(error) => failure::report(&error),
    }
}
