//! Mails that came back, from files on disk to records in the log.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use super::desk::Desk;
use super::error::{CommandError, Exit};
use super::mailing::{self, Found};
use super::register::{self, registry_error};
use super::write;
use crate::domain::event::{Payload, Source, StreamId};
use crate::domain::notice::NoticeAnswer;
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::forbidden_character;
use crate::notices::answers::{self, Answer, Doubt, Item, Letter, Sent, Verdict};
use crate::papers::hash;

/// Where answers are kept, relative to the workspace.
pub const FOLDER: &str = "out/mail/answers";

/// What came of the mails that were read.
#[derive(Debug, Default)]
pub struct Answered {
    /// Recorded now, each with the stream of its notice.
    pub recorded: Vec<(StreamId, NoticeAnswer)>,
    /// Recorded before.
    pub known: Vec<(StreamId, NoticeAnswer)>,
    /// May be about a notice, and why they were not recorded.
    pub perhaps: Vec<Perhaps>,
    /// About no notice.
    pub unrelated: Vec<String>,
    /// Could not be read.
    pub unreadable: Vec<Problem>,
}

/// A mail that somebody has to look at.
#[derive(Debug)]
pub struct Perhaps {
    /// The file.
    pub file: String,
    /// The notice.
    pub notice: String,
    /// Why it was not recorded.
    pub why: Doubt,
}

/// Reads files, and all files of folders, and records what answers a notice. A copy of each answer is kept by its hash; the
/// files themselves stay where they are. A dry run keeps and records nothing.
///
/// # Errors
/// The registry cannot be read or written, or a copy cannot be kept. What is wrong with a file is in the outcome.
pub fn read(paths: &[PathBuf], desk: &mut Desk<'_>) -> Result<Answered, CommandError> {
    let mut done = Answered::default();
    let files = files(paths, &mut done.unreadable);
    let found = mailing::all(desk)?;
    let mut reader = Reader::of(&found, desk.settings.now);
    let bar = desk.progress(files.len());
    for file in &files {
        bar.inc(1);
        let name = named(file);
        let mut kept: Vec<(String, Vec<u8>)> = Vec::new();
        let opened = answers::open(file, |item| {
            let (name, shown) = (numbered(&name, &item), numbered(&file.to_string_lossy(), &item));
            let bytes = item.bytes;
            let letter = bytes.and_then(|bytes| Letter::read(&bytes).map(|letter| (letter, bytes)));
            match letter {
                Err(why) => done.unreadable.push(unreadable(why.code(), shown)),
                Ok((letter, bytes)) => {
                    let sha256 = hash::of_bytes(&bytes);
                    if reader.judge(&letter, Source { file: name, sha256: sha256.clone() }, &mut done) {
                        kept.push((sha256, bytes));
                    }
                }
            }
        });
        if let Err(error) = opened {
            done.unreadable.push(closed(file, &error));
        }
        if !desk.settings.dry_run {
            keep(&kept, desk)?;
        }
    }
    bar.finish_and_clear();
    if !desk.settings.dry_run {
        record(&done.recorded, desk)?;
    }
    Ok(done)
}

/// The notices, and what is known of each.
struct Reader<'f> {
    sent: Sent,
    by_id: BTreeMap<&'f str, &'f Found>,
    now: chrono::DateTime<chrono::FixedOffset>,
}

