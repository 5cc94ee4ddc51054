//! The scripts in examples/, as a user runs them.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::ports::free_ports;
use crate::support::words::Words;
use crate::support::{Line, etcd, eventually, line, program};
use ectl::sandbox::Etcd;
use nix::sys::signal::Signal;
use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

fn script(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples").join(name)
}

/// An example on this etcd.
fn example(etcd: &Etcd, name: &str, words: impl Words) -> Line {
    line(&script(name), &etcd.endpoints(), words).env("ECTL", env!("CARGO_BIN_EXE_ectl"))
}

fn prints(etcd: &Etcd, words: impl Words) -> String {
    etcd.ectl(words).run().text().to_owned()
}

/// What `make demo` shows, in this order; the script fails if a step does.
const SHOWN: [&str; 18] = [
    "$ ectl service register greeter 10.0.0.1:8080 --ttl 5s -- sleep 600 2>notes &\n",
    "$ ectl service resolve greeter\n10.0.0.1:8080\n",
    " revoked\n$ time ectl wait --service greeter ",
    "\n{\"Op\":0,\"Addr\":\"10.0.0.1:8080\",\"Metadata\":null}\n(",
    "\nregistered: greeter/10.0.0.1:8080 (lease ",
    "\nnot registered, trying again: lease ",
    "\nregistered again: greeter/10.0.0.1:8080 (lease ",
    "\n$ kill -KILL ",
    "\n$ time ectl service resolve greeter --command-timeout 20s\n10.0.0.1:8080\n(",
    "\n$ sleep 6\n$ ectl service resolve greeter\n10.0.0.1:8080\n",
    "\nError: greeter has no endpoints\n",
    "\nexit code 7\n",
    "\nexit code 10\n$ fold -s log\njob begins\nstopping ./job: the lock is lost\n",
    "job stopped\nError: lock locks/report is lost: ",
    "\n$ ectl doctor >report || echo \"exit code $?\"\nError: 127.0.0.1:",
    ": connection refused\nexit code 1\n",
    " critical  connect            connection refused\n",
    " quorum             reads that need 2 of 3 voters succeed\n",
];

#[test]
fn demo() {
    let temporary = tempfile::tempdir().unwrap();
    let outcome = line(&script("demo.sh"), "", "")
        .env("ECTL", env!("CARGO_BIN_EXE_ectl"))
        .env("ETCD", program("ETCD", "etcd"))
        .env("TMPDIR", temporary.path())
        .run();
    assert_eq!((outcome.stderr.as_str(), outcome.code), ("", 0), "{}", outcome.text());
    let mut rest = outcome.text();
    for shown in SHOWN {
        let at = rest.find(shown).unwrap_or_else(|| panic!("{shown:?} is missing in {rest}"));
        // A line's end may begin what is next.
        rest = &rest[at + shown.len() - 1..];
    }
    let wide: Vec<_> = outcome.text().lines().filter(|line| line.chars().count() > 80).collect();
    assert!(wide.is_empty(), "{wide:?}");
    assert!(std::fs::read_dir(temporary.path()).unwrap().next().is_none(), "something is left");
}

/// Both ways register while the command runs, hand its status on, and leave nothing.
#[test]
fn register() {
    let etcd = etcd();
    let found = format!("{} service resolve web", env!("CARGO_BIN_EXE_ectl"));
    // The one command starts the service when the record stands; so do the three.
    for way in ["three", "one"] {
        let command = format!("{found}; exit 3");
        let outcome =
            example(&etcd, "register.sh", &[way, "web", "10.0.0.1:80", "sh", "-c", &command]).run();
        assert_eq!((outcome.text(), outcome.code), ("10.0.0.1:80\n", 3), "{way}: {outcome:?}");
        assert_eq!(prints(&etcd, "service resolve web"), "", "{way}");
        assert_eq!(prints(&etcd, "lease list -w jsonl"), "", "{way}");
    }
}

