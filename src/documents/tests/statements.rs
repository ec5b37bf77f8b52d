//! What documents state as true, held against what the case says.

use std::collections::BTreeMap;

use super::printed::{print, prints};
use super::specimens::*;
use super::*;
use crate::docket::{Pursuit, Recorded};
use crate::domain::contract::ForumKind;
use crate::domain::date;
use crate::domain::debt::Preservation;
use crate::domain::event::MilestoneEvent;
use crate::domain::party::Whereabouts;
use crate::domain::proof::{Channel, Contact, Outcome};

fn codes(kind: &str, brief: &Brief) -> Vec<&'static str> {
    readiness(find(kind).unwrap(), brief).into_iter().map(|p| p.code).collect()
}

fn happened(events: &[(&str, &str, &str)]) -> Vec<Recorded<MilestoneEvent>> {
    let recorded = |(track, milestone, on): &(&str, &str, &str)| Recorded {
        seq: 1,
        at: "2026-07-01T10:00:00+08:00".parse().unwrap(),
        command: String::new(),
        what: MilestoneEvent {
            track: (*track).to_owned(),
            milestone: (*milestone).to_owned(),
            on: date::parse(on).unwrap(),
            facts: BTreeMap::new(),
            evidence: Vec::new(),
        },
    };
    events.iter().map(recorded).collect()
}

fn said(kind: &str, case: &Case, money: &Money, history: &[Recorded<MilestoneEvent>]) -> String {
    let brief = Brief { history, ..Brief::new(case, money, today()) };
    all_text(&data(find(kind).unwrap(), &brief, false).unwrap())
}

/// 民诉法解释 23: the basic court of the debtor's domicile, and no court agreed on for another reason.
#[test]
fn only_the_debtors_court_is_said_to_have_jurisdiction() {
    let mut case = card();
    let text = |case: &Case| said("payment-order-application", case, &money(case), &[]);
    assert!(!text(&case).contains("管辖"), "{}", text(&case));
    case.contract.forum.as_mut().unwrap().link = Some("被告住所地".to_owned());
    assert!(text(&case).contains("贵院对本案有管辖权"));
    case.contract.forum.as_mut().unwrap().court = Some("北京市第二中级人民法院".to_owned());
    assert!(!text(&case).contains("管辖权"));
}

/// 民诉法解释 427 (7) wants that no preservation before suit was applied for: stated where the case says so, declared and
/// doubted where it says nothing, left out where preservation is recorded. No case says that there is no other dispute.
#[test]
fn what_no_fact_bears_out_is_declared() {
    let kind = "payment-order-application";
    let mut case = card();
    let money = money(&case);
    let stated = "\n申请人未就上述债权向人民法院申请诉前保全。";
    let text = said(kind, &case, &money, &[]);
    assert!(!text.contains(stated));
    assert!(
        text.contains(
            "申请人声明，就其所知：申请人与被申请人之间没有其他债务纠纷；被申请人在中华人民共和国境内且未下落不明；申请人未就上述债权向人民法院申请诉前保全。"
        )
    );
    let noted = codes(kind, &Brief::new(&case, &money, today()));
    assert!(noted.contains(&"W-DRAFT-ORDER-PRESERVATION") && noted.contains(&"W-DRAFT-ORDER-DISPUTES"));
    case.preservation = Some(Preservation {
        wanted: false,
        amount: None,
        pre_suit: false,
        security: None,
        court: None,
        ordered_on: None,
        case_number: None,
    });
    let text = said(kind, &case, &money, &[]);
    assert!(text.contains(stated));
    assert!(text.contains(
        "申请人声明，就其所知：申请人与被申请人之间没有其他债务纠纷；被申请人在中华人民共和国境内"
    ));
    let noted = codes(kind, &Brief::new(&case, &money, today()));
    assert!(!noted.contains(&"W-DRAFT-ORDER-PRESERVATION") && noted.contains(&"W-DRAFT-ORDER-DISPUTES"));
    let text = said(kind, &case, &money, &happened(&[("preservation", "applied", "2026-07-01")]));
    assert!(!text.contains("诉前保全"), "{text}");
}

