//! What a message is about: hearings, instalments, that everything is paid.

use serde_json::{Value, json};

use super::queue::{KINDS, Setting, card, case, content, drafted, unescaped};
use super::*;
use crate::docket::{Docket, Standing};
use crate::domain::event::{MilestoneEvent, Source};
use crate::notices::occasion::{About, NoOccasion, Occasion, Topic, occasions};
use crate::rules::Rulebook;

/// The day all of it is looked at: a Wednesday.
const TODAY: &str = "2026-07-01";

fn docket(facts: &Value) -> Docket {
    Docket::of_case(&case(facts), Source { file: "case.yaml".into(), sha256: String::new() })
}

fn happened(docket: Docket, milestone: &str, on: &str, facts: &[(&str, &str)]) -> Docket {
    let facts = facts.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect();
    docket.with_milestone(MilestoneEvent {
        track: "litigation".into(),
        milestone: milestone.into(),
        on: day(on),
        facts,
        evidence: Vec::new(),
    })
}

/// Filed, accepted, and a hearing set for 10 July at half past nine.
fn heard() -> Docket {
    let docket = happened(docket(&card()), "filed", "2026-05-06", &[("court", "北京市西城区人民法院")]);
    let number =
        [("case_number", "（2026）京0102民初1234号"), ("judge", "赵示例"), ("phone", "010-00000001")];
    let docket = happened(docket, "accepted", "2026-05-12", &number);
    happened(docket, "hearing-set", "2026-06-20", &[("at", "2026-07-10 09:30"), ("room", "第三法庭")])
}

/// Six instalments of 2,000.00, on the fifth of each month from May on; 5 July is a Sunday.
fn plan(paid: &[(&str, &str)]) -> Docket {
    let due = ["2026-05-05", "2026-06-05", "2026-07-05", "2026-08-05", "2026-09-05", "2026-10-05"];
    let instalments: Vec<Value> = due.iter().map(|d| json!({"due": d, "amount": "2000.00"})).collect();
    let plan = json!({
        "setting": "pre-action", "agreed_on": "2026-04-20", "instalments": instalments, "grace_days": 5,
        "breach_after": 2, "whole_on_breach": true, "waived_if_kept": "504.50",
    });
    let docket = docket(&card()).with_plan(serde_json::from_value(plan).unwrap());
    paid.iter().fold(docket, |docket, (on, sum)| {
        let payment = Payment { on: day(on), amount: sum.parse().unwrap(), from: None, reference: None };
        docket.with_payment(payment)
    })
}

const IN_TIME: [(&str, &str); 3] = [("2026-05-03", "2000"), ("2026-06-05", "2000"), ("2026-06-28", "500")];
const BEHIND: [(&str, &str); 2] = [("2026-05-03", "2000"), ("2026-06-28", "500")];

/// 9,000.00 and 500.00 of interest are settled for 9,000.00, paid on 25 June.
fn settled() -> Docket {
    let facts = json!({
        "account": "A-1", "product": "personal-loan", "track": "litigation",
        "debtors": [{"role": "primary", "name": "李示例"}],
        "contract": {"terms": {"interest": {"rate": "0.0005", "per": "day"}}},
        "debt": {"as_of": "2026-05-31", "principal": "9000.00", "interest": "500.00"},
    });
    let plan = json!({
        "setting": "pre-action", "agreed_on": "2026-06-01", "waived_if_kept": "504.50",
        "instalments": [{"due": "2026-06-30", "amount": "9000.00"}],
    });
    let paid =
        Payment { on: day("2026-06-25"), amount: "9000".parse().unwrap(), from: None, reference: None };
    docket(&facts).with_plan(serde_json::from_value(plan).unwrap()).with_payment(paid)
}

fn asked(about: About, docket: &Docket, on: &str) -> Result<Vec<Occasion>, NoOccasion> {
    let rules = Rulebook::builtin();
    occasions(about, docket, &Standing::new(docket, day(on), rules), day(on), rules)
}

fn one(about: About, docket: &Docket, on: &str) -> Occasion {
    let mut found = asked(about, docket, on).unwrap();
    assert_eq!(found.len(), 1);
    found.remove(0)
}

fn code(about: About, docket: &Docket, on: &str) -> &'static str {
    match asked(about, docket, on).unwrap_err() {
        NoOccasion::Nothing(problem) => problem.code,
        NoOccasion::Refused(refusal) => panic!("{refusal:?}"),
    }
}

