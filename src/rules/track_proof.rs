//! What loading a track proves: every milestone can be reached and leads on, every name resolves, no two periods fight,
//! and what is started can be met, stopped, or ends by itself.

use std::collections::{BTreeMap, BTreeSet};

use super::period::{Actor, Roll};
use super::rulebook::Rulebook;
use super::schema::{Check, Entry, Provenance, Title};
use super::track::{COURSE, Fact, Milestone, Per, PeriodUse, Repeat, START, Track};
use super::track_facts::FactKind;

/// A milestone that can be reached, and the end that the way passed and that nothing but side steps followed.
type Reached<'t> = (&'t str, Option<&'t str>);

/// Facts with the values that a condition names.
type Conditions = BTreeMap<String, Vec<String>>;

impl Entry for Track {
    fn id(&self) -> &str {
        &self.id
    }

    fn title(&self) -> &Title {
        &self.title
    }

    fn provenance(&self) -> Vec<Provenance<'_>> {
        vec![Provenance {
            from: None,
            source: &self.source,
            checked_on: self.checked_on,
            confidence: self.confidence,
        }]
    }

    fn check(&self, check: &mut Check<'_>) {
        let mut ids = BTreeSet::new();
        for milestone in &self.milestones {
            let at = line(milestone);
            if milestone.id == START || milestone.id == COURSE || !ids.insert(milestone.id.as_str()) {
                check.report("E-TRACK-DUPLICATE-MILESTONE", &[&at, &at]).put("milestone", &milestone.id);
            }
        }
        for milestone in &self.milestones {
            self.check_milestone(milestone, &ids, check);
        }
        let reachable = self.reachable();
        let ending = self.ending();
        for milestone in &self.milestones {
            let at = line(milestone);
            if !reachable.contains(milestone.id.as_str()) {
                check.report("E-TRACK-UNREACHABLE", &[&at]).put("milestone", &milestone.id);
            } else if !ending.contains(milestone.id.as_str()) {
                check.report("E-TRACK-NO-END", &[&at]).put("milestone", &milestone.id);
            }
        }
    }

    fn resolve(&self, book: &Rulebook, check: &mut Check<'_>) {
        for milestone in &self.milestones {
            let at = line(milestone);
            for name in milestone.opens.iter().filter(|o| book.tracks.get(o).is_none()) {
                unknown(check, &[&at, "opens:", name], name, "tracks");
            }
            for name in milestone.given.iter().filter(|name| !self.is_milestone(book, name)) {
                unknown(check, &[&at, "given:", name], name, "tracks");
            }
            for undone in &milestone.undone {
                let by = undone.of.split_once('/').and_then(|(track, _)| book.milestone(track, &undone.by));
                if by.is_none() || !milestone.given.contains(&undone.of) {
                    unknown(check, &[&at, "undone:", &undone.by], &undone.by, "tracks");
                }
            }
            for name in milestone.instead.iter().map(|i| &i.milestone).filter(|n| !self.is_milestone(book, n))
            {
                unknown(check, &[&at, "instead:", name], name, "tracks");
            }
            for name in milestone.bars.iter().filter(|name| !self.is_milestone(book, name)) {
                unknown(check, &[&at, "bars:", name], name, "tracks");
            }
            for period in &milestone.periods {
                self.resolve_period(&at, period, book, check);
            }
            self.resolve_expected(milestone, &at, book, check);
        }
    }
}

/// How a milestone can be reached from what has been.
fn next<'t>(to: &'t Milestone, reached: &BTreeSet<Reached<'t>>) -> impl Iterator<Item = Reached<'t>> {
    let start = to.after.iter().any(|a| a == START).then_some((START, None));
    let follows = |id: &str| to.after.iter().any(|a| a == id);
    let from = reached.iter().copied().chain(start);
    let from: Vec<Reached<'t>> = from.filter(|(id, end)| follows(id) && end.is_none_or(&follows)).collect();
    from.into_iter().map(move |(_, end)| match end {
        _ if to.ends => (to.id.as_str(), Some(to.id.as_str())),
        Some(end) if to.side => (to.id.as_str(), Some(end)),
        _ => (to.id.as_str(), None),
    })
}

fn line(milestone: &Milestone) -> String {
    format!("- id: {}", milestone.id)
}

