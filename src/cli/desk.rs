//! What a command works with: settings, workspace, registry, rules, press and the two output streams. What is not asked
//! for is not opened.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use serde::Serialize;
use serde_json::Value;

use super::catalogue::{self, Lang};
use super::error::{CommandError, Exit, worded};
use super::listed;
use super::register::registry_error;
use super::settings::Settings;
use super::workspace::Workspace;
use crate::domain::problem::Problem;
use crate::press::Press;
use crate::registry::{Registry, StoreKind};
use crate::rules::Rulebook;

/// How long a command waits for another one to finish with the registry.
const PATIENCE: Duration = Duration::from_secs(2);

/// What a command works with.
pub struct Desk<'a> {
    /// Global options, made definite.
    pub settings: Settings,
    out: &'a mut dyn Write,
    err: &'a mut dyn Write,
    workspace: Option<Arc<Workspace>>,
    registry: Option<Registry>,
    rules: Option<Arc<Rulebook>>,
    press: Option<Arc<Press>>,
    command: Option<String>,
    interrupted: Option<Arc<AtomicBool>>,
}

impl<'a> Desk<'a> {
    /// A desk with nothing opened yet.
    pub fn new(settings: Settings, out: &'a mut dyn Write, err: &'a mut dyn Write) -> Self {
        Desk {
            settings,
            out,
            err,
            workspace: None,
            registry: None,
            rules: None,
            press: None,
            command: None,
            interrupted: None,
        }
    }

    /// The language of messages, which `sucheng.yaml` may have chosen.
    pub fn lang(&self) -> Lang {
        self.settings.lang
    }

    /// The same, for what went wrong before the command opened its workspace: the language of the workspace's settings
    /// counts all the same.
    pub fn lang_of_errors(&mut self) -> Lang {
        if self.workspace.is_none() {
            // Settings that cannot be read are the command's to report, not ours.
            let _ = self.workspace();
        }
        self.settings.lang
    }

    /// The workspace.
    ///
    /// # Errors
    /// There is none, or its settings are wrong.
    pub fn workspace(&mut self) -> Result<Arc<Workspace>, CommandError> {
        if let Some(workspace) = &self.workspace {
            return Ok(workspace.clone());
        }
        let Some(root) = self.settings.workspace.clone() else {
            return Err(CommandError::new(Exit::Failed, "E-NO-WORKSPACE").with("path", "."));
        };
        self.enter(&root)
    }

    /// Works in this workspace from here on.
    ///
    /// # Errors
    /// As [`Desk::workspace`].
    pub fn enter(&mut self, root: &Path) -> Result<Arc<Workspace>, CommandError> {
        let workspace = Arc::new(Workspace::open(root)?);
        if let (false, Some(lang)) =
            (self.settings.lang_chosen, workspace.config.lang.as_deref().and_then(Lang::read))
        {
            self.settings.lang = lang;
        }
        self.settings.workspace = Some(workspace.root.clone());
        self.workspace = Some(workspace.clone());
        self.registry = None;
        self.rules = None;
        self.press = None;
        Ok(workspace)
    }

    /// The registry, opened for this process alone.
    ///
    /// # Errors
    /// Another process has it, it does not open, or it is not there although the workspace was in use.
    pub fn registry(&mut self) -> Result<&mut Registry, CommandError> {
        self.open_registry(false)
    }

    /// Lets others have the registry: all that a reading command needs of it is read. It is opened again when asked for.
    pub fn let_registry_go(&mut self) {
        self.registry = None;
    }

    /// The registry for what fills one: made where there is none, even in a workspace that was in use.
    ///
    /// # Errors
    /// Another process has it, or it does not open.
    pub fn registry_to_fill(&mut self) -> Result<&mut Registry, CommandError> {
        self.open_registry(true)
    }

