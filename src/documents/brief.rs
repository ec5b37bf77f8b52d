//! What a document is drawn from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::later::Later;
use crate::docket::Recorded;
use crate::docket::money::Money;
use crate::domain::debt::Payment;
use crate::domain::event::MilestoneEvent;
use crate::domain::money::Amount;
use crate::domain::{Case, PageLabel};

/// The printed numbers of each exhibit's pages in a bundle, by evidence id: one a page of the file, in order.
pub type Paging = BTreeMap<String, Vec<PageLabel>>;

/// Everything a document may draw on. Two days matter: the debt is stated as of [`Money::as_of`], the document is dated
/// `as_of`, and nothing that happened later is told.
#[derive(Clone, Copy, Debug)]
pub struct Brief<'a> {
    /// The facts.
    pub case: &'a Case,
    /// What is claimed.
    pub money: &'a Money,
    /// The day on the document.
    pub as_of: NaiveDate,
    /// The sender's own number of a letter (文号), if it keeps one.
    pub reference: Option<&'a str>,
    /// The number under which court or tribunal took the case up (案号), once it has one.
    pub case_number: Option<&'a str>,
    /// The last day that a letter gives for payment, if it gives one.
    pub pay_by: Option<NaiveDate>,
    /// The pages of the bundle that the document goes into, where it goes into one: then it cites exhibits by page, and
    /// its citations are links. Without it the evidence list counts from the pages of the stored files.
    pub pages: Option<&'a Paging>,
    /// Milestones recorded of the account.
    pub history: &'a [Recorded<MilestoneEvent>],
    /// Everything paid up to and including the day, those payments among it that the figures already count.
    pub received: &'a [Payment],
    /// What the contract still lets the creditor ask for at the end of the day; `None` where the rules refuse to say.
    pub owed: Option<Amount>,
    /// What documents of later stages ask the rules for.
    pub later: Option<&'a Later>,
}

impl<'a> Brief<'a> {
    /// A brief with nothing but facts, money and day.
    pub const fn new(case: &'a Case, money: &'a Money, as_of: NaiveDate) -> Self {
        Brief {
            case,
            money,
            as_of,
            reference: None,
            case_number: None,
            pay_by: None,
            pages: None,
            history: &[],
            received: &[],
            owed: None,
            later: None,
        }
    }
}
