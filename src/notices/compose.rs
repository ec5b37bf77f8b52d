//! A notice as the bytes of a mail: headers, both forms of the text, attachments. The same record gives the same bytes.

use std::time::SystemTime;

use chrono::{DateTime, FixedOffset};
use lettre::address::{Address, Envelope};
use lettre::message::header::{
    ContentDisposition, ContentTransferEncoding, ContentType, Header, HeaderName, HeaderValue,
};
use lettre::message::{Mailbox, Message, MultiPart, SinglePart};

use super::encoded_word;
use super::fingerprint::sha256;
use crate::domain::event::{Attachment, NoticeRecord};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::forbidden_character;

/// The largest mail, encoded: what the strictest of the large Chinese mail services take.
pub const LARGEST_MAIL: usize = 20 * 1024 * 1024;

/// The longest mailbox (RFC 5321 §4.5.3.1.3, without the angle brackets).
const LONGEST_ADDRESS: usize = 254;

/// A mail ready for a transport.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mail {
    /// The whole message, lines ended by CRLF.
    pub bytes: Vec<u8>,
    /// SHA-256 of the bytes.
    pub sha256: String,
    /// The sender's mailbox, for the envelope.
    pub from: String,
    /// The addressee's mailbox, for the envelope.
    pub to: String,
}

/// Why a notice is not made into a mail.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ComposeError {
    /// The sender is not `name <mailbox>` or a mailbox.
    #[error("not a sender: {0:?}")]
    From(String),
    /// The addressee's mailbox is not one.
    #[error("not a mailbox: {0:?}")]
    To(String),
    /// A line break or control character where a header would carry it.
    #[error("U+{character:04X} in {field}")]
    Header {
        /// Which header field.
        field: &'static str,
        /// The character.
        character: u32,
    },
    /// An attachment is not what was queued.
    #[error("attachment {name} has changed")]
    AttachmentChanged {
        /// Its name.
        name: String,
        /// SHA-256 as queued.
        expected: String,
        /// SHA-256 as found.
        found: String,
    },
    /// The contents given are not those of the record.
    #[error("{found} attachments, {expected} expected")]
    AttachmentCount {
        /// As queued.
        expected: usize,
        /// As given.
        found: usize,
    },
    /// More than [`LARGEST_MAIL`].
    #[error("{bytes} bytes")]
    TooLarge {
        /// Its size, encoded.
        bytes: usize,
    },
    /// The mail builder refused it.
    #[error("{0}")]
    Builder(String),
}

impl ComposeError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            ComposeError::From(_) => "E-NOTICE-FROM",
            ComposeError::To(_) => "E-NOTICE-ADDRESS",
            ComposeError::Header { .. } => "E-NOTICE-HEADER",
            ComposeError::AttachmentChanged { .. } => "E-NOTICE-ATTACHMENT-CHANGED",
            ComposeError::AttachmentCount { .. } | ComposeError::Builder(_) => "E-NOTICE-COMPOSE",
            ComposeError::TooLarge { .. } => "E-NOTICE-TOO-LARGE",
        }
    }

    /// As a problem for the user.
    pub fn problem(&self) -> Problem {
        let problem = Problem::error(self.code(), Place::default());
        match self {
            ComposeError::From(found) | ComposeError::To(found) => {
                problem.with("found", found.escape_debug())
            }
            ComposeError::Header { field, character } => {
                problem.with("field", field).with("character", format!("U+{character:04X}"))
            }
            ComposeError::AttachmentChanged { name, expected, found } => {
                problem.with("name", name).with("expected", expected).with("found", found)
            }
            ComposeError::AttachmentCount { .. } | ComposeError::Builder(_) => problem.with("reason", self),
            ComposeError::TooLarge { bytes } => problem.with("bytes", bytes).with("largest", LARGEST_MAIL),
        }
    }
}

