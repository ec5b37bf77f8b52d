//! Every way in which a conversation with a mail server can go wrong, at every step of it: nothing is lost, nothing is
//! sent twice unsaid. What the server took is counted and held against the registry.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::smtp::{approved, command, guard, guarded, open, send, send_at, several, statuses, stops, twin};
use crate::support::smtp::{Act, Authority, Fake, Options, Step};
use crate::support::{Room, installed};

/// Five minutes after [`NOW`](crate::support::NOW): when a server that put a mail off is asked again.
const LATER: &str = "2026-11-21T10:05:00+08:00";

const SAY_421: Act = Act::Say("421 4.3.2 Closing down");
const SAY_450: Act = Act::Say("450 4.2.0 Not now");
const SAY_550: Act = Act::Say("550 5.7.1 Not you");

/// Before any mail is offered, whatever goes wrong touches no notice, and the next run sends it.
#[test]
fn before_a_mail_is_offered() {
    let authority = Authority::certifies(&["localhost"]);
    let base = approved();
    for step in [Step::Greet, Step::Ehlo, Step::Starttls, Step::Auth] {
        for (act, code) in [
            (Act::Drop, "E-SMTP-CLOSED"),
            (Act::Hang, "E-SMTP-SILENT"),
            (SAY_421, "E-SMTP-ANSWER"),
            (SAY_450, "E-SMTP-ANSWER"),
            (SAY_550, if step == Step::Auth { "E-SMTP-LOGIN" } else { "E-SMTP-ANSWER" }),
        ] {
            let (room, fake) = (twin(&base), guard(&authority, &[(step, act, 2)]));
            guarded(&room, &fake, &authority);
            let run = stops(&room, code);
            assert!(fake.mails().is_empty(), "{step:?} {act:?}\n{run}");
            assert_eq!(statuses(&room), ["approved"], "{step:?} {act:?}");
            assert_eq!(send(&room, 0, &[])["sent"]["count"], 1, "{step:?} {act:?}");
            assert_eq!(fake.mails().len(), 1, "{step:?} {act:?}");
            fake.kept_to_the_protocol();
        }
    }
}

/// Once a mail is offered and until its last dot, it certainly did not leave: put off or refused, and sent once later.
#[test]
fn before_the_last_dot() {
    let base = approved();
    for step in [Step::Mail, Step::Rcpt, Step::Data] {
        for act in [Act::Drop, Act::Hang, SAY_421, SAY_450] {
            put_off_or_refused(&base, step, act);
        }
    }
    for step in [Step::Rcpt, Step::Data] {
        put_off_or_refused(&base, step, SAY_550);
    }
}

/// An answer to the last dot is as certain as any other.
#[test]
fn a_refusal_after_the_last_dot() {
    let base = approved();
    for act in [SAY_421, SAY_450, SAY_550] {
        put_off_or_refused(&base, Step::Dot, act);
    }
}

/// "User does not exist" and "accepted" in GBK, as some mail servers say it.
const NO_IN_GBK: Act = Act::SayBytes(b"550 \xd3\xc3\xbb\xa7\xb2\xbb\xb4\xe6\xd4\xda");
const YES_IN_GBK: Act = Act::SayBytes(b"250 \xd2\xd1\xbd\xd3\xca\xd5");

/// An answer that is not UTF-8 is no lost connection: before the last dot it puts off its own mail and no other.
#[test]
fn an_answer_in_gbk_before_the_last_dot() {
    let (room, count) = several();
    for step in [Step::Mail, Step::Rcpt, Step::Data] {
        let room = twin(&room);
        let fake = open(&room, Options { script: vec![(step, NO_IN_GBK, 3)], ..Options::default() });
        let answer = send(&room, 0, &[]);
        assert_eq!(
            (&answer["sent"]["count"], &answer["postponed"]["count"], &answer["stopped"]),
            (&(count - 3).into(), &3.into(), &serde_json::Value::Null),
            "{step:?}\n{answer}"
        );
        assert!(answer.to_string().contains("not UTF-8"), "{step:?}\n{answer}");
        assert_eq!(send_at(&room, LATER, 0, &[])["sent"]["count"], 3, "{step:?}");
        assert_eq!(fake.mails().len(), count, "{step:?}");
        fake.kept_to_the_protocol();
    }
}

