//! A merge of two changed versions of a text.

use super::changes::{Change, changes};
use std::iter::Peekable;
use std::ops::Range;

/// The versions of a text that was changed by two writers.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextVersions<'a> {
    pub(crate) base: &'a str,
    pub(crate) theirs: &'a str,
    pub(crate) yours: &'a str,
}

/// The beginning of the first line of a contradiction.
pub(crate) const CONFLICT_MARK: &str = "<<<<<<< ";

/// Returns the text with the changes of both. Where they contradict, both versions stand between markers, as
/// git writes them.
pub(crate) fn merge(versions: TextVersions<'_>, names: (&str, &str)) -> String {
    let lines = |text| str::split_inclusive(text, '\n').collect::<Vec<_>>();
    let base = lines(versions.base);
    let (theirs, yours) = (lines(versions.theirs), lines(versions.yours));
    let mut theirs = ChangedText::new(&base, &theirs);
    let mut yours = ChangedText::new(&base, &yours);
    let (mut text, mut at) = (String::new(), 0);
    while let Some(place) = next_place(&mut theirs, &mut yours) {
        text.extend(base.get(at..place.start).unwrap_or_default().iter().copied());
        let (a, b) = (theirs.take(&place), yours.take(&place));
        match (a, b) {
            (Some(a), None) | (None, Some(a)) => text.push_str(&a),
            (Some(a), Some(b)) if a == b => text.push_str(&a),
            (a, b) => mark(&mut text, names, &a.unwrap_or_default(), &b.unwrap_or_default()),
        }
        at = place.end;
    }
    text.extend(base.get(at..).unwrap_or_default().iter().copied());
    text
}

fn mark(text: &mut String, names: (&str, &str), theirs: &str, yours: &str) {
    let mut add = |part: &str| {
        text.push_str(part);
        if !text.is_empty() && !text.ends_with('\n') {
            text.push('\n');
        }
    };
    add("");
    add(&format!("{CONFLICT_MARK}{}", names.0));
    add(theirs);
    add("=======");
    add(yours);
    add(&format!(">>>>>>> {}", names.1));
}

/// One changed version, read change by change.
struct ChangedText<'a> {
    base: &'a [&'a str],
    lines: &'a [&'a str],
    changes: Peekable<std::vec::IntoIter<Change>>,
}

impl<'a> ChangedText<'a> {
    fn new(base: &'a [&'a str], lines: &'a [&'a str]) -> Self {
        Self { base, lines, changes: changes(base, lines).into_iter().peekable() }
    }

    fn start(&mut self) -> Option<usize> {
        self.changes.peek().map(|change| change.before.start)
    }

    /// Returns this version of a part of the base; `None` if it is unchanged.
    fn take(&mut self, place: &Range<usize>) -> Option<String> {
        let mut text = None;
        let mut at = place.start;
        while let Some(change) = self.changes.next_if(|change| change.before.start <= place.end) {
            let text = text.get_or_insert_with(String::new);
            text.extend(self.base.get(at..change.before.start).unwrap_or_default().iter().copied());
            text.extend(self.lines.get(change.after).unwrap_or_default().iter().copied());
            at = change.before.end;
        }
        let rest = self.base.get(at..place.end).unwrap_or_default();
        text.map(|text| text + &rest.concat())
    }
}

/// Returns the next part of the base that one or both have changed. Changes that touch belong together.
fn next_place(a: &mut ChangedText<'_>, b: &mut ChangedText<'_>) -> Option<Range<usize>> {
    let start = [a.start(), b.start()].into_iter().flatten().min()?;
    let mut place = start..start;
    loop {
        let ends = [&*a, &*b].map(|side| end_within(side, place.end));
        let end = ends.into_iter().flatten().max().unwrap_or(place.end);
        if end == place.end {
            return Some(place);
        }
        place.end = end;
    }
}

/// Returns where the last of the changes ends that begin at or before a line.
fn end_within(side: &ChangedText<'_>, line: usize) -> Option<usize> {
    let begun = side.changes.clone().take_while(|change| change.before.start <= line);
    begun.last().map(|change| change.before.end)
}

#[cfg(test)]
mod tests {
    use super::{TextVersions, merge};
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, prop_assert_eq, proptest};
    use proptest::sample::select;

    fn merged(base: &str, theirs: &str, yours: &str) -> String {
        merge(TextVersions { base, theirs, yours }, ("etcd", "you"))
    }

    #[test]
    fn changes_in_different_places_are_merged() {
        let base = "a\nb\nc\nd\ne\n";
        assert_eq!(merged(base, "A\nb\nc\nd\ne\n", "a\nb\nc\nE\nf\n"), "A\nb\nc\nE\nf\n");
        assert_eq!(merged(base, "a\nc\nd\ne\n", "a\nb\nc\nd\ne\nf"), "a\nc\nd\ne\nf");
        assert_eq!(merged(base, "x\n", base), "x\n");
        assert_eq!(merged(base, "x\n", "x\n"), "x\n");
    }

    #[test]
    fn contradictions_are_marked() {
        assert_eq!(merged("80", "81", "82"), "<<<<<<< etcd\n81\n=======\n82\n>>>>>>> you\n");
        assert_eq!(
            merged("a\nb\nc\n", "a\nB\nc\n", "a\nc\nd\n"),
            "a\n<<<<<<< etcd\nB\n=======\n>>>>>>> you\nc\nd\n"
        );
        assert!(merged("", "x", "y").starts_with("<<<<<<< etcd\nx\n"));
    }

    proptest! {
        #[test]
        fn version_without_changes_yields_the_other(
            base in text(),
            changed in text(),
        ) {
            prop_assert_eq!(merged(&base, &changed, &base), changed.clone());
            prop_assert_eq!(merged(&base, &base, &changed), changed.clone());
            prop_assert_eq!(merged(&base, &changed, &changed), changed);
        }
    }

    fn text() -> impl Strategy<Value = String> {
        vec(select(vec!["a", "b", "\n", "c\n"]), 0..16).prop_map(|parts| parts.concat())
    }
}
