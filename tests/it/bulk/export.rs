//! `export`: a file that is complete or absent, in key order, of one revision.

use super::{Files, contents, put_odd_keys, text};
use crate::support::cluster::Cluster as _;
use crate::support::etcd;
use std::fs::File;
use std::process::{Command, Stdio};

#[test]
fn export_and_import_are_a_round_trip() {
    let (source, target) = (etcd(), etcd());
    let files = Files::new();
    put_odd_keys(&source);
    source.ok("put a 1");
    let all = text(&files.path("all"));
    source
        .ectl(&["export", "", &all])
        .run()
        .prints(&format!("Exported 5 keys at revision 6 to {all}\n"));
    target.ectl(&["import", &all]).run().prints("Imported 5 keys\n");
    assert!(contents(&source) == contents(&target));
    // Again from stdout to stdin, and what is imported is exported the same.
    let exported = source.ok(&["export", "odd/"]);
    target.ok("del --prefix ''");
    target.ectl("import -").stdin(exported.stdout.clone()).run().prints("Imported 4 keys\n");
    let odd = files.write("odd", exported.stdout);
    target.ectl(&["diff", &format!("@{odd}")]).run().prints("");
    assert_eq!(files.names().len(), 2);
}

#[test]
fn lines_are_those_of_get() {
    let etcd = etcd();
    etcd.ok("put a/1 x");
    etcd.ok("put a/2 y --ttl 600");
    etcd.ok("put b z");
    let get = etcd.ok("get --prefix a/ -w jsonl");
    let exported = etcd.ok("export a/");
    let (header, lines) = exported.text().split_once('\n').unwrap();
    let end = "{\"ectl_export_end\":1,\"keys\":\"2\"}\n";
    assert_eq!(lines, get.text().to_owned() + end);
    let endpoint = etcd.ok("endpoint status -w jsonl");
    let id = endpoint.text().split("\"cluster_id\":\"").nth(1).unwrap().split('"').next().unwrap();
    assert_eq!(
        header,
        format!(
            "{{\"ectl_export\":1,\"cluster_id\":\"{id}\",\"revision\":\"4\",\"namespace\":\"\",\
             \"prefix\":\"a/\",\"range_start\":null,\"range_end\":null}}"
        )
    );
    assert_eq!(etcd.ok("export a/ -w jsonl").text(), exported.text());
    assert_eq!(etcd.ok("export a/ -").text(), exported.text());
    for (line, keys) in [
        ("export a/1 --range-end b", ["a/1", "a/2"].as_slice()),
        ("export a/2 --from-key", &["a/2", "b"]),
        ("export ''", &["a/1", "a/2", "b"]),
        ("export a/ --rev 2", &["a/1"]),
        ("export nothing", &[]),
    ] {
        let outcome = etcd.ok(line);
        let mut lines = outcome.text().lines();
        assert!(lines.next().unwrap().starts_with("{\"ectl_export\":1,"), "{line}");
        let keys_only = lines.filter(|line| line.starts_with("{\"key\""));
        let found: Vec<_> =
            keys_only.map(|line| line.split('"').nth(3).unwrap().to_owned()).collect();
        assert_eq!(found, keys, "{line}");
    }
    assert!(etcd.ok("export a/ --rev 2").text().contains("\"revision\":\"2\",\"namespace\""));
}

