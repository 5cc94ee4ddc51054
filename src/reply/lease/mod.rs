mod change;
mod state;

pub(crate) use change::{KeepAliveReply, LeaseGranted};
pub(crate) use state::{LeaseList, LeaseState};