/// Reads a mailbox: one address of ASCII characters with a domain name, nothing else around it.
///
/// # Errors
/// [`ComposeError::To`]. Mailboxes with other characters (SMTPUTF8) are refused: few servers deliver them.
pub fn mailbox(text: &str) -> Result<Address, ComposeError> {
    let refused = || ComposeError::To(text.to_owned());
    if text.len() > LONGEST_ADDRESS || !text.bytes().all(|b| (0x21..0x7f).contains(&b)) {
        return Err(refused());
    }
    let address: Address = text.parse().map_err(|_| refused())?;
    // A quoted mailbox, a bare IP address or a host without a domain is legal and never a person's.
    let domain = address.domain();
    let host = domain.bytes().all(|b| b.is_ascii_alphanumeric() || b".-".contains(&b));
    let person = !address.user().starts_with('"') && host && domain.contains('.');
    if person { Ok(address) } else { Err(refused()) }
}

/// A sender as `sucheng.yaml` has it: `法务部 <legal@bank.example>` or a mailbox alone.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sender {
    /// The name, where there is one.
    pub name: Option<String>,
    /// The mailbox.
    pub mailbox: String,
}

impl Sender {
    /// Reads a sender.
    ///
    /// # Errors
    /// [`ComposeError::From`].
    pub fn parse(text: &str) -> Result<Self, ComposeError> {
        let refused = || ComposeError::From(text.to_owned());
        let text = text.trim();
        let (name, address) = match text.strip_suffix('>').and_then(|t| t.rsplit_once('<')) {
            Some((name, address)) => (name.trim(), address),
            None => ("", text),
        };
        let name = name.strip_prefix('"').and_then(|n| n.strip_suffix('"')).unwrap_or(name);
        if forbidden_character(name).is_some() {
            return Err(refused());
        }
        let address = mailbox(address).map_err(|_| refused())?;
        Ok(Sender { name: (!name.is_empty()).then(|| name.to_owned()), mailbox: address.to_string() })
    }

    /// The part after `@`.
    pub fn domain(&self) -> &str {
        self.mailbox.rsplit_once('@').map_or("", |(_, domain)| domain)
    }
}

/// Makes the mail of a notice. `date` is the moment it became ready, which stays the same however often it is tried.
/// `contents` are those of its attachments, in their order.
///
/// # Errors
/// [`ComposeError`].
pub fn compose(
    record: &NoticeRecord,
    date: DateTime<FixedOffset>,
    contents: &[Vec<u8>],
) -> Result<Mail, ComposeError> {
    check_headers(record)?;
    let sender = Sender::parse(&record.from)?;
    let from = mailbox(&sender.mailbox).map_err(|_| ComposeError::From(record.from.clone()))?;
    let to = mailbox(&record.to)?;
    let parts = attachments(&record.attachments, contents)?;

    let seal = boundary(record);
    let plain = SinglePart::plain(record.text.clone());
    // Names are put in below, in encoded words: the builder gets the mailboxes alone.
    let builder = Message::builder()
        .from(Mailbox::new(None, from.clone()))
        .to(Mailbox::new(None, to.clone()))
        .subject("")
        .date(SystemTime::from(date))
        .message_id(Some(format!("<{}>", record.message_id)))
        .envelope(
            Envelope::new(Some(from.clone()), vec![to.clone()])
                .map_err(|error| ComposeError::Builder(error.to_string()))?,
        );
    let both = |html: &String| {
        MultiPart::alternative()
            .boundary(format!("=_alt_{seal}"))
            .singlepart(plain.clone())
            .singlepart(SinglePart::html(html.clone()))
    };
    let message = match (&record.html, parts.is_empty()) {
        (None, true) => builder.singlepart(plain.clone()),
        (Some(html), true) => builder.multipart(both(html)),
        (html, false) => {
            let mixed = MultiPart::mixed().boundary(format!("=_mix_{seal}"));
            let body = match html {
                Some(html) => mixed.multipart(both(html)),
                None => mixed.singlepart(plain.clone()),
            };
            builder.multipart(parts.into_iter().fold(body, MultiPart::singlepart))
        }
    };
    let mut message = message.map_err(|error| ComposeError::Builder(error.to_string()))?;
    for (name, value) in [
        ("From", addressed(sender.name.as_deref(), &sender.mailbox, "From: ".len())),
        ("To", addressed(record.to_name.as_deref(), &record.to, "To: ".len())),
        ("Subject", encoded_word::text(&record.subject, "Subject: ".len())),
        ("Date", date.to_rfc2822()),
    ] {
        let name = HeaderName::new_from_ascii_str(name);
        message.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(name, value.clone(), value));
    }
    let bytes = message.formatted();
    if bytes.len() > LARGEST_MAIL {
        return Err(ComposeError::TooLarge { bytes: bytes.len() });
    }
    Ok(Mail { sha256: sha256(&bytes), bytes, from: from.to_string(), to: to.to_string() })
}

