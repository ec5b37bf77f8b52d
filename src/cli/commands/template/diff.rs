//! `sucheng template diff`.

use std::path::PathBuf;

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::edited::{self, Draft};
use crate::cli::error::{CommandError, Done, Exit};
use crate::documents::revision::{self, Flag, Sort, Verdict};
use crate::press::docx::{self, Change, Passage, Piece, Reading, Tracked, What};

/// Unchanged characters that are shown on either side of a change.
const AROUND: usize = 14;

/// Which documents are compared.
#[derive(Args, Debug)]
pub struct DiffArgs {
    /// The draft as it was made; with --account and --kind the edited document may stand here alone
    #[arg(value_name = "DRAFT.docx", required_unless_present = "account")]
    pub draft: Option<PathBuf>,
    /// The document as it came back
    #[arg(value_name = "EDITED.docx", required_unless_present = "account")]
    pub edited: Option<PathBuf>,
    /// Hold both files against the facts of this account; with one file and --kind, compare it with the latest Word draft
    /// of the account, made again
    #[arg(long, value_name = "ACCOUNT")]
    pub account: Option<String>,
    /// The kind of the draft, such as complaint: its claims are held against those the facts give
    #[arg(long, value_name = "KIND", requires = "account")]
    pub kind: Option<String>,
    /// End with 4 where at least one point is to be looked at
    #[arg(long)]
    pub check: bool,
}

/// A change with what is to be looked at.
struct Looked<'a> {
    change: &'a Change,
    before: Option<&'a Passage>,
    after: Option<&'a Passage>,
    flags: Vec<Flag>,
}

/// Tells what differs. Differences are an answer; with `--check` a flagged one is not.
///
/// # Errors
/// A file cannot be read or is no Word document.
pub(super) fn diff(args: &DiffArgs, desk: &mut Desk<'_>) -> Done {
    let usage = || CommandError::new(Exit::Usage, "E-DIFF-FILES");
    let kind = args.kind.as_deref();
    let (draft, file) = match (&args.account, &args.draft, &args.edited) {
        (Some(account), Some(draft), Some(file)) => {
            (edited::of_file_and_account(draft, account, kind, desk)?, file)
        }
        (Some(account), Some(file), None) => {
            (edited::of_account(account, kind.ok_or_else(usage)?, desk)?, file)
        }
        (None, Some(draft), Some(file)) => (edited::of_file(draft, desk)?, file),
        _ => return Err(usage()),
    };
    let (_, edited) = edited::read(file)?;
    let changes = docx::compare(&draft.reading, &edited);
    let looked = look(&changes, &draft, &edited);
    let remarks = docx::new_remarks(&draft.reading, &edited);
    let open = looked.iter().flat_map(|l| &l.flags).filter(|f| f.verdict != Verdict::Agrees).count();
    let unmask = desk.settings.unmask;
    let shown = |text: &str| if unmask { text.to_owned() } else { revision::masked(text) };
    if desk.settings.for_programs() {
        let changes: Vec<Value> = looked.iter().map(|l| for_programs(l, &shown, unmask)).collect();
        let remarks: Vec<Value> =
            remarks.iter().map(|r| json!({"text": shown(&r.text), "on": shown(&r.on)})).collect();
        let record = draft.record.as_ref().map(|(account, r)| {
            json!({"account": account, "kind": r.kind, "sha256": r.sha256, "drafted_on": r.as_of})
        });
        let named = draft.named.as_ref().map(|(account, kind)| json!({"account": account, "kind": kind}));
        let body = json!({
            "draft": record, "held_against": named, "with_facts": draft.known.has_facts(), "remade": draft.remade, "changes": changes,
            "comments": remarks, "to_look_at": open,
        });
        desk.json("template-diff", "changes", body)?;
    } else {
        against(&draft, desk)?;
        let marked = !edited.struck.is_empty() || edited.passages.iter().any(|p| p.text != p.original);
        for l in &looked {
            print(l, marked, &shown, desk)?;
        }
        for remark in &remarks {
            let code = if remark.on.is_empty() { "M-DIFF-REMARK" } else { "M-DIFF-REMARK-ON" };
            desk.say(code, &[("text", shown(&remark.text)), ("on", shown(&remark.on))])?;
        }
        let counts = [
            ("changes", looked.len().to_string()),
            ("flags", open.to_string()),
            ("remarks", remarks.len().to_string()),
        ];
        desk.tell("M-DIFF-COUNT", &counts)?;
    }
    Ok(if args.check && open > 0 { Exit::NotReady } else { Exit::Done })
}

