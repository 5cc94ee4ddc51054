//! Prints what a reversion would change.

use crate::output::Output;
use crate::recipe::Reversals;
use crate::reply::ReversionPreview;

/// Returns the number of keys that would change.
pub(super) async fn print(
    reversals: &mut Reversals,
    diff: bool,
    mut output: Output<ReversionPreview>,
) -> anyhow::Result<u64> {
    let (mut puts, mut deletes) = (0, 0);
    output.add(&ReversionPreview::Start { diff })?;
    while let Some(reversal) = reversals.next().await? {
        let is_first = puts + deletes == 0;
        *(if reversal.then.is_some() { &mut puts } else { &mut deletes }) += 1;
        output.add(&ReversionPreview::Change { reversal, diff, is_first })?;
    }
    output.print(&ReversionPreview::End { puts, deletes, unchanged: reversals.unchanged() })?;
    Ok(puts + deletes)
}
