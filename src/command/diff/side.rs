//! One side of a comparison: a prefix at a revision, or an export.

use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{Range, Session};
use crate::failure::Failure;
use crate::input;
use crate::output::note;
use crate::recipe::difference::{RangeKeys, SortedKeys};
use crate::recipe::key_file::{ExportHeader, Exported, FileKeys, FileLines, KeyFile, KeyRewrite};
use crate::recipe::latest_revision;
use std::ffi::{OsStr, OsString};
use std::os::unix::ffi::OsStringExt as _;

/// A side as typed.
#[derive(Debug)]
pub(super) enum SideName {
    Prefix {
        prefix: Vec<u8>,
        revision: i64,
    },
    File(OsString),
    /// The keys of the other side.
    LikeOther {
        revision: i64,
    },
}

/// A side whose file is open.
pub(super) struct DiffSide {
    source: SideSource,
    /// The prefix to cut off the keys.
    strip: Vec<u8>,
}

enum SideSource {
    Range { exported: Exported, revision: i64 },
    File { lines: Box<FileLines>, header: Option<ExportHeader> },
}

/// The keys of a side, without their prefix.
pub(super) enum DiffKeys {
    Range(Box<RangeKeys>),
    File(Box<FileKeys>),
}

impl SideName {
    pub(super) fn new(text: &OsStr, revision: i64, option: &str) -> Result<Self, Failure> {
        if revision < 0 {
            return Err(Failure::usage(format!("{option} must not be negative")));
        }
        let bytes = input::bytes(text);
        match bytes.strip_prefix(b"@") {
            Some(_) if revision != 0 => {
                Err(Failure::usage(format!("{option} is for a prefix, not for a file")))
            }
            Some(file) => Ok(Self::File(OsString::from_vec(file.to_vec()))),
            None => Ok(Self::Prefix { prefix: bytes, revision }),
        }
    }

    pub(super) fn is_file(&self) -> bool {
        matches!(self, Self::File(_))
    }

    pub(super) fn is_stdin(&self) -> bool {
        matches!(self, Self::File(path) if path == "-")
    }

    async fn open(self, other: Option<&DiffSide>, max_request: usize) -> Result<DiffSide, Failure> {
        let source = match self {
            Self::Prefix { prefix, revision } => {
                SideSource::Range { exported: Exported::Prefix(prefix), revision }
            }
            Self::File(path) => {
                let (lines, header) = KeyFile::open(path.as_ref(), max_request)?.lines().await?;
                SideSource::File { lines: Box::new(lines), header }
            }
            Self::LikeOther { revision } => {
                let exported = other.and_then(DiffSide::exported).cloned();
                let exported = exported.ok_or_else(|| {
                    Failure::usage("the file has no header: name the prefix to compare it with")
                })?;
                SideSource::Range { exported, revision }
            }
        };
        Ok(DiffSide { source, strip: Vec::new() })
    }
}

impl DiffSide {
    pub(super) async fn open_both(
        a: SideName,
        b: SideName,
        max_request: usize,
    ) -> Result<(Self, Self), Failure> {
        let a = a.open(None, max_request).await?;
        let b = b.open(Some(&a), max_request).await?;
        let (strip_a, strip_b) = (a.prefix(&b), b.prefix(&a));
        Ok((Self { strip: strip_a, ..a }, Self { strip: strip_b, ..b }))
    }

    fn exported(&self) -> Option<&Exported> {
        match &self.source {
            SideSource::Range { exported, .. } => Some(exported),
            SideSource::File { header, .. } => header.as_ref().map(|header| &header.exported),
        }
    }

    /// Returns the prefix to cut off the keys; of a file without a header that of the other side. Keys of a
    /// range have none, so that those of the other side are compared whole, too.
    fn prefix(&self, other: &Self) -> Vec<u8> {
        match (self.exported(), other.exported()) {
            (Some(Exported::Range(_)), _) | (_, Some(Exported::Range(_))) | (None, None) => {
                Vec::new()
            }
            (Some(Exported::Prefix(prefix)), _) | (None, Some(Exported::Prefix(prefix))) => {
                prefix.clone()
            }
        }
    }

    /// Refuses to compare an export with the keys of a session under another prefix of the context.
    pub(super) fn check_namespace(&self, other: &Self, session: &Session) -> Result<(), Failure> {
        let namespace = &session.options().namespace;
        match (&self.source, &other.source) {
            (SideSource::File { header: Some(header), .. }, SideSource::Range { .. })
                if header.namespace != *namespace =>
            {
                Err(Failure::usage(header.moved(namespace))
                    .hint("use the context that the file was exported under"))
            }
            _ => Ok(()),
        }
    }

    /// Starts to read the keys.
    pub(super) async fn keys(self, session: &Session) -> Result<DiffKeys, Failure> {
        let strip = self.strip;
        Ok(match self.source {
            SideSource::File { lines, .. } => {
                let rewrite = KeyRewrite { strip, prefix: Vec::new(), may_be_empty: true };
                DiffKeys::File(Box::new(lines.rewritten(rewrite).sorted()))
            }
            SideSource::Range { exported, revision } => {
                let keys = RangeKeys::open(session, request(exported, revision)).await?;
                DiffKeys::Range(Box::new(keys.without(strip)))
            }
        })
    }
}

fn request(exported: Exported, revision: i64) -> RangeRequest {
    let Range { key, end: range_end } = exported.range();
    RangeRequest { key, range_end, revision, ..RangeRequest::default() }
}

/// Gives two sides of one cluster the present revision, if both are read as of now.
pub(super) async fn at_one_revision(
    a: &mut DiffSide,
    b: &mut DiffSide,
    session: &Session,
) -> Result<(), Failure> {
    if let SideSource::Range { exported, revision: revision @ 0 } = &mut a.source
        && let SideSource::Range { revision: other @ 0, .. } = &mut b.source
    {
        *revision = latest_revision(session, &request(exported.clone(), 0)).await?;
        *other = *revision;
    }
    Ok(())
}

impl SortedKeys for DiffKeys {
    type Entry = KeyValue;

    async fn next(&mut self) -> Result<Option<KeyValue>, Failure> {
        match self {
            Self::Range(keys) => keys.next().await,
            Self::File(keys) => {
                let line = keys.next().await?;
                if let Some(failure) = keys.take_incomplete() {
                    note(&failure.to_string());
                }
                Ok(line.map(|line| line.kv))
            }
        }
    }
}
