//! The config file as a file: locked while it is changed, and replaced as a whole.

use crate::failure::{Failure, Kind};
use crate::input::{keep_access, lock_within};
use nix::errno::Errno;
use nix::fcntl::Flock;
use std::fs::{self, DirBuilder, File};
use std::io::{self, Write as _};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// The longest time to wait for another process that changes the file.
const LONGEST_WAIT: Duration = Duration::from_secs(5);

/// Returns the file that a link names, which may not exist.
pub(super) fn target(path: &Path) -> PathBuf {
    if let Ok(real) = path.canonicalize() {
        return real;
    }
    match (fs::read_link(path), path.parent()) {
        (Ok(target), Some(folder)) => folder.join(target),
        _ => path.to_owned(),
    }
}

fn folder(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn create(folder: &Path) -> io::Result<()> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder)
}

/// Locks the folder of the config file, whose file is replaced by each change. `None` if that is not
/// possible, as on some file systems.
pub(super) fn lock(path: &Path) -> Result<Option<Flock<File>>, Failure> {
    let target = target(path);
    let folder = folder(&target);
    let opened = create(folder).and_then(|()| File::open(folder));
    // Writing fails, too, and says why.
    let Ok(file) = opened else { return Ok(None) };
    match lock_within(file, LONGEST_WAIT) {
        Ok(lock) => Ok(Some(lock)),
        Err(Errno::EWOULDBLOCK) => {
            let text = format!("{}: another process is changing the file", path.display());
            Err(Failure::new(Kind::Local, text))
        }
        Err(_) => Ok(None),
    }
}

/// Writes a file beside the one at the path, and then in its place.
pub(super) fn replace(path: &Path, text: &[u8]) -> io::Result<()> {
    let folder = folder(path);
    create(folder)?;
    // The mode of a new file is 0600: a command for a password may contain one.
    let mut file = tempfile::Builder::new().prefix(".config.toml.").tempfile_in(folder)?;
    if let Ok(old) = path.metadata() {
        keep_access(file.as_file(), &old)?;
    }
    file.write_all(text)?;
    file.as_file().sync_all()?;
    file.persist(path).map_err(|failed| failed.error)?;
    Ok(())
}
