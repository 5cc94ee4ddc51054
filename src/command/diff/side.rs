//! One side of a comparison: a prefix at a revision, or an export.

use crate::etcd::proto::{KeyValue, RangeRequest};
use crate::etcd::{Range, RangeCall, Session};
use crate::failure::Failure;
use crate::input;
use crate::output::note;
use crate::recipe::difference::{RangeKeys, SortedKeys};
use crate::recipe::key_file::{ExportHeader, Exported, FileKeys, FileLines, KeyFile, KeyRewrite};
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
pub(super) enum DiffSide {
    Range { exported: Exported, revision: i64, strip: Vec<u8> },
    File { lines: Box<FileLines>, header: Option<ExportHeader>, strip: Vec<u8> },
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
        match self {
            Self::Prefix { prefix, revision } => {
                let exported = Exported::Prefix(prefix);
                Ok(DiffSide::Range { exported, revision, strip: Vec::new() })
            }
            Self::File(path) => {
                let (lines, header) = KeyFile::open(path.as_ref(), max_request)?.lines().await?;
                Ok(DiffSide::File { lines: Box::new(lines), header, strip: Vec::new() })
            }
            Self::LikeOther { revision } => {
                let exported = other.and_then(DiffSide::exported).cloned();
                let exported = exported.ok_or_else(|| {
                    Failure::usage("the file has no header: name the prefix to compare it with")
                })?;
                Ok(DiffSide::Range { exported, revision, strip: Vec::new() })
            }
        }
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
        Ok((a.without(strip_a), b.without(strip_b)))
    }

    fn exported(&self) -> Option<&Exported> {
        match self {
            Self::Range { exported, .. } => Some(exported),
            Self::File { header, .. } => header.as_ref().map(|header| &header.exported),
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

    fn without(self, prefix: Vec<u8>) -> Self {
        match self {
            Self::File { lines, header, .. } => Self::File { lines, header, strip: prefix },
            Self::Range { exported, revision, .. } => {
                Self::Range { exported, revision, strip: prefix }
            }
        }
    }

    /// Refuses to compare an export with the keys of a session under another prefix of the context.
    pub(super) fn check_namespace(&self, other: &Self, session: &Session) -> Result<(), Failure> {
        let namespace = &session.options().namespace;
        match (self, other) {
            (Self::File { header: Some(header), .. }, Self::Range { .. })
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
        let (exported, revision, strip) = match self {
            Self::File { lines, strip, .. } => {
                let rewrite = KeyRewrite { strip, prefix: Vec::new(), may_be_empty: true };
                return Ok(DiffKeys::File(Box::new(lines.rewritten(rewrite).sorted())));
            }
            Self::Range { exported, revision, strip } => (exported, revision, strip),
        };
        let Range { key, end: range_end } = exported.range();
        let request = RangeRequest { key, range_end, revision, ..RangeRequest::default() };
        let stream = session.range_by(RangeCall::Either, request).await?;
        Ok(DiffKeys::Range(Box::new(RangeKeys::new(stream, strip))))
    }
}

/// Gives two sides of one cluster the present revision, if both are read as of now.
pub(super) async fn at_one_revision(
    a: DiffSide,
    b: DiffSide,
    session: &Session,
) -> Result<(DiffSide, DiffSide), Failure> {
    match (a, b) {
        (
            DiffSide::Range { exported: a, revision: 0, strip: strip_a },
            DiffSide::Range { exported: b, revision: 0, strip: strip_b },
        ) => {
            let Range { key, end: range_end } = a.clone().range();
            let request = RangeRequest { key, range_end, limit: 1, ..RangeRequest::default() };
            let header = session.call(request).await?.header;
            let revision = header.map_or(0, |header| header.revision);
            Ok((
                DiffSide::Range { exported: a, revision, strip: strip_a },
                DiffSide::Range { exported: b, revision, strip: strip_b },
            ))
        }
        sides => Ok(sides),
    }
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
