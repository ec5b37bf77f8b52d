//! Agreements on instalments: what they say, what they leave out, what they refuse.

use super::specimens::*;
use super::*;
use crate::domain::case::TrackName;
use crate::domain::plan::Plan;
use crate::domain::problem::Severity;

fn said(kind: &str, case: &Case, plan: Plan) -> Result<String, Vec<&'static str>> {
    let money = money(case);
    let plain = brief(kind, case, &money);
    let brief = planned(case, plan, plain);
    let found = readiness(find(kind).unwrap(), &brief);
    let errors: Vec<_> = found.iter().filter(|p| p.severity == Severity::Error).map(|p| p.code).collect();
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(all_text(&data(find(kind).unwrap(), &brief, false).unwrap()))
}

/// Only what was agreed: without grace, waiver and acceleration no such words stand there.
#[test]
fn no_clause_that_nobody_agreed_to() {
    let bare = Plan {
        grace_days: 0,
        whole_on_breach: false,
        waived_if_kept: None,
        remark: None,
        ..plan("pre-action")
    };
    let text = said("instalment-agreement", &loan(), bare).unwrap();
    for words in ["宽限", "免除", "全部未付款项立即到期", "另行约定"] {
        assert!(!text.contains(words), "{words}");
    }
    assert!(text.contains("任何一期款项未足额支付的，乙方一、乙方二构成违约。"));
    assert!(text.contains("甲方有权要求支付已到期未付的款项"));
    let full = said("instalment-agreement", &loan(), plan("pre-action")).unwrap();
    for words in
        ["还款日后5日内", "961.99元（人民币玖佰陆拾壹元玖角玖分）", "全部未付款项立即到期", "第一百八十九条"]
    {
        assert!(full.contains(words), "{words}");
    }
}

/// Whether interest runs while it is kept, and what becomes of a pending suit: what was agreed is said, and what was not is
/// a doubt. Nothing is said of a suit that is not there.
#[test]
fn what_holds_meanwhile_is_said_or_doubted() {
    use crate::domain::plan::{Meanwhile, Pending};
    let kind = "instalment-agreement";
    let (case, money) = (loan(), money(&loan()));
    let pending = history(&[
        ("litigation/filed", "2026-07-01", &[("court", "北京市西城区人民法院")]),
        ("litigation/accepted", "2026-07-08", &[("case_number", "（2026）京0102民初100号")]),
    ]);
    let plain = Brief {
        history: &pending,
        case_number: Some("（2026）京0102民初100号"),
        ..brief(kind, &case, &money)
    };
    let doubts = |plan: Plan| -> Vec<&'static str> {
        let brief = planned(&case, plan, plain);
        let found = readiness(find(kind).unwrap(), &brief).into_iter();
        // The specimen leaves part of the debt out of its instalments, which is another doubt.
        let meant = ["W-DRAFT-PLAN-INTEREST", "W-DRAFT-PLAN-SUIT"];
        found.map(|p| p.code).filter(|code| meant.contains(code)).collect()
    };
    assert_eq!(doubts(plan("pre-action")), ["W-DRAFT-PLAN-INTEREST", "W-DRAFT-PLAN-SUIT"]);
    let agreed = |interest, suit| Plan { interest: Some(interest), suit: Some(suit), ..plan("pre-action") };
    assert_eq!(doubts(agreed(Meanwhile::Stops, Pending::Withdrawn)), [""; 0]);
    let text =
        |plan: Plan| all_text(&data(find(kind).unwrap(), &planned(&case, plan, plain), false).unwrap());
    let stops = text(agreed(Meanwhile::Stops, Pending::Withdrawn));
    assert!(stops.contains("甲方不另行计收利息、罚息、复利和违约金"), "{stops}");
    assert!(stops.contains("受理（2026）京0102民初100号案件的人民法院申请撤回起诉"), "{stops}");
    let goes_on = text(agreed(Meanwhile::GoesOn, Pending::GoesOn));
    assert!(
        goes_on.contains("尚未清偿的本金继续依照") && goes_on.contains("案件的程序继续进行"),
        "{goes_on}"
    );
    let alone = said(kind, &case, agreed(Meanwhile::Stops, Pending::Withdrawn)).unwrap();
    assert!(!alone.contains("撤回起诉"), "{alone}");
}

