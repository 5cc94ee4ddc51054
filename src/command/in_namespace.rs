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
            #[rustfmt::skip]
            Self::Cp(_) | Self::Del(_) | Self::Diff(_) | Self::Doctor(_)
            | Self::Du(_) | Self::Edit(_) | Self::Elect(_) | Self::Export(_)
            | Self::Get(_) | Self::History(_) | Self::Import(_) | Self::Lease(_)
            | Self::Lock(_) | Self::Ls(_) | Self::MakeMirror(_) | Self::Mv(_)
            | Self::Put(_) | Self::Revert(_) | Self::Service(_) | Self::Session(_)
            | Self::Tree(_) | Self::Txn(_) | Self::Undelete(_) | Self::Wait(_)
            | Self::Watch(_) => None,
        }
    }
}