    fn open_registry(&mut self, fill: bool) -> Result<&mut Registry, CommandError> {
        if self.registry.is_none() {
            let workspace = self.workspace()?;
            let dir = workspace.registry();
            let opened = if dir.join("journal.jsonl").exists() {
                Registry::open(&dir, StoreKind::Sled, PATIENCE, "sucheng")
            } else {
                // A folder that may not be read is there; opening it says what is wrong.
                let lost = match std::fs::read_dir(&dir) {
                    Ok(mut files) => files.next().is_none(),
                    Err(error) => error.kind() == std::io::ErrorKind::NotFound,
                };
                if lost && !fill && workspace.has_evidence() {
                    return Err(CommandError::new(Exit::Integrity, "E-WORKSPACE-NO-REGISTRY")
                        .with("path", workspace.root.display()));
                }
                Registry::create(&dir, StoreKind::Sled, "sucheng")
            };
            let registry = opened.map_err(registry_error)?;
            let notes: Vec<Problem> = registry.notes().iter().map(crate::registry::Note::problem).collect();
            self.registry = Some(registry);
            notes.iter().try_for_each(|note| self.warn(note))?;
        }
        Ok(self.registry.as_mut().expect("the registry was just opened"))
    }

    /// The rule tables: the built-in ones, and the workspace's own over them.
    ///
    /// # Errors
    /// A table of the workspace is wrong.
    pub fn rules(&mut self) -> Result<Arc<Rulebook>, CommandError> {
        if let Some(rules) = &self.rules {
            return Ok(rules.clone());
        }
        let rules = super::register::rulebook(self)?;
        self.rules = Some(rules.clone());
        Ok(rules)
    }

    /// The press, made by `make` when it is first asked for.
    ///
    /// # Errors
    /// Those of `make`.
    pub fn press(
        &mut self,
        make: impl FnOnce(&Workspace) -> Result<Press, CommandError>,
    ) -> Result<Arc<Press>, CommandError> {
        if let Some(press) = &self.press {
            return Ok(press.clone());
        }
        let press = Arc::new(make(&*self.workspace()?)?);
        self.press = Some(press.clone());
        Ok(press)
    }

    /// The id of this run, shared by all events it records and by no other run.
    ///
    /// # Errors
    /// As [`Desk::registry`].
    pub fn command_id(&mut self) -> Result<String, CommandError> {
        if let Some(id) = &self.command {
            return Ok(id.clone());
        }
        // Commands are numbered one after the other; the moment is for people. The registry is held by this process
        // alone, so that no other takes the same number.
        let last =
            self.registry()?.recent().map_err(registry_error)?.next().transpose().map_err(registry_error)?;
        let last = last.as_ref().and_then(|done| done.command.rsplit_once('-')?.1.parse::<u64>().ok());
        let id = format!("{}-{}", self.settings.now.format("%Y%m%dT%H%M%S"), last.map_or(1, |n| n + 1));
        self.command = Some(id.clone());
        Ok(id)
    }

    /// A message of the catalogue in the language of the desk.
    pub fn text(&self, code: &str, args: &[(&str, String)]) -> String {
        catalogue::text(self.lang(), code, args)
    }

