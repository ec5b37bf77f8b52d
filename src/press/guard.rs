//! Templates that a workspace brings are printed by processes of their own, which time and memory end.
//!
//! Typst has no fuel: nested loops run for days, and a text doubled forty times takes more memory than any machine has.
//! Neither can be stopped from inside a thread, so what nobody has vetted is printed where it can be ended. The templates
//! of the program itself are vetted and printed here.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::io::{BufRead, BufReader, Read, Write};
use std::path::PathBuf;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::crew::Crew;
use super::error::PressError;
use super::fonts::FontSettings;
use super::frames::StandIn;
use super::library::{Folder, Library};
use super::pages::{PageOptions, Pages, Press};

/// What the process ends with when a document takes too long: as `timeout` does.
const TOO_LONG: i32 = 124;

/// How many documents of one template may be ended before no more are begun: a batch of thousands ends too.
const STRIKES: usize = 3;

/// How processes that print are started, and what each document may take.
#[derive(Clone, Debug)]
pub struct GuardSettings {
    /// The program that calls [`serve`] with its streams.
    pub program: PathBuf,
    /// Its arguments.
    pub arguments: Vec<OsString>,
    /// Seconds that one document may take.
    pub seconds: u64,
    /// Megabytes that the process may take; enforced on Linux.
    pub megabytes: u64,
    /// The folder that [`Library::with_workspace`] reads.
    pub templates: PathBuf,
}

/// Processes that print, kept for the next document.
pub(super) struct Guard {
    settings: GuardSettings,
    setup: Setup,
    idle: Mutex<Vec<Worker>>,
    strikes: Mutex<BTreeMap<String, usize>>,
}

/// The first line that a process reads.
#[derive(Serialize, Deserialize)]
struct Setup {
    fonts: FontSettings,
    templates: PathBuf,
    seconds: u64,
    megabytes: u64,
}

/// Each line after it.
#[derive(Serialize, Deserialize)]
struct Order {
    kind: String,
    template_sha256: String,
    options: PageOptions,
    data: Value,
}

/// The line that answers; the PDF and the pictures of its pages follow it.
#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Answer {
    Done { bytes: usize, pages: u32, text: Vec<String>, stand_ins: Vec<StandIn>, pictures: Vec<usize> },
    Refused(PressError),
}

struct Worker {
    child: Child,
    input: Option<ChildStdin>,
    output: BufReader<ChildStdout>,
}

impl Guard {
    pub fn new(settings: GuardSettings, fonts: &FontSettings) -> Guard {
        let setup = Setup {
            fonts: fonts.clone(),
            templates: settings.templates.clone(),
            seconds: settings.seconds,
            megabytes: settings.megabytes,
        };
        Guard { settings, setup, idle: Mutex::default(), strikes: Mutex::default() }
    }

