//! Completion, typed in real shells on a terminal.

use crate::support::cluster::Cluster as _;
use crate::support::shell::{SHELLS, Shell};
use crate::support::{HANG, Line, ectl, etcd, eventually, start};
use ectl::sandbox::Plan;
use std::fs::{create_dir, set_permissions, write};
use std::net::TcpListener;
use std::os::unix::fs::{PermissionsExt, symlink};
use std::path::Path;
use std::time::{Duration, Instant};

/// An endpoint where nothing listens.
const DEAD: &str = "127.0.0.1:1";

/// Types each first text and TAB, and compares the line with the second.
#[track_caller]
fn check(shell: &mut Shell, cases: &[(&str, &str)]) {
    for (typed, expected) in cases {
        let found = shell.line_after(&format!("{typed}\t"));
        assert_eq!(&found, expected, "{typed:?}: {}", shell.screen());
    }
}

/// As [`check`], for values from etcd, which is late now and then on a busy machine.
#[track_caller]
fn check_live(shell: &mut Shell, cases: &[(&str, &str)]) {
    for (typed, expected) in cases {
        let mut complete = || shell.line_after(&format!("{typed}\t"));
        let mut found = complete();
        let begin = Instant::now();
        while found == *typed && found != *expected && begin.elapsed() < HANG {
            found = complete();
        }
        assert_eq!(&found, expected, "{typed:?}: {}", shell.screen());
    }
}

/// Makes a program, a file and a folder in a home.
fn furnish(home: &Path) -> String {
    let program = home.join("bin/gizmo-for-tests");
    write(&program, "#!/bin/sh\n").unwrap();
    set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
    write(home.join("bin/gizmo-is-not-a-program"), "").unwrap();
    write(home.join("notes.txt"), "").unwrap();
    create_dir(home.join("notes.d")).unwrap();
    String::new()
}

#[test]
fn words_are_completed() {
    for shell in SHELLS {
        check(
            &mut Shell::start(shell, DEAD),
            &[
                ("ectl compl", "ectl completion "),
                ("ectl lease revo", "ectl lease revoke "),
                ("ectl le revo", "ectl le revoke "),
                ("ectl help le", "ectl help lease "),
                ("ectl help lease gr", "ectl help lease grant "),
                ("ectl get --sort", "ectl get --sort-by "),
                ("ectl get --endp", "ectl get --endpoints "),
                ("ectl get --sort-by C", "ectl get --sort-by CREATE "),
                ("ectl get --sort-by=C", "ectl get --sort-by=CREATE "),
                ("ectl -w prot", "ectl -w protobuf "),
                ("ectl get -w prot", "ectl get -w protobuf "),
                ("ectl --debug=t", "ectl --debug=true "),
                ("ectl completion po", "ectl completion powershell "),
                ("ectl endpoint health --require q", "ectl endpoint health --require quorum "),
                ("ectl lock --on-lost i", "ectl lock --on-lost ignore "),
                ("ectl --hex get --lim", "ectl --hex get --limit "),
                // Nothing is inserted that is not a candidate.
                ("ectl get ", "ectl get "),
                ("ectl nonsense ", "ectl nonsense "),
                ("ectl put k --value", "ectl put k --value-file "),
                ("ectl lease grant ", "ectl lease grant "),
                ("ectl lease grant 5m", "ectl lease grant 5m"),
                ("ectl get --limit ", "ectl get --limit "),
                ("etcdctl lease revo", "etcdctl lease revoke "),
                ("etcdutl snapshot rest", "etcdutl snapshot restore "),
                ("etcdutl -w prot", "etcdutl -w protobuf "),
            ],
        );
    }
}

