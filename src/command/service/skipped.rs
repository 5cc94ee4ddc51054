//! Notes about keys below a target that are not endpoints.

use super::target::shown;
use crate::output::note;
use crate::recipe::naming::Skipped;

const NAMED: usize = 3;

/// Names the first keys in notes, and counts the others.
pub(super) fn note_skipped<'a>(skipped: impl IntoIterator<Item = &'a Skipped>) {
    let mut skipped = skipped.into_iter();
    for Skipped { key, why, .. } in skipped.by_ref().take(NAMED) {
        note(&format!("skipped {}: {why}", shown(key)));
    }
    let others = skipped.count();
    if others > 0 {
        note(&format!("… and {} more", grouped(others)));
    }
}

/// Formats a number with commas between thousands.
fn grouped(number: usize) -> String {
    let digits = number.to_string();
    let groups = digits.as_bytes().rchunks(3).rev();
    groups.map(String::from_utf8_lossy).collect::<Vec<_>>().join(",")
}

#[cfg(test)]
mod tests {
    use super::grouped;

    #[test]
    fn thousands_are_separated() {
        for (number, text) in [(1, "1"), (999, "999"), (1000, "1,000"), (199_997, "199,997")] {
            assert_eq!(grouped(number), text);
        }
    }
}
