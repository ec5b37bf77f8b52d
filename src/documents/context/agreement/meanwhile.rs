//! What holds while an agreement is kept: whether interest runs, and what becomes of proceedings that are pending. Only what
//! was agreed is said; what was not is a doubt.

use super::super::super::desk::Desk;
use super::super::super::wording::contract_name;
use super::clauses::Clause;
use super::contract::Place;
use super::sides::Sides;
use crate::docket::Pursuit;
use crate::domain::plan::{Meanwhile, Pending, Plan};

/// Whether interest runs while the agreement is kept.
pub fn interest(desk: &Desk, plan: &Plan, place: Place, sides: &Sides) -> Option<Clause> {
    let Some(agreed) = plan.interest else {
        desk.doubt("W-DRAFT-PLAN-INTEREST", "", &[]);
        return None;
    };
    let basis = match place {
        Place::Contract | Place::Mediation => format!("{}的约定", contract_name(desk)),
        Place::Decision | Place::Execution => "生效法律文书".to_owned(),
    };
    let text = match agreed {
        Meanwhile::Stops => format!(
            "自本协议签订之日起，{who}按约履行期间，甲方不另行计收利息、罚息、复利和违约金；{who}构成违约的，自违约之日起依照{basis}计收。",
            who = sides.owing
        ),
        Meanwhile::GoesOn => format!(
            "本协议履行期间，尚未清偿的本金继续依照{basis}计收利息；该利息未列入还款安排的，{}仍应当支付。",
            sides.owing
        ),
    };
    Some(Clause::new("履行期间的利息", vec![text]))
}

/// What becomes of proceedings that are pending on the day of an agreement that no court or tribunal decides on.
pub fn suit(desk: &Desk, plan: &Plan, place: Place) -> Option<Clause> {
    let pursuit = Pursuit::of(desk.brief.history, plan.agreed_on);
    let (what, before) = match pursuit {
        Pursuit::Suit => ("起诉", "人民法院"),
        Pursuit::Arbitration => ("仲裁申请", "仲裁机构"),
        Pursuit::PaymentOrder => ("支付令申请", "人民法院"),
        Pursuit::None | Pursuit::Decided | Pursuit::Enforcement => return None,
    };
    if place != Place::Contract {
        return None;
    }
    let Some(agreed) = plan.suit else {
        desk.doubt("W-DRAFT-PLAN-SUIT", "", &[]);
        return None;
    };
    let case = desk.brief.case_number.map_or_else(|| "本案".to_owned(), |number| format!("{number}案件"));
    let text = match agreed {
        Pending::Withdrawn => format!(
            "本协议生效后，甲方向受理{case}的{before}申请撤回{what}；本协议未履行的，不影响甲方再次依法主张权利。"
        ),
        Pending::MediationPaper => format!("各方共同请求受理{case}的{before}依据本协议制作调解书。"),
        Pending::GoesOn => format!("本协议的签订不影响{case}的程序继续进行。"),
    };
    Some(Clause::new("正在进行的程序", vec![text]))
}
