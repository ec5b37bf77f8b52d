//! `sucheng notify`.

use super::{all_cases, ends, shows, writes_nothing};
use crate::support::Room;

const CARD: &str = "CC-2026-000123";

fn mail(room: &Room) -> Vec<std::path::PathBuf> {
    super::files(room).into_keys().filter(|p| p.extension().is_some_and(|e| e == "eml")).collect()
}

fn id(room: &Room, kind: &str) -> String {
    let list = room.json(&["notify", "list"]);
    let notice =
        list["notices"].as_array().unwrap().iter().rev().find(|n| n["kind"] == kind).unwrap().clone();
    notice["id"].as_str().unwrap().to_owned()
}

#[test]
fn from_the_queue_to_the_spool_once() {
    let room = Room::with_case("card-litigation");
    let queue = ["notify", "queue", "demand-email", CARD];
    writes_nothing(&room, "notify-queue-dry-run", &queue);
    shows(&room, "notify-queue", &queue);
    shows(&room, "notify-queue-again", &queue);
    shows(&room, "notify-list", &["notify", "list"]);
    shows(&room, "notify-list-zh", &["notify", "list", "--lang", "zh-CN"]);
    let notice = id(&room, "demand-email");
    shows(&room, "notify-show", &["notify", "show", &notice]);
    // Nothing goes to a debtor that nobody approved.
    shows(&room, "notify-send-unapproved", &["notify", "send"]);
    assert_eq!(mail(&room).len(), 0);
    writes_nothing(&room, "notify-approve-dry-run", &["notify", "approve", &notice, "--reason", "checked"]);
    shows(&room, "notify-approve", &["notify", "approve", &notice, "--reason", "checked"]);
    writes_nothing(&room, "notify-send-dry-run", &["notify", "send"]);
    shows(&room, "notify-send", &["notify", "send"]);
    assert_eq!(mail(&room).len(), 1);
    shows(&room, "notify-send-again", &["notify", "send"]);
    assert_eq!(mail(&room).len(), 1, "a second send sends nothing");
    shows(&room, "notify-queue-sent", &queue);
    shows(&room, "notify-cancel-sent", &["notify", "cancel", &notice, "--reason", "too late"]);
}

/// Counsel's handover needs no approval (`cli.md`); its documents go with it.
#[test]
fn a_handover_goes_to_counsel() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["draft", "filing", CARD]);
    shows(&room, "notify-queue-handover", &["notify", "queue", "counsel-handover", CARD]);
    shows(&room, "notify-show-handover", &["notify", "show", &id(&room, "counsel-handover")]);
    let answer = room.json(&["notify", "send"]);
    assert_eq!(answer["sent"]["count"], 1, "{answer}");
    let eml = std::fs::read_to_string(room.path().join(&mail(&room)[0])).unwrap();
    assert!(eml.contains("application/pdf") && eml.contains("Message-ID: <"), "{eml}");
}

#[test]
fn what_changed_since_is_held_back() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    ends(&room, 0, &["pay", CARD, "1000", "--on", "2026-11-20"]);
    shows(&room, "notify-stale", &["notify", "send"]);
    assert_eq!(mail(&room).len(), 0);
    // A new one states the new figure and takes the old one's place.
    shows(&room, "notify-queue-after-pay", &["notify", "queue", "demand-email", CARD]);
    shows(&room, "notify-list-after-pay", &["notify", "list"]);
}

#[test]
fn cancel_and_retry() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    let notice = id(&room, "demand-email");
    shows(&room, "notify-cancel", &["notify", "cancel", &notice, "--reason", "debtor called"]);
    shows(&room, "notify-retry-nothing", &["notify", "retry"]);
    assert_eq!(room.json(&["notify", "send"])["sent"]["count"], 0);
}

