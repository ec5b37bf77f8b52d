//! A suit under way, auction and sharing, parties that change: what the documents say, and what they refuse.

use super::specimens::*;
use super::*;
use crate::docket::Recorded;
use crate::domain::debt::{Asset, AssetKind, Payment};
use crate::domain::event::MilestoneEvent;
use crate::domain::party::{EntityType, IdentityKind};
use crate::domain::problem::Severity;
use crate::domain::proof::EvidenceKind;

type History = Vec<Recorded<MilestoneEvent>>;

fn suit(more: &[Told<'_>]) -> History {
    history(&[&SUED[..], more].concat())
}

/// Codes of a severity, with these facts and this history.
fn noted(kind: &str, case: &Case, history: &History, severity: Severity) -> Vec<&'static str> {
    let money = money(case);
    let brief = Brief { history, ..brief(kind, case, &money) };
    let problems = readiness(find(kind).unwrap(), &brief);
    problems.into_iter().filter(|p| p.severity == severity).map(|p| p.code).collect()
}

fn refused(kind: &str, case: &Case, history: &History) -> Vec<&'static str> {
    noted(kind, case, history, Severity::Error)
}

fn doubted(kind: &str, case: &Case, history: &History) -> Vec<&'static str> {
    noted(kind, case, history, Severity::Warning)
}

fn said(kind: &str, case: &Case, history: &History) -> String {
    let money = money(case);
    let brief = Brief { history, ..brief(kind, case, &money) };
    all_text(&data(find(kind).unwrap(), &brief, false).unwrap())
}

const JUDGMENT: Told<'_> = (
    "litigation/judgment",
    "2026-07-01",
    &[
        ("principal", "86543.21"),
        ("interest", "9418.78"),
        ("costs", "2359.24"),
        ("perform_within_days", "10"),
    ],
);

fn accepted(procedure: &'static str) -> History {
    let facts = [("case_number", "（2026）京0102民初100号"), ("procedure", procedure)];
    let failed = SUED[4];
    history(&[SUED[0], ("litigation/accepted", "2026-01-08", &facts), failed, SUED[5]])
}

