//! What etcd says about leases.

mod change;
mod state;

pub(crate) use change::{KeepAliveReply, LeaseGranted, LeaseRevoked};
pub(crate) use state::{LeaseList, LeaseState};

use crate::go::LeaseId;
use crate::output::Buffer;

/// The line of the `fields` format.
fn fields_lease(id: i64, page: &mut Buffer) {
    if page.hex {
        page.field("ID", LeaseId(id));
    } else {
        page.field("ID", id);
    }
}
