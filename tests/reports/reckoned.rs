//! The same figures from the raw log, written apart from the program: JSON in, plain arithmetic, whole 分.

use std::collections::{BTreeMap, BTreeSet};

use chrono::NaiveDate;
use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

/// Something that happened.
#[derive(Clone, Debug)]
pub struct Step {
    pub on: NaiveDate,
    pub track: String,
    pub name: String,
    pub facts: Value,
}

/// An account as its log has it up to a day.
pub struct Account {
    pub name: String,
    pub case: Value,
    pub steps: Vec<Step>,
    /// Day, 分, in kind; what is beyond the debt is in `beyond`.
    pub came: Vec<(NaiveDate, i64, bool)>,
    pub beyond: i64,
    pub spent: Vec<(NaiveDate, i64)>,
    pub suits: Vec<Vec<Step>>,
}

pub fn day(value: &Value) -> Option<NaiveDate> {
    value.as_str().and_then(|text| text.parse().ok())
}

pub fn fen(value: &Value) -> i64 {
    value.as_str().unwrap_or("0.00").replace('.', "").parse().unwrap()
}

/// What ends a suit, and by what name the report has it.
const ENDS: [(&str, &str); 10] = [
    ("effective", "judgment"),
    ("award", "award"),
    ("mediated", "mediated"),
    ("withdrawn", "withdrawn"),
    ("dismissed", "dismissed"),
    ("filing-rejected", "rejected"),
    ("terminated", "terminated"),
    ("rejected", "rejected"),
    ("suit-terminated", "terminated"),
    ("dismissal-stands", "dismissed"),
];

pub fn ending(suit: &[Step]) -> Option<(NaiveDate, &'static str)> {
    let name = |s: &Step| ENDS.iter().find(|(name, _)| *name == s.name).map(|(_, as_told)| *as_told);
    let last = suit.iter().rfind(|s| name(s).is_some() || s.name == "accepted" || s.name == "appealed")?;
    let told = name(last)?;
    Some((last.on, if last.track == "payment-order" && told == "judgment" { "payment-order" } else { told }))
}

/// The accounts of a log, each as of the day; those referred later are left out and counted.
pub fn accounts(log: &str, as_of: NaiveDate) -> (Vec<Account>, usize) {
    let mut streams: BTreeMap<String, Vec<Value>> = BTreeMap::new();
    for line in log.lines() {
        let line: Value = serde_json::from_str(line).unwrap();
        streams.entry(line["stream"].as_str().unwrap().to_owned()).or_default().push(line["event"].clone());
    }
    let all: Vec<Account> = streams.into_iter().map(|(name, events)| account(name, &events, as_of)).collect();
    let count = all.len();
    let there: Vec<Account> =
        all.into_iter().filter(|a| day(&a.case["referred_on"]).is_none_or(|d| d <= as_of)).collect();
    let later = count - there.len();
    (there, later)
}

