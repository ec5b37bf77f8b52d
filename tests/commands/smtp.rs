//! `mail.transport: smtp`: what goes over the wire, what is kept of it, and what stops a run before anything leaves.

use std::io::{Read, Write};
use std::process::Command;

use sha2::{Digest, Sha256};
use sucheng::notices::Mail;
use sucheng::notices::transport::smtp::{Encryption, PATIENCE, Server, Smtp};
use sucheng::notices::transport::{FaultKind, Outgoing, Spool, Transport, TransportError};

use super::{all_cases, copy, ends};
use crate::support::smtp::{Act, Authority, Fake, Options, Step};
use crate::support::{Room, Run, installed, python_with};

pub const CARD: &str = "CC-2026-000123";

/// A word that stands nowhere else, so that it is found wherever it should not be.
pub const PASSWORD: &str = "Zk7-geheimnis-4711";
const LOGIN: Option<(&str, &str)> = Some(("legal", PASSWORD));

/// A workspace with one approved demand. Its mail server is set with [`server`].
pub fn approved() -> Room {
    let room = Room::with_case("card-litigation");
    ends(&room, 0, &["notify", "queue", "demand-email", CARD]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    room
}

/// A workspace with several approved demands, and how many.
pub fn several() -> (Room, usize) {
    let room = all_cases();
    room.run(&["notify", "queue", "demand-email", "--all"]);
    ends(&room, 0, &["notify", "approve", "--all", "--reason", "checked"]);
    let count = statuses(&room).len();
    assert!(count > 3, "{count}");
    (room, count)
}

/// The same workspace once more.
pub fn twin(room: &Room) -> Room {
    let twin = Room::new();
    copy(room.path(), twin.path());
    twin
}

/// Points a workspace to a server.
pub fn server(room: &Room, smtp: &str) {
    room.write(
        "sucheng.yaml",
        format!(
            "schema: sucheng/workspace/v1\nmail:\n  from: 法务部 <legal@bank.example>\n  transport: smtp\n  smtp: {{{smtp}}}\n"
        ),
    );
}

/// Points a workspace to a server that encrypts and wants a password.
pub fn guarded(room: &Room, fake: &Fake, authority: &Authority) {
    room.write("ca.pem", &authority.pem);
    let port = fake.port;
    server(
        room,
        &format!(
            "host: localhost, port: {port}, ca_file: ca.pem, user: legal, password_env: MAIL_PASSWORD, timeout: 1"
        ),
    );
}

/// A server that encrypts and wants a password.
pub fn guard(authority: &Authority, script: &[(Step, Act, usize)]) -> Fake {
    let tls = Some(authority.config.clone());
    Fake::start(Options { tls, login: LOGIN, script: script.to_vec(), ..Options::default() })
}

/// A server without either, for a workspace on the same machine.
pub fn open(room: &Room, options: Options) -> Fake {
    let fake = Fake::start(options);
    server(room, &format!("host: 127.0.0.1, port: {}, tls: none, timeout: 1", fake.port));
    fake
}

pub fn command(room: &Room, args: &[&str]) -> Command {
    let mut command = room.command(args);
    command.env("MAIL_PASSWORD", PASSWORD);
    command
}

/// `sucheng notify send` with these options.
#[track_caller]
pub fn send(room: &Room, status: i32, more: &[&str]) -> serde_json::Value {
    send_at(room, crate::support::NOW, status, more)
}

#[track_caller]
pub fn send_at(room: &Room, now: &str, status: i32, more: &[&str]) -> serde_json::Value {
    let args = [&["notify", "send", "--json"], more].concat();
    let run = room.seen(command(room, &args).env("SUCHENG_NOW", now).output().unwrap());
    assert_eq!(run.status, status, "{run}");
    assert!(!format!("{run}").contains(PASSWORD), "{run}");
    serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"))
}

/// Where each notice stands.
pub fn statuses(room: &Room) -> Vec<String> {
    let list = room.json(&["notify", "list"]);
    list["notices"].as_array().unwrap().iter().map(|n| n["status"].as_str().unwrap().to_owned()).collect()
}

fn journal(room: &Room) -> String {
    room.read("registry/journal.jsonl")
}

/// Asserts that a run ended with this before any notice was touched.
#[track_caller]
pub fn stops(room: &Room, code: &str) -> Run {
    let before = journal(room);
    let answer = send(room, 1, &[]);
    assert_eq!(answer["stopped"]["code"], code, "{answer}");
    assert_eq!((&answer["sent"]["count"], &answer["failed"]["count"]), (&0.into(), &0.into()), "{answer}");
    assert!(answer["stopped"]["hint"].is_string(), "{code} says what to do");
    assert_eq!(journal(room), before, "nothing is recorded");
    let run = room.seen(command(room, &["notify", "send", "--lang", "zh-CN"]).output().unwrap());
    assert_eq!(run.status, 1, "{run}");
    assert!(run.stderr.contains(code) && run.stderr.contains("提示"), "{run}");
    run
}

/// The one mail kept.
fn kept(room: &Room) -> Vec<u8> {
    let mails = super::files(room).into_iter().filter(|(p, _)| p.extension().is_some_and(|e| e == "eml"));
    let mails: Vec<_> = mails.collect();
    assert_eq!(mails.len(), 1, "{:?}", mails.iter().map(|(p, _)| p).collect::<Vec<_>>());
    mails[0].1.clone()
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|b| format!("{b:02x}")).collect()
}

