//! A signature by which receivers can tell that a domain answers for a mail (DKIM, RFC 6376).

use lettre::address::Envelope;
use lettre::message::dkim::{DkimCanonicalization, DkimCanonicalizationType, DkimConfig};
use lettre::message::header::{ContentTransferEncoding, HeaderName, HeaderValue};
use lettre::message::{Body, Mailbox, Message};

use super::key::{self, KeyError};
use crate::notices::compose::{ComposeError, Mail, mailbox};

/// What is signed, all of which a mail has (RFC 6376 §5.4.1).
const SIGNED: [&str; 7] = ["From", "To", "Subject", "Date", "Message-ID", "MIME-Version", "Content-Type"];

const FIELD: &str = "DKIM-Signature";

/// A key and the name under which the DNS has its other half.
#[derive(Debug)]
pub struct Signer {
    config: DkimConfig,
}

impl Signer {
    /// Reads the key (PEM).
    ///
    /// # Errors
    /// [`KeyError`].
    pub fn new(domain: &str, selector: &str, pem: &str) -> Result<Self, KeyError> {
        let name = |text: &str| {
            !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b"-_.".contains(&b))
        };
        if !name(domain) || !name(selector) {
            return Err(KeyError::Name);
        }
        // Relaxed for both: servers on the way unfold headers and trim lines, which breaks a simple signature.
        let relaxed = DkimCanonicalization {
            header: DkimCanonicalizationType::Relaxed,
            body: DkimCanonicalizationType::Relaxed,
        };
        let headers = SIGNED.into_iter().map(HeaderName::new_from_ascii_str).collect();
        let (selector, domain) = (selector.to_owned(), domain.to_owned());
        Ok(Signer { config: DkimConfig::new(selector, domain, key::read(pem)?, headers, relaxed) })
    }

    /// The mail with its signature before everything else. The signature names the second in which it was made.
    ///
    /// # Errors
    /// [`ComposeError`]: what was given is no mail.
    pub fn sign(&self, mail: &Mail) -> Result<Vec<u8>, ComposeError> {
        let no_mail = |why: &str| ComposeError::Builder(why.to_owned());
        let end =
            mail.bytes.windows(4).position(|w| w == b"\r\n\r\n").ok_or_else(|| no_mail("no headers"))?;
        let headers =
            std::str::from_utf8(&mail.bytes[..end]).map_err(|_| no_mail("headers are not ASCII"))?;
        let body = mail.bytes[end + 4..].to_vec();
        let address = mailbox(&mail.from)?;
        // The builder signs only what it made: it is given the same headers, encoded as they are, and the same body.
        let mut message = Message::builder()
            .from(Mailbox::new(None, address.clone()))
            .envelope(
                Envelope::new(Some(address), vec![mailbox(&mail.to)?])
                    .map_err(|e| no_mail(&e.to_string()))?,
            )
            .body(Body::dangerous_pre_encoded(body, ContentTransferEncoding::SevenBit))
            .map_err(|error| no_mail(&error.to_string()))?;
        message.headers_mut().clear();
        for name in SIGNED {
            let value = field(headers, name).ok_or_else(|| no_mail(name))?;
            let name = HeaderName::new_from_ascii_str(name);
            message.headers_mut().insert_raw(HeaderValue::dangerous_new_pre_encoded(
                name,
                value.clone(),
                value,
            ));
        }
        message.sign(&self.config);
        let signature = message.headers().get_raw(FIELD).ok_or_else(|| no_mail(FIELD))?;
        // White space between the tags may be folded (§3.2), and relaxed canonicalisation unfolds it.
        let mut signed = format!("{FIELD}: {}\r\n", signature.replace("; ", ";\r\n ")).into_bytes();
        signed.extend_from_slice(&mail.bytes);
        Ok(signed)
    }
}

/// The value of a header, folded as it stands.
fn field(headers: &str, name: &str) -> Option<String> {
    let mut lines = headers.split("\r\n").skip_while(|line| {
        line.get(..name.len()).is_none_or(|start| !start.eq_ignore_ascii_case(name))
            || !line[name.len()..].starts_with(':')
    });
    let first = lines.next()?.get(name.len() + 1..)?.trim_start();
    let folded = lines.take_while(|line| line.starts_with([' ', '\t']));
    Some(std::iter::once(first).chain(folded).collect::<Vec<_>>().join("\r\n"))
}