/// Clients find the server while it is well, and until shortly before it is stopped.
#[test]
fn graceful() {
    let etcd = etcd();
    let found = || prints(&etcd, "service resolve web");
    let server = format!(
        "trap 'echo \"found: $({} service resolve web 2>&1 | head -1)\"; exit 3' TERM
         echo serving; while :; do sleep 0.05; done",
        env!("CARGO_BIN_EXE_ectl")
    );
    let line = example(&etcd, "graceful.sh", &["web", "10.0.0.1:80", "bash", "-c", &server]);
    let well = etcd.directory().join("well");
    let script = line
        .env("HEALTHY", format!("test -e {}", well.display()))
        .env("INTERVAL", "0.05")
        .env("DRAIN", "0.3")
        .live();
    assert_eq!(script.line(), "serving");
    script.says("waiting for health check: exec \"test -e ");
    for said in ["registered: web/10.0.0.1:80 ", "registered again: web/10.0.0.1:80 "] {
        assert_eq!(found(), "");
        std::fs::write(&well, "").unwrap();
        script.says(said);
        assert_eq!(found(), "10.0.0.1:80\n");
        if said.starts_with("registered:") {
            std::fs::remove_file(&well).unwrap();
            script.says("withdrawn: health check failed: ");
        }
    }
    script.signal(Signal::SIGTERM);
    for said in ["withdrawn: web/10.0.0.1:80", "draining for 300ms", "stopping bash after the last"]
    {
        script.says(said);
    }
    let ended = script.end();
    let gone = "found: Error: web has no endpoints";
    assert!(ended.text().starts_with(gone) && ended.code == 3, "{ended:?}");
    assert_eq!(prints(&etcd, "lease list -w jsonl"), "");
}

/// Of two only one runs the job; when it goes the other does.
#[test]
fn leader_job() {
    let etcd = etcd();
    let job = |name: &str| {
        let line = example(&etcd, "leader-job.sh", "jobs 0.1 sh -c 'echo $NODE'");
        Live::start(line.env("NODE", format!("-{name}")))
    };
    let first = job("a");
    let ran = first.line();
    assert!(ran.ends_with("-a"), "{ran}");
    let second = job("b");
    eventually("a run is recorded", || {
        prints(&etcd, "get last-run/jobs").contains("last-run/jobs")
    });
    second.is_silent();
    assert_eq!(first.end_by(Signal::SIGTERM).code, 143);
    assert!(second.line().ends_with("-b"));
    assert_eq!(second.end_by(Signal::SIGTERM).code, 143);
}

/// A job runs under the lock, gives up after a time, and stores nothing when the lock is lost.
#[test]
fn guarded_job() {
    let etcd = etcd();
    let job = |seconds: &str, script: &str| {
        example(&etcd, "guarded-job.sh", &["report", seconds, "sh", "-c", script])
    };
    job("20", "echo result 1").run().prints("");
    assert_eq!(prints(&etcd, "get results/report --print-value-only"), "result 1\n");
    job("20", "exit 8").run().fails(8, "report: failed with 8\n");
    let held = Live::start(job("20", "echo begun >&2; sleep 60; echo late"));
    held.says("begun");
    job("0.2", "echo result 2").run().fails(
        75,
        "Error: lock locks/report not acquired within 200ms: held by [..] \"sh -c echo begun \
         >&2; sleep 60; echo late\" (key [..])\n\
         report: not run, another machine is still at it\n",
    );
    let lease = prints(&etcd, "lock --holders locks/report --field lease");
    etcd.ectl("lease revoke").arg(lease.trim()).run().succeeds();
    held.end().fails_part(10, "report: stopped, the lock was lost\n");
    assert_eq!(prints(&etcd, "get results/report --print-value-only"), "result 1\n");
}

/// Four at once do each step once, and another one goes on with what is new.
#[test]
fn migrate() {
    let etcd = etcd();
    let folder = tempfile::tempdir().unwrap();
    let step = |number: u8, text: &str| {
        std::fs::write(folder.path().join(format!("{number}.txn")), text).unwrap();
    };
    step(1, "# the first one\nput app/a \"{\\\"a\\\": 1}\"\nput app/b 'two words'\n");
    step(2, "del app/b\nput app/c 3\n");
    let run = || example(&etcd, "migrate.sh", "app").arg(folder.path());
    let runners = [(); 4].map(|()| Live::start(run()));
    let ended = runners.map(Live::end);
    assert!(ended.iter().all(|outcome| outcome.code == 0), "{ended:?}");
    let all: String = ended.iter().map(|outcome| outcome.text().to_owned()).collect();
    for line in ["step 1: done\n", "step 2: done\n"] {
        assert_eq!(all.matches(line).count(), 1, "{all}");
    }
    let keys = prints(&etcd, "get app/ --prefix --field key --field version --field value");
    assert_eq!(keys, "app/a\t1\t{\"a\": 1}\napp/c\t1\t3\napp/version\t2\t2\n");

    step(3, "put app/d 4\n");
    run().run().prints("step 1: done before\nstep 2: done before\nstep 3: done\n");
    step(4, "pot app/e 5\n");
    let refused = run().run();
    assert_eq!(refused.code, 128, "{refused:?}");
    refused.says("step 4: Error: --then: invalid txn request: pot app/e 5 ");
    // What is no step of these.
    etcd.ok("put app/version x");
    std::fs::remove_file(folder.path().join("4.txn")).unwrap();
    let other = run().run();
    assert_eq!((other.code, other.stderr.as_str()), (1, "app/version is x after step 3\n"));
}

