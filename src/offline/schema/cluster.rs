//! The versions that the members agreed on.

use crate::failure::Failure;
use crate::offline::bolt::Database;
use serde::Deserialize;

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ClusterState {
    /// The version that all members support.
    pub(crate) version: Option<String>,
    pub(crate) downgrade: Option<StoredDowngrade>,
}

/// A downgrade that was enabled, or cancelled.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct StoredDowngrade {
    #[serde(rename = "target-version")]
    pub(crate) target: String,
    pub(crate) enabled: bool,
}

pub(crate) fn cluster_state(database: &Database) -> Result<ClusterState, Failure> {
    let value = |key: &str| database.value("cluster", key.as_bytes());
    let version = value("clusterVersion")?;
    let downgrade = value("downgrade")?;
    Ok(ClusterState {
        version: version.map(|version| String::from_utf8_lossy(&version).into_owned()),
        downgrade: downgrade.and_then(|json| serde_json::from_slice(&json).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::StoredDowngrade;

    #[test]
    fn downgrade_is_json() {
        let json = r#"{"target-version":"3.6.0","enabled":true}"#;
        let expected = StoredDowngrade { target: "3.6.0".to_owned(), enabled: true };
        assert_eq!(serde_json::from_str::<StoredDowngrade>(json).unwrap(), expected);
    }
}
