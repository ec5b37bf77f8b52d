//! The bytes of a mail as its own header, its texts, the reports in it and the headers of mails that it gives back.

use std::panic::{AssertUnwindSafe, catch_unwind};

use chrono::{DateTime, FixedOffset, TimeZone};
use mail_parser::decoders::base64::base64_decode;
use mail_parser::decoders::html::html_to_text;
use mail_parser::decoders::quoted_printable::quoted_printable_decode;
use mail_parser::{Encoding, Message, MessageParser, MessagePart, MimeHeaders, PartType};

use super::charset;
use super::fields::Fields;

/// The largest mail that is read: three times what is ever sent, since a bounce gives the whole back.
pub const LARGEST: usize = 64 * 1024 * 1024;

/// The most parts. Mails within mails are taken apart one within the other, and real ones have a dozen.
const MOST_PARTS: usize = 500;

/// Why bytes are not read as a mail.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unreadable {
    /// Nothing in it.
    Empty,
    /// Larger than [`LARGEST`].
    TooLarge,
    /// No header field that every mail has.
    NotMail,
    /// So many parts, or parts so broken, that it cannot be taken apart.
    Broken,
}

impl Unreadable {
    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Unreadable::Empty => "E-ANSWER-EMPTY",
            Unreadable::TooLarge => "E-ANSWER-TOO-LARGE",
            Unreadable::NotMail => "E-ANSWER-NOT-MAIL",
            Unreadable::Broken => "E-ANSWER-BROKEN",
        }
    }
}

/// A mail taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Letter {
    /// Its own header.
    pub(super) head: Fields,
    /// Texts, those of mails within among them; HTML as plain text.
    pub(super) texts: Vec<String>,
    /// Groups of fields of each delivery report.
    pub(super) status: Vec<Vec<Fields>>,
    /// Groups of fields of each receipt.
    pub(super) disposition: Vec<Vec<Fields>>,
    /// Headers of mails within: what a report gives back.
    pub(super) returned: Vec<Fields>,
}

impl Letter {
    /// Takes a mail apart.
    ///
    /// # Errors
    /// [`Unreadable`].
    pub fn read(bytes: &[u8]) -> Result<Letter, Unreadable> {
        if bytes.iter().all(u8::is_ascii_whitespace) {
            return Err(Unreadable::Empty);
        }
        if bytes.len() > LARGEST {
            return Err(Unreadable::TooLarge);
        }
        if parts_at_most(bytes) > MOST_PARTS {
            return Err(Unreadable::Broken);
        }
        // A reader of what anyone may send is not trusted never to stumble.
        let taken = catch_unwind(AssertUnwindSafe(|| {
            let message = MessageParser::default().parse(bytes)?;
            let mut letter = Letter { head: head(&message)?, ..Letter::default() };
            letter.take(&message);
            Some(letter)
        }));
        let letter = taken.map_err(|_| Unreadable::Broken)?.ok_or(Unreadable::NotMail)?;
        let told = ["from", "date", "subject", "message-id", "received", "return-path", "to"];
        if letter.head.has_any(&told) { Ok(letter) } else { Err(Unreadable::NotMail) }
    }

    /// When it was written, or when the last server had it.
    pub(super) fn date(&self) -> Option<DateTime<FixedOffset>> {
        let received = self.head.get("received").and_then(|value| value.rsplit_once(';')).map(|(_, at)| at);
        self.head.get("date").and_then(date).or_else(|| received.and_then(date))
    }

    fn take(&mut self, message: &Message<'_>) {
        for part in &message.parts {
            let kind = part.content_type().map(|t| {
                (t.ctype().to_ascii_lowercase(), t.subtype().unwrap_or_default().to_ascii_lowercase())
            });
            let (main, sub) = kind.unwrap_or_else(|| ("text".to_owned(), "plain".to_owned()));
            match &part.body {
                PartType::Message(within) => {
                    self.returned.extend(head(within));
                    self.take(within);
                }
                PartType::Multipart(_) => {}
                _ if !matches!(main.as_str(), "text" | "message" | "multipart") => {}
                body => {
                    let text = decoded(part, &message.raw_message);
                    match sub.as_str() {
                        "delivery-status" | "global-delivery-status" => {
                            self.status.push(Fields::blocks(&text))
                        }
                        "disposition-notification" | "global-disposition-notification" => {
                            self.disposition.push(Fields::blocks(&text));
                        }
                        "rfc822-headers" | "global-headers" => self.returned.push(Fields::read(&text)),
                        _ if matches!(body, PartType::Html(_)) => self.texts.push(html_to_text(&text)),
                        _ => self.texts.push(text),
                    }
                }
            }
        }
    }
}

/// No mail has more parts than it says `Content-Type`.
fn parts_at_most(bytes: &[u8]) -> usize {
    const NAME: &[u8] = b"content-type";
    bytes.windows(NAME.len()).filter(|w| w[0] | 0x20 == b'c' && w.eq_ignore_ascii_case(NAME)).count()
}

/// The header of a mail, from its bytes: the parser keeps only what it knows. Places within a mail are told from the start
/// of the bytes it was found in.
fn head(message: &Message<'_>) -> Option<Fields> {
    let part = message.parts.first()?;
    let bytes = message.raw_message.get(part.offset_header as usize..part.offset_body as usize)?;
    Some(Fields::read(&charset::text(None, bytes)))
}

/// A part's text. The parser knows no Chinese encodings, so that it is decoded from the bytes.
fn decoded(part: &MessagePart<'_>, raw: &[u8]) -> String {
    let named = part.content_type().and_then(|t| t.attribute("charset"));
    if let PartType::Binary(bytes) | PartType::InlineBinary(bytes) = &part.body {
        return charset::text(named, bytes).into_owned();
    }
    let bytes = raw.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let plain = match part.encoding {
        Encoding::None => None,
        Encoding::Base64 => base64_decode(bytes),
        Encoding::QuotedPrintable => quoted_printable_decode(bytes),
    };
    charset::text(named, plain.as_deref().unwrap_or(bytes)).into_owned()
}

/// A date as mails write it, in the time of China.
pub(super) fn date(value: &str) -> Option<DateTime<FixedOffset>> {
    let read = mail_parser::DateTime::parse_rfc822(value.trim()).filter(mail_parser::DateTime::is_valid)?;
    FixedOffset::east_opt(8 * 3600)?.timestamp_opt(read.to_timestamp(), 0).single()
}
