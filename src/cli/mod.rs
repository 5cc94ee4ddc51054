//! What was typed: the liberties of etcdctl's parser, usage errors and what was probably meant, help.

pub(crate) mod argv;
pub(crate) mod help;
mod synonyms;
pub(crate) mod usage_error;
