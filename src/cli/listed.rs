//! A long list for programs: made on all processors, written block by block, never held as JSON.

use std::io::{self, Write};
use std::num::NonZero;
use std::thread;

use serde::Serialize;
use serde_json::Value;
use serde_json::ser::{Formatter, PrettyFormatter, Serializer};

use super::desk::with_schema;

/// Items that one thread makes at a time.
const BLOCK: usize = 2048;

/// An item as a line of its own.
#[derive(Serialize)]
struct Line<'s, T> {
    schema: &'s str,
    #[serde(flatten)]
    item: T,
}

/// Writes a document whose last member is the list, indented as [`serde_json::to_writer_pretty`] does.
///
/// # Errors
/// `out` cannot be written.
pub fn document<I: Sync, T: Serialize>(
    out: &mut dyn Write,
    schema: &str,
    (name, head): (&str, &[(&str, Value)]),
    items: &[I],
    shown: impl Fn(&I) -> T + Sync,
) -> io::Result<()> {
    let members = head.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let text = serde_json::to_string_pretty(&with_schema(schema, Value::Object(members.collect())))?;
    let open = text.strip_suffix("\n}").unwrap_or(&text);
    write!(out, "{open},\n  {}: [", Value::from(name))?;
    let mut first = true;
    written(
        out,
        items,
        |part| {
            let mut text = Vec::new();
            for item in part {
                text.extend_from_slice(b",\n    ");
                indented(&mut text, &shown(item))?;
            }
            Ok(text)
        },
        &mut |out, text| {
            let text = if std::mem::take(&mut first) { text.get(1..).unwrap_or_default() } else { text };
            out.write_all(text)
        },
    )?;
    out.write_all(if items.is_empty() { b"]\n}\n" } else { b"\n  ]\n}\n" })
}

/// Writes an item a line.
///
/// # Errors
/// `out` cannot be written.
pub fn lines<I: Sync, T: Serialize>(
    out: &mut dyn Write,
    schema: &str,
    items: &[I],
    shown: impl Fn(&I) -> T + Sync,
) -> io::Result<()> {
    written(
        out,
        items,
        |part| {
            let mut text = Vec::new();
            for item in part {
                serde_json::to_writer(&mut text, &Line { schema, item: shown(item) })?;
                text.push(b'\n');
            }
            Ok(text)
        },
        &mut |out, text| out.write_all(text),
    )
}

/// A value as it stands in a list of a document's member.
fn indented(out: &mut Vec<u8>, value: &impl Serialize) -> io::Result<()> {
    let mut format = PrettyFormatter::new();
    // The formatter counts how deep it is by what it opened.
    format.begin_object(&mut io::sink())?;
    format.begin_array(&mut io::sink())?;
    Ok(value.serialize(&mut Serializer::with_formatter(out, format))?)
}

/// Writes a part where it belongs.
type HandOver<'h> = dyn FnMut(&mut dyn Write, &[u8]) -> io::Result<()> + 'h;

/// Makes the text of the items part by part, and hands the parts over in their order.
fn written<I: Sync>(
    out: &mut dyn Write,
    items: &[I],
    text: impl Fn(&[I]) -> io::Result<Vec<u8>> + Sync,
    hand_over: &mut HandOver<'_>,
) -> io::Result<()> {
    let threads = thread::available_parallelism().map_or(1, NonZero::get);
    for block in items.chunks(BLOCK * threads) {
        let parts: Vec<io::Result<Vec<u8>>> = thread::scope(|scope| {
            let mut parts = block.chunks(BLOCK);
            let own = parts.next();
            let others: Vec<_> = parts.map(|part| scope.spawn(|| text(part))).collect();
            let own = own.map(&text);
            let join = |part: thread::ScopedJoinHandle<'_, _>| {
                part.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
            };
            own.into_iter().chain(others.into_iter().map(join)).collect()
        });
        for part in parts {
            hand_over(out, &part?)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    /// What serde_json makes of the whole document is what is written.
    #[test]
    fn a_list_is_indented_as_a_document_is() {
        for count in [0, 1, 3, BLOCK, 5 * BLOCK + 7] {
            let items: Vec<usize> = (0..count).collect();
            let shown = |n: &usize| json!({"n": n, "of": {"is": ["甲\"", n]}, "none": null, "empty": []});
            let head = [("as_of", json!("2026-01-01")), ("feeds", json!([{"a": 1}]))];
            let list: Vec<Value> = items.iter().map(shown).collect();
            let body = json!({"as_of": "2026-01-01", "feeds": [{"a": 1}], "items": list});
            let whole = serde_json::to_string_pretty(&with_schema("x/v1", body)).unwrap() + "\n";
            let mut out = Vec::new();
            document(&mut out, "x/v1", ("items", &head), &items, shown).unwrap();
            assert_eq!(String::from_utf8(out).unwrap(), whole, "{count}");
            let mut out = Vec::new();
            lines(&mut out, "x/v1", &items, shown).unwrap();
            let lines: String =
                list.iter().map(|item| with_schema("x/v1", item.clone()).to_string() + "\n").collect();
            assert_eq!(String::from_utf8(out).unwrap(), lines, "{count}");
        }
    }
}
