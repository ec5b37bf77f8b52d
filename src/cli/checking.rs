//! Everything that is wrong with an account, put together from the layers that know a part of it, and the pile it
//! belongs on.

use chrono::NaiveDate;

use super::catalogue::{self, Lang};
use super::contact_log;
use super::drafting::{self, Says};
use super::error::CommandError;
use crate::docket::money::Part;
use crate::docket::{Deadline, Docket, Money, Standing};
use crate::documents;
use crate::domain::problem::{Mender, Place, Problem, Severity};
use crate::domain::{Amount, Case};
use crate::intake;
use crate::papers::Shelf;
use crate::press::Library;
use crate::reports::piles::{Cause, Pile, Sorted};
use crate::rules::Rulebook;
use crate::rules::claim::Claim;
use crate::rules::filing::{FilingAsk, Running};
use crate::rules::track_deadlines::Status;

/// What the rules say of a track and a document of it says too.
const TWINS: [(&str, &str); 3] = [
    ("W-ORDER-DELIVERY", "W-DRAFT-ORDER-SERVICE"),
    ("W-ORDER-COURT", "W-DRAFT-ORDER-COURT"),
    ("W-ORDER-PRESERVATION", "E-DRAFT-ORDER-PRESERVED"),
];

/// What every account is checked against.
pub struct Bench<'a> {
    /// The law.
    pub rules: &'a Rulebook,
    /// The day stood on.
    pub as_of: NaiveDate,
    /// Where evidence lies.
    pub shelf: &'a Shelf,
    /// Some documents only, separated by commas, or `filing`; everything the track files where none is asked for.
    pub kind: Option<&'a str>,
    /// The templates, a firm's own among them.
    pub library: &'a Library,
}

/// What was found of one account.
pub struct Checked {
    /// Everything wrong, worst first.
    pub problems: Vec<Problem>,
    /// Principal outstanding, as far as it can be said.
    pub principal: Amount,
    /// What is claimed in all.
    pub claimed: Option<Amount>,
}

impl Checked {
    /// Whether nothing stops a document.
    pub fn ready(&self) -> bool {
        !self.problems.iter().any(|p| p.severity == Severity::Error)
    }

    /// The account on its pile, with what put it there.
    pub fn sorted(&self, docket: &Docket, lang: Lang) -> Sorted {
        let on = |pile: Pile| self.problems.iter().filter(move |p| pile_of(p) == Some(pile));
        let pile = [Pile::NotToFile, Pile::Fixable].into_iter().find(|pile| on(*pile).next().is_some());
        let pile = pile.unwrap_or(Pile::Ready);
        let deciding: Vec<&Problem> = on(pile).collect();
        let mut mended_by: Vec<Mender> = match pile {
            Pile::Fixable => deciding.iter().map(|p| mender(p)).collect(),
            Pile::Ready | Pile::NotToFile => Vec::new(),
        };
        mended_by.sort_unstable();
        mended_by.dedup();
        let case = &docket.case;
        let cause = |p: &&Problem| Cause { code: p.code, message: catalogue::text(lang, p.code, &p.args) };
        Sorted {
            account: case.account.clone(),
            debtor: case.primary().map(|d| d.name.clone()).unwrap_or_default(),
            handler: case.handler.as_ref().map(|h| h.name.clone()),
            pile,
            principal: self.principal,
            claimed: self.claimed,
            mended_by,
            reasons: deciding.iter().map(cause).collect(),
            warnings: self
                .problems
                .iter()
                .filter(|p| p.severity == Severity::Warning && pile_of(p).is_none())
                .count(),
        }
    }
}

/// Who can mend a problem.
pub fn mender(problem: &Problem) -> Mender {
    let field = problem.place.field.as_deref().unwrap_or_default();
    catalogue::mending(problem.code).map_or(Mender::Handler, |m| m.by(field))
}

/// The law a problem rests on, where it rests on any.
pub fn source(problem: &Problem) -> Option<&str> {
    let listed = || catalogue::mending(problem.code).and_then(|m| m.source.as_deref());
    problem.source.as_deref().or_else(listed)
}

