//! What takes several calls of etcd. Knows neither the command line nor stdout.

mod clock;
mod keeper;

pub(crate) use keeper::{Keeper, Loss, State};
