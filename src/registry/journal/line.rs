//! A line of the journal.
//!
//! ```text
//! {"sum":"<SHA-256 of the entry's bytes>","entry":{"format":1,"line":7,"commit":[7,8],"prev":"<sum of line 6>",
//!  "stream":"A-1","from":3,"before":"<chain before>","after":"<chain after>","events":[{…},{…}]}}
//! ```
//!
//! `commit` is the first and the last line of the call that wrote it: all of them count, or none. The events are the
//! bytes that the chain of their stream hashes.

use serde::Deserialize;

use crate::domain::event::StreamId;
use crate::registry::error::LineFault;
use crate::registry::raw;
use crate::registry::record::{FORMAT, Fingerprint, Head, Record, walk};
use crate::registry::store::Entry;

const OPEN: &[u8] = b"{\"sum\":\"";
const BETWEEN: &[u8] = b"\",\"entry\":";
const FORMAT_FIRST: &[u8] = b"{\"format\":";
const EVENTS: &[u8] = b",\"events\":[";

/// A line as it was read. Its order among others is not yet checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(in crate::registry) struct Line {
    /// What it says.
    pub entry: Entry,
    /// The sum of the line before it.
    pub prev: Fingerprint,
    /// Its own sum.
    pub sum: Fingerprint,
    /// Its stream before it.
    pub before: Head,
    /// Its events.
    pub records: Vec<Record>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Start {
    #[serde(rename = "format")]
    _format: u32,
    line: u64,
    commit: (u64, u64),
    prev: Fingerprint,
    stream: StreamId,
    from: u64,
    before: Fingerprint,
    after: Fingerprint,
}

/// The bytes of a line, newline included, and its sum.
///
/// `records` are those of `entry` and are not empty; `prev` is the sum of the line before.
pub(in crate::registry) fn encode(
    entry: &Entry,
    prev: Fingerprint,
    records: &[Record],
) -> (Vec<u8>, Fingerprint) {
    let (first, last) = (records.first(), records.last());
    let before = first.map_or(Fingerprint::ZERO, |record| record.prev);
    let after = last.map_or(Fingerprint::ZERO, |record| record.hash);
    // A stream's name is of letters, digits and `._-`, so it is its own JSON.
    let start = format!(
        "{{\"format\":{FORMAT},\"line\":{},\"commit\":[{},{}],\"prev\":\"{prev}\",\"stream\":\"{}\",\"from\":{},\
         \"before\":\"{before}\",\"after\":\"{after}\"",
        entry.line, entry.commit.0, entry.commit.1, entry.stream, entry.from,
    );
    let payloads: usize = records.iter().map(|record| record.payload.len() + 1).sum();
    let head = OPEN.len() + 64 + BETWEEN.len();
    let mut out = Vec::with_capacity(head + start.len() + EVENTS.len() + payloads + 8);
    out.extend_from_slice(OPEN);
    out.extend_from_slice(&[b'0'; 64]);
    out.extend_from_slice(BETWEEN);
    out.extend_from_slice(start.as_bytes());
    out.extend_from_slice(EVENTS);
    for (i, record) in records.iter().enumerate() {
        if i > 0 {
            out.push(b',');
        }
        out.extend_from_slice(&record.payload);
    }
    out.extend_from_slice(b"]}");
    let sum = Fingerprint::of(&out[head..]);
    out[OPEN.len()..OPEN.len() + 64].copy_from_slice(sum.to_string().as_bytes());
    out.extend_from_slice(b"}\n");
    (out, sum)
}

/// Reads a line with its newline, if it has one.
///
/// # Errors
/// What is wrong with it by itself.
pub(in crate::registry) fn decode(bytes: &[u8]) -> Result<Line, LineFault> {
    // What was never written reads as nothing or as zeros; JSON has no zero bytes.
    let Some(text) = bytes.strip_suffix(b"\n").filter(|text| !text.contains(&0)) else {
        return Err(LineFault::Torn);
    };
    let body = || -> Option<(&[u8], &[u8])> {
        let (sum, rest) = text.strip_prefix(OPEN)?.split_at_checked(64)?;
        Some((sum, rest.strip_prefix(BETWEEN)?.strip_suffix(b"}")?))
    };
    let (said, body) = body().ok_or(LineFault::Checksum)?;
    let sum = Fingerprint::of(body);
    if sum.to_string().as_bytes() != said {
        return Err(LineFault::Checksum);
    }
    let format = format_of(body).ok_or(LineFault::Malformed)?;
    if format > FORMAT {
        return Err(LineFault::Newer(format));
    }
    entry(body, sum).ok_or(LineFault::Malformed)?
}