/// Refuses line breaks, control and bidirectional-override characters in all that goes into a header.
///
/// # Errors
/// [`ComposeError::Header`].
pub fn check_headers(record: &NoticeRecord) -> Result<(), ComposeError> {
    let fields = [
        ("subject", record.subject.as_str()),
        ("to", &record.to),
        ("to_name", record.to_name.as_deref().unwrap_or_default()),
        ("from", &record.from),
        ("message_id", &record.message_id),
    ];
    let names = record.attachments.iter().map(|a| ("attachments", a.name.as_str()));
    for (field, value) in fields.into_iter().chain(names) {
        if let Some(character) = forbidden_character(value) {
            return Err(ComposeError::Header { field, character: u32::from(character) });
        }
    }
    let id = |b: u8| b.is_ascii_alphanumeric() || b"@.-_".contains(&b);
    match record.message_id.chars().find(|c| !c.is_ascii() || !id(*c as u8)) {
        Some(character) => Err(ComposeError::Header { field: "message_id", character: u32::from(character) }),
        None => Ok(()),
    }
}

fn addressed(name: Option<&str>, mailbox: &str, taken: usize) -> String {
    let Some(name) = name else { return mailbox.to_owned() };
    let name = encoded_word::phrase(name, taken);
    let last = name.rsplit("\r\n").next().map_or(0, str::len);
    let taken = if name.contains("\r\n") { last } else { taken + last };
    let gap = if taken + mailbox.len() + 3 > 76 { "\r\n " } else { " " };
    format!("{name}{gap}<{mailbox}>")
}

/// Tells the parts apart. `=_` occurs neither in base64 nor in quoted-printable; the rest makes it this notice's own.
fn boundary(record: &NoticeRecord) -> String {
    let mut whole =
        format!("{}\n{}\n{}", record.message_id, sha256(record.text.as_bytes()), record.facts_sha256);
    for attachment in &record.attachments {
        whole.push_str(&attachment.sha256);
    }
    sha256(whole.as_bytes()).split_off(40)
}

fn attachments(of: &[Attachment], contents: &[Vec<u8>]) -> Result<Vec<SinglePart>, ComposeError> {
    if of.len() != contents.len() {
        return Err(ComposeError::AttachmentCount { expected: of.len(), found: contents.len() });
    }
    of.iter()
        .zip(contents)
        .map(|(attachment, content)| {
            let found = sha256(content);
            if found != attachment.sha256 {
                return Err(ComposeError::AttachmentChanged {
                    name: attachment.name.clone(),
                    expected: attachment.sha256.clone(),
                    found,
                });
            }
            Ok(SinglePart::builder()
                .header(NamedType::new(&attachment.name))
                .header(ContentDisposition::attachment(&attachment.name))
                // Never left to the builder: it may treat a PDF of ASCII characters as text and change its line ends.
                .header(ContentTransferEncoding::Base64)
                .body(content.clone()))
        })
        .collect()
}

/// `Content-Type` with the file's name, which the builder's own type cannot hold in Chinese.
#[derive(Clone)]
struct NamedType(String);

impl NamedType {
    fn new(file: &str) -> Self {
        let media = media_type(file);
        NamedType(format!("{media};\r\n name={}", encoded_word::parameter(file, " name=".len())))
    }
}

impl Header for NamedType {
    fn name() -> HeaderName {
        ContentType::name()
    }

    fn parse(text: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(NamedType(text.to_owned()))
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::dangerous_new_pre_encoded(Self::name(), self.0.clone(), self.0.clone())
    }
}

fn media_type(file: &str) -> &'static str {
    let ending = file.rsplit_once('.').map_or(String::new(), |(_, e)| e.to_ascii_lowercase());
    match ending.as_str() {
        "pdf" => "application/pdf",
        "docx" => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "xlsx" => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "zip" => "application/zip",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        _ => "application/octet-stream",
    }
}
