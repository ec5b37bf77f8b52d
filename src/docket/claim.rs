//! The claim as filings state it: the creditor's figures on their own day (截止日), less what came in since, within the
//! ceiling, with interest from the next day.

use chrono::NaiveDate;

use super::fold::Docket;
use super::money::{Applied, CapKind, CapNote, Money, Ongoing, Part};
use super::schedule::Schedule;
use crate::domain::debt::{CapUse, Payment};
use crate::domain::party::Lender;
use crate::domain::plan::PlanSetting;
use crate::domain::{Amount, Product};
use crate::rules::answer::{Answer, Reason, Refusal, Ruled};
use crate::rules::attribution::{self, OrderAsk, Owed};
use crate::rules::balances::Balances;
use crate::rules::claim::{self, Claim, ClaimInput};
use crate::rules::rulebook::Rulebook;

impl Docket {
    /// What is owed at the end of a day, payments until then applied.
    ///
    /// # Errors
    /// Those of [`claim::figure`], and of a plan that the calendar does not reach.
    pub fn owed(&self, on: NaiveDate, rules: &Rulebook) -> Ruled<Claim> {
        let input = ClaimInput::of(&self.case, &self.payments_until(on), on);
        let settings = [PlanSetting::PreAction, PlanSetting::Decided, PlanSetting::Enforcement];
        let Answer { value: paused, because } = self.pauses(&settings, input.as_of, on, rules)?;
        let interest_until = self.interest_until(on);
        let mut answer = claim::figure(rules, &ClaimInput { interest_until, paused, ..input })?;
        answer.because.extend(because);
        Ok(answer)
    }

    /// Whether nothing is owed any more at the end of a day. Not where the rules refuse to say, and not where the claim was
    /// [lost](Docket::lost): nobody paid it.
    pub fn is_paid_off(&self, on: NaiveDate, rules: &Rulebook) -> bool {
        let nothing = self.balance(on, rules).is_ok_and(|answer| answer.value.is_nothing());
        nothing && self.lost(on, rules).is_none()
    }

    /// What a filing dated `day` claims. The debt is stated as of the case's own `debt.as_of`; a payment between that day
    /// and `day` is applied to the stated figures. Interest that accrued between the two days on principal paid since is
    /// not claimed: `check` says so, and asks for newer figures.
    ///
    /// # Errors
    /// Those of [`claim::figure`] and of attribution.
    pub fn claim(&self, day: NaiveDate, rules: &Rulebook) -> Result<Money, Refusal> {
        let case = &self.case;
        let Answer { value: at, because } = self.owed(case.debt.as_of, rules)?;
        let mut money = Money::stated(&case.debt);
        // A ceiling that cannot be tested cuts nothing; `check` says that the claim keeps to none, and why.
        let given_up = match &at.cap {
            Ok(cap) => cap.given_up_by,
            Err(_) => Balances::default(),
        };
        for line in &mut money.lines {
            line.given_up = of(&given_up, line.part);
            line.claimed = line.stated - line.given_up;
            line.because.clone_from(&because);
        }
        money.schedule = Some(Schedule::of(case, &at, rules));
        money.cap = cap(&at, case.creditor.as_ref().and_then(|c| c.lender), &because);
        let payments = self.payments_until(day);
        let since = || payments.iter().filter(|p| p.on > case.debt.as_of);
        let paid = since().try_fold(Amount::ZERO, |sum, p| sum.checked_add(p.amount));
        // Where nothing accrues and all of it was paid, the order of a card's payments changes nothing.
        let whole = case.debt.overdue_since.is_none()
            && at.ongoing.is_none()
            && paid.is_some_and(|paid| paid >= money.total());
        for payment in since() {
            let product = case.product.filter(|_| !whole);
            let applied = self.apply_payment(payment, product, &mut money, rules)?;
            money.paid.push(applied);
        }
        let base = money.claimed(Part::Principal);
        money.ongoing = match (at.ongoing, case.debt.as_of.succ_opt()) {
            (Some(_), Some(from)) if !base.is_zero() => Some(Ongoing { from, base, because }),
            _ => None,
        };
        Ok(money)
    }