#[test]
fn over_an_encrypted_connection_with_a_password() {
    let authority = Authority::certifies(&["localhost"]);
    let room = approved();
    let fake = guard(&authority, &[]);
    guarded(&room, &fake, &authority);
    let answer = send(&room, 0, &[]);
    assert_eq!(answer["sent"]["count"], 1, "{answer}");
    let mails = fake.mails();
    assert_eq!(mails.len(), 1);
    assert_eq!((mails[0].from.as_str(), mails[0].user.as_deref()), ("legal@bank.example", Some("legal")));
    assert!(mails[0].encrypted);
    let kept = kept(&room);
    assert!(mails[0].data == kept, "what is kept is what went over the wire, byte for byte");
    let journal = journal(&room);
    let port = fake.port;
    for proof in [sha256(&kept), format!("\"localhost:{port}\""), "250 2.0.0 Ok: queued as 4F0B1".to_owned()]
    {
        assert!(journal.contains(&proof), "{proof}");
    }
    for (path, bytes) in super::files(&room) {
        assert!(!String::from_utf8_lossy(&bytes).contains(PASSWORD), "{}", path.display());
    }
    assert_eq!(fake.commands().last().map(String::as_str), Some("QUIT"));
    fake.kept_to_the_protocol();
    assert_eq!(send(&room, 0, &[])["sent"]["count"], 0);
    assert_eq!((fake.mails().len(), fake.sessions()), (1, 1), "nothing to send, nobody called");
}

#[test]
fn encrypted_from_the_first_byte_and_the_other_way_to_log_in() {
    let authority = Authority::certifies(&["localhost"]);
    let room = approved();
    let tls = Some(authority.config.clone());
    let options =
        Options { tls, implicit: true, login: LOGIN, mechanisms: Some("LOGIN"), ..Options::default() };
    let fake = Fake::start(options);
    room.write("ca.pem", &authority.pem);
    // A password file ends with the line break that editors put there.
    room.write("password", format!("{PASSWORD}\n"));
    let port = fake.port;
    server(
        &room,
        &format!(
            "host: localhost, port: {port}, tls: tls, ca_file: ca.pem, user: legal, password_file: password"
        ),
    );
    assert_eq!(send(&room, 0, &[])["sent"]["count"], 1);
    assert_eq!(fake.mails()[0].user.as_deref(), Some("legal"));
    fake.kept_to_the_protocol();
    // Everyone may read that file, and is told so; nobody else's is their own business.
    let warned = || room.run(&["notify", "send"]).stderr.contains("chmod 600");
    assert!(!cfg!(unix) || warned());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let own = std::fs::Permissions::from_mode(0o600);
        std::fs::set_permissions(room.path().join("password"), own).unwrap();
        assert!(!warned());
    }
}

#[test]
fn many_mails_share_one_connection() {
    let (room, count) = several();
    let fake = open(&room, Options::default());
    assert_eq!(send(&room, 0, &[])["sent"]["count"], count);
    assert_eq!((fake.mails().len(), fake.sessions()), (count, 1));
    fake.kept_to_the_protocol();
}

