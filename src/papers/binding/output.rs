//! A PDF written object by object. What was written is forgotten but for its place, so that a bundle of any size takes the
//! memory of its largest paper.

use std::io::{self, Write};

use lopdf::{Dictionary, Object, ObjectId, StringFormat, Writer, dictionary};
use sha2::{Digest, Sha256};

use crate::papers::hash;

/// A file under way.
pub(super) struct Output<W: Write> {
    to: W,
    hasher: Sha256,
    written: u64,
    /// Where each object starts; 0 for a number that was given out and not used yet.
    places: Vec<u64>,
}

impl<W: Write> Output<W> {
    /// A file that starts here.
    pub(super) fn new(to: W) -> io::Result<Self> {
        let mut output = Output { to, hasher: Sha256::new(), written: 0, places: vec![0] };
        // Four bytes above 127 tell that the file is binary (ISO 32000-1, 7.5.2).
        output.write_all(b"%PDF-1.7\n%\xE5\xE4\xF6\xFC\n")?;
        Ok(output)
    }

    /// Bytes so far.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// A number for an object that is written later.
    pub(super) fn reserve(&mut self) -> u32 {
        self.places.push(0);
        (self.places.len() - 1) as u32
    }

    /// Writes an object under a number that was given out.
    pub(super) fn put(&mut self, number: u32, object: &Object) -> io::Result<()> {
        self.begin(number)?;
        Writer::write_object(self, object)?;
        self.write_all(b"\nendobj\n")
    }

    /// Writes a stream under a number that was given out; the data go out as they are.
    pub(super) fn put_stream(&mut self, number: u32, mut dict: Dictionary, data: &[u8]) -> io::Result<()> {
        dict.set("Length", data.len() as i64);
        self.begin(number)?;
        Writer::write_object(self, &Object::Dictionary(dict))?;
        self.write_all(b"\nstream\n")?;
        self.write_all(data)?;
        self.write_all(b"\nendstream\nendobj\n")
    }

    /// Writes an object under the next number.
    pub(super) fn add(&mut self, object: &Object) -> io::Result<u32> {
        let number = self.reserve();
        self.put(number, object)?;
        Ok(number)
    }

    /// Writes a stream under the next number.
    pub(super) fn add_stream(&mut self, dict: Dictionary, data: &[u8]) -> io::Result<u32> {
        let number = self.reserve();
        self.put_stream(number, dict, data)?;
        Ok(number)
    }

    /// Writes the table of objects and the end. The file's ID comes from its content: the same pages, the same ID.
    ///
    /// Gives what was written to, the hash of the whole, and its size.
    pub(super) fn finish(mut self, root: u32, info: u32) -> io::Result<(W, String, u64)> {
        let id = self.hasher.clone().finalize()[..16].to_vec();
        let start = self.written;
        let count = self.places.len();
        let mut table = format!("xref\n0 {count}\n0000000000 65535 f \n");
        for (number, &place) in self.places.clone().iter().enumerate().skip(1) {
            if place == 0 {
                // A number given out and never used reads as null, which is what a reference to nothing means.
                table.push_str("0000000000 65535 f \n");
            } else if place > 9_999_999_999 {
                return Err(io::Error::other(format!("object {number} lies beyond what a PDF can address")));
            } else {
                table.push_str(&format!("{place:010} 00000 n \n"));
            }
        }
        let id = Object::String(id, StringFormat::Hexadecimal);
        let trailer = dictionary! {
            "Size" => count as i64, "Root" => reference(root), "Info" => reference(info), "ID" => vec![id.clone(), id],
        };
        self.write_all(table.as_bytes())?;
        self.write_all(b"trailer\n")?;
        Writer::write_object(&mut self, &Object::Dictionary(trailer))?;
        self.write_all(format!("\nstartxref\n{start}\n%%EOF\n").as_bytes())?;
        self.flush()?;
        Ok((self.to, hash::hex(&self.hasher.finalize()), self.written))
    }

    fn begin(&mut self, number: u32) -> io::Result<()> {
        if let Some(place) = self.places.get_mut(number as usize) {
            *place = self.written;
        }
        self.write_all(format!("{number} 0 obj\n").as_bytes())
    }
}

impl<W: Write> Write for Output<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let taken = self.to.write(bytes)?;
        self.hasher.update(&bytes[..taken]);
        self.written += taken as u64;
        Ok(taken)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.to.flush()
    }
}

/// A reference to an object of the output.
pub(super) fn reference(number: u32) -> Object {
    let id: ObjectId = (number, 0);
    Object::Reference(id)
}

/// A text string: as it is where it is plain ASCII, else UTF-16 with its mark.
pub(super) fn text(text: &str) -> Object {
    if text.bytes().all(|b| (b' '..=b'~').contains(&b)) {
        return Object::String(text.as_bytes().to_vec(), StringFormat::Literal);
    }
    let bytes = [0xFE, 0xFF].into_iter().chain(text.encode_utf16().flat_map(u16::to_be_bytes)).collect();
    Object::String(bytes, StringFormat::Hexadecimal)
}