#[test]
fn tree_is_one_object() {
    let etcd = etcd();
    for (key, value) in [("c/db", "x"), ("c/db/host", "h"), ("c/port", "1"), ("d", "")] {
        etcd.ok(&["put", key, value]);
    }
    etcd.ectl("export c/ --tree").run().prints(
        "{\n  \"db\": {\n    \"$value\": \"x\",\n    \"host\": \"h\"\n  },\n  \"port\": \"1\"\n}\n",
    );
    let files = Files::new();
    let tree = text(&files.path("tree"));
    let line = ["export", "", &tree, "--tree", "--delimiter", "/d"];
    etcd.ectl(&line[..]).run().prints(&format!("Exported 4 keys at revision 5 to {tree}\n"));
    assert_eq!(
        files.read("tree"),
        "{\n  \"c\": {\n    \"b\": \"x\",\n    \"b/host\": \"h\"\n  },\n  \"c/port\": \"1\",\n  \
         \"d\": \"\"\n}\n"
    );
    etcd.ectl("import -")
        .stdin("{\n  \"a\": 1\n}\n")
        .run()
        .fails_part(3, "stdin:1: not a key on one line; what export --tree writes");
}

#[test]
fn file_is_complete_or_absent() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a 1");
    let file = files.write("f", "old");
    etcd.ectl(&["export", "", &file, "--rev", "99"])
        .run()
        .fails_part(1, "required revision is a future revision");
    assert_eq!(files.read("f"), "old");
    etcd.ectl(&["export", "", &file, "--no-clobber"])
        .run()
        .fails(6, &format!("Error: {file} already exists\n"));
    etcd.ok(&["export", "", &file]);
    assert!(files.read("f").contains("\"key\":\"a\""));
    assert_eq!(files.names(), ["f"]);
    let link = files.path("link");
    std::os::unix::fs::symlink("f", &link).unwrap();
    std::fs::write(&file, "old").unwrap();
    etcd.ok(&["export", "", &text(&link)]);
    assert!(link.is_symlink() && files.read("f").contains("\"key\":\"a\""));
    std::fs::remove_file(&file).unwrap();
    etcd.ok(&["export", "", &text(&link)]);
    assert!(link.is_symlink() && files.read("f").contains("\"key\":\"a\""));
    std::fs::remove_file(&link).unwrap();
    std::os::unix::fs::symlink("link", &link).unwrap();
    etcd.ectl(&["export", "", &text(&link)]).run().fails_part(6, "link is a link to itself\n");
    std::fs::remove_file(link).unwrap();
    etcd.ectl(&["export", "", &text(files.0.path())]).run().fails_part(6, "is a directory");
    etcd.ectl("export '' none/f").run().fails_part(6, "could not open a file in none");
    etcd.ectl("export '' /dev/full")
        .run()
        .fails_part(6, "could not write /dev/full: No space left");
    let full = File::options().write(true).open("/dev/full").unwrap();
    etcd.ectl("export ''")
        .stdout(full)
        .run()
        .fails_part(6, "cannot write to stdout: No space left");
    etcd.ectl("export '' -w table").run().fails_part(4, "table not supported as output format");
    let json = etcd.ectl(&["export", "", &file, "-w", "jsonl"]).run();
    json.prints(&format!(
        "{{\"file\":\"{file}\",\"keys\":\"1\",\"bytes\":\"{}\",\"revision\":\"2\"}}\n",
        files.read("f").len()
    ));
}

#[test]
fn descriptors_are_written_in_place() {
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a 1");
    let exported = etcd.ok("export a").text().to_owned();
    let run = |script: &str| {
        let shell = Command::new("bash")
            .args(["-c", script])
            .env("ECTL", env!("CARGO_BIN_EXE_ectl"))
            .env("ETCDCTL_ENDPOINTS", etcd.endpoints())
            .current_dir(files.0.path())
            .output()
            .unwrap();
        assert_eq!(shell.status.code(), Some(0), "{script}: {shell:?}");
        String::from_utf8(shell.stdout).unwrap()
    };
    for name in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"] {
        assert_eq!(run(&format!("$ECTL export a {name} | cat")), exported, "{name}");
        run(&format!("{{ echo before; $ECTL export a {name}; echo after; }} > f"));
        assert_eq!(files.read("f"), format!("before\n{exported}after\n"), "{name}");
        run(&format!("echo log > f; $ECTL export a {name} >> f"));
        assert_eq!(files.read("f"), format!("log\n{exported}"), "{name}");
    }
    run("{ echo before >&2; $ECTL export a /dev/stderr; echo after >&2; } 2> f");
    assert_eq!(files.read("f"), format!("before\n{exported}after\n"));
    run("exec 3> f; echo before >&3; $ECTL export a /dev/fd/3");
    assert_eq!(files.read("f"), format!("before\n{exported}"));
    run("$ECTL export a >(cat > f); wait $!");
    assert_eq!(files.read("f"), exported);
    run("$ECTL snapshot save /dev/stdout > s; $ECTL snapshot status s");
    run("rm s; $ECTL snapshot save >(cat > s); wait $!; $ECTL snapshot status s");
    run("$ECTL snapshot save /dev/stdout | cat > s; $ECTL snapshot status s");
    assert_eq!(files.names(), ["f", "s"]);
}

