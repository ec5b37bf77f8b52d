//! What the rules ask of a mail to a debtor or guarantor before it leaves. Unlike the log, it can still wait.

use chrono::{Days, NaiveDate};

use super::judge::plans;
use super::table::{ContactRule, Hours, Limit, Test};
use crate::domain::case::{Case, Product};
use crate::domain::event::MilestoneEvent;
use crate::domain::proof::{Channel, Contacted, Outcome};
use crate::rules::rulebook::Rulebook;
use crate::rules::schema::Dated;

/// A figure that a mail is held to, and where it stands.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'b, T> {
    /// The figure.
    pub value: T,
    /// The rule's figures on the day, with their source and how sure it is.
    pub dated: &'b Dated<Limit>,
}

impl Rulebook {
    fn of_mail(
        &self,
        test: Test,
        product: Option<Product>,
        on: NaiveDate,
    ) -> impl Iterator<Item = (&ContactRule, &Dated<Limit>)> {
        let rules = self.contacts.iter().filter(move |rule| {
            rule.test == test
                && (rule.products.is_empty() || product.is_some_and(|p| rule.products.contains(&p)))
                && (rule.channels.is_empty() || rule.channels.contains(&Channel::Email))
        });
        rules.filter_map(move |rule| Some((rule, rule.values.on(on)?)))
    }

    /// The hours of a day in which no mail leaves to a debtor.
    pub fn mail_quiet(&self, product: Option<Product>, on: NaiveDate) -> Option<Asked<'_, Hours>> {
        let mut rules = self.of_mail(Test::QuietHours, product, on);
        rules.find_map(|(_, dated)| Some(Asked { value: dated.value.quiet?, dated }))
    }

    /// How many days lie between demands by mail on one account: the most that any rule asks.
    pub fn mail_apart(&self, product: Option<Product>, on: NaiveDate) -> Option<Asked<'_, u32>> {
        let rules = self.of_mail(Test::DemandApart, product, on);
        rules
            .filter_map(|(_, dated)| Some(Asked { value: dated.value.apart?, dated }))
            .max_by_key(|asked| asked.value)
    }

    /// The day since which an instalment plan is kept, as milestones tell it, if no demand may be made meanwhile
    /// (信用卡办法 art. 70). The day of signing is one of them: a mail of that day can still wait.
    pub fn mail_in_plan(
        &self,
        product: Option<Product>,
        milestones: &[MilestoneEvent],
        on: NaiveDate,
    ) -> Option<Asked<'_, NaiveDate>> {
        self.of_mail(Test::DuringPlan, product, on).find_map(|(rule, dated)| {
            let kept = plans(rule, milestones, on).into_iter().find(|(_, to)| to.is_none())?;
            Some(Asked { value: kept.0, dated })
        })
    }

    /// The same where the plan itself is on record.
    pub fn mail_in_agreed_plan(
        &self,
        product: Option<Product>,
        agreed: NaiveDate,
        on: NaiveDate,
    ) -> Option<Asked<'_, NaiveDate>> {
        self.of_mail(Test::DuringPlan, product, on).map(|(_, dated)| Asked { value: agreed, dated }).next()
    }
}

/// The last day, up to `until`, on which the log has a mail to this party that did not come back.
pub fn last_mail(case: &Case, party: Contacted, until: NaiveDate) -> Option<NaiveDate> {
    let mails = case.contacts.iter().filter(|c| c.channel == Channel::Email && c.party == party);
    mails.filter(|c| c.outcome != Outcome::Returned).map(|c| c.at.date()).filter(|day| *day <= until).max()
}

/// The first day on which the next demand may leave after one on `last`.
pub fn next_demand(last: NaiveDate, apart: u32) -> NaiveDate {
    last.checked_add_days(Days::new(u64::from(apart))).unwrap_or(last)
}