/// What is to be looked at in each change.
fn look<'a>(changes: &'a [Change], draft: &'a Draft, edited: &'a Reading) -> Vec<Looked<'a>> {
    let claims =
        |reading: &Reading| revision::claims(reading.passages.iter().map(|p| (p.text.as_str(), p.numbered)));
    let (old, new) = (claims(&draft.reading), claims(edited));
    let of = |change: &'a Change| {
        let before = change.before.map(|at| &draft.reading.passages[at]);
        let after = change.after.map(|at| &edited.passages[at]);
        let text = |passage: Option<&'a Passage>| passage.map_or("", |p| p.text.as_str());
        let before_claim = change.before.and_then(|at| Some((old[at]?, text(before))));
        let after_claim = change.after.and_then(|at| Some((new[at]?, text(after))));
        let moved = change.what == What::Moved;
        // A claim whose number was taken away is still the claim.
        let unnumbered = !moved && before_claim.is_some() != after_claim.is_some();
        let mut flags = match unnumbered && docx::bare(text(before)) == docx::bare(text(after)) {
            true => Vec::new(),
            false => revision::claim(before_claim, after_claim, moved, &draft.known),
        };
        flags.extend(revision::judge(text(before), text(after), &draft.known));
        flags.extend(revision::at_odds(text(before), text(after)));
        Looked { change, before, after, flags }
    };
    changes.iter().map(of).collect()
}

/// Says what the edited document is compared with.
fn against(draft: &Draft, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if let Some((account, kind)) = &draft.named {
        let code = if kind.is_some() { "M-DIFF-NAMED-KIND" } else { "M-DIFF-NAMED" };
        let args = [("account", account.to_string()), ("kind", kind.clone().unwrap_or_default())];
        return desk.tell(code, &args);
    }
    match &draft.record {
        Some((account, record)) => {
            let args = [
                ("account", account.to_string()),
                ("kind", record.kind.clone()),
                ("on", record.as_of.to_string()),
            ];
            desk.tell("M-DIFF-AGAINST", &args)?;
            if draft.remade { desk.tell("M-DIFF-REMADE", &[]) } else { Ok(()) }
        }
        None if desk.settings.workspace.is_none() => desk.tell("M-DIFF-NO-WORKSPACE", &[]),
        None => desk.tell("M-DIFF-UNRECORDED", &[]),
    }
}

const fn what(change: &Change) -> &'static str {
    match change.what {
        What::Changed => "changed",
        What::Added => "added",
        What::Removed => "removed",
        What::Moved => "moved",
    }
}

const fn tracked(change: &Change) -> &'static str {
    match change.tracked {
        Tracked::Yes => "yes",
        Tracked::Partly => "partly",
        Tracked::No => "no",
    }
}

fn for_programs(l: &Looked<'_>, shown: &dyn Fn(&str) -> String, unmask: bool) -> Value {
    let place = |p: &Passage| {
        json!({
            "part": p.zone.id(), "paragraph": p.number, "table": p.cell.map(|c| c.table),
            "row": p.cell.map(|c| c.row), "column": p.cell.map(|c| c.column), "text_box": p.boxed,
        })
    };
    let value = |v: &Option<revision::Value>| v.as_ref().map(|v| v.shown(unmask));
    let flag = |f: &Flag| {
        json!({
            "what": f.sort.id(), "verdict": f.verdict.id(), "before": value(&f.before), "after": value(&f.after),
            "field": f.field,
        })
    };
    json!({
        "change": what(l.change), "tracked": tracked(l.change), "place": l.after.or(l.before).map(place),
        "before": l.before.map(|p| shown(&p.text)), "after": l.after.map(|p| shown(&p.text)),
        "flags": l.flags.iter().map(flag).collect::<Vec<_>>(),
    })
}