/// 民诉法 148: before judgment is pronounced; 诉讼费用交纳办法 15: the fee is halved, once only (民诉法解释 206).
#[test]
fn a_suit_is_withdrawn_before_judgment() {
    let (kind, case) = ("withdrawal-application", loan());
    let text = said(kind, &case, &suit(&[]));
    for words in [
        "请求准许申请人撤回（2026）京0102民初100号案件的起诉；",
        "《诉讼费用交纳办法》第十五条之规定减半收取案件受理费，将申请人已预交的案件受理费2,359.24元的其余部分退还申请人。",
        "双方已达成和解，被告已按约定履行。",
        "第一百四十八条",
        "申请人（原告）",
        "被申请人一（被告）",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(refused(kind, &case, &suit(&[JUDGMENT])), ["E-DRAFT-WITHDRAWAL-LATE"]);
    let gone = ("litigation/withdrawn", "2026-05-01", &[][..]);
    assert_eq!(refused(kind, &case, &suit(&[gone])), ["E-DRAFT-SUIT-OVER"]);
    assert_eq!(refused(kind, &case, &Vec::new()), ["E-DRAFT-NO-SUIT"]);
    assert!(!said(kind, &case, &accepted("summary")).contains("减半"), "halved already");
    let frozen =
        ("preservation/measure-taken", "2026-01-10", &[("asset", "movable"), ("detail", "甲车")][..]);
    assert!(doubted(kind, &case, &suit(&[frozen])).contains(&"W-DRAFT-WITHDRAWN-PRESERVED"));
}

/// No reason is made up: none is given, or everything was paid, which the figures say: 300.00 before the suit does not count.
#[test]
fn reasons_to_withdraw_are_facts() {
    let (kind, mut case) = ("withdrawal-application", loan());
    case.pleas = None;
    assert!(doubted(kind, &case, &suit(&[])).contains(&"W-DRAFT-WITHDRAWAL-WHY"));
    let (money, history) = (money(&case), suit(&[]));
    let paid = |on: &str, sum: &str| Payment {
        on: crate::domain::date::parse(on).unwrap(),
        amount: amount(sum),
        from: None,
        reference: None,
    };
    let received =
        [paid("2026-01-04", "300.00"), paid("2026-03-01", "1000.00"), paid("2026-04-01", "234.56")];
    let brief = Brief {
        history: &history,
        received: &received,
        owed: Some(amount("0.00")),
        ..brief(kind, &case, &money)
    };
    let text = all_text(&data(find(kind).unwrap(), &brief, false).unwrap());
    assert!(
        text.contains("起诉之后共收到还款1,234.56元，截至2026年7月20日，本案所主张的债务已经全部清偿。"),
        "{text}"
    );
    assert!(find(kind).unwrap().outlives_the_debt());
}

/// 民诉法 95: each attempt is told; who was served since is left out; 民诉法解释 140: not in summary procedure.
#[test]
fn public_notice_tells_each_attempt() {
    let (kind, case) = ("public-notice-application", loan());
    let text = said(kind, &case, &suit(&[]));
    for words in [
        "请求贵院以公告方式向被申请人李示例送达起诉状副本",
        "2026年1月22日送达未成，原因：邮件退回，原址查无此人；2026年2月5日送达未成，原因：电话为空号。",
        "第九十五条",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(!text.contains("向被申请人陈示例送达"), "nothing failed of her");
    assert!(doubted(kind, &case, &suit(&[])).contains(&"W-DRAFT-NOTICE-AGREED"));
    for procedure in ["summary", "small-claims"] {
        assert_eq!(refused(kind, &case, &accepted(procedure)), ["E-DRAFT-NOTICE-SUMMARY"]);
    }
    let served = ("litigation/served", "2026-02-10", &[("party", "李示例")][..]);
    assert_eq!(refused(kind, &case, &suit(&[served])), ["E-DRAFT-NO-FAILED-SERVICE"]);
    let again = ("litigation/service-failed", "2026-07-05", &[("party", "李示例"), ("why", "搬离")][..]);
    let text = said(kind, &case, &suit(&[served, JUDGMENT, again]));
    assert!(text.contains("送达（2026）京0102民初100号民事判决书。") && !text.contains("空号"), "{text}");
    // Nothing is filed at all: that alone is said.
    assert!(refused(kind, &case, &Vec::new()).contains(&"E-DRAFT-NO-SUIT"));
    assert!(!refused(kind, &case, &Vec::new()).contains(&"E-DRAFT-NOT-TAKEN-UP"));
    assert!(refused(kind, &case, &history(&SUED[..1])).contains(&"E-DRAFT-NOT-TAKEN-UP"));
}

/// 民诉法 171-173, 165; 诉讼费用交纳办法 13, 17: up to 10,000 yuan an appeal costs 50. What a lawyer must write is left blank, and said
/// to be.
#[test]
fn an_appeal_is_in_time_and_makes_up_no_grounds() {
    let (kind, mut case) = ("appeal", loan());
    let served = ("litigation/judgment-served", "2026-07-10", &[("party", "示例消费金融有限公司")][..]);
    let judged = suit(&[JUDGMENT, served]);
    let text = said(kind, &case, &judged);
    for words in [
        "不服北京市西城区人民法院于2026年7月1日作出的（2026）京0102民初100号民事判决（2026年7月10日送达上诉人），现提出上诉。",
        "撤销一审判决第三项，改判被上诉人李示例、陈示例支付律师费5000元。",
        "5,000.00元，依据《诉讼费用交纳办法》第十七条之规定按该数额计算的二审案件受理费为50.00元",
        "北京市第二中级人民法院",
        "上诉人（原审原告）",
        "被上诉人三（原审被告）",
        "第一百七十一条",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert_eq!(refused(kind, &case, &suit(&[])), ["E-DRAFT-NOTHING-TO-APPEAL"]);
    let effective = ("litigation/effective", "2026-07-19", &[][..]);
    assert_eq!(refused(kind, &case, &suit(&[JUDGMENT, effective])), ["E-DRAFT-SUIT-OVER"]);
    let mut final_ = accepted("small-claims");
    final_.extend(history(&[JUDGMENT]));
    assert_eq!(refused(kind, &case, &final_), ["E-DRAFT-APPEAL-FINAL"]);
    case.pleas = None;
    let text = said(kind, &case, &judged);
    assert_eq!(text.matches("【待填写：").count(), 3, "{text}");
    let doubts = doubted(kind, &case, &judged);
    assert!(doubts.contains(&"W-DRAFT-BLANK") && doubts.contains(&"W-DRAFT-APPEAL-DISPUTED"), "{doubts:?}");
    // A ruling that dismisses the suit: nothing is paid on an appeal (诉讼费用交纳办法 8).
    let ruling = suit(&[("litigation/dismissed", "2026-07-01", &[("what", "suit")])]);
    assert!(said(kind, &case, &ruling).contains("民事裁定，现提出上诉"));
    assert!(!doubted(kind, &case, &ruling).contains(&"W-DRAFT-APPEAL-DISPUTED"));
    let late = Later { appeal_by: crate::domain::date::parse("2026-07-19"), ..LATER.clone() };
    let money = money(&case);
    let brief = Brief { history: &judged, later: Some(&late), ..brief(kind, &case, &money) };
    let codes: Vec<_> =
        data(find(kind).unwrap(), &brief, false).unwrap_err().iter().map(|p| p.code).collect();
    assert_eq!(codes, ["E-DRAFT-APPEAL-LATE"]);
}

/// 民诉法解释 506, 511: creditors share of a person or an organisation without legal personality; of an enterprise only what it
/// gave as security is claimed. The sum is that of the balance.
#[test]
fn a_share_is_asked_of_persons() {
    let (kind, mut case) = ("participation-application", loan());
    let told: History = brief(kind, &case, &money(&case)).history.to_vec();
    let text = said(kind, &case, &told);
    for words in [
        "截至2026年7月20日合计104,457.51元",
        "北京市东城区示例胡同5号房屋",
        "第五百零六条、第五百零七条",
        "终本",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let wish = case.participation.as_mut().unwrap();
    wish.debtor = "示例科技有限公司".to_owned();
    assert_eq!(refused(kind, &case, &told), ["E-DRAFT-PARTICIPATION-COMPANY"]);
    case.debtors[2].entity_type = Some(EntityType::Partnership);
    assert_eq!(refused(kind, &case, &told), [""; 0]);
    case.debtors[2].entity_type = Some(EntityType::Limited);
    case.guarantees[1].by = "示例科技有限公司".to_owned();
    assert_eq!(refused(kind, &case, &told), [""; 0]);
    assert!(doubted(kind, &case, &told).contains(&"W-DRAFT-PARTICIPATION-COMPANY"));
    case.participation.as_mut().unwrap().debtor = "某人".to_owned();
    assert_eq!(refused(kind, &case, &told), ["E-DRAFT-PARTICIPATION-DEBTOR"]);
    assert_eq!(case.debtors[2].id.as_ref().map(|id| id.kind), Some(IdentityKind::Uscc));
}

/// The court that sealed first sells (法释〔2016〕6号): a car second in the queue is left out, and money is not auctioned.
#[test]
fn what_is_sealed_first_is_sold() {
    let (kind, case) = ("auction-application", loan());
    let told: History = brief(kind, &case, &money(&case)).history.to_vec();
    let text = said(kind, &case, &told);
    assert!(text.contains("1,200,000.00") && text.contains("申请执行人为第一顺位抵押权人"), "{text}");
    assert!(!text.contains("6225880123456783"), "a deposit is no thing to be sold");
    assert!(doubted(kind, &case, &told).contains(&"W-DRAFT-NOT-FIRST"));
    let money_alone: History = brief("seal-renewal", &case, &money(&case)).history.to_vec();
    let money_alone: History = money_alone.into_iter().filter(|m| m.what.track != "preservation").collect();
    assert_eq!(refused(kind, &case, &money_alone), ["E-DRAFT-NOTHING-TO-SELL"]);
}

/// 民法典 546, 696: everyone who owes or guarantees is told; 变更追加规定 9: the assignor's word is asked for.
#[test]
fn an_assignment_has_one_other_side() {
    let mut case = loan();
    let told: History = brief("assignment-notice", &case, &money(&case)).history.to_vec();
    let text = said("assignment-notice", &case, &told);
    for words in ["保证人", "示例资产管理有限公司", "第五百四十六条、第五百四十七条", "第六百九十六条"]
    {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let text = said("substitution-application", &case, &told);
    assert!(text.contains("请求变更示例资产管理有限公司为（2026）京0102执55号案件的申请执行人。"), "{text}");
    case.assignment.as_mut().unwrap().from = Some("某银行".to_owned());
    assert_eq!(refused("assignment-notice", &case, &told), ["E-DRAFT-ASSIGNMENT-SIDES"]);
    let assignment = case.assignment.as_mut().unwrap();
    (assignment.to, assignment.acknowledged) = (None, None);
    let text = said("substitution-application", &case, &told);
    assert!(text.contains("请求变更示例消费金融有限公司为"), "the creditor of the case bought it: {text}");
    assert!(doubted("substitution-application", &case, &told).contains(&"W-DRAFT-ACKNOWLEDGED"));
    case.assignment = None;
    assert_eq!(refused("assignment-notice", &case, &told), ["E-DRAFT-MISSING"]);
}

/// 企业破产法 46: interest stops on the day of acceptance, 2026-07-10, so it runs to 07-09: 86,543.21 + 8,418.78 + 7,359.24 + 1,955.52
/// = 104,276.75 (by hand). Art. 49: security and joint debts are told.
#[test]
fn a_declared_claim_bears_interest_to_the_day_before() {
    let (kind, case) = ("claim-declaration", loan());
    let told: History = brief(kind, &case, &money(&case)).history.to_vec();
    let text = said(kind, &case, &told);
    for words in [
        "利息计算至2026年7月9日（受理日2026年7月10日的前一日）",
        "104,276.75",
        "无债务人特定财产担保",
        "还有借款人李示例、共同借款人陈示例",
        "示例科技有限公司管理人（示例清算事务所有限公司）",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    let none: History = told.into_iter().filter(|m| m.what.milestone != "bankruptcy-accepted").collect();
    assert_eq!(refused(kind, &case, &none), ["E-DRAFT-NO-BANKRUPTCY"]);
}

const DECIDED: [Told<'_>; 2] = [JUDGMENT, ("litigation/effective", "2026-07-05", &[])];
const BANKRUPT: Told<'_> = (
    "changes/bankruptcy-accepted",
    "2026-07-10",
    &[("party", "示例科技有限公司"), ("court", "北京市第一中级人民法院"), ("claims_by", "2026-08-31")],
);

/// The guarantor is bankrupt (企业破产法 48, 49; 民法典 690): the claim tells the guarantee and the loan it stands for, the
/// suit that runs, the lawyer's fee; and encloses the guarantee, not the mortgage of another.
#[test]
fn a_claim_against_a_guarantor_tells_the_guarantee() {
    let (kind, case) = ("claim-declaration", loan());
    let text = said(kind, &case, &suit(&[BANKRUPT]));
    for words in [
        "2026年8月31日",
        "最高额保证合同（编号：BZ-2023-0088）",
        "担保的最高债权额为300,000.00元",
        "在最高债权额300,000.00元范围内对上述款项承担连带清偿责任",
        "宣布借款提前到期",
        "案号（2026）京0102民初100号，尚未作出生效裁判",
        "支出律师费5,000.00元",
    ] {
        assert!(text.contains(words), "{words}\n{text}");
    }
    assert!(text.contains("最高额保证合同\n") && !text.contains("登记证明"), "{text}");
}

/// 企业破产法 19: enforcement against the bankrupt stops; against the others it goes on. Art. 16, 20: what it pays is void,
/// suits pause.
#[test]
fn a_bankrupt_debtor_is_warned_of() {
    let case = loan();
    let told = suit(&[&DECIDED[..], &[BANKRUPT]].concat());
    for (kind, code) in [
        ("enforcement-application", "W-DRAFT-BANKRUPT-ENFORCED"),
        ("participation-application", "W-DRAFT-BANKRUPT-ENFORCED"),
        ("settlement-agreement", "W-DRAFT-BANKRUPT-PAYS"),
        ("complaint", "W-DRAFT-BANKRUPT-SUED"),
    ] {
        assert!(doubted(kind, &case, &told).contains(&code), "{kind}");
        assert!(!doubted(kind, &case, &suit(&DECIDED)).contains(&code), "{kind}");
    }
    let closed = ("changes/bankruptcy-closed", "2026-07-15", &[("party", "示例科技有限公司")][..]);
    let over = suit(&[&DECIDED[..], &[BANKRUPT, closed]].concat());
    assert!(!doubted("enforcement-application", &case, &over).contains(&"W-DRAFT-BANKRUPT-ENFORCED"));
    let mut alone = case.clone();
    alone.debtors.retain(|d| d.name == "示例科技有限公司");
    assert!(refused("enforcement-application", &alone, &told).contains(&"E-DRAFT-BANKRUPT"));
}

/// 民诉法 241: a settlement in enforcement is to be kept, and resumed from where it is broken.
#[test]
fn a_settlement_in_force_stops_applications() {
    let case = loan();
    let applied = [
        ("enforcement/applied", "2026-07-06", &[("court", "某法院")][..]),
        ("enforcement/accepted", "2026-07-07", &[("case_number", "某执1号")][..]),
        ("enforcement/settled", "2026-07-12", &[("perform_by", "2026-10-20")][..]),
    ];
    let told = suit(&[&DECIDED[..], &applied].concat());
    assert_eq!(refused("enforcement-application", &case, &told), ["E-DRAFT-SETTLED"]);
    assert!(doubted("participation-application", &case, &told).contains(&"W-DRAFT-SETTLED"));
    let broken = ("enforcement/settlement-broken", "2026-07-15", &[][..]);
    let told = suit(&[&DECIDED[..], &applied, &[broken]].concat());
    assert!(!refused("enforcement-application", &case, &told).contains(&"E-DRAFT-SETTLED"));
    assert!(!doubted("participation-application", &case, &told).contains(&"W-DRAFT-SETTLED"));
}

/// What was paid since the judgment, and by whom; the papers are those of the state that is ticked.
#[test]
fn a_share_tells_what_came_in() {
    let case = loan();
    let applied = [
        ("enforcement/applied", "2026-07-06", &[("court", "某法院")][..]),
        ("enforcement/accepted", "2026-07-07", &[("case_number", "某执1号")][..]),
    ];
    let text = said("participation-application", &case, &suit(&[&DECIDED[..], &applied].concat()));
    assert!(text.contains("1,000.00元（其中李示例支付1,000.00元）"), "{text}");
    assert!(text.contains("本案执行立案等执行文书") && !text.contains("终结本次执行程序"), "{text}");
}

/// Which case the agent may act in stands in the power of attorney.
#[test]
fn a_power_for_enforcement_names_the_decision_and_the_case() {
    let case = loan();
    let applied = [
        ("enforcement/applied", "2026-07-06", &[("court", "某法院")][..]),
        ("enforcement/accepted", "2026-07-07", &[("case_number", "某执1号")][..]),
    ];
    let text = said("enforcement-power-of-attorney", &case, &suit(&[&DECIDED[..], &applied].concat()));
    let words = "执行依据：北京市西城区人民法院（2026）京0102民初100号民事判决书；执行案号：某执1号";
    assert!(text.contains(words), "{text}");
    let kinds = ["enforcement-power-of-attorney", "payment-account"];
    assert!(kinds.iter().all(|kind| refused(kind, &case, &suit(&[])).contains(&"E-DRAFT-NO-DECISION")));
}

/// law-cn.md §6.4: what an application is handed in with; afterwards what milestones call for on the day.
#[test]
fn enforcement_calls_for_what_its_stage_needs() {
    let mut case = loan();
    (case.participation, case.assignment) = (None, None);
    let kinds = |case: &Case, told: &[Told<'_>]| -> Vec<&'static str> {
        enforcement(case, &history(told), today()).iter().map(|d| d.kind).collect()
    };
    let judged = [SUED[0], SUED[1], JUDGMENT, ("litigation/effective", "2026-07-05", &[])];
    let first = [
        "representative-certificate",
        "service-address-confirmation",
        "enforcement-power-of-attorney",
        "payment-account",
        "effectiveness-certificate-application",
        "enforcement-application",
    ];
    assert_eq!(kinds(&case, &judged), first);
    case.assets.push(Asset { kind: AssetKind::Vehicle, detail: "甲车".into(), value: None, note: None });
    case.evidence[0].kind = EvidenceKind::CourtPaper;
    case.evidence[0].title = "法律文书生效证明书".to_owned();
    let now = kinds(&case, &judged);
    assert!(now.contains(&"property-clues") && !now.contains(&"effectiveness-certificate-application"));
    let begun: Vec<Told<'_>> = judged
        .into_iter()
        .chain([
            ("enforcement/applied", "2026-07-06", &[("court", "某法院")][..]),
            ("enforcement/accepted", "2026-07-07", &[("case_number", "某执1号")][..]),
        ])
        .collect();
    let then = |more: &[Told<'_>]| kinds(&case, &[&begun[..], more].concat());
    assert_eq!(then(&[]), [""; 0]);
    let ended = ("enforcement/terminated-round", "2026-07-10", &[][..]);
    let clue = ("enforcement/clue-given", "2026-07-11", &[("what", "股权")][..]);
    assert_eq!(then(&[ended]), [""; 0]);
    assert_eq!(then(&[ended, clue]), ["property-clues", "resumption-application"]);
    // 90 days from 2026-07-20 is 2026-10-18.
    let frozen = |until| [("asset", "bank-deposit"), ("detail", "某账户"), ("expires", until)];
    let (soon, later) = (frozen("2026-10-18"), frozen("2026-10-19"));
    assert_eq!(then(&[("enforcement/seized", "2026-07-08", &soon)]), ["seal-renewal"]);
    assert_eq!(then(&[("enforcement/seized", "2026-07-08", &later)]), [""; 0]);
    let car = [("asset", "movable"), ("detail", "甲车"), ("expires", "2028-07-07")];
    let sealed = ("enforcement/seized", "2026-07-08", &car[..]);
    assert_eq!(then(&[sealed]), ["auction-application"]);
    let set = ("enforcement/auction-set", "2026-07-18", &[("round", "1"), ("detail", "甲车")][..]);
    assert_eq!(then(&[sealed, set]), [""; 0]);
    let served = ("enforcement/notice-served", "2026-07-09", &[][..]);
    assert_eq!(then(&[served]), ["consumption-restriction"]);
    let paid = ("enforcement/closed", "2026-07-19", &[("how", "paid")][..]);
    assert_eq!(then(&[served, paid]), ["settlement-certificate"]);
}