#[test]
fn live_keys_are_completed() {
    let etcd = etcd();
    for key in
        ["services/web/a", "services/web/b", "with blank", "it's $5", "x:y=z/k", "x:y=z/\\\"`&;*"]
    {
        etcd.ectl(&["put", key, "v"]).run().prints("OK\n");
    }
    etcd.ectl(&["put", "lines\nof one key", "v"]).run().prints("OK\n");
    etcd.ectl(&["put", "inner-dash-/-k", "v"]).run().prints("OK\n");
    etcd.ectl(&["put", "--", "-leading-dash", "v"]).run().prints("OK\n");
    for (shell, quoted) in [
        (
            "bash",
            [
                r"ectl get with\ blank ",
                r#"ectl get "with blank""#,
                r"ectl get it\'s\ \$5 ",
                r"ectl get 'it'\''s $5'",
                r#"ectl get x:y=z/\\\"\`\&\;\* "#,
            ],
        ),
        (
            "zsh",
            [
                r"ectl get with\ blank ",
                r#"ectl get "with blank" "#,
                r"ectl get it\'s\ \$5 ",
                r"ectl get 'it'\''s $5' ",
                r#"ectl get x:y=z/\\\"\`\&\;\* "#,
            ],
        ),
        (
            "fish",
            [
                r"ectl get with\ blank ",
                r#"ectl get "with blank" "#,
                r"ectl get it\'s\ \$5 ",
                r"ectl get 'it\'s $5' ",
                r#"ectl get x:y=z/\\\"`\&\;\* "#,
            ],
        ),
    ] {
        check_live(
            &mut Shell::start(shell, &etcd.endpoints()),
            &[
                ("ectl get ser", "ectl get services/"),
                ("ectl get services/", "ectl get services/web/"),
                ("ectl get services/web/", "ectl get services/web/"),
                ("ectl get w", quoted[0]),
                ("ectl get \"with b", quoted[1]),
                ("ectl get it", quoted[2]),
                ("ectl get 'it", quoted[3]),
                ("ectl get x:y=z/\\\\", quoted[4]),
                ("ectl get x", "ectl get x:y=z/"),
                ("ectl get x:", "ectl get x:y=z/"),
                ("ectl get x:y=", "ectl get x:y=z/"),
                ("ectl get lin", "ectl get lin"),
                ("ectl get inner-", "ectl get inner-dash-/"),
                ("ectl get inner-dash-/-", "ectl get inner-dash-/-k "),
                ("ectl get -- -lead", "ectl get -- -leading-dash "),
                ("ectl put -- -lead", "ectl put -- -leading-dash "),
                // It would be an option.
                ("ectl get -lead", "ectl get -lead"),
                ("etcdctl del ser", "etcdctl del services/"),
            ],
        );
    }
}

#[test]
fn files_and_programs_are_completed_where_they_are_meant() {
    for shell in SHELLS {
        let mut shell = Shell::start_with(shell, DEAD, furnish);
        let cases = [
            ("ectl lock x -- gizm", "ectl lock x -- gizmo-for-tests "),
            ("ectl elect e -- gizm", "ectl elect e -- gizmo-for-tests "),
            ("ectl watch -- gizm", "ectl watch -- gizmo-for-tests "),
            ("ectl session gizm", "ectl session gizmo-for-tests "),
            ("ectl lock x -- cat notes.t", "ectl lock x -- cat notes.txt "),
            ("ectl put k --value-file notes.t", "ectl put k --value-file notes.txt "),
            ("ectl --cacert notes.t", "ectl --cacert notes.txt "),
            ("ectl --cacert=notes.t", "ectl --cacert=notes.txt "),
            ("ectl --cacert ~/notes.t", "ectl --cacert ~/notes.txt "),
            ("ectl snapshot status notes.t", "ectl snapshot status notes.txt "),
            ("ectl defrag --data-dir not", "ectl defrag --data-dir notes.d/"),
            ("ectl defrag --data-dir ~/not", "ectl defrag --data-dir ~/notes.d/"),
            ("ectl defrag --data-dir=not", "ectl defrag --data-dir=notes.d/"),
            ("etcdutl defrag --data-dir not", "etcdutl defrag --data-dir notes.d/"),
            ("etcdutl snapshot status notes.t", "etcdutl snapshot status notes.txt "),
            ("ectl diff @notes.t", "ectl diff @notes.txt "),
            ("ectl diff a @notes.t", "ectl diff a @notes.txt "),
            // Not here.
            ("ectl get not", "ectl get not"),
            ("ectl get @not", "ectl get @not"),
            ("ectl diff not", "ectl diff not"),
            ("ectl get k --limit not", "ectl get k --limit not"),
            ("ectl user add not", "ectl user add not"),
            ("etcdutl version not", "etcdutl version not"),
        ];
        check(&mut shell, &cases);
    }
}