/// After the last dot nobody knows whether it meant yes: one mail is in doubt, and the others do not follow it there.
#[test]
fn an_answer_in_gbk_after_the_last_dot() {
    let (room, count) = several();
    for (act, taken) in [(YES_IN_GBK, 1), (NO_IN_GBK, 0)] {
        let room = twin(&room);
        let fake = open(&room, Options { script: vec![(Step::Dot, act, 1000)], ..Options::default() });
        let answer = send(&room, 3, &[]);
        assert_eq!(
            (&answer["in_doubt"]["count"], &answer["stopped"]["code"]),
            (&1.into(), &"E-SMTP-UNREADABLE".into()),
            "{act:?}\n{answer}"
        );
        assert_eq!(fake.mails().len(), taken, "{act:?}");
        assert_eq!(statuses(&room).iter().filter(|s| *s == "approved").count(), count - 1, "{act:?}");
    }
}

/// A disk that takes no mail is told once, and no notice but the one under way is touched; no path of the machine is kept.
#[cfg(target_os = "linux")]
#[test]
fn a_folder_that_takes_no_file() {
    let (base, count) = several();
    for smtp in [false, true] {
        let room = twin(&base);
        let _fake = smtp.then(|| open(&room, Options::default()));
        std::fs::create_dir_all(room.path().join("out")).unwrap();
        // Nobody can make a file there, root included.
        std::os::unix::fs::symlink("/proc", room.path().join("out/mail")).unwrap();
        let answer = send(&room, 1, &[]);
        assert_eq!(
            (&answer["stopped"]["code"], &answer["postponed"]["count"], &answer["sent"]["count"]),
            (&"E-MAIL-FOLDER".into(), &1.into(), &0.into()),
            "{answer}"
        );
        assert_eq!(statuses(&room).iter().filter(|s| *s == "approved").count(), count - 1);
        let place = room.path().to_string_lossy().into_owned();
        assert!(
            !answer.to_string().contains(&place) && !room.read("registry/journal.jsonl").contains(&place)
        );
        std::fs::remove_file(room.path().join("out/mail")).unwrap();
        assert_eq!(send(&room, 0, &[])["sent"]["count"], count);
    }
}

/// A server that cannot be understood before a mail is offered is not one that cannot encrypt.
#[test]
fn an_answer_in_gbk_before_a_mail_is_offered() {
    let room = approved();
    for step in [Step::Greet, Step::Ehlo] {
        let _fake = open(&room, Options { script: vec![(step, NO_IN_GBK, 9)], ..Options::default() });
        stops(&room, "E-SMTP-UNREADABLE");
    }
}

/// A sender that the server does not take is a setting, and no notice's fault: the run ends, and none has failed. One mail
/// too large (552, RFC 1870 §6.1) is that mail's.
#[test]
fn a_sender_the_server_does_not_take() {
    let (base, count) = several();
    let room = twin(&base);
    let fake = open(&room, Options { script: vec![(Step::Mail, SAY_550, 1)], ..Options::default() });
    let answer = send(&room, 1, &[]);
    assert_eq!(
        (&answer["stopped"]["code"], &answer["postponed"]["count"], &answer["failed"]["count"]),
        (&"E-SMTP-SENDER".into(), &1.into(), &0.into()),
        "{answer}"
    );
    assert_eq!(send(&room, 0, &[])["sent"]["count"], count, "the next run sends them all");
    assert_eq!(fake.mails().len(), count);

    let large = Act::Say("552 5.3.4 Too large");
    let _fake = open(&base, Options { script: vec![(Step::Mail, large, 1)], ..Options::default() });
    let answer = send(&base, 3, &[]);
    assert_eq!(
        (&answer["failed"]["count"], &answer["sent"]["count"]),
        (&1.into(), &(count - 1).into()),
        "{answer}"
    );
}

