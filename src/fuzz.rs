//! Properties that hold for any input: checked by property tests here, and by the targets of `fuzz/`.

use crate::command::{txn, watch};
use crate::etcd::proto::{KeyValue, RangeResponse};
use crate::etcd::{Decoder, Endpoint, RangePart};
use crate::failure::Failure;
use crate::go::{self, go_duration};
use crate::offline::bolt::{self, Database, WalkItem, Writer};
use crate::offline::protobuf_writer::MessageWriter;
use crate::offline::raft::{
    DecodedEntry, EffectiveLog, RaftEntry, RecordType, RecordWriter, Requirement, Survey,
    WalFolder, WalReader, parse_snap_file,
};
use crate::settings::config;
use prost::Message as _;
use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::Write as _;
use std::os::unix::ffi::OsStringExt as _;
use std::path::Path;
use std::time::Duration;

/// Arguments, separated by NUL: parsed, or refused in one line.
pub fn argv(bytes: &[u8]) {
    let words = bytes.split(|byte| *byte == 0).map(|word| OsString::from_vec(word.to_vec()));
    let arguments: Vec<_> = std::iter::once("ectl".into()).chain(words).collect();
    if let Err(failure) = crate::parse::parse(&arguments) {
        assert_refusal(&failure, 128);
        assert!(!failure.to_string().contains('\n'), "{failure}");
    }
}

/// A transaction on stdin: parsed, or refused as bad input or, as etcdctl does, bad arguments.
pub fn txn(bytes: &[u8]) {
    txn::any_text(bytes);
}

/// A transaction as JSON: parsed, or refused with a reason.
pub fn txn_json(bytes: &[u8]) {
    txn::any_json(bytes);
}

/// A config file: read, or refused as wrong. Changes leave a config file.
pub fn config(bytes: &[u8]) {
    config::any_file(bytes);
}

/// A line of `watch -i`: parsed, or refused as bad input or bad arguments.
pub fn watch(bytes: &[u8]) {
    if let Err(failure) = watch::understand(bytes) {
        let code = failure.kind().code();
        assert!([3, 4, 128].contains(&code), "{code}: {failure}");
        assert_refusal(&failure, code);
    }
}

/// An endpoint: refused, or displayed as it was given.
pub fn endpoint(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    for tls in [false, true] {
        match Endpoint::parse(text, tls) {
            Ok(endpoint) => {
                assert_eq!(endpoint.to_string(), text.trim());
                assert_eq!(
                    Endpoint::parse(&endpoint.to_string(), tls).ok().as_ref(),
                    Some(&endpoint)
                );
                assert!(endpoint.authority().contains(endpoint.server_name()));
            }
            Err(failure) => assert_refusal(&failure, 128),
        }
    }
}

/// An ID or a number: refused, or equal when parsed again.
pub fn id(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(lease) = go::lease_id(text) {
        assert_eq!(go::lease_id(&format!("dec:{lease}")), Ok(lease));
        assert!(lease < 0 || go::lease_id(&format!("{lease:x}")) == Ok(lease));
    }
    if let Ok(member) = go::member_id(text) {
        assert_eq!(go::member_id(&format!("{member:x}")), Ok(member));
    }
    if let Ok(number) = go::integer(text) {
        assert_eq!(go::integer(&number.to_string()), Ok(number));
        assert!(number == 0 || text.starts_with('-') == (number < 0), "{text}");
    }
}

/// A duration: refused, or equal, apart from rounding, when Go's form of it is parsed again.
pub fn duration(bytes: &[u8]) {
    let Ok(text) = str::from_utf8(bytes) else { return };
    if let Ok(duration) = go::duration(text) {
        let again = go::duration(&go_duration(duration)).unwrap_or(Duration::MAX);
        let rounding = duration.as_nanos() / (1 << 50) + 2;
        assert!(duration.abs_diff(again).as_nanos() <= rounding, "{duration:?} {again:?}");
    }
    if let Ok(seconds) = go::ttl(text) {
        assert_eq!(go::ttl(&seconds.to_string()), Ok(seconds));
    }
}