/// 民诉法解释 427 (5), (6): in the country and not missing, and nothing owed in return. Said where a fact bears it out, declared
/// where none does, refused where one says the contrary; after a letter that came back nothing is said of service.
#[test]
fn where_the_debtor_is_said_only_where_it_is_known() {
    let kind = "payment-order-application";
    let mut case = card();
    let money = money(&case);
    let stated = "\n被申请人在中华人民共和国境内且未下落不明，住所和联系方式如上所列，支付令能够送达。";
    assert!(!said(kind, &case, &money, &[]).contains(stated));
    let noted = codes(kind, &Brief::new(&case, &money, today()));
    assert!(noted.contains(&"W-DRAFT-ORDER-WHEREABOUTS"));
    case.debtors[0].whereabouts = Some(Whereabouts::Known);
    assert!(said(kind, &case, &money, &[]).contains(stated));
    let noted = codes(kind, &Brief::new(&case, &money, today()));
    assert!(!noted.contains(&"W-DRAFT-ORDER-WHEREABOUTS"));
    for gone in [Whereabouts::Unknown, Whereabouts::Abroad] {
        case.debtors[0].whereabouts = Some(gone);
        let noted = codes(kind, &Brief::new(&case, &money, today()));
        assert!(noted.contains(&"E-DRAFT-ORDER-WHEREABOUTS"));
    }
    case.debtors[0].whereabouts = Some(Whereabouts::Known);
    let letter = case.contacts.iter_mut().find(|c| c.channel == Channel::Letter).unwrap();
    letter.outcome = Outcome::Returned;
    assert!(!said(kind, &case, &money, &[]).contains("能够送达"));
    assert!(said(kind, &case, &money, &[]).contains("申请人对被申请人没有对待给付义务。"));
}

fn contacts(yaml: &str) -> Vec<Contact> {
    serde_yaml::from_str(yaml).unwrap()
}

/// Who promised is who was called: the number decides, and where it is nobody's nobody is named.
#[test]
fn a_promise_is_told_of_whoever_made_it() {
    let mut case = loan();
    case.debtors[0].phones = vec!["13800000001".to_owned()];
    case.debtors[1].phones = vec!["13800000002".to_owned()];
    let second = case.debtors[1].name.clone();
    let first = case.debtors[0].name.clone();
    let guarantor = case.guarantors().next().unwrap().name.clone();
    case.contacts = contacts(
        "- {at: '2026-01-05 10:00', channel: phone, party: debtor, to: '13800000001', outcome: no-answer}
- {at: '2026-01-06 10:00', channel: phone, party: debtor, to: '13800000002', outcome: promised}",
    );
    let text = said("complaint", &case, &money(&case), &[]);
    assert!(text.contains(&format!("被告{second}曾于2026年1月6日承诺还款")), "{text}");
    assert!(text.contains(&format!("向被告{first}催收（")), "{text}");
    assert!(!text.contains(&format!("{first}曾于")) && !text.contains(&format!("{first}、被告{second}曾于")));
    assert!(!text.contains(&format!("向被告{guarantor}催收")), "{text}");
    case.contacts = contacts(
        "- {at: '2026-01-06 10:00', channel: phone, party: debtor, to: '13900009999', outcome: promised}",
    );
    let text = said("complaint", &case, &money(&case), &[]);
    assert!(text.contains("债务人一方曾于2026年1月6日承诺还款"), "{text}");
    assert!(!text.contains(&format!("{first}曾于")) && !text.contains(&format!("{second}曾于")));
}

