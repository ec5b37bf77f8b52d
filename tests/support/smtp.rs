//! A mail server that the tests play: strict about the protocol (RFC 5321), and unwell wherever its script says so. It
//! keeps what it was told and every mail it took.

use std::io::{ErrorKind, Read, Write};
use std::net::{Shutdown, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard};
use std::time::Duration;

use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long anything here waits before it gives up: a test that hangs is a test that fails.
const PATIENCE: Duration = Duration::from_secs(60);

/// The longest command and the longest line of a mail, with their line ends (RFC 5321 §4.5.3.1).
const LONGEST_COMMAND: usize = 512;
const LONGEST_LINE: usize = 1000;

/// Where in a conversation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    Greet,
    Ehlo,
    Starttls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// After the first line of the mail.
    Body,
    /// After the last dot: the mail is all there.
    Dot,
    Rset,
}

/// What the server does there instead of what is usual.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// Answers so. After 421 it hangs up. At the dot, only a `2…` takes the mail.
    Say(&'static str),
    /// Answers so in bytes that need not be UTF-8. At the dot, only a `2…` takes the mail.
    SayBytes(&'static [u8]),
    /// Hangs up; at the dot it has taken the mail.
    Drop,
    /// Hangs up; at the dot it has thrown the mail away.
    Lose,
    /// Says nothing until the client goes away.
    Hang,
    /// Waits for [`Fake::release`], then does what is usual. At the dot it has taken the mail before.
    Hold,
}

/// How the server is set up.
#[derive(Clone, Default)]
pub struct Options {
    /// Its certificate and key: it offers STARTTLS.
    pub tls: Option<Arc<ServerConfig>>,
    /// Speaks TLS from the first byte.
    pub implicit: bool,
    /// The user and password it wants before any mail.
    pub login: Option<(&'static str, &'static str)>,
    /// What it offers to log in with; `PLAIN LOGIN` where nothing is set.
    pub mechanisms: Option<&'static str>,
    /// The largest mail it says it takes.
    pub size: Option<usize>,
    /// What it does otherwise than usual: where, what, and how often.
    pub script: Vec<(Step, Act, usize)>,
}

/// A mail the server took.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Received {
    pub from: String,
    pub to: String,
    /// Without the doubled dots and the last one.
    pub data: Vec<u8>,
    pub encrypted: bool,
    pub user: Option<String>,
    /// Which connection brought it, from 0.
    pub session: usize,
}

#[derive(Default)]
struct Seen {
    sessions: usize,
    mails: Vec<Received>,
    commands: Vec<String>,
    violations: Vec<String>,
    reached: bool,
    released: bool,
}

struct Shared {
    options: Options,
    script: Mutex<Vec<(Step, Act, usize)>>,
    seen: Mutex<Seen>,
    changed: Condvar,
    stopped: AtomicBool,
}

/// The server. It ends with the test.
pub struct Fake {
    pub port: u16,
    shared: Arc<Shared>,
}

impl Fake {
    pub fn start(options: Options) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let shared = Arc::new(Shared {
            script: Mutex::new(options.script.clone()),
            options,
            seen: Mutex::default(),
            changed: Condvar::new(),
            stopped: AtomicBool::new(false),
        });
        let mine = shared.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming() {
                if mine.stopped.load(Ordering::Relaxed) {
                    return;
                }
                let (Ok(stream), shared) = (stream, mine.clone()) else { continue };
                std::thread::spawn(move || Session::run(stream, &shared));
            }
        });
        Fake { port, shared }
    }

    fn seen(&self) -> MutexGuard<'_, Seen> {
        self.shared.seen.lock().unwrap()
    }

    /// The mails it took, in order.
    pub fn mails(&self) -> Vec<Received> {
        self.seen().mails.clone()
    }

    /// How often it was connected to.
    pub fn sessions(&self) -> usize {
        self.seen().sessions
    }

    /// Every command, with what stood after it.
    pub fn commands(&self) -> Vec<String> {
        self.seen().commands.clone()
    }

    /// From now on it does this, so often.
    pub fn script(&self, step: Step, act: Act, times: usize) {
        *self.shared.script.lock().unwrap() = vec![(step, act, times)];
        let mut seen = self.seen();
        (seen.reached, seen.released) = (false, false);
    }

    /// Waits until the conversation has come to an [`Act::Hold`].
    #[track_caller]
    pub fn reached(&self) {
        let waited = self.shared.changed.wait_timeout_while(self.seen(), PATIENCE, |seen| !seen.reached);
        assert!(!waited.unwrap().1.timed_out(), "the conversation never came there");
    }

    /// Lets a held conversation go on.
    pub fn release(&self) {
        self.seen().released = true;
        self.shared.changed.notify_all();
    }

    /// What the client did against the protocol.
    pub fn violations(&self) -> Vec<String> {
        self.seen().violations.clone()
    }

    /// Asserts that the client kept to the protocol.
    #[track_caller]
    pub fn kept_to_the_protocol(&self) {
        assert!(self.violations().is_empty(), "{:#?}", self.violations());
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        self.shared.stopped.store(true, Ordering::Relaxed);
        self.release();
        let _ = TcpStream::connect(("127.0.0.1", self.port));
    }
}

