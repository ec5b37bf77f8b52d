//! Keys and values as bytes. Numbers are big-endian, so that keys sort by them.

use crate::domain::event::StreamId;
use crate::registry::record::{Fingerprint, Head, Record};

use super::{Entry, Mark, StoreError};

/// Bytes of payload in one value: a leaf of sled holds at most 17 values and must stay under 128 KiB.
const PART: usize = 4096;

/// A number, 0 where there is none yet.
pub(super) fn number(value: Option<&[u8]>) -> Result<u64, StoreError> {
    match value.map(<[u8; 8]>::try_from) {
        None => Ok(0),
        Some(Ok(bytes)) => Ok(u64::from_be_bytes(bytes)),
        Some(Err(_)) => Err(unreadable("number")),
    }
}

pub(super) fn unreadable(what: &str) -> StoreError {
    StoreError::Broken(format!("unreadable: {what}"))
}

/// One value of `events`.
pub(super) struct Part {
    stream: StreamId,
    seq: u64,
    part: u32,
    value: Vec<u8>,
}

/// Puts parts together to records.
pub(super) fn records<'a>(
    parts: impl Iterator<Item = Result<Part, StoreError>> + 'a,
) -> impl Iterator<Item = Result<(StreamId, Record), StoreError>> + 'a {
    let mut parts = parts;
    std::iter::from_fn(move || {
        let first = match parts.next()? {
            Ok(first) => first,
            Err(error) => return Some(Err(error)),
        };
        let broken = unreadable(&format!("{} {}", first.stream, first.seq));
        let Some((mut record, count)) = decode_record(&first) else { return Some(Err(broken)) };
        for part in 1..count {
            match parts.next() {
                Some(Ok(next)) if (&next.stream, next.seq, next.part) == (&first.stream, first.seq, part) => {
                    record.payload.extend_from_slice(&next.value);
                }
                Some(Err(error)) => return Some(Err(error)),
                _ => return Some(Err(broken)),
            }
        }
        Some(Ok((first.stream, record)))
    })
}

pub(super) fn event_key(stream: &StreamId, seq: u64, part: u32) -> Vec<u8> {
    let mut key = stream.as_str().as_bytes().to_vec();
    key.push(0);
    key.extend_from_slice(&seq.to_be_bytes());
    key.extend_from_slice(&part.to_be_bytes());
    key
}

pub(super) fn decode_part(key: &[u8], value: &[u8]) -> Option<Part> {
    let (name, number) = key.split_at_checked(key.len().checked_sub(13)?)?;
    let (seq, part) = number.strip_prefix(&[0])?.split_first_chunk::<8>()?;
    Some(Part {
        stream: decode_stream(name)?,
        seq: u64::from_be_bytes(*seq),
        part: u32::from_be_bytes(part.try_into().ok()?),
        value: value.to_vec(),
    })
}

/// The values of a record, cut into parts.
pub(super) fn encode_record(record: &Record) -> Vec<Vec<u8>> {
    let parts = record.payload.chunks(PART);
    let count = u32::try_from(parts.len().max(1)).expect("invariant: an event is shorter than 16 TiB");
    let mut first = Vec::with_capacity(72 + record.payload.len().min(PART));
    first.extend_from_slice(&record.format.to_be_bytes());
    first.extend_from_slice(&count.to_be_bytes());
    first.extend_from_slice(record.prev.as_bytes());
    first.extend_from_slice(record.hash.as_bytes());
    let mut values: Vec<Vec<u8>> = parts.map(<[u8]>::to_vec).collect();
    match values.first_mut() {
        None => values.push(first),
        Some(payload) => {
            first.append(payload);
            *payload = first;
        }
    }
    values
}

fn decode_record(first: &Part) -> Option<(Record, u32)> {
    let (format, rest) = first.value.split_first_chunk::<4>()?;
    let (count, rest) = rest.split_first_chunk::<4>()?;
    let (prev, rest) = rest.split_first_chunk::<32>()?;
    let (hash, payload) = rest.split_first_chunk::<32>()?;
    let record = Record {
        format: u32::from_be_bytes(*format),
        seq: first.seq,
        prev: Fingerprint::from_bytes(*prev),
        hash: Fingerprint::from_bytes(*hash),
        payload: payload.to_vec(),
    };
    (first.part == 0).then_some((record, u32::from_be_bytes(*count)))
}

pub(super) fn decode_stream(name: &[u8]) -> Option<StreamId> {
    StreamId::try_from(str::from_utf8(name).ok()?.to_owned()).ok()
}

