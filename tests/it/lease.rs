//! `lease`: grant, list, timetolive, revoke, and keep-alive while servers fail.

use crate::support::cluster::Cluster as _;
use crate::support::live::Live;
use crate::support::serial::serial;
use crate::support::{Outcome, ectl, etcd, start};
use ectl::sandbox::{Etcd, Plan};
use nix::sys::signal::Signal;
use std::time::{Duration, Instant};

fn grant(etcd: &Etcd, ttl: &str) -> String {
    let granted = etcd.ectl(&format!("lease grant {ttl} --id-only")).run();
    assert_eq!((granted.stderr.as_str(), granted.code), ("", 0));
    granted.text().trim_end().to_owned()
}

/// The header in the JSON of `lease list`, from the opening brace to the comma after it.
fn header(etcd: &Etcd) -> String {
    let list = etcd.ectl("lease list -w json").run();
    let (header, _) = list.text().split_once("\"leases\"").unwrap();
    header.to_owned()
}

/// Grants a lease for 1000 s and puts the key `b 2` under it; returns its id, as etcdctl prints it and
/// as a number.
fn granted_with_key(etcd: &Etcd) -> (String, i64) {
    let id = grant(etcd, "1000s");
    assert_eq!(id.len(), 16);
    let number = i64::from_str_radix(&id, 16).unwrap();
    let decimal = format!("dec:{number}");
    etcd.ectl(&format!("put 'b 2' x --lease {decimal}")).run().prints("OK\n");
    (id, number)
}

#[test]
fn list_shows_granted_lease() {
    let etcd = etcd();
    let run = |words: &str| etcd.ectl("lease").args(words).run();
    run("list").prints("found 0 leases\n");
    run("list -w jsonl").prints("");
    let (id, number) = granted_with_key(&etcd);
    let head = header(&etcd);

    run("list").prints(&format!("found 1 leases\n{id}\n"));
    run("list -w json").prints(&format!("{head}\"leases\":[{{\"id\":{number}}}]}}\n"));
    // One of the seconds that are left may have passed.
    let jsonl = run("list -w jsonl").text().to_owned();
    let begin = format!("{{\"id\":\"{id}\",\"granted_ttl\":1000,\"remaining_ttl\":99");
    assert!(jsonl.starts_with(&begin) && jsonl.ends_with(",\"key_count\":1}\n"), "{jsonl}");
    let table = run("list -w table").text().to_owned();
    assert!(table.contains("│ GRANTED TTL │ REMAINING TTL │ KEY COUNT │"), "{table}");
}

#[test]
fn keep_alive_once_prints_ttl() {
    let etcd = etcd();
    let run = |words: &str| etcd.ectl("lease").args(words).run();
    let (id, number) = granted_with_key(&etcd);
    let head = header(&etcd);
    let once = format!("lease {id} keepalived with TTL(1000)\n");
    run(&format!("keep-alive --once {id}")).prints(&once);
    run(&format!("keep-alive --once 0x{id} -w jsonl"))
        .prints(&format!("{{\"id\":\"{id}\",\"ttl\":1000}}\n"));
    run(&format!("keep-alive --once {id} -w json"))
        .prints(&format!("{head}\"ID\":{number},\"TTL\":1000}}\n"));
}

#[test]
fn timetolive_shows_ttl_and_keys() {
    let etcd = etcd();
    let run = |words: &str| etcd.ectl("lease").args(words).run();
    let (id, number) = granted_with_key(&etcd);
    let (head, decimal) = (header(&etcd), format!("dec:{number}"));
    let text = run(&format!("timetolive {id} --keys")).text().to_owned();
    let (before, after) = text.split_once("remaining(").unwrap();
    assert_eq!(before, format!("lease {id} granted with TTL(1000s), "));
    assert!(after.ends_with("s), attached keys([b 2])\n"), "{text}");
    let json = run(&format!("timetolive {decimal} -w json")).text().to_owned();
    assert!(json.starts_with(&format!("{head}\"id\":{number},\"ttl\":99")), "{json}");
    assert!(json.ends_with(",\"granted-ttl\":1000,\"keys\":null}\n"), "{json}");
    let jsonl = run(&format!("timetolive {id} --keys -w jsonl")).text().to_owned();
    assert!(jsonl.ends_with(",\"keys\":[\"b 2\"]}\n"), "{jsonl}");
}

