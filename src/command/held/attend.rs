//! What a command learns of the claim that it runs under, and on what it depends.

use super::{Contender, HeldKind};
use crate::command::held::run::{HeldCommand, StopPolicy};
use crate::go::LeaseId;
use crate::process::Variable;
use crate::process::signals::Signals;
use crate::recipe::Mutex;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

/// Runs the command, and stops it if the claim is lost.
pub(crate) async fn attend(
    bid: &Contender,
    claim: &mut Mutex,
    (program, arguments): (&OsString, &[OsString]),
    patience: Option<StopPolicy>,
    signals: &mut Signals,
) -> anyhow::Result<()> {
    let (on, expiry, wait_group) = (bid.prize.what(), claim.lease().expiry(), bid.terms.wait_group);
    let command = HeldCommand { program, arguments, on, expiry, patience, wait_group };
    let reserve = patience.map(|patience| patience.reserve).unwrap_or_default();
    command.run(variables(claim), signals, claim.lost(reserve)).await
}

impl HeldKind {
    fn what(self) -> &'static str {
        match self {
            Self::Lock => "lock",
            Self::Leadership => "leadership",
        }
    }
}

fn variables(claim: &Mutex) -> [Variable; 3] {
    [
        ("ETCD_LOCK_KEY", Some(OsString::from_vec(claim.key().to_vec()))),
        ("ETCD_LOCK_REV", Some(claim.revision().to_string().into())),
        ("ETCD_LOCK_LEASE", Some(LeaseId(claim.lease().id()).to_string().into())),
    ]
}
