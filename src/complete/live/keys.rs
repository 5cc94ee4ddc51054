//! Keys, one level at a time.

use super::{Found, MOST};
use crate::complete::suggestion::Suggestion;
use crate::etcd::proto::RangeRequest;
use crate::etcd::{Range, Session, prefix_end};

pub(super) async fn keys(etcd: &Session, found: &Found) -> Option<()> {
    let Range { mut key, end } = Range::prefix(found.value.clone().into_bytes());
    for _ in 0..MOST {
        let request = RangeRequest {
            key,
            range_end: end.clone(),
            limit: 1,
            keys_only: true,
            ..RangeRequest::default()
        };
        let reply = etcd.call(request).await.ok()?;
        let kv = reply.kvs.first()?;
        let rest = kv.key.get(found.value.len()..)?;
        key = match rest.iter().position(|byte| *byte == b'/') {
            Some(slash) => {
                let level = kv.key.get(..=found.value.len() + slash)?;
                if let Ok(name) = str::from_utf8(level) {
                    found.add(Suggestion::partial(name))?;
                }
                prefix_end(level)
            }
            None => {
                if let Ok(name) = str::from_utf8(&kv.key) {
                    found.add(Suggestion::new(name, ""))?;
                }
                [kv.key.as_slice(), b"\0"].concat()
            }
        };
    }
    Some(())
}
