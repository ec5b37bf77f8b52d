//! A workspace: a folder with `sucheng.yaml`, the registry, the evidence and what was written.

use std::path::{Path, PathBuf};

use super::error::{CommandError, Exit};
use super::settings::WORKSPACE_FILE;
use crate::intake::WorkspaceConfig;

/// A workspace and what its `sucheng.yaml` says.
#[derive(Debug)]
pub struct Workspace {
    /// Its folder.
    pub root: PathBuf,
    /// Its settings.
    pub config: WorkspaceConfig,
}

impl Workspace {
    /// Reads the settings of a folder.
    ///
    /// # Errors
    /// The folder is no workspace, or its settings are wrong; every problem at once.
    pub fn open(root: &Path) -> Result<Self, CommandError> {
        let file = root.join(WORKSPACE_FILE);
        let bytes = match std::fs::read(&file) {
            Ok(bytes) => bytes,
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
                return Err(CommandError::new(Exit::Failed, "E-NO-WORKSPACE").with("path", root.display()));
            }
            Err(e) => return Err(CommandError::file("E-READ", &file, &e)),
        };
        let text = String::from_utf8(bytes)
            .map_err(|_| CommandError::new(Exit::Failed, "E-NOT-UTF8").with("path", file.display()))?;
        let config = crate::intake::workspace_file(&text)
            .map_err(|problems| CommandError::problems(Exit::Failed, problems))?;
        Ok(Workspace { root: root.to_path_buf(), config })
    }

    /// Where the registry lives.
    pub fn registry(&self) -> PathBuf {
        self.root.join("registry")
    }

    /// Where evidence lies, by content.
    pub fn evidence(&self) -> PathBuf {
        self.root.join("evidence")
    }

    /// Whether something was ever taken into `evidence/`.
    pub fn has_evidence(&self) -> bool {
        std::fs::read_dir(self.evidence()).is_ok_and(|mut files| files.next().is_some())
    }

    /// Where documents and mail are written.
    pub fn out(&self) -> PathBuf {
        self.root.join("out")
    }

    /// The workspace's own templates, if it has any.
    pub fn templates(&self) -> PathBuf {
        self.root.join("templates")
    }

    /// The workspace's own rule tables, if it has any.
    pub fn rules(&self) -> PathBuf {
        self.root.join("rules")
    }

    /// A path as records hold it: relative to the workspace where it lies inside, with `/` between its parts.
    pub fn relative(&self, path: &Path) -> String {
        let inside = path.strip_prefix(&self.root).unwrap_or(path);
        inside
            .components()
            .map(|c| c.as_os_str().to_string_lossy())
            .collect::<Vec<_>>()
            .join("/")
            .replacen("//", "/", 1)
    }

    /// The same as text, where a record itself is told to programs.
    pub fn whole(&self, recorded: &str) -> String {
        self.absolute(recorded).display().to_string()
    }

    /// The path that a record holds.
    pub fn absolute(&self, recorded: &str) -> PathBuf {
        self.root.join(recorded)
    }
}

/// The whole path of a file that is named as seen from the folder one is in, for programs: no link is followed.
pub fn absolute(path: &Path) -> PathBuf {
    // Only an empty path, or a folder that is gone, has none.
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Makes a workspace of a folder: its settings, `registry/`, `evidence/`, `out/`. What is there stays as it is.
///
/// # Errors
/// A folder or file that cannot be made; a folder that is a workspace already.
pub fn create(root: &Path, settings: &str) -> Result<(), CommandError> {
    let file = root.join(WORKSPACE_FILE);
    if file.exists() {
        return Err(CommandError::new(Exit::Failed, "E-WORKSPACE-EXISTS").with("path", root.display()));
    }
    for dir in [root.to_path_buf(), root.join("evidence"), root.join("out")] {
        std::fs::create_dir_all(&dir).map_err(|e| CommandError::file("E-WRITE", &dir, &e))?;
    }
    restrict(&root.join("evidence"))?;
    super::write::file(&file, settings.as_bytes())
}

/// Only the owner may look inside.
#[cfg(unix)]
fn restrict(dir: &Path) -> Result<(), CommandError> {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(dir, std::fs::Permissions::from_mode(0o700))
        .map_err(|e| CommandError::file("E-WRITE", dir, &e))
}

#[cfg(not(unix))]
fn restrict(_: &Path) -> Result<(), CommandError> {
    Ok(())
}
