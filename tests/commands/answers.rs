//! `sucheng notify answers`, and what rests on it: `notify list` and `show`, `verify`, `draft proof-of-notice`.

use serde_json::Value;

use super::{ends, shows, writes_nothing};
use crate::support::Room;

const CARD: &str = "CC-2026-000123";

/// A mail of the unit tests as it would come back in this room: for this Message-ID, dated after the notice left.
fn came_back(room: &Room, name: &str, message_id: &str) -> String {
    let mails = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("src/notices/answers/tests/mails");
    let mail = String::from_utf8(std::fs::read(mails.join(format!("{name}.eml"))).unwrap()).unwrap();
    let mail = mail.replace("0123456789abcdef0123456789abcdef@bank.example", message_id);
    // All of them are dated from 2026-07-01 on; the room's clock stands at 2026-11-21 10:00 in China.
    let mail = mail
        .replace("Wed, 1 Jul 2026", "Sat, 21 Nov 2026")
        .replace("Thu, 2 Jul 2026 2", "Sat, 21 Nov 2026 1");
    room.write(&format!("inbox/{name}.eml"), mail);
    format!("inbox/{name}.eml")
}

/// A notice that was sent: its id, its Message-ID and the file kept of it.
fn sent(room: &Room) -> (String, String, String) {
    ends(room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(room, 0, &["notify", "approve", "--all", "--reason", "金额已核对"]);
    let sent = room.json(&["notify", "send"]);
    let list = room.json(&["notify", "list"]);
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let notice = &list["notices"][0];
    (text(&notice["id"]), text(&notice["message_id"]), text(&sent["sent"]["list"][0]["path"]))
}

#[test]
fn a_bounce_is_recorded_once_and_the_rest_is_listed() {
    let room = Room::with_case("card-litigation");
    let (id, message_id, _) = sent(&room);
    came_back(&room, "postfix-failed", &message_id);
    came_back(&room, "unrelated", &message_id);
    came_back(&room, "forged-recipient", &message_id);
    room.write("inbox/notes.txt", "no mail");
    room.write("inbox/.hidden", "no mail");
    let answers = ["notify", "answers", "inbox"];
    writes_nothing(&room, "notify-answers-dry-run", &answers);
    let run = shows(&room, "notify-answers", &answers);
    assert_eq!(run.status, 3, "a file could not be read");
    // Read again, also under another name, it changes nothing.
    let again = room.read("inbox/postfix-failed.eml");
    room.write("inbox/copy", again);
    let before = super::files(&room);
    shows(&room, "notify-answers-again", &answers);
    assert_eq!(super::files(&room), before);
    shows(&room, "notify-list-bounced", &["notify", "list"]);
    let shown = shows(&room, "notify-show-bounced", &["notify", "show", &id]);
    assert!(!shown.stdout.contains("li@example.com"), "masked: {shown}");
    let notice = &room.json(&["notify", "list"])["notices"][0];
    assert_eq!((&notice["bounced"], notice["answers"].as_array().unwrap().len()), (&true.into(), 1));
    let answer = &notice["answers"][0];
    assert_eq!((&answer["kind"], &answer["status"]), (&"bounced".into(), &"5.1.1".into()));
    assert_eq!(answer["at"], "2026-11-21T09:31:10+08:00");
    let kept = room.at(answer["path"].as_str().unwrap());
    assert_eq!(
        std::fs::read(&kept).unwrap(),
        std::fs::read(room.path().join("inbox/postfix-failed.eml")).unwrap()
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        assert_eq!(std::fs::metadata(&kept).unwrap().permissions().mode() & 0o777, 0o600);
    }
    // Taken for the wrong notice's, it can be taken back.
    ends(&room, 0, &["undo"]);
    assert_eq!(room.json(&["notify", "list"])["notices"][0]["bounced"], false);
}

#[test]
fn what_came_back_for_programs() {
    let room = Room::with_case("card-litigation");
    let (id, message_id, _) = sent(&room);
    let read = came_back(&room, "read", &message_id);
    let gone = "inbox/gone.eml";
    let answer = room.json(&["notify", "answers", &read, gone]);
    assert_eq!(answer["schema"], "sucheng/notify-answers/v1");
    let recorded = &answer["recorded"][0];
    let notice = &room.json(&["notify", "list"])["notices"][0];
    assert_eq!((&recorded["id"], &recorded["account"]), (&id.into(), &CARD.into()));
    assert_eq!((&recorded["kind"], &recorded["automatic"]), (&"read".into(), &false.into()));
    assert_eq!(recorded["recipient"], notice["to"], "masked as in every list");
    assert_eq!(answer["unreadable"][0]["code"], "E-ANSWER-FILE");
    ends(&room, 2, &["notify", "answers"]);
}

/// A mail that only went into a folder proves nothing; once an answer shows that it left, it does. A file that is gone or
/// another one stops the proof, and `verify` finds it.
#[test]
fn a_proof_rests_on_the_mail_as_it_left() {
    let room = Room::with_case("card-litigation");
    let (id, message_id, file) = sent(&room);
    let draft = ["draft", "proof-of-notice", CARD];
    let run = shows(&room, "draft-proof-of-nothing", &draft);
    assert_eq!(run.status, 4, "{run}");
    came_back(&room, "delivered", &message_id);
    ends(&room, 0, &["notify", "answers", "inbox"]);
    shows(&room, "draft-proof", &draft);
    let drafted = room.json(&["draft", "proof-of-notice", CARD, "--notice", &id]);
    let path = drafted["drafted"][0]["path"].as_str().unwrap();
    assert!(path.ends_with(&format!("05电子邮件发送证明（{id}）.pdf")), "{path}");
    let unknown = room.json(&["draft", "proof-of-notice", CARD, "--notice", "n-000000000000"]);
    assert_eq!(unknown["failed"][0]["code"], "E-DRAFT-NOTICE-UNPROVED");
    ends(&room, 0, &["verify", CARD]);
    let scan = path.replace("[ROOM]", room.path().to_str().unwrap());
    ends(&room, 0, &["evidence", "add", CARD, &scan, "--kind", "demand-proof"]);

    let mail = room.at(&file);
    let right = std::fs::read(&mail).unwrap();
    std::fs::write(&mail, "another").unwrap();
    assert_eq!(room.json(&draft)["failed"][0]["code"], "E-DRAFT-MAIL-CHANGED");
    ends(&room, 4, &draft);
    let verified = shows(&room, "verify-mail-changed", &["verify", CARD]);
    assert_eq!(verified.status, 7, "{verified}");
    assert!(verified.stdout.contains(file.trim_start_matches("[ROOM]/")), "named: {verified}");
    std::fs::remove_file(&mail).unwrap();
    assert_eq!(room.json(&draft)["failed"][0]["code"], "E-DRAFT-MAIL-GONE");
    ends(&room, 7, &["verify", CARD]);
    std::fs::write(&mail, right).unwrap();
    ends(&room, 0, &["verify", CARD]);
}

/// An answer that comes later makes the proof stale, as the facts of other documents do.
#[test]
fn a_later_answer_makes_the_proof_stale() {
    let room = Room::with_case("card-litigation");
    let (_, message_id, _) = sent(&room);
    let delivered = came_back(&room, "delivered", &message_id);
    ends(&room, 0, &["notify", "answers", &delivered]);
    ends(&room, 0, &["draft", "proof-of-notice", CARD]);
    let stale = |room: &Room| room.json(&["show", CARD])["documents"][0]["stale"].clone();
    assert_eq!(stale(&room), false);
    let read = came_back(&room, "read", &message_id);
    ends(&room, 0, &["notify", "answers", &read]);
    assert_eq!(stale(&room), true);
}

/// 诉讼时效规定 8: a demand interrupts where it arrived or should have. A mail to a borrower that came back did neither, so its
/// proof is no evidence that the claim was asserted.
#[test]
fn the_proof_of_a_mail_that_came_back_is_not_proposed_as_a_demand() {
    const LOAN: &str = "PL-2026-000217";
    let room = Room::with_case("loan-guarantor");
    ends(&room, 0, &["notify", "queue", "demand-email", LOAN]);
    let approve = ["notify", "approve", "--all", "--reason", "金额已核对"];
    let approved = room.command(&approve).env_remove("SUCHENG_ACTOR").output().unwrap();
    assert!(approved.status.success());
    ends(&room, 0, &["notify", "send"]);
    let notice = room.json(&["notify", "list"])["notices"][0].clone();
    let message_id = notice["message_id"].as_str().unwrap();
    let back = came_back(&room, "postfix-failed", message_id);
    let mail = room.read(&back).replace("li@example.com", "zhao@example.com");
    room.write(&back, mail);
    ends(&room, 0, &["notify", "answers", &back]);
    let run = ends(&room, 0, &["draft", "proof-of-notice", LOAN]);
    assert!(run.stderr.contains("does not show that the claim was asserted"), "{run}");
    assert!(!run.stderr.contains("evidence add"), "{run}");
    // Neither SUCHENG_ACTOR nor USER said who approved it.
    assert!(run.stderr.contains("SUCHENG_ACTOR"), "{run}");
    let kept =
        room.json(&["notify", "list"])["notices"][0]["answers"][0]["path"].as_str().unwrap().to_owned();
    std::fs::write(room.at(&kept), "another").unwrap();
    assert_eq!(room.json(&["draft", "proof-of-notice", LOAN])["failed"][0]["code"], "E-DRAFT-ANSWER-CHANGED");
}