fn unknown(check: &mut Check<'_>, needles: &[&str], name: &str, table: &'static str) {
    check.report("E-RULES-UNKNOWN-REFERENCE", needles).put("found", name).put("table", table);
}

impl Track {
    /// The names of dated events of this track.
    fn events(&self) -> impl Iterator<Item = &String> {
        self.milestones.iter().flat_map(|m| &m.periods).filter_map(|p| p.event.as_ref())
    }

    fn is_milestone(&self, book: &Rulebook, name: &str) -> bool {
        let (track, id) = name.split_once('/').unwrap_or((&self.id, name));
        book.milestone(track, id).is_some()
    }

    /// The milestones that can be reached from the start, each without passing what would make it impossible.
    fn reachable(&self) -> BTreeSet<&str> {
        let mut known: BTreeMap<&[String], BTreeSet<Reached<'_>>> = BTreeMap::new();
        let mut found = BTreeSet::new();
        for milestone in &self.milestones {
            let avoid = milestone.until.as_slice();
            let reached = known.entry(avoid).or_insert_with(|| self.without(avoid));
            // A name that the track does not have is reported as such.
            let needed = |n: &String| self.milestone(n).is_none() || reached.iter().any(|(id, _)| id == n);
            if milestone.needs.iter().all(needed) && next(milestone, reached).next().is_some() {
                found.insert(milestone.id.as_str());
            }
        }
        found
    }

