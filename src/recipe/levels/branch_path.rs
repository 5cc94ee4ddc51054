//! The branches that a key is in, while keys are read in order.

use super::delimiter::Delimiter;

#[derive(Debug)]
pub(super) struct BranchPath {
    delimiter: Delimiter,
    /// The length of the prefix that all keys have.
    root: usize,
    /// The largest number of branches in each other; deeper ones are not divided.
    pub(super) depth: usize,
    /// The name of the innermost branch.
    name: Vec<u8>,
    /// The lengths of the names of the branches, from the outermost on.
    ends: Vec<usize>,
}

impl BranchPath {
    pub(super) fn new(root: usize, delimiter: Delimiter, depth: usize) -> Self {
        Self { delimiter, root, depth, name: Vec::new(), ends: Vec::new() }
    }

    pub(super) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns the name of a branch by its level.
    pub(super) fn branch(&self, level: usize) -> &[u8] {
        self.ends.get(level).and_then(|end| self.name.get(..*end)).unwrap_or_default()
    }

    /// Returns the length of the name of the branch that contains a level.
    pub(super) fn start(&self, level: usize) -> usize {
        level.checked_sub(1).and_then(|outer| self.ends.get(outer)).map_or(self.root, |end| *end)
    }

    /// Returns how many of the branches the next key is in, too.
    pub(super) fn shared(&self, key: &[u8]) -> usize {
        (0..self.len()).take_while(|level| key.starts_with(self.branch(*level))).count()
    }

    /// Leaves all branches but the outermost ones that are `shared`, and enters those of the key.
    pub(super) fn enter(&mut self, key: &[u8], shared: usize) {
        self.ends.truncate(shared);
        while self.len() < self.depth {
            let from = self.start(self.len());
            let Some(end) = self.delimiter.branch_end(key, from) else { break };
            self.ends.push(end);
        }
        self.name.clear();
        self.name.extend_from_slice(key.get(..self.start(self.len())).unwrap_or_default());
    }
}
