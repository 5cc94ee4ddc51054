//! An event that a command is run for, and the variables that tell the command about it.

use super::variable::{variable, variable_fits};
use crate::etcd::proto::Event;
use crate::go::quote;
use crate::process::Variable;
use crate::reply::event_type;

/// The most memory that events may take which wait for a command. More than that are left with etcd.
pub(super) const MOST_PENDING: usize = 4 << 20;

#[derive(Debug, Default)]
pub(crate) struct WatchedEvent {
    pub(crate) event: Event,
    /// The revision of the response that it came in.
    pub(crate) revision: i64,
    /// It was not sent by etcd, but follows from the state after a compaction.
    pub(crate) synthetic: bool,
    /// The place among all events, from which follows what has been handled.
    pub(super) number: u64,
}

impl WatchedEvent {
    pub(crate) fn new(event: Event, revision: i64) -> Self {
        Self { event, revision, ..Self::default() }
    }

    pub(super) fn key(&self) -> &[u8] {
        self.event.kv.as_ref().map_or(&[], |kv| &kv.key)
    }

    pub(super) fn value(&self) -> &[u8] {
        self.event.kv.as_ref().map_or(&[], |kv| &kv.value)
    }

    /// Returns the variables of an event; without one they are all unset.
    pub(super) fn variables_of(event: Option<&Self>) -> Vec<Variable> {
        event.map(Self::variables).unwrap_or_else(|| {
            let variables = Self::default().variables().into_iter();
            variables.map(|(name, _)| (name, None)).collect()
        })
    }

    /// Returns about how much memory it takes.
    pub(super) fn size(&self) -> usize {
        let kvs = self.event.kv.iter().chain(&self.event.prev_kv);
        kvs.map(|kv| kv.key.len() + kv.value.len()).sum::<usize>() + size_of::<Self>()
    }

    /// Returns etcdctl's variables, which are in Go's quotes, and the values without quotes. A value that
    /// no variable can hold sets `…_TOO_LARGE`.
    pub(super) fn variables(&self) -> Vec<Variable> {
        let kv = self.event.kv.clone().unwrap_or_default();
        let kind = event_type(&self.event);
        let previous = self.event.prev_kv.as_ref().map(|kv| kv.value.clone());
        let key = variable("ETCD_WATCH_KEY", Some(quote(&kv.key).into_bytes()));
        let value = variable("ETCD_WATCH_VALUE", Some(quote(&kv.value).into_bytes()));
        vec![
            ("ETCD_WATCH_REVISION", Some(self.revision.to_string().into())),
            ("ETCD_WATCH_EVENT_TYPE", Some(format!("\"{kind}\"").into())),
            too_large("ETCD_WATCH_KEY_TOO_LARGE", &key, "ETCD_WATCH_RAW_KEY", &kv.key),
            too_large("ETCD_WATCH_VALUE_TOO_LARGE", &value, "ETCD_WATCH_RAW_VALUE", &kv.value),
            key,
            value,
            ("ETCD_WATCH_EVENT_MOD_REVISION", Some(kv.mod_revision.to_string().into())),
            ("ETCD_WATCH_RAW_TYPE", Some(kind.into_owned().into())),
            variable("ETCD_WATCH_RAW_KEY", Some(kv.key)),
            variable("ETCD_WATCH_RAW_VALUE", Some(kv.value)),
            variable("ETCD_WATCH_RAW_PREV_VALUE", previous),
            ("ECTL_WATCH_SYNTHETIC", self.synthetic.then(|| "1".into())),
        ]
    }
}

/// Returns the variable that marks a value as too large for its variables, quoted or not.
fn too_large(name: &'static str, quoted: &Variable, raw_name: &str, bytes: &[u8]) -> Variable {
    let is_too_large = quoted.1.is_none() || !variable_fits(raw_name, bytes);
    (name, is_too_large.then(|| "1".into()))
}

#[cfg(test)]
mod tests {
    use super::WatchedEvent;
    use crate::etcd::proto::{Event, KeyValue};

    #[test]
    fn too_large_values_are_marked() {
        let set = |key: usize, value: usize| {
            let (key, value) = (vec![b'k'; key], vec![b'v'; value]);
            let kv = KeyValue { key, value, ..KeyValue::default() };
            let event = Event { kv: Some(kv), ..Event::default() };
            let variables = WatchedEvent::new(event, 9).variables();
            let set = variables.into_iter().filter(|(_, value)| value.is_some());
            set.filter(|(name, _)| name.contains("KEY") || name.contains("VALUE"))
                .map(|(name, _)| name.trim_start_matches("ETCD_WATCH_"))
                .collect::<Vec<_>>()
        };
        let overhead = "ETCD_WATCH_RAW_VALUE=\0".len();
        let largest = (128 << 10) - overhead;
        assert_eq!(set(1, largest), ["KEY", "VALUE", "RAW_KEY", "RAW_VALUE"]);
        assert_eq!(set(1, 128 << 10), ["VALUE_TOO_LARGE", "KEY", "RAW_KEY"]);
        assert_eq!(set(1, largest + 1), ["VALUE_TOO_LARGE", "KEY", "VALUE", "RAW_KEY"]);
        assert_eq!(set(128 << 10, 1), ["KEY_TOO_LARGE", "VALUE", "RAW_VALUE"]);
    }

    #[test]
    fn values_are_given_quoted_and_raw() {
        let kv = KeyValue {
            key: b"k".into(),
            value: b"a\"b\n".into(),
            mod_revision: 7,
            ..KeyValue::default()
        };
        let event = Event { kv: Some(kv), ..Event::default() };
        let event = WatchedEvent { synthetic: true, ..WatchedEvent::new(event, 9) };
        let variables = event.variables();
        let of = |name: &str| variables.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        assert_eq!(of("ETCD_WATCH_REVISION"), Some("9".into()));
        assert_eq!(of("ETCD_WATCH_EVENT_MOD_REVISION"), Some("7".into()));
        assert_eq!(of("ETCD_WATCH_EVENT_TYPE"), Some("\"PUT\"".into()));
        assert_eq!(of("ETCD_WATCH_VALUE"), Some(r#""a\"b\n""#.into()));
        assert_eq!(of("ETCD_WATCH_RAW_VALUE"), Some("a\"b\n".into()));
        assert_eq!(of("ECTL_WATCH_SYNTHETIC"), Some("1".into()));
    }
}
