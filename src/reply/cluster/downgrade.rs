//! Replies about downgrades.

use crate::etcd::proto::DowngradeResponse;
use crate::output::{Cell, Page, Records, Reply};
use crate::reply::header::{Header, fields_header};
use serde::Serialize;

/// A step of a downgrade that etcd agreed to.
#[derive(Debug)]
pub(crate) struct DowngradeReply {
    pub(crate) verb: &'static str,
    pub(crate) response: DowngradeResponse,
}

impl Reply for DowngradeReply {
    fn simple(&self, page: &mut Page) {
        let Self { verb, response } = self;
        page.line(format_args!("Downgrade {verb} success, cluster version {}", response.version));
    }

    fn fields(&self, page: &mut Page) {
        fields_header(self.response.header.as_ref(), page);
        page.field_quoted("Version", self.response.version.as_bytes());
    }

    fn json(&self, page: &mut Page) {
        #[derive(Serialize)]
        struct Json<'a> {
            #[serde(skip_serializing_if = "Option::is_none")]
            header: Option<Header>,
            #[serde(skip_serializing_if = "str::is_empty")]
            version: &'a str,
        }
        let header = Header::of(self.response.header.as_ref());
        page.json_line(&Json { header, version: &self.response.version });
    }

    fn protobuf(&self, page: &mut Page) {
        page.message(&self.response);
    }

    fn records(&self) -> Records {
        Records::one([
            ("step", Cell::text(self.verb)),
            ("cluster_version", Cell::text(&self.response.version)),
        ])
    }
}

#[cfg(test)]
mod tests {
    use super::DowngradeReply;
    use crate::etcd::proto::DowngradeResponse;
    use crate::output::{Page, Reply as _};

    // No server to be had here knows downgrades: the literal text of the contract instead.
    #[test]
    fn the_text_of_etcdctl() {
        let response = DowngradeResponse { header: None, version: "3.7".to_owned() };
        let reply = DowngradeReply { verb: "enable", response };
        let mut page = Page::new(false);
        reply.simple(&mut page);
        reply.json(&mut page);
        assert_eq!(
            page.take(),
            b"Downgrade enable success, cluster version 3.7\n{\"version\":\"3.7\"}\n"
        );
    }
}
