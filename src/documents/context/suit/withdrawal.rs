//! 撤诉申请书: 民诉法 art. 148, before judgment is pronounced; the fee is halved (诉讼费用交纳办法 art. 15).

use serde_json::Value;

use super::super::super::desk::Desk;
use super::super::super::wording::{bare, day, sum_of};
use super::super::enforcement::{fact, law, seizures};
use super::super::filing::value;
use super::motion::{Suit, motion, opening, others, still_runs, suit};
use crate::domain::money::Amount;

/// 撤诉申请书.
pub fn withdrawal_application(desk: &Desk) -> Value {
    let suit = suit(desk);
    still_runs(desk, &suit);
    if let Some(judged) = suit.latest("judgment") {
        desk.refuse("E-DRAFT-WITHDRAWAL-LATE", "", &[("on", &judged.on.to_string())]);
    }
    let what = suit.number.as_ref().map_or_else(
        || format!("请求准许{}撤回对{}的起诉", desk.voice.claimant(), others(desk)),
        |number| format!("请求准许{}撤回{number}案件的起诉", desk.voice.claimant()),
    );
    let fee = halved(desk, &suit);
    let requests = match fee {
        Some(fee) => vec![format!("{what}；"), fee],
        None => vec![format!("{what}。")],
    };
    let mut facts = vec![opening(desk, &suit)];
    facts.extend(why(desk, &suit));
    facts.push(format!(
        "本案尚未宣告判决，{}自愿撤回起诉。依据{}之规定，提出以上申请，请予准许。",
        desk.voice.claimant(),
        law(desk, &["withdrawal"])
    ));
    if seizures(desk).iter().any(|s| s.preserved) {
        desk.doubt("W-DRAFT-WITHDRAWN-PRESERVED", "", &[]);
    }
    let paid = suit.latest("fee-paid").map(|_| "案件受理费交纳凭证复印件".to_owned());
    value(&motion(desk, "撤诉申请书", &suit, requests, facts, paid.into_iter().collect()))
}

/// Half of the fee back. In summary procedure it is halved already, and only once (民诉法解释 art. 206); before the suit is
/// taken up there is none.
fn halved(desk: &Desk, suit: &Suit) -> Option<String> {
    suit.number.as_ref()?;
    if suit.is_summary() {
        desk.remark("N-DRAFT-HALVED-ONCE", "", &[]);
        return None;
    }
    let told = ["fee-paid", "fee-noticed"].iter().find_map(|m| fact(suit.latest(m)?, "amount"));
    let fee = told.and_then(|text| text.parse::<Amount>().ok()).map_or_else(String::new, sum_of);
    Some(format!(
        "请求依据{}之规定减半收取案件受理费，将{}已预交的案件受理费{fee}的其余部分退还{}。",
        law(desk, &["withdrawal-fee"]),
        desk.voice.claimant(),
        desk.voice.claimant(),
    ))
}

/// The creditor's own reason; else that everything was paid, where it was. The law asks for none.
fn why(desk: &Desk, suit: &Suit) -> Option<String> {
    let own = desk.brief.case.pleas.as_ref().and_then(|p| p.withdrawal.as_deref());
    if let Some(reason) = own {
        return Some(format!("{}。", bare(reason)));
    }
    if desk.brief.owed.is_some_and(|owed| owed <= Amount::ZERO) {
        let since = |on| suit.filed.is_none_or(|filed| on >= filed);
        let mut paid = desk.brief.received.iter().filter(|p| since(p.on)).map(|p| p.amount);
        let sum = paid.try_fold(Amount::ZERO, Amount::checked_add).filter(|sum| !sum.is_zero());
        let sum = sum.map_or_else(String::new, |sum| format!("起诉之后共收到还款{}，", sum_of(sum)));
        return Some(format!(
            "{}{sum}截至{}，本案所主张的债务已经全部清偿。",
            desk.voice.claimant(),
            day(desk.brief.as_of)
        ));
    }
    desk.doubt("W-DRAFT-WITHDRAWAL-WHY", "pleas.withdrawal", &[]);
    None
}
