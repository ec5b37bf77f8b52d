//! `sucheng template preview`.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use serde_json::{Value, json};

use super::folder;
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::write;
use crate::domain::problem::Problem;
use crate::press::{PageOptions, PressError, TextFolder, Unwritten, doctor};

/// Dots per inch of the pictures: a page is read on a screen without scrolling sideways.
const PICTURE: u32 = 110;

/// Renders the sample in every format that the template has, whatever of it comes out.
pub(super) fn preview(what: &str, output: Option<&Path>, desk: &mut Desk<'_>) -> Done {
    let path = Path::new(what);
    // A folder's copy lasts until its pages are drawn.
    let (_copy, kind, press) = if what.contains(['/', '\\', '.']) && path.is_dir() {
        let (copy, kind, press) = drafting::press_of(path, desk)?;
        (Some(copy), kind, Arc::new(press))
    } else {
        (None, what.to_owned(), drafting::press_anywhere(desk)?)
    };
    let folder = folder(&press, &kind)?;
    let dir = match output {
        Some(dir) => std::path::absolute(dir).map_err(|e| CommandError::file("E-WRITE", dir, &e))?,
        None => desk.workspace()?.out().join("preview"),
    };
    let failed = |problems| CommandError::problems(Exit::Failed, problems);
    let sample = doctor::sample(&folder).map_err(|problem| failed(vec![problem]))?;
    let mut made: Vec<(String, Vec<u8>)> = Vec::new();
    let mut problems: Vec<Problem> = Vec::new();
    let told = |error: PressError| error.problem();
    if folder.has_page() {
        match press.pages(&folder, &sample, &PageOptions::on(doctor::sample_day()).with_pictures(PICTURE)) {
            Ok(pages) => {
                made.push(("pdf".to_owned(), pages.pdf));
                let numbered = pages.pictures.into_iter().zip(1..);
                made.extend(numbered.map(|(picture, number)| (format!("{number:02}.png"), picture)));
            }
            Err(error) => problems.push(told(error)),
        }
    }
    if folder.has_word() {
        match press.word(&folder, &sample) {
            Ok(bytes) => made.push(("docx".to_owned(), bytes)),
            Err(Unwritten::Data(error)) => problems.push(told(error)),
            Err(Unwritten::Template(found)) => problems.extend(found),
        }
    }
    match TextFolder::open(&folder) {
        Err(error) => problems.push(told(error)),
        Ok(texts) => {
            for path in folder.paths().filter(|path| texts.has(path)) {
                let end = path.trim_end_matches(".j2").trim_start_matches("body.");
                match texts.render(path, &sample) {
                    Ok(text) => made.push((end.to_owned(), text.into_bytes())),
                    Err(error) => problems.push(told(error)),
                }
            }
        }
    }
    // Pictures of pages that the template had when it was longer are no pages of it.
    let drawn = made.iter().filter(|(end, _)| end.ends_with(".png")).count();
    if drawn > 0 && output.is_none() && !desk.settings.dry_run {
        let later = (drawn + 1..).map(|number| dir.join(format!("{kind}.{number:02}.png")));
        for path in later.take_while(|path| path.is_file()) {
            std::fs::remove_file(&path).map_err(|e| CommandError::file("E-WRITE", &path, &e))?;
        }
    }
    let mut written: Vec<PathBuf> = Vec::new();
    for (end, bytes) in &made {
        let path = dir.join(format!("{kind}.{end}"));
        if !desk.settings.dry_run {
            write::file(&path, bytes)?;
        }
        written.push(path);
    }
    if !problems.is_empty() {
        return Err(failed(problems));
    }
    if desk.settings.for_programs() {
        let of = |((end, _), path): (&(String, Vec<u8>), &PathBuf)| {
            let format = end.rsplit('.').next().unwrap_or_default();
            json!({"format": format, "path": path})
        };
        let list: Vec<Value> = made.iter().zip(&written).map(of).collect();
        desk.json("template-preview", "written", json!({"written": list, "dry_run": desk.settings.dry_run}))?;
        return Ok(Exit::Done);
    }
    for path in &written {
        desk.print(&path.display().to_string())?;
    }
    Ok(Exit::Done)
}