/// A certificate authority and a certificate it gave to a server of these names.
pub struct Authority {
    /// Its own certificate, for those who are to trust it.
    pub pem: String,
    /// What the server shows.
    pub config: Arc<ServerConfig>,
    /// The server's certificate and key.
    pub server_pem: (String, String),
}

impl Authority {
    pub fn certifies(names: &[&str]) -> Self {
        let ca_key = rcgen::KeyPair::generate().unwrap();
        let mut ca = rcgen::CertificateParams::new(Vec::new()).unwrap();
        ca.is_ca = rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained);
        ca.distinguished_name.push(rcgen::DnType::CommonName, "Example Bank CA");
        let pem = ca.self_signed(&ca_key).unwrap().pem();
        let issuer = rcgen::Issuer::new(ca, ca_key);
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let key = rcgen::KeyPair::generate().unwrap();
        let certificate = rcgen::CertificateParams::new(names).unwrap().signed_by(&key, &issuer).unwrap();
        Self::shows(pem, &certificate, &key)
    }

    /// A server's certificate that signs itself, as an authority's or not.
    pub fn signs_itself(name: &str, is_ca: bool) -> Self {
        let key = rcgen::KeyPair::generate().unwrap();
        let mut certificate = rcgen::CertificateParams::new(vec![name.to_owned()]).unwrap();
        certificate.is_ca = match is_ca {
            true => rcgen::IsCa::Ca(rcgen::BasicConstraints::Unconstrained),
            false => rcgen::IsCa::ExplicitNoCa,
        };
        let certificate = certificate.self_signed(&key).unwrap();
        Self::shows(certificate.pem(), &certificate, &key)
    }

    /// A server that shows this certificate, for those who trust `pem`.
    fn shows(pem: String, certificate: &rcgen::Certificate, key: &rcgen::KeyPair) -> Self {
        let chain = vec![CertificateDer::from(certificate.der().to_vec())];
        let secret = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::ring::default_provider());
        let config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .unwrap();
        Authority { pem, config: Arc::new(config), server_pem: (certificate.pem(), key.serialize_pem()) }
    }
}

enum Line {
    Plain(TcpStream),
    Tls(Box<StreamOwned<ServerConnection, TcpStream>>),
    Gone,
}

impl Line {
    fn socket(&self) -> Option<&TcpStream> {
        match self {
            Line::Plain(stream) => Some(stream),
            Line::Tls(stream) => Some(&stream.sock),
            Line::Gone => None,
        }
    }

    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        match self {
            Line::Plain(stream) => stream.read(buffer),
            Line::Tls(stream) => stream.read(buffer),
            Line::Gone => Ok(0),
        }
    }

    fn write(&mut self, bytes: &[u8]) -> std::io::Result<()> {
        match self {
            Line::Plain(stream) => stream.write_all(bytes),
            Line::Tls(stream) => stream.write_all(bytes).and_then(|()| stream.flush()),
            Line::Gone => Err(ErrorKind::NotConnected.into()),
        }
    }
}

/// Why a conversation ends.
struct End;

struct Session<'a> {
    line: Line,
    waiting: Vec<u8>,
    shared: &'a Shared,
    number: usize,
    greeted: bool,
    user: Option<String>,
    from: Option<String>,
    to: Option<String>,
    eight_bit: bool,
}