fn account(name: String, events: &[Value], as_of: NaiveDate) -> Account {
    let mut gone = BTreeSet::new();
    for event in events {
        let payload = &event["payload"];
        for seq in payload["events"].as_array().into_iter().flatten() {
            gone.insert(seq.as_u64().unwrap());
        }
        gone.extend(payload["payment"].as_u64());
    }
    let (mut steps, mut came, mut spent) = (Vec::new(), Vec::new(), Vec::new());
    let mut case = Value::Null;
    for event in events.iter().filter(|e| !gone.contains(&e["seq"].as_u64().unwrap())) {
        let payload = &event["payload"];
        let on = day(&payload["on"]);
        if payload["type"] == "imported" {
            case = payload["case"].clone();
        }
        let Some(on) = on.filter(|on| *on <= as_of) else { continue };
        match payload["type"].as_str().unwrap() {
            "milestone" => {
                let text = |key: &str| payload[key].as_str().unwrap().to_owned();
                steps.push(Step {
                    on,
                    track: text("track"),
                    name: text("milestone"),
                    facts: payload["facts"].clone(),
                });
            }
            "paid" => came.push((on, fen(&payload["amount"]), false)),
            "cost-entered" => {
                let sign = if payload["way"] == "advanced" { 1 } else { -1 };
                spent.push((on, sign * fen(&payload["amount"])));
            }
            _ => {}
        }
    }
    steps.sort_by_key(|s| s.on);
    let mut noticed = 0;
    for step in &steps {
        match (step.track.as_str(), step.name.as_str()) {
            (_, "fee-noticed") => noticed = fen(&step.facts["amount"]),
            (_, "fee-paid") => spent.push((step.on, noticed)),
            ("enforcement", "distributed") => came.push((step.on, fen(&step.facts["amount"]), false)),
            ("enforcement", "taken-in-kind") => came.push((step.on, fen(&step.facts["price"]), true)),
            _ => {}
        }
    }
    let mut suits: Vec<Vec<Step>> = Vec::new();
    for step in
        steps.iter().filter(|s| ["litigation", "arbitration", "payment-order"].contains(&s.track.as_str()))
    {
        let begins = step.name == "filed" || step.name == "applied";
        let goes_on =
            suits.last().is_some_and(|s| s[0].track == step.track && !(begins && ending(s).is_some()));
        match suits.last_mut().filter(|_| goes_on) {
            Some(suit) => suit.push(step.clone()),
            None => suits.push(vec![step.clone()]),
        }
    }
    let mut account = Account { name, case, steps, came, beyond: 0, spent, suits };
    account.give_back();
    account
}

impl Account {
    pub fn first(&self, names: &[&str]) -> Option<NaiveDate> {
        self.suits.iter().flatten().find(|s| names.contains(&s.name.as_str())).map(|s| s.on)
    }

    pub fn filed(&self) -> Option<NaiveDate> {
        self.first(&["filed", "applied"])
    }

    pub fn accepted(&self) -> Option<NaiveDate> {
        self.first(&["accepted"])
    }

    /// The suits that ended after there was a case: neither rejected nor withdrawn before it was accepted.
    pub fn closings(&self) -> Vec<(NaiveDate, &'static str)> {
        let was_case = |suit: &&Vec<Step>| suit.iter().any(|s| s.name == "accepted");
        let ends = self.suits.iter().filter(was_case).filter_map(|s| ending(s));
        ends.filter(|(_, how)| *how != "rejected").collect()
    }

    /// How the last suit ended, where it did.
    pub fn closed(&self) -> Option<(NaiveDate, &'static str)> {
        let last = ending(self.suits.last()?)?;
        self.closings().into_iter().find(|closing| *closing == last)
    }

    /// It ended, and nothing of the claim was awarded.
    pub fn lost(&self) -> bool {
        let how = self.suits.last().and_then(|s| ending(s)).map(|(_, how)| how);
        matches!(how, Some("judgment" | "award" | "dismissed"))
            && self.judgment().is_some_and(|j| fen(&j.facts["principal"]) + fen(&j.facts["interest"]) == 0)
    }

    /// Nobody says whether the suit or the claims were dismissed.
    pub fn unclear(&self) -> bool {
        let unclear = |s: &&Step| s.name == "dismissed" && s.facts["what"].is_null();
        self.judgment().is_none() && self.suits.iter().flatten().any(|s| unclear(&s))
    }

    /// Money that came in once everything was paid goes back. Of a decision that awards something these accounts never
    /// pay as much.
    fn give_back(&mut self) {
        let (mut left, from) = match self.in_force() {
            None => (self.debt(), day(&self.case["debt"]["as_of"]).unwrap()),
            Some((0, on)) => (0, on),
            Some(_) => return,
        };
        self.came.sort_by_key(|c| c.0);
        for came in self.came.iter_mut().filter(|c| c.0 > from) {
            let kept = came.1.min(left);
            self.beyond += came.1 - kept;
            (came.1, left) = (kept, left - kept);
        }
    }

    /// What is claimed: the debt and the lawyer's fee (law-cn.md 1.1).
    pub fn stated(&self) -> i64 {
        self.debt() + fen(&self.case["debt"]["costs"]["attorney_fee"])
    }

