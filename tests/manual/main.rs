//! The man pages are without warnings in the programs that show them. Without such a program its test is
//! counted as ignored.

use libtest_mimic::{Arguments, Failed, Trial, run};
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

/// A program and its options, with which it prints warnings only.
struct Formatter {
    program: &'static str,
    options: &'static [&'static str],
}

const FORMATTERS: [Formatter; 2] = [
    Formatter { program: "groff", options: &["-man", "-Tutf8", "-ww", "-z"] },
    Formatter { program: "mandoc", options: &["-Tlint", "-Wwarning"] },
];

fn main() -> ExitCode {
    let trials = FORMATTERS.map(|formatter| {
        let is_there = formatter.is_there();
        let name = format!("pages_are_clean_in_{}", formatter.program);
        Trial::test(name, move || formatter.check()).with_ignored_flag(!is_there)
    });
    run(&Arguments::from_args(), trials.into()).exit_code()
}

impl Formatter {
    fn is_there(&self) -> bool {
        let command =
            Command::new(self.program).stdin(Stdio::null()).stdout(Stdio::null()).status();
        command.is_ok()
    }

    fn check(&self) -> Result<(), Failed> {
        let mut warnings = String::new();
        for page in pages()? {
            let output = Command::new(self.program).args(self.options).arg(page).output()?;
            let text = [output.stdout, output.stderr].concat();
            warnings.push_str(&String::from_utf8_lossy(&text));
        }
        if warnings.is_empty() { Ok(()) } else { Err(warnings.into()) }
    }
}

fn pages() -> io::Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("man"))?;
    let pages: io::Result<Vec<_>> = entries.map(|entry| Ok(entry?.path())).collect();
    pages.inspect(|pages| assert!(pages.len() > 90, "{} pages", pages.len()))
}