/// By hand: interest 3,120.55 - 1,000.00 paid since = 2,120.55; penalty 1,200.00 - 200.00 given up = 1,000.00; all charges
/// 4,320.55 - 1,200.00 = 3,120.55; in all 42,972.96 - 1,200.00 = 41,772.96.
#[test]
fn no_sum_after_a_payment_is_that_of_the_day_before_it() {
    let case = card();
    let cut = cut(&case);
    let elements = said("complaint-elements", &case, &cut, &[]);
    assert!(elements.contains("截至2026年6月30日止，尚欠本金38,652.41元（"), "{elements}");
    assert!(
        elements.contains("共计4,320.55元，扣除其后还款抵充的1,000.00元及不予主张的200.00元后为3,120.55元")
    );
    let since = "截至2026年6月30日（扣除其后还款抵充的1,000.00元及不予主张的200.00元后）";
    for kind in ["complaint", "payment-order-application"] {
        assert!(said(kind, &case, &cut, &[]).contains(&format!("{since}的利息2,120.55元、违约金1,000.00元")));
    }
    for (kind, sentence) in [
        ("payment-order-application", format!("以上请求为{since}的确定数额44,772.96元")),
        ("lawyers-letter", format!("{since}的欠款合计41,772.96元")),
    ] {
        let data = drawn(kind, &case, &cut).unwrap();
        let pages = print(kind, &data);
        assert!(prints(&pages, &sentence), "{sentence}");
    }
    // Without a payment the day stands alone.
    assert!(!said("complaint", &case, &money(&case), &[]).contains("扣除"));
}

/// A penalty for six periods at most does not run until payment (the contract's own words; 民法典 585 lets it fix them).
#[test]
fn a_penalty_with_an_end_is_doubted() {
    let mut case = card();
    let code = "W-DRAFT-PENALTY-CAPPED";
    let doubts =
        |case: &Case, money: &Money| codes("complaint", &Brief::new(case, money, today())).contains(&code);
    assert!(!doubts(&case, &money(&case)));
    let term = case.contract.terms.as_mut().unwrap().penalty.as_mut().unwrap();
    // A limit of each period's penalty ends nothing.
    term.text = "最低还款额未还部分的5%，每期最低10元、最高100元".to_owned();
    assert!(!doubts(&case, &money(&case)));
    let term = case.contract.terms.as_mut().unwrap().penalty.as_mut().unwrap();
    term.text.push_str("，连续逾期最多收取六期");
    assert!(doubts(&case, &money(&case)));
    // A fixed sum claims none after its day.
    assert!(!doubts(&case, &Money { ongoing: None, ..money(&case) }));
}

/// 民法典 585; 合同法 114 for what was in default before 2021. Not where no penalty is claimed.
#[test]
fn a_penalty_rests_on_its_own_article() {
    let mut case = card();
    for kind in ["complaint", "payment-order-application", "complaint-elements"] {
        assert!(said(kind, &case, &money(&case), &[]).contains("第五百七十七条、第五百八十五条"), "{kind}");
    }
    let mut arbitrated = loan_to_arbitrate();
    assert_eq!(arbitrated.contract.forum.as_ref().unwrap().kind, ForumKind::Arbitration);
    assert!(
        said("arbitration-application", &arbitrated, &money(&arbitrated), &[]).contains("第五百八十五条")
    );
    arbitrated.debt.penalty = None;
    assert!(
        !said("arbitration-application", &arbitrated, &money(&arbitrated), &[]).contains("第五百八十五条")
    );
    case.debt.overdue_since = date::parse("2020-11-06");
    let text = said("complaint", &case, &money(&case), &[]);
    assert!(text.contains("《中华人民共和国合同法》第六十条、第一百零七条、第一百一十四条"), "{text}");
}

