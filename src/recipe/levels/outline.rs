//! The lines of a tree: branches before their keys, and branches at the lowest level with a count instead.

use super::branch_path::BranchPath;
use super::delimiter::Delimiter;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct OutlineEntry {
    /// 0 for the first level.
    pub(crate) level: usize,
    /// A whole key, or the prefix of a branch.
    pub(crate) name: Vec<u8>,
    /// The length of the name of the branch that this is in.
    pub(crate) start: usize,
    pub(crate) is_branch: bool,
    /// The number of keys in a branch whose keys are not shown.
    pub(crate) keys: Option<u64>,
}

/// Makes the lines of a tree from keys in order.
#[derive(Debug)]
pub(crate) struct Outline {
    path: BranchPath,
    /// Keys so far in the branch at the lowest level.
    cut: u64,
}

impl Outline {
    /// Returns the outline down to `depth` levels, at least one, below a prefix of length `root`.
    pub(crate) fn new(root: usize, delimiter: Delimiter, depth: usize) -> Self {
        Self { path: BranchPath::new(root, delimiter, depth.max(1)), cut: 0 }
    }

    /// Returns the lines that are known after a key.
    pub(crate) fn add(&mut self, key: &[u8]) -> Vec<OutlineEntry> {
        let shared = self.path.shared(key);
        let mut lines = Vec::new();
        if shared < self.path.len() {
            lines.extend(self.finish());
        }
        self.path.enter(key, shared);
        let opened = (shared..self.path.len()).filter(|level| level + 1 < self.path.depth);
        lines.extend(opened.map(|level| self.branch(level, None)));
        if self.path.len() == self.path.depth {
            self.cut += 1;
        } else {
            lines.push(OutlineEntry {
                level: self.path.len(),
                name: key.to_vec(),
                start: self.path.start(self.path.len()),
                is_branch: false,
                keys: None,
            });
        }
        lines
    }

    /// Returns the line of a branch that ends here, if it is known only now.
    pub(crate) fn finish(&mut self) -> Option<OutlineEntry> {
        let keys = std::mem::take(&mut self.cut);
        (keys > 0).then(|| self.branch(self.path.depth - 1, Some(keys)))
    }

    fn branch(&self, level: usize, keys: Option<u64>) -> OutlineEntry {
        let name = self.path.branch(level).to_vec();
        OutlineEntry { level, name, start: self.path.start(level), is_branch: true, keys }
    }
}
