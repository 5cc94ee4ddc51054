//! `migrate`: the storage version of a stopped member.

use super::offline_file::{LockOptions, as_etcdutl, database_path};
use crate::context::LocalContext;
use crate::failure::Failure;
use crate::offline::bolt::{Database, OpenMode};
use crate::offline::migrate::{Migration, is_unversioned, parse_target, store_version};
use crate::offline::system;
use crate::offline::version::SemanticVersion;
use crate::output;
use clap::Args;
use std::path::PathBuf;

/// Migrate a stopped member's data to another storage version
#[derive(Debug, Args)]
#[command(after_help = "\
Examples:
  ectl migrate --data-dir DIR --target-version 3.6            up or down, one minor at a time
  ectl migrate --data-dir DIR --target-version 3.5 --dry-run  what would be done, or why not

Details:
  Servers migrate upwards by themselves when they start; a downgrade of a cluster begins with \"ectl
  downgrade\". Only the storage version is changed, and only if raft's log allows it.")]
pub(crate) struct Migrate {
    /// Data directory of a stopped member
    #[arg(long, value_name = "DIR")]
    pub(crate) data_dir: PathBuf,
    /// Version of etcd to migrate to, at least 3.5
    #[arg(long, value_name = "X.Y")]
    pub(crate) target_version: String,
    /// Set the version even if it is unknown or too old for the log
    #[arg(long)]
    pub(crate) force: bool,
    /// Directory of raft's log (default DIR/member/wal)
    #[arg(long, value_name = "DIR")]
    pub(crate) wal_dir: Option<PathBuf>,
    /// Print what would be done, and write nothing
    #[arg(long)]
    pub(crate) dry_run: bool,
    #[command(flatten)]
    pub(crate) lock: LockOptions,
}

impl Migrate {
    pub(crate) fn run(self, cx: &LocalContext) -> anyhow::Result<()> {
        let target = parse_target(&self.target_version)?;
        if self.dry_run {
            let mut output = cx.output::<Migration>()?;
            let (_, migration) = self.plan(target, OpenMode::Read).map_err(as_etcdutl)?;
            output.print(&migration)?;
            caution(&migration);
            return self.outcome(&migration).map(drop).map_err(Into::into);
        }
        let (mut database, migration) = self.plan(target, OpenMode::Write).map_err(as_etcdutl)?;
        let steps = self.outcome(&migration)?;
        caution(&migration);
        Ok(execute(&mut database, &migration, steps).map_err(as_etcdutl)?)
    }

    fn plan(
        &self,
        target: SemanticVersion,
        access: OpenMode,
    ) -> Result<(Database, Migration), Failure> {
        let file = database_path(&self.data_dir);
        std::fs::metadata(&file).map_err(|error| system("stat", &file, &error))?;
        let database = Database::open_locked(&file, access, self.lock.patience())?;
        let log = self.wal_dir.clone().unwrap_or_else(|| self.data_dir.join("member/wal"));
        let migration = Migration::plan(&database, &log, target)?;
        Ok((database, migration))
    }

    /// Returns the steps, or `None` if the migration is refused and forced.
    fn outcome<'a>(
        &self,
        migration: &'a Migration,
    ) -> Result<Option<&'a [SemanticVersion]>, Failure> {
        match &migration.steps {
            Ok(steps) => Ok(Some(steps)),
            Err(failure) if self.force => {
                output::note(&format!("normal migrate failed, trying with force: {failure}"));
                Ok(None)
            }
            Err(failure) => Err(failure.clone()),
        }
    }
}

/// Writes the version after the last step, or the target if there are no steps because it is forced.
fn execute(
    database: &mut Database,
    Migration { target, log, .. }: &Migration,
    steps: Option<&[SemanticVersion]>,
) -> Result<(), Failure> {
    let SemanticVersion { major, minor, .. } = target;
    match steps {
        Some([]) if log.is_none() => {
            output::note(&format!("storage version up-to-date: {major}.{minor}"));
        }
        Some([]) => {}
        Some(steps) => {
            let last = steps.last().unwrap_or(target);
            store_version(database, last)?;
            for version in steps {
                output::note(&format!("updated storage version: {version}"));
            }
        }
        None => {
            store_version(database, target)?;
            output::note(&match is_unversioned(target) {
                true => "forcefully cleared storage version".to_owned(),
                false => format!("forcefully set storage version: {major}.{minor}"),
            });
        }
    }
    Ok(())
}

fn caution(migration: &Migration) {
    for caution in migration.cautions() {
        output::note(&format!("warning: {}", caution.text));
        output::hint(&caution.hint);
    }
}
