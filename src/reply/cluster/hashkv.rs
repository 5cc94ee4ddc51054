//! The hash over the history of all keys at each endpoint.

use crate::etcd::proto::HashKvResponse;
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::reply::header::{Header, fields_header};
use crate::reply::is_default;
use crate::reply::per_endpoint::PerEndpoint;
use serde::Serialize;

impl Reply for PerEndpoint<HashKvResponse> {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];

    fn simple(&self, page: &mut Buffer) {
        for (endpoint, hash) in self.answered() {
            page.line(format_args!("{endpoint}, {}, {}", hash.hash, hash.hash_revision));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        for (endpoint, hash) in self.answered() {
            fields_header(hash.header.as_ref(), page);
            page.field_quoted("Endpoint", endpoint.as_bytes());
            page.field("Hash", hash.hash);
            page.field("HashRevision", hash.hash_revision);
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        let list: Vec<_> = self
            .answered()
            .map(|(endpoint, hash)| EndpointHashJson { endpoint, hash: HashJson::of(hash) })
            .collect();
        // Go's empty list is null.
        page.json_line(&(!list.is_empty()).then_some(list));
    }

    fn protobuf(&self, _page: &mut Buffer) {}

    fn records(&self) -> Records {
        let mut records = Records::new(&["endpoint", "hash", "hash_revision"]);
        for (endpoint, hash) in self.answered() {
            records.push([
                Cell::text(endpoint),
                Cell::Number(hash.hash.into()),
                Cell::Counter(hash.hash_revision),
            ]);
        }
        records
    }

    fn jsonl_records(&self) -> Records {
        let columns =
            ["endpoint", "id", "hash", "hash_revision", "compact_revision", "revision", "error"];
        let mut records = Records::new(&columns);
        for (endpoint, answer) in &self.list {
            let endpoint = Cell::text(endpoint);
            records.push(match answer {
                Ok(hash) => jsonl_cells(endpoint, hash),
                Err(why) => {
                    let [a, b, c, d, e] = [const { Cell::Nothing }; 5];
                    [endpoint, a, b, c, d, e, Cell::text(why)]
                }
            });
        }
        records
    }
}

fn jsonl_cells(endpoint: Cell, hash: &HashKvResponse) -> [Cell; 7] {
    let header = hash.header.unwrap_or_default();
    [
        endpoint,
        Cell::Id(header.member_id),
        Cell::Number(hash.hash.into()),
        // Servers before 3.6 do not send it.
        if hash.hash_revision == 0 { Cell::Nothing } else { Cell::Counter(hash.hash_revision) },
        Cell::Counter(hash.compact_revision),
        Cell::Counter(header.revision),
        Cell::Nothing,
    ]
}

#[derive(Debug, Serialize)]
struct EndpointHashJson<'a> {
    #[serde(rename = "Endpoint")]
    endpoint: &'a str,
    #[serde(rename = "HashKV")]
    hash: HashJson,
}

#[derive(Debug, Serialize)]
struct HashJson {
    #[serde(skip_serializing_if = "Option::is_none")]
    header: Option<Header>,
    #[serde(skip_serializing_if = "is_default")]
    hash: u32,
    #[serde(skip_serializing_if = "is_default")]
    compact_revision: i64,
    #[serde(skip_serializing_if = "is_default")]
    hash_revision: i64,
}

impl HashJson {
    fn of(hash: &HashKvResponse) -> Self {
        Self {
            header: Header::of(hash.header.as_ref()),
            hash: hash.hash,
            compact_revision: hash.compact_revision,
            hash_revision: hash.hash_revision,
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::etcd::proto::{HashKvResponse, ResponseHeader};
    use crate::output::{Buffer, Reply};
    use crate::reply::PerEndpoint;

    fn printed(
        answers: &PerEndpoint<HashKvResponse>,
        print: impl Fn(&PerEndpoint<HashKvResponse>, &mut Buffer),
    ) -> String {
        let mut page = Buffer::new(false);
        print(answers, &mut page);
        String::from_utf8(page.take().to_vec()).unwrap()
    }

    /// Servers before 3.6 have no hash revision.
    #[test]
    fn the_hash_revision_of_newer_servers() {
        let header = ResponseHeader { cluster_id: 1, member_id: 2, revision: 9, raft_term: 3 };
        let hash = HashKvResponse {
            header: Some(header),
            hash: 1_084_519_789,
            compact_revision: -1,
            hash_revision: 7,
        };
        let reply = PerEndpoint { list: vec![("a:1".to_owned(), Ok(hash))] };
        assert_eq!(printed(&reply, Reply::simple), "a:1, 1084519789, 7\n");
        assert_eq!(
            printed(&reply, Reply::fields),
            "\"ClusterID\" : 1\n\"MemberID\" : 2\n\"Revision\" : 9\n\"RaftTerm\" : 3\n\
             \"Endpoint\" : \"a:1\"\n\"Hash\" : 1084519789\n\"HashRevision\" : 7\n\n"
        );
        assert_eq!(
            printed(&reply, Reply::json),
            "[{\"Endpoint\":\"a:1\",\"HashKV\":{\"header\":{\"cluster_id\":1,\"member_id\":2,\
             \"revision\":9,\"raft_term\":3},\"hash\":1084519789,\"compact_revision\":-1,\
             \"hash_revision\":7}}]\n"
        );
    }

    #[test]
    fn nothing_at_all_is_null() {
        let reply = PerEndpoint { list: vec![("a:1".to_owned(), Err("no".to_owned()))] };
        assert_eq!(printed(&reply, Reply::json), "null\n");
    }
}
