//! Called `etcdutl`, by link or by copy, ectl is etcdutl. `tests/parity/etcdutl` compares more with the real
//! one.

use crate::offline::{expected, unpacked};
use crate::support::words::Words;
use crate::support::{Line, line};
use std::fs::{copy, create_dir, create_dir_all, write};
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

/// A folder with links and copies named `etcdutl` that are ectl.
struct Called(TempDir);

impl Called {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let ectl = env!("CARGO_BIN_EXE_ectl");
        create_dir(folder.path().join("copy")).unwrap();
        symlink(ectl, folder.path().join("etcdutl")).unwrap();
        copy(ectl, folder.path().join("copy/etcdutl")).unwrap();
        Self(folder)
    }

    fn programs(&self) -> [PathBuf; 2] {
        ["etcdutl", "copy/etcdutl"].map(|name| self.0.path().join(name))
    }

    fn line(&self, words: impl Words) -> Line {
        line(&self.programs()[0], "", words)
    }
}

#[test]
fn version_is_that_of_etcdutl() {
    let called = Called::new();
    for program in called.programs() {
        for words in ["version", "v", "--timeout 0 version -w bogus surplus"] {
            line(&program, "", words).run().prints("etcdutl version: 3.7.3\nAPI version: 3.7\n");
        }
    }
}

#[test]
fn variables_of_etcdctl_mean_nothing() {
    let called = Called::new();
    let (_folder, file) = unpacked("v37-full");
    let status = |line: Line| line.arg(&file).run().prints("be846125, 143, 280, 115 kB, 3.7.0\n");
    status(called.line("snapshot status"));
    for (name, value) in
        [("ETCDCTL_WRITE_OUT", "json"), ("ETCDCTL_HEX", "x"), ("ETCDCTL_DEBUG", "1")]
    {
        status(called.line("snapshot status").env(name, value));
    }
    let json = expected("v37-full.db 3.7.1-status");
    let printed = called.line("-w table snapshot status -wjson").arg(&file).run();
    printed.prints(&format!("{json}\n"));
}

#[test]
fn formats_are_those_of_etcdutl() {
    let called = Called::new();
    let (_folder, file) = unpacked("v37-full");
    for format in ["", "jsonl", "JSON", "junit", "prometheus", "bogus"] {
        let status = called.line(&["snapshot", "status", "-w", format]).arg(&file).run();
        status.fails(4, "Error: unsupported output format\n");
    }
    let status = called.line("snapshot status -w protobuf").arg(&file).run();
    status.fails(4, "Error: protobuf not supported as output format\n");
}

#[test]
fn errors_of_the_command_line_are_those_of_cobra() {
    let called = Called::new();
    let root = called.line("").run().succeeds();
    called.line("help").run().prints(root.text());
    let unknown = called.line("help bogus").run();
    assert_eq!((unknown.text(), unknown.code), ("", 0));
    unknown.says("Unknown help topic [`bogus`]\nUsage:\n  etcdutl [command]\n");
    called.line("bogus").run().fails(
        1,
        "Error: unknown command \"bogus\" for \"etcdutl\"\nRun 'etcdutl --help' for usage.\n\
         Error: unknown command \"bogus\" for \"etcdutl\"\n",
    );
    let text = "Error: unknown flag: --bogus\n";
    called.line("--bogus").run().fails(1, &format!("{text}{}\n{text}", root.text()));
    called
        .line("snapshot status")
        .run()
        .fails(128, "Error: snapshot status requires exactly one argument\n");
}

#[test]
fn completion_scripts_are_for_etcdutl() {
    let called = Called::new();
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let script = called.line("completion").arg(shell).run().succeeds();
        let script = script.text();
        assert!(script.contains("etcdutl") && !script.contains("ectl"), "{shell}: {script}");
    }
}

fn make(target: &str, prefix: &Path) -> Output {
    let mut make = Command::new("make");
    make.arg("-C").arg(env!("CARGO_MANIFEST_DIR")).arg(target);
    make.arg(format!("PREFIX={}", prefix.display())).output().expect("make")
}

#[test]
fn links_are_made_and_removed_by_make() {
    let prefix = tempfile::tempdir().unwrap();
    let bin = prefix.path().join("bin");
    create_dir(&bin).unwrap();
    write(bin.join("ectl"), "").unwrap();
    let share = prefix.path().join("share");
    let scripts = [
        share.join("bash-completion/completions/ectl"),
        share.join("fish/vendor_completions.d/ectl.fish"),
    ];
    for script in &scripts {
        create_dir_all(script.parent().unwrap()).unwrap();
        write(script, "").unwrap();
    }
    for _ in ["anew", "again"] {
        assert!(make("install-links", prefix.path()).status.success());
        for name in ["etcdctl", "etcdutl"] {
            assert_eq!(bin.join(name).read_link().unwrap(), Path::new("ectl"));
            for script in &scripts {
                let file = script.file_name().unwrap().to_str().unwrap();
                let link = script.with_file_name(file.replace("ectl", name));
                assert_eq!(link.read_link().unwrap(), Path::new(file));
            }
        }
    }
    assert!(make("uninstall", prefix.path()).status.success());
    for folder in [bin.as_path()].into_iter().chain(scripts.iter().filter_map(|it| it.parent())) {
        assert_eq!(folder.read_dir().unwrap().count(), 0, "{}", folder.display());
    }
}

#[test]
fn other_programs_are_not_replaced_by_links() {
    let prefix = tempfile::tempdir().unwrap();
    let bin = prefix.path().join("bin");
    create_dir(&bin).unwrap();
    write(bin.join("etcdutl"), "another").unwrap();
    let made = make("install-links", prefix.path());
    let said = String::from_utf8_lossy(&made.stderr);
    assert!(
        !made.status.success() && said.contains("bin/etcdutl exists and is not a link"),
        "{said}"
    );
    assert!(!bin.join("etcdctl").exists());
    assert!(make("uninstall", prefix.path()).status.success());
    assert_eq!(std::fs::read_to_string(bin.join("etcdutl")).unwrap(), "another");
}