fn put_off_or_refused(base: &Room, step: Step, act: Act) {
    let room = twin(base);
    let fake = open(&room, Options { script: vec![(step, act, 1)], ..Options::default() });
    let refused = act == SAY_550;
    let answer = send(&room, if refused { 3 } else { 0 }, &[]);
    let (list, code, status) = match refused {
        true => ("failed", "E-NOTICE-REFUSED", "failed"),
        false => ("postponed", "E-NOTICE-LATER", "postponed"),
    };
    assert_eq!(answer[list]["list"][0]["code"], code, "{step:?} {act:?}\n{answer}");
    if let Act::Say(words) = act {
        assert!(answer.to_string().contains(words), "{step:?}: the server's words\n{answer}");
    }
    assert_eq!((fake.mails().len(), statuses(&room)), (0, vec![status.to_owned()]), "{step:?} {act:?}");
    // Not before its time, and a refusal not before someone asks for it.
    assert_eq!(send(&room, 0, &[])["sent"]["count"], 0, "{step:?} {act:?}");
    if refused {
        super::ends(&room, 0, &["notify", "retry", "--reason", "the mailbox is there now"]);
    }
    assert_eq!(send_at(&room, LATER, 0, &[])["sent"]["count"], 1, "{step:?} {act:?}");
    assert_eq!((fake.mails().len(), statuses(&room)), (1, vec!["sent".to_owned()]), "{step:?} {act:?}");
    fake.kept_to_the_protocol();
}

/// No answer after the last dot, or a loss inside a short mail, which is written at once: nobody knows, and it says so.
#[test]
fn a_loss_after_the_mail_went_out() {
    let base = approved();
    for (step, act, taken) in [
        (Step::Body, Act::Drop, 0),
        (Step::Body, Act::Hang, 0),
        (Step::Dot, Act::Drop, 1),
        (Step::Dot, Act::Lose, 0),
        (Step::Dot, Act::Hang, 1),
    ] {
        let room = twin(&base);
        let fake = open(&room, Options { script: vec![(step, act, 1)], ..Options::default() });
        let answer = send(&room, 3, &[]);
        assert_eq!(answer["in_doubt"]["count"], 1, "{step:?} {act:?}\n{answer}");
        in_doubt(&room, &fake, taken);
    }
}

/// Asserts that the one notice is in doubt and stays there until someone decides, either way.
#[track_caller]
fn in_doubt(room: &Room, fake: &Fake, taken: usize) {
    for _ in 0..2 {
        let answer = send_at(room, LATER, 3, &[]);
        assert_eq!(
            (&answer["in_doubt"]["count"], &answer["sent"]["count"]),
            (&1.into(), &0.into()),
            "{answer}"
        );
        assert_eq!((fake.mails().len(), statuses(room)), (taken, vec!["in-doubt".to_owned()]));
    }
    let other = twin(room);
    assert_eq!(send_at(&other, LATER, 0, &["--assume-sent"])["sent"]["count"], 0);
    assert_eq!((fake.mails().len(), statuses(&other)), (taken, vec!["sent".to_owned()]));
    assert_eq!(send_at(room, LATER, 0, &["--assume-unsent"])["sent"]["count"], 1);
    assert_eq!((fake.mails().len(), statuses(room)), (taken + 1, vec!["sent".to_owned()]));
    // Whoever gets it twice can tell: it is the same mail with the same Message-ID.
    assert!(fake.mails().iter().all(|mail| mail.data == fake.mails()[0].data));
    assert_eq!(send_at(room, LATER, 0, &[])["sent"]["count"], 0);
    fake.kept_to_the_protocol();
}

/// Starts `notify send` and waits until the server holds it.
fn held(room: &Room, fake: &Fake) -> std::process::Child {
    let child =
        command(room, &["notify", "send"]).stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
    fake.reached();
    child
}

