//! The rates: what each divides by what, and what one account adds above and below the line.
//!
//! The names and formulas are those of collection departments (回款率, 胜诉率 and so on). No law defines them; where
//! usage differs, the formula says which one is meant.

use super::course::{Ending, Suit};
use super::facts::AccountFacts;
use super::figure::{Figure, Quantity};
use crate::domain::Amount;
use crate::domain::case::TrackName;

/// What an account adds to a rate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// It does not belong to those that are asked about.
    Outside,
    /// It does, and the registry does not say how much or whether.
    Unknown,
    /// It counts below the line, and above it as far as this says.
    Counts {
        /// Above the line.
        above: Quantity,
        /// Below it.
        below: Quantity,
    },
}

impl Share {
    /// One account below the line, and one above it if this holds.
    fn one(above: bool) -> Share {
        Share::Counts { above: Quantity::Count(u64::from(above)), below: Quantity::Count(1) }
    }

    fn amounts(above: Option<Amount>, below: Option<Amount>) -> Share {
        match (above, below) {
            (Some(above), Some(below)) => {
                Share::Counts { above: Quantity::Amount(above), below: Quantity::Amount(below) }
            }
            _ => Share::Unknown,
        }
    }

    /// One account if it belongs, and above the line if this holds; unknown where nobody says.
    fn of(belongs: bool, above: Option<bool>) -> Share {
        match (belongs, above) {
            (false, _) => Share::Outside,
            (true, None) => Share::Unknown,
            (true, Some(above)) => Share::one(above),
        }
    }
}

