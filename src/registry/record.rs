//! One event as it is kept: the bytes of its JSON and its place in the hash chain of its stream.
//!
//! The chain is over the stored bytes, not over what they mean, so that they can one day be encrypted per account and
//! their key destroyed without breaking it.

use std::fmt;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::domain::event::{Event, StreamId};

use super::error::RegistryError;

/// The format of journal lines and index records that this program writes. A newer one is refused.
pub const FORMAT: u32 = 1;

/// A SHA-256.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Fingerprint([u8; 32]);

impl Fingerprint {
    /// What stands before the first.
    pub const ZERO: Fingerprint = Fingerprint([0; 32]);

    /// Of some bytes.
    pub fn of(bytes: &[u8]) -> Fingerprint {
        Fingerprint(Sha256::digest(bytes).into())
    }

    /// From its 32 bytes.
    pub const fn from_bytes(bytes: [u8; 32]) -> Fingerprint {
        Fingerprint(bytes)
    }

    /// Its 32 bytes.
    pub const fn as_bytes(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|byte| write!(f, "{byte:02x}"))
    }
}

impl fmt::Debug for Fingerprint {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")
    }
}

impl std::str::FromStr for Fingerprint {
    type Err = &'static str;
    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const WRONG: &str = "not 64 lower-case hexadecimal digits";
        let digit = |byte: u8| match byte {
            b'0'..=b'9' => Ok(byte - b'0'),
            b'a'..=b'f' => Ok(byte - b'a' + 10),
            _ => Err(WRONG),
        };
        let digits = text.as_bytes();
        if digits.len() != 64 {
            return Err(WRONG);
        }
        let mut out = [0; 32];
        for (byte, pair) in out.iter_mut().zip(digits.chunks_exact(2)) {
            *byte = digit(pair[0])? << 4 | digit(pair[1])?;
        }
        Ok(Fingerprint(out))
    }
}

impl TryFrom<String> for Fingerprint {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        text.parse()
    }
}

impl From<Fingerprint> for String {
    fn from(print: Fingerprint) -> String {
        print.to_string()
    }
}

/// The end of a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// The number of its events, which is the `seq` of the last.
    pub version: u64,
    /// The hash of its last record.
    pub hash: Fingerprint,
}

impl Head {
    /// Of a stream without events.
    pub const START: Head = Head { version: 0, hash: Fingerprint::ZERO };
}

/// One event as it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Record {
    /// The format it was written in.
    pub format: u32,
    /// Its place in its stream, from 1 without gaps.
    pub seq: u64,
    /// The hash of the record before it.
    pub prev: Fingerprint,
    /// Its own hash: over format, stream, `seq`, `prev` and `payload`.
    pub hash: Fingerprint,
    /// The bytes of the event's JSON.
    pub payload: Vec<u8>,
}

impl Record {
    /// The record that follows `head`.
    pub fn after(head: Head, stream: &StreamId, payload: Vec<u8>) -> Record {
        let seq = head.version + 1;
        let hash = chain(FORMAT, stream, seq, head.hash, &payload);
        Record { format: FORMAT, seq, prev: head.hash, hash, payload }
    }

    /// The end of a stream whose last record this is.
    pub fn head(&self) -> Head {
        Head { version: self.seq, hash: self.hash }
    }

    /// Whether it follows `head` in this stream and its bytes are those that were written.
    pub fn follows(&self, head: Head, stream: &StreamId) -> bool {
        self.seq == head.version + 1
            && self.prev == head.hash
            && self.hash == chain(self.format, stream, self.seq, self.prev, &self.payload)
    }

    /// The event.
    ///
    /// # Errors
    /// [`RegistryError::Event`] if the bytes are not an event this program knows.
    pub fn event(&self, stream: &StreamId) -> Result<Event, RegistryError> {
        let wrong = |detail: String| RegistryError::Event { stream: stream.clone(), seq: self.seq, detail };
        let event: Event = serde_json::from_slice(&self.payload).map_err(|e| wrong(e.to_string()))?;
        if event.seq == self.seq { Ok(event) } else { Err(wrong(format!("seq {}", event.seq))) }
    }
}

fn chain(format: u32, stream: &StreamId, seq: u64, prev: Fingerprint, payload: &[u8]) -> Fingerprint {
    let mut hash = Sha256::new();
    hash.update(b"sucheng/record\0");
    hash.update(format.to_be_bytes());
    hash.update(stream.as_str().as_bytes());
    hash.update([0]);
    hash.update(seq.to_be_bytes());
    hash.update(prev.as_bytes());
    hash.update(payload);
    Fingerprint(hash.finalize().into())
}

/// The end of a chain of records that starts at `head`, or the `seq` where it breaks.
pub(super) fn walk(stream: &StreamId, head: Head, records: &[Record]) -> Result<Head, u64> {
    records.iter().try_fold(head, |head, record| {
        if record.follows(head, stream) { Ok(record.head()) } else { Err(head.version + 1) }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_reads_back() {
        // FIPS 180-4, SHA-256 of "abc".
        let abc = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(Fingerprint::of(b"abc").to_string(), abc);
        assert_eq!(abc.parse::<Fingerprint>().unwrap(), Fingerprint::of(b"abc"));
        for bad in ["", "BA", &abc.to_uppercase(), &abc[1..], &format!("{abc}0"), &abc.replace('b', "二")] {
            assert!(bad.parse::<Fingerprint>().is_err(), "{bad}");
        }
    }

    #[test]
    fn every_part_of_a_record_is_under_its_hash() {
        let (a, b) = (StreamId::Workspace, StreamId::Account("A-1".parse().unwrap()));
        let record = Record::after(Head::START, &a, b"{}".to_vec());
        assert!(record.follows(Head::START, &a));
        assert!(!record.follows(Head::START, &b));
        let other = Head { version: 0, hash: Fingerprint::of(b"x") };
        assert!(!record.follows(other, &a));
        for spoil in [
            |r: &mut Record| r.format += 1,
            |r: &mut Record| r.seq += 1,
            |r: &mut Record| r.prev = Fingerprint::of(b"x"),
            |r: &mut Record| r.hash = Fingerprint::of(b"x"),
            |r: &mut Record| r.payload.push(b' '),
        ] {
            let mut spoilt = record.clone();
            spoil(&mut spoilt);
            assert!(!spoilt.follows(Head::START, &a), "{spoilt:?}");
        }
    }
}