/// An attachment that is no longer what was drafted stops the mail.
#[test]
fn a_changed_attachment_stops_the_mail_until_it_is_right() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["draft", "demand-letter", CARD]);
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    let letter = super::files(&room)
        .into_keys()
        .find(|p| p.extension().is_some_and(|e| e == "pdf") && p.starts_with("out"))
        .unwrap();
    let letter = room.path().join(letter);
    let right = std::fs::read(&letter).unwrap();
    std::fs::write(&letter, "%PDF-1.7 another letter").unwrap();
    shows(&room, "notify-attachment-changed", &["notify", "send"]);
    assert_eq!(mail(&room).len(), 0);
    std::fs::write(&letter, right).unwrap();
    shows(&room, "notify-retry", &["notify", "retry"]);
    assert_eq!(room.json(&["notify", "send"])["sent"]["count"], 1);
}

/// Where no mail can be written the run stops, says why, and the mail leaves once it can: exactly once.
#[test]
fn mail_that_cannot_be_written_leaves_later() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    room.write("out/mail", "a file where the folder should be");
    shows(&room, "notify-spool-broken", &["notify", "send"]);
    std::fs::remove_file(room.path().join("out/mail")).unwrap();
    shows(&room, "notify-retry-failed", &["notify", "retry"]);
    assert_eq!(room.json(&["notify", "send"])["sent"]["count"], 1);
    assert_eq!(room.json(&["notify", "send"])["sent"]["count"], 0);
    assert_eq!(mail(&room).len(), 1);
}

#[test]
fn what_cannot_be_meant_is_refused() {
    let room = all_cases();
    shows(&room, "notify-unknown-kind", &["notify", "queue", "demand-mail", CARD]);
    shows(&room, "notify-nothing-selected", &["notify", "queue", "demand-email"]);
    shows(&room, "notify-unknown-id", &["notify", "show", "n-000"]);
    shows(&room, "notify-approve-none", &["notify", "approve", "--reason", "checked"]);
    ends(&room, 2, &["notify", "approve", "--all"]);
    // A document is no message; the company among the guarantors has no mailbox; the settled one owes nothing.
    shows(&room, "notify-document-kind", &["notify", "queue", "complaint", CARD]);
    shows(&room, "notify-some-failed", &["notify", "queue", "counsel-handover", CARD, "CC-2026-000981"]);
    shows(&room, "notify-limit", &["notify", "send", "--limit", "0"]);
}

#[test]
fn no_sender_no_mail() {
    let room = Room::with_case("card-litigation");
    let settings = room.read("sucheng.yaml").replace("  from: 法务部 <legal@bank.example>\n", "");
    room.write("sucheng.yaml", settings);
    shows(&room, "notify-no-sender", &["notify", "queue", "demand-email", CARD]);
}

/// Addresses, identity and card numbers are masked in lists and mail, and no file name has one.
#[test]
fn mail_and_lists_are_masked() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    for args in [&["notify", "list"][..], &["notify", "list", "--json"], &["show", CARD]] {
        assert!(!ends(&room, 0, args).stdout.contains("li@example.com"), "{args:?}");
    }
    let notice = id(&room, "demand-email");
    let shown = ends(&room, 0, &["notify", "show", &notice]);
    assert!(
        !shown.stdout.contains("6225880123456783") && !shown.stdout.contains("110101198503153011"),
        "{shown}"
    );
    ends(&room, 0, &["notify", "approve", &notice, "--reason", "checked"]);
    ends(&room, 0, &["notify", "send"]);
    for path in mail(&room) {
        let name = path.to_str().unwrap();
        assert!(!name.contains("110101") && !name.contains("li@"), "{name}");
    }
}

/// cli.md: `--unmask` shows what is masked everywhere else, in lists for programs too.
#[test]
fn unmask_shows_mailboxes() {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    let id = id(&room, "demand-email");
    for args in [&["notify", "list"][..], &["notify", "show", &id], &["show", CARD]] {
        for format in [&[][..], &["--json"]] {
            let masked = ends(&room, 0, &[args, format].concat());
            assert!(masked.stdout.contains("l***@example.com"), "{masked}");
            let shown = ends(&room, 0, &[args, format, &["--unmask"]].concat());
            assert!(!shown.stdout.contains("l***@example.com"), "{shown}");
            assert!(shown.stdout.contains("li@example.com"), "{shown}");
        }
    }
}
