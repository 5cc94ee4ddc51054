//! The members as raft counts them, which the bucket `meta` has as JSON since 3.5.

use serde::Deserialize;

#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub(crate) struct StoredConfState {
    pub(crate) voters: Vec<u64>,
    pub(crate) learners: Vec<u64>,
    /// The voters before a change that is not finished.
    pub(crate) voters_outgoing: Vec<u64>,
    /// The voters that such a change makes learners.
    pub(crate) learners_next: Vec<u64>,
}

impl StoredConfState {
    pub(crate) fn parse(json: &[u8]) -> Option<Self> {
        serde_json::from_slice(json).ok()
    }
}

#[cfg(test)]
mod tests {
    use super::StoredConfState;

    #[test]
    fn conf_state_is_json() {
        let json = br#"{"voters":[18446744073709551615],"learners":[7],"auto_leave":false}"#;
        let expected =
            StoredConfState { voters: vec![u64::MAX], learners: vec![7], ..Default::default() };
        assert_eq!(StoredConfState::parse(json), Some(expected));
        assert_eq!(StoredConfState::parse(b"{"), None);
    }
}
