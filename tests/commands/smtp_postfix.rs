//! Mail through a real server: Debian's postfix, started here with settings, queue and port of its own. Nothing of the
//! system's postfix is touched. What it delivers is read back and held against what was kept.

use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use super::smtp::{send, server, several, statuses, twin};
use crate::support::smtp::Authority;
use crate::support::{Room, installed};

/// A postfix that is stopped when the test ends, however it ends.
struct Postfix {
    place: Room,
    port: u16,
}

impl Postfix {
    /// `None` where there is no postfix or it cannot be started; says which test did not run.
    fn start(authority: &Authority, more: &str, test: &str) -> Option<Self> {
        // It lies where only an administrator looks.
        if !Path::new("/usr/sbin/postfix").exists() && !installed("postfix", "postfix", test) {
            return None;
        }
        let root = Command::new("id").arg("-u").output().is_ok_and(|o| o.stdout == b"0\n");
        if !root {
            eprintln!("SKIPPED {test}: postfix is started by root only");
            return None;
        }
        let place = Room::new();
        let at = place.path().canonicalize().unwrap();
        let open = |path: &Path| {
            std::fs::create_dir_all(path).unwrap();
            std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755)).unwrap();
        };
        for folder in ["", "etc", "queue", "data", "mail"] {
            open(&at.join(folder));
        }
        // Postfix checks that its folders belong to whom it runs as; mail is delivered as nobody.
        for (owner, folder) in [("postfix", "data"), ("nobody", "mail")] {
            assert!(Command::new("chown").arg(owner).arg(at.join(folder)).status().unwrap().success());
        }
        let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        place.write("etc/cert.pem", &authority.server_pem.0);
        place.write("etc/key.pem", &authority.server_pem.1);
        place.write("etc/main.cf", MAIN.replace("[AT]", &at.display().to_string()) + more);
        place.write("etc/master.cf", MASTER.replace("[PORT]", &port.to_string()));
        let postfix = Postfix { place, port };
        let started = postfix.control("start");
        assert!(started, "postfix does not start: {}", postfix.log());
        for _ in 0..100 {
            if TcpStream::connect(("127.0.0.1", port)).is_ok() {
                return Some(postfix);
            }
            std::thread::sleep(Duration::from_millis(50));
        }
        panic!("postfix does not answer: {}", postfix.log());
    }

    fn control(&self, action: &str) -> bool {
        let etc = self.place.path().canonicalize().unwrap().join("etc");
        Command::new("/usr/sbin/postfix").arg("-c").arg(etc).arg(action).output().unwrap().status.success()
    }

    fn log(&self) -> String {
        std::fs::read_to_string(self.place.path().join("log")).unwrap_or_default()
    }

    /// What was delivered, once there is so much.
    fn delivered(&self, count: usize) -> Vec<String> {
        let folder = self.place.path().join("mail/all/new");
        let files = || -> Vec<PathBuf> {
            std::fs::read_dir(&folder).into_iter().flatten().map(|e| e.unwrap().path()).collect()
        };
        for _ in 0..300 {
            if files().len() >= count {
                break;
            }
            std::thread::sleep(Duration::from_millis(100));
        }
        assert_eq!(files().len(), count, "{}", self.log());
        files().iter().map(|path| std::fs::read_to_string(path).unwrap()).collect()
    }
}

impl Drop for Postfix {
    fn drop(&mut self) {
        self.control("stop");
    }
}

const MAIN: &str = "compatibility_level = 3.6
queue_directory = [AT]/queue
data_directory = [AT]/data
maillog_file = [AT]/log
maillog_file_prefixes = [AT]
mail_owner = postfix
setgid_group = postdrop
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = localhost
mydestination =
mynetworks = 192.0.2.1/32
local_recipient_maps =
alias_maps =
virtual_mailbox_domains = static:all
virtual_mailbox_base = [AT]/mail
virtual_mailbox_maps = static:all/
virtual_minimum_uid = 1
virtual_uid_maps = static:65534
virtual_gid_maps = static:65534
smtpd_tls_cert_file = [AT]/etc/cert.pem
smtpd_tls_key_file = [AT]/etc/key.pem
smtpd_tls_security_level = encrypt
";

const MASTER: &str = "127.0.0.1:[PORT] inet n - n - - smtpd
pickup unix n - n 60 1 pickup
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
error unix - - n - - error
retry unix - - n - - error
virtual unix - n n - - virtual
anvil unix - - n - 1 anvil
proxymap unix - - n - - proxymap
postlog unix-dgram n - n - 1 postlogd
";

#[test]
fn what_postfix_delivers_is_what_was_kept() {
    let authority = Authority::certifies(&["localhost"]);
    let Some(postfix) = Postfix::start(&authority, "", "what_postfix_delivers_is_what_was_kept") else {
        return;
    };
    let (room, count) = several();
    room.write("ca.pem", &authority.pem);
    server(&room, &format!("host: localhost, port: {}, ca_file: ca.pem", postfix.port));
    let answer = send(&room, 0, &[]);
    assert_eq!(answer["sent"]["count"], count, "{answer}");
    let mut delivered = postfix.delivered(count);
    for sent in answer["sent"]["list"].as_array().unwrap() {
        // A maildir has the line ends of the system, and its server's headers before the mail.
        let kept = room.read(sent["path"].as_str().unwrap()).replace("\r\n", "\n");
        let at = delivered.iter().position(|mail| mail.ends_with(&format!("\n{kept}")));
        let before = delivered.swap_remove(at.unwrap_or_else(|| panic!("not delivered: {kept}")));
        let before = before.strip_suffix(&kept).unwrap();
        assert!(before.contains("Received: ") && !before.contains("\n\n"), "headers alone: {before}");
    }
    assert!(delivered.is_empty());
    let journal = room.read("registry/journal.jsonl");
    assert_eq!(journal.matches("Ok: queued as ").count(), count, "postfix's own words are the proof");
    // One connection for all, closed politely.
    let log = postfix.log();
    assert_eq!(log.matches(": disconnect from ").count(), log.matches(" quit=1 ").count() + 1, "{log}");
    assert!(
        log.contains(&format!("rset={count} mail={count}"))
            || log.contains(&format!("mail={count} rcpt={count} data={count}")),
        "{log}"
    );
}

/// A refusal in postfix's words, and a mail that it puts off (greylisting, as a policy does it).
#[test]
fn what_postfix_refuses() {
    let authority = Authority::certifies(&["localhost"]);
    for (answer, list, status) in [("550", "failed", "failed"), ("450", "postponed", "postponed")] {
        let restriction = format!(
            "smtpd_recipient_restrictions = check_recipient_access static:{{{answer} not this one}}\n"
        );
        let Some(postfix) = Postfix::start(&authority, &restriction, "what_postfix_refuses") else { return };
        let room = twin(&super::smtp::approved());
        room.write("ca.pem", &authority.pem);
        server(&room, &format!("host: localhost, port: {}, ca_file: ca.pem", postfix.port));
        let said = send(&room, if list == "failed" { 3 } else { 0 }, &[]);
        let message = said[list]["list"][0]["message"].as_str().unwrap_or_else(|| panic!("{said}"));
        assert!(message.contains(answer) && message.contains("not this one"), "{message}");
        assert_eq!(statuses(&room), [status]);
        postfix.delivered(0);
    }
}
