//! Numbers and sizes of keys by branch, in one pass and in memory for the branches of one key.

use super::branch_path::BranchPath;
use super::delimiter::Delimiter;
use crate::etcd::proto::KeyValue;

/// The sum of some keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Usage {
    pub(crate) keys: u64,
    pub(crate) key_bytes: u64,
    pub(crate) value_bytes: u64,
    /// The latest modification.
    pub(crate) mod_revision: i64,
}

impl Usage {
    pub(crate) fn of(kv: &KeyValue) -> Self {
        Self {
            keys: 1,
            key_bytes: kv.key.len() as u64,
            value_bytes: kv.value.len() as u64,
            mod_revision: kv.mod_revision,
        }
    }

    pub(crate) fn bytes(&self) -> u64 {
        self.key_bytes.saturating_add(self.value_bytes)
    }

    fn add(&mut self, other: Self) {
        self.keys = self.keys.saturating_add(other.keys);
        self.key_bytes = self.key_bytes.saturating_add(other.key_bytes);
        self.value_bytes = self.value_bytes.saturating_add(other.value_bytes);
        self.mod_revision = self.mod_revision.max(other.mod_revision);
    }
}

/// A branch with the sum of its keys.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct BranchSum {
    pub(crate) name: Vec<u8>,
    /// 1 for a branch of the first level.
    pub(crate) depth: usize,
    pub(crate) usage: Usage,
}

/// Adds up the keys of a subtree, which come in order.
#[derive(Debug)]
pub(crate) struct LevelSums {
    path: BranchPath,
    /// Of each branch on the path, without the keys of inner branches.
    usages: Vec<Usage>,
    total: Usage,
}

impl LevelSums {
    /// Returns sums of the branches down to `depth` below a prefix of length `root`.
    pub(crate) fn new(root: usize, delimiter: Delimiter, depth: usize) -> Self {
        let path = BranchPath::new(root, delimiter, depth);
        Self { path, usages: Vec::new(), total: Usage::default() }
    }

    /// Adds a key; returns the branches that ended before it, inner ones first.
    pub(crate) fn add(&mut self, kv: &KeyValue) -> Vec<BranchSum> {
        let shared = self.path.shared(&kv.key);
        let ended = self.end(shared);
        self.path.enter(&kv.key, shared);
        self.usages.resize(self.path.len(), Usage::default());
        self.innermost().add(Usage::of(kv));
        ended
    }

    /// Returns whether the last key is in a branch.
    pub(crate) fn is_inside(&self) -> bool {
        !self.usages.is_empty()
    }

    /// Returns the branches that end with the last key, and the sum of all keys.
    pub(crate) fn finish(mut self) -> (Vec<BranchSum>, Usage) {
        (self.end(0), self.total)
    }

    fn end(&mut self, shared: usize) -> Vec<BranchSum> {
        let mut ended = Vec::new();
        while self.usages.len() > shared {
            let Some(usage) = self.usages.pop() else { break };
            let depth = self.usages.len() + 1;
            let name = self.path.branch(depth - 1).to_vec();
            ended.push(BranchSum { name, depth, usage });
            self.innermost().add(usage);
        }
        ended
    }

    fn innermost(&mut self) -> &mut Usage {
        self.usages.last_mut().unwrap_or(&mut self.total)
    }
}
