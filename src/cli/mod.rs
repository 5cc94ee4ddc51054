//! Parsing of the command line: etcdctl's conventions, usage errors with suggestions, help.

pub(crate) mod argv;
pub(crate) mod help;
mod synonyms;
pub(crate) mod usage_error;