impl<'a> Session<'a> {
    fn run(stream: TcpStream, shared: &'a Shared) {
        stream.set_read_timeout(Some(PATIENCE)).unwrap();
        stream.set_nodelay(true).unwrap();
        let number = {
            let mut seen = shared.seen.lock().unwrap();
            seen.sessions += 1;
            seen.sessions - 1
        };
        let mut session = Session {
            line: Line::Plain(stream),
            waiting: Vec::new(),
            shared,
            number,
            greeted: false,
            user: None,
            from: None,
            to: None,
            eight_bit: false,
        };
        let _ = session.talk();
        if let Some(socket) = session.line.socket() {
            let _ = socket.shutdown(Shutdown::Both);
        }
    }

    fn talk(&mut self) -> Result<(), End> {
        if self.shared.options.implicit {
            self.encrypt()?;
        }
        self.reply(Step::Greet, "220 mail.bank.example ESMTP")?;
        loop {
            let line = self.line(LONGEST_COMMAND)?;
            let text = String::from_utf8_lossy(&line).into_owned();
            self.shared.seen.lock().unwrap().commands.push(text.clone());
            let (verb, rest) = text.split_once(' ').unwrap_or((&text, ""));
            match verb.to_ascii_uppercase().as_str() {
                "EHLO" => self.ehlo(rest)?,
                "STARTTLS" => self.starttls()?,
                "AUTH" => self.auth(rest)?,
                "MAIL" => self.mail(rest)?,
                "RCPT" => self.rcpt(rest)?,
                "DATA" => self.data()?,
                "RSET" => {
                    (self.from, self.to) = (None, None);
                    self.reply(Step::Rset, "250 2.0.0 Ok")?;
                }
                "NOOP" => self.say("250 2.0.0 Ok")?,
                "QUIT" => {
                    let _ = self.say("221 2.0.0 Bye");
                    return Err(End);
                }
                _ => {
                    self.violation(&format!("unknown command {text:?}"));
                    self.say("500 5.5.2 What?")?;
                }
            }
        }
    }

    fn violation(&self, what: &str) {
        self.shared.seen.lock().unwrap().violations.push(format!("connection {}: {what}", self.number));
    }

    fn encrypted(&self) -> bool {
        matches!(self.line, Line::Tls(_))
    }

    /// The next line without its end.
    fn line(&mut self, longest: usize) -> Result<Vec<u8>, End> {
        let end = loop {
            if let Some(end) = self.waiting.iter().position(|b| *b == b'\n') {
                break end;
            }
            let mut buffer = [0; 16 * 1024];
            match self.line.read(&mut buffer) {
                Ok(0) | Err(_) => return Err(End),
                Ok(n) => self.waiting.extend_from_slice(&buffer[..n]),
            }
        };
        let mut line: Vec<u8> = self.waiting.drain(..=end).collect();
        if line.len() > longest {
            self.violation(&format!("a line of {} bytes", line.len()));
        }
        line.pop();
        if line.pop() != Some(b'\r') || line.contains(&b'\r') {
            self.violation("a bare line feed or carriage return");
            return Err(End);
        }
        Ok(line)
    }

    fn say(&mut self, text: &str) -> Result<(), End> {
        self.line.write(format!("{text}\r\n").as_bytes()).map_err(|_| End)
    }

    /// What the script has for this step, once less from now on.
    fn act(&self, step: Step) -> Option<Act> {
        let mut script = self.shared.script.lock().unwrap();
        let entry = script.iter_mut().find(|(at, _, times)| *at == step && *times > 0)?;
        entry.2 -= 1;
        Some(entry.1)
    }

    /// Answers as usual or as the script has it; `true` where the answer was yes.
    fn reply(&mut self, step: Step, usual: &str) -> Result<bool, End> {
        match self.act(step) {
            None => {
                self.say(usual)?;
                Ok(usual.starts_with(['2', '3']))
            }
            Some(act) => self.unwell(act, usual),
        }
    }

