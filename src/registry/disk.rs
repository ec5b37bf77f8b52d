//! Files that survive power loss and that nobody else may read: modes 0600 and 0700, folders synced after a change.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use super::error::RegistryError;

/// Makes a folder, mode 0700, and those above it; one that is there gets the mode.
pub(super) fn make_dir(dir: &Path) -> io::Result<()> {
    if !dir.is_dir() {
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(dir)?;
        if let Some(above) = dir.parent() {
            sync_dir(above)?;
        }
    }
    mode(dir, 0o700)
}

/// Opens a file for reading and writing; makes it, mode 0600, if it is not there.
pub(super) fn open_or_create(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().read(true).write(true).create(true).truncate(false)).open(path)
}

/// Opens a file for adding to its end; makes it, mode 0600, if it is not there.
pub(super) fn open_append(path: &Path) -> io::Result<File> {
    private(OpenOptions::new().read(true).append(true).create(true)).open(path)
}

fn private(options: &mut OpenOptions) -> &mut OpenOptions {
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(options, 0o600);
    options
}

#[cfg(unix)]
fn mode(path: &Path, mode: u32) -> io::Result<()> {
    fs::set_permissions(path, std::os::unix::fs::PermissionsExt::from_mode(mode))
}

#[cfg(not(unix))]
fn mode(_: &Path, _: u32) -> io::Result<()> {
    Ok(())
}

/// Takes group's and others' rights from everything in a folder.
pub(super) fn tighten(dir: &Path) -> io::Result<()> {
    mode(dir, 0o700)?;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        if entry.file_type()?.is_dir() {
            tighten(&entry.path())?;
        } else if let Err(error) = mode(&entry.path(), 0o600)
            // The database removes old snapshots when it likes.
            && error.kind() != io::ErrorKind::NotFound
        {
            return Err(error);
        }
    }
    Ok(())
}

/// Makes the names in a folder durable.
pub(super) fn sync_dir(dir: &Path) -> io::Result<()> {
    // Only Unix opens folders; elsewhere names are made durable with the file.
    if cfg!(unix) {
        let dir = if dir.as_os_str().is_empty() { Path::new(".") } else { dir };
        File::open(dir)?.sync_all()?;
    }
    Ok(())
}

/// Bytes of all files in a folder.
pub(super) fn size(dir: &Path) -> io::Result<u64> {
    let mut total = 0;
    for entry in fs::read_dir(dir)? {
        let entry = entry?;
        match entry.metadata() {
            Ok(data) if data.is_dir() => total += size(&entry.path())?,
            Ok(data) => total += data.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(total)
}

/// The first of `name-1`, `name-2`… that is not there yet.
pub(super) fn free_name(dir: &Path, name: &str) -> PathBuf {
    let mut number = 1_u32;
    loop {
        let path = dir.join(format!("{name}-{number}"));
        if fs::symlink_metadata(&path).is_err() {
            return path;
        }
        number += 1;
    }
}

/// Writes a file under another name, syncs it and gives it its own, so that it is there whole or not at all. An error
/// of kind `AlreadyExists` if a file of that name is there and `replace` is not set.
pub(super) fn write_aside<T>(
    path: &Path,
    replace: bool,
    fill: impl FnOnce(&mut dyn Write) -> Result<T, RegistryError>,
) -> Result<T, RegistryError> {
    let dir = path.parent().filter(|dir| !dir.as_os_str().is_empty()).unwrap_or_else(|| Path::new("."));
    // tempfile makes it with mode 0600 and removes it unless it is given its name.
    let file =
        tempfile::Builder::new().prefix(".part-").tempfile_in(dir).map_err(RegistryError::write(dir))?;
    let mut writer = BufWriter::with_capacity(1 << 16, file);
    let result = fill(&mut writer)?;
    let finish = || {
        let file = writer.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.as_file().sync_all()?;
        let named = if replace { file.persist(path) } else { file.persist_noclobber(path) };
        named.map_err(|error| error.error)?;
        sync_dir(dir)
    };
    finish().map_err(RegistryError::write(path))?;
    Ok(result)
}
