//! Replies about the cluster: its members, their status and health, and its maintenance.

pub(crate) mod alarm;
pub(crate) mod comparison;
pub(crate) mod defrag;
pub(crate) mod downgrade;
pub(crate) mod hashkv;
pub(crate) mod health;
pub(crate) mod health_model;
pub(crate) mod member;
pub(crate) mod snapshot;
pub(crate) mod status;
