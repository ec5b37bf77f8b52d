//! A case of the table, and all that the board needs of an account.

use serde_json::{Value, json};

use super::content::{Column, Section, Shape, Wording};
use super::section::stage;
use crate::docket::{Docket, Standing};
use crate::domain::Amount;
use crate::domain::identity::mask;
use crate::reports::portfolio::AccountFacts;
use crate::rules::Rulebook;

/// What the board needs of an account; the docket itself may go.
#[derive(Clone, Debug)]
pub struct Case {
    /// What it contributes to the figures.
    pub facts: AccountFacts,
    /// Its section; none where the page would be too large.
    pub section: Option<Section>,
    pub(super) cells: Vec<Value>,
}

impl Case {
    /// Of an account as of the day.
    pub fn new(
        facts: AccountFacts,
        docket: &Docket,
        standing: &Standing,
        rules: &Rulebook,
        wording: Wording,
        section: Option<Section>,
    ) -> Case {
        let text = |text: Option<&str>| text.map_or(Value::Null, |t| json!(mask::runs(t)));
        let amount = |amount: Option<Amount>| amount.map_or(Value::Null, |a| json!(a));
        let open = || standing.deadlines.iter().filter(|d| d.is_open());
        let due = |d: &&crate::docket::Deadline| d.status != crate::rules::track_deadlines::Status::Allowed;
        let next = open().find(due).or_else(|| open().next());
        let cells = vec![
            json!(facts.account),
            text(docket.case.primary().map(|d| d.name.as_str())),
            text(facts.batch.as_deref()),
            text(facts.product.map(|id| product(id, wording))),
            json!(stage(rules, &facts.track, &facts.stage, wording)),
            text(facts.court.as_deref()),
            text(facts.firm.as_deref()),
            text(facts.handler.as_deref()),
            amount(Some(facts.principal)),
            amount(facts.outstanding.as_ref().ok().map(|o| o.total)),
            amount(facts.recovered()),
            next.map_or(Value::Null, |d| json!(d.due)),
            text(next.map(|d| wording([&d.title[0], &d.title[1]]))),
        ];
        Case { facts, section, cells }
    }
}

/// A product by its identifier, as it is read.
pub(super) fn product(id: &str, wording: Wording) -> &str {
    match id {
        "credit-card" => wording(["信用卡", "credit card"]),
        "personal-loan" => wording(["个人贷款", "personal loan"]),
        "online-loan" => wording(["互联网贷款", "online loan"]),
        _ => id,
    }
}

/// The columns of those cells.
pub(super) fn columns(wording: Wording) -> Vec<Column> {
    [
        (["案件编号", "Account"], Shape::Text),
        (["债务人", "Debtor"], Shape::Text),
        (["批次", "Batch"], Shape::Choice),
        (["产品", "Product"], Shape::Choice),
        (["阶段", "Stage"], Shape::Choice),
        (["管辖机构", "Forum"], Shape::Choice),
        (["律所", "Law firm"], Shape::Choice),
        (["经办人", "Handler"], Shape::Choice),
        (["本金（元）", "Principal"], Shape::Amount),
        (["现欠（元）", "Owed"], Shape::Amount),
        (["回款（元）", "Received"], Shape::Amount),
        (["下一期限", "Next date"], Shape::Due),
        (["事项", "What is due"], Shape::Text),
    ]
    .into_iter()
    .map(|(title, shape)| Column { title: wording(title).to_owned(), shape })
    .collect()
}
