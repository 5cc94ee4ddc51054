//! Rules for the help of all commands.

use super::{GROUPS, grouped, render};
use crate::Cli;
use clap::{Command, CommandFactory as _};

/// The headings in their order.
const HEADINGS: [&str; 30] = [
    "Usage",
    "Arguments",
    "Commands",
    "Options",
    "Comparison options",
    "Request options",
    "Destination options",
    "Filter options",
    "Output options",
    "Offline options",
    "Limit options",
    "Resume options",
    "Waiting options",
    "CMD options",
    "Health check options",
    "Examples",
    "Details",
    "Grammar",
    "Values",
    "Records",
    "Health checks",
    "Semaphores",
    "On loss",
    "Running CMD",
    "Resuming",
    "Interactive mode",
    "Exit codes",
    "Environment",
    "Environment of CMD",
    "Signals",
];

/// The names of all commands but the program itself, with their help at this width.
fn helps(width: usize) -> Vec<(String, String)> {
    fn visit(level: &Command, width: usize, helps: &mut Vec<(String, String)>) {
        for command in level.get_subcommands().filter(|command| !command.is_hide_set()) {
            let name = command.get_bin_name().unwrap_or_default().to_owned();
            helps.push((name, render(&mut command.clone(), &[], width)));
            visit(command, width, helps);
        }
    }
    let mut root = grouped(Cli::command());
    root.build();
    let mut helps = vec![("ectl".to_owned(), render(&mut root.clone(), &[], width))];
    visit(&root, width, &mut helps);
    helps
}

/// The lines of a section.
fn section<'a>(help: &'a str, heading: &str) -> Vec<&'a str> {
    let lines = help.lines().skip_while(|line| line.strip_suffix(':') != Some(heading)).skip(1);
    lines.take_while(|line| line.is_empty() || line.starts_with(' ')).collect()
}

#[test]
fn each_command_is_in_one_group() {
    for command in Cli::command().get_subcommands().filter(|command| !command.is_hide_set()) {
        let name = command.get_name();
        let groups = GROUPS.iter().filter(|(_, names)| names.contains(&name)).count();
        assert_eq!(groups, 1, "{name}: see GROUPS in src/cli/help.rs");
    }
}

#[test]
fn headings_have_one_order() {
    for (name, help) in helps(100).iter().filter(|(name, _)| name != "ectl") {
        let lines = help.lines().filter(|line| line.ends_with(':') || line.starts_with("Usage: "));
        let headings = lines.filter(|line| !line.starts_with(' '));
        let headings = headings.map(|line| line.split(':').next().unwrap());
        let places: Vec<_> = headings
            .map(|heading| {
                let place = HEADINGS.iter().position(|known| *known == heading);
                place.unwrap_or_else(|| panic!("{name}: the heading {heading} is not in the list"))
            })
            .collect();
        assert!(places.is_sorted_by(|a, b| a < b), "{name}: {places:?}\n{help}");
    }
}

#[test]
fn lines_fit_the_width() {
    for width in [60, 80, 100] {
        for (name, help) in helps(width) {
            for line in help.lines().filter(|line| line.chars().count() > width) {
                // What is typed is not broken. It fits 80 columns.
                let is_typed = width < 80
                    && (line.starts_with("Usage: ") || section(&help, "Examples").contains(&line));
                assert!(is_typed, "{name}, {width} columns: {line}");
            }
        }
    }
}

#[test]
fn help_has_examples_and_ends_with_pointers() {
    for (name, help) in helps(100) {
        assert!(!section(&help, "Examples").is_empty(), "{name}: {help}");
        let last = help.lines().last().unwrap();
        assert!(last.starts_with("Use \"ectl options\" for a list of global options"), "{name}");
    }
}

/// The numbers behind "exit with" and "exit" in a text.
fn codes(text: &str) -> Vec<&str> {
    let parts = text.split("xit ").skip(1).map(|part| part.trim_start_matches("with "));
    let codes = parts.map(|part| part.split(|c: char| !c.is_ascii_digit()).next().unwrap());
    codes.filter(|code| !code.is_empty()).collect()
}

#[test]
fn exit_codes_of_options_and_examples_are_listed() {
    let mut found = 0;
    for (name, help) in helps(100).iter().filter(|(name, _)| name != "ectl") {
        let (before, _) = help.split_once("\nExit codes:\n").unwrap_or((help, ""));
        let before = before.lines().filter(|line| !line.contains(" -E "));
        let listed = section(help, "Exit codes");
        for code in before.flat_map(codes) {
            let start = format!("  {code} ");
            assert!(listed.iter().any(|line| line.starts_with(&start)), "{name}: exit code {code}");
            found += 1;
        }
    }
    assert!(found > 30, "{found} exit codes");
}
