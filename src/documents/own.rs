//! A firm's own documents: a template of the workspace under its own name, which says what a built-in one says.

use serde_json::Value;

use super::catalogue;
use super::document::Document;
use super::naming::named;
use crate::domain::event::DocumentRecord;
use crate::domain::problem::{Place, Problem};
use crate::press::{Folder, Group, Library};

/// A document as it is drafted: one of the program's, or a firm's own that says the same.
pub struct Drawn {
    /// The name of its template folder.
    pub kind: String,
    /// What it says: a built-in document.
    pub document: &'static Document,
    /// What stands on it and in its file name, where it is a firm's own.
    title: Option<String>,
    /// What tells its file from that of another document with the same title.
    apart: bool,
}

impl Drawn {
    /// The built-in kind that says the same, where it is a firm's own.
    pub fn like(&self) -> Option<&'static str> {
        self.title.as_ref().map(|_| self.document.kind)
    }

    /// What stands on it.
    pub fn title(&self) -> &str {
        self.title.as_deref().unwrap_or(self.document.title)
    }

    /// The data of the built-in document under this one's title.
    #[must_use]
    pub fn titled(&self, mut data: Value) -> Value {
        if let (Some(title), Some(fields)) = (&self.title, data.as_object_mut()) {
            fields.insert("title".to_owned(), title.as_str().into());
        }
        data
    }

    /// `01民事起诉状.pdf`; a firm's own that bears the title of another adds its kind: `11催收函（our-letter）.pdf`.
    pub fn file_name(&self, redacted: bool, extension: &str) -> String {
        let title = self.title();
        match self.apart {
            true => named(self.document.number, &format!("{title}（{}）", self.kind), redacted, extension),
            false => named(self.document.number, title, redacted, extension),
        }
    }
}

/// The document of a kind; `None` where there is no such kind, or its template does not say which built-in one it is
/// like.
pub fn drawn(library: &Library, kind: &str) -> Option<Drawn> {
    if let Some(document) = catalogue::find(kind) {
        return Some(Drawn { kind: kind.to_owned(), document, title: None, apart: false });
    }
    let folder = library.folder(kind).ok()?;
    let document = catalogue::find(folder.manifest.like.as_deref()?)?;
    let title = folder.manifest.title.zh.clone();
    let others = library.folders().filter(|other| other.kind != kind);
    let apart = catalogue::all().iter().any(|d| d.title == title)
        || others.into_iter().any(|other| other.manifest.title.zh == title);
    Some(Drawn { kind: kind.to_owned(), document, title: Some(title), apart })
}

/// The document of a record, also where its template is no longer there: then under the title of what it says the same as.
pub fn recorded(library: &Library, record: &DocumentRecord) -> Option<Drawn> {
    drawn(library, &record.kind).or_else(|| {
        let document = catalogue::find(record.says())?;
        let title = Some(document.title.to_owned());
        Some(Drawn { kind: record.kind.clone(), document, title, apart: true })
    })
}

/// Why nothing can be drafted from a template of this name: it is none of the program's, and is like none of them.
pub fn unlike(library: &Library, folder: &Folder) -> Option<Problem> {
    let place = Place {
        file: Some(format!("{}/manifest.yaml", folder.kind)),
        field: Some("like".to_owned()),
        ..Place::default()
    };
    let like = folder.manifest.like.as_deref();
    let of = |code| {
        Problem::error(code, place.clone()).with("kind", &folder.kind).with("found", like.unwrap_or("-"))
    };
    let kinds: Vec<&str> = catalogue::all().iter().map(|d| d.kind).collect();
    if folder.manifest.group == Group::Message {
        return like.map(|_| of("E-TEMPLATE-LIKE-MESSAGE"));
    }
    let Some(like) = like else {
        let own = !Library::built_in().kinds().any(|kind| kind == folder.kind);
        return own.then(|| of("E-TEMPLATE-NO-LIKE").with("expected", kinds.join(", ")));
    };
    if catalogue::find(like).is_some() {
        return None;
    }
    // A word that means another template is no slip of the pen.
    let slip = library.folder(like).is_err();
    let near = kinds.iter().map(|kind| (strsim::damerau_levenshtein(kind, like), *kind)).min();
    let near = near.filter(|(distance, kind)| slip && distance * 3 <= kind.len());
    Some(match near {
        Some((_, near)) => of("E-TEMPLATE-LIKE-NEAR").with("near", near),
        None => of("E-TEMPLATE-LIKE").with("expected", kinds.join(", ")),
    })
}

/// Every kind that can be drafted: the built-in ones, then a firm's own by name.
pub fn drawable(library: &Library) -> Vec<String> {
    let built_in = catalogue::all().iter().map(|d| d.kind.to_owned());
    let own = library.folders().filter(|f| catalogue::find(&f.kind).is_none());
    let own = own.filter(|f| f.manifest.like.as_deref().is_some_and(|like| catalogue::find(like).is_some()));
    built_in.chain(own.map(|f| f.kind.clone())).collect()
}
