//! What `export`, `import`, `cp`, `mv` and `diff` print.

pub(super) mod change;
pub(super) mod done;
pub(super) mod export;
pub(super) mod tree;
