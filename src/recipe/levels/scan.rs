//! All keys of a range in order, at one revision and in constant memory.

use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, FEW, RangeCall, RangePart, RangeStream, Session};

#[derive(Debug)]
pub(crate) struct KeyScan<'a> {
    session: &'a Session,
    request: RangeRequest,
    stream: RangeStream,
    page: ScanPage,
}

/// What has arrived of a page.
#[derive(Debug, Default)]
struct ScanPage {
    keys: usize,
    bytes: usize,
    last: Vec<u8>,
}

/// Most keys in a page: a server without streams collects all of them before it answers.
const MOST_KEYS: usize = 10_000;

/// Bytes that a page should have.
const PAGE_BYTES: usize = 8 << 20;

impl<'a> KeyScan<'a> {
    /// Begins to read a range at the revision in the request: by `RangeStream`, or in pages where the server
    /// does not know it.
    pub(crate) async fn open(
        session: &'a Session,
        mut request: RangeRequest,
    ) -> Result<Self, CallError> {
        let stream = match session.range_by(RangeCall::Stream, request.clone()).await {
            Err(error) if error.refuses_streams() => {
                request.limit = FEW;
                session.range(request.clone()).await
            }
            done => done,
        };
        let stream = stream.map_err(CallError::compacted_meanwhile)?;
        Ok(Self { session, request, stream, page: ScanPage::default() })
    }

    pub(crate) async fn next(&mut self) -> Result<Option<KeyValue>, CallError> {
        loop {
            match self.stream.next().await.map_err(CallError::compacted_meanwhile)? {
                Some(RangePart::Kv(kv)) => {
                    if self.request.limit > 0 {
                        self.page.add(&kv);
                    }
                    return Ok(Some(kv));
                }
                Some(RangePart::End { more: true, .. }) => self.turn_page().await?,
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }

    async fn turn_page(&mut self) -> Result<(), CallError> {
        let page = std::mem::take(&mut self.page);
        self.request.limit = page.next_limit();
        self.request.key = [&page.last[..], b"\0"].concat();
        self.stream = self
            .session
            .range(self.request.clone())
            .await
            .map_err(CallError::compacted_meanwhile)?;
        Ok(())
    }
}

impl ScanPage {
    fn add(&mut self, kv: &KeyValue) {
        self.keys += 1;
        self.bytes = self.bytes.saturating_add(kv.key.len()).saturating_add(kv.value.len());
        self.last.clone_from(&kv.key);
    }

    /// Returns the limit of the next page, if its keys are as large as those of this one.
    fn next_limit(&self) -> i64 {
        let average = (self.bytes / self.keys.max(1)).max(1);
        let limit = (PAGE_BYTES / average).clamp(1, MOST_KEYS);
        i64::try_from(limit).unwrap_or(FEW)
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_KEYS, ScanPage};

    #[test]
    fn pages_of_large_values_have_few_keys() {
        let limit = |keys, bytes| ScanPage { keys, bytes, last: Vec::new() }.next_limit();
        assert_eq!(limit(1000, 50_000), MOST_KEYS as i64);
        assert_eq!(limit(1000, 8 << 20), 1000);
        assert_eq!(limit(10, 15 << 20), 5);
        assert_eq!([limit(1, 100 << 20), limit(0, 0)], [1, MOST_KEYS as i64]);
    }
}