#[test]
fn keys_of_a_lease_are_sorted() {
    let etcd = etcd();
    let lease = etcd.ok("lease grant 1000 --id-only").text().trim().to_owned();
    for key in ["d", "b", "f", "a", "e", "c"] {
        etcd.ok(&*format!("put {key} v --lease {lease}"));
    }
    let shown = etcd.ok(&*format!("lease timetolive {lease} --keys"));
    assert!(shown.text().ends_with("attached keys([a b c d e f])\n"), "{shown:?}");
}

#[test]
fn revoke_deletes_lease_and_keys() {
    let etcd = etcd();
    let run = |words: &str| etcd.ectl("lease").args(words).run();
    let (id, number) = granted_with_key(&etcd);
    let decimal = format!("dec:{number}");
    run(&format!("revoke {decimal}")).prints(&format!("lease {id} revoked\n"));
    run(&format!("revoke {id}")).fails(
        1,
        "Error: failed to revoke lease (etcdserver: requested lease not found)\n\
         hint: the lease expired or was revoked; see \"ectl lease list\"\n",
    );
    etcd.ectl("get --prefix b").run().prints("");
    run(&format!("timetolive {id}")).prints(&format!("lease {id} already expired\n"));
    let expired = run(&format!("timetolive -e {id}"));
    assert_eq!((expired.text(), expired.code), (&*format!("lease {id} already expired\n"), 7));
    assert_eq!(expired.stderr, format!("Error: lease {id} not found or already expired\n"));
}

#[test]
fn every_lease_reply_has_every_format() {
    let etcd = etcd();
    let lines =
        ["grant 1m30s", "list", "timetolive ID --keys", "keep-alive --once ID", "revoke ID"];
    for format in ["simple", "fields", "json", "jsonl", "protobuf", "table"] {
        for line in lines {
            let id = grant(&etcd, "90");
            let words = format!("lease -w {format} {}", line.replace("ID", &id));
            let Outcome { stdout, stderr, code } = etcd.ectl(&words).run();
            assert_eq!((stderr.as_str(), code), ("", 0), "{words:?}");
            // etcdctl prints only the header here, 26 bytes at most.
            let least = if format == "protobuf" && !line.starts_with("revoke") { 36 } else { 20 };
            assert!(stdout.len() >= least, "{words:?}: {stdout:?}");
        }
    }
}

#[test]
fn usage_errors_send_nothing() {
    let run = |words: &str| ectl("127.0.0.1:1", "lease").args(words).run();
    run("grant abc").fails(
        128,
        "Error: invalid value 'abc' for '<TTL>': bad TTL \"abc\": not a number \
         of seconds or a duration such as 500ms, 5s or 1m30s\n",
    );
    run("grant 500ms").fails(
        128,
        "Error: invalid value '500ms' for '<TTL>': bad TTL \"500ms\": a lease \
         lasts whole seconds\n",
    );
    run("grant").fails(
        128,
        "Error: the following required arguments were not provided: <TTL>\n\
         hint: usage: ectl lease grant <TTL>\n",
    );
    run("grant 5 6").fails(
        128,
        "Error: unexpected argument '6' found\n\
         hint: usage: ectl lease grant [OPTIONS] <TTL>\n",
    );
    run("grant 5 --id-only -w json").fails(
        128,
        "{\"error\":\"id-only is only for \
         `--write-out=simple`\",\"kind\":\"usage\",\"code\":128,\"hint\":null,\"endpoints\":[]}\n",
    );
    run("revoke zz").fails(
        128,
        "Error: invalid value 'zz' for '<ID>': bad lease ID \"zz\": expected \
         hexadecimal, such as [..]\n",
    );
    run("timetolive ffffffffffffffff").fails(
        128,
        "Error: invalid value '[..]' for '<ID>': bad lease ID \"[..]\": expected \
         hexadecimal, such as [..]\n",
    );
    run("keep-alive ''").fails(
        128,
        "Error: invalid value '' for '<ID>...': bad lease ID \"\": expected \
         hexadecimal, such as [..]\n",
    );
    run("keep-alive 12 -w xml").fails(
        4,
        "Error: unsupported output format \"xml\"\n\
         hint: valid values: simple, fields, json, jsonl, protobuf, table; for \
         doctor also junit, prometheus\n",
    );
    run("renew 12").fails(
        128,
        "Error: unknown command \"renew\" for \"ectl lease\"\n\
         hint: available commands: grant, keep-alive, list, revoke, timetolive\n",
    );
}

