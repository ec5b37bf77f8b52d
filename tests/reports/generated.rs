//! A portfolio made up by number: every fate that the figures tell apart, the same log each time.

use std::fmt::Write;

use chrono::{Days, NaiveDate};
use serde_json::{Value, json};

/// Numbers in an order that nobody chose (the constants of Knuth's MMIX).
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }
}

/// The log of one account while it is made.
struct Log {
    day: NaiveDate,
    events: Vec<Value>,
}

impl Log {
    /// Some days later, a milestone.
    fn then(&mut self, days: u64, name: &str, facts: Value) {
        self.day = self.day + Days::new(days);
        let (track, milestone) = name.split_once('/').unwrap();
        let mut event = json!({"type": "milestone", "track": track, "milestone": milestone, "on": self.day});
        if facts.as_object().is_some_and(|f| !f.is_empty()) {
            event["facts"] = facts;
        }
        self.events.push(event);
    }

    fn paid(&mut self, days: u64, fen: u64) {
        let on = self.day + Days::new(days);
        self.events.push(json!({"type": "paid", "on": on, "amount": yuan(fen)}));
    }

    fn cost(&mut self, kind: &str, way: &str, fen: u64) {
        self.events.push(
            json!({"type": "cost-entered", "kind": kind, "way": way, "on": self.day, "amount": yuan(fen)}),
        );
    }
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The log of so many accounts as `registry import` reads it.
pub fn log(accounts: usize) -> String {
    let mut dice = Dice(20_261_121);
    let mut out = String::new();
    for n in 0..accounts {
        let account = format!("GEN-{n:05}");
        for (seq, payload) in (1..).zip(account_log(n, &account, &mut dice)) {
            let event = json!({"seq": seq, "at": "2026-11-21T10:00:00+08:00", "as_of": "2026-11-21", "actor": "tester", "command": format!("c-{n}-{seq}"), "payload": payload});
            writeln!(out, "{}", json!({"schema": "sucheng/event/v1", "stream": account, "event": event}))
                .unwrap();
        }
    }
    out
}

fn account_log(n: usize, account: &str, dice: &mut Dice) -> Vec<Value> {
    let referred = NaiveDate::from_ymd_opt(2025, 1, 1).unwrap() + Days::new(dice.roll(660));
    let figures = referred - Days::new(5);
    // So much that no payment below comes near what a decision awards.
    let principal = 1_000_000 + dice.roll(9_000_000);
    let (interest, penalty) = (dice.roll(500_000), dice.roll(20_000));
    let debtor = format!("{}示例{}", ["李", "王", "张", "刘"][n % 4], n / 3);
    let fate = dice.roll(20);
    let product = ["credit-card", "personal-loan", "online-loan"][dice.roll(3) as usize];
    let mut facts = json!({
        "account": account, "product": product,
        "referred_on": referred, "debtors": [{"role": "primary", "name": debtor}],
        "debt": {"as_of": figures, "principal": yuan(principal), "interest": yuan(interest), "penalty": yuan(penalty)},
    });
    // A card needs it: the order of its payments turns on the days overdue.
    if dice.roll(20) > 0 || product == "credit-card" {
        facts["debt"]["overdue_since"] = json!(figures - Days::new(dice.roll(500)));
    }
    if dice.roll(5) == 0 {
        facts["debt"]["costs"] = json!({"attorney_fee": yuan(50_000 + dice.roll(100_000))});
    }
    if dice.roll(10) > 0 {
        facts["batch"] = format!("B{}", dice.roll(7)).into();
    }
    if dice.roll(8) > 0 {
        facts["handler"] = json!({"name": format!("法务{}组", dice.roll(4))});
    }
    if dice.roll(3) > 0 {
        facts["counsel"] = json!({"firm": format!("示例{}律师事务所", dice.roll(3))});
    }
    // Without a roll, so that the rest stays as it is.
    if !n.is_multiple_of(9) {
        facts["creditor"] = json!({"kind": "branch", "name": format!("示例银行第{}分行", n % 4)});
    }
    let track = match fate {
        12 => "arbitration",
        13 => "payment-order",
        _ => "litigation",
    };
    facts["track"] = track.into();
    let mut log = Log {
        day: referred,
        events: vec![
            json!({"type": "imported", "case": facts, "source": {"file": "gen.yaml", "sha256": "0"}}),
        ],
    };
    let awarded = |part: u64| json!({"principal": yuan(principal / part), "interest": yuan(interest / part), "costs": "120.00", "perform_within_days": "10"});
    let court = json!({"court": format!("示例第{}法院", dice.roll(5))});
    let number = |kind: &str| json!({"case_number": format!("（2026）京0102{kind}{n}号")});
    let none = || json!({});
    let gap = |dice: &mut Dice| 2 + dice.roll(25);
    match fate {
        0 => {}
        1 => log.paid(20, principal + interest + penalty),
        16 => {
            log.paid(20, principal);
            log.paid(40, interest + penalty + 1 + dice.roll(9_999));
            log.paid(60, 5_000);
        }
        17 => {
            log.then(gap(dice), "litigation/filed", court);
            log.then(gap(dice), "litigation/withdrawn", none());
        }
        2 => {
            log.then(gap(dice), "litigation/filed", court);
            log.then(gap(dice), "litigation/filing-rejected", none());
        }
        12 => {
            log.then(gap(dice), "arbitration/applied", json!({"institution": "示例仲裁委员会"}));
            log.then(gap(dice), "arbitration/accepted", number("仲"));
            log.cost("arbitration-fee", "advanced", 30_000 + dice.roll(9_999));
            log.then(gap(dice), "arbitration/award", awarded(1 + dice.roll(2)));
        }
        13 => {
            log.then(gap(dice), "payment-order/applied", court.clone());
            log.then(gap(dice), "payment-order/accepted", number("民督"));
            if dice.roll(2) == 0 {
                log.then(gap(dice), "payment-order/issued", none());
                log.then(gap(dice), "payment-order/served", json!({"party": debtor}));
                log.then(gap(dice), "payment-order/effective", none());
            } else {
                if dice.roll(2) == 0 {
                    log.then(gap(dice), "payment-order/issued", none());
                    log.then(gap(dice), "payment-order/objected", json!({"party": debtor}));
                }
                log.then(gap(dice), "payment-order/terminated", none());
                log.then(gap(dice), "litigation/filed", court);
                log.then(gap(dice), "litigation/accepted", number("民初"));
            }
        }
        _ => {
            log.then(gap(dice), "litigation/filed", court.clone());
            if dice.roll(4) == 0 {
                log.then(3, "litigation/correction-ordered", none());
                log.then(3, "litigation/corrected", none());
            }
            log.then(gap(dice), "litigation/accepted", number("民初"));
            log.then(1, "litigation/fee-noticed", json!({"amount": yuan(5_000 + dice.roll(90_000))}));
            log.then(2, "litigation/fee-paid", none());
            if dice.roll(3) == 0 {
                log.then(gap(dice), "litigation/public-notice", none());
            }
            after_acceptance(fate, &mut log, dice, &debtor, &court, &awarded, &number);
        }
    }
    for _ in 0..dice.roll(3) {
        if fate != 1 && fate != 16 {
            log.paid(dice.roll(60), 1 + dice.roll(principal / 20));
        }
    }
    if dice.roll(6) == 0 {
        log.cost("attorney-fee", "advanced", 100_000 + dice.roll(100_000));
        log.cost("acceptance-fee", "refunded", 1 + dice.roll(5_000));
    }
    take_back(&mut log, dice);
    // Some pay once more, in vain.
    if fate == 1 && n.is_multiple_of(2) {
        log.paid(90, 5_000);
    }
    log.events
}

fn after_acceptance(
    fate: u64,
    log: &mut Log,
    dice: &mut Dice,
    debtor: &str,
    court: &Value,
    awarded: &dyn Fn(u64) -> Value,
    number: &dyn Fn(&str) -> Value,
) {
    let none = || json!({});
    let gap = |dice: &mut Dice| 2 + dice.roll(25);
    match fate {
        3 => log.then(gap(dice), "litigation/withdrawn", none()),
        4 => log.then(gap(dice), "litigation/mediated", if dice.roll(2) == 0 { none() } else { awarded(1) }),
        5 => {
            let why = [
                json!({"what": "claims"}),
                json!({"what": "claims", "in_absence": "yes"}),
                json!({"what": "suit"}),
                none(),
            ];
            log.then(gap(dice), "litigation/dismissed", why[dice.roll(4) as usize].clone());
        }
        18 => {
            let nothing = json!({"principal": "0.00", "interest": "0.00", "costs": "0.00", "perform_within_days": "10", "in_absence": "no"});
            log.then(gap(dice), "litigation/judgment", nothing);
            log.then(gap(dice), "litigation/judgment-served", json!({"party": debtor}));
            log.then(16, "litigation/effective", none());
        }
        6 => {
            log.then(gap(dice), "litigation/withdrawn", none());
            log.then(gap(dice), "litigation/filed", court.clone());
            log.then(gap(dice), "litigation/accepted", number("民初2"));
        }
        14 | 15 => {}
        _ => {
            let mut judgment = awarded(1 + dice.roll(2));
            if dice.roll(3) > 0 {
                judgment["in_absence"] = ["yes", "no"][dice.roll(2) as usize].into();
            }
            log.then(gap(dice), "litigation/judgment", judgment);
            log.then(gap(dice), "litigation/judgment-served", json!({"party": debtor}));
            if fate == 7 {
                return;
            }
            if fate == 8 || fate == 9 {
                log.then(3, "litigation/appealed", json!({"party": debtor}));
                let mut outcome = if fate == 8 { awarded(3) } else { none() };
                outcome["outcome"] = if fate == 8 { "changed" } else { "remanded" }.into();
                log.then(gap(dice), "litigation/second-instance", outcome);
                if fate == 9 {
                    log.then(gap(dice), "litigation/accepted", number("民初3"));
                    if dice.roll(2) == 0 {
                        return;
                    }
                    log.then(gap(dice), "litigation/judgment", awarded(2));
                    log.then(gap(dice), "litigation/judgment-served", json!({"party": debtor}));
                }
            }
            log.then(16, "litigation/effective", none());
            if fate == 8 {
                return;
            }
            log.paid(5, 1 + dice.roll(20_000));
            log.then(20 + gap(dice), "enforcement/applied", court.clone());
            log.then(gap(dice), "enforcement/accepted", number("执"));
            log.then(gap(dice), "enforcement/distributed", json!({"amount": yuan(1 + dice.roll(50_000))}));
            if fate == 10 {
                log.then(gap(dice), "enforcement/terminated-round", none());
                if dice.roll(2) == 0 {
                    log.then(gap(dice), "enforcement/resumed", none());
                    log.then(
                        gap(dice),
                        "enforcement/taken-in-kind",
                        json!({"price": yuan(1 + dice.roll(90_000))}),
                    );
                }
            } else {
                log.then(gap(dice), "enforcement/closed", json!({"how": "terminated"}));
            }
        }
    }
}

/// Of some accounts the last event is undone; of some a payment was taken back.
fn take_back(log: &mut Log, dice: &mut Dice) {
    let last = log.events.len();
    if last > 2 && dice.roll(9) == 0 {
        log.events.push(json!({"type": "reversed", "command": "c", "events": [last]}));
        return;
    }
    let paid = log.events.iter().position(|e| e["type"] == "paid");
    if let Some(at) = paid.filter(|_| dice.roll(7) == 0) {
        let (on, amount) = (log.events[at]["on"].clone(), log.events[at]["amount"].clone());
        log.events.push(json!({"type": "payment-reversed", "payment": at + 1, "on": on, "amount": amount}));
    }
}
