//! The reply to a move of the leadership.

use crate::etcd::proto::MoveLeaderResponse;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{Header, fields_header};
use serde::Serialize;

/// Who led, and who leads now.
#[derive(Debug)]
pub(crate) struct MoveLeaderReply {
    pub(crate) from: u64,
    pub(crate) to: u64,
    pub(crate) response: MoveLeaderResponse,
}

impl Reply for MoveLeaderReply {
    fn simple(&self, page: &mut Buffer) {
        page.line(format_args!("Leadership transferred from {:x} to {:x}", self.from, self.to));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header.as_ref(), page);
    }

    fn json(&self, page: &mut Buffer) {
        #[derive(Serialize)]
        struct MoveLeaderJson {
            #[serde(skip_serializing_if = "Option::is_none")]
            header: Option<Header>,
        }
        page.json_line(&MoveLeaderJson { header: Header::of(self.response.header.as_ref()) });
    }

    fn protobuf(&self, page: &mut Buffer) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        Records::one([("from", Cell::Id(self.from)), ("to", Cell::Id(self.to))])
    }
}