/// A rate.
#[derive(Clone, Copy, Debug)]
pub struct Measure {
    /// Its identifier.
    pub id: &'static str,
    /// Its name.
    pub title: [&'static str; 2],
    /// What is divided by what.
    pub formula: [&'static str; 2],
    /// Whether it divides yuan, not accounts.
    pub money: bool,
    /// What an account adds.
    pub of: fn(&AccountFacts) -> Share,
}

/// Every rate, in the order of reports.
pub const MEASURES: [Measure; 13] = [
    Measure {
        id: "recovery-rate",
        title: ["回款率", "Recovery rate"],
        formula: [
            "累计现金回收（不含多付应退的款项）÷ 诉请金额（本金、利息、违约金、费用和主张的律师费，不含诉讼费）；有生效裁判的，以裁判确定的本金、利息、违约金和由债务人负担的费用代替，败诉的仍按诉请金额",
            "cash received, without what was overpaid ÷ amount claimed (principal, interest, penalty, fees and the lawyer's fee claimed, without court fees); of a decision in force its principal, interest, penalty and the costs the debtor bears instead, and the claim still where it was lost",
        ],
        money: true,
        of: |f| Share::amounts(f.recovered(), f.base()),
    },
    Measure {
        id: "net-recovery-rate",
        title: ["净回款率", "Net recovery rate"],
        formula: [
            "（累计现金回收 − 垫付费用 + 退回费用）÷ 欠款本金；现金回收不含多付应退的款项",
            "(cash received, without what was overpaid − costs advanced + costs refunded) ÷ principal as stated",
        ],
        money: true,
        of: |f| {
            let net = f.recovered().and_then(|came| came.checked_sub(f.spent()?));
            Share::amounts(net, Some(f.principal))
        },
    },
    Measure {
        id: "win-rate-amount",
        title: ["胜诉率（金额）", "Success rate by amount"],
        formula: [
            "判决、裁决支持的本金、利息和违约金 ÷ 已判决、裁决案件诉请的本金、利息、违约金和费用（律师费、诉讼费分子分母均不计；判决驳回诉讼请求的支持金额为零；未生效的计入，改判的以改判为准；驳回但未记明驳回起诉还是诉讼请求的列为未计入）",
            "principal, interest and penalty awarded ÷ principal, interest, penalty and fees claimed, of accounts with a judgment or award (lawyer's and court fees neither above nor below; claims dismissed count as zero awarded; a dismissal of which nobody says whether of the suit or the claims is left out)",
        ],
        money: true,
        of: |f| match f.course.judgment() {
            None => Share::Outside,
            Some(judgment) => Share::amounts(judgment.supported(), f.claimed_of_debt()),
        },
    },
    Measure {
        id: "win-rate-count",
        title: ["胜诉率（件数）", "Success rate by count"],
        formula: [
            "判决、裁决支持全部或者部分请求的件数 ÷ 已判决、裁决件数",
            "accounts awarded all or part of the claim ÷ accounts with a judgment or award",
        ],
        money: false,
        of: |f| match f.course.judgment() {
            None => Share::Outside,
            Some(judgment) => Share::of(true, judgment.supported().map(|sum| sum > Amount::ZERO)),
        },
    },
    Measure {
        id: "acceptance-rate",
        title: ["立案成功率", "Acceptance rate"],
        formula: ["立案件数 ÷ 提交件数", "accounts accepted ÷ accounts filed"],
        money: false,
        of: |f| match f.course.filed_on() {
            None => Share::Outside,
            Some(_) => Share::one(f.course.accepted_on().is_some()),
        },
    },
    Measure {
        id: "first-return-rate",
        title: ["首次退回率", "First return rate"],
        formula: [
            "首次提交后、立案前被要求补正或者不予受理的件数 ÷ 提交件数",
            "accounts whose first filing was sent back or rejected before acceptance ÷ accounts filed",
        ],
        money: false,
        of: |f| {
            let first = f.course.suits.iter().find(|s| s.filed_on.is_some());
            first.map_or(Share::Outside, |suit| Share::one(suit.sent_back))
        },
    },
    Measure {
        id: "mediation-rate",
        title: ["调解率", "Mediation rate"],
        formula: [
            "调解结案件数 ÷ 结案件数（按案号计：立案后结案又起诉或者再审的各计一件，不予受理和立案前撤回的不计）",
            "proceedings closed by mediation ÷ proceedings closed (filed or tried again is another; rejected or withdrawn before acceptance is none)",
        ],
        money: false,
        of: |f| closed_by(f, Ending::Mediated),
    },
    Measure {
        id: "withdrawal-rate",
        title: ["撤诉率", "Withdrawal rate"],
        formula: [
            "撤诉（含按撤诉处理）结案件数 ÷ 结案件数（按案号计：立案后撤诉又起诉的各计一件，不予受理和立案前撤回的不计）",
            "proceedings closed by withdrawal, deemed ones included ÷ proceedings closed (filed or tried again is another; rejected or withdrawn before acceptance is none)",
        ],
        money: false,
        of: |f| closed_by(f, Ending::Withdrawn),
    },
    Measure {
        id: "public-notice-rate",
        title: ["公告率", "Public notice rate"],
        formula: [
            "采用公告送达的诉讼件数 ÷ 诉讼立案件数",
            "suits with service by public notice ÷ suits accepted",
        ],
        money: false,
        of: |f| {
            let accepted = |s: &&Suit| s.track == TrackName::Litigation && s.accepted_on.is_some();
            let mut suits = f.course.suits.iter().filter(accepted).peekable();
            Share::of(suits.peek().is_some(), Some(suits.any(|s| s.public_notice)))
        },
    },
    Measure {
        id: "default-rate",
        title: ["缺席率", "Default rate"],
        formula: [
            "缺席判决、裁决件数 ÷ 已判决、裁决且记录了是否缺席的件数",
            "judgments and awards in a debtor's absence ÷ those of which it is recorded whether they were",
        ],
        money: false,
        of: |f| match f.course.judgment() {
            None => Share::Outside,
            Some(judgment) => Share::of(true, judgment.in_absence),
        },
    },
    Measure {
        id: "terminated-round-rate",
        title: ["终本率", "Rate of rounds terminated"],
        formula: [
            "曾以终结本次执行程序结束的件数 ÷ 执行曾结案（含终本）的件数",
            "accounts with a round of enforcement terminated ÷ accounts whose enforcement ended or was so terminated",
        ],
        money: false,
        of: |f| {
            let enforcement = &f.course.enforcement;
            Share::of(enforcement.first_ended_on.is_some(), Some(enforcement.terminated_on.is_some()))
        },
    },
    Measure {
        id: "enforcement-recovery-rate",
        title: ["执行到位率", "Enforcement recovery rate"],
        formula: [
            "申请执行之日起收到的款项（含以物抵债，不含多付应退的款项）÷ 申请执行标的额（生效裁判确定的金额减去裁判后、申请前收到的款项，不含加倍部分债务利息）",
            "received from the day of the application on, in kind included, without what was overpaid ÷ award in force less what came in before the application, doubled interest not counted",
        ],
        money: true,
        of: |f| match f.course.enforcement.applied_on {
            None => Share::Outside,
            Some(day) => Share::amounts(f.received_from(day), f.to_enforce()),
        },
    },
    Measure {
        id: "settled-rate",
        title: ["结清率", "Settled rate"],
        formula: [
            "已结清件数（败诉结案的不算结清）÷ 全部件数",
            "accounts on which nothing is owed any more, without those lost ÷ all accounts",
        ],
        money: false,
        of: |f| Share::of(true, f.outstanding.as_ref().ok().map(|_| f.settled)),
    },
];

/// The proceedings of an account that were closed in this way, over all that were.
fn closed_by(facts: &AccountFacts, how: Ending) -> Share {
    let (mut above, mut below) = (0, 0);
    for closing in facts.course.closings() {
        (above, below) = (above + u64::from(closing.how == how), below + 1);
    }
    match below {
        0 => Share::Outside,
        _ => Share::Counts { above: Quantity::Count(above), below: Quantity::Count(below) },
    }
}

impl Measure {
    /// The rate of this identifier.
    pub fn find(id: &str) -> Option<&'static Measure> {
        MEASURES.iter().find(|measure| measure.id == id)
    }

    /// The rate over accounts.
    pub fn over<'a>(&self, all: impl Iterator<Item = &'a AccountFacts>) -> Figure {
        let (mut above, mut below, mut accounts, mut left_out) = (0_i128, 0_i128, 0, 0);
        for facts in all {
            match (self.of)(facts) {
                Share::Outside => {}
                Share::Unknown => left_out += 1,
                Share::Counts { above: a, below: b } => {
                    accounts += 1;
                    above += units(a);
                    below += units(b);
                }
            }
        }
        let quantity = |units: i128| {
            if self.money {
                amount(units).map(Quantity::Amount)
            } else {
                u64::try_from(units).ok().map(Quantity::Count)
            }
        };
        Figure {
            id: self.id,
            title: self.title,
            formula: self.formula,
            numerator: quantity(above),
            denominator: quantity(below),
            value: quotient(above, below),
            accounts,
            left_out,
        }
    }
}

