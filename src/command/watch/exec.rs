//! The command that is run for every event.

use crate::etcd::proto::{Event, WatchResponse, header_revision};
use crate::failure::{Failure, Kind};
use crate::go::quote;
use crate::output::note;
use crate::process::{self, Ending, Variable};
use crate::reply::event_type;
use std::ffi::OsString;
use std::os::unix::ffi::OsStringExt as _;

/// A command and what to do when it fails.
#[derive(Debug)]
pub(in crate::command) struct Hook {
    pub(in crate::command) program: OsString,
    pub(in crate::command) arguments: Vec<OsString>,
    stop_on_error: bool,
}

impl Hook {
    /// The hook that a command line describes; none if there is no command.
    pub(in crate::command) fn new(
        words: Vec<OsString>,
        on_error: &str,
    ) -> Result<Option<Self>, Failure> {
        let stop_on_error = match on_error {
            "stop" => true,
            "ignore" => false,
            _ => {
                let text = format!("bad value \"{on_error}\" for --on-exec-error");
                return Err(Failure::new(Kind::Format, text).hint("it is stop or ignore"));
            }
        };
        let mut words = words.into_iter();
        Ok(words.next().map(|program| Self { program, arguments: words.collect(), stop_on_error }))
    }

    /// Runs the command for every event of a response, one after the other.
    pub(super) async fn run(&self, response: &WatchResponse) -> anyhow::Result<()> {
        let revision = header_revision(response.header);
        for event in &response.events {
            let variables = variables(event, revision);
            self.judge(&process::run(&self.program, &self.arguments, variables).await)?;
        }
        Ok(())
    }

    /// Says how the command failed if it did, and fails too if it is to.
    pub(in crate::command) fn judge(&self, ending: &Ending) -> Result<(), Failure> {
        if ending.is_success() {
            return Ok(());
        }
        note(&format!("command {} error ({ending})", self.quoted()));
        if self.stop_on_error { Err(Failure::silent(Kind::Refused)) } else { Ok(()) }
    }

    /// As Go prints a list of strings with `%q`.
    fn quoted(&self) -> String {
        let words = std::iter::once(&self.program).chain(&self.arguments);
        let words: Vec<_> = words.map(|word| quote(word.as_encoded_bytes())).collect();
        format!("[{}]", words.join(" "))
    }
}

/// The longest variable that Linux takes (`MAX_ARG_STRLEN`), with its name and the NUL at its end; one
/// that is longer would stop the command from being started.
const LONGEST_VARIABLE: usize = 128 << 10;

/// etcdctl's variables, in Go's quotes, and beside them the same as they are. `…_TOO_LARGE` stands for
/// what no variable can hold.
fn variables(event: &Event, revision: i64) -> [Variable; 11] {
    let kv = event.kv.clone().unwrap_or_default();
    let kind = event_type(event);
    let previous = event.prev_kv.as_ref().map(|kv| kv.value.clone());
    let key = raw("ETCD_WATCH_KEY", Some(quote(&kv.key).into_bytes()));
    let value = raw("ETCD_WATCH_VALUE", Some(quote(&kv.value).into_bytes()));
    [
        ("ETCD_WATCH_REVISION", Some(revision.to_string().into())),
        ("ETCD_WATCH_EVENT_TYPE", Some(format!("\"{kind}\"").into())),
        too_large("ETCD_WATCH_KEY_TOO_LARGE", &key, "ETCD_WATCH_RAW_KEY", &kv.key),
        too_large("ETCD_WATCH_VALUE_TOO_LARGE", &value, "ETCD_WATCH_RAW_VALUE", &kv.value),
        key,
        value,
        ("ETCD_WATCH_EVENT_MOD_REVISION", Some(kv.mod_revision.to_string().into())),
        ("ETCD_WATCH_RAW_TYPE", Some(kind.into_owned().into())),
        raw("ETCD_WATCH_RAW_KEY", Some(kv.key)),
        raw("ETCD_WATCH_RAW_VALUE", Some(kv.value)),
        raw("ETCD_WATCH_RAW_PREV_VALUE", previous),
    ]
}

/// A variable with just these bytes. It is left out, whatever we inherited, if there are none or if no
/// variable can hold them.
pub(in crate::command) fn raw(name: &'static str, value: Option<Vec<u8>>) -> Variable {
    let fits = |value: &Vec<u8>| !value.contains(&0) && !is_too_long(name, value);
    (name, value.filter(fits).map(OsString::from_vec))
}

/// The variable that says that bytes are too large for one of theirs, quoted or as they are.
fn too_large(name: &'static str, quoted: &Variable, raw_name: &str, bytes: &[u8]) -> Variable {
    let is_too_large = quoted.1.is_none() || is_too_long(raw_name, bytes);
    (name, is_too_large.then(|| "1".into()))
}

fn is_too_long(name: &str, value: &[u8]) -> bool {
    name.len() + value.len() + "=\0".len() > LONGEST_VARIABLE
}

#[cfg(test)]
mod tests {
    use super::{Hook, raw, variables};
    use crate::etcd::proto::{Event, KeyValue};

    #[test]
    fn what_no_variable_can_hold_is_left_out() {
        assert_eq!(raw("V", Some(b"a\0b".to_vec())).1, None);
        assert_eq!(raw("V", Some(vec![b'x'; 128 << 10])).1, None);
        assert_eq!(raw("V", None).1, None);
        assert_eq!(raw("V", Some(Vec::new())).1, Some("".into()));
    }

    #[test]
    fn what_is_too_large_is_named() {
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
    fn quoted_and_raw() {
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

    #[test]
    fn a_hook_is_told_as_go_would() {
        let hook = Hook::new(vec!["sh".into(), "-c".into(), "\"".into()], "stop").unwrap().unwrap();
        assert_eq!(hook.quoted(), r#"["sh" "-c" "\""]"#);
        assert!(Hook::new(Vec::new(), "stop").unwrap().is_none());
        assert_eq!(Hook::new(Vec::new(), "no").unwrap_err().kind().code(), 4);
    }
}
