//! `sucheng evidence add`.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use chrono::NaiveDate;
use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit, as_json};
use crate::cli::register::{self, Entry};
use crate::cli::table::Table;
use crate::cli::{typed, workers};
use crate::docket::Docket;
use crate::documents;
use crate::domain::date;
use crate::domain::event::{EvidenceAdded, EvidencePlace, Payload};
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::{Evidence, EvidenceKind, StoredFile};
use crate::intake::exhibits::{self, Candidate};
use crate::papers::{Kept, Shelf};

/// Longest id and title, in characters, as in a case file.
const LONGEST: usize = 200;

/// What is to be taken in, and what is said of it.
#[derive(Args, Debug)]
pub struct AddArgs {
    /// The account
    pub account: String,
    /// Files, or folders of files
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// What they are, such as contract or statement [default: what the name of the file, else of its folder, says]
    #[arg(long, value_name = "KIND")]
    pub kind: Option<String>,
    /// The name in the evidence list, for a single file [default: the file's name where it is Chinese, else what its kind is called]
    #[arg(long, value_name = "TEXT")]
    pub title: Option<String>,
    /// The short name, for a single file [default: the kind, numbered]
    #[arg(long, value_name = "ID")]
    pub id: Option<String>,
    /// What they prove
    #[arg(long, value_name = "TEXT")]
    pub proves: Option<String>,
    /// Where they come from, as the evidence list prints it, such as 原告
    #[arg(long, value_name = "TEXT")]
    pub source: Option<String>,
    /// The originals can be shown in court
    #[arg(long, conflicts_with = "copy")]
    pub original: bool,
    /// There are only copies
    #[arg(long)]
    pub copy: bool,
    /// Who handed them over, for the history
    #[arg(long, value_name = "NAME")]
    pub from: Option<String>,
    /// The day they were handed over, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub received: Option<String>,
    /// Put them before this piece of evidence
    #[arg(long, value_name = "ID", conflicts_with = "after")]
    pub before: Option<String>,
    /// Put them after this piece of evidence
    #[arg(long, value_name = "ID")]
    pub after: Option<String>,
}

/// A file that goes in.
struct Taken {
    path: PathBuf,
    added: EvidenceAdded,
    /// Whether its kind was guessed from a name.
    guessed: bool,
}

/// A file whose content is evidence already.
struct Known {
    path: PathBuf,
    named: String,
    id: String,
    stored: StoredFile,
    /// Whether the copy in `evidence/` was damaged or gone and this file takes its place.
    heals: bool,
}

/// What comes of the files.
#[derive(Default)]
struct Plan {
    taken: Vec<Taken>,
    /// Files whose content is evidence already.
    known: Vec<Known>,
    refused: Vec<Problem>,
}

/// Takes the good files in and lists the others.
///
/// # Errors
/// What was typed cannot be meant; the evidence folder or the registry cannot be written.
pub fn run(args: AddArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let said = Said::of(&args, &docket, desk.settings.as_of)?;
    let (candidates, refused) = exhibits::candidates(&args.files);
    if candidates.len() + refused.len() > 1 {
        let single = [("--title", &args.title), ("--id", &args.id)];
        if let Some((option, _)) = single.iter().find(|(_, given)| given.is_some()) {
            return Err(CommandError::new(Exit::Usage, "E-EVIDENCE-ONE").with("option", option));
        }
    }
    let bar = desk.progress(candidates.len());
    // Every byte of every file is read: most of the time.
    let found = workers::each(&candidates, |candidate| {
        bar.inc(1);
        Ok(exhibits::identified(candidate))
    })?;
    bar.finish_and_clear();
    let mut plan = Plan { refused, ..Plan::default() };
    let mut names = Names::of(&docket);
    for (candidate, stored) in candidates.iter().zip(found) {
        match stored {
            Ok(stored) => plan.file(candidate, stored, &said, &mut names),
            Err(problem) => plan.refused.push(problem),
        }
    }
    let shelf = Shelf::new(desk.workspace()?.evidence());
    for known in &mut plan.known {
        // What goes in with this very command is not there yet.
        let new = plan.taken.iter().any(|t| t.added.evidence.id == known.id);
        known.heals = !new && shelf.verify(&known.stored) != Kept::Same;
        if known.heals
            && !desk.settings.dry_run
            && let Err(error) = shelf.put_as(&known.path, &known.stored)
        {
            known.heals = false;
            plan.refused.push(error.problem(&known.path));
        }
    }
    if !desk.settings.dry_run {
        let mut kept = Vec::new();
        for taken in plan.taken {
            let stored = taken.added.evidence.stored.as_ref();
            match stored.map_or(Ok(()), |stored| shelf.put_as(&taken.path, stored)) {
                Ok(()) => kept.push(taken),
                Err(error) => plan.refused.push(error.problem(&taken.path)),
            }
        }
        plan.taken = kept;
        let payloads = plan.taken.iter().map(|t| Payload::EvidenceAdded(Box::new(t.added.clone()))).collect();
        let entry = Entry { account: docket.case.account.clone(), expected: docket.version, payloads };
        register::append(desk, vec![entry])?;
    }
    report(&plan, &docket, desk)?;
    Ok(match (plan.refused.is_empty(), plan.taken.is_empty() && plan.known.is_empty()) {
        (true, _) => Exit::Done,
        (false, false) => Exit::Partial,
        (false, true) => Exit::Failed,
    })
}

