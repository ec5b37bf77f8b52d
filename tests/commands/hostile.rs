//! Any printable character is legal in a name and appears as that text everywhere; nothing is evaluated in any output.

use super::{draft::text_of, edited, ends, shows};
use crate::support::Room;

const NAMES: [&str; 5] = ["#read(\"/etc/passwd\")", "*李*", "<b>", "{{x}}", "=cmd"];
const CARD: &str = "CC-2026-000981";

/// The payment-order case with another debtor's name.
fn named(room: &Room, name: &str) -> String {
    let folder = edited(room, "payment-order", &[("name: 陈范例", &format!("name: '{name}'"))]);
    folder.to_str().unwrap().to_owned()
}

#[test]
fn a_hostile_name_is_only_a_name() {
    for name in NAMES {
        let room = Room::workspace();
        ends(&room, 0, &["import", &named(&room, name)]);
        for args in [
            &["list"][..],
            &["show", CARD],
            &["record", CARD, "applied", "--on", "2026-11-20", "--set", "court=上海市浦东新区人民法院"],
        ] {
            let run = ends(&room, 0, args);
            assert!(args[0] == "record" || run.stdout.contains(name), "{args:?}\n{run}");
        }
        assert_eq!(room.json(&["list"])["accounts"][0]["debtor"], name);
        assert_eq!(room.json(&["show", CARD])["facts"]["debtors"][0]["name"], name);
        assert_eq!(
            room.json(&["list", "--where", &format!("debtor={name}")])["accounts"].as_array().unwrap().len(),
            1
        );

        ends(&room, 0, &["draft", "complaint,evidence-list,demand-letter", CARD]);
        for file in std::fs::read_dir(room.path().join("out").join(CARD)).unwrap().map(|e| e.unwrap().path())
        {
            let file_name = file.file_name().unwrap().to_str().unwrap();
            assert!(!file_name.contains(['<', '>', '*', '"']), "{file_name}");
            if file_name.contains("证据") {
                continue;
            }
            let Some(text) = text_of(&file, "a_hostile_name_is_only_a_name") else { continue };
            let text: String = text.split_whitespace().collect();
            assert!(text.contains(name), "{name} in {file_name}: {text}");
            assert!(!text.contains("root:"), "{file_name} read a file: {text}");
        }

        ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
        let list = room.json(&["notify", "list"]);
        let id = list["notices"][0]["id"].as_str().unwrap();
        let notice = room.json(&["notify", "show", id]);
        assert!(notice["text"].as_str().unwrap().contains(name), "{notice}");
        let html = notice["html"].as_str().unwrap();
        let escaped =
            name.replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;").replace('/', "&#x2f;");
        assert!(
            html.contains(&escaped)
                || html.contains(&escaped.replace("&#x2f;", "/"))
                || html.contains(&escaped.replace("&#x2f;", "/").replace("&quot;", "&#34;")),
            "{name}: {html}"
        );
        assert!(name != "<b>" || !html.contains("<b>，"), "{html}");
        ends(&room, 0, &["notify", "approve", id, "--reason", "checked"]);
        ends(&room, 0, &["notify", "send"]);
        let mail = room.read(&format!("out/mail/{id}.eml"));
        assert!(mail_text(&mail).contains(name), "{name} in {mail}");
        assert!(ends(&room, 0, &["verify"]).stdout.contains(" 0 bad"));
        let export = ends(&room, 0, &["registry", "export"]).stdout;
        assert!(export.contains(&serde_json::to_string(name).unwrap()), "{export}");
    }
}

/// The plain-text part of a mail.
fn mail_text(mail: &str) -> String {
    let part = mail.split("Content-Type: text/plain").nth(1).unwrap();
    let (head, body) = part.split_once("\r\n\r\n").or_else(|| part.split_once("\n\n")).unwrap();
    assert!(head.contains("base64"), "{head}");
    let mut bits = (0u32, 0u8);
    let mut bytes = Vec::new();
    for c in body.bytes().take_while(|b| *b != b'-') {
        let six = match c {
            b'A'..=b'Z' => c - b'A',
            b'a'..=b'z' => c - b'a' + 26,
            b'0'..=b'9' => c - b'0' + 52,
            b'+' => 62,
            b'/' => 63,
            _ => continue,
        };
        bits = ((bits.0 << 6) | u32::from(six), bits.1 + 6);
        if bits.1 >= 8 {
            bits.1 -= 8;
            bytes.push((bits.0 >> bits.1) as u8);
            bits.0 &= (1 << bits.1) - 1;
        }
    }
    String::from_utf8(bytes).unwrap()
}

/// Line breaks, control characters and characters that turn the direction of text are refused, with file, line and field.
#[test]
fn what_hides_text_is_refused() {
    for (n, (what, name)) in [
        ("break", "陈\\n例"),
        ("control", "陈\\u0007例"),
        ("bidi", "陈\\u202E例"),
        ("escape", "陈\\u001B[31m例"),
    ]
    .into_iter()
    .enumerate()
    {
        let room = Room::workspace();
        let folder = edited(&room, "payment-order", &[("name: 陈范例", &format!("name: \"{name}\""))]);
        let folder = folder.strip_prefix(room.path()).unwrap().to_str().unwrap().to_owned();
        let run = if n == 2 {
            shows(&room, "hostile-bidi", &["import", &folder])
        } else {
            room.run(&["import", &folder])
        };
        assert_eq!(run.status, 3, "{what}: {run}");
        assert!(!run.stderr.contains(['\u{7}', '\u{202E}', '\u{1B}']), "{what}: the message itself is clean");
        let answer = room.json(&["import", &folder]);
        let problem = &answer["refused"][0];
        assert_eq!(problem["file"], format!("{folder}/case.yaml"), "{what}");
        assert_eq!(
            (&problem["field"], &problem["line"]),
            (&"debtors[0].name".into(), &20.into()),
            "{what}: {problem}"
        );
        assert_eq!(room.json(&["list"])["accounts"], serde_json::json!([]));
    }
}

/// The same holds for what is typed later.
#[test]
fn what_hides_text_is_refused_in_corrections_and_milestones() {
    let room = Room::with_case("payment-order");
    for value in ["陈\u{202E}例", "陈\n例", "陈\u{1B}[31m例"] {
        ends(&room, 2, &["amend", CARD, "--set", &format!("debtors[0].name={value}"), "--reason", "r"]);
        let run =
            room.run(&["record", CARD, "applied", "--on", "2026-11-20", "--set", &format!("court={value}")]);
        assert!(run.status == 1 || run.status == 2, "{value:?}: {run}");
        let run = room.run(&["amend", CARD, "--set", "debtors[0].employer=某", "--reason", value]);
        assert!(run.status == 2, "{value:?}: {run}");
    }
    assert!(room.json(&["show", CARD])["milestones"].as_array().unwrap().is_empty());
}
