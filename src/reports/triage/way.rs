//! One track for one account: chances, costs, net. Every amount is an estimate.

use rust_decimal::Decimal;

use super::candidate::Plan;
use super::history::{Ask, Figure, History, assumption, rounded};
use crate::domain::Amount;
use crate::domain::case::TrackName;
use crate::rules::answer::Refusal;
use crate::rules::fees::{self, FeeAsk, FeeRounding};
use crate::rules::rounding::beyond_range;

/// A way that the account may go: the track itself, or the one after an objection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Leg {
    /// The track.
    pub track: TrackName,
    /// The chance that the account ends on it.
    pub chance: Decimal,
    /// The share of the claim that then comes in.
    pub share: Figure,
    /// The days to the decision.
    pub days: Figure,
    /// The days to the last payment or the end of enforcement; `None` where history does not say.
    pub money_days: Option<Figure>,
    /// The costs that arise where it ends so, and that who loses bears.
    pub on_loser: Amount,
    /// Chance times share times those costs, rounded to the fen.
    pub back: Amount,
}

/// What a cost is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// The fee of court or institution.
    Filing,
    /// What the suit after an objection costs more than the payment order.
    AfterObjection,
    /// The fee of preservation.
    Preservation,
    /// The lawyer's fee.
    Attorney,
}

impl Part {
    /// The identifier in JSON.
    pub const fn id(self) -> &'static str {
        match self {
            Part::Filing => "filing",
            Part::AfterObjection => "after-objection",
            Part::Preservation => "preservation",
            Part::Attorney => "attorney",
        }
    }
}

/// Where a cost comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Bearing {
    /// A rule of fees: its source.
    Rule(String),
    /// The case states it.
    Stated,
    /// An assumption.
    Assumed(Figure),
}

/// A cost that the creditor advances.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CostPart {
    /// What for.
    pub part: Part,
    /// How much, if it arises.
    pub amount: Amount,
    /// The chance that it arises.
    pub chance: Decimal,
    /// It arises only after an objection.
    pub later: bool,
    /// Who loses bears it, so that it comes back as far as the claim does.
    pub on_loser: bool,
    /// Where it comes from.
    pub from: Bearing,
}

/// What a track would bring and cost.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Way {
    /// The track.
    pub track: TrackName,
    /// The account's ways on it; chances add up to 1.
    pub legs: Vec<Leg>,
    /// The chance of an objection, of a payment order.
    pub objection: Option<Figure>,
    /// What is advanced.
    pub costs: Vec<CostPart>,
    /// The share of the claim that is expected, four decimals: chances times shares.
    pub share: Decimal,
    /// Claim times share.
    pub recovery: Amount,
    /// Costs by their chances.
    pub cost: Amount,
    /// What comes back of the costs that the loser bears: the legs' sum.
    pub back: Amount,
    /// Recovery and what comes back, less costs.
    pub net: Amount,
    /// Recovery and what comes back by costs, four decimals.
    pub ratio: Decimal,
    /// Days to the decision, the days after an objection by its chance.
    pub days: i64,
    /// Days to the last payment or the end of enforcement, each way by its chance; `None` where history does not say.
    pub money_days: Option<i64>,
}

impl Way {
    /// What a track would bring. `ask.track` is the track.
    ///
    /// # Errors
    /// Those of fees and assumptions; an amount beyond the range.
    pub fn of(claim: Amount, plan: &Plan, history: &History, ask: &Ask<'_>) -> Result<Way, Refusal> {
        let leg = |track, chance| -> Result<Leg, Refusal> {
            let ask = Ask { track, ..*ask };
            let (share, days, money_days) =
                (history.share(&ask)?, history.days(&ask)?, history.money_days(&ask)?);
            let nothing = Amount::ZERO;
            Ok(Leg { track, chance, share, days, money_days, on_loser: nothing, back: nothing })
        };
        let (mut legs, objection) = match ask.track {
            TrackName::PaymentOrder => {
                let objection = history.objection(ask)?;
                let chance = objection.value;
                let next = after_objection(plan);
                let legs = vec![leg(ask.track, Decimal::ONE - chance)?, leg(next, chance)?];
                (legs, Some(objection))
            }
            track => (vec![leg(track, Decimal::ONE)?], None),
        };
        let share = rounded(legs.iter().map(|l| l.chance * l.share.value).sum(), 4);
        // The order is tried whatever comes after it.
        let later = legs.iter().skip(1).map(|l| l.chance * l.days.value);
        let days = rounded(legs.iter().take(1).map(|l| l.days.value).chain(later).sum(), 0);
        let chance = objection.as_ref().map(|o| o.value);
        let costs = costs(claim, plan, ask, chance)?;
        let (mut cost, mut back) = (Amount::ZERO, Amount::ZERO);
        for part in &costs {
            cost = cost.checked_add(times(part.amount, part.chance)?).ok_or_else(beyond_range)?;
        }
        // What arises only after an objection comes back at the rate of what follows it.
        for (at, leg) in legs.iter_mut().enumerate() {
            for part in costs.iter().filter(|part| part.on_loser && (at > 0 || !part.later)) {
                leg.on_loser = leg.on_loser.checked_add(part.amount).ok_or_else(beyond_range)?;
            }
            let rate = leg.chance.checked_mul(leg.share.value).ok_or_else(beyond_range)?;
            leg.back = times(leg.on_loser, rate)?;
            back = back.checked_add(leg.back).ok_or_else(beyond_range)?;
        }
        let money_days = money_days(&legs).and_then(|days| i64::try_from(days).ok());
        let recovery = times(claim, share)?;
        let comes = recovery.checked_add(back).ok_or_else(beyond_range)?;
        let net = comes.checked_sub(cost).ok_or_else(beyond_range)?;
        let ratio = comes.to_decimal().checked_div(cost.to_decimal()).unwrap_or(Decimal::ZERO);
        let days = i64::try_from(days).map_err(|_| beyond_range())?;
        let ratio = rounded(ratio, 4);
        Ok(Way {
            track: ask.track,
            legs,
            objection,
            costs,
            share,
            recovery,
            cost,
            back,
            net,
            ratio,
            days,
            money_days,
        })
    }

