//! Keys as a tree, whose branches are divided by a delimiter: one level of it, or all of it in one pass.

mod branch_path;
mod delimiter;
mod level;
mod level_sums;
mod narrow;
mod outline;
mod scan;
mod siblings;
mod subtree;
#[cfg(test)]
mod tests;

pub(crate) use delimiter::Delimiter;
pub(crate) use level::{Level, LevelEntry, latest_revision};
pub(crate) use level_sums::{BranchSum, LevelSums, Usage};
pub(crate) use outline::{Outline, OutlineEntry};
pub(crate) use scan::KeyScan;
pub(crate) use siblings::{Siblings, TreeBars};
pub(crate) use subtree::Subtree;
