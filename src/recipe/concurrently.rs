//! Many calls at a time.

use crate::etcd::CallError;
use futures_util::stream::{StreamExt as _, TryStreamExt as _, iter};

/// The number of calls that may be in flight.
const IN_FLIGHT: usize = 32;

/// Makes calls concurrently, and returns their results in order. The first error ends them.
pub(crate) async fn concurrently<T>(
    calls: impl IntoIterator<Item = impl Future<Output = Result<T, CallError>>>,
) -> Result<Vec<T>, CallError> {
    iter(calls).buffered(IN_FLIGHT).try_collect().await
}
