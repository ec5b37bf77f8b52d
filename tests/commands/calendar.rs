//! Calendars of deadlines, read back by a small strict reader of RFC 5545 that shares nothing with the writer.

use std::collections::BTreeMap;

use super::{all_cases, ends};
use crate::support::{NOW, Room};

/// A component: its lines by name with parameters, and what lies in it.
#[derive(Debug, Default)]
struct Component {
    name: String,
    lines: Vec<(String, String)>,
    inside: Vec<Component>,
}

impl Component {
    fn get(&self, name: &str) -> &str {
        let found: Vec<&str> = self.all(name);
        assert_eq!(found.len(), 1, "{name} in {self:?}");
        found[0]
    }

    fn all(&self, name: &str) -> Vec<&str> {
        self.lines.iter().filter(|(n, _)| n == name).map(|(_, v)| v.as_str()).collect()
    }
}

/// Reads a calendar: CRLF everywhere, lines of at most 75 octets, folding undone, components nested and closed.
fn read(bytes: &[u8]) -> Component {
    let text = std::str::from_utf8(bytes).unwrap();
    assert!(text.ends_with("\r\n") && !text.replace("\r\n", "").contains(['\r', '\n']));
    let mut lines: Vec<String> = Vec::new();
    for line in text.strip_suffix("\r\n").unwrap().split("\r\n") {
        assert!(line.len() <= 75, "{} octets: {line}", line.len());
        match line.strip_prefix([' ', '\t']) {
            Some(rest) => lines.last_mut().unwrap().push_str(rest),
            None => lines.push(line.to_owned()),
        }
    }
    let mut open: Vec<Component> = vec![Component::default()];
    for line in lines {
        let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no value: {line}"));
        match name {
            "BEGIN" => open.push(Component { name: value.to_owned(), ..Component::default() }),
            "END" => {
                let done = open.pop().unwrap();
                assert_eq!(done.name, value);
                open.last_mut().unwrap().inside.push(done);
            }
            _ => open.last_mut().unwrap().lines.push((name.to_owned(), value.to_owned())),
        }
    }
    let mut root = open.pop().unwrap();
    assert!(open.is_empty() && root.lines.is_empty() && root.inside.len() == 1);
    root.inside.remove(0)
}

/// A text value as it was before escaping.
fn plain(value: &str) -> String {
    let mut out = String::new();
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' => match chars.next().unwrap() {
                'n' | 'N' => out.push('\n'),
                c @ ('\\' | ';' | ',') => out.push(c),
                other => panic!("\\{other} in {value}"),
            },
            ';' | ',' => panic!("bare {c} in {value}"),
            c => out.push(c),
        }
    }
    out
}

fn events(bytes: &[u8]) -> BTreeMap<String, Component> {
    let calendar = read(bytes);
    assert_eq!((calendar.name.as_str(), calendar.get("VERSION")), ("VCALENDAR", "2.0"));
    assert!(!calendar.get("PRODID").is_empty());
    assert!(calendar.inside.iter().any(|c| c.name == "VTIMEZONE" && c.get("TZID") == "Asia/Shanghai"));
    let mut found = BTreeMap::new();
    for event in calendar.inside.into_iter().filter(|c| c.name == "VEVENT") {
        for stamp in [event.get("DTSTAMP"), event.get("LAST-MODIFIED")] {
            assert!(stamp.len() == 16 && stamp.ends_with('Z') && stamp.as_bytes()[8] == b'T', "{stamp}");
        }
        assert!(event.get("SEQUENCE").parse::<u32>().is_ok());
        plain(event.get("SUMMARY"));
        plain(event.get("DESCRIPTION"));
        for alarm in &event.inside {
            assert_eq!((alarm.name.as_str(), alarm.get("ACTION")), ("VALARM", "DISPLAY"));
            plain(alarm.get("DESCRIPTION"));
            assert!(alarm.get("TRIGGER;VALUE=DATE-TIME").ends_with("T010000Z"));
        }
        let uid = event.get("UID").to_owned();
        assert!(found.insert(uid.clone(), event).is_none(), "{uid} twice");
    }
    found
}

fn one<'a>(events: &'a BTreeMap<String, Component>, part: &str) -> &'a Component {
    let mut found = events.values().filter(|e| plain(e.get("SUMMARY")).contains(part));
    let event = found.next().unwrap_or_else(|| panic!("no {part}"));
    assert!(found.next().is_none(), "{part} twice");
    event
}

fn calendar(room: &Room, name: &str, args: &[&str]) -> Vec<u8> {
    let path = room.path().join(name);
    let mut all = vec!["agenda", "--ics", path.to_str().unwrap()];
    all.extend(args);
    ends(room, 0, &all);
    std::fs::read(path).unwrap()
}