/// The body of a range response: decodes to the same parts in pieces of any size, and as the whole
/// message does.
pub fn range(bytes: &[u8]) {
    let length = u32::try_from(bytes.len()).unwrap_or(u32::MAX);
    let framed = [&[0], length.to_be_bytes().as_slice(), bytes].concat();
    for body in [bytes, &framed] {
        let whole = Parts::of([body]);
        for size in [1, 2, 3, 7, 64] {
            assert_eq!(Parts::of(body.chunks(size)), whole, "in pieces of {size} bytes");
        }
    }
    let parts = Parts::of([framed.as_slice()]);
    if parts.end == Some(true) {
        let reply = RangeResponse::decode(bytes);
        let reply = reply.map(|reply| (reply.kvs, reply.more, reply.count));
        assert_eq!(reply.ok(), Some((parts.kvs, parts.more, parts.count)));
    }
}

/// A database file, and pages of one: refused, or equal when read in another way, and when written again.
pub fn database(bytes: &[u8]) {
    open_database(bytes);
    open_database(&bolt::with_metas(bytes));
}

fn open_database(bytes: &[u8]) {
    let path = Path::new("fuzz.db");
    let Ok(mut file) = tempfile::tempfile() else { return };
    let Ok(()) = file.write_all(bytes) else { return };
    let Ok(database) = Database::from_file(file, path) else { return };
    let by_cursors = read_database(&database);
    let mut contents = DatabaseContents::new();
    let faults = database.verified_walk(&mut |_| Ok(()), &mut |item| {
        add_item(&mut contents, item);
        Ok(())
    });
    if faults.is_ok_and(|faults| faults.is_empty()) {
        assert_eq!(by_cursors.ok().as_ref(), Some(&contents));
        let _ = write_database(&contents).map(|again| {
            assert_eq!(read_database(&again).ok(), Some(contents));
        });
    }
}

/// Buckets, with the keys and values in them.
type DatabaseContents = BTreeMap<Vec<u8>, BTreeMap<Vec<u8>, Vec<u8>>>;

fn add_item(contents: &mut DatabaseContents, item: WalkItem<'_>) {
    match item {
        WalkItem::Bucket(name) => drop(contents.insert(name.to_vec(), BTreeMap::new())),
        WalkItem::Element(element) => {
            let bucket = contents.last_entry();
            let (key, value) = (element.key.to_vec(), element.value.to_vec());
            bucket.map(|mut bucket| bucket.get_mut().insert(key, value));
        }
    }
}

fn read_database(database: &Database) -> Result<DatabaseContents, Failure> {
    let mut contents = DatabaseContents::new();
    for bucket in database.buckets()? {
        add_item(&mut contents, WalkItem::Bucket(&bucket.name));
        let mut cursor = bucket.cursor(database);
        while let Some(element) = cursor.next()? {
            add_item(&mut contents, WalkItem::Element(element));
        }
    }
    Ok(contents)
}

/// Fails if a key is empty or too long, which a walk does not mind.
fn write_database(contents: &DatabaseContents) -> anyhow::Result<Database> {
    let file = tempfile::tempfile()?;
    let path = Path::new("fuzz.db");
    let mut writer = Writer::new(file.try_clone()?, path, 1024)?;
    for (name, bucket) in contents {
        writer.bucket(name)?;
        for (key, value) in bucket {
            writer.put(key, value)?;
        }
    }
    writer.finish()?;
    Ok(Database::from_file(file, path)?)
}

/// A write-ahead log of one file, of two, and of well-formed records with these contents: read, or refused.
pub fn wal(bytes: &[u8]) {
    let Ok(folder) = tempfile::tempdir() else { return };
    let (first, second) = bytes.split_at(bytes.len() / 2);
    let mut records = RecordWriter::default();
    records.continue_from(0);
    for data in bytes.split(|byte| *byte == b'|') {
        let (kind, data) = data.split_first().unwrap_or((&0, &[]));
        records.add(RecordType::from_number((kind % 8).into()), data);
    }
    let written = records.finish();
    for (log, is_whole) in [(bytes, false), (first, false), (&written, true)] {
        let rest = if log == first { second } else { &[] };
        let files = [("0-0.wal", log), ("1-1.wal", rest)];
        let is_written = files
            .iter()
            .all(|(name, contents)| std::fs::write(folder.path().join(name), contents).is_ok());
        if is_written {
            read_wal(folder.path(), is_whole, bytes.len());
        }
    }
}

