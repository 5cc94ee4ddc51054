//! `--json-errors`: errors and notes as JSON, by default if the output is JSON.

use crate::failure::Failure;
use crate::go::boolean;
use crate::output::{self, Format};
use crate::settings::program::Program;
use crate::settings::sources::Sources;
use crate::settings::table::{JSON_ERRORS, WRITE_OUT};
use std::ffi::OsString;

pub(super) fn resolve(
    flag: Option<bool>,
    format: Format,
    from: &mut Sources,
) -> Result<(), Failure> {
    let json = from.value_or(&JSON_ERRORS, flag, || Ok(is_json(format)));
    output::set_json(*json.as_ref().unwrap_or(&is_json(format)));
    json.map(drop)
}

fn is_json(format: Format) -> bool {
    matches!(format, Format::Json | Format::Jsonl)
}

/// Sets the format of errors for a command line that could not be parsed.
pub(crate) fn detect(arguments: &[OsString]) {
    let words: Vec<_> = arguments.iter().map(|word| word.to_string_lossy()).collect();
    let mut from = Sources::from_environment();
    // A context that is wrong is reported when the rest of the line is valid.
    let _ = from.enter_context(context(&words), Program::from_arguments(arguments));
    let (flag, format) = scan(&words, &mut from);
    // An invalid variable is reported when the rest of the line is valid.
    let _ = resolve(flag, format, &mut from);
}

/// Finds `--context`, as [`scan`] finds its options.
fn context<S: AsRef<str>>(words: &[S]) -> Option<&str> {
    let mut words = words.iter().map(AsRef::as_ref).take_while(|word| *word != "--");
    let mut found = None;
    while let Some(word) = words.next() {
        match word.strip_prefix("--context") {
            Some("") => found = words.next(),
            Some(value) => found = value.strip_prefix('=').or(found),
            None => {}
        }
    }
    found
}

/// Finds `--json-errors` and `--write-out`. Does not see abbreviated options, nor anything after `--`.
fn scan<S: AsRef<str>>(words: &[S], from: &mut Sources) -> (Option<bool>, Format) {
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
    let format = format.map_or_else(|| from.value(&WRITE_OUT, None), Format::parse);
    (flag, format.unwrap_or(Format::Simple))
}

#[cfg(test)]
mod tests {
    use super::{is_json, scan};
    use crate::settings::sources::Sources;
    use crate::settings::table::JSON_ERRORS;

    fn json(line: &str, variables: &[(&str, &str)]) -> bool {
        let mut from = Sources::with_variables(variables);
        let words: Vec<_> = line.split(' ').collect();
        let (flag, format) = scan(&words, &mut from);
        from.value_or(&JSON_ERRORS, flag, || Ok(is_json(format))).unwrap()
    }

    #[test]
    fn every_spelling_is_found() {
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
    fn options_win_over_variables() {
        let (format, errors) = (("ETCDCTL_WRITE_OUT", "json"), ("ECTL_JSON_ERRORS", "false"));
        assert!(json("get k", &[format]));
        assert!(!json("get k", &[format, errors]));
        assert!(!json("get k -w table", &[format]));
        assert!(json("get k --json-errors", &[errors]));
    }
}