#[test]
fn ttl_limits_are_left_to_etcd() {
    let etcd = etcd();
    etcd.ectl("lease grant 9000000001")
        .run()
        .fails(1, "Error: failed to grant lease (etcdserver: too large lease TTL)\n");
    let granted = etcd.ectl("lease grant -5").run();
    assert!(granted.text().contains(" granted with TTL("), "{granted:?}");
}

/// `lease keep-alive` of one lease.
struct KeepAlive(Live);

impl KeepAlive {
    fn start(etcd: &Etcd, id: &str) -> Self {
        Self(etcd.ectl(&format!("lease keep-alive {id}")).live())
    }

    /// Waits for a new renewal.
    #[track_caller]
    fn renews(&self) {
        while self.0.has_printed() {}
        let line = self.0.line();
        assert!(line.contains(" keepalived with TTL("), "{line}");
    }

    /// Asserts that the next line of stderr has this.
    #[track_caller]
    fn says(&self, part: &str) {
        let line = self.0.says("");
        assert!(line.contains(part), "{line}");
    }

    /// Waits for its end: exit code, last line of stdout, last line of stderr.
    fn ends(self) -> (i32, String, String) {
        let ended = self.0.end();
        let last = |text: &str| text.lines().last().unwrap_or_default().to_owned();
        (ended.code, last(ended.text()), last(&ended.stderr))
    }

    /// Asserts that it still runs, and stops it; returns the rest of its stderr.
    #[track_caller]
    fn stop(mut self) -> Vec<String> {
        assert!(self.0.is_running(), "it should still run");
        self.0.end_by(Signal::SIGKILL).stderr.lines().map(str::to_owned).collect()
    }
}

#[test]
fn revoked_lease_ends_keep_alive() {
    let etcd = etcd();
    let id = grant(&etcd, "3");
    let live = KeepAlive::start(&etcd, &id);
    live.renews();
    live.renews();
    etcd.ectl(&format!("lease revoke {id}")).run().prints(&format!("lease {id} revoked\n"));
    let (code, stdout, stderr) = live.ends();
    assert_eq!(code, 10, "{stderr}");
    assert_eq!(stdout, format!("lease {id} expired or revoked."));
    assert_eq!(stderr, format!("Error: lease {id} expired or was revoked"));

    etcd.ectl(&format!("lease keep-alive {id}"))
        .run()
        .misses_lease(&id, &format!("lease {id} expired or revoked.\n"));
    etcd.ectl(&format!("lease keep-alive {id} -w json --json-errors=false"))
        .run()
        .misses_lease(&id, "");
    etcd.ectl(&format!("lease keep-alive --once {id}")).run().misses_lease(&id, "");
    etcd.ectl(&format!("lease keep-alive --once {id} -w json")).run().fails(
        10,
        &format!(
            "{{\"error\":\"lease {id}: etcdserver: requested lease not \
             found\",\"kind\":\"lost\",\"code\":10,\"hint\":null,\"endpoints\":[]}}\n"
        ),
    );
}

impl Outcome {
    /// Asserts the error of `keep-alive` for a lease that etcd does not have.
    #[track_caller]
    fn misses_lease(self, id: &str, stdout: &str) {
        let stderr = format!("Error: lease {id}: etcdserver: requested lease not found\n");
        assert_eq!((self.text(), self.stderr.as_str(), self.code), (stdout, stderr.as_str(), 10));
    }
}

#[test]
fn keep_alive_takes_several_leases() {
    let etcd = etcd();
    let (short, long) = (grant(&etcd, "3"), grant(&etcd, "9"));
    let renewed = |id: &str, ttl: u32| format!("lease {id} keepalived with TTL({ttl})\n");
    let keep = |words: &str| etcd.ectl("lease keep-alive").args(words);
    // In the order of the arguments; a missing lease does not affect the others.
    let both = renewed(&long, 9) + &renewed(&short, 3);
    keep(&format!("--once {long} {short}")).run().prints(&both);
    let outcome = keep(&format!("--once {long} 1234 {short}")).run();
    assert_eq!((outcome.text(), outcome.code), (both.as_str(), 10));
    let missing = "lease 0000000000001234: etcdserver: requested lease not found\n";
    assert_eq!(outcome.stderr, missing);

    let live = keep(&format!("{short} {long}")).live();
    assert_ne!(live.line(), live.line());
    etcd.ectl(&format!("lease revoke {short}")).run().prints(&format!("lease {short} revoked\n"));
    live.says(&format!("lease {short} expired or was revoked"));
    etcd.ectl(&format!("lease revoke {long}")).run().prints(&format!("lease {long} revoked\n"));
    let ended = live.end();
    assert_eq!(ended.stderr, format!("Error: lease {long} expired or was revoked\n"));
    assert_eq!(ended.code, 10);
}

