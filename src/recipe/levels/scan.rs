//! All keys of a range in order, at one revision and in constant memory.

use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{CallError, FEW, RangeCall, RangePart, RangeStream, Refusal, Session};

#[derive(Debug)]
pub(crate) struct KeyScan<'a> {
    session: &'a Session,
    request: RangeRequest,
    stream: RangeStream,
    last: Vec<u8>,
}

impl<'a> KeyScan<'a> {
    /// Begins to read a range at the revision in the request. A range that does not fit into a message is
    /// read in pages.
    pub(crate) async fn open(
        session: &'a Session,
        mut request: RangeRequest,
    ) -> Result<Self, CallError> {
        let stream = match session.range_by(RangeCall::Either, request.clone()).await {
            Err(error) if error.refusal() == Some(Refusal::MessageTooLarge) => {
                request.limit = FEW;
                session.range(request.clone()).await
            }
            done => done,
        };
        let stream = stream.map_err(explained)?;
        Ok(Self { session, request, stream, last: Vec::new() })
    }

    pub(crate) async fn next(&mut self) -> Result<Option<KeyValue>, CallError> {
        loop {
            match self.stream.next().await.map_err(explained)? {
                Some(RangePart::Kv(kv)) => {
                    if self.request.limit > 0 {
                        self.last.clone_from(&kv.key);
                    }
                    return Ok(Some(kv));
                }
                Some(RangePart::End { more: true, .. }) => {
                    self.request.key = [&self.last[..], b"\0"].concat();
                    self.stream =
                        self.session.range(self.request.clone()).await.map_err(explained)?;
                }
                Some(_) => {}
                None => return Ok(None),
            }
        }
    }
}

fn explained(error: CallError) -> CallError {
    if error.is_compacted() {
        return error.hint("the revision was compacted while it was read: run the command again");
    }
    error
}