/// What the message of a kind is about, for samples.
pub(super) fn topic(kind: &str) -> Topic {
    match kind {
        "hearing-reminder" => one(About::Hearing, &heard(), TODAY).topic,
        "instalment-due" => one(About::InstalmentDue, &plan(&IN_TIME), TODAY).topic,
        "instalment-overdue" => one(About::InstalmentOverdue, &plan(&BEHIND), TODAY).topic,
        "settlement-confirmation" => one(About::Settlement, &settled(), TODAY).topic,
        _ => Topic::default(),
    }
}

/// The same with instalments before it unpaid.
pub(super) fn topic_with_arrears(kind: &str) -> Topic {
    match kind {
        "instalment-due" => one(About::InstalmentDue, &plan(&BEHIND), TODAY).topic,
        other => topic(other),
    }
}

#[test]
fn a_hearing_to_come() {
    let found = one(About::Hearing, &heard(), TODAY);
    assert_eq!(found.name.as_deref(), Some("litigation-202607100930"));
    assert_eq!((found.due, found.until), (None, Some(day("2026-07-10"))));
    let hearing = found.topic.hearing.unwrap();
    assert_eq!(
        (hearing.at.as_str(), hearing.days_left, hearing.room.as_deref(), hearing.judge.as_deref()),
        ("2026-07-10 09:30", 9, Some("第三法庭"), Some("赵示例"))
    );
    assert_eq!(hearing.court.as_deref(), Some("北京市西城区人民法院"));
    assert_eq!(hearing.case_number.as_deref(), Some("（2026）京0102民初1234号"));
    assert_eq!((hearing.clerk, hearing.arbitration), (None, false));
    // On its day still, on the next day no more; nor once it is put off.
    assert_eq!(one(About::Hearing, &heard(), "2026-07-10").topic.hearing.unwrap().days_left, 0);
    assert_eq!(code(About::Hearing, &heard(), "2026-07-11"), "E-NOTICE-NO-HEARING");
    let off = happened(heard(), "adjourned", "2026-06-30", &[]);
    assert_eq!(code(About::Hearing, &off, TODAY), "E-NOTICE-NO-HEARING");
    let again = happened(off, "hearing-set", "2026-06-30", &[("at", "2026-07-20 14:00")]);
    let again = one(About::Hearing, &again, TODAY);
    assert_eq!(again.name.as_deref(), Some("litigation-202607201400"));
    assert_eq!(again.topic.hearing.unwrap().room, None, "of the other hearing");
    assert_eq!(code(About::Hearing, &docket(&card()), TODAY), "E-NOTICE-NO-HEARING");
}

/// The first two are paid and 500.00 of the third, which falls on a Sunday: Monday is in time (民法典 203).
#[test]
fn an_instalment_to_come() {
    let found = one(About::InstalmentDue, &plan(&IN_TIME), TODAY);
    assert_eq!(found.name.as_deref(), Some("plan-2026-04-20-3"));
    assert_eq!((found.due, found.until), (Some(day("2026-07-02")), Some(day("2026-07-06"))));
    let plan_ = found.topic.plan.unwrap();
    let third = &plan_.instalment;
    assert_eq!(
        (third.number, third.due, third.in_time_until),
        (3, day("2026-07-05"), Some(day("2026-07-06")))
    );
    let amounts = [Some(third.amount), third.paid, Some(third.left), plan_.paid, Some(plan_.left)];
    let amounts = amounts.map(|a| a.unwrap().to_string());
    assert_eq!(amounts, ["2000.00", "500.00", "1500.00", "4500.00", "7500.00"]);
    assert_eq!((plan_.overdue.len(), plan_.overdue_total.to_string().as_str()), (0, "0.00"));
    // Ten days ahead, not eleven; and never the day before the notice is queued.
    assert_eq!(code(About::InstalmentDue, &plan(&IN_TIME), "2026-06-24"), "E-NOTICE-INSTALMENT-LATER");
    assert_eq!(one(About::InstalmentDue, &plan(&IN_TIME), "2026-06-25").due, Some(day("2026-07-02")));
    assert_eq!(one(About::InstalmentDue, &plan(&IN_TIME), "2026-07-04").due, Some(day("2026-07-04")));
    // What was missed before is told too.
    let behind = one(About::InstalmentDue, &plan(&BEHIND), TODAY).topic.plan.unwrap();
    assert_eq!((behind.instalment.number, behind.overdue.len()), (3, 1));
    assert_eq!(code(About::InstalmentDue, &docket(&card()), TODAY), "E-NOTICE-NO-PLAN");
    let all = [("2026-05-03", "12000")];
    assert_eq!(code(About::InstalmentDue, &plan(&all), TODAY), "E-NOTICE-PLAN-KEPT");
    assert_eq!(code(About::InstalmentDue, &plan(&IN_TIME), "2026-10-31"), "E-NOTICE-NO-INSTALMENT-DUE");
}

