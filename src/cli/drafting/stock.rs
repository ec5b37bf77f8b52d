//! The press of a workspace.

use std::sync::Arc;

use chrono::NaiveDate;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::settings;
use crate::domain::problem::{Place, Problem};
use crate::press::{Folder, FontSettings, GuardSettings, Library, Press};

/// Seconds that a template of the workspace may take for one document, unless the environment says otherwise. The
/// longest filing takes a tenth of one.
const SECONDS: u64 = 20;
/// Megabytes that it may take. Two thousand pages take half of it.
const MEGABYTES: u64 = 768;

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
    desk.press(|workspace| {
        let fonts = workspace.config.fonts.clone();
        let settings = FontSettings {
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
        };
        let press = Library::with_workspace(&workspace.templates())
            .and_then(|library| Press::new(&settings, library))
            .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
        let program =
            settings::program().map_err(|e| CommandError::file("E-READ", "sucheng".as_ref(), &e))?;
        Ok(press.guarded(GuardSettings {
            program,
            arguments: vec!["press-worker".into()],
            seconds: settings::variable("SUCHENG_TEMPLATE_SECONDS")
                .and_then(|text| text.parse().ok())
                .filter(|seconds| *seconds > 0)
                .unwrap_or(SECONDS),
            megabytes: MEGABYTES,
            templates: workspace.templates(),
        }))
    })
}