/// What was said of all the files together.
struct Said<'a> {
    args: &'a AddArgs,
    kind: Option<EvidenceKind>,
    received: Option<NaiveDate>,
    place: Option<EvidencePlace>,
}

impl<'a> Said<'a> {
    fn of(args: &'a AddArgs, docket: &Docket, as_of: NaiveDate) -> Result<Said<'a>, CommandError> {
        let texts = [
            ("--title", &args.title, LONGEST),
            ("--id", &args.id, LONGEST),
            ("--source", &args.source, LONGEST),
            ("--from", &args.from, LONGEST),
            ("--proves", &args.proves, crate::domain::shape::LONGEST),
        ];
        for (option, text, longest) in texts {
            typed::kept_if_any(option, text.as_deref())?;
            if let Some(text) = text
                && (text.trim().is_empty() || text.chars().count() > longest)
            {
                return Err(CommandError::new(Exit::Usage, "E-EVIDENCE-TEXT")
                    .with("option", option)
                    .with("expected", longest));
            }
        }
        let kind = match &args.kind {
            None => None,
            Some(word) => {
                Some(EvidenceKind::ALL.into_iter().find(|kind| kind.id() == word).ok_or_else(|| {
                    let all: Vec<&str> = EvidenceKind::ALL.iter().map(|kind| kind.id()).collect();
                    CommandError::new(Exit::Usage, "E-EVIDENCE-NO-KIND")
                        .with("found", word)
                        .with("expected", all.join(", "))
                })?)
            }
        };
        let received = match &args.received {
            None => None,
            Some(day) => {
                let wrong = |code| {
                    CommandError::new(Exit::Usage, code).with("found", day).with("option", "--received")
                };
                let day = date::parse(day).ok_or_else(|| wrong("E-DATE"))?;
                if day > as_of {
                    return Err(wrong("E-EVIDENCE-FUTURE").with("as_of", as_of));
                }
                Some(day)
            }
        };
        let place = match (&args.before, &args.after) {
            (Some(id), _) => Some(EvidencePlace::Before(id.clone())),
            (_, Some(id)) => Some(EvidencePlace::After(id.clone())),
            (None, None) => None,
        };
        if let Some(EvidencePlace::Before(id) | EvidencePlace::After(id)) = &place {
            super::index_of(docket, id)?;
        }
        if let Some(id) = args.id.as_deref()
            && docket.case.evidence.iter().any(|e| e.id == id)
        {
            return Err(CommandError::new(Exit::Failed, "E-EVIDENCE-ID").with("found", id));
        }
        Ok(Said { args, kind, received, place })
    }
}

/// What is there already: ids, those of withdrawn evidence among them, and contents.
struct Names {
    ids: BTreeSet<String>,
    contents: BTreeMap<String, String>,
}

impl Names {
    fn of(docket: &Docket) -> Names {
        let all = docket.case.evidence.iter();
        let contents = all.clone().filter_map(|e| Some((e.stored.as_ref()?.sha256.clone(), e.id.clone())));
        let gone = docket.withdrawn.iter().map(|w| w.what.0.id.clone());
        Names { contents: contents.collect(), ids: all.map(|e| e.id.clone()).chain(gone).collect() }
    }