/// A letter announces no suit that is filed already.
#[test]
fn letters_fit_the_stage() {
    let case = card();
    let money = money(&case);
    let filed = ("litigation", "filed", "2026-07-01");
    for (events, remedy, plea) in [
        (vec![], "向人民法院提起诉讼", "判令"),
        (vec![filed], "继续进行已向人民法院提起的诉讼", "判令"),
        (vec![filed, ("litigation", "withdrawn", "2026-07-03")], "向人民法院提起诉讼", "判令"),
        (vec![("arbitration", "applied", "2026-07-01")], "继续进行已申请的仲裁", "裁决"),
        (vec![("payment-order", "applied", "2026-07-01")], "继续进行已向人民法院申请的支付令程序", "督促"),
        // After the day of the letter.
        (vec![("litigation", "filed", "2026-07-21")], "向人民法院提起诉讼", "判令"),
    ] {
        let history = happened(&events);
        let brief = Brief { history: &history, ..Brief::new(&case, &money, today()) };
        let letter = data(find("lawyers-letter").unwrap(), &brief, false).unwrap();
        assert_eq!((letter["remedy"].as_str(), letter["plea"].as_str()), (Some(remedy), Some(plea)));
        let demand = data(find("demand-letter").unwrap(), &brief, false).unwrap();
        assert_eq!(demand["remedy"], remedy);
    }
    let effective = ("litigation", "effective", "2026-07-05");
    let applied = ("enforcement", "applied", "2026-07-06");
    let ended = happened(&[filed, effective, applied, ("enforcement", "terminated-round", "2026-07-10")]);
    assert_eq!(Pursuit::of(&ended, today()), Pursuit::Decided);
}

/// Nobody can pay on a day that is past: 2026-03-01 lies before the notice of 2026-07-20.
#[test]
fn a_notice_after_the_day_confirms_it() {
    let mut case = loan();
    let money = money(&case);
    let notice =
        |case: &Case| print("acceleration-notice", &drawn("acceleration-notice", case, &money).unwrap());
    let pages = notice(&case);
    assert!(prints(&pages, "已宣布上述合同项下的全部借款于2026年3月1日提前到期，现再次通知"));
    assert!(prints(&pages, "自收到本通知之日起十日内还清上述款项。"));
    assert!(!prints(&pages, "于提前到期之日还清"));
    case.debt.accelerated.as_mut().unwrap().on = date::parse("2026-08-15").unwrap();
    let pages = notice(&case);
    assert!(prints(&pages, "于提前到期之日还清上述款项"));
    assert!(!prints(&pages, "再次通知"));
}

/// A milestone with facts.
fn with(track: &str, milestone: &str, on: &str, facts: &[(&str, &str)]) -> Recorded<MilestoneEvent> {
    let mut recorded = happened(&[(track, milestone, on)]).remove(0);
    recorded.what.facts = facts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect();
    recorded
}

fn judged() -> Vec<Recorded<MilestoneEvent>> {
    let figures = [
        ("principal", "38000.00"),
        ("interest", "3000.00"),
        ("costs", "500.00"),
        ("perform_within_days", "10"),
        ("late_interest_from", "2026-06-02"),
    ];
    vec![
        with("litigation", "filed", "2026-03-01", &[("court", "北京市西城区人民法院")]),
        with("litigation", "accepted", "2026-03-05", &[("case_number", "（2026）京0102民初1号")]),
        with("litigation", "judgment", "2026-06-01", &figures),
        with("litigation", "effective", "2026-06-20", &[]),
    ]
}

