use super::{contents, data_dir, database, vector};
use crate::support::cluster::Cluster as _;
use crate::support::{HANG, Line, ectl, etcd, eventually, finish};
use ectl::sandbox::Etcd;
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use std::fs::Permissions;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::path::{Path, PathBuf};
use std::process::Child;
use std::thread::sleep;
use std::time::{Duration, Instant};
use tempfile::TempDir;

fn defrag(data_dir: &Path) -> Line {
    ectl("", &["defrag", "--data-dir", data_dir.to_str().unwrap()])
}

/// Returns a data directory with only the database of a vector.
fn with_vector(name: &str) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let snap = folder.path().join("member/snap");
    std::fs::create_dir_all(&snap).unwrap();
    let file = vector(name, &snap);
    std::fs::rename(file, snap.join("db")).unwrap();
    (folder, snap.join("db"))
}

/// Returns the names of the files in the folder of a database.
fn beside(file: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(file.parent().unwrap()).unwrap();
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    names.filter(|name| name.starts_with("db")).collect()
}

/// Puts values of a megabyte.
fn fill(etcd: &Etcd, megabytes: usize) {
    for key in 0..megabytes {
        etcd.ectl(&format!("put large{key}")).stdin(vec![b'x'; 1 << 20]).run().prints("OK\n");
    }
}

#[test]
fn defrag_of_a_stopped_member_keeps_all_keys() {
    let mut etcd = etcd();
    for round in 0..10 {
        let puts: Vec<_> = (0..100).map(|key| format!("put k{key} {round}")).collect();
        etcd.ectl("txn").stdin(format!("\n{}\n\n\n", puts.join("\n"))).run().succeeds();
    }
    fill(&etcd, 5);
    etcd.ok("del large --prefix");
    etcd.ok("compaction 17 --physical");
    let keys = etcd.ok("get '' --prefix -w json").stdout;
    // etcd commits every tenth of a second.
    sleep(Duration::from_millis(300));
    etcd.members()[0].kill().unwrap();
    let data_dir = data_dir(&mut etcd);
    let file = database(&data_dir);
    std::fs::set_permissions(&file, Permissions::from_mode(0o640)).unwrap();
    // Others than root cannot give files away.
    let is_root = chown(&file, Some(54_321), Some(54_322)).is_ok();
    let before = (contents(&file), std::fs::metadata(&file).unwrap());

    let outcome = defrag(&data_dir).run();
    assert_eq!((outcome.text(), outcome.code), ("", 0), "{outcome:?}");
    let start = format!("defragmented {}: ", file.display());
    assert!(outcome.stderr.starts_with(&start) && outcome.stderr.contains(" to "), "{outcome:?}");
    assert_eq!(outcome.stderr.lines().count(), 1, "{outcome:?}");

    let after = std::fs::metadata(&file).unwrap();
    assert_eq!(contents(&file), before.0);
    assert!(after.len() * 10 < before.1.len(), "{} {}", before.1.len(), after.len());
    assert_eq!(after.mode(), before.1.mode());
    assert_eq!((after.uid(), after.gid()), (before.1.uid(), before.1.gid()));
    assert!(!is_root || after.uid() == 54_321);
    assert_eq!(beside(&file), ["db"]);
    etcd.restart(0);
    let json = etcd.ok("get '' --prefix -w json").stdout;
    let kvs = |json: &[u8]| json.split(|byte| *byte == b'[').nth(1).unwrap().to_vec();
    assert_eq!(kvs(&json), kvs(&keys));
}

#[test]
fn defrag_of_a_running_member_waits_and_fails() {
    let mut etcd = etcd();
    let data_dir = data_dir(&mut etcd);
    let outcome = defrag(&data_dir).args("--timeout 300ms").run();
    let shown = data_dir.display();
    outcome.fails(
        1,
        &format!(
            "Error: Failed to defragment etcd data[{shown}] \
             ({shown}/member/snap/db is locked by another process; waited 300ms)\n\
             hint: is etcd running on this directory? Stop it first\n"
        ),
    );
    assert_eq!(beside(&database(&data_dir)), ["db"]);
    etcd.ok("put k v");
    let waiting = defrag(&data_dir).args("--timeout 0").spawn();
    sleep(Duration::from_millis(200));
    etcd.members()[0].kill().unwrap();
    finish(waiting).succeeds();
}

#[test]
fn defrag_of_what_is_not_a_database_is_refused() {
    let (folder, file) = with_vector("v37-full");
    let shown = folder.path().display();
    let why = |why: &str| format!("Error: Failed to defragment etcd data[{shown}] ({why})\n");
    std::fs::write(&file, [7; 9000]).unwrap();
    defrag(folder.path()).run().fails_part(1, &why("invalid database"));
    assert_eq!(std::fs::read(&file).unwrap(), [7; 9000]);
    std::fs::remove_file(&file).unwrap();
    let missing = format!("stat {shown}/member/snap/db: no such file or directory");
    defrag(folder.path()).run().fails(1, &why(&missing));
    assert_eq!(beside(&file), Vec::<String>::new());
}

#[test]
fn damaged_database_is_left_as_it_is() {
    let (folder, file) = with_vector("v37-full");
    let mut bytes = std::fs::read(&file).unwrap();
    // The type of page 6.
    bytes[6 * 4096 + 8] ^= 0x40;
    std::fs::write(&file, &bytes).unwrap();
    let outcome = defrag(folder.path()).run();
    outcome.fails_part(1, "hint: the database is damaged and was left as it is\n");
    assert_eq!(std::fs::read(&file).unwrap(), bytes);
    assert_eq!(beside(&file), ["db"]);
}

