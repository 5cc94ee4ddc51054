//! Contexts that limit commands: to the keys below a prefix, to reads, to what is confirmed.

mod changes;
mod commands;
pub mod fixture;
mod held;
mod keys;
mod levels;
mod permissions;
mod watches;
