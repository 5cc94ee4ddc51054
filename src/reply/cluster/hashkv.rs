use crate::etcd::proto::HashKvResponse;
use crate::go::Object;
use crate::output::{Buffer, Cell, Format, Records, Reply};
use crate::reply::header::{fields_header, json_header};
use crate::reply::per_endpoint::PerEndpoint;

impl Reply for PerEndpoint<HashKvResponse> {
    const WITHOUT: &'static [Format] = &[Format::Protobuf];
    const FIELDS: &'static [&'static str] =
        &["endpoint", "id", "hash", "hash_revision", "compact_revision", "revision", "error"];

    fn simple(&self, page: &mut Buffer) {
        for (endpoint, hash) in self.answered() {
            page.line(format_args!("{endpoint}, {}, {}", hash.hash, hash.hash_revision));
        }
    }

    fn fields(&self, page: &mut Buffer) {
        for (endpoint, hash) in self.answered() {
            fields_header(hash.header, page);
            page.field_quoted("Endpoint", endpoint.as_bytes());
            page.field("Hash", hash.hash);
            page.field("HashRevision", hash.hash_revision);
            page.line(format_args!(""));
        }
    }

    fn json(&self, page: &mut Buffer) {
        if self.answered().next().is_none() {
            // Go's empty list is null.
            page.raw(b"null");
        } else {
            page.json_objects(self.answered(), |(endpoint, hash), object| {
                object.field("Endpoint", endpoint);
                object.object("HashKV", |object| json_hash(hash, object));
            });
        }
        page.raw(b"\n");
    }

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
        let mut records = Records::new(Self::FIELDS);
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
        // Servers before 3.6 do not report it.
        if hash.hash_revision == 0 { Cell::Nothing } else { Cell::Counter(hash.hash_revision) },
        Cell::Counter(hash.compact_revision),
        Cell::Counter(header.revision),
        Cell::Nothing,
    ]
}

fn json_hash(hash: &HashKvResponse, object: &mut Object<'_>) {
    json_header(hash.header, object);
    object.nonzero("hash", hash.hash);
    object.nonzero("compact_revision", hash.compact_revision);
    object.nonzero("hash_revision", hash.hash_revision);
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

    #[test]
    fn newer_servers_report_the_hash_revision() {
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
    fn no_answers_are_null() {
        let reply = PerEndpoint { list: vec![("a:1".to_owned(), Err("no".to_owned()))] };
        assert_eq!(printed(&reply, Reply::json), "null\n");
    }
}
