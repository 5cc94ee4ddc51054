//! The command line itself: grammar, help, complaints, settings.

use crate::support::cluster::Cluster as _;
use crate::support::pty::open_pty;
use crate::support::words::split;
use crate::support::{ectl, etcd};
use clap::CommandFactory as _;
use std::ffi::OsString;
use std::io::Read as _;
use std::os::unix::ffi::OsStringExt;
use std::process::{Command, Stdio};

/// An endpoint without a server: a line that sends something fails with exit code 2.
const NOWHERE: &str = "127.0.0.1:1";

/// Lines that all print the key `a` and its value.
const LINES: &[&str] = &[
    // Options before the command's name, the command's own too.
    "--write-out simple get a",
    "-w simple get a",
    "--consistency s get a",
    "--limit=5 --rev 0 get a",
    "--keys-only=false get a",
    "--dial-timeout 5s -wsimple --hex=false get a",
    // Options among and behind the arguments.
    "get --limit 5 a --consistency s -w simple",
    "get a -wsimple",
    "get a -w=simple",
    "get a --write-out=simple",
    // Unique prefixes.
    "ge a",
    // The last of a repeated option wins.
    "-w json get -w fields a -w simple",
    "get --limit 0x10 --limit 1 a",
    "get --prefix --prefix=false a",
    "get --keys-only --keys-only=F --count-only=0 a",
    // Go's integers.
    "get --limit 0b1 a",
    "get --limit 1_0 a",
    "get --limit -1 a",
    "get --limit=-1 a",
    "get --limit 01 a",
    // Both ends of a range, the second empty: a single key.
    "get a ''",
    // The end of options.
    "get --limit 1 -- a",
    "-d= --discovery-srv-name blue get a",
    // An empty password is one; who nobody is asked to be is not looked at.
    "--password '' get a",
];

#[test]
fn cobra_syntax_is_accepted() {
    let etcd = etcd();
    etcd.ectl("put a 1").run().prints("OK\n");
    etcd.ectl("put b 2").run().prints("OK\n");
    for line in LINES {
        etcd.ectl(*line).run().prints("a\n1\n");
    }
    etcd.ectl("get --prefix=T a --print-value-only=1").run().prints("1\n");
    etcd.ectl("get --from-key --keys-only -w=jsonl --limit 0x1 a -w fields -wsimple")
        .run()
        .prints("a\n\n");
    etcd.ectl("put -- -k -v").run().prints("OK\n");
    etcd.ectl("get -- -k").run().prints("-k\n-v\n");
    // An empty word in front is skipped in the search for the command, and is its first argument.
    etcd.ectl("'' get b").run().fails(1, "Error: etcdserver: key is not provided\n");
}

#[test]
fn repeated_endpoints_accumulate() {
    let etcd = etcd();
    let at = etcd.endpoints();
    for line in [
        format!("--endpoints {NOWHERE} --endpoints {at} put k v"),
        format!("put k v --endpoints={NOWHERE},{at}"),
        format!("--endpoints \"{at}\" put k v"),
    ] {
        ectl("", &line).run().prints("OK\n");
    }
    // The flag beats the variable, and both may be given.
    ectl(NOWHERE, &format!("--endpoints {at} put k v")).run().prints("OK\n");
}

#[test]
fn help_flags_and_command_print_help() {
    let root = ectl("", "").run();
    assert!(root.text().contains("\nKey-value commands:\n"), "{}", root.text());
    assert_eq!((root.stderr.as_str(), root.code), ("", 0));
    for line in ["--help", "-h", "help", "-w json --help"] {
        ectl("", line).run().prints(root.text());
    }
    let get = ectl("", "get --help").run();
    assert!(get.text().contains("Usage: ectl get [OPTIONS] <KEY> [RANGE_END]"));
    for line in
        ["help get", "help ge", "get -h", "--help get", "get a --prefix=false -h", "get -h a"]
    {
        ectl("", line).run().prints(get.text());
    }
    // Everything that is to be said about a command, and its options a line each.
    let sandbox = ectl("", "sandbox --help").run();
    assert!(sandbox.text().contains("free loopback ports"), "{}", sandbox.text());
    assert!(sandbox.text().contains("\n  -h, --help         Print help\n"), "{}", sandbox.text());
    ectl("", "help nonsense").run().fails(
        128,
        "Error: unknown help topic \"nonsense\"\n\
         hint: \"ectl help\" lists the commands\n",
    );
}