/// The format is read by itself: what else a newer line holds is not for this program to judge.
fn format_of(body: &[u8]) -> Option<u32> {
    let digits = body.strip_prefix(FORMAT_FIRST)?;
    let end = digits.iter().position(|byte| !byte.is_ascii_digit())?;
    str::from_utf8(&digits[..end]).ok()?.parse().ok().filter(|format| *format > 0)
}

fn entry(body: &[u8], sum: Fingerprint) -> Option<Result<Line, LineFault>> {
    // Nothing before the events can hold this text: names and hashes have no quotation marks.
    let cut = body.windows(EVENTS.len()).position(|window| window == EVENTS)?;
    let start: Start = serde_json::from_slice(&[&body[..cut], b"}"].concat()).ok()?;
    let events = raw::items(body[cut + EVENTS.len()..].strip_suffix(b"]}")?)?;
    let before = Head { version: start.from.checked_sub(1)?, hash: start.before };
    let mut head = before;
    let records: Vec<Record> = events
        .into_iter()
        .map(|payload| {
            let record = Record::after(head, &start.stream, payload.to_vec());
            head = record.head();
            record
        })
        .collect();
    if head.hash != start.after || walk(&start.stream, before, &records).is_err() {
        return Some(Err(LineFault::Chain));
    }
    let entry = Entry {
        line: start.line,
        commit: start.commit,
        stream: start.stream,
        from: start.from,
        count: records.len() as u64,
    };
    (entry.commit.0 <= entry.line && entry.line <= entry.commit.1).then_some(Ok(Line {
        entry,
        prev: start.prev,
        sum,
        before,
        records,
    }))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> (Vec<u8>, Line) {
        let stream = StreamId::Account("A-1".parse().unwrap());
        let before = Head { version: 2, hash: Fingerprint::of(b"before") };
        let a = Record::after(before, &stream, br#"{"x":",\"events\":[","y":[1,2]}"#.to_vec());
        let b = Record::after(a.head(), &stream, b"\"sealed\"".to_vec());
        let entry = Entry { line: 7, commit: (7, 8), stream, from: 3, count: 2 };
        let prev = Fingerprint::of(b"line 6");
        let records = vec![a, b];
        let (bytes, sum) = encode(&entry, prev, &records);
        (bytes, Line { entry, prev, sum, before, records })
    }

    #[test]
    fn a_line_reads_back() {
        let (bytes, line) = sample();
        assert_eq!(decode(&bytes).unwrap(), line);
        let json: serde_json::Value = serde_json::from_slice(&bytes).unwrap();
        assert_eq!(json["entry"]["events"][0]["y"][1], 2);
    }

    #[test]
    fn no_byte_can_change_unnoticed() {
        let (bytes, _) = sample();
        for at in 0..bytes.len() {
            for flip in [1, 0x20, 0x80] {
                let mut spoilt = bytes.clone();
                spoilt[at] ^= flip;
                assert!(decode(&spoilt).is_err(), "byte {at}");
            }
            assert_eq!(decode(&bytes[..at]), Err(LineFault::Torn), "cut at {at}");
        }
    }

    #[test]
    fn a_newer_format_is_told_from_damage() {
        let (bytes, _) = sample();
        let text = String::from_utf8(bytes).unwrap();
        let body = text.split_once("\"entry\":").unwrap().1.strip_suffix("}\n").unwrap();
        let later = body.replacen("\"format\":1,", "\"format\":2,\"new\":true,", 1);
        let line = |body: &str| {
            format!("{{\"sum\":\"{}\",\"entry\":{body}}}\n", Fingerprint::of(body.as_bytes())).into_bytes()
        };
        assert!(decode(&line(body)).is_ok());
        assert_eq!(decode(&line(&later)), Err(LineFault::Newer(2)));
        assert_eq!(decode(&line(&body.replacen("\"from\":3", "\"from\":4", 1))), Err(LineFault::Chain));
        assert_eq!(decode(&line(&body.replacen("\"line\":7", "\"line\":9", 1))), Err(LineFault::Malformed));
        assert_eq!(decode(&line("{\"format\":0}")), Err(LineFault::Malformed));
        assert_eq!(decode(&line("[]")), Err(LineFault::Malformed));
    }
}