fn units(quantity: Quantity) -> i128 {
    match quantity {
        Quantity::Count(count) => i128::from(count),
        Quantity::Amount(amount) => i128::from(amount.fen()),
    }
}

/// So many fen as an amount; `None` beyond the range.
pub(super) fn amount(fen: i128) -> Option<Amount> {
    Amount::ZERO.checked_add(Amount::from_fen(i64::try_from(fen).ok()?))
}

/// A fraction of four decimals, rounded half away from zero; `None` where there is nothing to divide by.
fn quotient(above: i128, below: i128) -> Option<rust_decimal::Decimal> {
    if below <= 0 {
        return None;
    }
    // Half of the divisor is added before dividing: 2.5 becomes 3.
    let doubled = above.abs().checked_mul(20_000)?.checked_add(below)?;
    let units = doubled / below.checked_mul(2)?;
    rust_decimal::Decimal::try_from_i128_with_scale(if above < 0 { -units } else { units }, 4).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// 1/3 = 0.33333, 2/3 = 0.66667, 1/20000 = 0.00005, which is half of the last digit and goes up; so does -0.00005,
    /// away from zero.
    #[test]
    fn quotients_are_rounded_half_up_to_four_decimals() {
        let text = |above, below| quotient(above, below).map(|d| d.to_string());
        assert_eq!(text(1, 3).as_deref(), Some("0.3333"));
        assert_eq!(text(2, 3).as_deref(), Some("0.6667"));
        assert_eq!(text(1, 20_000).as_deref(), Some("0.0001"));
        assert_eq!(text(-1, 20_000).as_deref(), Some("-0.0001"));
        assert_eq!(text(9, 9).as_deref(), Some("1.0000"));
        assert_eq!(text(0, 0), None);
    }
}