    /// Whether more is spent than comes in.
    pub fn is_loss(&self) -> bool {
        self.net < Amount::ZERO
    }

    /// The assumptions that its chances, shares, days and costs rest on.
    pub fn assumptions(&self) -> Vec<&Figure> {
        let fees = self.costs.iter().filter_map(|part| match &part.from {
            Bearing::Assumed(figure) => Some(figure),
            Bearing::Rule(_) | Bearing::Stated => None,
        });
        let legs = self.legs.iter().flat_map(|leg| [&leg.share, &leg.days]);
        let all = self.objection.iter().chain(legs).chain(fees);
        all.filter(|figure| figure.basis.accounts().is_none()).collect()
    }

    /// Whether any of its chances, shares or days is assumed.
    pub fn is_assumed(&self) -> bool {
        let figures = self.legs.iter().flat_map(|leg| [&leg.share, &leg.days]);
        self.objection.iter().chain(figures).any(|figure| figure.basis.accounts().is_none())
    }
}

/// Days to the last money, each leg by its chance; what follows an objection begins when the order has ended.
fn money_days(legs: &[Leg]) -> Option<Decimal> {
    let mut sum = Decimal::ZERO;
    for (at, leg) in legs.iter().enumerate() {
        let before = if at > 0 { legs.first()?.days.value } else { Decimal::ZERO };
        sum += leg.chance * (before + leg.money_days.as_ref()?.value);
    }
    Some(rounded(sum, 0))
}

/// Where a claim goes whose payment order is objected to.
const fn after_objection(plan: &Plan) -> TrackName {
    if plan.courts_excluded { TrackName::Arbitration } else { TrackName::Litigation }
}

/// What is advanced. `objection` is its chance, of a payment order.
fn costs(
    claim: Amount,
    plan: &Plan,
    ask: &Ask<'_>,
    objection: Option<Decimal>,
) -> Result<Vec<CostPart>, Refusal> {
    let attorney = match plan.attorney_fee {
        Some(fee) => (fee, Bearing::Stated),
        None => {
            let share = assumption(ask.rules, "attorney-fee-share", ask.on, 0, None)?;
            (times(claim, share.value)?, Bearing::Assumed(share))
        }
    };
    // A lawyer's fee that the contract puts on the debtor is claimed too, and counts in the base of fees.
    let base = match plan.attorney_fee.filter(|_| plan.attorney_clause) {
        Some(fee) => claim.checked_add(fee).ok_or_else(beyond_range)?,
        None => claim,
    };
    let (filing, source) = filing_fee(ask.track, base, plan, ask)?;
    let part = |part, amount, chance, later, on_loser, from| CostPart {
        part,
        amount,
        chance,
        later,
        on_loser,
        from,
    };
    let mut costs = vec![part(Part::Filing, filing, Decimal::ONE, false, true, Bearing::Rule(source))];
    if let Some(chance) = objection {
        let next = after_objection(plan);
        let (fee, source) = filing_fee(next, base, plan, ask)?;
        // A suit takes the fee of the order into account (解释 195), an institution does not.
        let credited = if next == TrackName::Litigation { filing } else { Amount::ZERO };
        let more = fee.checked_sub(credited).ok_or_else(beyond_range)?;
        costs.push(part(Part::AfterObjection, more, chance, true, true, Bearing::Rule(source)));
    }
    // Preservation goes with the suit: a payment order leaves no room for it (解释 427).
    let (later, chance) = (objection.is_some(), objection.unwrap_or(Decimal::ONE));
    if let Some(of) = plan.preservation {
        let (fee, from) = match plan.preservation_fee {
            Some(fee) => (fee, Bearing::Stated),
            None => {
                let fee = fees::preservation(ask.rules, &fee_ask(of.unwrap_or(claim), ask))?;
                (fee.value, Bearing::Rule(source_of(&fee.because)))
            }
        };
        costs.push(part(Part::Preservation, fee, chance, later, true, from));
    }
    let clause = plan.attorney_clause;
    costs.push(part(Part::Attorney, attorney.0, Decimal::ONE, false, clause, attorney.1));
    Ok(costs)
}

/// The whole fee, not halved; of a band the most.
fn filing_fee(
    track: TrackName,
    base: Amount,
    plan: &Plan,
    ask: &Ask<'_>,
) -> Result<(Amount, String), Refusal> {
    let of = fee_ask(base, ask);
    let answer = match track {
        TrackName::Litigation => fees::acceptance(ask.rules, &of, &[])?,
        TrackName::PaymentOrder => fees::payment_order(ask.rules, &of)?,
        TrackName::Arbitration => {
            fees::arbitration(ask.rules, &of, plan.institution.as_deref())?.map(|band| band.max)
        }
    };
    Ok((answer.value, source_of(&answer.because)))
}

const fn fee_ask(amount: Amount, ask: &Ask<'_>) -> FeeAsk {
    FeeAsk { amount, on: ask.on, rounding: FeeRounding::Fen }
}

fn source_of(because: &[crate::rules::answer::Reason]) -> String {
    because.first().map(|reason| reason.source.clone()).unwrap_or_default()
}

fn times(amount: Amount, share: Decimal) -> Result<Amount, Refusal> {
    amount.to_decimal().checked_mul(share).and_then(Amount::round).ok_or_else(beyond_range)
}
