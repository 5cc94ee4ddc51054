use crate::offline::migrate::{LogNeeds, Migration, OldestVersion};
use crate::offline::version::SemanticVersion;
use crate::output::{Buffer, Cell, Format, Records, Reply};

impl Reply for Migration {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] = &[
        "storage_version",
        "target_version",
        "steps",
        "refused",
        "cluster_version",
        "snapshot_index",
        "last_index",
        "v2_requests",
        "oldest_version",
        "oldest_version_index",
        "oldest_version_source",
    ];
    const MAIN: &'static [&'static str] = &["storage_version", "target_version", "steps"];

    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("storage version: {}", self.current));
        page.line(format_args!("target version: {}", self.target));
        let steps = match &self.steps {
            Ok(steps) if steps.is_empty() => "none".to_owned(),
            Ok(steps) => texts(steps).join(", "),
            Err(_) => "refused".to_owned(),
        };
        page.line(format_args!("steps: {steps}"));
        let cluster = self.cluster_version.as_ref().map(ToString::to_string);
        page.line(format_args!("cluster version: {}", cluster.as_deref().unwrap_or("none")));
        let Some(log) = &self.log else { return page.line(format_args!("log: not read")) };
        page.line(format_args!("log: {}", span(log)));
        page.line(format_args!("oldest version for the log: {}", oldest(log)));
    }

    fn records(&self) -> Records {
        let refused = self.steps.as_ref().err().map(ToString::to_string);
        let log = self.log.as_ref();
        let index = |of: fn(&LogNeeds) -> u64| {
            log.map_or(Cell::Nothing, |log| Cell::UnsignedCounter(of(log)))
        };
        let oldest = log.and_then(|log| log.oldest.as_ref());
        let cluster = self.cluster_version.as_ref();
        let version = |version: Option<&SemanticVersion>| {
            version.map_or(Cell::Nothing, |version| Cell::text(version.to_string()))
        };
        Records::one([
            ("storage_version", version(Some(&self.current))),
            ("target_version", version(Some(&self.target))),
            ("steps", Cell::List(self.steps.as_deref().map(texts).unwrap_or_default())),
            ("refused", refused.map_or(Cell::Nothing, Cell::text)),
            ("cluster_version", version(cluster)),
            ("snapshot_index", index(|log| log.snapshot)),
            ("last_index", index(|log| log.last)),
            ("v2_requests", index(|log| log.v2_requests)),
            ("oldest_version", version(oldest.map(|oldest| &oldest.version))),
            (
                "oldest_version_index",
                oldest.map_or(Cell::Nothing, |oldest| Cell::UnsignedCounter(oldest.index)),
            ),
            (
                "oldest_version_source",
                oldest.map_or(Cell::Nothing, |oldest| Cell::text(oldest.source)),
            ),
        ])
    }
}

fn texts(versions: &[SemanticVersion]) -> Vec<String> {
    versions.iter().map(ToString::to_string).collect()
}

/// Returns which entries the log has.
fn span(log: &LogNeeds) -> String {
    let LogNeeds { snapshot, last, .. } = log;
    match last - snapshot {
        0 => format!("no entries after the snapshot at {snapshot}"),
        1 => format!("entry {last}, after the snapshot at {snapshot}"),
        _ => format!("entries {} to {last}, after the snapshot at {snapshot}", snapshot + 1),
    }
}

/// Returns the version that the log needs, and where that comes from.
fn oldest(log: &LogNeeds) -> String {
    match (&log.undecodable, &log.oldest) {
        (Some(failure), _) => format!("unknown ({failure})"),
        (None, Some(OldestVersion { version, index, source })) if !source.is_empty() => {
            format!("{version} ({source} in entry {index})")
        }
        (None, Some(OldestVersion { version, .. })) => version.to_string(),
        (None, None) => "any".to_owned(),
    }
}