impl<'f> Reader<'f> {
    fn of(found: &'f [Found], now: chrono::DateTime<chrono::FixedOffset>) -> Reader<'f> {
        let mut sent = Sent::default();
        found.iter().for_each(|f| sent.add(&f.notice));
        Reader { sent, by_id: found.iter().map(|f| (f.notice.record.id.as_str(), f)).collect(), now }
    }

    /// Sorts a mail in; says whether something new is recorded of it.
    fn judge(&mut self, letter: &Letter, source: Source, done: &mut Answered) -> bool {
        let answers = match self.sent.judge(letter, self.now) {
            Verdict::Answers(answers) => answers,
            Verdict::Perhaps { notice, why } => {
                done.perhaps.push(Perhaps { file: source.file, notice, why });
                return false;
            }
            Verdict::Unrelated => {
                done.unrelated.push(source.file);
                return false;
            }
        };
        let before = done.recorded.len();
        for answer in answers {
            let Some(of) = self.by_id.get(answer.notice.as_str()) else { continue };
            let new = recorded(answer, &source);
            let now = done.recorded.iter().map(|(_, a)| a).filter(|a| a.id == new.id);
            if of.notice.answers.iter().chain(now).any(|known| same(known, &new)) {
                done.known.push((of.stream.clone(), new));
            } else {
                done.recorded.push((of.stream.clone(), new));
            }
        }
        done.recorded.len() > before
    }
}

/// Whether two answers say the same: another copy of one mail, or one mail read twice.
fn same(one: &NoticeAnswer, other: &NoticeAnswer) -> bool {
    (one.kind, &one.recipient) == (other.kind, &other.recipient)
        && (one.at == other.at || one.source.sha256 == other.source.sha256)
}

fn recorded(answer: Answer, source: &Source) -> NoticeAnswer {
    NoticeAnswer {
        id: answer.notice,
        kind: answer.kind,
        at: answer.at,
        status: answer.status,
        words: answer.words,
        recipient: Some(answer.recipient),
        automatic: answer.automatic,
        path: format!("{FOLDER}/{}.eml", source.sha256),
        source: source.clone(),
    }
}

/// Keeps copies under their hashes, for their owner alone.
fn keep(mails: &[(String, Vec<u8>)], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let folder = desk.workspace()?.absolute(FOLDER);
    for (sha256, bytes) in mails {
        write::one_of_many(&folder.join(format!("{sha256}.eml")), bytes)?;
    }
    if mails.is_empty() { Ok(()) } else { write::settle(&folder) }
}

fn record(answers: &[(StreamId, NoticeAnswer)], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let mut by_stream: BTreeMap<&StreamId, Vec<Payload>> = BTreeMap::new();
    for (stream, answer) in answers {
        by_stream.entry(stream).or_default().push(Payload::NoticeAnswered(Box::new(answer.clone())));
    }
    for (stream, payloads) in by_stream {
        let expected = desk.registry()?.events(stream).map_err(registry_error)?.len() as u64;
        register::append_to(desk, stream, expected, payloads)?;
    }
    Ok(())
}

/// The files meant: each as typed, and of folders all that lie in them and below, as in a Maildir. Hidden ones and links to
/// folders are passed over.
fn files(paths: &[PathBuf], problems: &mut Vec<Problem>) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for path in paths {
        match path.metadata() {
            Ok(about) if about.is_dir() => below(path, &mut files, problems),
            Ok(_) => files.push(path.clone()),
            Err(error) => {
                problems.push(closed(path, &error));
            }
        }
    }
    files
}

fn below(folder: &Path, files: &mut Vec<PathBuf>, problems: &mut Vec<Problem>) {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) => {
            problems.push(closed(folder, &error));
            return;
        }
    };
    let mut inside: Vec<PathBuf> = entries.filter_map(Result::ok).map(|entry| entry.path()).collect();
    inside.sort();
    for path in inside {
        let hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
        match path.symlink_metadata() {
            _ if hidden => {}
            Ok(about) if about.is_dir() => below(&path, files, problems),
            _ if path.is_file() => files.push(path),
            _ => {}
        }
    }
}

/// A file's name without folders; characters that move or hide text are written out.
fn named(path: &Path) -> String {
    let name = path.file_name().map(|name| name.to_string_lossy()).unwrap_or_default();
    let plain = |c: char| match forbidden_character(c.encode_utf8(&mut [0; 4])) {
        Some(c) => c.escape_default().to_string(),
        None => c.to_string(),
    };
    name.chars().map(plain).collect()
}

fn numbered(name: &str, item: &Item) -> String {
    item.number.map_or_else(|| name.to_owned(), |number| format!("{name}#{number}"))
}

fn unreadable(code: &'static str, file: String) -> Problem {
    Problem::error(code, Place { file: Some(file), ..Place::default() })
}

fn closed(path: &Path, error: &std::io::Error) -> Problem {
    unreadable("E-ANSWER-FILE", path.to_string_lossy().into_owned()).with("reason", error)
}

/// How a run over answers ends.
pub fn exit(done: &Answered) -> Exit {
    if done.unreadable.is_empty() { Exit::Done } else { Exit::Partial }
}