#[test]
fn groups_need_a_command_and_all_have_help() {
    visit(&ectl::Cli::command(), &mut Vec::new());
}

fn visit<'a>(command: &'a clap::Command, path: &mut Vec<&'a str>) {
    for sub in command.get_subcommands() {
        path.push(sub.get_name());
        let name = format!("ectl {}", path.join(" "));
        let help = ectl("", &*path).arg("--help").run();
        assert_eq!((help.stderr.as_str(), help.code), ("", 0), "{name}");
        assert!(help.text().contains(&format!("Usage: {name}")), "{}", help.text());
        if sub.has_subcommands() {
            ectl("", &*path).run().fails(
                128,
                &format!("Error: \"{name}\" needs a command\nhint: available commands: [..]\n"),
            );
            let wrong = format!(
                "Error: unknown command \"nonsense\" for \"{name}\"\n\
                 hint: available commands: [..]\n"
            );
            ectl("", &*path).arg("nonsense").run().fails(128, &wrong);
            ectl("", &*path).arg("help").run().prints(help.text());
        }
        visit(sub, path);
        path.pop();
    }
}

/// Lines, and all that is printed of them.
const USAGE_ERRORS: &[(&str, &str)] = &[
    (
        "nonsense",
        "Error: unknown command \"nonsense\" for \"ectl\"\nhint: \"ectl help\" lists the commands\n",
    ),
    ("gett a", "Error: unknown command \"gett\" for \"ectl\"\nhint: did you mean get?\n"),
    ("''", "Error: unknown command \"\" for \"ectl\"\nhint: \"ectl help\" lists the commands\n"),
    ("--endpoints x", "Error: \"ectl\" needs a command\nhint: \"ectl help\" lists the commands\n"),
    (
        "-- get a",
        "Error: unexpected argument 'get' found\nhint: subcommand 'get' exists; to use it, remove the '--' before it\n",
    ),
    (
        "get",
        "Error: the following required arguments were not provided: <KEY>\nhint: usage: ectl get <KEY> [RANGE_END]\n",
    ),
    (
        "get a b c",
        "Error: unexpected argument 'c' found\nhint: usage: ectl get [OPTIONS] <KEY> [RANGE_END]\n",
    ),
    ("get --prefx a", "Error: unexpected argument '--prefx' found\nhint: did you mean --prefix?\n"),
    ("get --pre a", "Error: unexpected argument '--pre' found\nhint: did you mean --prefix?\n"),
    (
        "get -x a",
        "Error: unexpected argument '-x' found\nhint: to pass '-x' as a value, use '-- -x'\n",
    ),
    ("version -1", "Error: unexpected argument '-1' found\nhint: usage: ectl version\n"),
    ("get --limit", "Error: a value is required for '--limit <N>' but none was supplied\n"),
    ("get -w", "Error: a value is required for '--write-out <FORMAT>' but none was supplied\n"),
    (
        "get --limit abc a",
        "Error: invalid value 'abc' for '--limit <N>': \"abc\" is not a 64-bit integer\n",
    ),
    (
        "get --prefix=maybe a",
        "Error: invalid value 'maybe' for '--prefix[=<BOOL>]': \"maybe\" is neither true nor false\n",
    ),
    (
        "get --hex=2 a",
        "Error: invalid value '2' for '--hex[=<BOOL>]': \"2\" is neither true nor false\n",
    ),
    (
        "get --dial-timeout 5x a",
        "Error: invalid value '5x' for '--dial-timeout <DURATION>': \"5x\" is not a number of seconds or a duration such as 500ms, 5s or 1m30s\n",
    ),
    (
        "completion",
        "Error: the following required arguments were not provided: <SHELL>\nhint: usage: ectl completion <SHELL>\n",
    ),
    (
        "completion tcsh",
        "Error: invalid value 'tcsh' for '<SHELL>'\nhint: valid values: bash, zsh, fish, powershell, elvish\n",
    ),
    (
        "completion bash zsh",
        "Error: unexpected argument 'zsh' found\nhint: usage: ectl completion <SHELL>\n",
    ),
    (
        "get a\n\nb --nonsense",
        "Error: unexpected argument '--nonsense' found\nhint: to pass '--nonsense' as a value, use '-- --nonsense'\n",
    ),
    (
        "a\nb",
        "Error: unknown command \"a b\" for \"ectl\"\nhint: \"ectl help\" lists the commands\n",
    ),
];