#[test]
fn facts_of_the_cluster_are_completed() {
    let etcd = etcd();
    let at = etcd.endpoints();
    etcd.ectl("lease grant 600").run().succeeds();
    let leases = etcd.ectl("lease list -w jsonl").run();
    let lease: serde_json::Value = serde_json::from_str(leases.text()).unwrap();
    let lease = lease["id"].as_str().unwrap();
    let members = etcd.ectl("member list -w jsonl").run();
    let member: serde_json::Value = serde_json::from_str(members.text()).unwrap();
    let member = member["id"].as_str().unwrap();
    etcd.ectl("user add anna:pw").run().succeeds();
    etcd.ectl("role add reader").run().succeeds();
    let service = etcd.ectl("service register svc/web 10.0.0.1:80").live();
    service.says("registered");
    let lock = etcd.ectl("lock jobs/backup").live();
    lock.line();
    for shell in SHELLS {
        let lease = format!("{} ", &lease[..16]);
        let at_option = format!("ectl --endpoints {at} get svc/w");
        let cases = [
            ("ectl lease revoke ".to_owned() + &lease[..16], format!("ectl lease revoke {lease}")),
            ("ectl member remove ".to_owned(), "ectl member remove m1 ".to_owned()),
            ("ectl move-leader ".to_owned(), "ectl move-leader m1 ".to_owned()),
            (
                "ectl member update ".to_owned() + &member[..4],
                format!("ectl member update {member} "),
            ),
            ("ectl --endpoints ".to_owned(), format!("ectl --endpoints {at} ")),
            ("ectl --endpoints=".to_owned(), format!("ectl --endpoints={at} ")),
            ("ectl user get ".to_owned(), "ectl user get anna ".to_owned()),
            (
                "ectl user grant-role anna ".to_owned(),
                "ectl user grant-role anna reader ".to_owned(),
            ),
            ("ectl service resolve ".to_owned(), "ectl service resolve svc/web ".to_owned()),
            (
                "ectl service deregister svc/web 10".to_owned(),
                "ectl service deregister svc/web 10.0.0.1:80 ".to_owned(),
            ),
            ("ectl lock ".to_owned(), "ectl lock jobs/backup ".to_owned()),
            (at_option.clone(), format!("{at_option}eb/")),
            (
                "ectl --endpoints 127.0.0.1:1 get svc".to_owned(),
                "ectl --endpoints 127.0.0.1:1 get svc".to_owned(),
            ),
        ];
        let cases: Vec<_> =
            cases.iter().map(|(typed, line)| (typed.as_str(), line.as_str())).collect();
        check_live(&mut Shell::start(shell, &at), &cases);
    }
}

#[test]
fn unreachable_etcd_is_not_waited_for() {
    // It accepts connections, and never answers.
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let silent = silent.local_addr().unwrap().to_string();
    for shell in SHELLS {
        for endpoint in [DEAD, silent.as_str()] {
            let mut shell = Shell::start(shell, endpoint);
            let begin = Instant::now();
            assert_eq!(shell.line_after("ectl get app\t"), "ectl get app");
            assert!(begin.elapsed() < Duration::from_secs(5), "{:?}", begin.elapsed());
        }
    }
}

#[test]
fn passwords_are_not_asked_for() {
    // A login takes no time.
    let options = ["--bcrypt-cost", "4"].map(Into::into).to_vec();
    let etcd = start(&Plan { options, ..Plan::new() });
    for words in ["put app/k v", "user add root:pw", "user grant-role root root", "auth enable"] {
        etcd.ectl(words).run().succeeds();
    }
    for shell in SHELLS {
        let mut shell = Shell::start_with(shell, &etcd.endpoints(), |home| {
            let file = home.join("password");
            write(&file, "pw\n").unwrap();
            set_permissions(&file, PermissionsExt::from_mode(0o600)).unwrap();
            String::new()
        });
        let command = "ectl --user root --password-command \"touch ran; echo pw\" get app";
        let cases = [
            ("ectl get app", "ectl get app"),
            ("ectl --user root get app", "ectl --user root get app"),
            (command, command),
            ("ectl --user root:pw get app", "ectl --user root:pw get app/"),
            (
                "ectl --user root --password-file ~/password get app",
                "ectl --user root --password-file ~/password get app/",
            ),
        ];
        check_live(&mut shell, &cases);
        assert!(!shell.screen().contains("assword:"), "{}", shell.screen());
        assert!(!shell.home().join("ran").exists());
    }
}

/// A question of a script, as zsh's asks it.
fn asked(endpoints: &str, words: &[&str]) -> Line {
    ectl(endpoints, &["_complete", "zsh"]).args(words)
}