    /// Applies one payment to what is still claimed, in the order that holds on its day.
    fn apply_payment(
        &self,
        payment: &Payment,
        product: Option<Product>,
        money: &mut Money,
        rules: &Rulebook,
    ) -> Result<Applied, Refusal> {
        let interest = [Part::CompoundInterest, Part::OverdueInterest, Part::Interest];
        let owed = Owed {
            fees: money.claimed(Part::Fees),
            interest: interest.iter().map(|p| money.claimed(*p)).sum(),
            penalty: money.claimed(Part::Penalty),
            principal: money.claimed(Part::Principal),
            ..Owed::default()
        };
        let ask = OrderAsk {
            on: payment.on,
            product,
            overdue_since: self.case.debt.overdue_since,
            contract: self.case.contract.attribution.as_deref(),
            enforced: false,
        };
        let Answer { value, because } = attribution::attribute(rules, &ask, payment.amount, &owed)?;
        let mut to = Vec::new();
        take(money, &[Part::Fees], value.to_fees, &mut to);
        take(money, &interest, value.to_interest, &mut to);
        take(money, &[Part::Penalty], value.to_penalty, &mut to);
        take(money, &[Part::Principal], value.to_principal, &mut to);
        Ok(Applied { on: payment.on, amount: payment.amount, from: payment.from.clone(), to, because })
    }
}

/// Takes an amount off these parts, the first first.
fn take(money: &mut Money, parts: &[Part], amount: Amount, to: &mut Vec<(Part, Amount)>) {
    let mut left = amount;
    for part in parts {
        let Some(line) = money.lines.iter_mut().find(|l| l.part == *part) else { continue };
        let taken = left.min(line.claimed);
        if taken.is_zero() {
            continue;
        }
        line.paid = line.paid + taken;
        line.claimed = line.claimed - taken;
        left = left - taken;
        to.push((*part, taken));
    }
}

const fn of(balances: &Balances, part: Part) -> Amount {
    match part {
        Part::Principal => balances.principal,
        Part::Interest => balances.interest,
        Part::OverdueInterest => balances.overdue_interest,
        Part::CompoundInterest => balances.compound_interest,
        Part::Penalty => balances.penalty,
        Part::Fees => balances.fees,
    }
}