    pub fn debt(&self) -> i64 {
        ["principal", "interest", "penalty"].iter().map(|part| fen(&self.case["debt"][*part])).sum()
    }

    pub fn principal(&self) -> i64 {
        fen(&self.case["debt"]["principal"])
    }

    pub fn cash(&self) -> i64 {
        self.came.iter().filter(|c| !c.2).map(|c| c.1).sum()
    }

    pub fn costs(&self) -> i64 {
        self.spent.iter().map(|c| c.1).sum()
    }

    /// The step with the latest decision on the merits.
    pub fn judgment(&self) -> Option<&Step> {
        let of = |suit: &'_ Vec<Step>| {
            let remanded = suit.iter().rposition(|s| s.facts["outcome"] == "remanded").unwrap_or(0);
            suit.iter()
                .enumerate()
                .rev()
                .find(|(at, s)| {
                    *at >= remanded
                        && match s.name.as_str() {
                            "judgment" | "award" => true,
                            "second-instance" => s.facts["outcome"] == "changed",
                            "dismissed" => s.facts["what"] == "claims",
                            _ => false,
                        }
                })
                .map(|(at, _)| at)
        };
        self.suits.iter().rev().find_map(|suit| of(suit).map(|at| &suit[at]))
    }

    /// What a decision in force awards, and the day of its figures.
    pub fn in_force(&self) -> Option<(i64, NaiveDate)> {
        let force =
            self.steps.iter().rfind(|s| matches!(s.name.as_str(), "effective" | "mediated" | "award"))?;
        let has = match force.name.as_str() {
            "effective" if force.track == "litigation" => {
                let of = |s: &&Step| s.name == "judgment" || s.facts["outcome"] == "changed";
                self.steps.iter().rfind(of)?
            }
            "effective" => return None,
            _ => force,
        };
        has.facts["principal"].as_str()?;
        Some((["principal", "interest", "costs"].iter().map(|p| fen(&has.facts[*p])).sum(), has.on))
    }

    pub fn enforced(&self, name: &[&str]) -> Option<NaiveDate> {
        self.steps.iter().find(|s| s.track == "enforcement" && name.contains(&s.name.as_str())).map(|s| s.on)
    }

    /// Nothing is decided, and everything stated was paid.
    pub fn settled(&self) -> bool {
        let figures = day(&self.case["debt"]["as_of"]).unwrap();
        let since: i64 = self.came.iter().filter(|c| c.0 > figures).map(|c| c.1).sum();
        self.in_force().is_none() && !self.lost() && since >= self.debt()
    }
}

impl Account {
    /// The day on which everything stated was paid, or of the referral if that was later, of an account that is settled.
    pub fn settled_on(&self) -> Option<NaiveDate> {
        let figures = day(&self.case["debt"]["as_of"]).unwrap();
        let mut came: Vec<_> = self.came.iter().filter(|c| c.0 > figures).collect();
        came.sort_by_key(|c| c.0);
        let mut left = self.debt();
        let full = came.into_iter().find(|c| {
            left -= c.1;
            left <= 0
        });
        full.map(|c| c.0).max(day(&self.case["referred_on"])).filter(|_| self.settled())
    }

    /// The latest suit has been filed and has not ended.
    pub fn in_suit(&self) -> bool {
        self.suits.last().is_some_and(|suit| ending(suit).is_none())
    }

    /// Something that can be enforced was made: all suits of the log with such a step end with it.
    pub fn can_enforce(&self) -> bool {
        self.suits.last().is_some_and(|s| {
            ending(s)
                .is_some_and(|(_, how)| ["judgment", "award", "mediated", "payment-order"].contains(&how))
        })
    }

    /// The latest day on which anything happened: the generated accounts have no contact log.
    pub fn last_sign(&self) -> Option<NaiveDate> {
        let signs = self.steps.iter().map(|s| s.on).chain(self.came.iter().map(|c| c.0));
        signs.max().or(day(&self.case["referred_on"]))
    }
}

