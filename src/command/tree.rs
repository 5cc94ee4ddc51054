//! `tree`: draws keys as a tree.

use super::browse::{BrowseOptions, ItemPrinter, Pass};
use crate::cli::help::sections::exit_code_of_nothing;
use crate::context::Context;
use crate::etcd::Session;
use crate::failure::Failure;
use crate::go::count;
use crate::output::counted;
use crate::recipe::{Outline, OutlineEntry, Siblings, Subtree, TreeBars};
use crate::reply::TreeItem;
use clap::Args;

/// Draw keys as a tree
#[derive(Debug, Args)]
#[command(after_help = concat!("\
Examples:
  ectl tree /app                   all keys below /app/
  ectl tree --depth 2              two levels, with the numbers of keys below
  ectl tree --delimiter : users:   keys that are divided by colons

Details:
  The keys are read twice at one revision, without values.

",
    exit_code_of_nothing!(),
))]
pub(crate) struct Tree {
    /// Show at most N levels, the last one with numbers of keys
    #[arg(short = 'L', long, value_name = "N", value_parser = count)]
    depth: Option<u64>,
    #[command(flatten)]
    browse: BrowseOptions,
}

impl Tree {
    pub(crate) async fn run(self, cx: &Context) -> anyhow::Result<()> {
        let target = self.browse.target()?;
        if self.depth == Some(0) {
            return Err(Failure::usage("--depth 0 shows nothing: give at least 1").into());
        }
        let depth = usize::try_from(self.depth.unwrap_or(u64::MAX)).unwrap_or(usize::MAX);
        let output = self.browse.output::<TreeItem>(cx)?;
        let session = cx.session()?;
        let subtree = target.find(&session).await?;
        let siblings = siblings(&session, &subtree, depth).await?;
        let tree = TreeDrawing {
            printer: ItemPrinter::new(output, subtree.revision)?,
            bars: TreeBars::new(siblings),
            base: subtree.base(),
            branches: 0,
        };
        tree.draw(&session, &subtree, depth).await?;
        target.check_found(subtree.keys)
    }
}

/// Finds out in a first pass which lines are the last ones of their branches.
async fn siblings(session: &Session, subtree: &Subtree, depth: usize) -> anyhow::Result<Siblings> {
    let mut outline = Outline::new(subtree.prefix.len(), subtree.delimiter.clone(), depth);
    let mut siblings = Siblings::default();
    let mut pass = Pass::begin(session, subtree, true).await?;
    while let Some(kv) = pass.next(0).await? {
        outline.add(&kv.key).iter().for_each(|line| siblings.add(line.level));
    }
    outline.finish().iter().for_each(|line| siblings.add(line.level));
    Ok(siblings)
}

struct TreeDrawing {
    printer: ItemPrinter<TreeItem>,
    bars: TreeBars,
    /// The length of what the root's line says of the names on the first level.
    base: usize,
    branches: u64,
}

impl TreeDrawing {
    async fn draw(
        mut self,
        session: &Session,
        subtree: &Subtree,
        depth: usize,
    ) -> anyhow::Result<()> {
        self.printer.add(root(subtree))?;
        let mut outline = Outline::new(subtree.prefix.len(), subtree.delimiter.clone(), depth);
        let mut pass = Pass::begin(session, subtree, true).await?;
        while let Some(kv) = pass.next(self.printer.items()).await? {
            outline.add(&kv.key).into_iter().try_for_each(|line| self.line(line))?;
        }
        drop(pass);
        outline.finish().into_iter().try_for_each(|line| self.line(line))?;
        let branches = counted(self.branches, "branch", "branches");
        let keys = counted(subtree.keys, "key", "keys");
        self.printer.finish(format!("\n{branches}, {keys}"))
    }

    fn line(&mut self, line: OutlineEntry) -> anyhow::Result<()> {
        let OutlineEntry { level, name, start, is_branch, keys } = line;
        self.branches += u64::from(is_branch);
        let start = if level == 0 { self.base } else { start };
        let bars = self.bars.next(level);
        self.printer.add(TreeItem { name, start, bars, is_branch, depth: level + 1, keys })
    }
}

fn root(subtree: &Subtree) -> TreeItem {
    TreeItem {
        name: subtree.prefix.clone(),
        start: 0,
        bars: String::new(),
        is_branch: true,
        depth: 0,
        keys: Some(subtree.keys),
    }
}