#[test]
fn failures_are_silent() {
    for words in [
        &["get", ""][..],
        &["--cacert", "/nonexistent", "get", ""],
        &["--endpoints", "htp:// x", "get", ""],
        &["--user", "root", "--password-file", "/nonexistent", "get", ""],
        &["--user", "root", "--password-file", "-", "get", ""],
        &["--token-file", "-", "get", ""],
        &["--bogus", "get", ""],
        &["--discovery-srv", "nonexistent.invalid", "get", ""],
        &["nonsense", ""],
        &["get", "\u{fffd}"],
    ] {
        asked(DEAD, words).run().prints("words\t\n");
        let variables = asked(DEAD, words).env("ETCDCTL_DEBUG", "true").env("ETCDCTL_HEX", "x");
        variables.run().prints("words\t\n");
    }
    // A warning otherwise.
    let file = tempfile::NamedTempFile::new().unwrap();
    set_permissions(file.path(), PermissionsExt::from_mode(0o644)).unwrap();
    let path = file.path().to_str().unwrap();
    asked(DEAD, &["--user", "root", "--password-file", path, "get", ""]).run().prints("words\t\n");
    ectl("", "_complete").run().fails_part(128, "unknown command");
}

#[test]
fn values_that_are_suggested_are_valid() {
    for (option, words) in [
        ("get k --order", &["ASCEND", "DESCEND"][..]),
        ("get k --sort-by", &["CREATE", "KEY", "MODIFY", "VALUE", "VERSION"]),
        ("get k --consistency", &["l", "s"]),
        ("get k -w", &["simple", "fields", "json", "jsonl", "protobuf", "table"]),
        ("doctor -w", &["simple", "json", "jsonl", "table", "junit", "prometheus"]),
        ("lock l --on-lost", &["term", "kill", "ignore"]),
        ("lock l --signal-to", &["process", "group"]),
        ("endpoint health --require", &["all", "quorum", "any"]),
        ("watch k --on-exec-error", &["stop", "ignore", "retry"]),
        ("check perf --load", &["s", "m", "l", "xl"]),
        ("role grant-permission r", &["read", "write", "readwrite"]),
        ("get k --hex=", &["true", "false"]),
    ] {
        let before: Vec<_> = option.split(' ').collect();
        let (line, end) = match before.split_last() {
            Some((last, before)) if last.ends_with('=') => (before.to_vec(), *last),
            _ => (before.clone(), ""),
        };
        let answer = asked(DEAD, &line).arg(end).run().succeeds();
        let suggested: Vec<_> =
            answer.text().lines().skip(1).map(|line| line[2..].to_owned()).collect();
        let expected: Vec<_> = words.iter().map(|word| format!("{end}{word}")).collect();
        assert_eq!(suggested, expected, "{option}");
        for word in expected {
            let command = if option.starts_with("watch") { "-- true" } else { "" };
            let run = ectl(DEAD, &line).arg(word).args("--command-timeout 1s").args(command).run();
            assert!(![4, 128].contains(&run.code) || option.starts_with("role"), "{run:?}");
        }
    }
}

#[test]
fn suggestions_are_limited() {
    let etcd = etcd();
    for hundred in 0..3 {
        let puts: String = (0..100).map(|n| format!("put key{hundred}{n:02} v\n")).collect();
        etcd.ectl("txn").stdin(format!("\n{puts}\n\n")).run().succeeds();
    }
    eventually("200 suggestions", || {
        let answer = asked(&etcd.endpoints(), &["get", "key"]).run().succeeds();
        answer.text().lines().count() == 201
    });
    // What is missing from the list may not go on with the letter that all of it have.
    let puts: String = (0..100).map(|n| format!("put b/x{n:03} v\n")).collect();
    etcd.ectl("txn").stdin(format!("\n{puts}\n\n")).run().succeeds();
    etcd.ok("put b/y v");
    let words = |typed: &str| {
        let answer = asked(&etcd.endpoints(), &["get", typed]).run().succeeds();
        answer.text().lines().map(str::to_owned).collect::<Vec<_>>()
    };
    eventually("all of them", || words("b/").len() == 102);
    let puts: String = (100..228).map(|n| format!("put b/x{n:03} v\n")).collect();
    etcd.ectl("txn").stdin(format!("\n{puts}\n\n")).run().succeeds();
    eventually("the typed text itself", || {
        let found = words("b/");
        found.len() == 202 && found.iter().any(|word| word.trim() == "b/")
    });
}

