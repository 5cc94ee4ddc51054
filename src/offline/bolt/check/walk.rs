//! The walk through all pages of a database.

use super::faults::Faults;
use super::key_order::{Bounds, Position, stack_text};
use super::references::References;
use crate::failure::{Failure, Kind};
use crate::offline::Progress;
use crate::offline::bolt::bucket::Bucket;
use crate::offline::bolt::database::Database;
use crate::offline::bolt::page::{BRANCH, Header, LEAF, LeafElement, Page};
use crate::offline::bolt::page_reader::PageReader;

/// More levels than a tree of any size has.
const DEPTH: usize = 64;

/// An item of a walk through a database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum WalkItem<'a> {
    /// The name of a bucket, before its elements.
    Bucket(&'a [u8]),
    /// A key and value of that bucket, or a bucket inside of it, whose elements do not follow.
    Element(LeafElement<'a>),
}

pub(super) type WalkVisitor<'v> = &'v mut dyn FnMut(WalkItem<'_>) -> Result<(), Failure>;

pub(super) struct PageWalk<'db, 'v> {
    database: &'db Database,
    pages: PageReader<'db>,
    references: References,
    /// The pages from the root of the tree to the one that is read.
    stack: Vec<u64>,
    /// What kind of bucket the tree is.
    scope: Scope,
    /// Buckets to walk through, the next one last.
    pending: Vec<(Scope, Bucket)>,
    faults: Faults,
    /// Faults in the order of keys: bbolt lists those of a bucket after those of its pages.
    order: Faults,
    visit: WalkVisitor<'v>,
    refused: Option<Failure>,
    progress: Progress<'v>,
    read: u64,
    /// Buffers of pages.
    spare: Vec<Page>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Scope {
    /// The bucket that contains the others.
    Root,
    /// A bucket of the root.
    Top,
    /// A bucket in another one; etcd has none.
    Nested,
}

impl<'db, 'v> PageWalk<'db, 'v> {
    pub(super) fn new(
        database: &'db Database,
        progress: Progress<'v>,
        visit: WalkVisitor<'v>,
    ) -> Self {
        Self {
            database,
            pages: PageReader::new(database),
            references: References::new(database.meta().high_water),
            stack: Vec::new(),
            scope: Scope::Root,
            pending: vec![(Scope::Root, Bucket::root(database.meta().root))],
            faults: Faults::default(),
            order: Faults::default(),
            visit,
            refused: None,
            progress,
            read: 0,
            spare: Vec::new(),
        }
    }

    pub(super) fn run(mut self) -> Result<Faults, Failure> {
        self.references.read_free_list(&mut self.pages, &mut self.faults)?;
        while let Some((scope, bucket)) = self.pending.pop()
            && !self.is_over()
        {
            self.bucket(scope, &bucket)?;
            let order = std::mem::take(&mut self.order);
            self.faults.append(order);
        }
        self.references.find_lost_pages(&mut self.faults);
        match self.refused {
            Some(failure) if self.faults.is_empty() => Err(failure),
            _ => Ok(self.faults),
        }
    }

    /// Returns whether there are too many faults to go on.
    fn is_over(&self) -> bool {
        self.faults.are_too_many() || self.order.are_too_many()
    }

    fn bucket(&mut self, scope: Scope, bucket: &Bucket) -> Result<(), Failure> {
        self.scope = scope;
        if scope == Scope::Top {
            self.visit(WalkItem::Bucket(&bucket.name))?;
        }
        let first = self.pending.len();
        match bucket.page() {
            Some(root) => drop(self.page(root, Bounds::default())?),
            None => self.inline(bucket)?,
        }
        // The first of the buckets that were found is the next.
        self.pending.get_mut(first..).unwrap_or_default().reverse();
        Ok(())
    }

    fn inline(&mut self, bucket: &Bucket) -> Result<(), Failure> {
        let page = match bucket.inline() {
            Some(Ok(page)) if page.is_leaf() => page,
            Some(Err(failure)) => {
                self.inline_fault(bucket, &failure.to_string());
                return Ok(());
            }
            _ => {
                self.inline_fault(bucket, "it is not a leaf");
                return Ok(());
            }
        };
        let buckets = self.pending.len();
        self.stack.push(page.id());
        self.leaf(&page, page.id(), Bounds::default())?;
        self.stack.pop();
        if self.pending.len() > buckets {
            // They could be nested without end.
            self.pending.truncate(buckets);
            self.inline_fault(bucket, "it contains a bucket");
        }
        Ok(())
    }

    fn inline_fault(&mut self, bucket: &Bucket, text: &str) {
        let name = String::from_utf8_lossy(&bucket.name);
        self.faults.add(format!("inline bucket \"{}\": {text}", name.escape_debug()));
    }

    /// Walks through a page and those below. Returns the last key.
    fn page(&mut self, id: u64, bounds: Bounds<'_>) -> Result<Option<Vec<u8>>, Failure> {
        let is_circle = self.stack.contains(&id);
        self.stack.push(id);
        let mut page = self.spare.pop().unwrap_or_default();
        let mut last = None;
        if self.enter(id, is_circle, &mut page)? {
            last = if page.is_leaf() {
                self.leaf(&page, id, bounds)?
            } else {
                self.branch(&page, bounds)?
            };
        }
        self.spare.push(page);
        self.stack.pop();
        Ok(last)
    }

    fn leaf(
        &mut self,
        page: &Page,
        id: u64,
        bounds: Bounds<'_>,
    ) -> Result<Option<Vec<u8>>, Failure> {
        let mut previous = bounds.minimum;
        for index in 0..page.count() {
            let element = match page.leaf(index) {
                Ok(element) if !self.is_over() => element,
                Ok(_) => break,
                Err(failure) => {
                    self.order.add(self.with_stack(&failure.to_string()));
                    break;
                }
            };
            self.check_order(id, "leaf", index, element.key, previous, bounds.end);
            self.element(element)?;
            previous = Some(element.key);
        }
        Ok(if page.count() > 0 { previous.map(<[u8]>::to_vec) } else { None })
    }

    fn branch(&mut self, page: &Page, bounds: Bounds<'_>) -> Result<Option<Vec<u8>>, Failure> {
        let mut last = bounds.minimum.map(<[u8]>::to_vec);
        for index in 0..page.count() {
            let (key, child) = match page.branch(index) {
                Ok(element) if !self.is_over() => element,
                Ok(_) => break,
                Err(failure) => {
                    self.order.add(self.with_stack(&failure.to_string()));
                    break;
                }
            };
            self.check_order(child, "branch", index, key, last.as_deref(), bounds.end);
            let next = (index + 1 < page.count()).then(|| page.branch(index + 1));
            let end = match next {
                Some(Ok((next, _))) => Some(next),
                Some(Err(_)) | None => bounds.end,
            };
            last = self.page(child, Bounds { minimum: Some(key), end })?;
        }
        Ok(last)
    }

    fn check_order(
        &mut self,
        page: u64,
        kind: &'static str,
        index: usize,
        key: &[u8],
        previous: Option<&[u8]>,
        end: Option<&[u8]>,
    ) {
        let position = Position { page, kind, index, key, stack: &self.stack };
        position.check(previous, end, |text| self.order.add(text));
    }

    /// Takes note of a bucket, and passes on what is not in the root or nested.
    fn element(&mut self, element: LeafElement<'_>) -> Result<(), Failure> {
        if element.is_bucket {
            let scope = if self.scope == Scope::Root { Scope::Top } else { Scope::Nested };
            match Bucket::parse(element.key, element.value) {
                Ok(bucket) => self.pending.push((scope, bucket)),
                Err(failure) => self.faults.add(self.with_stack(&failure.to_string())),
            }
        } else if self.scope == Scope::Root {
            self.faults.add(self.with_stack("there is a key outside of the buckets"));
        }
        if self.scope == Scope::Top { self.visit(WalkItem::Element(element)) } else { Ok(()) }
    }

    fn visit(&mut self, item: WalkItem<'_>) -> Result<(), Failure> {
        if !self.faults.is_empty() || !self.order.is_empty() || self.refused.is_some() {
            return Ok(());
        }
        match (self.visit)(item) {
            Err(failure) if failure.kind() == Kind::Refused => {
                self.refused = Some(failure);
                Ok(())
            }
            result => result,
        }
    }

    /// Reads a page, unless that would be of no use or never end. Returns whether it was read.
    fn enter(&mut self, id: u64, is_circle: bool, page: &mut Page) -> Result<bool, Failure> {
        let header = self
            .pages
            .header(id)
            .and_then(|header| self.database.check_pages(id, header.pages()).map(|()| header));
        let Some(header) = self.or_fault(header)? else { return Ok(false) };
        let is_right = header.id == id;
        if is_right && !self.reach(header) || is_circle {
            return Ok(false);
        }
        if self.stack.len() > DEPTH {
            let text = format!("page {id}: the tree has more than {DEPTH} levels");
            self.faults.add(self.with_stack(&text));
            return Ok(false);
        }
        let loaded = self.pages.load(id, header, page).and_then(|()| page.read_header());
        let loaded = self.or_fault(loaded)?.is_some();
        self.read += header.pages() * u64::from(self.database.meta().page_size);
        (self.progress)(self.read)?;
        Ok(loaded)
    }

    /// Takes note of a reference to a page. Returns whether to read the page.
    fn reach(&mut self, header: Header) -> bool {
        let is_new = self.references.add(header, &self.stack, &mut self.faults);
        let is_known = matches!(header.flags, BRANCH | LEAF);
        if !is_known {
            let Header { id, flags, .. } = header;
            self.order.add(format!("unexpected page type (flags: {flags:x}) for pgId:{id}"));
        }
        is_new && is_known
    }

    /// Makes a fault of a failure, unless the system refused.
    fn or_fault<T>(&mut self, result: Result<T, Failure>) -> Result<Option<T>, Failure> {
        match result {
            Err(failure) if failure.kind() == Kind::Refused => {
                self.faults.add(self.with_stack(&failure.to_string()));
                Ok(None)
            }
            result => result.map(Some),
        }
    }

    fn with_stack(&self, text: &str) -> String {
        format!("{text} (stack: {})", stack_text(&self.stack))
    }
}
