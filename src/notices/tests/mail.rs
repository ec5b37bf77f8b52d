//! The bytes of a mail, read back by another program's parser, and kept as a file.

use std::io::Write;
use std::process::{Command, Stdio};

use serde_json::{Value, json};

use super::*;
use crate::notices::compose::{ComposeError, Sender, compose, mailbox};

const PARSER: &str = r#"
import sys, json, hashlib, email, email.policy
raw = sys.stdin.buffer.read()
out = {}
for label, policy in (("default", email.policy.default), ("compat32", email.policy.compat32)):
    m = email.message_from_bytes(raw, policy=policy)
    from email.utils import parseaddr
    from email.header import decode_header, make_header
    def head(name):
        value = m[name]
        if label == "compat32":
            value = str(make_header(decode_header(value)))
        return str(value)
    parts = [p for p in m.walk() if not p.is_multipart()]
    files = [p for p in parts if p.get_content_disposition() == "attachment"]
    body = {p.get_content_type(): p.get_payload(decode=True).decode("utf-8") for p in parts if p not in files}
    out[label] = {
        "subject": head("Subject"),
        "headers": sorted(k.lower() for k in m.keys()),
        "body": body,
        "types": [p.get_content_type() for p in m.walk()],
        "files": [[p.get_filename(), hashlib.sha256(p.get_payload(decode=True)).hexdigest()] for p in files],
        "defects": sum(len(p.defects) for p in m.walk()),
    }
    if label == "default":
        out[label]["to"] = [a.addr_spec for a in m["To"].addresses]
        out[label]["from"] = [a.addr_spec for a in m["From"].addresses]
        out[label]["message_id"] = str(m["Message-ID"])
        out[label]["date"] = m["Date"].datetime.isoformat()
    else:
        # Names by the older interface: the newer one of Python 3.11 leaves the space between encoded words standing.
        for name in ("to", "from"):
            out[label][name] = str(make_header(decode_header(parseaddr(m[name])[0])))
json.dump(out, sys.stdout)
"#;

/// What Python's `email` makes of a mail; `None` where there is no Python.
fn read_back(mail: &[u8]) -> Option<Value> {
    let mut python = Command::new("python3")
        .args(["-c", PARSER])
        .env("PYTHONIOENCODING", "utf-8")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .ok()?;
    python.stdin.take().unwrap().write_all(mail).unwrap();
    let out = python.wait_with_output().unwrap();
    assert!(out.status.success(), "the parser failed");
    Some(serde_json::from_slice(&out.stdout).unwrap())
}

const WHEN: &str = "2026-07-01T09:30:05+08:00";

/// Names and texts that a mail gets wrong easily.
fn difficult() -> (NoticeRecord, Vec<Vec<u8>>) {
    let files: [(&str, &[u8]); 4] = [
        ("催收函（李示例）.pdf", b"%PDF-1.7\nplain ASCII, a lone \r and \n line ends, =3D\n.\n"),
        ("民事起诉状 关于示例银行股份有限公司信用卡中心与𠮷示例信用卡纠纷一案 第一稿.pdf", b"\x00\xff\x80"),
        ("evidence list, \"final\" \\ 2026; v=2.docx", b""),
        ("=_utf-8_q_x_=.bin", b"--=_mix_\r\n"),
    ];
    let record = NoticeRecord {
        to_name: Some("𠮷示例, <b>{{x}}</b> \"李\" =?utf-8?q?x?=".to_owned()),
        from: "示例银行股份有限公司信用卡中心法律事务部诉讼组（北京） <legal@bank.example>".to_owned(),
        subject: "关于 CC-2026-000123 信用卡欠款的催收通知（𠮷示例，请于收到后核对）=?utf-8?q?x?= <b>"
            .to_owned(),
        text: format!("𠮷示例：\n\n.\nFrom 我方\n--=_mix_\n{}\n", "很长的一行".repeat(70)),
        attachments: files
            .iter()
            .map(|(name, content)| Attachment {
                name: (*name).to_owned(),
                path: format!("out/{name}"),
                sha256: sha256(content),
            })
            .collect(),
        ..record(Audience::Debtor)
    };
    (record, files.iter().map(|(_, content)| content.to_vec()).collect())
}

