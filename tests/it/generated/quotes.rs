//! The pages by hand quote messages, in bold: each of their words is one of the program's.

use std::path::{Path, PathBuf};

#[test]
fn manual_quotes_existing_messages() {
    let sources = sources(Path::new(env!("CARGO_MANIFEST_DIR")).join("src"));
    let sources = sources.replace(" --", " ");
    let manual =
        include_str!("../../../man/ectl-errors.7").replace("\\-", "-").replace("\\(aq", "'");
    let (_, quoting) = manual.split_once(".SH \"LOCKS").expect("the section on locks");
    let (quoting, _) = quoting.split_once(".SH \"FOR PROGRAMS").expect("the section for programs");
    let titles: Vec<_> = quoting.lines().filter(|line| line.starts_with("\\fB")).collect();
    assert!(titles.len() > 100, "{} messages", titles.len());
    let missing: Vec<_> = titles.iter().flat_map(|title| unknown(title, &sources)).collect();
    assert!(missing.is_empty(), "the program does not say: {missing:#?}");
}

/// Returns the phrases of a title that the program does not say.
fn unknown(title: &str, sources: &str) -> Vec<String> {
    let text = title.trim_start_matches("\\fB").trim_end_matches("\\fR");
    let is_name = |word: &&str| word.len() > 1 && word.bytes().all(|b| b.is_ascii_uppercase());
    // What is in capitals stands for something else.
    let phrases = text.split([':', ';', ',']).flat_map(|part| {
        let words: Vec<_> =
            part.split_whitespace().map(|word| word.trim_start_matches('-')).collect();
        words.split(is_name).map(|words| words.join(" ")).collect::<Vec<_>>()
    });
    let unknown = phrases.filter(|phrase| !sources.contains(phrase.as_str()));
    unknown.map(|phrase| format!("{phrase:?} of {title}")).collect()
}

/// Returns all of the program's text, without what punctuation and placeholders separate.
fn sources(folder: PathBuf) -> String {
    let mut all = String::new();
    for entry in std::fs::read_dir(folder).expect("the sources").flatten() {
        let path = entry.path();
        if path.is_dir() {
            all += &sources(path);
        } else {
            all += &std::fs::read_to_string(path).expect("a source");
        }
    }
    all
}