/// Who does not sign is no party; a plan that only a guarantor signed binds nobody who owes.
#[test]
fn parties_are_those_who_sign() {
    let alone = Plan { signed_by: vec!["李示例".to_owned()], ..plan("pre-action") };
    let text = said("instalment-agreement", &loan(), alone).unwrap();
    assert!(text.contains("乙方（签名）：李示例") && !text.contains("陈示例") && !text.contains("丙方"));
    assert!(text.contains("一式二份"));
    let guarantor = Plan { signed_by: vec!["示例科技有限公司".to_owned()], ..plan("pre-action") };
    assert_eq!(said("instalment-agreement", &loan(), guarantor).unwrap_err(), ["E-DRAFT-PLAN-UNSIGNED"]);
}

/// Each agreement belongs to its place: a contract is no settlement, and what nobody mediated is not confirmed.
#[test]
fn a_plan_of_another_place_is_refused() {
    let refused = |kind, setting| said(kind, &loan(), plan(setting)).unwrap_err();
    assert!(refused("instalment-agreement", "enforcement").contains(&"E-DRAFT-PLAN-SETTING"));
    assert!(refused("settlement-agreement", "pre-action").contains(&"E-DRAFT-PLAN-SETTING"));
    let kind = "judicial-confirmation-application";
    assert!(refused(kind, "pre-action").contains(&"E-DRAFT-CONFIRM-NOT-MEDIATED"));
    let (case, money) = (loan(), money(&loan()));
    let plain = brief(kind, &case, &money);
    let errors = |brief: &Brief| -> Vec<&'static str> {
        let found = readiness(find(kind).unwrap(), brief);
        found.iter().filter(|p| p.severity == Severity::Error).map(|p| p.code).collect()
    };
    assert_eq!(errors(&plain), [""; 0]);
    let late = Brief { confirm_by: crate::domain::date::parse("2026-07-19"), ..plain };
    assert_eq!(errors(&late), ["E-DRAFT-CONFIRM-LATE"]);
    let pending = Brief { case_number: Some("（2026）京0102民初100号"), ..plain };
    assert_eq!(errors(&pending), ["E-DRAFT-CONFIRM-PENDING"]);
    // An agreement before mediators that no court sent the parties to: the track of confirmation names them.
    let apart =
        history(&[("judicial-confirmation/agreed", "2026-07-20", &[("mediator", "示例商会调解中心")])]);
    let agreed = Brief { history: &apart, ..plain };
    assert_eq!(errors(&agreed), [""; 0]);
    let text = all_text(&data(find(kind).unwrap(), &agreed, false).unwrap());
    assert!(
        text.contains("经示例商会调解中心主持调解") && !text.contains("北京示例金融纠纷调解中心"),
        "{text}"
    );
    // 民诉法 205: the thirty days run from the agreement, here of the 18th; the plan was signed on the 20th.
    let before =
        history(&[("judicial-confirmation/agreed", "2026-07-18", &[("mediator", "示例商会调解中心")])]);
    let earlier = Brief { history: &before, ..plain };
    let text = all_text(&data(find(kind).unwrap(), &earlier, false).unwrap());
    assert!(text.contains("于2026年7月18日达成调解协议") && !text.contains("于2026年7月20日"), "{text}");
    let nobody = Brief { history: &[], ..plain };
    assert_eq!(errors(&nobody), ["E-DRAFT-CONFIRM-MEDIATOR"]);
    assert_eq!(case.track(), TrackName::Litigation);
}

/// 86,543.21 + 9,418.78 + 7,359.24 = 103,321.23 decided; 1,000.00 came in on 2026-07-15, before the agreement of 07-20:
/// 102,321.23 are left. After a decision outside enforcement it is a plain settlement.
#[test]
fn a_settlement_states_what_was_decided() {
    let text = said("settlement-agreement", &loan(), plan("enforcement")).unwrap();
    assert!(text.contains("102,321.23元（人民币壹拾万贰仟叁佰贰拾壹元贰角叁分）"), "{text}");
    assert!(text.contains("第二百四十一条") && text.contains("第二百四十二条") && text.contains("第九条"));
    assert!(text.contains("执行和解协议") && text.contains("（2026）京0102执55号"));
    let after = said("settlement-agreement", &loan(), plan("decided")).unwrap();
    assert!(after.contains("和解协议") && after.contains("第二百四十七条") && !after.contains("恢复执行"));
}
