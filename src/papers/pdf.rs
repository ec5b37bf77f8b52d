//! The structure of a PDF: does it open, and how many pages can really be read.

use std::collections::BTreeSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

use lopdf::{Document, Error, LoadOptions, Object, ObjectId, xref::XrefRecovery};

use super::error::PaperError;

/// Deepest page tree that is followed; real ones have a handful of levels.
const DEEPEST: usize = 200;

/// Most that one stream of the file's own structure may unfold to, in bytes.
const LARGEST_STREAM: usize = 64 * 1024 * 1024;

/// Counts the pages of a PDF.
///
/// # Errors
/// As [`open`].
pub(super) fn pages(bytes: &[u8]) -> Result<u32, PaperError> {
    let (_, pages) = open(bytes)?;
    u32::try_from(pages.len()).map_err(|_| damaged("more pages than can be counted"))
}

/// Opens a PDF, decrypted where only editing is restricted, with its pages in order.
///
/// # Errors
/// [`PaperError::Encrypted`] where a password is asked for;
/// [`PaperError::NoPages`]; [`PaperError::Damaged`] where the file does not parse; [`PaperError::CutShort`];
/// [`PaperError::LacksPages`] where its page tree names a page that is not there: a bundle would silently lack it.
pub(super) fn open(bytes: &[u8]) -> Result<(Document, Vec<ObjectId>), PaperError> {
    match catch_unwind(AssertUnwindSafe(|| read(bytes))) {
        Ok(outcome) => outcome,
        // The parser meets files that its authors did not; that is the file's fault, not the program's.
        Err(_) => Err(damaged("the PDF reader gave up on it")),
    }
}

pub(super) fn damaged(detail: impl Into<String>) -> PaperError {
    PaperError::Damaged { kind: "PDF", detail: detail.into() }
}

fn read(bytes: &[u8]) -> Result<(Document, Vec<ObjectId>), PaperError> {
    let options = LoadOptions::with_max_decompressed_size(LARGEST_STREAM);
    let document = match Document::load_mem_with_options(bytes, options) {
        Ok(document) => document,
        Err(Error::InvalidPassword | Error::Decryption(_) | Error::UnsupportedSecurityHandler(_)) => {
            return Err(PaperError::Encrypted);
        }
        Err(_) if !ends_properly(bytes) => return Err(PaperError::CutShort { kind: "PDF" }),
        Err(error) => return Err(damaged(error.to_string())),
    };
    if document.is_encrypted() {
        return Err(PaperError::Encrypted);
    }
    // The iterator hands out a stand-in for a page that is not there.
    let found: Vec<ObjectId> =
        document.page_iter().filter(|page| document.get_dictionary(*page).is_ok()).collect();
    let named = named_pages(&document);
    let rebuilt = document.xref_recovery == Some(XrefRecovery::Reconstructed);
    if rebuilt && !ends_properly(bytes) {
        return Err(PaperError::CutShort { kind: "PDF" });
    }
    if named > found.len() {
        return Err(PaperError::LacksPages { found: found.len(), named });
    }
    if rebuilt && found.iter().any(|page| lacks_content(&document, *page)) {
        return Err(PaperError::CutShort { kind: "PDF" });
    }
    if found.is_empty() {
        return Err(PaperError::NoPages);
    }
    Ok((document, found))
}

/// Whether the end-of-file mark stands where writers put it, near the end.
fn ends_properly(bytes: &[u8]) -> bool {
    bytes[bytes.len().saturating_sub(2048)..].windows(5).any(|w| w == b"%%EOF")
}

fn lacks_content(document: &Document, page: ObjectId) -> bool {
    document.get_page_contents(page).iter().any(|id| !document.has_object(*id))
}

/// Leaves of the page tree, whether or not they can be read.
fn named_pages(document: &Document) -> usize {
    let root = document.catalog().and_then(|c| c.get(b"Pages")).and_then(Object::as_reference);
    let Ok(root) = root else { return 0 };
    let mut seen = BTreeSet::new();
    let mut open = vec![(root, 0_usize)];
    let mut leaves = 0;
    while let Some((node, depth)) = open.pop() {
        if depth > DEEPEST || !seen.insert(node) {
            continue;
        }
        let kids = document
            .get_dictionary(node)
            .and_then(|dictionary| dictionary.get_deref(b"Kids", document))
            .and_then(Object::as_array);
        match kids {
            Ok(kids) => {
                open.extend(kids.iter().filter_map(|kid| kid.as_reference().ok()).map(|id| (id, depth + 1)));
            }
            Err(_) => leaves += usize::from(node != root),
        }
    }
    leaves
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::papers::specimens;

    #[test]
    fn counts_pages() {
        assert_eq!(pages(&specimens::pdf(1)).unwrap(), 1);
        assert_eq!(pages(&specimens::pdf(37)).unwrap(), 37);
    }

    #[test]
    fn a_pdf_without_pages_is_named_as_such() {
        assert!(matches!(pages(&specimens::pdf(0)), Err(PaperError::NoPages)));
    }

    #[test]
    fn a_user_password_stops_it_and_an_owner_password_does_not() {
        assert!(matches!(pages(&specimens::encrypted("geheim")), Err(PaperError::Encrypted)));
        assert_eq!(pages(&specimens::encrypted("")).unwrap(), 2);
    }

    /// Wherever a file is cut, it is refused or, where only the end-of-file mark's own line break is lost, complete.
    #[test]
    fn a_file_cut_short_never_counts_fewer_pages() {
        let whole = specimens::pdf(5);
        for cut in (1..whole.len()).step_by(7) {
            match pages(&whole[..cut]) {
                Ok(5) => assert!(cut + 8 >= whole.len(), "cut at {cut} of {}", whole.len()),
                Ok(n) => panic!("{n} pages counted in a file cut at {cut} of {}", whole.len()),
                Err(PaperError::Damaged { .. } | PaperError::CutShort { .. } | PaperError::NoPages) => {}
                Err(other) => panic!("{other}"),
            }
        }
    }

    #[test]
    fn a_page_that_is_not_there_is_damage() {
        let broken = specimens::pdf_lacking_a_page();
        assert!(matches!(pages(&broken), Err(PaperError::LacksPages { found: 2, named: 3 })));
    }

    /// Bytes turned over anywhere never end the program, and never change the number of pages without a word.
    #[test]
    fn garbage_is_survived() {
        let whole = specimens::pdf(3);
        for at in (0..whole.len()).step_by(11) {
            let mut broken = whole.clone();
            broken[at] ^= 0xFF;
            if let Ok(n) = pages(&broken) {
                assert_eq!(n, 3, "byte {at}");
            }
        }
    }
}