pub(super) fn expect(record: &NoticeRecord, contents: &[Vec<u8>]) {
    let mail = compose(record, at(WHEN), contents).unwrap();
    let Some(read) = read_back(&mail.bytes) else {
        eprintln!("skipped: no python3 to read the mail back");
        return;
    };
    let crlf = |text: &str| text.replace('\n', "\r\n");
    let sender = Sender::parse(&record.from).unwrap();
    for policy in ["default", "compat32"] {
        let read = &read[policy];
        assert_eq!(read["subject"], record.subject, "{policy}");
        let mut headers = vec!["date", "from", "message-id", "mime-version", "subject", "to", "content-type"];
        if record.html.is_none() && contents.is_empty() {
            headers.push("content-transfer-encoding");
        }
        headers.sort_unstable();
        assert_eq!(read["headers"], json!(headers), "no header but these");
        let trimmed = |kind: &str| read["body"][kind].as_str().map(|t| t.trim_end().to_owned());
        assert_eq!(trimmed("text/plain"), Some(crlf(record.text.trim_end())));
        assert_eq!(trimmed("text/html"), record.html.as_deref().map(|h| crlf(h.trim_end())));
        let files: Vec<Value> = record.attachments.iter().map(|a| json!([a.name, a.sha256])).collect();
        assert_eq!(read["files"], json!(files), "{policy}");
        assert_eq!(read["defects"], 0, "{policy}");
    }
    assert_eq!(read["compat32"]["to"], record.to_name.clone().unwrap_or_default());
    assert_eq!(read["compat32"]["from"], sender.name.unwrap_or_default());
    let read = &read["default"];
    assert_eq!(read["to"], json!([record.to]));
    assert_eq!(read["from"], json!([sender.mailbox]));
    assert_eq!(read["message_id"], format!("<{}>", record.message_id));
    assert_eq!(read["date"], WHEN);
}

#[test]
fn read_back_by_another_parser() {
    let (difficult, contents) = difficult();
    expect(&difficult, &contents);
    expect(&record(Audience::Debtor), &[b"PDF".to_vec()]);
    let bare = NoticeRecord { attachments: Vec::new(), ..record(Audience::Debtor) };
    expect(&bare, &[]);
    let text_only = NoticeRecord { html: None, to_name: None, from: "legal@bank.example".to_owned(), ..bare };
    expect(&text_only, &[]);
    expect(&NoticeRecord { html: None, ..record(Audience::Debtor) }, &[b"PDF".to_vec()]);
}

/// The whole mail as it was when Python's parser last read it back. To renew it: `UPDATE_EXPECT=1`, on a machine with
/// Python.
#[test]
fn the_bytes_are_those_that_were_read_back() {
    let (record, contents) = difficult();
    let mail = compose(&record, at(WHEN), &contents).unwrap();
    assert_eq!(mail, compose(&record, at(WHEN), &contents).unwrap(), "the same record, the same bytes");
    let text = String::from_utf8(mail.bytes).unwrap();
    assert!(text.is_ascii());
    // A media type cannot be folded, and that of a DOCX is longer than the line should be.
    let fits = |line: &str| line.len() <= 78 || line.starts_with("Content-Type: application/vnd.");
    let bad = text.split("\r\n").find(|line| line.contains(['\r', '\n']) || !fits(line));
    assert_eq!(bad, None, "RFC 5322 §2.1.1");
    let expected = concat!(env!("CARGO_MANIFEST_DIR"), "/src/notices/tests/difficult.eml");
    if std::env::var_os("UPDATE_EXPECT").is_some() {
        std::fs::write(expected, text.replace("\r\n", "\n")).unwrap();
    }
    assert_eq!(text.replace("\r\n", "\n"), std::fs::read_to_string(expected).unwrap().replace("\r\n", "\n"));
}

#[test]
fn the_file_name_stands_in_both_places() {
    let mail = compose(&record(Audience::Debtor), at(WHEN), &[b"PDF".to_vec()]).unwrap();
    let text = String::from_utf8(mail.bytes).unwrap();
    // base64 and percent encoding of 催收函.pdf, by Python's email.header and urllib.parse.
    assert!(text.contains("name=\"=?utf-8?B?5YKs5pS25Ye9LnBkZg==?=\""), "{text}");
    assert!(text.contains("filename*0*=utf-8''%E5%82%AC%E6%94%B6%E5%87%BD.pdf"), "{text}");
}

