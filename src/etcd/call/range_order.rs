//! Ranges with the header first, which `RangeStream` sends last: some formats print it first.

use super::range::{RangeCall, RangeStream};
use super::range_decoder::RangePart;
use super::session::Session;
use crate::etcd::error::call_error::CallError;
use crate::etcd::proto::{RangeRequest, ResponseHeader};

/// The size of the keys that are buffered until the header comes.
const BUFFER: usize = 64 << 10;

impl Session {
    /// Fetches a range as [`Self::range_by`] does, and returns the header before the keys. For a response
    /// that is too long to buffer, fetches the header by another call, and the keys at its revision.
    pub(crate) async fn range_in_order(
        &self,
        call: RangeCall,
        request: RangeRequest,
    ) -> Result<RangeStream, CallError> {
        let mut stream = self.range_by(call, request.clone()).await?;
        if stream.begins_with_header() {
            return Ok(stream);
        }
        match stream.buffer().await {
            Ok(true) => return Ok(stream),
            Ok(false) => {}
            // Nothing was returned yet, so that the range can be read again at one revision.
            Err(_) if call == RangeCall::Either => return self.range(request).await,
            Err(error) => return Err(error),
        }
        // Makes the server stop sending.
        drop(stream);
        let header = self.header(&request).await?;
        let revision = if request.revision == 0 { header.revision } else { request.revision };
        let pinned = RangeRequest { revision, ..request.clone() };
        match self.range_by(call, pinned).await {
            Ok(mut stream) => {
                stream.set_header(header);
                Ok(stream)
            }
            // The compaction came after the header. Range reads all keys at one revision.
            Err(error) if request.revision == 0 && error.is_compacted() => {
                self.range(request).await
            }
            Err(error) => Err(error),
        }
    }

    async fn header(&self, request: &RangeRequest) -> Result<ResponseHeader, CallError> {
        let RangeRequest { key, serializable, .. } = request.clone();
        let one = RangeRequest { key, serializable, count_only: true, ..RangeRequest::default() };
        Ok(self.call(one).await?.header.unwrap_or_default())
    }
}

impl RangeStream {
    fn begins_with_header(&self) -> bool {
        matches!(self.buffered.front(), Some(RangePart::Header(_)))
    }

    /// Reads to the end and puts the header first. Returns false if the response is too long for that.
    async fn buffer(&mut self) -> Result<bool, CallError> {
        let mut size: usize = self.buffered.iter().map(size_of).sum();
        while size <= BUFFER {
            match self.receive().await? {
                Some(RangePart::Header(header)) => {
                    self.buffered.push_front(RangePart::Header(header));
                }
                Some(part) => {
                    size += size_of(&part);
                    self.buffered.push_back(part);
                }
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Puts a header first, in place of one of a later revision than the keys.
    fn set_header(&mut self, header: ResponseHeader) {
        if self.begins_with_header() {
            self.buffered.pop_front();
        }
        self.buffered.push_front(RangePart::Header(header));
        self.has_header = true;
    }
}

fn size_of(part: &RangePart) -> usize {
    match part {
        RangePart::Kv(kv) => kv.key.len() + kv.value.len(),
        _ => 0,
    }
}
