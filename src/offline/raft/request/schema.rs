//! How the messages in raft's log are described: fields, and the version of etcd that has them first.

/// More levels than a request has that is not made to exhaust the stack.
pub(super) const DEPTH: usize = 100;

/// A message, and its fields.
#[derive(Debug)]
pub(crate) struct MessageSpec {
    /// The minor version of etcd 3 that has the message first.
    pub(super) since: u8,
    pub(super) fields: &'static [FieldSpec],
    /// Fields are written even when they are zero.
    pub(super) has_zeros: bool,
}

#[derive(Debug, Clone, Copy)]
pub(crate) struct FieldSpec {
    pub(super) number: u64,
    /// The field's name in etcd, with small letters.
    pub(super) name: &'static str,
    pub(super) kind: FieldKind,
    pub(super) since: u8,
    pub(super) is_repeated: bool,
    /// The field is shown even if it is zero, which is not written.
    pub(super) is_always_shown: bool,
}

#[derive(Debug, Clone, Copy)]
pub(super) enum FieldKind {
    Message(&'static MessageSpec),
    Unsigned,
    Signed,
    Flag,
    /// The id of a member, or of a request.
    Id,
    Lease,
    /// The names of the numbers from 0 on, and the minor version that has each first.
    Choice(&'static [(&'static str, u8)]),
    Key,
    /// The value of a key.
    Payload,
    Json,
    Text,
    /// A password or a token.
    Secret,
}

impl MessageSpec {
    pub(super) const fn new(fields: &'static [FieldSpec]) -> Self {
        Self { since: 0, fields, has_zeros: false }
    }

    pub(super) const fn since(self, minor: u8) -> Self {
        Self { since: minor, ..self }
    }

    pub(super) const fn with_zeros(self) -> Self {
        Self { has_zeros: true, ..self }
    }

    pub(super) fn field(&self, number: u64) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|field| field.number == number)
    }
}

impl FieldSpec {
    pub(super) const fn since(self, minor: u8) -> Self {
        Self { since: minor, ..self }
    }

    pub(super) const fn repeated(self) -> Self {
        Self { is_repeated: true, ..self }
    }

    pub(super) const fn always_shown(self) -> Self {
        Self { is_always_shown: true, ..self }
    }
}

pub(super) const fn field(number: u64, name: &'static str, kind: FieldKind) -> FieldSpec {
    FieldSpec { number, name, kind, since: 0, is_repeated: false, is_always_shown: false }
}

pub(super) const fn message(
    number: u64,
    name: &'static str,
    inner: &'static MessageSpec,
) -> FieldSpec {
    field(number, name, FieldKind::Message(inner))
}