/// The ceiling that the claim keeps to: the last one, where it changed.
fn cap(at: &Claim, lender: Option<Lender>, because: &[Reason]) -> Option<CapNote> {
    let result = match &at.cap {
        Ok(result) if result.apply == CapUse::Yes => result,
        _ => return None,
    };
    let rate = result.rates.rates.last()?.rate;
    let kind = match lender? {
        Lender::Private => CapKind::FourTimesLpr,
        Lender::Licensed | Lender::Microloan => CapKind::TwentyFourPercent,
    };
    Some(CapNote { kind, rate, because: because.to_vec() })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::event::Source;
    use crate::domain::{Case, date};
    use serde_json::json;

    fn docket(payments: serde_json::Value) -> Docket {
        let case: Case = serde_json::from_value(json!({
            "account": "A-1", "product": "credit-card",
            "creditor": {"name": "示例银行", "lender": "licensed"},
            "debtors": [{"role": "primary", "name": "李示例"}],
            "contract": {"terms": {"interest": {"rate": "0.0005", "per": "day"}}},
            "debt": {"overdue_since": "2025-11-06", "as_of": "2026-06-30", "principal": "38652.41", "interest": "3120.55", "penalty": "1200.00", "fees": "0.00"},
            "payments": payments,
        }))
        .unwrap();
        Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() })
    }

    fn day(text: &str) -> NaiveDate {
        date::parse(text).unwrap()
    }

    /// 38 652.41 × 0.0005 × 31 days of July = 599.112355, so 599.11 (computed by hand).
    #[test]
    fn interest_runs_from_the_day_after_the_figures() {
        let rules = Rulebook::builtin();
        let owed = docket(json!([])).owed(day("2026-07-31"), rules).unwrap().value;
        assert_eq!(owed.total.to_string(), "43572.07");
        assert_eq!(owed.accrued.unwrap().total.to_string(), "599.11");
    }

    /// 信用卡办法 art. 57: more than 90 days overdue, principal comes first. 2025-11-06 is day 1, so 2026-07-15 is day 252.
    #[test]
    fn a_payment_since_comes_off_the_claim_in_the_order_of_its_day() {
        let rules = Rulebook::builtin();
        let docket = docket(json!([{"on": "2026-07-15", "amount": "1000.00"}]));
        let money = docket.claim(day("2026-08-01"), rules).unwrap();
        assert_eq!(money.claimed(Part::Principal).to_string(), "37652.41");
        assert_eq!(money.claimed(Part::Interest).to_string(), "3120.55");
        assert_eq!(money.paid[0].to, [(Part::Principal, "1000.00".parse().unwrap())]);
        assert_eq!(
            docket.claim(day("2026-07-14"), rules).unwrap().claimed(Part::Principal).to_string(),
            "38652.41"
        );
    }

    fn undated(payments: serde_json::Value, rate: bool) -> Docket {
        let mut case = docket(payments).case;
        case.debt.overdue_since = None;
        if !rate {
            case.contract.terms = None;
        }
        Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() })
    }

    /// 38 652.41 + 3 120.55 + 1 200.00 = 42 972.96, and 19.33 a day (38 652.41 × 0.0005): whichever comes first, nothing of
    /// the figures is left.
    #[test]
    fn what_pays_everything_needs_no_first_day_overdue() {
        let rules = Rulebook::builtin();
        let two =
            json!([{"on": "2026-07-01", "amount": "40000.00"}, {"on": "2026-07-15", "amount": "2972.96"}]);
        let paid = undated(two.clone(), false);
        assert!(paid.is_paid_off(day("2026-07-15"), rules));
        assert!(!paid.is_paid_off(day("2026-07-14"), rules));
        let claim = paid.owed(day("2026-07-15"), rules).unwrap().value;
        assert!(claim.accrued.is_err(), "interest since is not known to be nothing");
        assert_eq!(paid.claim(day("2026-07-15"), rules).unwrap().total(), Amount::ZERO);
        let short =
            json!([{"on": "2026-07-01", "amount": "40000.00"}, {"on": "2026-07-15", "amount": "2972.95"}]);
        let short = undated(short, false);
        assert_eq!(short.owed(day("2026-07-15"), rules).unwrap_err().code, "R-ATTRIBUTION-OVERDUE");
        // With a rate, what runs between two payments depends on the order.
        assert_eq!(
            undated(two, true).owed(day("2026-07-15"), rules).unwrap_err().code,
            "R-ATTRIBUTION-OVERDUE"
        );
        let once = |amount: &str| undated(json!([{"on": "2026-07-01", "amount": amount}]), true);
        assert!(once("42992.29").is_paid_off(day("2026-07-01"), rules));
        assert!(once("42992.28").owed(day("2026-07-01"), rules).is_err());
        let over = once("43000.00").owed(day("2026-07-01"), rules).unwrap().value;
        assert_eq!(over.overpaid.to_string(), "7.71");
    }

    /// A bullet loan of 200 000 at 18 % paid out on 2024-08-02: by 2026-10-31 that is 821 days, both counted, and 24 % of it
    /// 200 000 × 0.24 × 821 / 365 = 107 967.12 (computed by hand), so that interest of 80 975.34 stands whole. Counted from
    /// the first day overdue, 2025-08-02, 456 days would allow only 59 967.12 of it.
    #[test]
    fn the_ceiling_counts_from_the_day_a_bullet_loan_was_paid_out() {
        let case: Case = serde_json::from_value(json!({
            "account": "B-1", "product": "personal-loan",
            "creditor": {"name": "示例银行", "lender": "licensed"},
            "debtors": [{"role": "primary", "name": "李示例"}],
            "contract": {
                "principal": "200000.00", "disbursed_on": "2024-08-02", "due_on": "2025-08-01", "repayment": "到期一次性还本付息",
                "terms": {"interest": {"rate": "0.18", "per": "year", "day_basis": 365}},
            },
            "debt": {"overdue_since": "2025-08-02", "as_of": "2026-10-31", "principal": "200000.00", "interest": "80975.34"},
        }))
        .unwrap();
        let docket = Docket::of_case(&case, Source { file: "case.yaml".into(), sha256: String::new() });
        let owed = docket.owed(day("2026-10-31"), Rulebook::builtin()).unwrap().value;
        assert_eq!(owed.cap.unwrap().allowed.to_string(), "107967.12");
        assert_eq!(docket.claim(day("2026-11-21"), Rulebook::builtin()).unwrap().given_up(), None);
    }
}
