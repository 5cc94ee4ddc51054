//! Whether a program can be started, before anything is done for it.

use super::child::cannot_run;
use crate::failure::Failure;
use nix::errno::Errno;
use nix::unistd::{AccessFlags, access};
use std::env;
use std::ffi::{OsStr, OsString};
use std::io;
use std::path::Path;

/// Refuses a command whose program is not found or may not be executed. No command is right, too.
pub(crate) fn check_command(words: &[OsString]) -> Result<(), Failure> {
    let Some(program) = words.first() else { return Ok(()) };
    find(program, env::var_os("PATH").as_deref())
        .map_err(|error| cannot_run(program, &error.into()))
}

/// Looks for a program as execvp(3) does.
fn find(program: &OsStr, path: Option<&OsStr>) -> Result<(), Errno> {
    if program.is_empty() {
        return Err(Errno::ENOENT);
    }
    if program.as_encoded_bytes().contains(&b'/') {
        return check(Path::new(program));
    }
    // Without the variable the system looks where it likes.
    let Some(path) = path else { return Ok(()) };
    let mut failure = Errno::ENOENT;
    for folder in env::split_paths(path) {
        // An empty part is the working directory, and joins to a relative path.
        match check(&folder.join(program)) {
            Ok(()) => return Ok(()),
            Err(Errno::EACCES) => failure = Errno::EACCES,
            Err(_) => {}
        }
    }
    Err(failure)
}

fn check(path: &Path) -> Result<(), Errno> {
    let number = |error: io::Error| error.raw_os_error().map_or(Errno::EIO, Errno::from_raw);
    if std::fs::metadata(path).map_err(number)?.is_dir() {
        return Err(Errno::EACCES);
    }
    access(path, AccessFlags::X_OK)
}

#[cfg(test)]
mod tests {
    use super::find;
    use nix::errno::Errno;
    use std::ffi::OsStr;
    use std::fs::{self, Permissions};
    use std::os::unix::fs::PermissionsExt as _;

    #[test]
    fn programs_are_found_as_by_the_system() {
        let (first, second) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        let write = |path: &std::path::Path, mode| {
            fs::write(path, "#!/bin/sh\n").unwrap();
            fs::set_permissions(path, Permissions::from_mode(mode)).unwrap();
        };
        write(&first.path().join("data"), 0o644);
        write(&first.path().join("shadowed"), 0o644);
        write(&second.path().join("shadowed"), 0o755);
        fs::create_dir(second.path().join("folder")).unwrap();
        let path = std::env::join_paths([first.path(), second.path()]).unwrap();
        let find_in = |program: &str| find(OsStr::new(program), Some(&path));
        assert_eq!(find_in("shadowed"), Ok(()));
        assert_eq!(find_in("data"), Err(Errno::EACCES));
        assert_eq!(find_in("folder"), Err(Errno::EACCES));
        assert_eq!(find_in("nope"), Err(Errno::ENOENT));
        assert_eq!(find_in(""), Err(Errno::ENOENT));
        assert_eq!(find_in("/bin/sh"), Ok(()));
        assert_eq!(find_in("/etc/passwd"), Err(Errno::EACCES));
        assert_eq!(find_in("/etc/passwd/x"), Err(Errno::ENOTDIR));
        assert_eq!(find(OsStr::new("nope"), None), Ok(()));
    }
}