fn read_wal(path: &Path, is_whole: bool, size: usize) {
    let Ok(folder) = WalFolder::read(path) else { return };
    let mut reader = WalReader::new(&folder);
    while let Ok(Some(record)) = reader.next() {
        assert!(record.data.len() <= 2 * size + 64);
        if let Ok(entry) = RaftEntry::parse(record.data) {
            let _ = DecodedEntry::parse(&entry);
        }
    }
    assert!(!is_whole || reader.torn().is_none());
    if let Err(failure) = Survey::read(&folder) {
        assert_refusal(&failure, 1);
    }
    match EffectiveLog::read(path, Requirement::of) {
        Ok(log) => assert!(log.entries.len() <= size),
        Err(failure) => assert_refusal(&failure, 1),
    }
}

/// A snapshot of raft: read, or refused.
pub fn snap(bytes: &[u8]) {
    if let Err(failure) = parse_snap_file(bytes) {
        assert_refusal(&failure, 1);
    }
    // With the checksum that it should have.
    let file = MessageWriter::default().varint(1, crc32c::crc32c(bytes).into()).bytes(2, bytes);
    let file = file.finish();
    if let Err(failure) = parse_snap_file(&file) {
        assert_refusal(&failure, 1);
    }
}

/// An entry of raft's log of any type: decoded and judged, or refused. What is undecodable to people is so
/// to the judgement, too.
pub fn raft_request(bytes: &[u8]) {
    for kind in 0..4 {
        let entry = RaftEntry { kind, term: 1, index: 1, data: bytes };
        let needs = Requirement::of(&entry);
        match DecodedEntry::parse(&entry) {
            Ok(decoded) => assert!(!decoded.kind.is_empty()),
            Err(failure) => {
                assert_refusal(&failure, 1);
                let is_long = failure.to_string().starts_with("more than");
                assert!(kind == 1 || kind == 2 || is_long || needs.is_err());
            }
        }
        if let Err(failure) = needs {
            assert_refusal(&failure, 1);
        }
    }
}

#[derive(Debug, Default, PartialEq)]
struct Parts {
    headers: usize,
    kvs: Vec<KeyValue>,
    more: bool,
    count: i64,
    /// Set if the body was complete; `None` if it was malformed.
    end: Option<bool>,
}

impl Parts {
    fn of<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Self {
        let mut decoder = Decoder::default();
        let mut parts = Self::default();
        for piece in pieces {
            decoder.feed(piece);
            loop {
                match decoder.next() {
                    Ok(Some(RangePart::Header(_))) => parts.headers += 1,
                    Ok(Some(RangePart::Kv(kv))) => parts.kvs.push(kv),
                    Ok(Some(RangePart::End { more, count })) => {
                        (parts.more, parts.count) = (more, count);
                    }
                    Ok(None) => break,
                    Err(_) => return parts,
                }
            }
        }
        Self { end: Some(decoder.is_done()), ..parts }
    }
}

fn assert_refusal(failure: &Failure, code: u8) {
    assert_eq!(failure.kind().code(), code, "{failure}");
    assert!(!failure.to_string().is_empty());
}

#[cfg(test)]
mod tests {
    use crate::etcd::proto::{KeyValue, RangeResponse, ResponseHeader};
    use proptest::collection::vec;
    use proptest::prelude::{Strategy, any, proptest};
    use proptest::prop_oneof;
    use proptest::sample::{Index, select};
    use prost::Message as _;

