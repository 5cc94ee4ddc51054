use super::{ResumeFile, ResumePoint, ResumeScope};
use crate::etcd::Range;
use std::fs;
use std::os::unix::fs::{PermissionsExt as _, symlink};
use std::thread;
use std::time::Duration;
use tempfile::TempDir;

fn scope(key: &str) -> ResumeScope {
    let range = Range { key: key.into(), end: Vec::new() };
    ResumeScope { namespace: Vec::new(), range, detail: String::new() }
}

#[test]
fn points_are_remembered() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("resume");
    let mut file = ResumeFile::open(&path, scope("a")).unwrap();
    assert_eq!(file.point(), None);
    file.bind(1).unwrap();
    for revision in [5, 6] {
        file.save(revision.into()).unwrap();
    }
    file.sync().unwrap();
    drop(file);
    let mode = fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let mut file = ResumeFile::open(&path, scope("a")).unwrap();
    assert_eq!(file.point(), Some(&ResumePoint::from(6)));
    let other = file.bind(2).unwrap_err();
    assert!(other.to_string().ends_with("belongs to cluster 1, and this is cluster 2"), "{other}");
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
}

#[test]
fn files_are_locked_before_and_after_each_save() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("resume");
    let mut file = ResumeFile::open(&path, scope("a")).unwrap();
    for revision in [1, 2] {
        let second = ResumeFile::open(&path, scope("a")).unwrap_err();
        assert!(second.to_string().ends_with("is in use by another ectl"), "{second}");
        file.bind(1).unwrap();
        file.save(revision.into()).unwrap();
    }
    drop(file);
    ResumeFile::open(&path, scope("a")).unwrap();
}

#[test]
fn lock_that_a_killed_process_has_left_is_waited_for() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("resume");
    let mut file = ResumeFile::open(&path, scope("a")).unwrap();
    file.bind(1).unwrap();
    file.save(1.into()).unwrap();
    // As a child has it between its fork and its exec.
    let child = thread::spawn(move || {
        thread::sleep(Duration::from_millis(300));
        drop(file);
    });
    let file = ResumeFile::open(&path, scope("a"));
    child.join().unwrap();
    assert_eq!(file.unwrap().point(), Some(&ResumePoint::from(1)));
}

#[test]
fn a_start_that_failed_leaves_no_file() {
    let folder = TempDir::new().unwrap();
    drop(ResumeFile::open(&folder.path().join("resume"), scope("a")).unwrap());
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0);
}

#[test]
fn target_of_a_link_is_created() {
    let folder = TempDir::new().unwrap();
    let (link, circle) = (folder.path().join("link"), folder.path().join("circle"));
    symlink("resume", &link).unwrap();
    symlink("circle", &circle).unwrap();
    let mut file = ResumeFile::open(&link, scope("a")).unwrap();
    file.bind(1).unwrap();
    file.save(3.into()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(folder.path().join("resume").is_file());
    let hint = Some("name a file; it is created if it does not exist");
    for (path, why) in
        [(&circle, "circle: a link to itself"), (&"/dev/null".into(), "not a regular file")]
    {
        let refused = ResumeFile::open(path, scope("a")).unwrap_err();
        assert!(refused.to_string().ends_with(why), "{refused}");
        assert_eq!(refused.advice(), hint);
    }
    let nowhere = ResumeFile::open(&folder.path().join("none/resume"), scope("a")).unwrap_err();
    let why = "none/resume: no such file or directory";
    assert!(nowhere.to_string().ends_with(why), "{nowhere}");
}

#[test]
fn links_are_followed_and_damaged_files_refused() {
    let folder = TempDir::new().unwrap();
    let (path, link) = (folder.path().join("resume"), folder.path().join("link"));
    fs::write(&path, "").unwrap();
    symlink(&path, &link).unwrap();
    let damaged = ResumeFile::open(&link, scope("a")).unwrap_err();
    assert!(damaged.to_string().ends_with("resume: the file is empty"), "{damaged}");
    fs::remove_file(&path).unwrap();
    let mut file = ResumeFile::open(&path, scope("a")).unwrap();
    file.bind(1).unwrap();
    file.save(3.into()).unwrap();
    drop(file);
    let mut file = ResumeFile::open(&link, scope("a")).unwrap();
    file.save(4.into()).unwrap();
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
    assert!(fs::read_to_string(&path).unwrap().contains("\"revision\":\"4\""));
}
