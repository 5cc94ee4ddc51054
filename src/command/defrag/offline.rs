//! `defrag --data-dir`: the database of a stopped member.

use crate::command::long_work::LongWork;
use crate::command::offline_file::{LockOptions, as_etcdutl, database_path};
use crate::failure::{Failure, Kind};
use crate::go::{go_duration, si_bytes};
use crate::offline::defrag::{Defragmented, defragment};
use crate::offline::system;
use crate::output;
use crate::process::{Interrupt, interruptible};
use std::path::{Path, PathBuf};
use std::time::Instant;

#[derive(Debug)]
pub(crate) struct OfflineDefrag {
    pub(crate) data_dir: PathBuf,
    pub(crate) lock: LockOptions,
}

impl OfflineDefrag {
    pub(crate) fn run(self) -> anyhow::Result<()> {
        let started = Instant::now();
        let file = database_path(&self.data_dir);
        let Defragmented { before, after } = interruptible(|interrupt| {
            let done = self.defragment(&file, interrupt);
            Ok(done.map_err(|failure| self.describe(failure)).map_err(as_etcdutl)?)
        })?;
        let (before, after) = (si_bytes(before), si_bytes(after));
        let took = go_duration(started.elapsed());
        output::note(&format!("defragmented {}: {before} to {after} in {took}", file.display()));
        Ok(())
    }

    fn defragment(&self, file: &Path, interrupt: &Interrupt) -> Result<Defragmented, Failure> {
        let found = std::fs::metadata(file).map_err(|error| system("stat", file, &error))?;
        // The old file is read, and then the new one.
        let work = LongWork::new("defragmenting", found.len() * 2).until(interrupt);
        defragment(file, self.lock.patience(), &mut |done| work.at(done))
    }

    /// Returns a failure in etcdutl's words.
    fn describe(&self, failure: Failure) -> Failure {
        if failure.kind() == Kind::Ended {
            return failure;
        }
        let data_dir = self.data_dir.display();
        failure.reworded(|why| format!("Failed to defragment etcd data[{data_dir}] ({why})"))
    }
}
