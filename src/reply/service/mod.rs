mod changes;
mod findings;
mod resolved;
mod set;
mod targets;

pub(crate) use changes::EndpointChanges;
pub(crate) use findings::Findings;
pub(crate) use resolved::{Resolved, ResolvedEndpoint};
pub(crate) use set::EndpointSet;
pub(crate) use targets::Targets;