/// The pile that a problem puts an account on.
fn pile_of(problem: &Problem) -> Option<Pile> {
    let listed = catalogue::mending(problem.code).and_then(|m| m.pile);
    match listed {
        Some(catalogue::Pile::NotToFile) => Some(Pile::NotToFile),
        Some(catalogue::Pile::Fixable) => Some(Pile::Fixable),
        None => (problem.severity == Severity::Error).then_some(Pile::Fixable),
    }
}

/// Checks an account, for one document or for those its track files.
///
/// # Errors
/// The kind is none.
pub fn check(docket: &Docket, bench: &Bench<'_>) -> Result<Checked, CommandError> {
    let rules = bench.rules;
    let heard = docket.heard(bench.as_of, rules);
    let case = &*heard;
    let mut kinds: Vec<String> = Vec::new();
    for word in bench.kind.unwrap_or("filing").split(',') {
        for kind in drafting::kinds(word.trim(), docket, bench.as_of, bench.library)? {
            if !kinds.contains(&kind) {
                kinds.push(kind);
            }
        }
    }
    let mut problems = intake::doubts(case);
    problems.extend(intake::future(case, bench.as_of));
    let says = match Says::new(docket, bench.as_of, rules) {
        Ok(says) => says,
        Err(problem) => {
            problems.push(Problem { blocks: kinds, ..problem });
            return Ok(Checked { problems, principal: case.debt.principal, claimed: None });
        }
    };
    let money = says.money();
    problems.extend(figures(docket, money, rules));
    let paid_off = drafting::paid_off(docket, bench.as_of, rules);
    let is_paid_off = paid_off.is_some();
    // What says that nothing is owed is not stopped by it.
    let stops = |kind: &&String| {
        let drawn = documents::drawn(bench.library, kind);
        paid_off.as_ref().is_some_and(|by| drawn.is_none_or(|d| drafting::stops(by, d.document)))
    };
    let stopped: Vec<String> = kinds.iter().filter(stops).cloned().collect();
    let paid_off = paid_off.filter(|_| !stopped.is_empty());
    problems.extend(paid_off.map(|problem| Problem { blocks: stopped, ..problem }));
    for document in kinds.iter().filter_map(|kind| documents::drawn(bench.library, kind)).map(|d| d.document)
    {
        for problem in says.readiness(document) {
            // That it is paid off says it all.
            if is_paid_off && problem.code == "E-DRAFT-NOTHING-OWED" {
                continue;
            }
            match problems
                .iter_mut()
                .find(|p| p.code == problem.code && p.place == problem.place && p.args == problem.args)
            {
                Some(known) => known.blocks.extend(
                    problem.blocks.into_iter().filter(|b| !known.blocks.contains(b)).collect::<Vec<_>>(),
                ),
                None => problems.push(problem),
            }
        }
    }
    let claimed = money.lines.iter().try_fold(Amount::ZERO, |sum, l| sum.checked_add(l.claimed));
    let standing = Standing::new(docket, bench.as_of, rules);
    problems.extend(standing.problems());
    let files = |kind: &&String| documents::drawn(bench.library, kind).is_some_and(|d| d.document.argues);
    let blocks: Vec<String> = kinds.iter().filter(files).cloned().collect();
    if bench.kind.is_none() || !blocks.is_empty() {
        let changed = drafting::changed_evidence(case, bench.shelf);
        problems.extend(changed.into_iter().map(|problem| Problem { blocks: blocks.clone(), ..problem }));
        let mut found = filing(case, claimed.unwrap_or_default(), &standing, rules);
        // Who asks for one document wants to draft it, filed or not.
        found.retain(|p| bench.kind.is_none() || p.code != "N-FILING-UNDERWAY");
        if bench.kind.is_none() && rules.decided(&standing.milestones, bench.as_of) {
            // After the decision nobody looks for evidence; what stops a document still does.
            problems.retain(|p| p.severity == Severity::Error || !p.code.starts_with("W-DRAFT-"));
        }
        if found.iter().any(|p| p.code == "N-FILING-UNDERWAY") {
            problems.retain(|p| !p.code.starts_with("N-DRAFT-FORM-"));
        }
        // The document's own doubt names the field; the rule's says the same of the track.
        found.retain(|p| {
            !TWINS.iter().any(|(rule, own)| p.code == *rule && problems.iter().any(|q| q.code == *own))
        });
        problems.extend(found);
    }
    problems.extend(contact_log::problems(docket, bench.as_of, rules));
    problems.sort_by_key(|p| p.severity);
    Ok(Checked { problems, principal: money.claimed(Part::Principal), claimed })
}

