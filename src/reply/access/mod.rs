pub(crate) mod auth;
pub(crate) mod role;
pub(crate) mod user;
