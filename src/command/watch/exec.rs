//! Runs the command of a watch for every event.

use crate::command::hook::{Hook, variable, variable_fits};
use crate::etcd::proto::{Event, WatchResponse, header_revision};
use crate::go::quote;
use crate::process::{self, Variable};
use crate::reply::event_type;

/// Runs the command for the events of a response, one after the other.
pub(super) async fn run(hook: &Hook, response: &WatchResponse) -> anyhow::Result<()> {
    let revision = header_revision(response.header);
    for event in &response.events {
        let variables = variables(event, revision);
        hook.check(&process::run(&hook.program, &hook.arguments, variables).await)?;
    }
    Ok(())
}

/// Returns etcdctl's variables, which are in Go's quotes, and the values without quotes. A value that
/// no variable can hold sets `…_TOO_LARGE`.
fn variables(event: &Event, revision: i64) -> [Variable; 11] {
    let kv = event.kv.clone().unwrap_or_default();
    let kind = event_type(event);
    let previous = event.prev_kv.as_ref().map(|kv| kv.value.clone());
    let key = variable("ETCD_WATCH_KEY", Some(quote(&kv.key).into_bytes()));
    let value = variable("ETCD_WATCH_VALUE", Some(quote(&kv.value).into_bytes()));
    [
        ("ETCD_WATCH_REVISION", Some(revision.to_string().into())),
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
    ]
}

/// Returns the variable that marks a value as too large for its variables, quoted or not.
fn too_large(name: &'static str, quoted: &Variable, raw_name: &str, bytes: &[u8]) -> Variable {
    let is_too_large = quoted.1.is_none() || !variable_fits(raw_name, bytes);
    (name, is_too_large.then(|| "1".into()))
}

#[cfg(test)]
mod tests {
    use super::variables;
    use crate::etcd::proto::{Event, KeyValue};

    #[test]
    fn too_large_values_are_marked() {
        let set = |key: usize, value: usize| {
            let (key, value) = (vec![b'k'; key], vec![b'v'; value]);
            let kv = KeyValue { key, value, ..KeyValue::default() };
            let variables = variables(&Event { kv: Some(kv), ..Event::default() }, 9);
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
        let variables = variables(&Event { kv: Some(kv), ..Event::default() }, 9);
        let of = |name: &str| variables.iter().find(|(known, _)| *known == name).unwrap().1.clone();
        assert_eq!(of("ETCD_WATCH_REVISION"), Some("9".into()));
        assert_eq!(of("ETCD_WATCH_EVENT_MOD_REVISION"), Some("7".into()));
        assert_eq!(of("ETCD_WATCH_EVENT_TYPE"), Some("\"PUT\"".into()));
        assert_eq!(of("ETCD_WATCH_VALUE"), Some(r#""a\"b\n""#.into()));
        assert_eq!(of("ETCD_WATCH_RAW_VALUE"), Some("a\"b\n".into()));
    }
}
