//! A board as a page for a browser, and on paper.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use crate::cli::catalogue::Lang;
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Exit};
use crate::domain::event::PdfStandard;
use crate::press::{Folder, Press, PressError, Role, TextFolder};
use crate::reports::board::{self, Board, KIND, PANELS, Wording};

/// What the board is written as.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Shown {
    /// HTML.
    Page,
    /// PDF.
    Paper,
}

impl Shown {
    /// By the file's ending; none of another.
    pub(super) fn of(path: &Path) -> Option<Shown> {
        match path.extension()?.to_string_lossy().to_ascii_lowercase().as_str() {
            "html" => Some(Shown::Page),
            "pdf" => Some(Shown::Paper),
            _ => None,
        }
    }
}

/// The template that boards are shown by, opened before anything is computed.
pub(super) struct Display {
    /// What it makes.
    pub(super) shown: Shown,
    press: Arc<Press>,
    folder: Arc<Folder>,
}

impl Display {
    /// # Errors
    /// A template of the workspace cannot be used, or is out of force on the day stood on.
    pub(super) fn open(shown: Shown, desk: &mut Desk<'_>) -> Result<Display, CommandError> {
        Display::by(KIND, shown, desk)
    }

    /// The same for a board of many columns, which prints a table a subject.
    ///
    /// # Errors
    /// As [`Display::open`].
    pub(super) fn wide(shown: Shown, desk: &mut Desk<'_>) -> Result<Display, CommandError> {
        Display::by(if shown == Shown::Paper { PANELS } else { KIND }, shown, desk)
    }

    fn by(kind: &str, shown: Shown, desk: &mut Desk<'_>) -> Result<Display, CommandError> {
        let press = drafting::press(desk)?;
        let folder = press.library().folder(kind).map_err(failed)?.clone();
        drafting::valid(&folder, desk.settings.as_of)
            .map_err(|p| CommandError::problems(Exit::NotReady, vec![p]))?;
        Ok(Display { shown, press, folder })
    }

    /// What kinds of documents and messages are called.
    pub(super) fn kinds(&self, wording: Wording) -> BTreeMap<String, String> {
        let named = |f: &Arc<Folder>| {
            let title = &f.manifest.title;
            (f.kind.clone(), wording([&title.zh, &title.en]).to_owned())
        };
        self.press.library().folders().map(named).collect()
    }

    /// The file that shows a board.
    ///
    /// # Errors
    /// The template fails.
    pub(super) fn bytes(&self, board: &Board) -> Result<Vec<u8>, CommandError> {
        match self.shown {
            Shown::Page => {
                let template = TextFolder::open(&self.folder).map_err(failed)?;
                Ok(board::html(board, &template).map_err(failed)?.into_bytes())
            }
            Shown::Paper => {
                let data = match board.wide {
                    Some(_) => board::panels(board),
                    None => board::paper(board, self.press.fonts().families(Role::Hei)),
                };
                let options = drafting::options(board.as_of, PdfStandard::default());
                self.press.pages(&self.folder, &data, &options).map(|pages| pages.pdf).map_err(failed)
            }
        }
    }
}

fn failed(error: PressError) -> CommandError {
    CommandError::problems(Exit::Failed, vec![error.problem()])
}

/// The words of a language.
pub(super) fn wording(lang: Lang) -> Wording {
    match lang {
        Lang::Zh => |pair| pair[0],
        Lang::En => |pair| pair[1],
    }
}