    /// Prints a line of the answer.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn print(&mut self, line: &str) -> Result<(), CommandError> {
        Ok(writeln!(self.out, "{line}")?)
    }

    /// Where answers go.
    pub fn stream(&mut self) -> &mut dyn Write {
        &mut *self.out
    }

    /// A flag that Ctrl-C sets, so that what is under way is finished and recorded. A second Ctrl-C ends the program at
    /// once.
    pub fn interruption(&mut self) -> Arc<AtomicBool> {
        if let Some(flag) = &self.interrupted {
            return flag.clone();
        }
        let flag = Arc::new(AtomicBool::new(false));
        for signal in [signal_hook::consts::SIGINT, signal_hook::consts::SIGTERM] {
            // In this order: the second time, the flag is set already. Where the system refuses, the signal ends us.
            let _ = signal_hook::flag::register_conditional_shutdown(
                signal,
                i32::from(Exit::Interrupted as u8),
                flag.clone(),
            );
            let _ = signal_hook::flag::register(signal, flag.clone());
        }
        self.interrupted = Some(flag.clone());
        flag
    }

    /// Prints text of the answer as it is.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn print_raw(&mut self, text: &[u8]) -> Result<(), CommandError> {
        Ok(self.out.write_all(text)?)
    }

    /// Prints a message of the catalogue as part of the answer.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn say(&mut self, code: &str, args: &[(&str, String)]) -> Result<(), CommandError> {
        let line = self.text(code, args);
        self.print(&line)
    }

    /// Tells a person on stderr, unless they asked for quiet.
    ///
    /// # Errors
    /// stderr cannot be written.
    pub fn tell(&mut self, code: &str, args: &[(&str, String)]) -> Result<(), CommandError> {
        let line = self.text(code, args);
        self.tell_line(&line)
    }

    /// The same with a line that is worded already. What was printed before comes first on a terminal too.
    ///
    /// # Errors
    /// stderr cannot be written.
    pub fn tell_line(&mut self, line: &str) -> Result<(), CommandError> {
        if !self.settings.quiet {
            self.out.flush()?;
            writeln!(self.err, "{line}")?;
        }
        Ok(())
    }

    /// Tells on stderr, quiet or not: what went wrong, and what must not be overlooked.
    ///
    /// # Errors
    /// stderr cannot be written.
    pub fn insist(&mut self, code: &str, args: &[(&str, String)]) -> Result<(), CommandError> {
        let line = self.text(code, args);
        self.out.flush()?;
        Ok(writeln!(self.err, "{line}")?)
    }

    /// Tells of a problem on stderr, quiet or not.
    ///
    /// # Errors
    /// stderr cannot be written.
    pub fn warn(&mut self, problem: &Problem) -> Result<(), CommandError> {
        self.out.flush()?;
        Ok(writeln!(self.err, "{}", worded(self.lang(), problem))?)
    }

    /// Prints the answer for programs: one document, or with `--jsonl` one line for each item of the list named `items`.
    /// Items of another list of the answer, such as `failed`, follow with `"list"` naming it, so that no line hides that
    /// something went wrong. An answer without a list is one line.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn json(&mut self, schema: &str, items: &str, mut body: Value) -> Result<(), CommandError> {
        let schema = format!("sucheng/{schema}/v1");
        if self.settings.jsonl
            && let Some(list) = body.get_mut(items).and_then(Value::as_array_mut)
        {
            for item in list.drain(..) {
                writeln!(self.out, "{}", with_schema(&schema, item))?;
            }
            for (name, other) in body.as_object().into_iter().flatten() {
                for item in other.as_array().into_iter().flatten() {
                    let mut line = with_schema(&schema, item.clone());
                    line["list"] = name.as_str().into();
                    writeln!(self.out, "{line}")?;
                }
            }
            return Ok(());
        }
        let document = with_schema(&schema, body);
        if self.settings.jsonl {
            return Ok(writeln!(self.out, "{document}")?);
        }
        serde_json::to_writer_pretty(&mut *self.out, &document).map_err(std::io::Error::from)?;
        Ok(writeln!(self.out)?)
    }

    /// The same for a list that may be too long to be held as JSON: `head` comes before it.
    ///
    /// # Errors
    /// stdout cannot be written.
    pub fn json_list<I: Sync, T: Serialize>(
        &mut self,
        schema: &str,
        (name, head): (&str, &[(&str, Value)]),
        items: &[I],
        shown: impl Fn(&I) -> T + Sync,
    ) -> Result<(), CommandError> {
        let schema = format!("sucheng/{schema}/v1");
        match self.settings.jsonl {
            true => listed::lines(self.out, &schema, items, shown)?,
            false => listed::document(self.out, &schema, (name, head), items, shown)?,
        }
        Ok(())
    }

    /// A progress bar over so many items: drawn on stderr when it is a terminal, else silent.
    pub fn progress(&self, items: usize) -> ProgressBar {
        if !self.settings.progress || items < 2 {
            return ProgressBar::hidden();
        }
        let bar = ProgressBar::with_draw_target(Some(items as u64), ProgressDrawTarget::stderr());
        let style =
            ProgressStyle::with_template("{bar:40} {pos}/{len} {eta}").expect("the template is well formed");
        bar.with_style(style)
    }
}

/// The answer with its schema first.
pub fn with_schema(schema: &str, body: Value) -> Value {
    let mut document = serde_json::Map::new();
    document.insert("schema".to_owned(), schema.into());
    match body {
        Value::Object(map) => document.extend(map),
        other => {
            document.insert("value".to_owned(), other);
        }
    }
    Value::Object(document)
}
