//! Workbooks: those of others read right, hostile ones refused by name within bounds, our own read back by others.

mod foreign;
mod hostile;
mod meaning;
mod written;

use std::io::{Cursor, Write};
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use sucheng::papers::sheets::{Book, Cell, SheetError, SheetRow};
use zip::write::SimpleFileOptions;

/// The rows of one sheet.
pub fn rows(path: &Path, sheet: &str) -> Result<Vec<SheetRow>, SheetError> {
    let mut rows = Vec::new();
    Book::open(path)?.rows(sheet, &mut |row| {
        rows.push(row);
        ControlFlow::Continue(())
    })?;
    Ok(rows)
}

/// The cells of the first row.
pub fn first(path: &Path) -> Vec<Cell> {
    rows(path, "S").unwrap().remove(0).cells.into_iter().map(|(_, cell)| cell).collect()
}

/// An archive of these entries.
pub fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(content).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

const RELS: &str = r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/styles" Target="styles.xml"/><Relationship Id="r3" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" Target="/xl/sharedStrings.xml"/></Relationships>"#;

/// The parts of a workbook written by hand.
#[derive(Clone, Default)]
pub struct Parts {
    /// What stands in `sheetData`.
    pub data: String,
    /// What stands before and after it.
    pub before: String,
    pub after: String,
    /// What stands in `sst`.
    pub strings: String,
    /// Format codes, of the styles 1, 2, …
    pub formats: Vec<&'static str>,
    /// Attributes of `workbookPr`.
    pub properties: &'static str,
}

impl Parts {
    pub fn of(data: impl Into<String>) -> Self {
        Parts { data: data.into(), ..Parts::default() }
    }

    /// The entries of the archive.
    pub fn entries(&self) -> Vec<(&'static str, Vec<u8>)> {
        let workbook = format!(
            r#"<?xml version="1.0" encoding="UTF-8"?><workbook xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr {}/><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>"#,
            self.properties
        );
        let sheet = format!(
            "<worksheet>{}<sheetData>{}</sheetData>{}</worksheet>",
            self.before, self.data, self.after
        );
        let (mut codes, mut styles) = (String::new(), r#"<xf numFmtId="0"/>"#.to_owned());
        for (id, code) in (164..).zip(&self.formats) {
            let code = code.replace('"', "&quot;");
            codes.push_str(&format!(r#"<numFmt numFmtId="{id}" formatCode="{code}"/>"#));
            styles.push_str(&format!(r#"<xf numFmtId="{id}"/>"#));
        }
        let styles = format!(
            r#"<styleSheet><numFmts>{codes}</numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>{styles}</cellXfs></styleSheet>"#
        );
        vec![
            ("xl/workbook.xml", workbook.into_bytes()),
            ("xl/_rels/workbook.xml.rels", RELS.as_bytes().to_vec()),
            ("xl/styles.xml", styles.into_bytes()),
            ("xl/sharedStrings.xml", format!("<sst>{}</sst>", self.strings).into_bytes()),
            ("xl/worksheets/sheet1.xml", sheet.into_bytes()),
        ]
    }

    pub fn bytes(&self) -> Vec<u8> {
        let entries = self.entries();
        archive(&entries.iter().map(|(name, content)| (*name, content.as_slice())).collect::<Vec<_>>())
    }

    /// Written into a room.
    pub fn file(&self, room: &crate::support::Room) -> PathBuf {
        room.write("book.xlsx", self.bytes())
    }
}