#[test]
fn usage_errors_name_the_argument() {
    for &(line, complaint) in USAGE_ERRORS {
        let outcome = ectl(NOWHERE, line).run();
        assert_eq!(
            (outcome.text(), outcome.stderr.as_str(), outcome.code),
            ("", complaint, 128),
            "{line}"
        );
    }
}

#[test]
fn usage_errors_suggest_the_right_command() {
    for (line, hint) in [
        ("health", "did you mean ectl endpoint health?"),
        ("status", "did you mean ectl endpoint status?"),
        ("leader", "did you mean ectl endpoint status --cluster?"),
        ("list", "did you mean ectl ls?"),
        ("ll", "did you mean ectl ls -l?"),
        ("keys", "did you mean ectl get --prefix --keys-only KEY?"),
        ("du -L 2", "did you mean --depth?"),
        ("ls -R", "did you mean ectl tree?"),
        ("ls --recursive", "did you mean ectl tree?"),
        ("get --json k", "did you mean -w json?"),
        ("get -R k", "did you mean --prefix?"),
        ("tree -d 2", "the levels of tree and du are limited by --depth"),
        ("stat k", "did you mean ectl ls -l?"),
        ("ctx prod", "did you mean ectl context use?"),
        ("mkdir a", "did you mean ectl put?"),
        ("set a 1", "did you mean ectl put?"),
        ("rm a", "did you mean ectl del?"),
        ("register web h:1", "did you mean ectl service register?"),
        ("restore f", "did you mean ectl snapshot restore?"),
        ("lease ls", "did you mean ectl lease list?"),
        ("member rm 1", "did you mean ectl member remove?"),
        ("user create u", "did you mean ectl user add?"),
        ("member create u", "did you mean ectl member add?"),
        ("frobnicate", "\"ectl help\" lists the commands"),
        ("copy a b", "did you mean ectl cp?"),
        ("get -o json k", "did you mean -w?"),
        ("get --output json k", "did you mean --write-out?"),
        ("get --timeout 5s k", "did you mean --command-timeout?"),
        ("lock l --wait 5s -- true", "did you mean --timeout?"),
        ("get --max-keys 5 k", "did you mean --limit?"),
        ("del --max-keys 5 k", "\"ectl del --help\" lists the options"),
        ("get --zone x k", "\"ectl get --help\" lists the options"),
        ("get --endpoint h:1 k", "did you mean --endpoints?"),
        // What stands behind "--" is run here.
        ("watch k --nonsense 1", "\"ectl watch --help\" lists the options"),
        ("lock l --nonsense -- true", "\"ectl lock --help\" lists the options"),
        ("lock -x", "usage: ectl lock [OPTIONS] <NAME> [-- <CMD>...]"),
        ("session", "usage: ectl session [OPTIONS] -- <CMD>..."),
        ("lock l ls -l", "put -- before CMD; usage: ectl lock [OPTIONS] <NAME> [-- <CMD>...]"),
        ("session ls -l", "put -- before CMD; usage: ectl session [OPTIONS] -- <CMD>..."),
    ] {
        ectl(NOWHERE, line).run().fails(128, &format!("Error: [..]\nhint: {hint}\n"));
    }
}

/// Lines that take a time, written `T`.
const TIMES: &[&str] = &[
    "check perf --duration T",
    "compaction --older-than T --marks no/marks",
    "defrag --data-dir d --timeout T",
    "doctor --max-latency T",
    "doctor --max-skew T",
    "elect e p --grace T --ttl 60",
    "elect e p --timeout T",
    "elect e p --ttl T",
    "endpoint health --max-latency T",
    "endpoint health --wait 10ms --interval T",
    "endpoint health --wait T",
    "get k --command-timeout T",
    "get k --db f --timeout T",
    "get k --dial-timeout T",
    "get k --keepalive-time T",
    "get k --keepalive-timeout T",
    "get k --retry T",
    "hashkv f --timeout T",
    "history k --db f --timeout T",
    "import f --ttl T",
    "lease grant T",
    "lock l --grace T --ttl 60",
    "lock l --timeout T",
    "lock l --ttl T",
    "make-mirror h:1 --interval T",
    "migrate --data-dir d --target-version 3.6 --timeout T",
    "put k v --ttl T",
    "service register s h:1 --check-tcp h:1 --check-interval T",
    "service register s h:1 --check-tcp h:1 --check-timeout T",
    "service register s h:1 --drain T",
    "service register s h:1 --grace T --ttl 60",
    "service register s h:1 --timeout T",
    "service register s h:1 --ttl T",
    "service resolve s --probe --probe-timeout T",
    "service watch s --debounce T -- true",
    "service watch s --grace T -- true",
    "service watch s --max-wait T -- true",
    "session --grace T --ttl 60 -- true",
    "session --timeout T -- true",
    "session --ttl T -- true",
    "snapshot check f --timeout T",
    "snapshot inspect f --timeout T",
    "snapshot status f --timeout T",
    "service watch s --timeout T",
    "wait k --exists --timeout T",
    "watch k --timeout T",
    "watch k --debounce T -- true",
    "watch k --jobs 2 --grace T -- true",
    "watch k --restart --max-wait T -- true",
];