/// A server that hangs up between two mails is called again, and nobody notices.
#[test]
fn a_connection_closed_in_between_is_opened_again() {
    let (room, count) = several();
    let fake = open(&room, Options { script: vec![(Step::Rset, Act::Drop, 2)], ..Options::default() });
    assert_eq!(send(&room, 0, &[])["sent"]["count"], count);
    assert_eq!((fake.mails().len(), fake.sessions()), (count, 3));
    fake.kept_to_the_protocol();
}

#[test]
fn certificates_are_checked() {
    let authority = Authority::certifies(&["localhost"]);
    let room = approved();
    let fake = guard(&authority, &[]);
    guarded(&room, &fake, &authority);
    // Signed by another authority of the same name; then by one that nobody trusts.
    room.write("ca.pem", Authority::certifies(&["localhost"]).pem);
    stops(&room, "E-SMTP-ISSUER");
    server(&room, &format!("host: localhost, port: {}, timeout: 1", fake.port));
    stops(&room, "E-SMTP-ISSUER");
    guarded(&room, &fake, &authority);
    room.write("ca.pem", "no certificate");
    let run = room.seen(command(&room, &["notify", "send"]).output().unwrap());
    assert!(run.status == 1 && run.stderr.contains("E-SMTP-ROOTS"), "{run}");
    assert!(run.stderr.contains("no “BEGIN CERTIFICATE”"), "{run}");
    assert!(!fake.commands().iter().any(|c| c.starts_with("AUTH")), "{:?}", fake.commands());

    let other = Authority::certifies(&["mail.bank.example"]);
    let fake = guard(&other, &[]);
    guarded(&room, &fake, &other);
    stops(&room, "E-SMTP-NAME");
    assert!(fake.mails().is_empty() && !fake.commands().iter().any(|c| c.starts_with("AUTH")));
}

/// What `openssl req -x509` makes is an authority's certificate unless told otherwise (RFC 5280 §4.2.1.9): no server may
/// show it, even where it is trusted. One signed by itself that is no authority's may be trusted as it is.
#[test]
fn certificates_signed_by_themselves() {
    let room = approved();
    let authority = Authority::signs_itself("localhost", true);
    let fake = guard(&authority, &[]);
    guarded(&room, &fake, &authority);
    let run = stops(&room, "E-SMTP-AUTHORITY");
    assert!(run.stderr.contains("CA:FALSE") && !run.stderr.contains("OtherError"), "{run}");
    assert!(fake.mails().is_empty());

    let authority = Authority::signs_itself("localhost", false);
    let fake = guard(&authority, &[]);
    guarded(&room, &fake, &authority);
    assert_eq!(send(&room, 0, &[])["sent"]["count"], 1);
    fake.kept_to_the_protocol();
}

#[test]
fn never_in_the_clear() {
    let room = approved();
    let authority = Authority::certifies(&["localhost"]);
    let fake = Fake::start(Options { login: LOGIN, ..Options::default() });
    guarded(&room, &fake, &authority);
    stops(&room, "E-SMTP-NO-STARTTLS");
    let said = fake.commands();
    assert!(said.iter().all(|c| c.starts_with("EHLO") || c == "QUIT"), "{said:?}");
    // Encryption from the first byte towards a server that begins in the clear.
    room.write("ca.pem", &authority.pem);
    server(&room, &format!("host: localhost, port: {}, tls: tls, ca_file: ca.pem, timeout: 1", fake.port));
    stops(&room, "E-SMTP-TLS");
    assert!(fake.mails().is_empty());
}

/// Answers that someone on the way writes before encryption begins are not taken for the server's.
#[test]
fn answers_from_before_encryption_do_not_count() {
    let authority = Authority::certifies(&["localhost"]);
    let room = approved();
    for injected in [
        "220 go\r\n250 one\r\n235 two\r\n250 three\r\n250 four\r\n250 five\r\n354 six\r\n250 seven",
        "220 go\r\n250 mail.bank.example",
    ] {
        let fake = guard(&authority, &[(Step::Starttls, Act::Say(injected), 9)]);
        guarded(&room, &fake, &authority);
        let answer = send(&room, 1, &[]);
        assert!(fake.mails().is_empty() && answer["sent"]["count"] == 0, "{answer}");
        assert_eq!(statuses(&room), ["approved"]);
    }
}

