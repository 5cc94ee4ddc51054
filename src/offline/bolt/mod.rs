//! bbolt's database file: a B+tree of pages. The format is described in bbolt's `internal/common`; all
//! integers are little-endian.

#![allow(unused_imports, dead_code, reason = "in progress")]

mod bucket;
mod buckets;
mod check;
mod cursor;
mod database;
mod edit;
mod lock;
mod meta;
mod page;
mod page_builder;
mod page_reader;
mod writer;

pub(crate) use bucket::Bucket;
pub(crate) use check::{Faults, WalkItem};
pub(crate) use cursor::{Cursor, ElementPlace};
pub(crate) use database::Database;
pub(crate) use lock::{OpenMode, Patience};
#[cfg(any(test, fuzzing))]
pub(crate) use meta::with_metas;
pub(crate) use meta::{Meta, NO_FREE_LIST};
pub(crate) use page::LeafElement;
pub(crate) use writer::Writer;

#[cfg(test)]
pub(in crate::offline) mod tests;
