//! Words that show a translation: they are in no comment, no text that a user can see, and no manual.

use crate::links::documents;
use crate::source::{Source, files, root, sources};
use std::path::Path;
use syn::LitStr;
use syn::visit::Visit;

const WORDS: &[&str] = &["whoever", "nobody", "somebody", "ours", "has not", "is no", "so many"];

/// Texts of etcd and of Go that are quoted with such a word in them.
const QUOTES: &[&str] = &[];

/// Collects the string literals of a file; doc comments are literals too.
#[derive(Default)]
struct Literals(Vec<String>);

impl<'ast> Visit<'ast> for Literals {
    fn visit_lit_str(&mut self, literal: &'ast LitStr) {
        self.0.push(literal.value());
    }

    fn visit_attribute(&mut self, attribute: &'ast syn::Attribute) {
        syn::visit::visit_attribute(self, attribute);
        if let syn::Meta::List(list) = &attribute.meta {
            self.tokens(list.tokens.clone());
        }
    }

    fn visit_macro(&mut self, item: &'ast syn::Macro) {
        self.tokens(item.tokens.clone());
    }
}

impl Literals {
    /// Collects the literals in the arguments of a macro or an attribute, which are not parsed.
    fn tokens(&mut self, tokens: proc_macro2::TokenStream) {
        for token in tokens {
            match token {
                proc_macro2::TokenTree::Group(group) => self.tokens(group.stream()),
                proc_macro2::TokenTree::Literal(literal) => {
                    self.0
                        .extend(syn::parse_str::<LitStr>(&literal.to_string()).map(|s| s.value()));
                }
                _ => {}
            }
        }
    }
}

fn texts(source: &Source) -> Vec<String> {
    let mut literals = Literals::default();
    literals.visit_file(&source.file);
    let comments = source.text.lines().filter_map(|line| line.trim().strip_prefix("//"));
    literals.0.into_iter().chain(comments.map(str::to_owned)).collect()
}

/// Returns the word that a text should not have.
fn found(text: &str) -> Option<&'static str> {
    let text = QUOTES.iter().fold(text.to_lowercase(), |text, quote| text.replace(quote, ""));
    let text: Vec<_> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|s| !s.is_empty()).collect();
    let text = format!(" {} ", text.join(" "));
    WORDS.iter().copied().find(|word| text.contains(&format!(" {word} ")))
}

fn check(path: &Path, texts: &[String], faults: &mut Vec<String>) {
    for text in texts {
        if let Some(word) = found(text) {
            faults.push(format!("{}: \"{word}\" in {}", path.display(), text.trim()));
        }
    }
}

#[test]
fn words_are_plain() {
    let mut faults = Vec::new();
    for source in sources() {
        check(&source.path, &texts(&source), &mut faults);
    }
    let manuals = ["1", "7"].iter().flat_map(|section| files(&root().join("man"), section));
    for path in manuals.chain(documents()) {
        let text = std::fs::read_to_string(&path).unwrap();
        check(&path, &text.lines().map(str::to_owned).collect::<Vec<_>>(), &mut faults);
    }
    assert!(faults.is_empty(), "{} lines:\n{}", faults.len(), faults.join("\n"));
}

#[test]
fn words_are_found() {
    assert_eq!(found("Tells whoever waits"), Some("whoever"));
    assert_eq!(found("\"1x\" is no number"), Some("is no"));
    assert_eq!(found("hours, colours, this notes"), None);
}