#[test]
fn keep_alive_survives_restart_and_pause_of_server() {
    let mut etcd = etcd();
    let id = grant(&etcd, "10");
    let live = KeepAlive::start(&etcd, &id);
    live.renews();
    etcd.members()[0].kill().unwrap();
    live.says("is not being renewed and expires in ");
    etcd.restart(0);
    live.says("is being renewed again");
    live.renews();

    // A frozen server breaks no connection, but its answers are overdue.
    etcd.members()[0].pause().unwrap();
    live.says("did not answer within ");
    etcd.members()[0].resume().unwrap();
    live.says("is being renewed again");
    live.renews();
    assert_eq!(live.stop(), Vec::<String>::new());
}

#[test]
fn keep_alive_fails_only_after_lease_expiry() {
    for silent in [false, true] {
        let mut etcd = etcd();
        let id = grant(&etcd, "3");
        let started = Instant::now();
        let live = KeepAlive::start(&etcd, &id);
        live.renews();
        let member = &mut etcd.members()[0];
        if silent { member.pause() } else { member.kill() }.unwrap();
        live.says("is not being renewed and expires in ");
        let (code, _, stderr) = live.ends();
        assert!(started.elapsed() >= Duration::from_secs(3), "{:?}", started.elapsed());
        assert_eq!(code, 2, "{stderr}");
        assert!(stderr.contains("was not renewed in time and must have expired"), "{stderr}");
    }
}

#[test]
fn keep_alive_survives_rolling_restart() {
    let mut etcd = start(&Plan { members: 3, ..Plan::new() });
    let id = grant(&etcd, "10");
    let live = KeepAlive::start(&etcd, &id);
    for member in 0..etcd.members().len() {
        live.renews();
        etcd.members()[member].kill().unwrap();
        live.renews();
        etcd.restart(member);
    }
    let notes = live.stop();
    // It was connected to one of the three.
    assert!(notes.iter().any(|note| note.contains("is being renewed again")), "{notes:?}");
    let left = etcd.ectl(&format!("lease timetolive -e {id}")).run();
    assert_eq!(left.code, 0, "{left:?}");
}

#[test]
fn keep_alive_fails_without_etcd_at_start() {
    ectl("127.0.0.1:1", "lease keep-alive 1234").run().fails(
        2,
        "Error: cannot reach etcd at 127.0.0.1:1: connection refused\n\
         hint: is etcd running there? set --endpoints or ETCDCTL_ENDPOINTS to \
         use another address\n",
    );
    let mut etcd = etcd();
    etcd.members()[0].pause().unwrap();
    etcd.ectl("lease keep-alive 1234 --dial-timeout=300ms").run().fails(
        124,
        "Error: cannot reach etcd at 127.0.0.1:[..]: no answer within 300ms\n\
         hint: the port accepts connections but does not respond: is etcd \
         stopped or overloaded, or is this another service?\n",
    );
    etcd.members()[0].resume().unwrap();
}

#[cfg(target_os = "linux")] // elsewhere a pipe holds another number of bytes
#[test]
fn blocked_stdout_does_not_stop_renewals() {
    let _serial = serial();
    let etcd = etcd();
    let at = etcd.endpoints();
    let id = grant(&etcd, "3");
    let (reader, mut writer) = std::io::pipe().unwrap();
    // The pipe is full: the first renewal cannot be printed.
    std::io::Write::write_all(&mut writer, &[0; 1 << 16]).unwrap();
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_ectl"))
        .args(["lease", "keep-alive", &id, "--endpoints", &at])
        .stdout(writer)
        .spawn()
        .unwrap();
    let started = Instant::now();
    while started.elapsed() < Duration::from_secs(5) {
        let left = etcd.ectl(&format!("lease timetolive -e {id}")).run();
        assert_eq!(left.code, 0, "{left:?}");
        std::thread::sleep(Duration::from_millis(200));
    }
    assert_eq!(child.try_wait().unwrap(), None, "it should still run");
    child.kill().unwrap();
    child.wait().unwrap();
    drop(reader);
}