/// Three restart at once, and never are two away.
#[test]
fn rolling_restart() {
    let etcd = etcd();
    let program = env!("CARGO_BIN_EXE_ectl");
    let update = |change: &str, address: &str| {
        format!("{program} service update web --{change} {address} >/dev/null")
    };
    let addresses = ["10.0.0.1:80", "10.0.0.2:80", "10.0.0.3:80"];
    for address in addresses {
        etcd.ectl("service update web --add").arg(address).run().succeeds();
    }
    let restarts = addresses.map(|address| {
        let (down, up) = (update("remove", address), update("add", address));
        let restart = format!("{down}; {program} service resolve web | wc -l; {up}");
        Live::start(example(&etcd, "rolling-restart.sh", &["web", "3", "bash", "-euc", &restart]))
    });
    for restart in restarts {
        let outcome = restart.end();
        assert_eq!((outcome.text().trim(), outcome.code), ("2", 0), "{outcome:?}");
    }
    assert_eq!(prints(&etcd, "service resolve web"), addresses.join("\n") + "\n");
}

/// The file follows the service, and stays as it was when no server is left.
#[test]
fn nginx_upstream() {
    let etcd = etcd();
    let file = etcd.directory().join("upstream.conf");
    let keeper = example(&etcd, "nginx-upstream.sh", "apps/web").arg(&file);
    let keeper = keeper.env("RELOAD", "echo reloaded").live();
    let has = |servers: &str| {
        let text = std::fs::read_to_string(&file).unwrap_or_default();
        text.ends_with(&format!("upstream web {{\n{servers}}}\n"))
    };
    let update = |words: &str| {
        etcd.ectl("service update apps/web").args(words).run().succeeds();
    };
    update("--add 10.0.0.1:80");
    eventually("one server", || has("    server 10.0.0.1:80;\n"));
    update("--set 10.0.0.2:80 --set 10.0.0.3:80");
    eventually("two", || has("    server 10.0.0.2:80;\n    server 10.0.0.3:80;\n"));
    assert_eq!(keeper.line(), "reloaded");
    update("--remove 10.0.0.2:80 --remove 10.0.0.3:80");
    keeper.line();
    keeper.is_silent();
    assert!(has("    server 10.0.0.2:80;\n    server 10.0.0.3:80;\n"));
    keeper.end_by(Signal::SIGTERM);
}

/// What is restored is what was saved, and nothing of the drill is left. A difference is noticed.
#[test]
fn restore_drill() {
    let etcd = etcd();
    etcd.ok("put a 1");
    etcd.ok("put a 2");
    let folder = tempfile::tempdir().unwrap();
    let drill = |client: &Path| {
        let port = free_ports().to_string();
        example(&etcd, "restore-drill.sh", &["backup.db", &format!("{port}1")])
            .directory(folder.path())
            .env("ETCD", program("ETCD", "etcd"))
            .env("ECTL", client)
            .env("TMPDIR", folder.path())
            .run()
    };
    let done = drill(Path::new(env!("CARGO_BIN_EXE_ectl")));
    let last = "Three members serve the history up to revision 3 as it is in backup.db\n";
    assert!(done.text().ends_with(last) && done.code == 0, "{done:?}");
    let left: Vec<_> = std::fs::read_dir(folder.path()).unwrap().flatten().collect();
    assert!(left.len() == 1 && left[0].file_name() == "backup.db", "{left:?}");

    // To this client the snapshot has another hash.
    let liar = folder.path().join("ectl");
    let ectl = env!("CARGO_BIN_EXE_ectl");
    let text =
        format!("#!/bin/sh\n[ \"$1\" != hashkv ] || exec echo 1, 3, -1\nexec {ectl} \"$@\"\n");
    std::fs::write(&liar, text).unwrap();
    std::fs::set_permissions(&liar, Permissions::from_mode(0o755)).unwrap();
    let failed = drill(&liar);
    assert_eq!(failed.code, 1, "{failed:?}");
    assert!(failed.stderr.contains("differs from backup.db"), "{failed:?}");
}
