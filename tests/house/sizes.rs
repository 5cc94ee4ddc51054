//! Files and functions that can be taken in at a glance.

use crate::source::{Source, sources};
use syn::spanned::Spanned as _;
use syn::visit::{self, Visit};
use syn::{Block, ImplItemFn, ItemFn};

/// A function of more lines is two.
const LONG: usize = 40;

/// Returns the lines of a file that are not unit tests.
fn length(source: &Source) -> usize {
    let end = |item: &syn::Item| item.span().end().line;
    let lines = source.text.lines().count();
    let tests: usize = syn::parse_file(&source.text)
        .unwrap()
        .items
        .iter()
        .filter(|item| crate::source::is_test(item))
        .map(|item| end(item) + 1 - item.span().start().line)
        .sum();
    lines - tests
}

/// Collects functions that are too long, as `module::function: lines`.
struct Long<'a> {
    source: &'a Source,
    found: Vec<String>,
}

impl Long<'_> {
    fn take(&mut self, name: &syn::Ident, block: &Block) {
        let lines = block.span().end().line + 1 - name.span().start().line;
        if lines > LONG {
            self.found.push(format!("{}::{name}: {lines}", self.source.module.join("::")));
        }
    }
}

impl<'ast> Visit<'ast> for Long<'_> {
    fn visit_item_fn(&mut self, item: &'ast ItemFn) {
        self.take(&item.sig.ident, &item.block);
        visit::visit_item_fn(self, item);
    }

    fn visit_impl_item_fn(&mut self, item: &'ast ImplItemFn) {
        self.take(&item.sig.ident, &item.block);
        visit::visit_impl_item_fn(self, item);
    }
}

#[test]
fn files_are_short() {
    let sources = sources();
    let mut lengths: Vec<_> =
        sources.iter().map(|source| (length(source), source.path.display())).collect();
    lengths.sort_by_key(|(lines, _)| *lines);
    let at = |percent: usize| &lengths[(lengths.len() - 1) * percent / 100];
    assert!((60..=120).contains(&at(50).0), "median: {:?}", at(50).0);
    assert!(at(90).0 <= 220, "one file in ten is longer than {}", at(90).0);
    let (lines, path) = lengths.last().unwrap();
    assert!(*lines <= 300, "{path} has {lines} lines");
}

#[test]
fn functions_are_short() {
    let mut found = Vec::new();
    for source in sources() {
        let mut long = Long { source: &source, found: Vec::new() };
        long.visit_file(&source.file);
        found.extend(long.found);
    }
    assert!(found.len() <= 1, "functions of more than {LONG} lines: {found:#?}");
}
