//! Help: one voice, examples everywhere, and lines that fit.

use super::leaves;
use crate::support::pty::at_terminal;
use crate::support::{ectl, line};
use std::path::Path;

/// Of the widest terminal that help may ask for.
const WIDTH: usize = 100;

fn help(name: &str) -> String {
    let outcome = ectl("", "help").args(name).run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{name}");
    outcome.text().to_owned()
}

/// The names of groups, which have help too.
fn groups() -> Vec<String> {
    let groups = leaves().into_iter().filter_map(|name| Some(name.split_once(' ')?.0.to_owned()));
    let mut groups: Vec<_> = groups.collect();
    groups.dedup();
    groups
}

/// The examples of a command, without what is said about them. A line may be continued by the next one.
fn examples(help: &str) -> Vec<String> {
    let (_, section) = help.split_once("\nExamples:\n").unwrap_or_default();
    let mut examples: Vec<String> = Vec::new();
    for line in section.lines().take_while(|line| line.starts_with("  ")) {
        match examples.last_mut().filter(|last| last.ends_with('\\')) {
            Some(last) => *last = format!("{}{}", last.trim_end_matches('\\'), line.trim_start()),
            None if line.starts_with("   ") => {}
            None => examples.push(line.trim_start().split("  ").next().unwrap().to_owned()),
        }
    }
    // A document that is shown on stdin is none.
    examples.retain(|line| line.contains("ectl"));
    examples
}

#[test]
fn help_follows_the_style_guide() {
    for name in leaves().into_iter().chain(groups()) {
        let help = help(&name);
        let about = help.lines().next().unwrap();
        assert!(about.starts_with(char::is_uppercase), "{name}: {about}");
        assert!(!about.ends_with('.') && about.chars().count() <= 65, "{name}: {about}");
        let (described, _) = help.split_once("\nExamples:").unwrap_or((&help, ""));
        for text in described.lines().filter(|line| line.starts_with("  ")) {
            assert!(!text.ends_with('.'), "{name}: {text}");
            // An option or argument, and two spaces, and what it does.
            let what = text.trim_start().split_once("  ").unwrap_or_default().1.trim_start();
            assert!(!what.is_empty(), "{name}: nothing is said about {text}");
        }
    }
}

#[test]
fn help_lines_fit_the_width() {
    let names = leaves().into_iter().chain(groups());
    let helps = names.map(|name| help(&name));
    let others = [ectl("", "help").run(), ectl("", "options").run()];
    let others = others.map(|outcome| outcome.text().to_owned());
    for line in
        helps.chain(others).flat_map(|text| text.lines().map(str::to_owned).collect::<Vec<_>>())
    {
        assert!(line.chars().count() <= WIDTH, "{line}");
    }
}

#[test]
fn help_is_wrapped_to_the_terminal() {
    let piped = help("lock");
    for (columns, width) in [(200, WIDTH), (80, 80), (20, 60)] {
        let screen = at_terminal("", &["lock", "--help"]).on_screen_of(columns);
        let screen = screen.stderr.replace('\r', "");
        let longest = screen.lines().map(|line| line.chars().count()).max().unwrap();
        assert!((width - 10..=width).contains(&longest), "{columns}: {longest} columns\n{screen}");
        let words = |text: &str| text.split_whitespace().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(words(&screen), words(&piped));
    }
}

#[test]
fn every_command_has_examples() {
    for name in leaves() {
        let help = help(&name);
        let first = name.split(' ').next().unwrap();
        // `compact` is how people type it.
        let typed = if first == "compaction" { "compact" } else { &name };
        let shown = examples(&help)
            .iter()
            .any(|line| line.contains(&format!("ectl {typed}")) || name == "auth disable");
        assert!(shown, "{name}: {help}");
    }
}

#[test]
fn help_refers_to_global_options() {
    for name in groups() {
        let help = help(&name);
        assert!(!examples(&help).is_empty(), "{name}: {help}");
        assert!(help.contains(&format!(
            "\nUse \"ectl {name} COMMAND --help\" for options and examples of a command.\n"
        )));
    }
    for name in leaves().into_iter().chain(groups()) {
        let help = help(&name);
        // A command without a server takes few of them.
        let some =
            if help.contains("options (--") { " (--endpoints, --write-out, …)" } else { "" };
        let end = format!("\nUse \"ectl options\" for a list of global options{some}.\n");
        assert!(help.ends_with(&end), "{name}: {help}");
        let (time, says) = (help.contains("<DURATION>"), help.contains("\nDURATION is a number"));
        assert_eq!(time, says, "{name}: {help}");
    }
}

/// Runs the examples without an etcd: a missing etcd is the only error.
#[test]
fn examples_parse() {
    let directory = tempfile::tempdir().unwrap();
    for file in ["motd.txt", "cert.pem", "password-file"] {
        std::fs::write(directory.path().join(file), "text").unwrap();
    }
    let program = Path::new(env!("CARGO_BIN_EXE_ectl")).parent().unwrap();
    let path = format!("{}:{}", program.display(), std::env::var("PATH").unwrap());
    let mut run = 0;
    for name in leaves().into_iter().filter(|name| name != "sandbox" && name != "completion") {
        let is_run =
            |line: &String| !["<<'END'", "--confirm"].iter().any(|word| line.contains(word));
        for example in examples(&help(&name)).into_iter().filter(is_run) {
            // Nobody waits that long here.
            let example = &example.replace("--wait 60s", "--wait 100ms");
            let config = directory.path().join("config.toml");
            std::fs::write(&config, "[contexts.dev]\n[contexts.prod]\n").unwrap();
            let outcome = line(Path::new("bash"), "127.0.0.1:1", "-c")
                .env("ECTL_CONFIG", config)
                .arg(example)
                .env("PATH", &path)
                .env("ETCDCTL_PASSWORD", "secret")
                .env("lease", "1234")
                .env("rev", "1200")
                .directory(directory.path())
                .stdin("secret\nsecret\n")
                .run();
            let complaints = ["unexpected", "unknown", "invalid ", "required", "usage", "bad "];
            let slip = complaints.iter().find(|complaint| outcome.stderr.contains(*complaint));
            assert!(slip.is_none() && outcome.code != 128, "{example}: {outcome:?}");
            run += 1;
        }
    }
    assert!(run > 80, "{run} examples were run");
}
