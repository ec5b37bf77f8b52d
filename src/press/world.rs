//! What a template may read.

use chrono::{Datelike, NaiveDate};
use typst::World;
use typst::diag::{FileError, FileResult};
use typst::ecow::eco_format;
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, Source, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;

use super::fonts::Fonts;
use super::library::{Folder, Leaf};

/// The world of one document: its template folder, the house modules, its data and the list of fonts. There is no
/// disk, no network, no package and no clock in it.
pub(super) struct Desk<'a> {
    pub library: &'a LazyHash<typst::Library>,
    pub fonts: &'a Fonts,
    pub fonts_json: &'a Bytes,
    pub letterhead: Bytes,
    pub folder: &'a Folder,
    pub main: FileId,
    pub data: Bytes,
    pub date: NaiveDate,
}

/// What a path of a template means.
enum Found<'a> {
    Leaf(&'a Leaf),
    Bytes(&'a Bytes),
}

impl Desk<'_> {
    fn find(&self, id: FileId) -> FileResult<Found<'_>> {
        let refused = |asked: &dyn std::fmt::Debug| {
            FileError::Other(Some(eco_format!(
                "a template may read only its own folder, /house, /data.json, /fonts.json and /letterhead.json, not {asked:?}"
            )))
        };
        if let VirtualRoot::Package(package) = id.root() {
            return Err(refused(package));
        }
        let path = id.vpath().get_without_slash();
        match path.split_once('/') {
            None if path == "data.json" => Ok(Found::Bytes(&self.data)),
            None if path == "fonts.json" => Ok(Found::Bytes(self.fonts_json)),
            None if path == "letterhead.json" => Ok(Found::Bytes(&self.letterhead)),
            Some((root, name)) if root == self.folder.kind || root == "house" => {
                let leaf = if root == "house" { self.folder.house(name) } else { self.folder.leaf(name) };
                leaf.map(Found::Leaf).ok_or_else(|| FileError::NotFound(path.into()))
            }
            _ => Err(refused(&id.vpath().get_with_slash())),
        }
    }
}

impl World for Desk<'_> {
    fn library(&self) -> &LazyHash<typst::Library> {
        self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        self.fonts.store().book()
    }

    fn main(&self) -> FileId {
        self.main
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        match self.find(id)? {
            Found::Leaf(leaf) => leaf.source().cloned().ok_or(FileError::InvalidUtf8),
            Found::Bytes(_) => Err(FileError::NotSource),
        }
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        match self.find(id)? {
            Found::Leaf(leaf) => Ok(leaf.bytes().clone()),
            Found::Bytes(bytes) => Ok(bytes.clone()),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.store().font(index)
    }

    /// The document's date, whatever the offset.
    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        datetime(self.date)
    }
}

/// The same day for typst. `None` outside the years that typst knows.
pub(super) fn datetime(date: NaiveDate) -> Option<Datetime> {
    Datetime::from_ymd(date.year(), date.month() as u8, date.day() as u8)
}
