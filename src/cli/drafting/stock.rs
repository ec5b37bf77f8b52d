//! The press of a workspace.

use std::path::Path;
use std::sync::Arc;

use chrono::NaiveDate;
use tempfile::TempDir;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::settings;
use crate::cli::workspace::Workspace;
use crate::domain::problem::{Place, Problem};
use crate::press::{BODY, Folder, FontSettings, GuardSettings, Library, Press};

/// Seconds that a template of the workspace may take for one document, unless the environment says otherwise. The
/// longest filing takes a tenth of one.
const SECONDS: u64 = 20;
/// Megabytes that it may take. Two thousand pages take half of it.
const MEGABYTES: u64 = 768;
/// The most files that are copied from a folder of a template.
const MOST_FILES: usize = 2_000;

/// The templates of this workspace, without fonts.
///
/// # Errors
/// A template of the workspace cannot be read.
pub fn library(desk: &mut Desk<'_>) -> Result<Library, CommandError> {
    Library::with_workspace(&desk.workspace()?.templates())
        .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))
}

/// Refuses a template on a day that it is not for.
///
/// # Errors
/// It is not for documents of this day.
pub fn valid(folder: &Folder, as_of: NaiveDate) -> Result<(), Problem> {
    let valid = folder.manifest.valid;
    if valid.holds(as_of) {
        return Ok(());
    }
    Err(Problem::error("E-TEMPLATE-VALID", Place::default())
        .with("kind", &folder.kind)
        .with("version", &folder.manifest.version)
        .with("valid", valid.shown())
        .with("as_of", as_of))
}

/// The press of this workspace. Templates that the workspace brings are printed by processes of their own.
///
/// # Errors
/// No Chinese font, or a template of the workspace is wrong.
pub fn press(desk: &mut Desk<'_>) -> Result<Arc<Press>, CommandError> {
    desk.press(|workspace| with_templates(Some(workspace), &workspace.templates()))
}

/// The press of this workspace; outside of one, that of the program's own templates.
///
/// # Errors
/// As [`press`].
pub fn press_anywhere(desk: &mut Desk<'_>) -> Result<Arc<Press>, CommandError> {
    if desk.settings.workspace.is_some() {
        return press(desk);
    }
    let press = Press::new(&FontSettings::default(), Library::built_in());
    press.map(Arc::new).map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))
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
    let (shelf, press) = apart(&kind, folder, |to| copy(&whole, to, &mut 0), desk)?;
    Ok((shelf, kind, press))
}

/// The press of a template with another Word file in the place of its own, printed as the workspace's are.
///
/// # Errors
/// As [`press_of`].
pub fn press_as(
    template: &Folder,
    word: &[u8],
    desk: &mut Desk<'_>,
) -> Result<(TempDir, Press), CommandError> {
    let fill = |to: &Path| {
        let files = template.paths().map(|path| (path, template.file(path).unwrap_or_default()));
        for (path, bytes) in files.filter(|(path, _)| *path != BODY).chain([(BODY, word)]) {
            let path = to.join(path);
            path.parent().map_or(Ok(()), std::fs::create_dir_all)?;
            std::fs::write(path, bytes)?;
        }
        Ok(())
    };
    apart(&template.kind, &std::env::temp_dir(), fill, desk)
}

/// A press with one template folder beside the workspace's modules for all pages; `named` is what errors name.
fn apart(
    kind: &str,
    named: &Path,
    fill: impl FnOnce(&Path) -> std::io::Result<()>,
    desk: &mut Desk<'_>,
) -> Result<(TempDir, Press), CommandError> {
    let failed = |e: std::io::Error| CommandError::file("E-READ", named, &e);
    let workspace = if desk.settings.workspace.is_some() { Some(desk.workspace()?) } else { None };
    let shelf = tempfile::tempdir().map_err(failed)?;
    let cn = shelf.path().join("cn");
    fill(&cn.join(kind)).map_err(failed)?;
    if let Some(workspace) = &workspace {
        copy(&workspace.templates().join("cn/house"), &cn.join("house"), &mut 0).map_err(failed)?;
    }
    let press = with_templates(workspace.as_deref(), shelf.path())?;
    Ok((shelf, press))
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

fn with_templates(workspace: Option<&Workspace>, templates: &Path) -> Result<Press, CommandError> {
    let settings = workspace.map(fonts).unwrap_or_default();
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

fn fonts(workspace: &Workspace) -> FontSettings {
    let fonts = workspace.config.fonts.clone();
    FontSettings {
        // A firm's own fonts lie beside its templates, or where the settings say.
        directories: std::iter::once(workspace.templates().join("fonts"))
            .filter(|dir| dir.is_dir())
            .chain(fonts.dirs.into_iter().map(|dir| workspace.root.join(dir)))
            .collect(),
        song: fonts.song,
        fangsong: fonts.fangsong,
        hei: fonts.hei,
        kai: fonts.kai,
        ..FontSettings::default()
    }
}