#[test]
fn a_wrong_password_stops_the_run_at_once() {
    let (room, count) = several();
    let authority = Authority::certifies(&["localhost"]);
    let tls = Some(authority.config.clone());
    let fake = Fake::start(Options { tls, login: Some(("legal", "another")), ..Options::default() });
    guarded(&room, &fake, &authority);
    stops(&room, "E-SMTP-LOGIN");
    assert_eq!(statuses(&room), vec!["approved"; count]);
    let tried = fake.commands().iter().filter(|c| c.starts_with("AUTH")).count();
    assert_eq!(tried, 2, "once a run: whoever guesses passwords is locked out");
    // No password at all, where one is wanted: what was under way is postponed, the others are not even tried.
    room.write("ca.pem", &authority.pem);
    server(&room, &format!("host: localhost, port: {}, ca_file: ca.pem, timeout: 1", fake.port));
    let answer = send(&room, 1, &[]);
    assert_eq!(
        (&answer["stopped"]["code"], &answer["postponed"]["count"]),
        (&"E-SMTP-LOGIN".into(), &1.into())
    );
    assert_eq!(statuses(&room).iter().filter(|s| *s == "approved").count(), count - 1);
}

#[test]
fn a_server_that_is_not_there_stops_the_run() {
    let room = approved();
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    server(&room, &format!("host: 127.0.0.1, port: {port}, tls: none, timeout: 1"));
    stops(&room, "E-SMTP-UNREACHABLE");
    server(&room, "host: no-such-host.invalid, timeout: 1");
    stops(&room, "E-SMTP-UNREACHABLE");
}

/// A server that hangs up on every mail is not asked a thousand times.
#[test]
fn a_server_that_is_ill_is_left_alone() {
    let (room, count) = several();
    let fake = open(&room, Options { script: vec![(Step::Mail, Act::Drop, 1000)], ..Options::default() });
    let answer = send(&room, 1, &[]);
    assert_eq!(
        (&answer["stopped"]["code"], &answer["postponed"]["count"]),
        (&"E-SMTP-CLOSED".into(), &2.into())
    );
    assert_eq!(fake.sessions(), 2);
    assert_eq!(statuses(&room).iter().filter(|s| *s == "approved").count(), count - 2);
}

/// RFC 1870: a server says what it takes at most; what is larger is not even begun.
#[test]
fn a_mail_too_large_for_the_server() {
    let room = approved();
    let fake = open(&room, Options { size: Some(500), ..Options::default() });
    let answer = send(&room, 3, &[]);
    assert_eq!(answer["failed"]["list"][0]["code"], "E-NOTICE-REFUSED", "{answer}");
    assert!(answer["failed"]["list"][0]["message"].as_str().unwrap().contains("takes 500"), "{answer}");
    assert!(!fake.commands().iter().any(|c| c.starts_with("MAIL")));
}

#[test]
fn the_debtors_mailbox_is_masked_in_what_the_server_says() {
    let room = approved();
    let to = "<li.sample@example.com>: Recipient address rejected";
    let list = room.json(&["notify", "list"]);
    let masked = list["notices"][0]["to"].as_str().unwrap().to_owned();
    let probe = open(&room, Options::default());
    let twin = twin(&room);
    send(&twin, 0, &[]);
    let address = probe.mails()[0].to.clone();
    let words: &'static str =
        Box::leak(format!("550 5.1.1 {}", to.replace("li.sample@example.com", &address)).into_boxed_str());
    let fake = open(&room, Options { script: vec![(Step::Rcpt, Act::Say(words), 1)], ..Options::default() });
    let answer = send(&room, 3, &[]).to_string();
    assert!(answer.contains(&format!("550 5.1.1 <{masked}>: Recipient")), "{answer}");
    assert!(!answer.contains(&address), "{answer}");
    fake.kept_to_the_protocol();
}

