//! Keys, one level at a time.

use super::sink::SuggestionSink;
use crate::complete::suggestion::Suggestion;
use crate::etcd::Session;
use crate::recipe::{Delimiter, Level};

pub(super) async fn keys(etcd: &Session, found: &SuggestionSink) -> Option<()> {
    let delimiter = Delimiter::new(b"/".to_vec()).ok()?;
    let mut level = Level::new(found.value.clone().into_bytes(), delimiter);
    while let Some(entries) = level.next(etcd).await.ok()? {
        for entry in entries {
            match String::from_utf8(entry.name) {
                Ok(name) if entry.is_branch => found.add(Suggestion::partial(name))?,
                Ok(name) => found.add(Suggestion::new(name, ""))?,
                // It cannot be typed.
                Err(_) => {}
            }
        }
    }
    Some(())
}