/// The freeze ends on 17 December 2026 and is warned of on the workdays of its layers: 18 September, 16 October (60 days
/// before is a Sunday), 17 November and 10 December. The hearing is on 8 December at its hour.
#[test]
fn days_hours_and_alarms() {
    let room = all_cases();
    let all = events(&calendar(&room, "all.ics", &[]));
    let items = room.json(&["agenda"])["items"].as_array().unwrap().len();
    assert_eq!(all.len(), items);
    let freeze = one(&all, "Freeze of a bank deposit");
    assert_eq!(freeze.get("DTSTART;VALUE=DATE"), "20261217");
    assert_eq!(freeze.get("DTEND;VALUE=DATE"), "20261218");
    let rings: Vec<&str> = freeze.inside.iter().map(|a| &a.get("TRIGGER;VALUE=DATE-TIME")[..8]).collect();
    assert_eq!(rings, ["20260918", "20261016", "20261117", "20261210"]);
    let description = plain(freeze.get("DESCRIPTION"));
    assert!(description.contains("485") && description.contains("sucheng draft seal-renewal PL-2025-000064"));
    let hearing = one(&all, "Hearing");
    let at = hearing.get("DTSTART;TZID=Asia/Shanghai");
    let shown = room.json(&["agenda", "--rule", "hearing"])["items"][0]["of"].as_str().unwrap().to_owned();
    assert_eq!(at, shown.replace(['-', ':'], "").replace(' ', "T") + "00");
    assert!(at.starts_with("20261208T"));
    // What may merely be done rings nobody.
    assert!(one(&all, "Earliest end of this round").inside.is_empty());
}

/// The same facts, the same bytes, on whatever day; a day that moves keeps its UID and grows its sequence.
#[test]
fn uids_stay_when_days_move() {
    let room = all_cases();
    let account = "CC-2026-000981";
    let before = calendar(&room, "1.ics", &[account, "--rule", "limitation"]);
    assert_eq!(before, calendar(&room, "2.ics", &[account, "--rule", "limitation", "--as-of", "2026-12-24"]));
    ends(&room, 0, &["pay", account, "100", "--on", "2026-11-20"]);
    let after = calendar(&room, "3.ics", &[account, "--rule", "limitation"]);
    let (before, after) = (events(&before), events(&after));
    assert_eq!(before.keys().collect::<Vec<_>>(), after.keys().collect::<Vec<_>>());
    let of = |all: &BTreeMap<String, Component>| {
        let event = all.values().next().unwrap();
        let sequence: u32 = event.get("SEQUENCE").parse().unwrap();
        (event.get("DTSTART;VALUE=DATE").to_owned(), sequence)
    };
    let ((old, first), (new, second)) = (of(&before), of(&after));
    // 民法典 art. 188 and 195: three years from the payment.
    assert_eq!(new, "20291120");
    assert!(old < new && first < second);
}

/// A feed for each handler, an empty one where nothing is open, and no two in one file.
#[test]
fn feeds_of_handlers() {
    let room = all_cases();
    let names = ["组/一", "组:一", ".", "ZU", "zu", "Zu "];
    let accounts: Vec<String> = room.json(&["list"])["accounts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|a| a["account"].as_str().unwrap().to_owned())
        .collect();
    for (account, name) in accounts.iter().zip(names) {
        let set = format!("handler.name={name}");
        ends(&room, 0, &["amend", account, "--set", &set, "--reason", "test"]);
    }
    let dir = room.path().join("feeds");
    let answer = room.json(&["agenda", "--ics-dir", dir.to_str().unwrap()]);
    let feeds = answer["feeds"].as_array().unwrap();
    let written = std::fs::read_dir(&dir).unwrap().count();
    assert_eq!(feeds.len(), written, "{answer}");
    let handlers: std::collections::BTreeSet<&str> =
        feeds.iter().map(|f| f["handler"].as_str().unwrap()).collect();
    assert_eq!(handlers.len(), written);
    let total: usize = std::fs::read_dir(&dir)
        .unwrap()
        .map(|entry| events(&std::fs::read(entry.unwrap().path()).unwrap()).len())
        .sum();
    assert_eq!(total, answer["items"].as_array().unwrap().len());
}

/// Nothing that identifies a person or a card; what is acknowledged rings nobody.
#[test]
fn masked_and_resting() {
    let room = all_cases();
    let number = "6222021234567890123";
    let facts = ["--set", "asset=bank-deposit", "--set", "detail=示例银行 6222021234567890123"];
    let mut record = vec!["record", "PL-2025-000064", "enforcement/seized", "--on", "2026-11-02"];
    record.extend(facts);
    ends(&room, 0, &record);
    ends(
        &room,
        0,
        &[
            "deadline",
            "ack",
            "PL-2025-000064",
            "enforcement/freeze-bank-deposit:示例银行 622202*********0123",
            "--reason",
            "x, y; z",
        ],
    );
    let bytes = calendar(&room, "all.ics", &[]);
    assert!(!String::from_utf8_lossy(&bytes).replace("\r\n ", "").contains(number));
    let all = events(&bytes);
    let freeze = one(&all, "Freeze of a bank deposit (示例银行 622202*********0123");
    assert!(freeze.inside.is_empty());
    assert!(plain(freeze.get("DESCRIPTION")).contains("x, y; z"));
    let agenda = ends(&room, 0, &["agenda", "-v", "--include-acknowledged", "--json"]);
    assert!(!agenda.stdout.contains(number));
    assert!(NOW.starts_with("2026-11-21"));
}