    /// What can be reached without passing some milestones.
    fn without(&self, avoid: &[String]) -> BTreeSet<Reached<'_>> {
        let mut reached = BTreeSet::new();
        loop {
            let mut new = Vec::new();
            for milestone in self.milestones.iter().filter(|m| !avoid.contains(&m.id)) {
                new.extend(next(milestone, &reached).filter(|r| !reached.contains(r)));
            }
            if new.is_empty() {
                return reached;
            }
            reached.extend(new);
        }
    }

    /// The milestones that end the track, stand beside it, or lead to one that does.
    fn ending(&self) -> BTreeSet<&str> {
        let mut seen = BTreeSet::new();
        loop {
            let before = seen.len();
            for milestone in &self.milestones {
                let leads = |n: &Milestone| {
                    let again = n.anew.iter().any(|a| a.after == milestone.id);
                    seen.contains(n.id.as_str()) && (n.after.contains(&milestone.id) || again)
                };
                if milestone.ends || milestone.side || self.milestones.iter().any(leads) {
                    seen.insert(milestone.id.as_str());
                }
            }
            if seen.len() == before {
                return seen;
            }
        }
    }

    fn check_milestone(&self, milestone: &Milestone, ids: &BTreeSet<&str>, check: &mut Check<'_>) {
        let at = line(milestone);
        let named = milestone.after.iter().chain(&milestone.until).chain(&milestone.needs);
        let named = named.chain(milestone.pending.keys()).chain(milestone.pending.values());
        let named = named.chain(milestone.anew.iter().map(|a| &a.after)).chain(&milestone.lifted_by);
        for name in named {
            if name != START && !ids.contains(name.as_str()) {
                check
                    .report("E-TRACK-UNKNOWN-MILESTONE", &[&at, name])
                    .put("milestone", &milestone.id)
                    .put("found", name);
            }
        }
        let mut names = BTreeSet::new();
        for fact in &milestone.facts {
            let label = format!("name: {}", fact.name);
            if !names.insert(fact.name.as_str()) {
                check.report("E-TRACK-DUPLICATE-FACT", &[&at, &label, &label]).put("found", &fact.name);
            }
            if (fact.kind == FactKind::OneOf) == fact.values.is_empty() {
                check.report("E-TRACK-FACT-VALUES", &[&at, &label]).put("found", &fact.name);
            }
        }
        if milestone.repeat == Repeat::Party && self.fact(milestone, "party").is_none() {
            check.report("E-TRACK-UNKNOWN-FACT", &[&at]).put("found", "party");
        }
        for name in milestone.told_apart_by.iter().filter(|name| !names.contains(name.as_str())) {
            check.report("E-TRACK-UNKNOWN-FACT", &[&at, "told_apart_by:", name]).put("found", name);
        }
        for facts in [&milestone.when, &milestone.except] {
            self.check_values(milestone, facts, &[&at], check);
        }
        for anew in &milestone.anew {
            // An unknown milestone is reported above.
            if let Some(earlier) = self.milestone(&anew.after) {
                for facts in [&anew.when, &anew.except] {
                    self.check_values(earlier, facts, &[&at, "anew:", &anew.after], check);
                }
            }
        }
        self.check_expected(milestone, &at, check);
        for (i, period) in milestone.periods.iter().enumerate() {
            self.check_period(milestone, period, &at, check);
            if milestone.periods[..i].iter().any(|other| fight(other, period)) {
                let rule = subject(period);
                check.report("E-TRACK-PERIODS-FIGHT", &[&at, "periods:", rule, rule]).put("rule", rule);
            }
        }
    }

    fn check_period(&self, milestone: &Milestone, period: &PeriodUse, at: &str, check: &mut Check<'_>) {
        let does = [
            period.starts.is_some(),
            period.satisfies.is_some(),
            period.stops.is_some(),
            !period.renews.is_empty(),
            period.awaits.is_some(),
            period.allows.is_some(),
            period.event.is_some(),
        ];
        if does.iter().filter(|d| **d).count() != 1
            || (period.event.is_some() && (period.at.is_none() || period.title.is_none()))
            || (period.allows.is_some() && period.title.is_none())
        {
            check.report("E-TRACK-PERIOD-SHAPE", &[at, "periods:"]).put("milestone", &milestone.id);
        }
        let per = match period.per {
            // What is satisfied or stopped without naming the party or asset ends every clock of the rule.
            _ if period.starts.is_none() => None,
            Some(Per::Party) => Some("party"),
            Some(Per::Asset) => Some("asset"),
            None => None,
        };
        let facts = [
            (per, None),
            (period.alone.then_some("party"), Some(FactKind::Party)),
            (period.days.as_deref(), Some(FactKind::Days)),
            (period.until_fact.as_deref(), Some(FactKind::Date)),
            (period.from_fact.as_deref(), Some(FactKind::Date)),
            (period.at.as_deref(), Some(FactKind::At)),
        ];
        for (name, kind) in facts {
            let Some(name) = name else { continue };
            let fits = self.fact(milestone, name).is_some_and(|f| kind.is_none_or(|k| f.kind == k));
            if !fits {
                check.report("E-TRACK-UNKNOWN-FACT", &[at, "periods:", name]).put("found", name);
            }
        }
        let named = period.since.iter().chain(&period.every);
        for name in named.filter(|name| self.milestone(name).is_none()) {
            let report = check.report("E-TRACK-UNKNOWN-MILESTONE", &[at, "periods:", name]);
            report.put("milestone", &milestone.id).put("found", name);
        }
        for facts in [&period.when, &period.except] {
            self.check_values(milestone, facts, &[at, "periods:"], check);
        }
    }

    /// Whether the facts of a condition are there, and can have the values that it names.
    fn check_values(&self, holder: &Milestone, facts: &Conditions, at: &[&str], check: &mut Check<'_>) {
        for (name, values) in facts {
            let needles = |last| at.iter().copied().chain([last]).collect::<Vec<&str>>();
            let Some(fact) = self.fact(holder, name) else {
                check.report("E-TRACK-UNKNOWN-FACT", &needles(name)).put("found", name);
                continue;
            };
            for value in values.iter().filter(|v| !can_be(fact, v)) {
                check.report("E-TRACK-VALUE", &needles(name)).put("fact", name).put("found", value);
            }
        }
    }

    fn resolve_period(&self, at: &str, period: &PeriodUse, book: &Rulebook, check: &mut Check<'_>) {
        let named = [&period.starts, &period.satisfies, &period.stops, &period.once_over, &period.then];
        let rules = named.into_iter().flatten().chain(&period.awaits);
        for rule in rules.chain(&period.renews).chain(&period.anchor) {
            let all = rule == "all"
                || rule.split_once('/').is_some_and(|(track, all)| {
                    period.stops.is_some() && all == "all" && book.tracks.get(track).is_some()
                });
            let event = self.events().any(|e| e == rule) && period.starts.is_none();
            if !all && !event && book.periods.get(rule).is_none() {
                unknown(check, &[at, "periods:", rule], rule, "periods");
            }
        }
        for name in period.given.iter().chain(&period.unless).chain(&period.allows) {
            if !self.is_milestone(book, name) {
                unknown(check, &[at, "periods:", name], name, "tracks");
            }
        }
        let started =
            |rule: &String| uses(book).any(|p| [&p.starts, &p.event, &p.then].contains(&&Some(rule.clone())));
        // What nothing starts cannot be met, and nothing need wait for it.
        for rule in period.satisfies.iter().chain(&period.awaits).chain(&period.once_over) {
            if !started(rule) && book.periods.get(rule).is_some() {
                check.report("E-TRACK-NEVER-STARTED", &[at, "periods:", rule]).put("rule", rule);
            }
        }
        for rule in period.starts.iter().chain(&period.then) {
            let Some(known) = book.periods.get(rule) else { continue };
            let set = known.values.iter().any(|d| d.value.court_set);
            let given = period.days.is_some() || period.until_fact.is_some();
            let open = known.values.iter().any(|d| d.value.open.is_some() || !d.value.choose.is_empty());
            if open || (set && (!given || period.then.as_ref() == Some(rule))) {
                check.report("E-TRACK-NO-LENGTH", &[at, "periods:", rule]).put("rule", rule);
            }
            // A right let pass, the other side's time, and what lapses or becomes possible end by themselves.
            let by = period.by.unwrap_or(known.by);
            let fades = known.optional
                || matches!(by, Actor::Debtor | Actor::Nobody)
                || matches!(known.roll, Roll::None)
                || (known.roll == Roll::Back && !known.backward);
            let ends = |p: &PeriodUse| p.satisfies.as_ref() == Some(rule) || p.stops.as_ref() == Some(rule);
            if !fades && !uses(book).any(ends) {
                check.report("E-TRACK-NEVER-ENDS", &[at, "periods:", rule]).put("rule", rule);
            }
        }
    }

    /// The fact `name` of the milestone, or `other/name` of another milestone of the track.
    fn fact<'t>(&'t self, milestone: &'t Milestone, name: &str) -> Option<&'t Fact> {
        let (holder, name) = match name.split_once('/') {
            Some((COURSE, name)) => return self.milestones.iter().find_map(|m| self.fact(m, name)),
            Some((id, name)) => (self.milestone(id)?, name),
            None => (milestone, name),
        };
        holder.facts.iter().find(|f| f.name == name)
    }
}

