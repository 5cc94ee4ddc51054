//! The steps from one storage version to another.

use crate::failure::Failure;
use crate::offline::invalid;
use crate::offline::version::SemanticVersion;

/// The minor versions of etcd 3 that changed what is stored, as etcdutl 3.7 knows them.
const CHANGES: [i64; 2] = [6, 7];

/// Returns the versions after each step. Patches and pre-releases do not count.
pub(super) fn steps(
    current: &SemanticVersion,
    target: &SemanticVersion,
) -> Result<Vec<SemanticVersion>, Failure> {
    let refused = |why: &str| Err(invalid(format!("cannot create migration plan: {why}")));
    if current.major != target.major {
        return refused("changing major storage version is not supported");
    }
    let mut minor = current.minor;
    let mut steps = Vec::new();
    while minor != target.minor {
        let is_upgrade = minor < target.minor;
        let changed = if is_upgrade { minor + 1 } else { minor };
        if current.major != 3 || !CHANGES.contains(&changed) {
            let unknown = SemanticVersion::new(current.major, changed);
            return refused(&format!("version \"{unknown}\" is not supported"));
        }
        minor = if is_upgrade { changed } else { changed - 1 };
        steps.push(SemanticVersion::new(current.major, minor));
    }
    Ok(steps)
}

#[cfg(test)]
mod tests {
    use super::steps;
    use crate::offline::version::SemanticVersion;

    fn plan(current: &str, target: &str) -> String {
        let [current, target] = [current, target].map(|text| SemanticVersion::parse(text).unwrap());
        match steps(&current, &target) {
            Ok(steps) => steps.iter().map(|step| format!("{step} ")).collect(),
            Err(failure) => {
                let text = failure.to_string();
                text.strip_prefix("cannot create migration plan: ").unwrap().to_owned()
            }
        }
    }

    #[test]
    fn steps_go_one_minor_version_at_a_time() {
        let other_major = "changing major storage version is not supported";
        for (current, target, expected) in [
            ("3.5.0", "3.7.0", "3.6.0 3.7.0 "),
            ("3.7.0", "3.5.0", "3.6.0 3.5.0 "),
            ("3.6.0", "3.7.0", "3.7.0 "),
            ("3.6.5", "3.6.0", ""),
            ("3.7.0-rc.1", "3.6.0", "3.6.0 "),
            ("3.7.0", "3.8.0", "version \"3.8.0\" is not supported"),
            ("3.5.0", "3.99.0", "version \"3.8.0\" is not supported"),
            ("3.8.0", "3.7.0", "version \"3.8.0\" is not supported"),
            ("3.8.0", "3.9.0", "version \"3.9.0\" is not supported"),
            ("3.4.0", "3.7.0", "version \"3.5.0\" is not supported"),
            ("3.7.0", "4.0.0", other_major),
            ("4.0.0", "3.7.0", other_major),
            ("4.6.0", "4.5.0", "version \"4.6.0\" is not supported"),
            (
                "3.9223372036854775807.0",
                "3.5.0",
                "version \"3.9223372036854775807.0\" is not supported",
            ),
        ] {
            assert_eq!(plan(current, target), expected, "{current} to {target}");
        }
    }
}
