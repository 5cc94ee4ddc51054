//! Links between the documents: the file exists, and so does the heading that is named behind `#`.

use crate::source::{files, root};
use std::path::{Path, PathBuf};

/// Returns the documents for readers.
pub fn documents() -> Vec<PathBuf> {
    let names = ["README.md", "ARCHITECTURE.md", "CHANGELOG.md"];
    let mut paths: Vec<_> = names.iter().map(|name| root().join(name)).collect();
    paths.extend(files(&root().join("docs"), "md"));
    paths
}

/// Returns the targets of the links in a document that do not name another site.
fn targets(text: &str) -> Vec<&str> {
    let links = text.split("](").skip(1).filter_map(|rest| Some(rest.split_once(')')?.0));
    links.filter(|target| !target.contains("://")).collect()
}

/// Returns the name of a heading as GitHub links to it.
fn anchor(heading: &str) -> String {
    let name = heading.trim_start_matches('#').trim().to_lowercase();
    let kept = name.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c }).collect()
}

fn has_heading(text: &str, name: &str) -> bool {
    let mut in_block = false;
    text.lines().any(|line| {
        in_block ^= line.starts_with("```");
        !in_block && line.starts_with('#') && anchor(line) == name
    })
}

fn exists(page: &Path, target: &str) -> bool {
    let (path, heading) =
        target.split_once('#').map_or((target, None), |(path, name)| (path, Some(name)));
    let file = if path.is_empty() { page.to_owned() } else { page.with_file_name("").join(path) };
    match heading {
        None => file.exists(),
        Some(name) => std::fs::read_to_string(file).is_ok_and(|text| has_heading(&text, name)),
    }
}

#[test]
fn links_lead_somewhere() {
    let mut broken = Vec::new();
    for page in documents() {
        let text = std::fs::read_to_string(&page).unwrap();
        let missing = targets(&text).into_iter().filter(|target| !exists(&page, target));
        broken.extend(missing.map(|target| format!("{}: {target}", page.display())));
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

#[test]
fn documents_link_to_each_other() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    for page in files(&root().join("docs"), "md") {
        let target = page.strip_prefix(root()).unwrap().to_str().unwrap();
        assert!(targets(&readme).contains(&target), "README.md does not link to {target}");
    }
}

#[test]
fn links_and_headings_are_read() {
    assert_eq!(targets("[a](b.md#c) `x](` [d](https://e) [f](#g)"), ["b.md#c", "#g"]);
    assert_eq!(anchor("## What a context allows?"), "what-a-context-allows");
    assert!(has_heading("# A\n```\n# B\n```\n## C d\n", "c-d"));
    assert!(!has_heading("# A\n```\n# B\n```\n## C d\n", "b"));
}