#[test]
fn temporary_files_of_killed_processes_are_removed() {
    use nix::fcntl::{Flock, FlockArg};
    use std::fs::File;
    use std::time::{Duration, SystemTime};
    let etcd = etcd();
    let files = Files::new();
    etcd.ok("put a 1");
    let hour_ago = SystemTime::now() - Duration::from_secs(3600);
    let create = |name: &str, is_old: bool| {
        let file = File::create_new(files.path(name)).unwrap();
        if is_old {
            file.set_modified(hour_ago).unwrap();
        }
        file
    };
    create(".ectl-export-killed.part", true);
    create(".ectl-export-new.part", false);
    create(".ectl-snapshot-other.part", true);
    let used = create(".ectl-export-used.part", true);
    let used = Flock::lock(used, FlockArg::LockExclusive).unwrap();
    etcd.ectl("export a").arg(files.path("f")).run().succeeds();
    let mut names = files.names();
    names.sort_unstable();
    let left =
        [".ectl-export-new.part", ".ectl-export-used.part", ".ectl-snapshot-other.part", "f"];
    assert_eq!(names, left);
    drop(used);
}

#[test]
fn mode_of_a_replaced_file_is_kept() {
    use std::os::unix::fs::PermissionsExt as _;
    let etcd = etcd();
    let files = Files::new();
    let file = files.write("f", "old");
    let mode = || std::fs::metadata(&file).unwrap().permissions().mode() & 0o7777;
    for line in [["export", ""].as_slice(), &["snapshot", "save"]] {
        for kept in [0o640, 0o604] {
            std::fs::set_permissions(&file, std::fs::Permissions::from_mode(kept)).unwrap();
            etcd.ectl(line).arg(&file).run().succeeds();
            assert_eq!(mode(), kept, "{line:?}");
        }
    }
}

#[test]
fn reader_that_goes_away_is_no_error() {
    let etcd = etcd();
    etcd.ectl("import -")
        .stdin(super::lines("k", 1..=20_000, "v"))
        .run()
        .prints("Imported 20000 keys\n");
    let mut child = Command::new(env!("CARGO_BIN_EXE_ectl"))
        .args(["export", "", "--endpoints", &etcd.endpoints()])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap();
    drop(child.stdout.take());
    let outcome = crate::support::finish(child);
    assert_eq!((outcome.code, outcome.stderr.as_str()), (0, ""));
}

#[test]
fn usage_errors_come_before_any_call() {
    for (line, error) in [
        ("export a --range-end ''", "--range-end must not be empty"),
        ("export c --range-end a", "--range-end must be behind it"),
        ("export '' --range-end c", "KEY must not be empty"),
        ("export a --tree --delimiter ''", "--delimiter must not be empty"),
        ("export a --rev=-1", "--rev must not be negative"),
        ("export a --delimiter /", "--tree"),
        ("export a --no-clobber", "<FILE>"),
        ("export a --from-key --range-end b", "cannot be used with"),
    ] {
        crate::support::ectl("127.0.0.1:1", line).run().fails_part(128, error);
    }
}
