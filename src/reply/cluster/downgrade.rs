use crate::etcd::proto::DowngradeResponse;
use crate::output::{Buffer, Cell, Records, Reply};
use crate::reply::header::{fields_header, json_header};

/// A step of a downgrade that etcd accepted.
#[derive(Debug)]
pub(crate) struct DowngradeReply {
    pub(crate) verb: &'static str,
    pub(crate) response: DowngradeResponse,
}

impl Reply for DowngradeReply {
    const FIELDS: &'static [&'static str] = &["step", "cluster_version"];

    fn simple(&self, page: &mut Buffer) {
        let Self { verb, response } = self;
        let version = &response.version;
        page.confirmation(format_args!("Downgrade {verb} success, cluster version {version}"));
    }

    fn fields(&self, page: &mut Buffer) {
        fields_header(self.response.header, page);
        page.field_quoted("Version", self.response.version.as_bytes());
    }

    fn json(&self, page: &mut Buffer) {
        page.json_object_line(|object| {
            json_header(self.response.header, object);
            object.nonzero("version", &*self.response.version);
        });
    }

    fn protobuf(&self, page: &mut Buffer) {
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
    use crate::output::{Buffer, Reply as _};

    #[test]
    fn prints_etcdctls_text() {
        let response = DowngradeResponse { header: None, version: "3.7".to_owned() };
        let reply = DowngradeReply { verb: "enable", response };
        let mut page = Buffer::new(false);
        reply.simple(&mut page);
        reply.json(&mut page);
        assert_eq!(
            page.take(),
            b"Downgrade enable success, cluster version 3.7\n{\"version\":\"3.7\"}\n"
        );
    }
}
