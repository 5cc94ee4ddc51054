use super::KeyJournal;
use crate::recipe::change_feed::{KnownChange, KnownKeys};
use crate::recipe::resume_file::ResumePoint;
use std::fs;
use tempfile::TempDir;

fn change(key: &str, revision: impl Into<Option<i64>>) -> KnownChange {
    KnownChange { key: key.into(), revision: revision.into(), event: 0 }
}

fn keys(known: &KnownKeys) -> String {
    known.iter().map(|(key, at)| format!("{}@{at} ", String::from_utf8_lossy(key))).collect()
}

#[test]
fn keys_are_those_of_the_point() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("resume.keys");
    let load = |revision: i64| {
        let found = KeyJournal::load(&path, &revision.into());
        found.map(|found| found.map(|found| (keys(&found.known), found.point.revision)))
    };
    assert_eq!(load(5).unwrap(), None);
    let mut known = KnownKeys::default();
    known.set(b"a".to_vec(), Some(3));
    let mut journal = KeyJournal::create(&path, &known, Some(&ResumePoint::from(5)), None).unwrap();
    journal.append(&[change("b", 6), change("a", None)], &ResumePoint::from(6)).unwrap();
    journal.append(&[change("c", 6)], &ResumePoint::from(6)).unwrap();
    journal.append(&[change("d", 7)], &ResumePoint::from(7)).unwrap();
    let whole = fs::read(&path).unwrap();
    assert_eq!(load(7).unwrap(), Some(("b@6 c@6 d@7 ".to_owned(), 7)));
    // What was not handled is dropped.
    assert_eq!(load(6).unwrap(), Some(("b@6 c@6 ".to_owned(), 6)));
    assert_eq!(load(5).unwrap(), Some(("a@3 ".to_owned(), 5)));
    assert_eq!(load(7).unwrap(), Some(("a@3 ".to_owned(), 5)));
    // Handled or not: a key that was begun counts as known.
    fs::write(&path, &whole).unwrap();
    let mut journal = KeyJournal::load(&path, &ResumePoint::from(7)).unwrap().unwrap().journal;
    journal.begin([&b"c"[..], b"e"]).unwrap();
    journal.append(&[change("c", 8)], &ResumePoint::from(8)).unwrap();
    assert_eq!(load(8).unwrap(), Some(("b@6 c@8 d@7 e@0 ".to_owned(), 8)));
    assert_eq!(load(8).unwrap(), Some(("b@6 c@8 d@7 e@0 ".to_owned(), 8)));
    // A line is cut off, and a point is lost.
    fs::write(&path, &whole[..whole.len() - 5]).unwrap();
    assert_eq!(load(7).unwrap(), Some(("b@6 c@6 ".to_owned(), 6)));
    assert!(load(4).unwrap_err().to_string().ends_with("the keys at revision 4 are not in it"));
    fs::write(&path, "{\"ectl_resume_keys\":1}\n{}\n").unwrap();
    let error = load(4).unwrap_err().to_string();
    assert!(error.ends_with("resume.keys:2: neither a key nor a revision"), "{error}");
}
