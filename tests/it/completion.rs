//! Completion, typed in real shells on a terminal.

use crate::support::cluster::Cluster as _;
use crate::support::shell::{SHELLS, Shell};
use crate::support::{ectl, etcd, line};
use std::fs::{create_dir, write};
use std::os::unix::fs::symlink;
use std::time::{Duration, Instant};

/// An endpoint where nothing listens.
const DEAD: &str = "127.0.0.1:1";

/// What is typed before TAB, and the line after it.
fn check(shell: &str, endpoints: &str, cases: &[(&str, &str)]) {
    let mut shell_at_work = Shell::start(shell, endpoints);
    let found: Vec<_> = cases
        .iter()
        .map(|(typed, _)| (*typed, shell_at_work.line_after(&format!("{typed}\t"))))
        .collect();
    let expected: Vec<_> =
        cases.iter().map(|(typed, line)| (*typed, (*line).to_owned())).collect();
    assert_eq!(found, expected, "{shell}: {}", shell_at_work.screen());
}

#[test]
fn words_are_completed() {
    for shell in SHELLS {
        check(
            shell,
            DEAD,
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
        check(
            shell,
            &etcd.endpoints(),
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
                ("etcdctl del ser", "etcdctl del services/"),
            ],
        );
    }
}