#[test]
fn settings_that_cannot_be_meant() {
    let room = approved();
    room.write("key.pem", "no key");
    for (smtp, code) in [
        ("host: localhost, user: legal", "E-SMTP-NO-PASSWORD"),
        ("host: localhost, password_env: MAIL_PASSWORD", "E-SMTP-NO-USER"),
        ("host: localhost, user: legal, password_env: NOT_SET", "E-SMTP-PASSWORD-UNSET"),
        (
            "host: localhost, user: legal, password_env: MAIL_PASSWORD, password_file: x",
            "E-SMTP-TWO-PASSWORDS",
        ),
        ("host: localhost, user: legal, password_file: nowhere", "E-READ"),
        ("host: localhost, hello: 'a b'", "E-SMTP-HELLO"),
        ("host: localhost, dkim: {domain: bank.example, selector: s, key_file: key.pem}", "E-SMTP-KEY"),
    ] {
        server(&room, smtp);
        let run = room.seen(command(&room, &["notify", "send"]).output().unwrap());
        assert!(run.status == 1 && run.stderr.contains(code), "{code}\n{run}");
    }
    assert_eq!(statuses(&room), ["approved"]);
}

/// A transport towards a server on this machine, and a mail of so many bytes.
fn direct(room: &Room, fake: &Fake, bytes: usize) -> (Smtp, Mail) {
    let server = Server {
        host: "127.0.0.1".to_owned(),
        port: fake.port,
        encryption: Encryption::None,
        login: None,
        roots: None,
        timeout: PATIENCE,
        hello: None,
        signer: None,
    };
    let line = ".twelve byte\r\n";
    let bytes = format!("Subject: x\r\n\r\n{}", line.repeat(bytes / line.len())).into_bytes();
    let mail = Mail {
        sha256: sha256(&bytes),
        bytes,
        from: "legal@bank.example".to_owned(),
        to: "li@example.com".to_owned(),
    };
    (Smtp::new(server, Spool::of_workspace(room.path())).unwrap(), mail)
}

/// `sucheng.yaml` is read with the same rule; the transport holds to it by itself.
#[test]
fn the_transport_refuses_to_go_unencrypted_to_another_machine() {
    let away = |host: &str| {
        let server = Server {
            host: host.to_owned(),
            port: 25,
            encryption: Encryption::None,
            login: None,
            roots: None,
            timeout: PATIENCE,
            hello: None,
            signer: None,
        };
        Smtp::new(server, Spool::of_workspace(std::path::Path::new("."))).err().map(|fault| fault.kind)
    };
    for host in ["10.0.0.1", "mail.bank.example", "127.0.0.1.bank.example"] {
        assert_eq!(away(host), Some(FaultKind::Clear), "{host}");
    }
    for host in ["127.0.0.1", "::1", "localhost"] {
        assert_eq!(away(host), None, "{host}");
    }
}

/// A test that a client passes is worth what the server's strictness is worth.
#[test]
fn the_server_of_these_tests_is_strict() {
    let talks = |said: &str| {
        let fake = Fake::start(Options::default());
        let mut socket = std::net::TcpStream::connect(("127.0.0.1", fake.port)).unwrap();
        socket.write_all(said.as_bytes()).unwrap();
        socket.shutdown(std::net::Shutdown::Write).unwrap();
        let _ = socket.read_to_string(&mut String::new());
        fake.violations()
    };
    let begun = "EHLO x\r\nMAIL FROM:<a@bank.example>\r\nRCPT TO:<b@example.com>\r\nDATA\r\n";
    assert!(talks(&format!("{begun}Subject: x\r\n\r\n..\r\n.\r\nQUIT\r\n")).is_empty());
    for (bad, why) in [
        ("EHLO x\n".to_owned(), "bare"),
        (format!("EHLO {}\r\n", "x".repeat(600)), "bytes"),
        ("MAIL FROM:<a@bank.example>\r\n".to_owned(), "out of order"),
        ("EHLO x\r\nDATA\r\n".to_owned(), "out of order"),
        (format!("{begun}a\nb\r\n.\r\n"), "bare"),
        (format!("{begun}.a\r\n.\r\n"), "dot"),
        (format!("{begun}诉\r\n.\r\n"), "8BITMIME"),
        (format!("{begun}{}\r\n.\r\n", "x".repeat(1000)), "bytes"),
    ] {
        let found = talks(&bad);
        assert!(found.iter().any(|found| found.contains(why)), "{why}: {found:?}");
    }
}

