//! What every man page has.

use super::pages;
use std::collections::BTreeSet;

/// The sections in their order, each with whether all pages of commands have it.
const SECTIONS: [(&str, bool); 13] = [
    ("NAME", true),
    ("SYNOPSIS", true),
    ("DESCRIPTION", true),
    ("COMMANDS", false),
    ("OPTIONS", true),
    ("GLOBAL OPTIONS", true),
    ("ENVIRONMENT", false),
    ("SIGNALS", false),
    ("EXIT STATUS", true),
    ("NOTES", false),
    ("EXAMPLES", false),
    ("FILES", false),
    ("SEE ALSO", true),
];

/// The requests of roff that are used.
const REQUESTS: [&str; 18] = [
    ".TH", ".SH", ".SS", ".PP", ".TP", ".IP", ".RS", ".RE", ".EX", ".EE", ".SY", ".YS", ".br",
    ".nf", ".fi", ".nh", ".ad", ".TQ",
];

fn is_known(heading: &&str) -> bool {
    SECTIONS.iter().any(|(known, _)| known == heading)
}

fn headings(text: &str) -> Vec<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix(".SH "));
    headings.map(|heading| heading.trim_matches('"').to_owned()).collect()
}

#[test]
fn sections_are_in_one_order() {
    for (name, text) in pages().into_iter().filter(|(name, _)| name.ends_with(".1")) {
        let found = headings(&text);
        let has = |heading: &str| found.iter().any(|found| found == heading);
        // The page of the program has no options but those of all commands.
        let is_needed = |heading| name != "ectl.1" || heading != "OPTIONS";
        let expected = SECTIONS.into_iter().filter_map(|(heading, is_everywhere)| {
            let is_there = has(heading) || is_everywhere && is_needed(heading);
            is_there.then_some(heading)
        });
        let known: Vec<_> = found.iter().map(String::as_str).filter(is_known).collect();
        assert_eq!(known, expected.collect::<Vec<_>>(), "{name}: {found:?}");
        assert_eq!(found.last().map(String::as_str), Some("SEE ALSO"), "{name}");
        let distinct: BTreeSet<_> = found.iter().collect();
        assert_eq!(distinct.len(), found.len(), "{name}: {found:?}");
    }
}

#[test]
fn lines_are_requests_or_text() {
    for (name, text) in pages() {
        for line in text.lines() {
            let is_request = REQUESTS.contains(&line.split(' ').next().unwrap_or_default());
            let is_comment = line.starts_with(".\\\"");
            assert!(!line.starts_with('.') || is_request || is_comment, "{name}: {line}");
            assert!(!line.starts_with('\'') && !line.ends_with(' '), "{name}: {line:?}");
        }
        assert!(!text.contains("\n\n") || name.ends_with(".7") || text.contains(".EX"), "{name}");
    }
}

/// A page that is named anywhere is there.
#[test]
fn references_are_to_pages() {
    let pages = pages();
    for (name, text) in &pages {
        let text = text.replace("\\-", "-");
        for part in text.split("\\fBectl").skip(1) {
            let Some((page, section)) = part.split_once("\\fR(") else { continue };
            if page.contains(char::is_whitespace) || page.contains('\\') {
                continue;
            }
            let section = section.split(')').next().unwrap_or_default();
            let file = format!("ectl{page}.{section}");
            assert!(pages.contains_key(&file), "{name}: {file}");
            assert_ne!(*name, file, "refers to itself");
        }
        let (_, see_also) = text.rsplit_once(".SH \"SEE ALSO\"\n").expect(name);
        assert!(see_also.contains("ectl"), "{name}: {see_also}");
    }
}

/// The first line names the release of the changelog and of Cargo.toml.
#[test]
fn titles_have_the_version_and_its_date() {
    let changelog = include_str!("../../../CHANGELOG.md");
    let version = env!("CARGO_PKG_VERSION");
    for (name, text) in pages() {
        let title = text.lines().next().unwrap_or_default();
        let [_, _, _, _, _, date, _, release, _, manual, ..] =
            title.split('"').collect::<Vec<_>>()[..]
        else {
            panic!("{name}: {title}");
        };
        assert_eq!(
            (release, manual),
            (format!("ectl {version}").as_str(), "ectl manual"),
            "{name}"
        );
        let is_released = changelog.contains(&format!("## {version} - {date}\n"));
        assert!(is_released || changelog.contains("## Unreleased\n"), "{name}: {date}");
        let digits = date.bytes().map(|b| if b.is_ascii_digit() { '0' } else { b as char });
        assert_eq!(digits.collect::<String>(), "0000-00-00", "{name}: {title}");
    }
}
