use super::{data_dir, on, unpacked};
use crate::support::cluster::Cluster as _;
use crate::support::{ectl, etcd};
use std::thread::sleep;
use std::time::Duration;

#[test]
fn history_lists_what_was_put_and_deleted() {
    let mut etcd = etcd();
    etcd.ok("put k one");
    etcd.ok("put other x");
    etcd.ok("put k two");
    etcd.ok("del k");
    let lease = etcd.ok("lease grant 1000").text().split(' ').nth(1).unwrap().to_owned();
    etcd.ok(&format!("put k $'\\xff' --lease {lease}"));
    sleep(Duration::from_millis(300));
    etcd.members()[0].kill().unwrap();
    let data_dir = data_dir(&mut etcd);
    let history =
        |words: &str| ectl("", &format!("history {words} --data-dir {}", data_dir.display()));
    let digits = format!("{:016x}", u64::from_str_radix(&lease, 16).unwrap());
    history("k").run().prints(&format!(
        "       2  put     created 2         version 1       3 bytes\n       \
         4  put     created 2         version 2       3 bytes\n       \
         5  delete\n       \
         6  put     created 6         version 1       1 byte  lease {digits}\n"
    ));
    history("k --values").run().prints(&format!(
        "       2  put     created 2         version 1       3 bytes  \"one\"\n       \
         4  put     created 2         version 2       3 bytes  \"two\"\n       \
         5  delete\n       \
         6  put     created 6         version 1       1 byte  lease {digits}  \"\\xff\"\n"
    ));
    let first = "{\"revision\":\"2\",\"operation\":\"put\",\"create_revision\":\"2\",\"version\":\"1\",\
                 \"lease\":null,\"size\":\"3\"";
    let deletion = "{\"revision\":\"5\",\"operation\":\"delete\",\"create_revision\":null,\
                    \"version\":null,\"lease\":null,\"size\":null";
    let jsonl = history("k -w jsonl").run().succeeds();
    let lines: Vec<_> = jsonl.text().lines().collect();
    assert_eq!(
        (lines.len(), lines[0], lines[2]),
        (4, &*format!("{first}}}"), &*format!("{deletion}}}"))
    );
    let jsonl = history("k -w jsonl --values").run().succeeds();
    let lines: Vec<_> = jsonl.text().lines().collect();
    assert_eq!(lines[0], format!("{first},\"value\":\"one\"}}"));
    assert_eq!(lines[2], format!("{deletion},\"value\":null}}"));
    assert!(
        lines[3]
            .ends_with(&format!("\"lease\":\"{digits}\",\"size\":\"1\",\"value_b64\":\"/w==\"}}"))
    );
    let json = history("k -w json --values").run().succeeds();
    assert_eq!(json.text(), format!("[{}]\n", lines.join(",")));
    history("nothing -w json").run().prints("[]\n");
    history("nothing").run().prints("");
    history("nothing -w table").run().succeeds().text().contains("OPERATION");
    history("nothing -e").run().fails(7, "Error: no change found: key \"nothing\"\n");
    history("other -e -w fields").run().prints(
        "\"Revision\" : 3\n\"Operation\" : \"put\"\n\"CreateRevision\" : 3\n\"Version\" : 1\n\
         \"Lease\" : \n\"Size\" : 1\n\n",
    );
    let table = history("k -w table").run().succeeds();
    assert_eq!(table.text().matches("put").count(), 3, "{}", table.text());
}

#[test]
fn history_begins_at_the_compaction() {
    let (_folder, file) = unpacked("v37-compacted");
    let outcome = on(&file, "history reg/0000000 --db {}").run().succeeds();
    assert_eq!(outcome.stderr, "history before revision 100 was compacted\n");
    let revisions: Vec<_> =
        outcome.text().lines().map(|line| line.trim_start().split(' ').next().unwrap()).collect();
    assert_eq!(revisions, ["2", "124"]);
}

#[test]
fn history_of_a_file_needs_it() {
    ectl("127.0.0.1:1", "history k --timeout 1s").run().fails(
        128,
        "Error: --timeout is the time to wait for a database file, with --db or --data-dir\n\
         hint: did you mean --command-timeout?\n",
    );
    ectl("", "history k --db /nonexistent")
        .run()
        .fails(6, "Error: stat /nonexistent: no such file or directory\n");
    let (_folder, file) = unpacked("v37-full");
    on(&file, "history k --db {} -w protobuf")
        .run()
        .fails(4, "Error: protobuf not supported as output format\n");
    std::fs::write(&file, [b'x'; 9000]).unwrap();
    on(&file, "history k --db {}").run().fails_part(1, "Error: invalid database\n");
}