#[test]
fn an_instalment_past_its_day() {
    assert_eq!(code(About::InstalmentOverdue, &plan(&IN_TIME), TODAY), "E-NOTICE-NO-INSTALMENT-OVERDUE");
    // On a Sunday and on the Monday after, nothing is late.
    for (on, late) in [("2026-07-05", false), ("2026-07-06", false), ("2026-07-07", true)] {
        assert_eq!(asked(About::InstalmentOverdue, &plan(&IN_TIME), on).is_ok(), late, "{on}");
    }
    let found = one(About::InstalmentOverdue, &plan(&BEHIND), TODAY);
    assert_eq!(found.name.as_deref(), Some("plan-2026-04-20-2"));
    let of = found.topic.plan.unwrap();
    assert_eq!((of.overdue.len(), of.overdue_total.to_string().as_str()), (1, "1500.00"));
    assert_eq!(of.instalment, of.overdue[0]);
    // Five days of grace from 5 June ended long ago; those of 5 July run to the 10th.
    let two = one(About::InstalmentOverdue, &plan(&BEHIND), "2026-07-07");
    assert_eq!(two.name.as_deref(), Some("plan-2026-04-20-3"), "another one, another notice");
    let two = two.topic.plan.unwrap();
    assert_eq!((two.overdue.len(), two.overdue_total.to_string().as_str()), (2, "3500.00"));
    assert_eq!(two.instalment.no_breach_until, Some(day("2026-07-10")));
    let broken = plan(&BEHIND).with_milestone(MilestoneEvent {
        track: "pre-action".into(),
        milestone: "plan-broken".into(),
        on: day("2026-06-30"),
        facts: Default::default(),
        evidence: Vec::new(),
    });
    assert_eq!(code(About::InstalmentOverdue, &broken, TODAY), "E-NOTICE-PLAN-BROKEN");
}

/// 9,000.00 paid as agreed for 9,504.50: the 504.50 that were agreed to be given up are.
#[test]
fn everything_is_paid() {
    let found = one(About::Settlement, &settled(), TODAY);
    assert_eq!(found.name.as_deref(), Some("settled-2026-06-25"));
    let settled_ = found.topic.settled.unwrap();
    assert_eq!((settled_.last_on, settled_.overpaid), (Some(day("2026-06-25")), None));
    assert_eq!(settled_.last_amount.unwrap().to_string(), "9000.00");
    assert_eq!(settled_.waived.unwrap().to_string(), "504.50");
    assert_eq!(code(About::Settlement, &settled(), "2026-06-24"), "E-NOTICE-STILL-OWED");
}

/// Of a mediation paper in force no figure is recorded: that the contract's sum is paid does not say that nothing is owed,
/// since costs may still be out.
#[test]
fn r_nothing_is_confirmed_where_a_decision_has_no_figures() {
    let facts = json!({
        "account": "A-1", "product": "personal-loan", "track": "litigation",
        "debtors": [{"role": "primary", "name": "李示例"}],
        "debt": {"as_of": "2026-05-31", "principal": "9000.00"},
    });
    let paid =
        Payment { on: day("2026-06-25"), amount: "9000".parse().unwrap(), from: None, reference: None };
    let paid = docket(&facts).with_payment(paid);
    assert!(asked(About::Settlement, &paid, TODAY).is_ok());
    let mediated = happened(paid, "mediated", "2026-06-01", &[]);
    match asked(About::Settlement, &mediated, TODAY).unwrap_err() {
        NoOccasion::Refused(refusal) => {
            assert_eq!(
                (refusal.code.as_str(), refusal.missing.as_str()),
                ("R-JUDGMENT-FIGURES", "litigation/mediated")
            );
        }
        NoOccasion::Nothing(problem) => panic!("{problem:?}"),
    }
}

