//! Replies about authentication, users and roles.

pub(crate) mod auth;
pub(crate) mod role;
pub(crate) mod user;