/// 民诉法 247 and 264 (2023): what a judgment in force fixed is owed, with doubled interest for late performance; the contract's
/// figures are not. 38 000.00 + 3 000.00 + 500.00 = 41 500.00; the payment of 2026-07-15 came after the judgment.
#[test]
fn after_a_judgment_letters_ask_for_what_was_decided() {
    let case = card();
    let money = paid(&case);
    let history = judged();
    let brief = Brief { history: &history, ..Brief::new(&case, &money, today()) };
    for (kind, us) in [("demand-letter", "我单位"), ("lawyers-letter", "委托人")] {
        let letter = data(find(kind).unwrap(), &brief, false).unwrap();
        let pages = print(kind, &letter);
        for text in [
            "北京市西城区人民法院于2026年6月1日作出（2026）京0102民初1号民事判决书，该判决已于2026年6月20日发生法律效力。",
            "给付本金38,000.00元、利息及违约金3,000.00元、由债务人负担的费用500.00元，合计41,500.00元；\
             自2026年6月2日起至实际清偿之日止的利息按民事判决书的规定另计；履行期间为生效之日起10日内。",
            &format!("2026年6月1日之后，{us}收到还款合计1,000.00元，应当从上述给付义务中扣除。"),
            "《中华人民共和国民事诉讼法》第二百四十七条、第二百六十四条",
            "自履行期间届满之日起至实际清偿之日止",
            "加倍支付迟延履行期间的债务利息",
            "凭已经生效的法律文书向人民法院申请强制执行",
        ] {
            assert!(prints(&pages, text), "{kind}: {text}");
        }
        // Principal of the contract, what is left of all of it, and what would run on by the contract.
        for never in ["38,652.41", "41,972.96", "自2026年7月1日起"] {
            assert!(!all_text(&letter).contains(never), "{kind}: {never}");
        }
    }
    // Before it was in force the contract counts.
    let earlier = Brief { history: &history[..3], ..brief };
    assert!(data(find("demand-letter").unwrap(), &earlier, false).unwrap().get("decided").is_none());
    assert!(codes("acceleration-notice", &brief).contains(&"E-DRAFT-CALLED-DECIDED"));
    assert!(!codes("acceleration-notice", &earlier).contains(&"E-DRAFT-CALLED-DECIDED"));
}

/// The figures are those of the last instance that changed them; a decision that cannot be named stops the letter.
#[test]
fn the_decision_is_named_as_recorded() {
    let case = card();
    let money = money(&case);
    let text = |history: &[Recorded<MilestoneEvent>]| said("demand-letter", &case, &money, history);
    let mut history = judged();
    let changed = [("outcome", "changed"), ("principal", "37000.00"), ("case_number", "（2026）京02民终2号")];
    history.insert(3, with("litigation", "second-instance", "2026-06-19", &changed));
    assert!(text(&history).contains("民事判决书，经二审（2026）京02民终2号改判，该判决已于"));
    assert!(text(&history).contains("给付本金37,000.00元；"));
    history[3].what.facts.insert("outcome".to_owned(), "upheld".to_owned());
    assert!(text(&history).contains("合计41,500.00元"));

    let mut nameless = judged();
    nameless[1].what.facts.clear();
    let brief = Brief { history: &nameless, ..Brief::new(&case, &money, today()) };
    for kind in ["demand-letter", "lawyers-letter"] {
        assert!(codes(kind, &brief).contains(&"E-DRAFT-DECIDED"), "{kind}");
    }

    let award = [
        with("arbitration", "applied", "2026-03-01", &[("institution", "示例仲裁委员会")]),
        with("arbitration", "accepted", "2026-03-05", &[("case_number", "（2026）示仲案字第3号")]),
        with("arbitration", "award", "2026-06-01", &[("principal", "38000.00")]),
    ];
    assert!(
        text(&award).contains(
            "示例仲裁委员会于2026年6月1日作出（2026）示仲案字第3号裁决书，该裁决书已经发生法律效力。"
        )
    );
    assert!(text(&award).contains("第二百四十八条、第二百六十四条"));
    let order = [
        with("payment-order", "applied", "2026-03-01", &[("court", "北京市西城区人民法院")]),
        with("payment-order", "accepted", "2026-03-05", &[("case_number", "（2026）京0102民督4号")]),
        with("payment-order", "effective", "2026-06-01", &[]),
    ];
    assert!(
        text(&order)
            .contains("北京市西城区人民法院作出的（2026）京0102民督4号支付令已于2026年6月1日发生法律效力。")
    );
    assert!(text(&order).contains("第二百二十七条、第二百六十四条"));
}
