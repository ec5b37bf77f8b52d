//! Standings whose dates are made by hand, and what is counted of them by hand.

use chrono::NaiveDate;

use super::*;
use crate::domain::Amount;
use crate::domain::actor::Actor;
use crate::domain::handling::{DeadlineHandling, HandlingAct};
use crate::domain::summary::{OpenDeadline, Summary};
use crate::reports::agenda;
use crate::rules::Rulebook;

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The day stood on, a Saturday.
fn today() -> NaiveDate {
    day("2026-11-21")
}

fn due(id: &str, by: Actor, on: &str) -> OpenDeadline {
    OpenDeadline {
        id: id.to_owned(),
        track: "litigation".to_owned(),
        rule: id.to_owned(),
        title: [format!("{id}事"), id.to_owned()],
        due: day(on),
        allowed: false,
        lapses: false,
        fades: false,
        by,
        of: None,
        act_by: None,
        warnings: Vec::new(),
        handled: None,
        source: String::new(),
    }
}

fn taken_on(deadline: OpenDeadline, on: &str) -> OpenDeadline {
    let handled = DeadlineHandling {
        id: deadline.id.clone(),
        act: HandlingAct::Acknowledged,
        due: deadline.due,
        reason: "办理中".to_owned(),
        on: day(on),
    };
    OpenDeadline { handled: Some(handled), ..deadline }
}

fn case(account: &str, firm: Option<&str>, last: &str, dates: Vec<OpenDeadline>) -> Case {
    Case {
        account: account.parse().unwrap(),
        version: 1,
        debtor: "李示例".to_owned(),
        firm: firm.map(str::to_owned),
        lawyer: None,
        mailbox: None,
        court: None,
        case_number: None,
        track: "litigation".to_owned(),
        stage: "filed".to_owned(),
        settled: false,
        suing: false,
        over: false,
        unenforced: None,
        referred_on: Some(day("2026-01-05")),
        steps: vec![(day(last), "litigation".to_owned(), "filed".to_owned())],
        dates,
    }
}

/// Of five dates of a case one is past and ours, one past and the court's, one past and the debtor's, one past that
/// somebody took on afterwards, one ahead: counsel is asked for the first two, and four are late.
#[test]
fn counsel_is_asked_for_what_is_past_and_not_taken_on() {
    let dates = vec![
        taken_on(due("d", Actor::Creditor, "2026-11-02"), "2026-11-10"),
        due("a", Actor::Party, "2026-11-18"),
        due("b", Actor::Court, "2026-11-19"),
        due("c", Actor::Debtor, "2026-11-20"),
        due("e", Actor::Court, "2026-11-28"),
    ];
    let one = case("A", Some("甲所"), "2026-01-10", dates.clone());
    let asks: Vec<(&str, NaiveDate)> = one.asks(today()).iter().map(|ask| (ask.id(), ask.on())).collect();
    assert_eq!(asks, [("act", day("2026-11-18")), ("tell", day("2026-11-19"))]);
    // 28 November is the seventh day from the 21st.
    assert_eq!((one.late(today()), one.week(today())), (4, 1));
    assert_eq!(one.next(today()).map(|d| d.id.as_str()), Some("e"));
    assert_eq!(one.soonest(), Some(day("2026-11-02")));
    assert!(case("A", None, "2026-01-10", dates).asks(today()).is_empty(), "without counsel nobody is asked");
}

/// From 22 September to 21 November are 8 + 31 + 21 = 60 days. A date ahead in a proceeding is news enough; one that runs
/// without a track, as limitation does, is none.
#[test]
fn a_case_is_quiet_after_sixty_days_without_a_date_ahead() {
    let quiet = |last: &str, dates| case("A", Some("甲所"), last, dates).quiet_since(today());
    assert_eq!(quiet("2026-09-22", Vec::new()), Some(day("2026-09-22")));
    assert_eq!(quiet("2026-09-23", Vec::new()), None);
    assert_eq!(quiet("2026-09-22", vec![due("hearing", Actor::Court, "2026-12-01")]), None);
    let limitation =
        OpenDeadline { track: String::new(), ..due("limitation", Actor::Creditor, "2028-11-06") };
    assert_eq!(quiet("2026-09-22", vec![limitation]), Some(day("2026-09-22")));
    let never = Case { steps: Vec::new(), ..case("A", Some("甲所"), "2026-01-10", Vec::new()) };
    assert_eq!(never.quiet_since(today()), Some(day("2026-01-05")), "since it was referred");
    let settled = Case { settled: true, ..never };
    assert!(!settled.is_open() && settled.quiet_since(today()).is_none());
}

