//! Writes the new database: the contents of the snapshot, with changes, in one pass.

use super::content_sum::ContentSum;
use super::edits::{Edit, Edits};
use super::source_facts::SourceFacts;
use crate::failure::Failure;
use crate::offline::bolt::{Database, WalkItem, Writer};
use crate::offline::{Progress, system};
use std::fs::File;
use std::io;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

/// Bytes after which the disk is given work, so that little is left to wait for at the end.
const FLUSH_INTERVAL: u64 = 32 << 20;

/// Creates the file and syncs it to disk. All pages of the source are checked on the way. Returns the sum of
/// what was written.
pub(super) fn write(
    source: &Database,
    facts: &mut SourceFacts,
    path: &Path,
    edits: Edits,
    progress: Progress<'_>,
) -> Result<ContentSum, Failure> {
    let file = File::options().write(true).create_new(true).mode(0o600).open(path);
    let file = file.map_err(|error| system("open", path, &error))?;
    let copy = file.try_clone().map_err(|error| system("dup", path, &error))?;
    thread::scope(|scope| {
        let (request, requests) = sync_channel(1);
        let flushing = scope.spawn(move || flush(&copy, &requests));
        let mut merge = Merge::new(Writer::new(file, path, source.meta().page_size)?, edits);
        let mut requested = 0;
        let copied = copy_all(source, facts, &mut merge, &mut |done| {
            if done - requested >= FLUSH_INTERVAL {
                requested = done;
                // A request that is waiting will do for this one.
                let _ = request.try_send(());
            }
            progress(done)
        });
        let finished = copied.and_then(|()| merge.finish());
        drop(request);
        let flushed = flushing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
        let sum = finished?;
        // An error is reported once: this may be the only sign of it.
        flushed.map_err(|error| system("fsync", path, &error)).map(|()| sum)
    })
}

fn flush(file: &File, requests: &Receiver<()>) -> io::Result<()> {
    requests.iter().try_for_each(|()| file.sync_data())
}

fn copy_all(
    source: &Database,
    facts: &mut SourceFacts,
    merge: &mut Merge,
    progress: Progress<'_>,
) -> Result<(), Failure> {
    let faults = source.verified_walk(progress, &mut |item| {
        facts.add(item)?;
        match item {
            WalkItem::Bucket(name) => merge.bucket(name),
            WalkItem::Element(element) => merge.entry(element.key, element.value),
        }
    })?;
    faults.into_result()
}

/// Merges the buckets and keys of the source with the changes.
#[derive(Debug)]
struct Merge {
    writer: Writer,
    /// Those of the buckets that are to come.
    edits: Edits,
    /// What is left to do in the bucket that is written.
    current: Edit,
    /// That of what was written.
    sum: ContentSum,
}

impl Merge {
    fn new(writer: Writer, edits: Edits) -> Self {
        Self { writer, edits, current: Edit::default(), sum: ContentSum::default() }
    }

    fn bucket(&mut self, name: &[u8]) -> Result<(), Failure> {
        while let Some(first) =
            self.edits.first_entry().filter(|first| first.key().as_slice() < name)
        {
            let (new, edit) = first.remove_entry();
            self.begin(&new, edit)?;
        }
        let edit = self.edits.remove(name).unwrap_or_default();
        self.begin(name, edit)
    }

    fn begin(&mut self, name: &[u8], edit: Edit) -> Result<(), Failure> {
        self.end_bucket()?;
        self.sum.add_bucket(name);
        self.current = edit;
        self.writer.bucket(name)
    }

    fn entry(&mut self, key: &[u8], value: &[u8]) -> Result<(), Failure> {
        while let Some(first) =
            self.current.entries.first_entry().filter(|first| first.key().as_slice() < key)
        {
            let (key, value) = first.remove_entry();
            self.put(&key, &value)?;
        }
        match self.current.entries.remove(key) {
            Some(value) => self.put(key, &value),
            None if self.current.clears => Ok(()),
            None => self.put(key, value),
        }
    }

