//! What loading proves of the expectations and bounds of milestones: every name resolves, and each says one thing.

use super::period::Roll;
use super::rulebook::Rulebook;
use super::schema::Check;
use super::track::{Fact, Milestone, Track};
use super::track_expect::DAY;
use super::track_facts::FactKind;

/// Whether a fact holds a day.
fn is_day(fact: &Fact) -> bool {
    matches!(fact.kind, FactKind::Date | FactKind::At)
}

fn is_amount(fact: &Fact) -> bool {
    fact.kind == FactKind::Amount
}

impl Track {
    /// What loading proves of bounds and of what is expected: every name is there, every bound is one of days, and each
    /// expectation says one thing.
    pub(super) fn check_expected(&self, milestone: &Milestone, at: &str, check: &mut Check<'_>) {
        let own = |name: &str| milestone.facts.iter().find(|f| f.name == name);
        for fact in &milestone.facts {
            for name in fact.not_before.iter().chain(&fact.not_after) {
                let fits = name == DAY || (own(name).is_some_and(is_day) && *name != fact.name);
                if !fits || !is_day(fact) {
                    let label = format!("name: {}", fact.name);
                    check.report("E-TRACK-BOUND", &[at, &label]).put("fact", &fact.name).put("found", name);
                }
            }
        }
        for expect in &milestone.expects {
            let says = [
                !expect.earlier.is_empty(),
                expect.never.is_some(),
                expect.number.is_some() && expect.most.is_some(),
                expect.over.is_some(),
                expect.since.is_some() && expect.within.is_none(),
                expect.least.is_some(),
                expect.within.is_some() && expect.since.is_some(),
                expect.percent.is_some_and(|percent| (1..=100).contains(&percent)) && expect.of.is_some(),
            ];
            let of_days = [expect.since.is_some(), expect.least.is_some(), expect.within.is_some()];
            let whole = expect.number.is_some() == expect.most.is_some()
                && expect.day.is_some() == of_days.contains(&true)
                && expect.amount.is_some() == expect.percent.is_some()
                && (expect.announced.is_none() || expect.least.is_some());
            if says.iter().filter(|s| **s).count() != 1 || !whole {
                check.report("E-TRACK-EXPECT-SHAPE", &[at, "expects:"]).put("milestone", &milestone.id);
            }
            let of = expect.of.as_ref().map(|of| of.split_once('/').unwrap_or((of, "")));
            let named = [&expect.never, &expect.unless, &expect.since, &expect.told_by].into_iter().flatten();
            let named = named.chain(&expect.earlier).map(String::as_str).chain(of.map(|(id, _)| id));
            for name in named.filter(|name| self.milestone(name).is_none()) {
                let report = check.report("E-TRACK-UNKNOWN-MILESTONE", &[at, "expects:", name]);
                report.put("milestone", &milestone.id).put("found", name);
            }
            let numbers = expect.one_less.iter().chain(&expect.number);
            let numbers = numbers.map(|name| (name, own(name).is_some_and(|f| f.kind == FactKind::Number)));
            let days = expect.day.iter().chain(&expect.announced);
            let days = days.map(|name| (name, own(name).is_some_and(is_day)));
            let sums = expect.amount.iter().map(|name| (name, own(name).is_some_and(is_amount)));
            let facts = expect.same.iter().chain(expect.when.keys()).chain(expect.except.keys());
            let facts = facts.map(|name| (name, own(name).is_some()));
            for (name, _) in facts.chain(numbers).chain(days).chain(sums).filter(|(_, fits)| !fits) {
                check.report("E-TRACK-UNKNOWN-FACT", &[at, "expects:", name]).put("found", name);
            }
            let lacks = |(id, name): &(&str, &str)| {
                self.milestone(id).is_some_and(|m| !m.facts.iter().any(|f| f.name == *name && is_amount(f)))
            };
            if let Some((_, name)) = of.filter(lacks) {
                check.report("E-TRACK-UNKNOWN-FACT", &[at, "expects:", name]).put("found", name);
            }
        }
    }

    /// Whether what is expected to be over is an event of the track, or a period of the tables that ends by itself, and
    /// every period to keep is there.
    pub(super) fn resolve_expected(
        &self,
        milestone: &Milestone,
        at: &str,
        book: &Rulebook,
        check: &mut Check<'_>,
    ) {
        let uses = || self.milestones.iter().flat_map(|m| &m.periods);
        let is_event = |rule: &&String| uses().any(|p| p.event.as_ref() == Some(rule));
        for rule in milestone.expects.iter().filter_map(|e| e.over.as_ref()).filter(|rule| !is_event(rule)) {
            if book.periods.get(rule).is_none_or(|p| matches!(p.roll, Roll::Back)) {
                let report = check.report("E-RULES-UNKNOWN-REFERENCE", &[at, "expects:", rule]);
                report.put("found", rule).put("table", "periods");
            }
        }
        for rule in milestone.expects.iter().filter_map(|e| e.within.as_ref()) {
            if book.periods.get(rule).is_none() {
                let report = check.report("E-RULES-UNKNOWN-REFERENCE", &[at, "expects:", rule]);
                report.put("found", rule).put("table", "periods");
            }
        }
    }
}