pub(super) fn encode_head(head: Head) -> Vec<u8> {
    [&head.version.to_be_bytes()[..], head.hash.as_bytes()].concat()
}

pub(super) fn decode_head(value: &[u8]) -> Option<Head> {
    let (version, hash) = value.split_first_chunk::<8>()?;
    Some(Head { version: u64::from_be_bytes(*version), hash: Fingerprint::from_bytes(hash.try_into().ok()?) })
}

pub(super) fn encode_mark(mark: Mark) -> Vec<u8> {
    let numbers = [mark.line, mark.start, mark.end].map(u64::to_be_bytes);
    [numbers.as_flattened(), mark.sum.as_bytes()].concat()
}

pub(super) fn decode_mark(value: &[u8]) -> Option<Mark> {
    let (line, rest) = value.split_first_chunk::<8>()?;
    let (start, rest) = rest.split_first_chunk::<8>()?;
    let (end, sum) = rest.split_first_chunk::<8>()?;
    Some(Mark {
        line: u64::from_be_bytes(*line),
        start: u64::from_be_bytes(*start),
        end: u64::from_be_bytes(*end),
        sum: Fingerprint::from_bytes(sum.try_into().ok()?),
    })
}

pub(super) fn encode_entry(entry: &Entry) -> Vec<u8> {
    let numbers = [entry.commit.0, entry.commit.1, entry.from, entry.count].map(u64::to_be_bytes);
    [numbers.as_flattened(), entry.stream.as_str().as_bytes()].concat()
}

pub(super) fn decode_entry(key: &[u8], value: &[u8]) -> Option<Entry> {
    let (first, rest) = value.split_first_chunk::<8>()?;
    let (last, rest) = rest.split_first_chunk::<8>()?;
    let (from, rest) = rest.split_first_chunk::<8>()?;
    let (count, name) = rest.split_first_chunk::<8>()?;
    Some(Entry {
        line: u64::from_be_bytes(key.try_into().ok()?),
        commit: (u64::from_be_bytes(*first), u64::from_be_bytes(*last)),
        stream: decode_stream(name)?,
        from: u64::from_be_bytes(*from),
        count: u64::from_be_bytes(*count),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The bytes that registries on disk have: a change of them needs a new format.
    #[test]
    fn bytes_stay_as_they_are() {
        let stream = StreamId::Account("A-1".parse().unwrap());
        assert_eq!(event_key(&stream, 258, 3), b"A-1\0\0\0\0\0\0\0\x01\x02\0\0\0\x03");
        let entry = Entry { line: 7, commit: (6, 8), stream: stream.clone(), from: 3, count: 2 };
        let value = encode_entry(&entry);
        assert_eq!(value[..9], [0, 0, 0, 0, 0, 0, 0, 6, 0]);
        assert_eq!(value[32..], *b"A-1");
        assert_eq!(decode_entry(&7_u64.to_be_bytes(), &value), Some(entry));
        let mark = Mark { line: 1, start: 2, end: 3, sum: Fingerprint::of(b"x") };
        assert_eq!(decode_mark(&encode_mark(mark)), Some(mark));
        let head = Head { version: 9, hash: Fingerprint::of(b"y") };
        assert_eq!(decode_head(&encode_head(head)), Some(head));
        for bad in [&b""[..], &[0; 39], &[0; 41]] {
            assert_eq!(decode_head(bad), None);
            assert_eq!(decode_mark(bad), None);
        }
    }

    #[test]
    fn a_record_is_cut_and_put_together() {
        let stream = StreamId::Workspace;
        for len in [0, 1, PART - 1, PART, PART + 1, 3 * PART] {
            let record = Record::after(Head::START, &stream, vec![b'x'; len]);
            let values = encode_record(&record);
            assert_eq!(values.len(), len.div_ceil(PART).max(1));
            let parts = |values: &[Vec<u8>]| {
                let part = |(part, value): (u32, &Vec<u8>)| decode_part(&event_key(&stream, 1, part), value);
                (0_u32..).zip(values).map(|of| Ok(part(of).unwrap())).collect::<Vec<_>>()
            };
            let whole: Vec<_> = records(parts(&values).into_iter()).map(Result::unwrap).collect();
            assert_eq!(whole, [(stream.clone(), record)]);
            // A part that is missing is noticed.
            let less = parts(&values[..values.len() - 1]);
            assert!(records(less.into_iter()).all(|record| record.is_err()));
        }
    }
}