#[test]
fn durations_take_seconds_or_units() {
    // Nothing of it waits: etcd is not there, and "soon" is refused.
    for line in TIMES {
        let refused = ectl(NOWHERE, &line.replace('T', "soon")).run();
        let why = "not a number of seconds or a duration such as 500ms, 5s or 1m30s\n";
        refused.fails_part(128, why);
        let long = ectl(NOWHERE, &line.replace('T', "999999999999h")).run();
        long.fails_part(128, "too long (at most 292 years)\n");
    }
    let running: Vec<_> = TIMES
        .iter()
        .flat_map(|line| ["1", "1s"].map(|time| (line, ectl(NOWHERE, &line.replace('T', time)))))
        .map(|(line, typed)| (line, typed.spawn()))
        .collect();
    for (line, child) in running {
        let outcome = crate::support::finish(child);
        assert_ne!(outcome.code, 128, "{line}: {outcome:?}");
    }
}

#[test]
fn every_duration_option_is_listed() {
    fn visit(command: &clap::Command, path: &str) {
        for arg in command.get_arguments() {
            let name = arg.get_long().unwrap_or_default();
            let names = arg.get_value_names().unwrap_or_default();
            let is_time = names.iter().any(|name| name == "DURATION");
            let looks_so = ["ttl", "timeout", "grace", "interval", "duration", "latency", "skew"]
                .iter()
                .any(|word| name.ends_with(word));
            assert_eq!(is_time, is_time || looks_so, "{path} --{name}");
            let option = format!("--{name} T");
            let tried = TIMES
                .iter()
                .any(|line| line.contains(&option) && (path.is_empty() || line.starts_with(path)));
            assert!(tried || !is_time, "{path} --{name}: give it a line in TIMES");
        }
        for sub in command.get_subcommands() {
            visit(sub, format!("{path} {}", sub.get_name()).trim());
        }
    }
    visit(&ectl::Cli::command(), "");
}