#[test]
fn no_header_can_be_slipped_in() {
    let slip = "李\r\nBcc: all@evil.example";
    let base = || NoticeRecord { attachments: Vec::new(), ..record(Audience::Debtor) };
    let attached = NoticeRecord {
        attachments: vec![Attachment { name: slip.to_owned(), path: "x".to_owned(), sha256: sha256(b"PDF") }],
        ..base()
    };
    let bad = [
        (NoticeRecord { subject: slip.to_owned(), ..base() }, "subject", 0),
        (NoticeRecord { to_name: Some(slip.to_owned()), ..base() }, "to_name", 0),
        (NoticeRecord { to: "li@example.com\r\nBcc: a@evil.example".to_owned(), ..base() }, "to", 0),
        (NoticeRecord { from: format!("{slip} <legal@bank.example>"), ..base() }, "from", 0),
        (NoticeRecord { message_id: "x>\r\nBcc: a@evil.example".to_owned(), ..base() }, "message_id", 0),
        (attached, "attachments", 1),
    ];
    for (record, field, files) in bad {
        let error = compose(&record, at(WHEN), &vec![b"PDF".to_vec(); files]).unwrap_err();
        assert_eq!(error, ComposeError::Header { field, character: 13 }, "{field}");
        assert_eq!(error.problem().code, "E-NOTICE-HEADER");
    }
    for odd in ["\u{202E}gpj.exe", "a\u{2028}b", "a\0b", "a\u{7f}", "a\tb"] {
        let record = NoticeRecord { subject: odd.to_owned(), ..base() };
        assert!(matches!(compose(&record, at(WHEN), &[]), Err(ComposeError::Header { .. })), "{odd:?}");
    }
    let record = NoticeRecord { message_id: "a b@x".to_owned(), ..base() };
    assert!(compose(&record, at(WHEN), &[]).is_err());
}

#[test]
fn only_mailboxes() {
    for good in ["li@example.com", "li.shi-li+a_b@mail.bank.example", "x@xn--fiqs8s.example"] {
        assert!(mailbox(good).is_ok(), "{good}");
    }
    for bad in [
        "",
        "li",
        "li@",
        "@example.com",
        "li@example",
        "li @example.com",
        "li@example.com ",
        "a@example.com,b@example.com",
        "李 <li@example.com>",
        "李@example.com",
        "li@例子.example",
        "\"li shi\"@example.com",
        "li@[127.0.0.1]",
        "li..x@example.com",
        "li@-example.com",
        "li@exa_mple.com",
        "li@example..com",
        "li@example.com\n",
    ] {
        assert_eq!(mailbox(bad), Err(ComposeError::To(bad.to_owned())), "{bad}");
    }
    assert!(mailbox(&format!("{}@example.com", "a".repeat(250))).is_err());
}

#[test]
fn senders() {
    for (text, name, address) in [
        ("legal@bank.example", None, "legal@bank.example"),
        ("法务部 <legal@bank.example>", Some("法务部"), "legal@bank.example"),
        ("\"Legal, Cards\" <legal@bank.example>", Some("Legal, Cards"), "legal@bank.example"),
        ("法务部（北京）<legal@bank.example>", Some("法务部（北京）"), "legal@bank.example"),
    ] {
        let sender = Sender::parse(text).unwrap();
        assert_eq!((sender.name.as_deref(), sender.mailbox.as_str()), (name, address));
        assert_eq!(sender.domain(), "bank.example");
    }
    for bad in ["", "法务部", "法务部 <legal>", "a\r\nb <legal@bank.example>", "<legal@bank.example> x"]
    {
        assert!(matches!(Sender::parse(bad), Err(ComposeError::From(_))), "{bad:?}");
    }
}

#[test]
fn attachments_are_those_that_were_queued() {
    let record = record(Audience::Debtor);
    let changed = compose(&record, at(WHEN), &[b"other".to_vec()]).unwrap_err();
    assert_eq!(changed.code(), "E-NOTICE-ATTACHMENT-CHANGED");
    assert!(matches!(
        compose(&record, at(WHEN), &[]),
        Err(ComposeError::AttachmentCount { expected: 1, found: 0 })
    ));
    let large = vec![0; 16 * 1024 * 1024];
    let mut record = record;
    record.attachments[0].sha256 = sha256(&large);
    assert_eq!(compose(&record, at(WHEN), &[large]).unwrap_err().code(), "E-NOTICE-TOO-LARGE");
}