    /// The kind's word, numbered where it is taken.
    fn free(&self, kind: EvidenceKind) -> String {
        let numbered = |n: usize| if n == 1 { kind.id().to_owned() } else { format!("{}-{n}", kind.id()) };
        (1..).map(numbered).find(|id| !self.ids.contains(id)).unwrap_or_default()
    }
}

impl Plan {
    fn file(&mut self, candidate: &Candidate, stored: StoredFile, said: &Said<'_>, names: &mut Names) {
        if let Some(id) = names.contents.get(&stored.sha256) {
            return self.known.push(Known {
                path: candidate.path.clone(),
                named: candidate.named.clone(),
                id: id.clone(),
                heals: false,
                stored,
            });
        }
        let mut refuse = |code| {
            let place = Place { file: Some(candidate.shown()), ..Place::default() };
            self.refused.push(Problem::error(code, place).with("file", &candidate.named));
        };
        let Some(kind) = said.kind.or(candidate.kind) else { return refuse("E-EVIDENCE-KIND") };
        // A court's list of evidence is read in Chinese: scan-01.pdf names nothing there, its kind does.
        let chinese = |title: &String| !title.is_ascii();
        let title = said.args.title.clone().or_else(|| {
            let named = candidate.title.as_ref()?;
            Some(if chinese(named) { named.clone() } else { kind.title().to_owned() })
        });
        let Some(title) = title else { return refuse("E-EVIDENCE-NAME") };
        let id = said.args.id.clone().unwrap_or_else(|| names.free(kind));
        // Those after the first follow it.
        let place = match self.taken.last() {
            Some(before) if said.place.is_some() => {
                Some(EvidencePlace::After(before.added.evidence.id.clone()))
            }
            _ => said.place.clone(),
        };
        names.ids.insert(id.clone());
        names.contents.insert(stored.sha256.clone(), id.clone());
        let args = said.args;
        let evidence = Evidence {
            id,
            kind,
            title,
            file: None,
            from: None,
            source: args.source.clone(),
            original: (args.original || args.copy).then_some(args.original),
            proves: args.proves.clone(),
            marks: Vec::new(),
            stored: Some(stored),
            number: None,
        };
        self.taken.push(Taken {
            path: candidate.path.clone(),
            added: EvidenceAdded {
                evidence,
                named: candidate.named.clone(),
                from: args.from.clone(),
                received: said.received,
                place,
            },
            guessed: said.kind.is_none(),
        });
    }
}

fn report(plan: &Plan, docket: &Docket, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let added: Vec<EvidenceAdded> = plan.taken.iter().map(|t| t.added.clone()).collect();
    let after = docket.with_evidence(&added).case.evidence;
    let index = |taken: &Taken| after.iter().position(|e| e.id == taken.added.evidence.id).unwrap_or(0);
    if desk.settings.for_programs() {
        let lang = desk.lang();
        let taken = |t: &Taken| {
            let mut item = super::for_programs(index(t), &t.added.evidence, "same");
            item["file"] = t.added.named.clone().into();
            item["guessed"] = t.guessed.into();
            item
        };
        let known: Vec<Value> = plan
            .known
            .iter()
            .map(|known| json!({"file": known.named, "id": known.id, "repaired": known.heals}))
            .collect();
        let body = json!({
            "account": docket.case.account,
            "added": plan.taken.iter().map(taken).collect::<Vec<_>>(),
            "known": known,
            "refused": plan.refused.iter().map(|p| as_json(lang, p)).collect::<Vec<_>>(),
            "dry_run": desk.settings.dry_run,
        });
        return desk.json("evidence-add", "added", body);
    }
    plan.refused.iter().try_for_each(|problem| desk.warn(problem))?;
    for known in &plan.known {
        let code = match (known.heals, desk.settings.dry_run) {
            (false, _) => "M-EVIDENCE-KNOWN",
            (true, false) => "M-EVIDENCE-REPAIRED",
            (true, true) => "M-EVIDENCE-WOULD-REPAIR",
        };
        desk.say(code, &[("file", known.named.clone()), ("id", known.id.clone())])?;
    }
    if !plan.taken.is_empty() {
        let head = ["H-EXHIBIT", "H-EVIDENCE-ID", "H-KIND", "H-PAGES", "H-TITLE", "H-FILE"];
        let mut table = Table::new(head.map(|code| desk.text(code, &[]))).right(&[3]);
        for taken in &plan.taken {
            let evidence = &taken.added.evidence;
            let mark = if taken.guessed { "?" } else { "" };
            table.row([
                documents::exhibit(index(taken)),
                evidence.id.clone(),
                format!("{}{mark}", evidence.kind.id()),
                evidence.stored.as_ref().map_or_else(String::new, |s| s.pages.to_string()),
                evidence.title.clone(),
                taken.added.named.clone(),
            ]);
        }
        desk.print_raw(table.render().as_bytes())?;
        if plan.taken.iter().any(|t| t.guessed) {
            desk.tell("M-EVIDENCE-GUESSED", &[])?;
        }
    }
    let moved =
        docket.case.evidence.iter().enumerate().any(|(i, e)| after.get(i).map(|a| &a.id) != Some(&e.id));
    if moved {
        desk.tell("M-EVIDENCE-RENUMBERED", &[])?;
    }
    let code = if desk.settings.dry_run { "M-EVIDENCE-WOULD" } else { "M-EVIDENCE-DONE" };
    desk.say(
        code,
        &[
            ("account", docket.case.account.to_string()),
            ("added", plan.taken.len().to_string()),
            ("known", plan.known.len().to_string()),
            ("refused", plan.refused.len().to_string()),
        ],
    )
}
