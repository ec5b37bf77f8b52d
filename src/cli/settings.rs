//! What was typed and set, made definite: the workspace, the day, the language. The environment is read here and nowhere
//! else.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use chrono::{DateTime, FixedOffset, NaiveDate};

use super::args::Global;
use super::catalogue::Lang;
use super::clock;
use super::error::{CommandError, Exit};
use super::typed;

/// Who acts where neither `SUCHENG_ACTOR` nor `USER` says so.
pub const NOBODY: &str = "unknown";

/// The name of the file that makes a folder a workspace.
pub const WORKSPACE_FILE: &str = "sucheng.yaml";

/// Global options, made definite.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The workspace's folder, if one was named or found.
    pub workspace: Option<PathBuf>,
    /// Whether it was named, by `--workspace` or `SUCHENG_WORKSPACE`, and not found upward.
    pub workspace_named: bool,
    /// Now, to the second.
    pub now: DateTime<FixedOffset>,
    /// The day to stand on.
    pub as_of: NaiveDate,
    /// Language of messages.
    pub lang: Lang,
    /// Whether `--lang` or `SUCHENG_LANG` chose it, so that `sucheng.yaml` does not.
    pub lang_chosen: bool,
    /// Who runs the command, for the log.
    pub actor: String,
    /// One JSON document.
    pub json: bool,
    /// One JSON object a line.
    pub jsonl: bool,
    /// Write nothing.
    pub dry_run: bool,
    /// Full identity and card numbers.
    pub unmask: bool,
    /// Say less.
    pub quiet: bool,
    /// Say more.
    pub verbose: bool,
    /// Whether stdout is a terminal: what is too long for a line is cut there, and nowhere else.
    pub terminal: bool,
    /// Whether progress may be drawn on stderr.
    pub progress: bool,
}

impl Settings {
    /// Reads the environment and makes the options definite.
    ///
    /// # Errors
    /// A day or language that cannot be read; a named workspace that is none.
    pub fn new(global: &Global) -> Result<Self, CommandError> {
        let now =
            clock::now().map_err(|found| CommandError::new(Exit::Usage, "E-NOW").with("found", found))?;
        let as_of = match &global.as_of {
            None => now.date_naive(),
            Some(text) => typed::day("--as-of", text)?,
        };
        let (lang, lang_chosen) = language(global.lang.as_deref())?;
        let terminal = std::io::stderr().is_terminal();
        let (workspace, workspace_named) = workspace(global.workspace.as_deref())?;
        Ok(Settings {
            workspace,
            workspace_named,
            now,
            as_of,
            lang,
            lang_chosen,
            actor: variable("SUCHENG_ACTOR")
                .or_else(|| variable("USER"))
                .unwrap_or_else(|| NOBODY.to_owned()),
            json: global.json,
            jsonl: global.jsonl,
            dry_run: global.dry_run,
            unmask: global.unmask,
            quiet: global.quiet,
            verbose: global.verbose > 0,
            terminal: std::io::stdout().is_terminal(),
            progress: terminal && !global.quiet,
        })
    }

    /// Whether the answer is for a program.
    pub const fn for_programs(&self) -> bool {
        self.json || self.jsonl
    }
}

/// The file of this program, to start it once more.
///
/// # Errors
/// The system does not say.
pub fn program() -> std::io::Result<PathBuf> {
    std::env::current_exe()
}

/// A variable of the environment that is set and not empty.
pub fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|v| !v.trim().is_empty())
}

/// Whether a variable of the environment is set to what is no text.
pub fn is_no_text(name: &str) -> bool {
    std::env::var_os(name).is_some_and(|value| value.to_str().is_none())
}

/// The language of `--lang`, else `SUCHENG_LANG`, else the locale; English where none is known.
///
/// # Errors
/// `--lang` or `SUCHENG_LANG` names a language that is not spoken here.
pub fn language(option: Option<&str>) -> Result<(Lang, bool), CommandError> {
    if let Some(text) = option.map(str::to_owned).or_else(|| variable("SUCHENG_LANG")) {
        let lang =
            Lang::read(&text).ok_or_else(|| CommandError::new(Exit::Usage, "E-LANG").with("found", &text))?;
        return Ok((lang, true));
    }
    let locale = variable("LC_ALL").or_else(|| variable("LC_MESSAGES")).or_else(|| variable("LANG"));
    Ok((locale.and_then(|l| Lang::read(&l)).unwrap_or(Lang::En), false))
}

/// The language before the command line is read, for help and for its own errors.
pub fn early_language() -> Lang {
    let mut args = std::env::args().skip(1);
    let mut option = None;
    while let Some(arg) = args.next() {
        if arg == "--" {
            break;
        }
        if arg == "--lang" {
            option = args.next();
        } else if let Some(value) = arg.strip_prefix("--lang=") {
            option = Some(value.to_owned());
        }
    }
    language(option.as_deref()).map_or(Lang::En, |(lang, _)| lang)
}

/// The workspace's folder, and whether it was named.
fn workspace(option: Option<&Path>) -> Result<(Option<PathBuf>, bool), CommandError> {
    let named = option.map(Path::to_path_buf).or_else(|| variable("SUCHENG_WORKSPACE").map(PathBuf::from));
    if let Some(dir) = named {
        let named = std::path::absolute(&dir).map_err(|e| CommandError::file("E-READ", &dir, &e))?;
        return Ok((Some(named), true));
    }
    let here = std::env::current_dir().map_err(|e| CommandError::file("E-READ", Path::new("."), &e))?;
    let found = here.ancestors().find(|dir| dir.join(WORKSPACE_FILE).is_file());
    Ok((found.map(Path::to_path_buf), false))
}