#[test]
fn firms_are_counted_over_their_open_cases() {
    let cases = [
        case("A", Some("甲所"), "2026-11-01", vec![due("x", Actor::Creditor, "2026-11-20")]),
        case("B", Some("甲所"), "2026-08-01", vec![due("y", Actor::Debtor, "2026-11-20")]),
        case("C", Some("乙所"), "2026-11-15", vec![due("z", Actor::Court, "2026-11-21")]),
        case("D", None, "2026-10-01", Vec::new()),
        case("E", None, "2026-10-02", Vec::new()),
        case("F", None, "2026-10-03", Vec::new()),
        Case { settled: true, ..case("G", Some("乙所"), "2026-11-20", Vec::new()) },
    ];
    let told: Vec<_> = firms(&cases, today())
        .into_iter()
        .map(|f| (f.name.unwrap_or_default(), f.cases, f.late, f.week, f.waits, f.quiet, f.last_step))
        .collect();
    let of = |name: &str| name.to_owned();
    assert_eq!(
        told,
        [
            // A's own step is past, B's debtor's is: two late, one waits on counsel; B rests since 1 August.
            (of("甲所"), 2, 2, 0, 1, 1, Some(day("2026-11-01"))),
            (of("乙所"), 1, 0, 1, 0, 0, Some(day("2026-11-15"))),
            (of(""), 3, 0, 0, 0, 0, Some(day("2026-10-03"))),
        ]
    );
    let theirs: Vec<&str> = of_firm(&cases, "甲所", today()).iter().map(|c| c.account.as_str()).collect();
    assert_eq!(theirs, ["A", "B"]);
    assert!(of_firm(&cases, "甲", today()).is_empty(), "the exact name");
}

fn row(account: &str, stage: &str, owed: Option<&str>, deadlines: Vec<OpenDeadline>) -> Summary {
    Summary {
        account: account.parse().unwrap(),
        version: 1,
        rules: String::new(),
        as_of: today(),
        since: today(),
        until: None,
        batch: None,
        debtor: "李示例".to_owned(),
        parties: Vec::new(),
        product: None,
        principal: Amount::ZERO,
        owed: owed.map(|o| o.parse().unwrap()),
        stage: stage.to_owned(),
        track: "litigation".to_owned(),
        handler: Some("法务一组".to_owned()),
        court: None,
        notices: 0,
        deadlines,
    }
}

