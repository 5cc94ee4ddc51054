//! The commands that a context with a prefix refuses, because they concern more than keys and leases.

use super::RemoteCommand;

impl RemoteCommand {
    /// Returns the name of a command that no prefix confines. The others see only the keys below it, or none.
    pub(crate) fn refused_in_namespace(&self) -> Option<&'static str> {
        match self {
            Self::Alarm(_) => Some("alarm"),
            Self::Auth(_) => Some("auth"),
            Self::Check(_) => Some("check"),
            Self::Compaction(_) => Some("compaction"),
            Self::Defrag(_) => Some("defrag"),
            Self::Downgrade(_) => Some("downgrade"),
            Self::Endpoint(endpoint) => endpoint.refused_in_namespace(),
            Self::Member(_) => Some("member"),
            Self::MoveLeader(_) => Some("move-leader"),
            Self::Role(_) => Some("role"),
            Self::Snapshot(_) => Some("snapshot"),
            Self::User(_) => Some("user"),
            Self::Del(_)
            | Self::Doctor(_)
            | Self::Elect(_)
            | Self::Get(_)
            | Self::History(_)
            | Self::Keyspace(_)
            | Self::Lease(_)
            | Self::Lock(_)
            | Self::MakeMirror(_)
            | Self::Put(_)
            | Self::Service(_)
            | Self::Session(_)
            | Self::Txn(_)
            | Self::Wait(_)
            | Self::Watch(_) => None,
        }
    }
}