fn print(
    l: &Looked<'_>,
    marked: bool,
    shown: &dyn Fn(&str) -> String,
    desk: &mut Desk<'_>,
) -> Result<(), CommandError> {
    let Some(passage) = l.after.or(l.before) else { return Ok(()) };
    let mut place = desk.text(&format!("M-DIFF-{}", passage.zone.id().to_uppercase()), &[]);
    place = match passage.cell {
        Some(cell) => desk.text(
            "M-DIFF-CELL",
            &[
                ("place", place),
                ("table", cell.table.to_string()),
                ("row", cell.row.to_string()),
                ("column", cell.column.to_string()),
            ],
        ),
        None => desk.text("M-DIFF-PARAGRAPH", &[("place", place), ("number", passage.number.to_string())]),
    };
    let mut marks = vec![desk.text(&format!("M-DIFF-{}", what(l.change).to_uppercase()), &[])];
    if marked {
        marks.push(desk.text(&format!("M-DIFF-TRACKED-{}", tracked(l.change).to_uppercase()), &[]));
    }
    let marks = marks.join(desk.lang().of(&["，", ", "]));
    desk.say("M-DIFF-PLACE", &[("place", place), ("marks", marks)])?;
    let (before, after) = (l.before.map(|p| shown(&p.text)), l.after.map(|p| shown(&p.text)));
    match (before, after) {
        (Some(before), Some(after)) if before != after => {
            desk.print(&format!("  {}", inline(&before, &after)))?
        }
        (Some(_), Some(after)) if l.change.what == What::Moved => desk.print(&format!("  {after}"))?,
        (Some(_), Some(_)) => desk.say("M-DIFF-MASKED", &[])?,
        (Some(before), None) => desk.print(&format!("  [-{before}-]"))?,
        (None, Some(after)) => desk.print(&format!("  {{+{after}+}}"))?,
        (None, None) => {}
    }
    for flag in &l.flags {
        let value = |v: &Option<revision::Value>| {
            v.as_ref().map_or("—".to_owned(), |v| v.shown(desk.settings.unmask))
        };
        let sort = flag.sort.id().to_uppercase();
        let args = [
            ("what", desk.text(&format!("M-DIFF-SORT-{sort}"), &[])),
            ("before", value(&flag.before)),
            ("after", value(&flag.after)),
            ("field", flag.field.clone().unwrap_or_default()),
        ];
        // What stands on one side only is worded as new or gone.
        let end = match (flag.verdict, &flag.before, &flag.after) {
            (Verdict::NoSuchDay | Verdict::Moved, ..) => "",
            (Verdict::Words, None, _) => "-NONE",
            (Verdict::Words, ..) => "",
            (_, None, Some(_)) => "-NEW",
            (_, Some(_), None) => "-GONE",
            _ => "",
        };
        let subject = if flag.sort == Sort::Claim { "CLAIM" } else { "FLAG" };
        let verdict = flag.verdict.id().to_uppercase();
        desk.say(&format!("M-DIFF-{subject}-{verdict}{end}"), &args)?;
    }
    Ok(())
}

/// A changed text in one line, with no more of what is the same than one needs to find it.
fn inline(before: &str, after: &str) -> String {
    let pieces = docx::pieces(before, after);
    let last = pieces.len().saturating_sub(1);
    let mut out = String::new();
    for (at, piece) in pieces.iter().enumerate() {
        match piece {
            Piece::Same(text) => {
                let characters: Vec<char> = text.chars().collect();
                let (head, tail) = (if at == 0 { 0 } else { AROUND }, if at == last { 0 } else { AROUND });
                if characters.len() <= head + tail + 2 {
                    out.push_str(text);
                } else {
                    out.extend(&characters[..head]);
                    out.push('…');
                    out.extend(&characters[characters.len() - tail..]);
                }
            }
            Piece::Other(gone, new) => {
                for (open, text, close) in [("[-", gone, "-]"), ("{+", new, "+}")] {
                    if !text.is_empty() {
                        out.push_str(&format!("{open}{text}{close}"));
                    }
                }
            }
        }
    }
    out.replace('\n', "⏎")
}