/// Above and below the line of a rate; accounts below it; accounts that belong there and are not known.
pub type Rate = (i64, i64, usize, usize);

/// Every rate, by its identifier.
pub fn rates(all: &[&Account]) -> BTreeMap<&'static str, Rate> {
    let mut rates: BTreeMap<&str, Rate> = BTreeMap::new();
    for a in all {
        let mut add = |id: &'static str, above: i64, below: i64| {
            let rate = rates.entry(id).or_default();
            (rate.0, rate.1, rate.2) = (rate.0 + above, rate.1 + below, rate.2 + 1);
        };
        add("recovery-rate", a.cash(), a.in_force().filter(|_| !a.lost()).map_or(a.stated(), |(sum, _)| sum));
        add("net-recovery-rate", a.cash() - a.costs(), a.principal());
        add("settled-rate", i64::from(a.settled()), 1);
        if let Some(judgment) = a.judgment() {
            let won = fen(&judgment.facts["principal"]) + fen(&judgment.facts["interest"]);
            add("win-rate-amount", won, a.debt());
            add("win-rate-count", i64::from(won > 0), 1);
        }
        if a.filed().is_some() {
            add("acceptance-rate", i64::from(a.accepted().is_some()), 1);
            let before = a.suits[0].iter().take_while(|s| s.name != "accepted");
            let back = before
                .filter(|s| ["correction-ordered", "filing-rejected"].contains(&s.name.as_str()))
                .count();
            add("first-return-rate", i64::from(back > 0), 1);
        }
        let closings = a.closings();
        if !closings.is_empty() {
            let by = |name: &str| closings.iter().filter(|(_, how)| *how == name).count() as i64;
            add("mediation-rate", by("mediated"), closings.len() as i64);
            add("withdrawal-rate", by("withdrawn"), closings.len() as i64);
        }
        if a.unclear() {
            for id in ["win-rate-amount", "win-rate-count", "default-rate"] {
                rates.entry(id).or_default().3 += 1;
            }
        }
        let mut add = |id: &'static str, above: i64, below: i64| {
            let rate = rates.entry(id).or_default();
            (rate.0, rate.1, rate.2) = (rate.0 + above, rate.1 + below, rate.2 + 1);
        };
        let lit = || a.steps.iter().filter(|s| s.track == "litigation");
        if lit().any(|s| s.name == "accepted") {
            add("public-notice-rate", i64::from(lit().any(|s| s.name == "public-notice")), 1);
        }
        if a.enforced(&["terminated-round", "closed"]).is_some() {
            add("terminated-round-rate", i64::from(a.enforced(&["terminated-round"]).is_some()), 1);
        }
        if let Some(applied) = a.enforced(&["applied"]) {
            let (sum, figures) = a.in_force().unwrap();
            let between: i64 = a.came.iter().filter(|c| c.0 > figures && c.0 < applied).map(|c| c.1).sum();
            let since = a.came.iter().filter(|c| c.0 >= applied).map(|c| c.1).sum();
            add("enforcement-recovery-rate", since, (sum - between).max(0));
        }
        if let Some(judgment) = a.judgment() {
            // An appeal that says nothing of it leaves it as the judgment had it.
            let told = |s: &&Step| s.facts["in_absence"].is_string();
            let said = Some(judgment).filter(told).or_else(|| {
                let changed = judgment.name == "second-instance";
                a.steps.iter().rfind(|s| changed && told(s))
            });
            match said {
                Some(step) => add("default-rate", i64::from(step.facts["in_absence"] == "yes"), 1),
                None => rates.entry("default-rate").or_default().3 += 1,
            }
        }
    }
    rates
}

/// A quotient as the report writes it.
pub fn quotient((above, below, ..): Rate) -> Option<String> {
    let exact = Decimal::from(above).checked_div(Decimal::from(below))?;
    let rounded = exact.round_dp_with_strategy(4, RoundingStrategy::MidpointAwayFromZero);
    Some(format!("{rounded:.4}"))
}
