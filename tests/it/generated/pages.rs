//! What every man page has.

use super::{BY_HAND, page, pages};
use std::collections::BTreeSet;

/// The sections of a command's page, in their order.
const SECTIONS: [&str; 7] =
    ["NAME", "SYNOPSIS", "DESCRIPTION", "OPTIONS", "GLOBAL OPTIONS", "EXIT STATUS", "SEE ALSO"];

/// The requests of roff that are used.
const REQUESTS: [&str; 18] = [
    ".TH", ".SH", ".SS", ".PP", ".TP", ".IP", ".RS", ".RE", ".EX", ".EE", ".SY", ".YS", ".br",
    ".nf", ".fi", ".nh", ".ad", ".TQ",
];

fn headings(text: &str) -> Vec<String> {
    let headings = text.lines().filter_map(|line| line.strip_prefix(".SH "));
    headings.map(|heading| heading.trim_matches('"').to_owned()).collect()
}

#[test]
fn sections_are_in_one_order() {
    for (name, text) in pages().into_iter().filter(|(name, _)| name.ends_with(".1")) {
        let found = headings(&text);
        // The page of the program has no options but those of all commands.
        let expected =
            SECTIONS.into_iter().filter(|heading| name != "ectl.1" || *heading != "OPTIONS");
        let known: Vec<_> =
            found.iter().map(String::as_str).filter(|heading| SECTIONS.contains(heading)).collect();
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

/// The first line names the release of the changelog and of Cargo.toml, also on pages by hand.
#[test]
fn titles_have_the_version_and_its_date() {
    for (name, text) in BY_HAND {
        let title = text.lines().next().unwrap_or_default();
        assert_eq!(format!("{title}\n"), page::title(name, "7"), "run `make docs`");
    }
    let title = page::title("ectl", "1");
    let [_, _, _, _, _, date, _, version, ..] = title.split('"').collect::<Vec<_>>()[..] else {
        panic!("{title}");
    };
    assert_eq!(version, concat!("ectl ", env!("CARGO_PKG_VERSION")));
    let changelog = include_str!("../../../CHANGELOG.md");
    let heading = format!("## {} - {date}\n", env!("CARGO_PKG_VERSION"));
    assert!(changelog.contains(&heading) || changelog.contains("## Unreleased\n"), "{heading}");
    let digits = date.bytes().map(|b| if b.is_ascii_digit() { '0' } else { b as char });
    assert_eq!(digits.collect::<String>(), "0000-00-00", "{title}");
}