#[test]
fn contexts_are_completed_and_used() {
    let etcd = etcd();
    etcd.ok("put app/port 80");
    etcd.ok("put other 1");
    let config = tempfile::NamedTempFile::new().unwrap();
    let endpoints = etcd.endpoints();
    let text = format!(
        "[contexts.dev]\nendpoints = \"{endpoints}\"\nprefix = \"app/\"\n[contexts.prod]\nuser = \"root\"\n"
    );
    write(config.path(), text).unwrap();
    let asked = |words: &[&str]| asked("", words).env("ECTL_CONFIG", config.path()).run();
    for words in [
        &["--context", ""][..],
        &["context", "use", ""],
        &["context", "rename", ""],
        &["diff", "a", "--context2", ""],
    ] {
        let names = format!("words\t\n \tdev:{endpoints}\n \tprod\n");
        asked(words).prints(&names);
    }
    asked(&["context", "rename", "dev", ""]).prints("words\t\n");
    // One that needs a password that nothing supplies.
    asked(&["--context", "prod", "get", ""]).prints("words\t\n");
    eventually("the keys of the context", || {
        asked(&["--context", "dev", "get", ""]).text() == "words\t\n \tport\n"
    });
}

#[test]
fn descriptions_are_shown() {
    for shell in ["zsh", "fish"] {
        let mut shell = Shell::start(shell, DEAD);
        shell.types("ectl lease \t");
        eventually("a description", || shell.screen().contains("Grant a lease"));
    }
}

/// `compinit` finds the script among the functions of zsh, and runs it as one at the first TAB.
#[test]
fn script_is_a_function_of_zsh() {
    let mut shell = Shell::start_with("zsh", DEAD, |home| {
        let functions = home.join("functions");
        create_dir(&functions).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/_ectl");
        symlink(script, functions.join("_ectl")).unwrap();
        "unfunction _ectl\nfpath=(~/functions $fpath)\ncompinit -u -d ~/another-dump\n".to_owned()
    });
    check(
        &mut shell,
        &[
            ("etcdctl lease revo", "etcdctl lease revoke "),
            ("ectl lease revo", "ectl lease revoke "),
        ],
    );
}

#[test]
fn function_of_another_etcdctl_is_called() {
    let mut shell = Shell::start_with("zsh", DEAD, |home| {
        let functions = home.join("functions");
        create_dir(&functions).unwrap();
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions/_ectl");
        symlink(script, functions.join("_ectl")).unwrap();
        write(functions.join("_etcdctl"), "#compdef etcdctl\ncompadd -- its-own-word\n").unwrap();
        let program = home.join("bin/etcdctl");
        std::fs::remove_file(&program).unwrap();
        write(&program, "#!/bin/sh\n").unwrap();
        set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
        "unfunction _ectl\nfpath=(~/functions $fpath)\ncompinit -u -d ~/another-dump\n".to_owned()
    });
    check(
        &mut shell,
        &[("etcdctl its", "etcdctl its-own-word "), ("ectl lease revo", "ectl lease revoke ")],
    );
}

/// The package bash-completion loads the script when a word is completed.
#[cfg(target_os = "linux")]
#[test]
fn script_is_loaded_by_bash_completion() {
    let loader = Path::new("/usr/share/bash-completion/bash_completion");
    assert!(loader.exists(), "the package bash-completion is missing: run `make check`");
    let mut shell = Shell::start_with("bash", DEAD, |home| {
        let folder = home.join("bash-completion/completions");
        std::fs::create_dir_all(&folder).unwrap();
        let scripts = Path::new(env!("CARGO_MANIFEST_DIR")).join("completions");
        symlink(scripts.join("ectl.bash"), folder.join("ectl")).unwrap();
        symlink("ectl", folder.join("etcdctl")).unwrap();
        format!("complete -r\n. {}\n", loader.display())
    });
    check(
        &mut shell,
        &[
            ("etcdctl lease revo", "etcdctl lease revoke "),
            ("ectl --debug=t", "ectl --debug=true "),
        ],
    );
}

#[test]
fn real_etcdctl_is_left_alone() {
    for shell in SHELLS {
        let mut shell = Shell::start_with(shell, DEAD, |home| {
            std::fs::remove_file(home.join("bin/etcdctl")).unwrap();
            let program = home.join("bin/etcdctl");
            write(&program, "#!/bin/sh\n").unwrap();
            set_permissions(&program, PermissionsExt::from_mode(0o755)).unwrap();
            write(home.join("notes.txt"), "").unwrap();
            String::new()
        });
        // As any command that has no script.
        assert_eq!(shell.line_after("etcdctl notes.t\t"), "etcdctl notes.txt ");
    }
}
