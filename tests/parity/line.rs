//! Lines as a user types them, for both programs, and what has to come of them.

use super::changes::Change;
use super::differences::Difference;
use super::peer::Generation;
use crate::support::words::split;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::{OsStrExt as _, OsStringExt as _};

/// Lines for one pair of servers, one after the other.
pub(super) struct Table {
    pub(super) servers: Servers,
    pub(super) lines: &'static [Line],
}

/// The options of the servers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Servers {
    Plain,
    /// With a storage version, which servers from 3.6 on write down after some seconds.
    Settled,
    /// With these options of etcd.
    With(&'static [&'static str]),
    /// Settled, with certificates, that only clients with one of the same authority get to.
    MutualTls,
}

/// The line as typed: variables (`NAME=value`) and words as bash splits them; `{name}`
/// is what has that name on either side.
pub(super) struct Line {
    pub(super) text: &'static str,
    /// Empty: as typed. Else the line is run with `-w` and each of these.
    pub(super) formats: &'static [&'static str],
    pub(super) stdin: &'static str,
    pub(super) end: End,
    pub(super) expected: Expected,
    /// Since when the real etcdctl is as expected; before, it must not be.
    pub(super) since: Option<Since>,
    /// The generation of this change alone does not differ.
    pub(super) agrees: Option<&'static Change>,
    /// The name given to the id that is the second word of the output.
    pub(super) name: &'static str,
}

#[derive(Clone, Copy)]
pub(super) struct Since {
    pub(super) change: &'static Change,
    /// The format that has changed, or all.
    format: Option<&'static str>,
}

#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum End {
    ByItself,
    /// Killed when it has printed this number of lines.
    AfterLines(usize),
    /// Killed when it has printed this number of bytes.
    AfterBytes(usize),
    /// Killed after this number of milliseconds, if it has not ended before.
    AfterMillis(u64),
}

pub(super) enum Expected {
    /// Both print and return the same.
    Same,
    /// Both refuse, with these words on stderr, and these exit codes.
    Refused(&'static str, i32, i32),
    /// They differ in what they print or return.
    Differs(&'static Difference, Ours),
}

/// The result of ectl where etcdctl has another.
pub(super) struct Ours {
    pub(super) code: i32,
    /// All of stdout, or `None` if that is for other tests.
    pub(super) prints: Option<&'static str>,
    /// A part of stderr.
    pub(super) says: &'static str,
}

/// Both print and return the same.
pub(super) const fn same(text: &'static str) -> Line {
    let (formats, stdin, name) = (&[], "", "");
    let (end, expected, since) = (End::ByItself, Expected::Same, None);
    Line { text, formats, stdin, end, expected, since, agrees: None, name }
}

/// Both print and return the same, in each of these formats.
pub(super) const fn each(formats: &'static [&'static str], text: &'static str) -> Line {
    Line { formats, ..same(text) }
}

/// Both refuse, with these words and this code.
pub(super) const fn refused(text: &'static str, says: &'static str, code: i32) -> Line {
    Line { expected: Expected::Refused(says, code, code), ..same(text) }
}

/// They differ; ectl prints nothing, and returns this code.
pub(super) const fn differs(why: &'static Difference, text: &'static str, code: i32) -> Line {
    Line {
        expected: Expected::Differs(why, Ours { code, prints: Some(""), says: "" }),
        ..same(text)
    }
}

impl Line {
    pub(super) const fn stdin(self, stdin: &'static str) -> Self {
        Self { stdin, ..self }
    }

    pub(super) const fn end(self, end: End) -> Self {
        Self { end, ..self }
    }

    /// etcdctl before this change prints or returns something else.
    pub(super) const fn since(self, change: &'static Change) -> Self {
        Self { since: Some(Since { change, format: None }), ..self }
    }

    /// As [`Self::since`], in this format only.
    pub(super) const fn since_in(self, format: &'static str, change: &'static Change) -> Self {
        Self { since: Some(Since { change, format: Some(format) }), ..self }
    }

    /// The etcdctl of this change's generation, neither older nor newer, does as ectl does.
    pub(super) const fn agrees_in(self, change: &'static Change) -> Self {
        Self { agrees: Some(change), ..self }
    }

    /// Returns the change that an etcdctl of this generation does not have yet.
    pub(super) fn lacks(&self, generation: Generation, format: &str) -> Option<&'static Change> {
        let since = self.since?;
        let changed = since.format.is_none_or(|changed| changed == format);
        (changed && generation < since.change.since).then_some(since.change)
    }

    pub(super) const fn named(self, name: &'static str) -> Self {
        Self { name, ..self }
    }

    /// Sets the exit code of etcdctl, where it is not that of ectl.
    pub(super) const fn theirs(self, code: i32) -> Self {
        let Expected::Refused(says, ours, _) = self.expected else { panic!("not refused") };
        Self { expected: Expected::Refused(says, ours, code), ..self }
    }

    /// Sets the stdout of ectl, in a line that differs.
    pub(super) const fn prints(self, prints: &'static str) -> Self {
        let Expected::Differs(why, Ours { code, says, .. }) = self.expected else {
            panic!("does not differ")
        };
        let prints = Some(prints);
        Self { expected: Expected::Differs(why, Ours { code, prints, says }), ..self }
    }

    /// Leaves the stdout of ectl to other tests.
    pub(super) const fn prints_bytes(self) -> Self {
        let Expected::Differs(why, Ours { code, says, .. }) = self.expected else {
            panic!("does not differ")
        };
        Self { expected: Expected::Differs(why, Ours { code, prints: None, says }), ..self }
    }

    /// Sets a part of the stderr of ectl, in a line that differs.
    pub(super) const fn says(self, says: &'static str) -> Self {
        let Expected::Differs(why, Ours { code, prints, .. }) = self.expected else {
            panic!("does not differ")
        };
        Self { expected: Expected::Differs(why, Ours { code, prints, says }), ..self }
    }

    /// Returns the number of lines that a user would have to type for it.
    pub(super) const fn count(&self) -> usize {
        if self.formats.is_empty() { 1 } else { self.formats.len() }
    }
}

/// The variables and words of a line, split as bash does.
pub(super) fn words(text: &str) -> (Vec<(String, OsString)>, Vec<OsString>) {
    let mut words = split(text);
    let variables: Vec<_> = words.iter().map_while(|word| assignment(word.as_bytes())).collect();
    words.drain(..variables.len());
    (variables, words)
}

fn assignment(word: &[u8]) -> Option<(String, OsString)> {
    let (name, value) = std::str::from_utf8(word).ok()?.split_once('=')?;
    let is_name = !name.is_empty() && name.bytes().all(|b| b.is_ascii_uppercase() || b == b'_');
    is_name.then(|| (name.to_owned(), OsStr::new(value).to_owned()))
}

pub(super) fn words_are_split_as_bash_does() {
    let (variables, words) = words(r"A_B=c put 'a b' $'\xff\n\'' '' x=y {l}");
    assert_eq!(variables, [("A_B".to_owned(), OsString::from("c"))]);
    let bytes: Vec<_> = words.into_iter().map(OsString::into_vec).collect();
    assert_eq!(bytes, [&b"put"[..], b"a b", b"\xff\n'", b"", b"x=y", b"{l}"]);
}