/// A freeze that ends on 15 December and has to be renewed by 25 November, four days ahead, counts as due this week and
/// as lapsing; one that ends on 22 December, 31 days ahead, as neither.
#[test]
fn the_state_counts_each_date_where_it_belongs() {
    let lapses = |id: &str, on: &str, act_by: &str| OpenDeadline {
        lapses: true,
        act_by: Some(day(act_by)),
        ..due(id, Actor::Creditor, on)
    };
    let possible = OpenDeadline { allowed: true, ..due("p", Actor::Court, "2026-11-01") };
    let rows = [
        row("A", "filed", Some("100.50"), vec![due("late", Actor::Court, "2026-11-20"), possible]),
        row("B", "filed", Some("200.00"), vec![lapses("freeze", "2026-12-15", "2026-11-25")]),
        row(
            "C",
            "accepted",
            None,
            vec![due("today", Actor::Debtor, "2026-11-21"), lapses("seal", "2026-12-22", "2026-12-01")],
        ),
        row(
            "D",
            "accepted",
            Some("0.00"),
            vec![taken_on(due("rests", Actor::Creditor, "2026-11-25"), "2026-11-20")],
        ),
    ];
    let items = agenda::items(&rows, today(), Rulebook::builtin());
    let step = |on: &str, milestone: &str| {
        (
            day("2026-11-21").min(day(on).max(day("2026-11-15"))),
            day(on),
            "litigation".to_owned(),
            milestone.to_owned(),
        )
    };
    let recent = Recent {
        // The last seven days are the 15th to the 21st.
        milestones: vec![
            step("2026-11-14", "filed"),
            step("2026-11-15", "accepted"),
            step("2026-11-21", "accepted"),
        ],
        payments: vec![
            (day("2026-10-31"), "1.00".parse().unwrap()),
            (day("2026-11-01"), "20.00".parse().unwrap()),
            (day("2026-11-15"), "300.00".parse().unwrap()),
        ],
    };
    let state = State::of(&rows, 1, &items, &recent, Outboxes::default(), today());
    assert_eq!((state.accounts, state.broken, state.uncomputed), (4, 1, 1));
    assert_eq!(state.owed.unwrap().to_string(), "300.50");
    // Late: A's. This week: B's to be renewed, C's of today, D's although it rests. Lapsing: B's.
    assert_eq!((state.late, state.week, state.lapsing, state.acknowledged), (1, 3, 1, 1));
    assert_eq!(state.waiting, [1, 1]);
    assert_eq!(state.moved, [(("litigation".to_owned(), "accepted".to_owned()), 2)]);
    // That of the 14th was recorded on the 15th.
    assert_eq!(state.moved_before, 1);
    assert_eq!((state.received.unwrap().to_string(), state.payments), ("320.00".to_owned(), 2));
    assert_eq!((state.received_week.unwrap().to_string(), state.payments_week), ("300.00".to_owned(), 1));
    let told: Vec<(&str, &str)> =
        decisions(&items).iter().map(|d| (d.item.deadline.id.as_str(), d.why.id())).collect();
    assert_eq!(told, [("late", "late"), ("today", "due"), ("freeze", "lapsing")]);
}

/// 30 days from 21 November end on 21 December: limitation of the 20th is to be decided now, that of the 22nd is not.
#[test]
fn the_end_of_a_right_within_thirty_days_is_to_be_decided() {
    let of = |rule: &str, on: &str| due(rule, Actor::Creditor, on);
    let dates = vec![
        of("limitation", "2026-12-20"),
        of("enforcement-apply", "2026-12-21"),
        of("limitation", "2026-12-22"),
        of("evidence", "2026-12-10"),
    ];
    let rows = [row("A", "filed", Some("1.00"), dates)];
    let items = agenda::items(&rows, today(), Rulebook::builtin());
    let told: Vec<_> =
        decisions(&items).iter().map(|d| (d.item.deadline.due.to_string(), d.why.id())).collect();
    let of = |on: &str| (on.to_owned(), "lapsing");
    assert_eq!(told, [of("2026-12-20"), of("2026-12-21")]);
    let state = State::of(&rows, 0, &items, &Recent::default(), Outboxes::default(), today());
    assert_eq!(state.lapsing, told.len());
}