fn uses(book: &Rulebook) -> impl Iterator<Item = &PeriodUse> {
    book.tracks().flat_map(|t| &t.milestones).flat_map(|m| &m.periods)
}

fn can_be(fact: &Fact, value: &str) -> bool {
    match fact.kind {
        FactKind::OneOf => fact.values.iter().any(|v| v == value),
        FactKind::Number => value.parse::<u32>().is_ok_and(|n| (1..=99).contains(&n)),
        FactKind::Text | FactKind::Days => true,
        // A day, an amount, a rate, a multiple or a name is no condition: no table can know it.
        FactKind::Amount
        | FactKind::Rate
        | FactKind::Multiple
        | FactKind::Date
        | FactKind::At
        | FactKind::Party
        | FactKind::Parties => false,
    }
}

/// What a line is about.
fn subject(period: &PeriodUse) -> &str {
    let named = [&period.starts, &period.satisfies, &period.stops, &period.allows];
    named.into_iter().flatten().next().map_or("", String::as_str)
}

/// Whether two lines of one milestone do two things to one period, unless their conditions keep them apart.
fn fight(a: &PeriodUse, b: &PeriodUse) -> bool {
    let same = |x: &Option<String>, y: &Option<String>| x.is_some() && x == y;
    let clash = same(&a.starts, &b.starts)
        || same(&a.allows, &b.allows)
        || same(&a.satisfies, &b.starts)
        || same(&a.starts, &b.satisfies)
        || same(&a.stops, &b.satisfies)
        || same(&a.satisfies, &b.stops);
    clash && !apart(a, b) && !apart(b, a)
}

/// Whether `a` holds only where `b` does not.
fn apart(a: &PeriodUse, b: &PeriodUse) -> bool {
    let by_value = a.when.iter().any(|(name, values)| {
        let other = b.when.get(name).is_some_and(|other| !values.iter().any(|v| other.contains(v)));
        other || b.except.get(name).is_some_and(|other| values.iter().all(|v| other.contains(v)))
    });
    by_value || (!a.given.is_empty() && a.given.iter().all(|name| b.unless.contains(name)))
}
