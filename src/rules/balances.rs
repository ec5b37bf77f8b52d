//! What is owed, by component.

use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::rounding::sum;
use crate::domain::Amount;
use crate::domain::debt::Debt;

/// What a lender charges besides lending.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Charge {
    /// 利息
    Interest,
    /// 罚息
    OverdueInterest,
    /// 复利
    CompoundInterest,
    /// 违约金
    Penalty,
    /// 费用
    Fees,
}

impl Charge {
    /// Every charge, in the order in which documents list them.
    pub const ALL: [Charge; 5] =
        [Charge::Interest, Charge::OverdueInterest, Charge::CompoundInterest, Charge::Penalty, Charge::Fees];

    /// Its name in documents.
    pub const fn words(self) -> &'static str {
        match self {
            Charge::Interest => "利息",
            Charge::OverdueInterest => "罚息",
            Charge::CompoundInterest => "复利",
            Charge::Penalty => "违约金",
            Charge::Fees => "费用",
        }
    }

    /// The entry of the table `interest` that a line of this kind rests on.
    pub(super) const fn rule(self) -> &'static str {
        match self {
            Charge::OverdueInterest => "overdue-interest",
            Charge::CompoundInterest => "compound-interest",
            _ => "interest",
        }
    }
}

/// What is owed at the end of a day.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Balances {
    /// 本金
    pub principal: Amount,
    /// 利息
    pub interest: Amount,
    /// 罚息
    pub overdue_interest: Amount,
    /// 复利
    pub compound_interest: Amount,
    /// 违约金
    pub penalty: Amount,
    /// 费用
    pub fees: Amount,
}

impl Balances {
    /// The creditor's figures. What is not stated is not owed: the creditor claims nothing under that name.
    pub fn stated(debt: &Debt) -> Self {
        let or_none = |amount: Option<Amount>| amount.map_or(Amount::ZERO, |a| a);
        Balances {
            principal: debt.principal,
            interest: or_none(debt.interest),
            overdue_interest: or_none(debt.overdue_interest),
            compound_interest: or_none(debt.compound_interest),
            penalty: or_none(debt.penalty),
            fees: or_none(debt.fees),
        }
    }

    /// Interest of every kind.
    pub fn all_interest(&self) -> Amount {
        self.interest + self.overdue_interest + self.compound_interest
    }

    /// Everything but principal.
    pub fn charges(&self) -> Amount {
        self.all_interest() + self.penalty + self.fees
    }

    /// Everything.
    pub fn total(&self) -> Amount {
        self.principal + self.charges()
    }

    /// One charge.
    pub const fn charge(&self, charge: Charge) -> Amount {
        match charge {
            Charge::Interest => self.interest,
            Charge::OverdueInterest => self.overdue_interest,
            Charge::CompoundInterest => self.compound_interest,
            Charge::Penalty => self.penalty,
            Charge::Fees => self.fees,
        }
    }

    /// One charge, to change it.
    pub const fn charge_mut(&mut self, charge: Charge) -> &mut Amount {
        match charge {
            Charge::Interest => &mut self.interest,
            Charge::OverdueInterest => &mut self.overdue_interest,
            Charge::CompoundInterest => &mut self.compound_interest,
            Charge::Penalty => &mut self.penalty,
            Charge::Fees => &mut self.fees,
        }
    }

    /// Takes up to `amount` off the charges, in this order, and says what was taken from each.
    pub(super) fn take(&mut self, amount: Amount, order: &[Charge]) -> Balances {
        let mut taken = Balances::default();
        let mut left = amount;
        for &charge in order {
            let part = left.min(self.charge(charge));
            *self.charge_mut(charge) = self.charge(charge) - part;
            *taken.charge_mut(charge) = taken.charge(charge) + part;
            left = left - part;
        }
        taken
    }

    /// Everything, or a refusal where it is beyond the range; every part of it then is inside.
    pub(super) fn checked_total(&self) -> Result<Amount, Refusal> {
        sum([
            self.principal,
            self.interest,
            self.overdue_interest,
            self.compound_interest,
            self.penalty,
            self.fees,
        ])
    }

    /// `本金38,652.41元、利息3,120.55元`; nothing owed is left out, except principal.
    pub fn words(&self) -> String {
        let mut out = format!("本金{}", super::wording::yuan(self.principal));
        for charge in Charge::ALL {
            let amount = self.charge(charge);
            if !amount.is_zero() {
                out.push_str(&format!("、{}{}", charge.words(), super::wording::yuan(amount)));
            }
        }
        out
    }
}

impl std::ops::Add for Balances {
    type Output = Balances;
    fn add(self, other: Balances) -> Balances {
        Balances {
            principal: self.principal + other.principal,
            interest: self.interest + other.interest,
            overdue_interest: self.overdue_interest + other.overdue_interest,
            compound_interest: self.compound_interest + other.compound_interest,
            penalty: self.penalty + other.penalty,
            fees: self.fees + other.fees,
        }
    }
}
