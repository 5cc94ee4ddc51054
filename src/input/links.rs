//! Links, where a rename would replace the link in place of the file.

use std::path::{Path, PathBuf};

/// The most links from one to the next that Linux follows.
const MOST_LINKS: usize = 40;

/// Returns the file that links lead to, which need not exist: a rename would replace the first of them. `None`
/// if they lead in a circle.
pub(crate) fn followed(path: &Path) -> Option<PathBuf> {
    let mut path = path.to_owned();
    for _ in 0..=MOST_LINKS {
        let Ok(target) = std::fs::read_link(&path) else { return Some(path) };
        path = path.parent().unwrap_or(Path::new("")).join(target);
    }
    None
}
