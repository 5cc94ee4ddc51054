//! The values of an entry's fields.

/// Fields by name, in the order of the schema.
pub(crate) type EntryFields<'a> = Vec<(&'static str, EntryValue<'a>)>;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum EntryValue<'a> {
    Unsigned(u64),
    Signed(i64),
    Flag(bool),
    /// The id of a member.
    Id(u64),
    Lease(i64),
    Text(&'a str),
    Key(&'a [u8]),
    /// The value of a key.
    Payload(&'a [u8]),
    /// JSON that etcd wrote.
    Json(&'a str),
    /// A password or a token.
    Hidden,
    Message(EntryFields<'a>),
    List(Vec<EntryValue<'a>>),
}