fn signal(name: &str, child: &std::process::Child) {
    let run = Command::new("kill").args([name, &child.id().to_string()]).status().unwrap();
    assert!(run.success());
}

#[test]
fn killed_at_every_step() {
    let base = approved();
    for (step, taken) in [(Step::Mail, 0), (Step::Data, 0), (Step::Body, 0), (Step::Dot, 1)] {
        let room = twin(&base);
        let fake = open(&room, Options { script: vec![(step, Act::Hold, 1)], ..Options::default() });
        let mut child = held(&room, &fake);
        child.kill().unwrap();
        child.wait().unwrap();
        // What was on its way when the program died is taken before anything else is looked at.
        fake.release();
        let taken = if step == Step::Body { wait_for(&fake) } else { taken };
        in_doubt(&room, &fake, taken);
    }
}

/// A short mail was all written when its first line was read, so that the server may take it although the sender died.
fn wait_for(fake: &Fake) -> usize {
    for _ in 0..100 {
        if !fake.mails().is_empty() {
            return 1;
        }
        std::thread::sleep(Duration::from_millis(20));
    }
    fake.mails().len()
}

/// Before a connection stands, nothing is recorded, and a kill leaves nothing in doubt.
#[test]
fn killed_before_a_mail_was_offered() {
    let room = approved();
    let fake = open(&room, Options { script: vec![(Step::Greet, Act::Hold, 1)], ..Options::default() });
    let mut child = held(&room, &fake);
    child.kill().unwrap();
    child.wait().unwrap();
    fake.release();
    assert_eq!(statuses(&room), ["approved"]);
    assert_eq!(send(&room, 0, &[])["sent"]["count"], 1);
    assert_eq!((fake.mails().len(), statuses(&room)), (1, vec!["sent".to_owned()]));
}

/// The answer lies in the program's socket, unread, when it is killed.
#[cfg(unix)]
#[test]
fn killed_between_the_answer_and_the_record() {
    let room = approved();
    let fake = open(&room, Options { script: vec![(Step::Dot, Act::Hold, 1)], ..Options::default() });
    let mut child = held(&room, &fake);
    signal("-STOP", &child);
    fake.release();
    std::thread::sleep(Duration::from_millis(200));
    child.kill().unwrap();
    child.wait().unwrap();
    in_doubt(&room, &fake, 1);
}

/// A disk that is full, as the system says it (a limit on the size of files): before a mail is offered nothing leaves;
/// after the server took it, the log says that it was on its way.
#[cfg(target_os = "linux")]
#[test]
fn a_disk_that_is_full() {
    if !installed("prlimit", "util-linux", "a_disk_that_is_full") {
        return;
    }
    let base = approved();
    for (step, taken) in [(Step::Greet, 0), (Step::Dot, 1)] {
        let room = twin(&base);
        let fake = open(&room, Options { script: vec![(step, Act::Hold, 1)], ..Options::default() });
        let program = command(&room, &["notify", "send"]);
        // Without the signal that comes with it, a write beyond the limit fails as one on a full disk does.
        let mut child = Command::new("sh")
            .args(["-c", "trap '' XFSZ; exec \"$0\" notify send"])
            .arg(program.get_program())
            .current_dir(room.path())
            .env_clear()
            .envs(program.get_envs().filter_map(|(k, v)| Some((k, v?))))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        fake.reached();
        let limit = Command::new("prlimit").args(["--pid", &child.id().to_string(), "--fsize=1:1"]).status();
        assert!(limit.unwrap().success());
        fake.release();
        let status = child.wait().unwrap();
        assert!(!status.success(), "{step:?}");
        assert_eq!(fake.mails().len(), taken, "{step:?}");
        if step == Step::Dot {
            in_doubt(&room, &fake, 1);
        } else {
            assert_eq!(statuses(&room), ["approved"]);
            assert_eq!(send(&room, 0, &[])["sent"]["count"], 1);
            assert_eq!(fake.mails().len(), 1);
        }
    }
}
