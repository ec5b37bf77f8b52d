//! The press of a workspace.

use std::path::Path;
use std::sync::Arc;

use tempfile::TempDir;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::settings;
use crate::cli::workspace::Workspace;
use crate::press::{FontSettings, GuardSettings, Library, Press};

/// Seconds that a template of the workspace may take for one document, unless the environment says otherwise. The
/// longest filing takes a tenth of one.
const SECONDS: u64 = 20;
/// Megabytes that it may take. Two thousand pages take half of it.
const MEGABYTES: u64 = 768;
/// The most files that are copied from a folder of a template.
const MOST_FILES: usize = 2_000;

/// The press of this workspace. Templates that the workspace brings are printed by processes of their own.
///
/// # Errors
/// No Chinese font, or a template of the workspace is wrong.
pub fn press(desk: &mut Desk<'_>) -> Result<Arc<Press>, CommandError> {
    desk.press(|workspace| with_templates(workspace, &workspace.templates()))
}

/// The press of a template folder that lies anywhere: a copy of it, and of the workspace's modules for all pages, stands
/// where the workspace's templates would. Lasts as long as the folder given beside it.
///
/// # Errors
/// As [`press`], and a folder that cannot be read.
pub fn press_of(folder: &Path, desk: &mut Desk<'_>) -> Result<(TempDir, String, Press), CommandError> {
    let failed = |e: &std::io::Error| CommandError::file("E-READ", folder, e);
    let whole = folder.canonicalize().map_err(|e| failed(&e))?;
    let kind = whole.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let shelf = tempfile::tempdir().map_err(|e| failed(&e))?;
    let workspace = desk.workspace()?;
    let cn = shelf.path().join("cn");
    let house = workspace.templates().join("cn/house");
    for (from, to) in [(whole, cn.join(&kind)), (house, cn.join("house"))] {
        copy(&from, &to, &mut 0).map_err(|e| failed(&e))?;
    }
    let press = with_templates(&workspace, shelf.path())?;
    Ok((shelf, kind, press))
}

/// Copies files and folders, so many as a template may have; neither links nor what is hidden.
fn copy(from: &Path, to: &Path, count: &mut usize) -> std::io::Result<()> {
    if !from.is_dir() {
        return Ok(());
    }
    std::fs::create_dir_all(to)?;
    for entry in std::fs::read_dir(from)? {
        let entry = entry?;
        let (name, kind) = (entry.file_name(), entry.file_type()?);
        *count += 1;
        if *count > MOST_FILES {
            return Err(std::io::Error::other(format!(
                "more than {MOST_FILES} files: no folder of a template"
            )));
        }
        if name.to_string_lossy().starts_with('.') {
            continue;
        }
        if kind.is_dir() {
            copy(&entry.path(), &to.join(name), count)?;
        } else if kind.is_file() {
            std::fs::copy(entry.path(), to.join(name))?;
        }
    }
    Ok(())
}

fn with_templates(workspace: &Workspace, templates: &Path) -> Result<Press, CommandError> {
    let fonts = workspace.config.fonts.clone();
    let settings = FontSettings {
        directories: fonts.dirs.into_iter().map(|dir| workspace.root.join(dir)).collect(),
        song: fonts.song,
        fangsong: fonts.fangsong,
        hei: fonts.hei,
        kai: fonts.kai,
        ..FontSettings::default()
    };
    let press = Library::with_workspace(templates)
        .and_then(|library| Press::new(&settings, library))
        .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
    let program = settings::program().map_err(|e| CommandError::file("E-READ", "sucheng".as_ref(), &e))?;
    Ok(press.guarded(GuardSettings {
        program,
        arguments: vec!["press-worker".into()],
        seconds: settings::variable("SUCHENG_TEMPLATE_SECONDS")
            .and_then(|text| text.parse().ok())
            .filter(|seconds| *seconds > 0)
            .unwrap_or(SECONDS),
        megabytes: MEGABYTES,
        templates: templates.to_path_buf(),
    }))
}