    fn unwell(&mut self, act: Act, usual: &str) -> Result<bool, End> {
        match act {
            Act::Say(text) => {
                self.say(text)?;
                if text.starts_with("421") { Err(End) } else { Ok(text.starts_with(['2', '3'])) }
            }
            Act::SayBytes(bytes) => {
                self.line.write(&[bytes, b"\r\n"].concat()).map_err(|_| End)?;
                Ok(bytes.starts_with(b"2"))
            }
            Act::Drop | Act::Lose => Err(End),
            Act::Hang => {
                let mut buffer = [0; 1024];
                while matches!(self.line.read(&mut buffer), Ok(n) if n > 0) {}
                Err(End)
            }
            Act::Hold => {
                let mut seen = self.shared.seen.lock().unwrap();
                seen.reached = true;
                self.shared.changed.notify_all();
                let waited = self.shared.changed.wait_timeout_while(seen, PATIENCE, |seen| !seen.released);
                drop(waited);
                self.say(usual)?;
                Ok(true)
            }
        }
    }

    fn encrypt(&mut self) -> Result<(), End> {
        let Some(config) = &self.shared.options.tls else { return Err(End) };
        let Line::Plain(stream) = std::mem::replace(&mut self.line, Line::Gone) else { return Err(End) };
        let connection = ServerConnection::new(config.clone()).unwrap();
        self.line = Line::Tls(Box::new(StreamOwned::new(connection, stream)));
        Ok(())
    }

    fn ehlo(&mut self, name: &str) -> Result<(), End> {
        if name.is_empty() || name.contains(' ') {
            self.violation(&format!("EHLO {name:?}"));
        }
        let options = &self.shared.options;
        let mut offers = vec!["mail.bank.example".to_owned(), "8BITMIME".to_owned()];
        offers.extend(options.size.map(|size| format!("SIZE {size}")));
        if options.tls.is_some() && !self.encrypted() {
            offers.push("STARTTLS".to_owned());
        } else if options.login.is_some() {
            offers.push(format!("AUTH {}", options.mechanisms.unwrap_or("PLAIN LOGIN")));
        }
        let last = offers.len() - 1;
        let answer = offers.iter().enumerate();
        let answer: Vec<String> =
            answer.map(|(n, offer)| format!("250{}{offer}", if n == last { ' ' } else { '-' })).collect();
        self.greeted = self.reply(Step::Ehlo, &answer.join("\r\n"))?;
        Ok(())
    }

    fn starttls(&mut self) -> Result<(), End> {
        if self.shared.options.tls.is_none() || self.encrypted() || !self.greeted {
            self.violation("STARTTLS out of order");
            return self.say("503 5.5.1 Not now");
        }
        if !self.waiting.is_empty() {
            self.violation("something after STARTTLS in the clear");
        }
        if self.reply(Step::Starttls, "220 2.0.0 Go ahead")? {
            self.greeted = false;
            self.encrypt()?;
        }
        Ok(())
    }

    fn auth(&mut self, rest: &str) -> Result<(), End> {
        if self.shared.options.tls.is_some() && !self.encrypted() {
            self.violation("a password in the clear");
        }
        if !self.greeted || self.user.is_some() || self.from.is_some() {
            self.violation("AUTH out of order");
        }
        let (user, password) = match rest.split_once(' ').unwrap_or((rest, "")) {
            ("PLAIN", secret) => {
                let secret = base64(secret);
                let mut parts = secret.split('\0').skip(1).map(str::to_owned);
                (parts.next().unwrap_or_default(), parts.next().unwrap_or_default())
            }
            ("LOGIN", _) => {
                // "Username:" and "Password:" in base64.
                self.say("334 VXNlcm5hbWU6")?;
                let user = self.line(LONGEST_COMMAND)?;
                self.say("334 UGFzc3dvcmQ6")?;
                let password = self.line(LONGEST_COMMAND)?;
                (base64(&String::from_utf8_lossy(&user)), base64(&String::from_utf8_lossy(&password)))
            }
            _ => (String::new(), String::new()),
        };
        let right = self.shared.options.login == Some((user.as_str(), password.as_str()));
        let usual = if right { "235 2.7.0 Welcome" } else { "535 5.7.8 Authentication credentials invalid" };
        if self.reply(Step::Auth, usual)? && right {
            self.user = Some(user);
        }
        Ok(())
    }

