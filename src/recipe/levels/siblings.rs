//! Which lines of a tree have a sibling below them: a line is drawn as the last of its branch only when it
//! is known that none follows. One bit for each line.

/// Notes the lines of a tree in a first pass.
#[derive(Debug, Default)]
pub(crate) struct Siblings {
    bits: Vec<u64>,
    lines: usize,
    /// The last line of each level on the path to the current one.
    last: Vec<usize>,
}

impl Siblings {
    pub(crate) fn add(&mut self, level: usize) {
        if let Some(before) = self.last.get(level).copied() {
            self.mark(before);
        }
        self.last.truncate(level);
        self.last.push(self.lines);
        self.lines += 1;
    }

    fn mark(&mut self, line: usize) {
        let word = line / 64;
        if self.bits.len() <= word {
            self.bits.resize(word + 1, 0);
        }
        if let Some(word) = self.bits.get_mut(word) {
            *word |= 1 << (line % 64);
        }
    }

    fn has_next(&self, line: usize) -> bool {
        self.bits.get(line / 64).is_some_and(|word| word >> (line % 64) & 1 == 1)
    }
}

/// Draws the bars before the names in a second pass over the same lines.
#[derive(Debug)]
pub(crate) struct TreeBars {
    siblings: Siblings,
    line: usize,
    /// Whether more lines follow on each level of the path.
    open: Vec<bool>,
}

impl TreeBars {
    pub(crate) fn new(siblings: Siblings) -> Self {
        Self { siblings, line: 0, open: Vec::new() }
    }

    /// Returns the bars before the name in the next line.
    pub(crate) fn next(&mut self, level: usize) -> String {
        let has_next = self.siblings.has_next(self.line);
        self.line += 1;
        self.open.truncate(level);
        let mut bars = String::new();
        for open in &self.open {
            bars.push_str(if *open { "│   " } else { "    " });
        }
        bars.push_str(if has_next { "├── " } else { "└── " });
        self.open.push(has_next);
        bars
    }
}