    /// Bytes mixed with words that the parser knows.
    fn nearly(known: &'static [&'static str]) -> impl Strategy<Value = Vec<u8>> {
        let piece = prop_oneof![
            3 => select(known).prop_map(|text| text.as_bytes().to_vec()),
            1 => vec(any::<u8>(), 0..4),
        ];
        vec(piece, 0..16).prop_map(|pieces| pieces.concat())
    }

    fn kv() -> impl Strategy<Value = KeyValue> {
        (vec(any::<u8>(), 0..9), vec(any::<u8>(), 0..300), any::<i64>())
            .prop_map(|(key, value, lease)| KeyValue { key, value, lease, ..KeyValue::default() })
    }

    fn reply() -> impl Strategy<Value = RangeResponse> {
        (any::<bool>(), vec(kv(), 0..5), any::<bool>(), any::<i64>()).prop_map(
            |(header, kvs, more, count)| {
                let header =
                    header.then(|| ResponseHeader { revision: count, ..Default::default() });
                RangeResponse { header, kvs, more, count }
            },
        )
    }

    const WATCH: &[&str] = &[
        "watch ",
        "progress",
        "--prefix ",
        "--rev=",
        "--prev-kv ",
        "-- ",
        "--on-exec-error=",
        "\"",
        "'",
        "\\",
        "=",
        " ",
        "a",
        "1",
        "-",
    ];
    const ENDPOINT: &[&str] = &[
        "http://", "https://", "unix:", "unixs://", "//", ":", "[", "]", "::1", "h", "2379", ".",
        "/", "?", "@", " ", "é",
    ];
    const ID: &[&str] =
        &["0x", "dec:", "-", "+", "0", "f", "7", "_", "0o", "0b", "9223372036854775807"];
    /// Tags, lengths and numbers that the messages of raft have.
    const WAL_BYTES: &[u8] = &[
        0, 1, 2, 3, 4, 5, 6, 8, 10, 0x12, 0x18, 0x1a, 0x22, 0x2a, 0x32, 0x80, 0xa2, 0xe2, 0xff,
        b'|',
    ];
    const TXN: &[&str] = &[
        "mod(", "lease(", "val(", "\"", "`", "\\x", ")", " = ", "1", "put ", "get ", "del ", "k ",
        "--prefix", "--lease=", "--limit=", "-- ", "\n", "\n\n", "\r\n", " ",
    ];
    const ODD_DURATION: &[&str] = &["1", "9", ".", "ns", "µs", "m", "h", "day", "-", "+", " "];
    const UNITS: &[&str] = &["ns", "us", "µs", "ms", "s", "m", "h", ".5h", " days"];

    fn plain_duration() -> impl Strategy<Value = String> {
        let part =
            (0..5000_u32, select(UNITS)).prop_map(|(number, unit)| format!("{number}{unit}"));
        vec(part, 1..4).prop_map(|parts| parts.concat())
    }

    /// Pages with likely headers and elements.
    fn pages() -> impl Strategy<Value = Vec<u8>> {
        let number = prop_oneof![4 => 0..6_u8, 2 => 0..64_u8, 1 => any::<u8>()];
        let element = (vec(number.clone(), 4), number).prop_map(|(fields, child)| {
            let words = [fields[0] & 1, fields[1], fields[2], fields[3] & child];
            words.iter().flat_map(|word| u32::from(*word).to_le_bytes()).collect::<Vec<_>>()
        });
        let page = (select(&[1_u8, 2][..]), vec(element, 0..5), vec(any::<u8>(), 0..90));
        let page = page.prop_map(|(flags, elements, data)| {
            let count = elements.len() as u8;
            let header = [0, 0, 0, 0, 0, 0, 0, 0, flags, 0, count, 0, 0, 0, 0, 0];
            let mut page = [header.as_slice(), &elements.concat(), &data].concat();
            page.resize(1024, 0);
            page
        });
        vec(page, 1..6).prop_map(|mut pages| {
            (2..).zip(&mut pages).for_each(|(id, page)| page[0] = id);
            pages.concat()
        })
    }

    const TXN_JSON: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        ",",
        ":",
        "\"",
        "\"if\":[",
        "\"then\":[{",
        "\"put\":{",
        "\"get\":{",
        "\"delete\":{",
        "\"key\":\"k\"",
        "\"key_b64\":\"/w==\"",
        "\"value\":\"v\"",
        ",\"value\":\"v\"",
        ",\"mod_revision\":\"1\"",
        "\"version\":1",
        ",\"prefix\":true",
        "\"missing\":true",
        "null",
        "\\u00",
        "1e9",
    ];

    const CONFIG: &[&str] = &[
        "current",
        "contexts",
        "[",
        "]",
        ".",
        "dev",
        "prod",
        " = ",
        "=",
        "\"",
        "'",
        "{",
        "}",
        ",",
        "\n",
        "# c\n",
        "[contexts.dev]\n",
        "[contexts.prod]\n",
        "contexts.",
        "endpoints",
        "user",
        "read-only",
        "true",
        "1",
        "\"h:1\"",
        "\n\n",
        "\r\n",
        "[[contexts.dev]]\n",
        "é",
    ];

    proptest! {
        #[test]
        fn any_config(text in nearly(CONFIG)) {
            super::config(&text);
        }

        #[test]
        fn any_database(pages in pages(), any in vec(any::<u8>(), 0..3000)) {
            super::database(&pages);
            super::database(&any);
        }

        #[test]
        fn any_watch(line in nearly(WATCH)) {
            super::watch(&line);
            super::watch(&[b"watch ", line.as_slice()].concat());
        }

        #[test]
        fn any_endpoint(text in nearly(ENDPOINT)) {
            super::endpoint(&text);
        }

        #[test]
        fn any_id(text in nearly(ID)) {
            super::id(&text);
        }

        #[test]
        fn any_duration(plain in plain_duration(), odd in nearly(ODD_DURATION)) {
            super::duration(plain.as_bytes());
            super::duration(&odd);
        }

        #[test]
        fn any_transaction(lines in nearly(TXN)) {
            super::txn(&lines);
            super::txn(&[b"\n", lines.as_slice()].concat());
        }

        #[test]
        fn any_json_transaction(text in nearly(TXN_JSON), inner in nearly(TXN_JSON)) {
            super::txn_json(&text);
            super::txn_json(&[b"{\"then\":[{\"put\":{", inner.as_slice(), b"}}]}"].concat());
            super::txn_json(&[b"{\"if\":[{", inner.as_slice(), b"}]}"].concat());
        }

        #[test]
        fn whole_truncated_and_corrupted_replies(
            reply in reply(),
            garbled in vec((any::<Index>(), any::<u8>()), 0..3),
            cut in any::<Index>(),
        ) {
            let mut bytes = reply.encode_to_vec();
            super::range(&bytes);
            super::range(bytes.get(..cut.index(bytes.len() + 1)).unwrap());
            for (at, byte) in garbled.into_iter().filter(|_| !reply.kvs.is_empty()) {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            super::range(&bytes);
        }

        #[test]
        fn any_wal(any in vec(any::<u8>(), 0..200), small in vec(select(WAL_BYTES), 0..64)) {
            super::wal(&any);
            super::wal(&small);
            super::wal(&[b"\x08\0\0\0\0\0\0\0".as_slice(), &small].concat());
        }

        #[test]
        fn any_snap(any in vec(any::<u8>(), 0..100), small in vec(select(WAL_BYTES), 0..32)) {
            super::snap(&any);
            super::snap(&small);
        }

        #[test]
        fn any_raft_request(any in vec(any::<u8>(), 0..100), small in vec(select(WAL_BYTES), 0..48)) {
            super::raft_request(&any);
            super::raft_request(&small);
            super::raft_request(&[b"\x08\x01\x12\x03PUT".as_slice(), &small].concat());
        }

        #[test]
        fn replies_of_any_bytes(any in vec(any::<u8>(), 0..100), small in vec(0..48_u8, 0..12)) {
            super::range(&any);
            super::range(&small);
        }
    }
}