#[test]
fn defrag_options_are_for_files_or_for_servers() {
    ectl("127.0.0.1:1", "defrag --timeout 1s").run().fails(
        128,
        "Error: --timeout is only valid with --data-dir\n\
         hint: use --command-timeout for servers\n",
    );
    ectl("127.0.0.1:1", "defrag --cluster --data-dir d").run().fails(
        128,
        "Error: the argument '--cluster[=<BOOL>]' cannot be used with '--data-dir <DIR>'\n\
         hint: usage: ectl defrag --cluster[=<BOOL>]\n",
    );
}

#[test]
fn defrag_replaces_the_target_of_a_link() {
    let (folder, file) = with_vector("v37-full");
    let elsewhere = folder.path().join("elsewhere.db");
    std::fs::rename(&file, &elsewhere).unwrap();
    symlink(&elsewhere, &file).unwrap();
    let before = (contents(&file), std::fs::metadata(&file).unwrap().ino());
    defrag(folder.path()).run().succeeds();
    assert!(std::fs::symlink_metadata(&file).unwrap().is_symlink());
    assert_eq!(contents(&file), before.0);
    assert_ne!(std::fs::metadata(&file).unwrap().ino(), before.1);
}

#[test]
fn hard_link_keeps_the_old_database() {
    let (folder, file) = with_vector("v37-full");
    let copy = folder.path().join("copy.db");
    std::fs::hard_link(&file, &copy).unwrap();
    let before = std::fs::read(&copy).unwrap();
    defrag(folder.path()).run().succeeds();
    assert_eq!(std::fs::read(&copy).unwrap(), before);
    assert_eq!(contents(&file), contents(&copy));
}

/// Starts a defragmentation, and stops the process while it writes.
fn stopped_while_writing(data_dir: &Path) -> (Child, Pid) {
    let file = database(data_dir);
    let deadline = Instant::now() + HANG;
    while Instant::now() < deadline {
        let mut child = defrag(data_dir).spawn();
        let pid = Pid::from_raw(child.id().try_into().unwrap());
        while beside(&file).len() == 1 && child.try_wait().unwrap().is_none() {}
        if kill(pid, Signal::SIGSTOP).is_ok() && beside(&file).len() > 1 {
            return (child, pid);
        }
        let _ = kill(pid, Signal::SIGCONT);
        finish(child).succeeds();
    }
    panic!("no defragmentation could be stopped");
}

#[test]
fn killed_defrag_leaves_the_old_or_the_new_database() {
    let mut etcd = etcd();
    fill(&etcd, 20);
    sleep(Duration::from_millis(300));
    etcd.members()[0].kill().unwrap();
    let data_dir = data_dir(&mut etcd);
    let file = database(&data_dir);
    let expected = contents(&file);

    let started = Instant::now();
    defrag(&data_dir).run().succeeds();
    let whole = started.elapsed();
    for step in 0..20 {
        let mut child = defrag(&data_dir).spawn();
        sleep(whole * step / 16);
        child.kill().unwrap();
        child.wait().unwrap();
        assert_eq!(contents(&file), expected, "after {step}/16");
    }
    // What they left is removed.
    defrag(&data_dir).run().succeeds();
    assert_eq!(beside(&file), ["db"]);
    for signal in [Signal::SIGINT, Signal::SIGTERM] {
        let interrupted = || {
            let (child, pid) = stopped_while_writing(&data_dir);
            kill(pid, signal).unwrap();
            kill(pid, Signal::SIGCONT).unwrap();
            let outcome = finish(child);
            assert_eq!(contents(&file), expected);
            assert_eq!(beside(&file), ["db"]);
            // The last step is not interrupted.
            outcome.code != 0 && {
                outcome.fails(5, &format!("Error: interrupted by {signal}\n"));
                true
            }
        };
        eventually("it is interrupted", interrupted);
    }
    etcd.restart(0);
    assert_eq!(etcd.ok("get large --prefix --count-only -w jsonl").text().lines().count(), 1);
}

/// Returns the number of open descriptors of a file, as far as the system tells.
fn descriptors(file: &Path) -> usize {
    let within = |folder: &Path| std::fs::read_dir(folder).into_iter().flatten().flatten();
    let processes = within(Path::new("/proc")).map(|process| process.path().join("fd"));
    let open = processes.flat_map(|folder| within(&folder).collect::<Vec<_>>());
    open.filter(|open| std::fs::read_link(open.path()).is_ok_and(|open| open == file)).count()
}

#[test]
fn server_that_waited_for_a_defrag_does_not_write_to_the_old_database() {
    let mut etcd = etcd();
    fill(&etcd, 20);
    sleep(Duration::from_millis(300));
    etcd.members()[0].kill().unwrap();
    let data_dir = data_dir(&mut etcd);
    let file = database(&data_dir);

    let (defrag, pid) = stopped_while_writing(&data_dir);
    let before = descriptors(&file);
    etcd.members()[0].restart().unwrap();
    // etcd says nothing about the lock for the first ten seconds.
    if cfg!(target_os = "linux") {
        eventually("etcd has the old database open", || descriptors(&file) > before);
    } else {
        sleep(Duration::from_secs(5));
    }
    kill(pid, Signal::SIGCONT).unwrap();
    finish(defrag).succeeds();
    // It has the file without a name open.
    let deadline = Instant::now() + HANG;
    while etcd.members()[0].is_running().is_ok() {
        assert!(Instant::now() < deadline, "etcd goes on with the old database");
        sleep(Duration::from_millis(20));
    }
    etcd.restart(0);
    assert_eq!(etcd.ok("get large --prefix --keys-only").text().lines().count(), 40);
}
