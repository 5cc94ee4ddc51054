//! `ectl`, a command line for etcd v3. Where things are:
//!
//! - `cli`, `argv`, `settings`, `identity`, `variables`: what was typed, and what it means; `complaint`: what is wrong with it; `synonyms`; `help`
//! - `command`: one file per noun, named as typed: arguments, request, call, print
//! - `recipe`: what takes several calls of etcd; `doctor`: what a check-up of a cluster means
//! - `probe`: whether a service lives: TCP, HTTP, gRPC, a command
//! - `reply`: what etcd said, in every format; `output`: the formats, and the only door to stdout
//! - `etcd`: the connection; the only place that knows gRPC
//! - `input`: value types of arguments; `process`: signals and children; `sandbox`: a throwaway etcd
//! - `program`: the name that the program was called by
//! - `failure`: why a command failed, and its exit code; `voice`: whom it is told to; `debug`: what is done, told step by step

mod argv;
mod cli;
mod clock;
mod command;
mod complaint;
mod debug;
mod doctor;
mod etcd;
mod failure;
#[cfg(any(test, fuzzing))]
pub mod fuzz;
mod help;
mod identity;
mod input;
mod output;
mod probe;
mod process;
mod program;
mod recipe;
mod reply;
pub mod sandbox;
mod settings;
mod synonyms;
mod variables;
mod voice;

pub use cli::Cli;

use std::ffi::OsString;

/// Runs the program with these arguments, the first being its name; returns the exit code.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> u8 {
    let arguments: Vec<_> = arguments.into_iter().collect();
    let done = process::run_helper(&arguments).unwrap_or_else(|| cli::run(arguments));
    match done {
        Ok(()) => 0,
        Err(error) => failure::report(&error),
    }
}
