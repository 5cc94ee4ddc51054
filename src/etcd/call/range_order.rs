//! The parts of a range in the order in which Range has them: the header first. `RangeStream` sends it
//! last, when some formats have begun to be printed already.

use super::range::{RangeCall, RangeStream};
use super::range_decoder::RangePart;
use super::session::Session;
use crate::etcd::error::call_error::CallError;
use crate::etcd::proto::{RangeRequest, ResponseHeader};

/// Keys of so many bytes are kept until the header has come.
const KEPT: usize = 64 << 10;

impl Session {
    /// Asks for a range as [`Self::range_by`] does, and hands the header out before the keys. Of a
    /// reply that is too long to be kept, the header is fetched by another call, and the keys as of its
    /// revision.
    pub(crate) async fn range_in_order(
        &self,
        call: RangeCall,
        request: RangeRequest,
    ) -> Result<RangeStream, CallError> {
        let mut stream = self.range_by(call, request.clone()).await?;
        if stream.is_in_order() {
            return Ok(stream);
        }
        match stream.keep().await {
            Ok(true) => return Ok(stream),
            Ok(false) => {}
            // Nothing of it was handed out: it can still be asked for again, and read at one moment.
            Err(_) if call == RangeCall::Either => return self.range(request).await,
            Err(fault) => return Err(fault),
        }
        // The server stops sending.
        drop(stream);
        let header = self.header(&request).await?;
        let revision = if request.revision == 0 { header.revision } else { request.revision };
        let pinned = RangeRequest { revision, ..request.clone() };
        match self.range_by(call, pinned).await {
            Ok(mut stream) => {
                stream.begin_with(header);
                Ok(stream)
            }
            // Since the header came, that is: Range reads all at one moment.
            Err(fault) if request.revision == 0 && fault.is_compacted() => {
                self.range(request).await
            }
            Err(fault) => Err(fault),
        }
    }

    /// Fetches the header that a range would come with now.
    async fn header(&self, request: &RangeRequest) -> Result<ResponseHeader, CallError> {
        let RangeRequest { key, serializable, .. } = request.clone();
        let one = RangeRequest { key, serializable, count_only: true, ..RangeRequest::default() };
        Ok(self.call(one).await?.header.unwrap_or_default())
    }
}

impl RangeStream {
    fn is_in_order(&self) -> bool {
        matches!(self.ahead.front(), Some(RangePart::Header(_)))
    }

    /// Reads on to the end, and puts the header first. Returns false if the reply is too long for that.
    async fn keep(&mut self) -> Result<bool, CallError> {
        let mut kept: usize = self.ahead.iter().map(size).sum();
        while kept <= KEPT {
            match self.advance().await? {
                Some(RangePart::Header(header)) => self.ahead.push_front(RangePart::Header(header)),
                Some(part) => {
                    kept += size(&part);
                    self.ahead.push_back(part);
                }
                None => return Ok(true),
            }
        }
        Ok(false)
    }

    /// Puts a header first. One that is there already is of a later revision than the keys.
    fn begin_with(&mut self, header: ResponseHeader) {
        if self.is_in_order() {
            self.ahead.pop_front();
        }
        self.ahead.push_front(RangePart::Header(header));
        self.has_header = true;
    }
}

fn size(part: &RangePart) -> usize {
    match part {
        RangePart::Kv(kv) => kv.key.len() + kv.value.len(),
        _ => 0,
    }
}