#[test]
fn version_in_every_format() {
    let version = env!("CARGO_PKG_VERSION");
    let (commit, target) = (env!("ECTL_COMMIT"), env!("ECTL_TARGET"));
    let known = if commit.is_empty() { "unknown" } else { commit };
    let text = format!(
        "ectl version: {version}\nAPI version: 3.7\ncompatible with etcdctl: 3.7.3\n\
         commit: {known}\ntarget: {target}\n"
    );
    for line in ["version", "ver", "version -w simple"] {
        ectl("", line).run().prints(&text);
    }
    let build = if commit.is_empty() { target.into() } else { format!("{commit}, {target}") };
    for line in ["--version", "-V", "-w nonsense -V"] {
        ectl("", line).run().prints(&format!("ectl {version} ({build})\n"));
    }
    let object = format!(
        "{{\"version\":\"{version}\",\"api_version\":\"3.7\",\"etcdctl_version\":\"3.7.3\",\
         \"commit\":\"{commit}\",\"target\":\"{target}\"}}"
    );
    ectl("", "version -w jsonl").run().prints(&format!("{object}\n"));
    ectl("", "version").env("ETCDCTL_WRITE_OUT", "jsonl").run().prints(&format!("{object}\n"));
    ectl("", "version -w json").run().prints(&format!("[{object}]\n"));
    ectl("", "version").env("ECTL_JSON_ERRORS", "nonsense").run().prints(&text);
    let table = ectl("", "version -w table").run();
    assert!(table.text().starts_with("┌") && table.text().contains(version), "{table:?}");
    ectl("", "-w nonsense version").run().fails(
        4,
        "Error: unsupported output format \"nonsense\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
}

#[test]
fn options_lists_every_global_option() {
    let outcome = ectl("", "options").run();
    let text = outcome.text();
    assert!(text.starts_with("The following options can be passed to any command:\n\n"), "{text}");
    assert!(text.ends_with(
        "\n\nDURATION is a number of seconds, or a duration such as 500ms, 5s or 1m30s.\n"
    ));
    let (options, variables) = text.split_once("\n\nEnvironment:\n").unwrap();
    assert!(variables.contains("ETCDCTL_ENDPOINTS"), "{text}");
    let listed: Vec<_> = options.lines().filter_map(|line| line.split_once("--")).collect();
    let globals = ectl::Cli::command();
    let globals = globals.get_arguments().filter(|arg| arg.is_global_set());
    assert_eq!(listed.len(), globals.count());
    assert!(listed.is_sorted_by_key(|(_, option)| option.to_owned()), "{text}");
}

/// Output of `--debug` for the line and the variables of the test.
const DEBUG: &str = "\
ECTL_CONTEXT= (default)
ECTL_JSON_ERRORS=false (default)
ECTL_PASSWORD_COMMAND= (default)
ECTL_PASSWORD_FILE= (default)
ECTL_RETRY=0s (default)
ECTL_TOKEN_FILE= (default)
ETCDCTL_AUTH_JWT_TOKEN=*** (variable)
ETCDCTL_CACERT=/nope (flag)
ETCDCTL_CERT= (default)
ETCDCTL_COMMAND_TIMEOUT=1.5s (variable)
ETCDCTL_DEBUG=true (flag)
ETCDCTL_DIAL_TIMEOUT=2s (default)
ETCDCTL_DISCOVERY_SRV= (default)
ETCDCTL_DISCOVERY_SRV_NAME= (default)
ETCDCTL_ENDPOINTS=[127.0.0.1:1] (flag)
ETCDCTL_HEX=true (variable)
ETCDCTL_INSECURE_DISCOVERY=true (default)
ETCDCTL_INSECURE_SKIP_TLS_VERIFY=false (default)
ETCDCTL_INSECURE_TRANSPORT=true (default)
ETCDCTL_KEEPALIVE_TIME=10s (default)
ETCDCTL_KEEPALIVE_TIMEOUT=5s (default)
ETCDCTL_KEY= (default)
ETCDCTL_MAX_RECV_BYTES=0 (default)
ETCDCTL_MAX_REQUEST_BYTES=0 (default)
ETCDCTL_PASSWORD=*** (variable)
ETCDCTL_USER=root:*** (variable)
ETCDCTL_WRITE_OUT=fields (flag)
ETCDCTL_PASSWORT is not read by ectl
Error: open /nope: no such file or directory
";

#[test]
fn debug_lists_settings_with_sources_and_masks_secrets() {
    let outcome =
        ectl("", "get a --debug --write-out fields --endpoints 127.0.0.1:1 --cacert /nope")
            .env("ETCDCTL_WRITE_OUT", "json")
            .env("ETCDCTL_HEX", "true")
            .env("ETCDCTL_COMMAND_TIMEOUT", "1500ms")
            .env("ETCDCTL_DIAL_TIMEOUT", "")
            .env("ETCDCTL_USER", "root:hunter2")
            .env("ETCDCTL_PASSWORD", "hunter2")
            .env("ETCDCTL_AUTH_JWT_TOKEN", "hunter2")
            .env("ETCDCTL_PASSWORT", "hunter2")
            .env("ETCDCTL_API", "3")
            .run();
    assert_eq!((outcome.text(), outcome.stderr.as_str(), outcome.code), ("", DEBUG, 128));
}

#[test]
fn secrets_stay_out_of_usage_errors() {
    for line in [
        "get --pasword hunter2 a",
        "get --pasword=hunter2 a",
        "--pasword=hunter2 get a",
        "get --password hunter2 --nonsense a",
        "get --password=hunter2",
        "get a --user root:hunter2 -w nonsense",
    ] {
        let outcome = ectl(NOWHERE, line).env("ETCDCTL_USER", "root:hunter2").run();
        assert_ne!(outcome.code, 0);
        assert!(!outcome.stderr.contains("hunter2"), "{line}: {}", outcome.stderr);
    }
}

#[test]
fn malformed_variables_are_named() {
    for (name, value, code, complaint) in [
        ("DIAL_TIMEOUT", "5x", 128, "\"5x\" is not a number of seconds or a duration such as"),
        ("KEEPALIVE_TIME", "300years", 128, "\"300years\" is too long"),
        ("HEX", "yes", 128, "\"yes\" is neither true nor false"),
        ("DEBUG", "2", 128, "\"2\" is neither true nor false"),
        ("INSECURE_TRANSPORT", "-", 128, "\"-\" is neither true nor false"),
        ("MAX_RECV_BYTES", "1MB", 128, "\"1MB\" is not a 64-bit integer"),
        ("WRITE_OUT", "yaml", 4, "unsupported output format \"yaml\""),
    ] {
        let name = format!("ETCDCTL_{name}");
        let outcome = ectl(NOWHERE, "get a").env(&name, value).run();
        outcome.fails_part(code, &format!("Error: {name}: {complaint}"));
    }
    let not_utf8: OsString = OsStringExt::from_vec(b"\xff".to_vec());
    let outcome = ectl(NOWHERE, "get a").env("ETCDCTL_USER", not_utf8).run();
    outcome.fails(128, "Error: ETCDCTL_USER: not UTF-8\n");
    // A flag makes the variable irrelevant.
    ectl(NOWHERE, "get a -w nonsense").env("ETCDCTL_HEX", "yes").run().fails(
        4,
        "Error: unsupported output format \"nonsense\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    ectl(NOWHERE, "get a --cert=")
        .run()
        .fails(128, "Error: empty string is passed to --cert option\n");
    // Commands that need no etcd look at no variable.
    assert_eq!(ectl("", "version").env("ETCDCTL_HEX", "yes").run().code, 0);
}

/// Returns the stderr of a line, where that is a terminal.
fn on_a_terminal(line: &str, variables: &[(&str, &str)]) -> String {
    let terminal = open_pty(None);
    let mut command = Command::new(env!("CARGO_BIN_EXE_ectl"));
    command.args(split(line)).env_clear().envs(variables.iter().copied());
    command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(terminal.slave);
    command.status().expect("cannot start the program under test");
    drop(command);
    let mut said = Vec::new();
    // Linux ends a terminal that nobody else has open with an error.
    let _ = std::fs::File::from(terminal.master).read_to_end(&mut said);
    String::from_utf8(said).expect("stderr is UTF-8").replace("\r\n", "\n")
}

#[test]
fn errors_are_coloured_on_capable_terminals() {
    let plain =
        "Error: unknown command \"x\" for \"ectl\"\nhint: \"ectl help\" lists the commands\n";
    let red =
        plain.replace("Error:", "\x1b[1;31mError:\x1b[0m").replace("hint:", "\x1b[1mhint:\x1b[0m");
    assert_eq!(on_a_terminal("x", &[("TERM", "xterm")]), red);
    assert_eq!(on_a_terminal("x", &[("TERM", "xterm"), ("NO_COLOR", "")]), red);
    assert_eq!(on_a_terminal("x", &[("TERM", "xterm"), ("NO_COLOR", "1")]), plain);
    assert_eq!(on_a_terminal("x", &[("TERM", "dumb")]), plain);
    assert_eq!(on_a_terminal("x", &[("TERM", "")]), plain);
    assert_eq!(on_a_terminal("x", &[]), plain);
    ectl("", "x").env("TERM", "xterm").run().fails(128, plain);
}

#[test]
fn misspelt_variables_are_hinted_on_terminals() {
    let misspelt = [("ETCDCTL_ENDPOINT", "h:1"), ("ETCDCTL_API", "3"), ("ETCDCTL_CACERT", "/nope")];
    let hint = "hint: the variable ETCDCTL_ENDPOINT is not read; did you mean ETCDCTL_ENDPOINTS?\n";
    let error = "Error: open /nope: no such file or directory\n";
    assert_eq!(on_a_terminal("get a", &misspelt), format!("{hint}{error}"));
    assert_eq!(on_a_terminal("get a", &misspelt[1..]), error);
    // Scripts have had no such line, and get none.
    let mut line = ectl("", "get a");
    for (name, value) in misspelt {
        line = line.env(name, value);
    }
    let outcome = line.run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), (error, 128));
}

#[test]
fn bad_values_list_the_valid_ones() {
    for (line, code, complaint) in [
        ("get k --order up", 4, "bad sort order up\nhint: valid values: ASCEND, DESCEND\n"),
        (
            "get k --sort-by ver",
            4,
            "bad sort target ver\nhint: valid values: CREATE, KEY, MODIFY, VALUE, VERSION\n",
        ),
        (
            "role grant-permission r raed k",
            128,
            "invalid permission type: raed\nhint: valid values: read, write, readwrite\n",
        ),
        (
            "endpoint health --require most",
            4,
            "invalid --require \"most\"\nhint: valid values: all, quorum, any\n",
        ),
    ] {
        ectl(NOWHERE, line).run().fails(code, &format!("Error: {complaint}"));
    }
}
