//! Programs on the `PATH`.

use super::suggestion::Suggestion;
use std::collections::BTreeSet;
use std::fs::read_dir;
use std::os::unix::fs::PermissionsExt as _;

/// Returns the executables whose names begin with a text, by name.
pub(super) fn programs(beginning: &str) -> Vec<Suggestion> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let mut found = BTreeSet::new();
    for entry in std::env::split_paths(&path).filter_map(|folder| read_dir(folder).ok()).flatten() {
        let Some((entry, name)) = entry
            .ok()
            .and_then(|entry| entry.file_name().into_string().ok().map(|name| (entry, name)))
        else {
            continue;
        };
        let is_program = || {
            let file = entry.path().metadata();
            file.is_ok_and(|file| file.is_file() && file.permissions().mode() & 0o111 != 0)
        };
        if name.starts_with(beginning) && !found.contains(&name) && is_program() {
            found.insert(name);
        }
    }
    found.into_iter().map(|name| Suggestion::new(name, "")).collect()
}