    fn put(&mut self, key: &[u8], value: &[u8]) -> Result<(), Failure> {
        self.sum.add_entry(key, value);
        self.writer.put(key, value)
    }

    fn end_bucket(&mut self) -> Result<(), Failure> {
        let rest = std::mem::take(&mut self.current).entries;
        rest.iter().try_for_each(|(key, value)| self.put(key, value))
    }

    fn finish(mut self) -> Result<ContentSum, Failure> {
        for (name, edit) in std::mem::take(&mut self.edits) {
            self.begin(&name, edit)?;
        }
        self.end_bucket()?;
        self.writer.finish()?;
        Ok(self.sum)
    }
}

#[cfg(test)]
mod tests {
    use super::{ContentSum, Edit, Edits, SourceFacts, write};
    use crate::failure::Failure;
    use crate::offline::bolt::{Database, Writer};
    use crate::offline::mvcc::Marks;
    use std::fs::File;
    use std::path::Path;

    type Text = Vec<(&'static str, Vec<(&'static str, &'static str)>)>;

    fn database(path: &Path, contents: &Text) -> Database {
        let mut writer = Writer::new(File::create_new(path).unwrap(), path, 1024).unwrap();
        for (name, entries) in contents {
            writer.bucket(name.as_bytes()).unwrap();
            for (key, value) in entries {
                writer.put(key.as_bytes(), value.as_bytes()).unwrap();
            }
        }
        writer.finish().unwrap();
        Database::open(path).unwrap()
    }

    fn copy(source: &Database, path: &Path, edits: Edits) -> Result<ContentSum, Failure> {
        let mut facts = SourceFacts::new(&Marks::default());
        write(source, &mut facts, path, edits, &mut |_| Ok(()))
    }

    fn shown(database: &Database) -> Vec<String> {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
        let mut shown = Vec::new();
        for bucket in database.buckets().unwrap() {
            shown.push(text(&bucket.name));
            let mut cursor = bucket.cursor(database);
            while let Some(element) = cursor.next().unwrap() {
                shown.push(format!("{}={}", text(element.key), text(element.value)));
            }
        }
        shown
    }

    fn edit(clears: bool, entries: &[(&str, &str)]) -> Edit {
        let entries = entries.iter().map(|(key, value)| ((*key).into(), (*value).into()));
        Edit { clears, entries: entries.collect() }
    }

    #[test]
    fn changes_are_merged_with_what_is_there() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name| folder.path().join(name);
        let entries = vec![("b", "1"), ("d", "2"), ("f", "3")];
        let source = database(
            &path("source"),
            &vec![("c", entries.clone()), ("e", entries.clone()), ("g", entries)],
        );
        let edits = Edits::from([
            (b"a".to_vec(), Edit::default()),
            (b"c".to_vec(), edit(false, &[("a", "9"), ("d", "8"), ("e", "7"), ("z", "6")])),
            (b"d".to_vec(), edit(true, &[("x", "5")])),
            (b"e".to_vec(), edit(true, &[("d", "4")])),
            (b"z".to_vec(), edit(false, &[("y", "3"), ("z", "")])),
        ]);
        let sum = copy(&source, &path("new"), edits).unwrap();
        let new = Database::open(&path("new")).unwrap();
        let expected = "a, c, a=9, b=1, d=8, e=7, f=3, z=6, d, x=5, e, d=4, g, b=1, d=2, f=3, z, \
                        y=3, z=";
        assert_eq!(shown(&new).join(", "), expected);
        // A copy without changes.
        assert_eq!(copy(&new, &path("again"), Edits::new()).unwrap(), sum);
        assert_ne!(copy(&source, &path("source again"), Edits::new()).unwrap(), sum);
    }

    #[test]
    fn file_must_be_new() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("db");
        let source = database(&path, &Vec::new());
        let error = copy(&source, &path, Edits::new()).unwrap_err().to_string();
        assert!(error.ends_with("/db: file exists"), "{error}");
    }
}