/// A long mail is written in parts: if the server hangs up before the last dot, it cannot have taken it, and that is
/// known. Only after the dot is there doubt.
#[test]
fn a_long_mail_is_lost_for_certain_before_its_last_dot() {
    let room = Room::new();
    let fake = Fake::start(Options { script: vec![(Step::Body, Act::Drop, 1)], ..Options::default() });
    // More than the buffers of both ends hold, so that the loss is met while the mail is being written.
    let (transport, mail) = direct(&room, &fake, 16 * 1024 * 1024);
    let outgoing = Outgoing { id: "n-1", mail: &mail };
    let lost = transport.send(outgoing);
    assert!(matches!(lost, Err(TransportError::Wait(_))), "{lost:?}");
    assert!(fake.mails().is_empty());
    let receipt = transport.send(outgoing).unwrap();
    assert_eq!(receipt.server, Some(format!("127.0.0.1:{}", fake.port)));
    assert!(fake.mails()[0].data == mail.bytes, "dots doubled and undoubled, not a byte more or less");
    fake.script(Step::Dot, Act::Drop, 1);
    assert!(matches!(transport.send(outgoing), Err(TransportError::Unknown(_))));
    fake.kept_to_the_protocol();
}

/// Another program, which knows nothing of this one, checks the signature: dkimpy, on what the server got.
#[test]
fn a_signature_that_another_program_verifies() {
    let test = "a_signature_that_another_program_verifies";
    let Some(python) = python_with("dkim, nacl", "dkimpy and pynacl", test) else { return };
    if !installed("openssl", "openssl", test) {
        return;
    }
    let room = approved();
    let openssl = |args: &[&str]| {
        let run = Command::new("openssl").args(args).current_dir(room.path()).output().unwrap();
        assert!(run.status.success(), "{}", String::from_utf8_lossy(&run.stderr));
    };
    openssl(&["genpkey", "-algorithm", "rsa", "-pkeyopt", "rsa_keygen_bits:2048", "-out", "rsa.pem"]);
    openssl(&["rsa", "-in", "rsa.pem", "-traditional", "-out", "rsa-old.pem"]);
    openssl(&["genpkey", "-algorithm", "ed25519", "-out", "ed25519.pem"]);
    room.write(
        "verify.py",
        "import base64, subprocess, sys, dkim\n\
         mail, key, kind = open(sys.argv[1], 'rb').read(), sys.argv[2], sys.argv[3]\n\
         der = subprocess.run(['openssl', 'pkey', '-in', key, '-pubout', '-outform', 'DER'], capture_output=True).stdout\n\
         p = base64.b64encode(der[-32:] if kind == 'ed25519' else der).decode()\n\
         record = lambda name, timeout=5: f'v=DKIM1; k={kind}; p={p}'.encode() if name == b's2026._domainkey.bank.example.' else None\n\
         print(dkim.verify(mail, dnsfunc=record), dkim.verify(mail.replace(b'Subject: ', b'Subject: x', 1), dnsfunc=record), dkim.verify(mail + b'x', dnsfunc=record))\n",
    );
    for (key, kind) in [("rsa.pem", "rsa"), ("rsa-old.pem", "rsa"), ("ed25519.pem", "ed25519")] {
        let room = twin(&room);
        let fake = Fake::start(Options {
            script: vec![(Step::Mail, Act::Say("451 later"), 1)],
            ..Options::default()
        });
        server(
            &room,
            &format!(
                "host: 127.0.0.1, port: {}, tls: none, dkim: {{domain: bank.example, selector: s2026, key_file: {key}}}",
                fake.port
            ),
        );
        // The second attempt is signed anew, in another second; it is the one that is kept under the notice's name.
        assert_eq!(send(&room, 0, &[])["postponed"]["count"], 1);
        std::thread::sleep(std::time::Duration::from_millis(1100));
        let answer = send_at(&room, "2026-11-21T10:05:00+08:00", 0, &[]);
        let path = answer["sent"]["list"][0]["path"].as_str().unwrap_or_else(|| panic!("{answer}"));
        let kept = std::fs::read(room.at(path)).unwrap();
        assert!(fake.mails()[0].data == kept && kept.starts_with(b"DKIM-Signature: v=1;\r\n a="));
        assert!(room.at(&path.replace(".eml", "~1.eml")).exists(), "the first attempt is kept beside it");
        let run = Command::new(python)
            .arg("verify.py")
            .arg(room.at(path))
            .args([key, kind])
            .current_dir(room.path())
            .output()
            .unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        assert_eq!(said.trim(), "True False False", "{key}: good, another subject, another body");
        fake.kept_to_the_protocol();
    }
}
