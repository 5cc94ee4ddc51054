//! Who stderr is for, people or programs: `--json-errors`, and what the format of the output says.

use crate::failure::Failure;
use crate::go::boolean;
use crate::output::{self, Format};
use crate::settings::sources::Sources;
use clap::Args;
use std::ffi::OsString;

/// The option that says it.
#[derive(Debug, Clone, Default, Args)]
pub(crate) struct JsonErrors {
    /// Failures and notes as JSON (default: as -w says)
    ///
    /// One object a line: {"error": …, "kind": …, "code": …, "hint": …, "endpoints": […]}, or {"note": …}. With
    /// `-w json` and `-w jsonl` it is so unless this is false. ectl-errors(7) tells about each field.
    #[arg(long, global = true, hide = true, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true", value_parser = boolean)]
    json_errors: Option<bool>,
}

impl JsonErrors {
    pub(crate) fn settle(self, format: Format, from: &mut Sources) -> Result<(), Failure> {
        output::set_json(from.boolean("JSON_ERRORS", self.json_errors, is_json(format))?);
        Ok(())
    }
}

fn is_json(format: Format) -> bool {
    matches!(format, Format::Json | Format::Jsonl)
}

/// Looks for it in a line that nobody has understood yet: what is wrong with the line has to be told
/// to the same reader. It sees what is spelled out before `--`.
pub(crate) fn detect_early(arguments: &[OsString]) {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let variable = |name: &str| std::env::var(name).ok();
    output::set_json(asks_for_json(&words, variable));
}

fn asks_for_json<S: AsRef<str>>(words: &[S], variable: impl Fn(&str) -> Option<String>) -> bool {
    let (mut flag, mut format) = (None, None);
    let mut words = words.iter().map(AsRef::as_ref).take_while(|word| *word != "--");
    while let Some(word) = words.next() {
        if let Some(value) = word.strip_prefix("--json-errors") {
            flag = boolean(value.strip_prefix('=').unwrap_or("true")).ok();
        } else if word == "-w" || word == "--write-out" {
            format = words.next();
        } else if let Some(value) = word.strip_prefix("--write-out=").or(word.strip_prefix("-w")) {
            format = Some(value.trim_start_matches('='));
        }
    }
    let format = format.map(str::to_owned).or_else(|| variable("ETCDCTL_WRITE_OUT"));
    flag.or_else(|| boolean(&variable("ECTL_JSON_ERRORS")?).ok())
        .or_else(|| Format::parse(&format?).ok().map(is_json))
        .unwrap_or(false)
}

#[cfg(test)]
mod tests {
    use super::asks_for_json;

    fn json(line: &str, set: &[(&str, &str)]) -> bool {
        let find = |name: &str| set.iter().find(|(known, _)| *known == name);
        let words: Vec<_> = line.split(' ').collect();
        asks_for_json(&words, |name| find(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn it_is_seen_in_any_spelling() {
        for line in [
            "get k -w json",
            "get -w jsonl k",
            "-wjson get k --nonsense",
            "get k -w=json",
            "get k --write-out json",
            "get k --write-out=jsonl",
            "get k -w simple -w json",
            "get k --json-errors",
            "get k --json-errors=true -w table",
        ] {
            assert!(json(line, &[]), "{line}");
        }
        for line in [
            "get k",
            "get k -w table",
            "get k -w json -w simple",
            "get k -w json --json-errors=false",
            "watch k -- sh -w json",
            "get k -w",
        ] {
            assert!(!json(line, &[]), "{line}");
        }
    }

    #[test]
    fn variables_count_less_than_options() {
        let (format, errors) = (("ETCDCTL_WRITE_OUT", "json"), ("ECTL_JSON_ERRORS", "false"));
        assert!(json("get k", &[format]));
        assert!(!json("get k", &[format, errors]));
        assert!(!json("get k -w table", &[format]));
        assert!(json("get k --json-errors", &[errors]));
    }
}
