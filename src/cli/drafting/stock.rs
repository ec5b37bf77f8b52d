//! The press of a workspace.

use std::sync::Arc;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Exit};
use crate::cli::settings;
use crate::press::{FontSettings, GuardSettings, Library, Press};

/// Seconds that a template of the workspace may take for one document, unless the environment says otherwise. The
/// longest filing takes a tenth of one.
const SECONDS: u64 = 20;
/// Megabytes that it may take. Two thousand pages take half of it.
const MEGABYTES: u64 = 768;

/// The press of this workspace. Templates that the workspace brings are printed by processes of their own.
///
/// # Errors
/// No Chinese font, or a template of the workspace is wrong.
pub fn press(desk: &mut Desk<'_>) -> Result<Arc<Press>, CommandError> {
    desk.press(|workspace| {
        let fonts = workspace.config.fonts.clone();
        let settings = FontSettings {
            directories: fonts.dirs.into_iter().map(|dir| workspace.root.join(dir)).collect(),
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