/// Doubts that do not keep an account from being filed, and that who weighs filing it must know.
const TOLD: [&str; 6] = [
    "W-GUARANTEE-SOON-JOINT",
    "W-GUARANTEE-SOON-GENERAL",
    "W-CHECK-GUARANTEE-PERIOD",
    "W-CHECK-LIMITATION-PROOF",
    "W-FILING-NOT-DUE",
    "N-PROCEDURE-MISSING",
];

/// What a check says of filing an account, without looking at its documents: why it should not be filed, and what is
/// doubtful about it or its track.
pub fn of_filing(docket: &Docket, standing: &Standing, rules: &Rulebook) -> [Vec<Problem>; 2] {
    let case = docket.heard(standing.as_of, rules);
    let claimed =
        docket.claim(standing.as_of, rules.wordless()).map(|money| money.total()).unwrap_or_default();
    let mut found = standing.problems();
    found.extend(filing(&case, claimed, standing, rules));
    let (against, mut doubts): (Vec<_>, Vec<_>) =
        found.into_iter().partition(|problem| pile_of(problem) == Some(Pile::NotToFile));
    doubts.retain(|p| TOLD.contains(&p.code) || p.code.starts_with("W-ORDER-"));
    [against, doubts]
}

/// What speaks against filing the account as it stands.
fn filing(case: &Case, claimed: Amount, standing: &Standing, rules: &Rulebook) -> Vec<Problem> {
    let running =
        |d: &Deadline| Running { from: d.from, due: d.due, of: d.of.clone(), source: d.source.clone() };
    let clock = |rule: &'static str| standing.deadlines.iter().filter(move |d| d.rule == rule);
    rules.filing(&FilingAsk {
        case,
        on: standing.as_of,
        claimed,
        history: &standing.milestones,
        limitation: clock("limitation").find(|d| d.status == Status::Open).map(running),
        guarantees: clock("guarantee-period").filter(|d| d.is_open()).map(running).collect(),
    })
}

/// What the ceiling cuts, and where the creditor's figures and the statements disagree.
fn figures(docket: &Docket, money: &Money, rules: &Rulebook) -> Vec<Problem> {
    let owed = docket.owed(docket.case.debt.as_of, rules);
    let mut found: Vec<Problem> = owed.as_ref().ok().and_then(|a| ledger(&a.value)).into_iter().collect();
    if let Some(given_up) = money.given_up() {
        let note = match &owed {
            Ok(answer) => {
                answer.value.cap.as_ref().map_or_else(|refusal| refusal.missing.clone(), |c| c.note.clone())
            }
            Err(refusal) => refusal.missing.clone(),
        };
        let place = Place { field: Some("cap".to_owned()), ..Place::default() };
        let problem = Problem::warning("W-CHECK-CAP", place).with("amount", given_up.grouped());
        found.push(problem.with("note", note));
    }
    found
}

/// Where the creditor's figures and the statements disagree, item by item.
fn ledger(claim: &Claim) -> Option<Problem> {
    let place = Place { field: Some("debt.ledger".to_owned()), ..Place::default() };
    match claim.ledger.as_ref()? {
        Ok(check) if check.agrees => None,
        Ok(check) => {
            let differing = check.items.iter().filter(|item| !item.difference.is_zero());
            let items: Vec<String> = differing
                .map(|i| format!("{} {} / {}", i.item.words(), i.stated.grouped(), i.ledger.grouped()))
                .collect();
            Some(Problem::warning("W-CHECK-LEDGER", place).with("items", items.join("；")))
        }
        Err(refusal) => {
            Some(Problem { args: refusal.args(), ..Problem::warning("W-CHECK-LEDGER-REFUSED", place) })
        }
    }
}