    /// Prints one document in a process, which is started where none is idle.
    pub fn pages(&self, folder: &Folder, data: &Value, options: &PageOptions) -> Result<Pages, PressError> {
        let struck =
            |n| *locked(&self.strikes).entry(folder.sha256.clone()).and_modify(|s| *s += n).or_insert(n);
        if struck(0) >= STRIKES {
            return Err(PressError::GivenUp { kind: folder.kind.clone(), times: STRIKES });
        }
        let idle = locked(&self.idle).pop();
        let mut worker = match idle {
            Some(worker) => worker,
            None => Worker::start(&self.settings, &self.setup).map_err(|e| PressError::Unreadable {
                file: self.settings.program.display().to_string(),
                why: e.to_string(),
            })?,
        };
        let order = Order {
            kind: folder.kind.clone(),
            template_sha256: folder.sha256.clone(),
            options: *options,
            data: data.clone(),
        };
        match worker.print(&order) {
            Ok(result) => {
                locked(&self.idle).push(worker);
                result
            }
            Err(_) => {
                struck(1);
                Err(worker.ended(folder, &self.settings))
            }
        }
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Worker {
    fn start(settings: &GuardSettings, setup: &Setup) -> std::io::Result<Worker> {
        let mut child = Command::new(&settings.program)
            .args(&settings.arguments)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()?;
        let (input, output) = (child.stdin.take(), child.stdout.take());
        let output = output.ok_or(std::io::ErrorKind::BrokenPipe)?;
        let mut worker = Worker { child, input, output: BufReader::new(output) };
        worker.say(setup)?;
        Ok(worker)
    }

    fn say(&mut self, line: &impl Serialize) -> std::io::Result<()> {
        let input = self.input.as_mut().ok_or(std::io::ErrorKind::BrokenPipe)?;
        serde_json::to_writer(&mut *input, line)?;
        input.write_all(b"\n")?;
        input.flush()
    }

    /// What the process answers; an `Err` where it is gone.
    fn print(&mut self, order: &Order) -> std::io::Result<Result<Pages, PressError>> {
        self.say(order)?;
        let mut line = String::new();
        if self.output.read_line(&mut line)? == 0 {
            return Err(std::io::ErrorKind::UnexpectedEof.into());
        }
        Ok(match serde_json::from_str(&line)? {
            Answer::Refused(error) => Err(error),
            Answer::Done { bytes, pages, text, stand_ins, pictures } => {
                let mut read = |bytes: usize| {
                    let mut file = vec![0; bytes];
                    self.output.read_exact(&mut file).map(|()| file)
                };
                let pdf = read(bytes)?;
                let pictures = pictures.into_iter().map(read).collect::<Result<_, _>>()?;
                Ok(Pages { pdf, pages, text, stand_ins, pictures })
            }
        })
    }

    /// Why the process is gone.
    fn ended(mut self, folder: &Folder, settings: &GuardSettings) -> PressError {
        drop(self.input.take());
        // It ends by itself at the latest when its time is up.
        let code = self.child.wait().ok().and_then(|status| status.code());
        let kind = folder.kind.clone();
        match code {
            Some(TOO_LONG) => PressError::TooLong { kind, seconds: settings.seconds },
            _ => PressError::Exhausted { kind, megabytes: settings.megabytes },
        }
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        // Without input it ends; an idle process is waiting for some.
        drop(self.input.take());
        let _ = self.child.wait();
    }
}

/// Prints what is asked for until there is no more input: what a process of [`GuardSettings::program`] does. Ends the
/// process where a document takes longer than it may.
///
/// # Errors
/// The streams break.
pub fn serve(mut input: impl BufRead, mut output: impl Write) -> std::io::Result<()> {
    let mut line = String::new();
    input.read_line(&mut line)?;
    let setup: Setup = serde_json::from_str(&line)?;
    limit_memory(setup.megabytes);
    let press =
        Library::with_workspace(&setup.templates).and_then(|library| Press::new(&setup.fonts, library));
    let (clock, ticks) = channel::<bool>();
    let patience = Duration::from_secs(setup.seconds);
    std::thread::spawn(move || {
        while let Ok(begun) = ticks.recv() {
            if begun && matches!(ticks.recv_timeout(patience), Err(RecvTimeoutError::Timeout)) {
                std::process::exit(TOO_LONG);
            }
        }
    });
    loop {
        line.clear();
        if input.read_line(&mut line)? == 0 {
            return Ok(());
        }
        let order: Order = serde_json::from_str(&line)?;
        // The other end is the thread above, which lives as long as the process.
        let _ = clock.send(true);
        let printed = press.as_ref().map_err(Clone::clone).and_then(|press| print(press, &order));
        let _ = clock.send(false);
        let (answer, files) = match printed {
            Ok(Pages { pdf, pages, text, stand_ins, pictures }) => {
                let lengths = pictures.iter().map(Vec::len).collect();
                let answer = Answer::Done { bytes: pdf.len(), pages, text, stand_ins, pictures: lengths };
                (answer, [vec![pdf], pictures].concat())
            }
            Err(error) => (Answer::Refused(error), Vec::new()),
        };
        serde_json::to_writer(&mut output, &answer)?;
        output.write_all(b"\n")?;
        files.iter().try_for_each(|file| output.write_all(file))?;
        output.flush()?;
    }
}

fn print(press: &Press, order: &Order) -> Result<Pages, PressError> {
    let folder: &Arc<Folder> = press.library().folder(&order.kind)?;
    if folder.sha256 != order.template_sha256 {
        let why = "changed while documents were printed".to_owned();
        return Err(PressError::Unreadable { file: order.kind.clone(), why });
    }
    let go = std::sync::atomic::AtomicBool::new(false);
    let printed = Crew::new(1).map(&[()], &go, |_, ()| press.pages(folder, &order.data, &order.options));
    printed
        .into_iter()
        .flatten()
        .next()
        .unwrap_or_else(|| Err(PressError::Empty { kind: order.kind.clone() }))
}

/// An allocation beyond this ends the process. Mapped fonts do not count.
#[cfg(target_os = "linux")]
fn limit_memory(megabytes: u64) {
    let bytes = megabytes << 20;
    // Where the system refuses, a lower limit holds already.
    let _ = rlimit::setrlimit(rlimit::Resource::DATA, bytes, bytes);
}

/// Other systems have no limit that leaves mapped fonts out; there, time alone is bounded.
#[cfg(not(target_os = "linux"))]
fn limit_memory(_: u64) {}
