//! What a document is drawn from.

use std::collections::BTreeMap;

use chrono::NaiveDate;

use super::later::Later;
use crate::docket::given::Given;
use crate::docket::money::Money;
use crate::docket::{Balance, PlanStanding, Recorded};
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
    /// Everything that came in up to and including the day, the court's proceeds and what the figures already count among
    /// it; without what was for costs of enforcement.
    pub received: &'a [Payment],
    /// What is still owed at the end of the day, of the decision in force or else of the contract; `None` where the rules
    /// refuse to say.
    pub owed: Option<Amount>,
    /// What is left of the decision in force at the end of the day; `None` where there is none or the rules refuse.
    pub balance: Option<&'a Balance>,
    /// The plan of instalments on record, as of the day.
    pub plan: Option<&'a PlanStanding>,
    /// What was owed on the day of the plan, before anything was paid under it; `None` where the rules refuse to say.
    pub owed_at_plan: Option<&'a Balance>,
    /// The last day on which a court can be asked to confirm the plan as mediated.
    pub confirm_by: Option<NaiveDate>,
    /// What documents of later stages ask the rules for.
    pub later: Option<&'a Later>,
    /// Mails and letters that left for debtors and guarantors.
    pub given: &'a [Given],
    /// The notices that a document is to prove, by id; all where none is named.
    pub notices: &'a [String],
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
            balance: None,
            plan: None,
            owed_at_plan: None,
            confirm_by: None,
            later: None,
            given: &[],
            notices: &[],
        }
    }
}
