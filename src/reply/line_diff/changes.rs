//! The shortest list of changed lines between two texts (Myers, "An O(ND) Difference Algorithm").

use std::ops::Range;

/// Lines that were replaced by others; one of the two ranges may be empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Change {
    pub(super) before: Range<usize>,
    pub(super) after: Range<usize>,
}

/// The largest number of lines removed and added that are searched for. Beyond it the texts have little in
/// common, and the search would need the square of the number in memory.
const MOST: usize = 1000;

/// Returns the changes in order. Between any two of them are lines that both texts have.
pub(super) fn changes<T: PartialEq>(before: &[T], after: &[T]) -> Vec<Change> {
    let first = same(before.iter(), after.iter());
    let (before, after) = (rest(before, first), rest(after, first));
    let last = same(before.iter().rev(), after.iter().rev());
    let (old, new) = (start(before, last), start(after, last));
    let found = match rounds(old, new) {
        Some(rounds) => joined(&edits(old.len(), new.len(), &rounds)),
        None => vec![Change { before: 0..old.len(), after: 0..new.len() }],
    };
    found.into_iter().map(|change| change.after_lines(first)).collect()
}

impl Change {
    fn after_lines(self, number: usize) -> Self {
        let moved = |range: Range<usize>| range.start + number..range.end + number;
        Self { before: moved(self.before), after: moved(self.after) }
    }
}

fn same<T: PartialEq>(before: impl Iterator<Item = T>, after: impl Iterator<Item = T>) -> usize {
    before.zip(after).take_while(|(a, b)| a == b).count()
}

fn rest<T>(lines: &[T], first: usize) -> &[T] {
    lines.get(first..).unwrap_or_default()
}

fn start<T>(lines: &[T], without: usize) -> &[T] {
    lines.get(..lines.len() - without).unwrap_or_default()
}

/// Returns how far into `before` each number of edits leads. Round `d` has an entry for each diagonal
/// `x - y` from `-d` to `d` in steps of 2. `None` if there are more than [`MOST`] edits.
fn rounds<T: PartialEq>(before: &[T], after: &[T]) -> Option<Vec<Vec<usize>>> {
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for edits in 0..=MOST {
        let mut round = Vec::with_capacity(edits + 1);
        for index in 0..=edits {
            let x = step(rounds.last(), index).map_or(0, |(x, _)| x);
            let y = (x + edits).saturating_sub(2 * index);
            let x = x + same(rest(before, x).iter(), rest(after, y).iter());
            round.push(x);
            if x >= before.len() && (x + edits).saturating_sub(2 * index) >= after.len() {
                rounds.push(round);
                return Some(rounds);
            }
        }
        rounds.push(round);
    }
    None
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineEdit {
    /// The line of `before` with this index.
    Remove(usize),
    /// Before the line of `before` with this index.
    Add(usize),
}

/// Returns where an edit leads to on a diagonal, and whether it removes a line; `None` in the first round.
fn step(last: Option<&Vec<usize>>, index: usize) -> Option<(usize, bool)> {
    let last = last?;
    let add = last.get(index).copied();
    let remove = index.checked_sub(1).and_then(|index| last.get(index)).map(|x| x + 1);
    add.max(remove).map(|x| (x, remove > add))
}

/// Follows the rounds back to the beginning. Returns the edits in order.
fn edits(old: usize, new: usize, rounds: &[Vec<usize>]) -> Vec<LineEdit> {
    let count = rounds.len().saturating_sub(1);
    // The diagonal of the end: 2 * index - count = old - new.
    let mut index = (old + count).saturating_sub(new) / 2;
    let mut edits = Vec::new();
    for round in (0..count).rev() {
        let Some((x, removes)) = step(rounds.get(round), index) else { break };
        edits.push(if removes { LineEdit::Remove(x - 1) } else { LineEdit::Add(x) });
        index -= usize::from(removes);
    }
    edits.reverse();
    edits
}

/// Joins edits without a common line between them.
fn joined(edits: &[LineEdit]) -> Vec<Change> {
    let mut changes: Vec<Change> = Vec::new();
    // The number of lines that `after` has more than `before`, up to here.
    let (mut added, mut removed) = (0, 0);
    for edit in edits {
        let (LineEdit::Remove(x) | LineEdit::Add(x)) = *edit;
        let y = x + added - removed;
        if changes.last().is_none_or(|last| last.before.end != x) {
            changes.push(Change { before: x..x, after: y..y });
        }
        if let Some(last) = changes.last_mut() {
            match edit {
                LineEdit::Remove(_) => (last.before.end, removed) = (x + 1, removed + 1),
                LineEdit::Add(_) => (last.after.end, added) = (last.after.end + 1, added + 1),
            }
        }
    }
    changes
}

#[cfg(test)]
mod tests {
    use super::{Change, changes};
    use proptest::collection::vec;
    use proptest::prelude::{prop_assert, prop_assert_eq, proptest};

    fn found(before: &str, after: &str) -> Vec<(usize, usize, usize, usize)> {
        let (before, after): (Vec<_>, Vec<_>) = (before.chars().collect(), after.chars().collect());
        let range =
            |Change { before, after }: Change| (before.start, before.end, after.start, after.end);
        changes(&before, &after).into_iter().map(range).collect()
    }

    #[test]
    fn changes_are_few() {
        assert_eq!(found("", ""), []);
        assert_eq!(found("abc", "abc"), []);
        assert_eq!(found("", "ab"), [(0, 0, 0, 2)]);
        assert_eq!(found("ab", ""), [(0, 2, 0, 0)]);
        assert_eq!(found("abc", "axc"), [(1, 2, 1, 2)]);
        assert_eq!(found("abcdefg", "xbcdyfgz"), [(0, 1, 0, 1), (4, 5, 4, 5), (7, 7, 7, 8)]);
        // The example of the paper: five edits.
        let edits: usize = found("abcabba", "cbabac").iter().map(|c| c.1 - c.0 + c.3 - c.2).sum();
        assert_eq!(edits, 5);
    }

    #[test]
    fn texts_with_little_in_common_are_replaced() {
        let before: Vec<_> = (0..3000).collect();
        let after: Vec<_> = (2999..7000).collect();
        assert_eq!(changes(&before, &after), [Change { before: 0..3000, after: 0..4001 }]);
    }

    proptest! {
        #[test]
        fn changes_lead_from_one_text_to_the_other(
            before in vec(0..4u8, 0..30),
            after in vec(0..4u8, 0..30),
        ) {
            let (mut made, mut at) = (Vec::new(), 0);
            for Change { before: old, after: new } in changes(&before, &after) {
                prop_assert!(old.start > at || made.is_empty() || at == 0);
                made.extend_from_slice(&before[at..old.start]);
                prop_assert_eq!(made.len(), new.start);
                made.extend_from_slice(&after[new.clone()]);
                at = old.end;
            }
            made.extend_from_slice(&before[at..]);
            prop_assert_eq!(made, after);
        }
    }
}