    fn mail(&mut self, rest: &str) -> Result<(), End> {
        let Some((from, options)) = mailbox(rest, "FROM:") else {
            self.violation(&format!("MAIL {rest}"));
            return self.say("501 5.5.4 Syntax");
        };
        if !self.greeted || self.from.is_some() {
            self.violation("MAIL out of order");
            return self.say("503 5.5.1 Not now");
        }
        if self.shared.options.login.is_some() && self.user.is_none() {
            return self.say("530 5.7.0 Authentication required");
        }
        let size = options.split(' ').find_map(|o| o.strip_prefix("SIZE=")?.parse::<usize>().ok());
        if self.shared.options.size.is_some_and(|largest| size.is_some_and(|size| size > largest)) {
            return self.say("552 5.3.4 Too large");
        }
        self.eight_bit = options.contains("BODY=8BITMIME");
        if self.reply(Step::Mail, "250 2.1.0 Ok")? {
            self.from = Some(from);
        }
        Ok(())
    }

    fn rcpt(&mut self, rest: &str) -> Result<(), End> {
        let Some((to, _)) = mailbox(rest, "TO:") else {
            self.violation(&format!("RCPT {rest}"));
            return self.say("501 5.5.4 Syntax");
        };
        if self.from.is_none() {
            self.violation("RCPT out of order");
            return self.say("503 5.5.1 Not now");
        }
        if self.reply(Step::Rcpt, "250 2.1.5 Ok")? {
            self.to = Some(to);
        }
        Ok(())
    }

    fn data(&mut self) -> Result<(), End> {
        if self.to.is_none() {
            self.violation("DATA out of order");
            return self.say("503 5.5.1 Not now");
        }
        if !self.reply(Step::Data, "354 End data with <CR><LF>.<CR><LF>")? {
            return Ok(());
        }
        let mut data = Vec::new();
        loop {
            let line = self.line(LONGEST_LINE)?;
            if data.is_empty()
                && let Some(act) = self.act(Step::Body)
            {
                // There is nothing to answer inside a mail: whatever it does, it goes on only where it was held.
                match act {
                    Act::Hold => {
                        self.unwell_inside();
                    }
                    act => drop(self.unwell(act, "")),
                }
                if act != Act::Hold {
                    return Err(End);
                }
            }
            if line == b"." {
                break;
            }
            if line.starts_with(b".") && !line.starts_with(b"..") {
                self.violation("a dot that was not doubled");
            }
            if !line.is_ascii() && !self.eight_bit {
                self.violation("eight bits without 8BITMIME");
            }
            data.extend_from_slice(line.strip_prefix(b".").unwrap_or(&line));
            data.extend_from_slice(b"\r\n");
        }
        let mail = Received {
            from: self.from.take().unwrap_or_default(),
            to: self.to.take().unwrap_or_default(),
            data,
            encrypted: self.encrypted(),
            user: self.user.clone(),
            session: self.number,
        };
        let act = self.act(Step::Dot);
        let taken = match act {
            Some(Act::Say(text)) => text.starts_with('2'),
            Some(Act::SayBytes(bytes)) => bytes.starts_with(b"2"),
            Some(Act::Lose) => false,
            _ => true,
        };
        if taken {
            self.shared.seen.lock().unwrap().mails.push(mail);
        }
        let usual = "250 2.0.0 Ok: queued as 4F0B1";
        match act {
            None => self.say(usual),
            Some(act) => self.unwell(act, usual).map(|_| ()),
        }
    }

    /// Waits inside a mail, without a word after it.
    fn unwell_inside(&self) {
        let mut seen = self.shared.seen.lock().unwrap();
        seen.reached = true;
        self.shared.changed.notify_all();
        drop(self.shared.changed.wait_timeout_while(seen, PATIENCE, |seen| !seen.released));
    }
}

/// `FROM:<mailbox> options`.
fn mailbox(rest: &str, before: &str) -> Option<(String, String)> {
    let rest = rest.strip_prefix(before)?.strip_prefix('<')?;
    let (mailbox, options) = rest.split_once('>')?;
    Some((mailbox.to_owned(), options.trim_start().to_owned()))
}

fn base64(text: &str) -> String {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let (mut out, mut bits, mut held) = (Vec::new(), 0_u32, 0);
    for digit in text.bytes().filter_map(|b| DIGITS.iter().position(|d| *d == b)) {
        bits = (bits << 6 | digit as u32) & 0xffff;
        held += 6;
        if held >= 8 {
            held -= 8;
            out.push((bits >> held & 0xff) as u8);
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