/// A message for two is two mails, each to its own mailbox and under its own name.
#[test]
fn handler_and_counsel_each_get_their_own() {
    let setting = Setting::of("hearing-reminder");
    let facts = case(&setting.facts);
    let messages = crate::notices::Message::each(&setting.library, "hearing-reminder").unwrap();
    let input = crate::notices::Input { occasion: Some("litigation-202607100930"), ..setting.input(&facts) };
    let notices: Vec<NoticeRecord> = messages
        .iter()
        .map(|message| crate::notices::queue::compose_notice(message, &input).unwrap())
        .collect();
    let to: Vec<&str> = notices.iter().map(|n| n.to.as_str()).collect();
    assert_eq!(to, ["legal1@bank.example", "wang@law.example"]);
    assert!(notices[0].key.ends_with("/litigation-202607100930-handler"), "{}", notices[0].key);
    assert!(notices[1].text.starts_with("王示例：") && notices[0].id != notices[1].id);
    for notice in &notices {
        for form in [&notice.text, notice.html.as_ref().unwrap()] {
            let form = content(form);
            for told in
                ["2026年7月10日9时30分", "第三法庭", "赵示例", "010-00000001", "律师执业证", "信用卡领用合约"]
            {
                assert!(form.contains(told), "{told}: {form}");
            }
        }
    }
}

/// A reminder may leave days after it was made: it counted the days from when it was made, and some of its lines lost
/// their indent.
#[test]
fn r_a_reminder_of_a_hearing_is_true_on_any_day() {
    let notice = Setting::of("hearing-reminder").queue("hearing-reminder").unwrap();
    for form in [&notice.text, notice.html.as_ref().unwrap()] {
        let form = content(form);
        assert!(form.contains("将于2026年7月10日9时30分开庭，请安排出庭。"), "{form}");
        assert!(!form.contains("还有"), "{form}");
    }
    for line in ["  法院：北京市西城区人民法院", "  案号：", "  法庭：第三法庭", "  承办法官：赵示例"]
    {
        assert!(notice.text.lines().any(|said| said.starts_with(line)), "{line}: {}", notice.text);
    }
}

/// Nothing goes out as the cover of a letter that is not there.
#[test]
fn a_cover_without_its_letter_is_refused() {
    let bare = Setting::new();
    let problems = bare.queue("lawyers-letter-cover").unwrap_err();
    assert_eq!(problems.iter().map(|p| p.code).collect::<Vec<_>>(), ["E-NOTICE-NOT-DRAFTED"]);
    let notice = Setting::of("lawyers-letter-cover").queue("lawyers-letter-cover").unwrap();
    assert_eq!(notice.attachments.len(), 1);
    assert_eq!(drafted("lawyers-letter", "律师函", "律师函.pdf").sha256, notice.attachments[0].sha256);
}

/// What is told of an occasion gives way once it no longer holds, and only then; what has left stays alone.
#[test]
fn an_occasion_is_told_anew_where_it_changed() {
    use crate::notices::outbox::{Admission, Outbox};

    let key = "CC-2026-000123/instalment-due/plan-2026-04-20-3";
    let first = NoticeRecord { key: key.to_owned(), ..record(Audience::Debtor) };
    let again = NoticeRecord {
        key: format!("{key}~2"),
        id: "n-2".to_owned(),
        facts: 3,
        facts_sha256: "x".to_owned(),
        ..first.clone()
    };
    let mut payloads = vec![amended("contacts"), queued(&first)];
    let admit = |payloads: &[Payload], record| Outbox::fold(&log(payloads.to_vec())).unwrap().admit(record);
    let known = |status| Admission::Known { id: first.id.clone(), status };
    let other = NoticeRecord { facts_sha256: "y".to_owned(), ..first.clone() };
    assert_eq!(admit(&payloads, &other), known(NoticeStatus::Queued), "another day is not another occasion");
    payloads.push(paid());
    assert_eq!(admit(&payloads, &first), Admission::Again(1));
    let Admission::New { replaces } = admit(&payloads, &again) else { panic!("new") };
    assert_eq!(replaces.iter().map(|m| m.id.as_str()).collect::<Vec<_>>(), [first.id.as_str()]);
    payloads.extend(replaces.into_iter().map(Payload::NoticeMoved));
    payloads.push(queued(&again));
    let now = Admission::Known { id: again.id.clone(), status: NoticeStatus::Queued };
    assert_eq!(admit(&payloads, &first), now);
    for status in [NoticeStatus::Approved, NoticeStatus::Sending, NoticeStatus::Sent] {
        payloads.push(moved(&again.id, status));
    }
    payloads.push(paid());
    let sent = Admission::Known { id: again.id.clone(), status: NoticeStatus::Sent };
    assert_eq!(admit(&payloads, &first), sent, "nobody is written to twice of one instalment");
}