/// Reckoned from 21 November: what ends within 30 days is asked before, what has ended is not asked as if it could be done.
#[test]
fn counsel_is_asked_before_a_right_ends() {
    let of = |rule: &str, on: &str| due(rule, Actor::Creditor, on);
    let dates = vec![
        of("limitation", "2026-11-10"),
        of("fee-payment", "2026-11-28"),
        of("evidence", "2026-11-29"),
        of("guarantee-period", "2026-12-21"),
        of("limitation", "2026-12-22"),
        of("enforcement-apply", "2028-10-01"),
    ];
    let one = Case { unenforced: Some(day("2026-10-01")), ..case("A", Some("甲所"), "2026-11-10", dates) };
    let told: Vec<_> = one.asks(today()).iter().map(|ask| (ask.id(), ask.on().to_string())).collect();
    let ask = |id: &'static str, on: &str| (id, on.to_owned());
    assert_eq!(
        told,
        [
            ask("ended", "2026-11-10"),
            ask("due", "2026-11-28"),
            ask("before", "2026-12-21"),
            ask("enforce", "2028-10-01")
        ]
    );
    let words: Vec<String> = one.asks(today()).iter().map(|ask| lists::asked(ask, |pair| pair[0])).collect();
    assert_eq!(words[0], "limitation事已于2026-11-10届满，请告知此前是否已提起诉讼或者申请仲裁");
    assert_eq!(words[2], "guarantee-period事于2026-12-21届满，请在届满前依法向保证人主张权利");
    assert_eq!(words[3], "履行期间于2026-10-01届满，没有申请执行的记录，请申请执行（不迟于2028-10-01）");
    let late = due("serve", Actor::Debtor, "2026-11-01");
    let other = case("B", Some("甲所"), "2026-11-10", vec![late, due("hearing", Actor::Court, "2026-11-25")]);
    // B shows the 25th alone, since nobody is asked for what its debtor let pass.
    assert_eq!(other.first_shown(today()), Some(day("2026-11-25")));
    assert_eq!(side_of_counsel(Actor::Creditor)[0], "代理律师");
}

/// Paid off while the suit goes on: to be withdrawn; withdrawn: no news is asked for.
#[test]
fn what_has_ended_is_not_asked_for_news() {
    let quiet = || case("A", Some("甲所"), "2026-01-10", Vec::new());
    let ids = |case: &Case| case.asks(today()).iter().map(Ask::id).collect::<Vec<_>>();
    assert_eq!(ids(&quiet()), ["news"]);
    assert!(ids(&Case { over: true, ..quiet() }).is_empty());
    let paid = Case { settled: true, suing: true, ..quiet() };
    assert!(paid.is_open());
    assert_eq!(ids(&paid), ["withdraw"]);
}

/// Full-width brackets are U+FF08 and U+FF09; a blank is no letter.
#[test]
fn a_firm_spelt_in_two_ways_is_told() {
    let of = |firm: &str| case("A", Some(firm), "2026-11-10", Vec::new());
    let cases = [of("甲（北京）律师事务所"), of("甲(北京) 律师事务所"), of("乙律师事务所")];
    assert_eq!(spellings(&cases), [["甲(北京) 律师事务所", "甲（北京）律师事务所"]]);
}

/// Nothing that is merely possible is in a case; what is written for counsel has nine columns, all about the case itself.
#[test]
fn the_list_for_counsel_says_what_is_next_and_what_is_missing() {
    let dates = vec![due("a", Actor::Creditor, "2026-11-18"), due("e", Actor::Court, "2026-11-28")];
    let one = case("A", Some("甲所"), "2026-11-10", dates);
    let list = lists::of_counsel(&[&one], today(), Rulebook::builtin(), |pair| pair[1]);
    let told: Vec<String> = list.rows[0].iter().map(crate::reports::read).collect();
    assert_eq!(
        told,
        [
            "A",
            "李示例",
            "",
            "",
            "Litigation: Filed",
            "2026-11-28",
            "e",
            "court or tribunal",
            "to do: a (was due 2026-11-18)"
        ]
    );
    assert_eq!(list.heads.len(), told.len());
}

/// What the tables call internal is called so at its beginning, where it can be taken off for others.
#[test]
fn nothing_internal_is_in_a_title_that_leaves() {
    let table = include_str!("../../rules/tables/cn/periods.yaml");
    let mut seen = 0;
    for line in table.lines().filter_map(|line| line.strip_prefix("  title: {zh: ")) {
        let (zh, en) = line.split_once(", en: ").unwrap();
        let title = [zh.to_owned(), en.trim_matches(['"', '}']).to_owned()];
        let told = case::outside(&title);
        assert!(!told[0].contains("内部") && !told[1].to_lowercase().contains("internal"), "{told:?}");
        seen += usize::from(told != title);
    }
    assert!(seen > 0);
}
