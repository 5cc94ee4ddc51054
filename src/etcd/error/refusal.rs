//! The refusals of etcd that callers act on, known by their texts: servers from 3.4 to 3.7 give them
//! different gRPC codes.

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Refusal {
    Compacted,
    FutureRevision,
    LeaseNotFound,
    MessageTooLarge,
    PermissionDenied,
    RequestTooLarge,
    RoleExists,
    RootRoleMissing,
    TooManyOperations,
    TooManyRequests,
    UserNameEmpty,
}

const TEXTS: [(&str, Refusal); 11] = [
    ("required revision has been compacted", Refusal::Compacted),
    ("required revision is a future revision", Refusal::FutureRevision),
    ("requested lease not found", Refusal::LeaseNotFound),
    ("larger than max", Refusal::MessageTooLarge),
    ("permission denied", Refusal::PermissionDenied),
    ("role name already exists", Refusal::RoleExists),
    ("root user does not have root role", Refusal::RootRoleMissing),
    ("request is too large", Refusal::RequestTooLarge),
    ("too many operations in txn request", Refusal::TooManyOperations),
    ("etcdserver: too many requests", Refusal::TooManyRequests),
    ("user name is empty", Refusal::UserNameEmpty),
];

impl Refusal {
    /// Finds the refusal in a text of etcd's, which may be part of a longer one.
    pub(crate) fn of(text: &str) -> Option<Self> {
        TEXTS.iter().find(|(part, _)| text.contains(part)).map(|(_, refusal)| *refusal)
    }
}

#[cfg(test)]
mod tests {
    use super::Refusal;

    #[test]
    fn refusal_is_found_within_a_text() {
        let text = "rpc error: code = Unknown desc = etcdserver: permission denied";
        assert_eq!(Refusal::of(text), Some(Refusal::PermissionDenied));
        assert_eq!(Refusal::of("etcdserver: no leader"), None);
    }
}