/// Every amount, day and name of one form is in the other, and so is every word.
#[test]
fn every_message_says_the_same_in_both_forms() {
    let library = crate::press::Library::built_in();
    for kind in
        KINDS.into_iter().chain(["daily-digest", "weekly-status", "counsel-status", "deadline-reminder"])
    {
        let message = crate::notices::Message::open(&library, kind).unwrap();
        let sample = crate::press::doctor::sample(library.folder(kind).unwrap()).unwrap();
        let rendered = message.render(&sample).unwrap();
        let source = rendered.html.unwrap();
        for forbidden in
            ["<link", "<script", "<img", "url(", "http:", "https:", "<style", "@import", " class="]
        {
            assert!(!source.contains(forbidden), "{kind}: {forbidden}");
        }
        assert!(source.contains("<html lang=\"zh-CN\">") && source.contains("width=device-width"), "{kind}");
        let (text, html) = (content(&rendered.text), content(&source));
        let body = source.split_once("<body").unwrap().1.split_once('>').unwrap().1;
        let cells: Vec<&str> =
            body.split('<').map(|part| part.split_once('>').map_or(part, |p| p.1)).collect();
        let cells = unescaped(&cells.join("\n"));
        let facts = |form: &str| -> std::collections::BTreeSet<String> {
            let split = form.split(|c: char| !(c.is_ascii_alphanumeric() || ",.-@:*".contains(c)));
            let trimmed = split.map(|word| word.trim_matches(|c: char| ",.-@:*".contains(c)).to_owned());
            trimmed.filter(|w| w.contains(|c: char| c.is_ascii_digit() || c == '@')).collect()
        };
        // The numbers of lists are tags in the one and digits in the other.
        let counts = |word: &String| word.len() > 1;
        let of =
            |form: &str| facts(form).into_iter().filter(counts).collect::<std::collections::BTreeSet<_>>();
        let (of_text, of_html) = (of(&rendered.text), of(&cells));
        assert!(!of_text.is_empty(), "{kind}");
        let only: Vec<&String> = of_text.symmetric_difference(&of_html).collect();
        assert!(only.is_empty(), "{kind}: {only:?} in one form only");
        let is_han = |c: char| ('\u{4e00}'..='\u{9fff}').contains(&c);
        // The heading of the HTML is the beginning of the subject.
        let text = content(&rendered.subject) + &text;
        let of_text = (rendered.text.clone(), &html);
        let of_html = (cells.clone(), &text);
        for (one, other) in [of_text, of_html] {
            let phrases = one.split(|c: char| !is_han(c)).filter(|p| p.chars().count() > 1);
            let only: Vec<&str> = phrases.filter(|phrase| !other.contains(phrase)).collect();
            assert!(only.is_empty(), "{kind}: {only:?} in one form only");
        }
    }
}

/// A loan is asked for by the law of loans: 信用卡办法 binds issuers of cards alone. After a decision what was decided is
/// asked for, by name.
#[test]
fn a_demand_cites_what_it_rests_on() {
    let mut loan = Setting::new()
        .with("product", json!("personal-loan"))
        .with("contract.card_number", Value::Null)
        .with("contract.title", json!("个人借款合同"))
        .with("creditor.name", json!("示例银行股份有限公司"))
        .with("creditor.bank_account.name", json!("示例银行股份有限公司"));
    loan.available.clear();
    let loan = loan.queue("demand-email").unwrap();
    for form in [&loan.subject, &loan.text, loan.html.as_ref().unwrap()] {
        assert!(!form.contains("信用卡"), "{form}");
    }
    let mut decided = Setting::new();
    decided.figures.decided = Some("（2026）京0102民初1234号民事判决书".to_owned());
    let decided = decided.queue("demand-email").unwrap();
    for form in [&decided.text, decided.html.as_ref().unwrap()] {
        let form = content(form);
        for told in ["（2026）京0102民初1234号民事判决书", "第二百六十四条", "履行生效法律文书确定的义务"]
        {
            assert!(form.contains(told), "{told}: {form}");
        }
        assert!(!form.contains("按照合同约定归还欠款"), "{form}");
    }
}
