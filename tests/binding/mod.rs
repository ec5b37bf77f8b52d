//! Papers bound into one PDF. Expectations come from the papers as they were made, and from other programs that read PDF:
//! qpdf for structure, poppler for what is seen and where.

mod awkward;
mod carried;
mod corpus;
mod pictures;
mod seen;
mod whole;

use std::path::{Path, PathBuf};
use std::process::Command;

use lopdf::{Document, Object};
use sucheng::papers::binding::{Binding, Bound, bind, read_back};

use crate::support::{Room, installed};

/// Binds, reads back, and lets qpdf look at the file where there is one.
fn bound(room: &Room, binding: &Binding, test: &str) -> (PathBuf, Bound) {
    let path = room.path().join(format!("{test}.pdf"));
    let bound = bind(binding, &path).unwrap();
    read_back(&path, binding, &bound).unwrap();
    clean(&path, test);
    (path, bound)
}

fn clean(path: &Path, test: &str) {
    if installed("qpdf", "qpdf", test) {
        let run = Command::new("qpdf").arg("--check").arg(path).output().unwrap();
        let said = String::from_utf8_lossy(&run.stdout).into_owned() + &String::from_utf8_lossy(&run.stderr);
        assert!(run.status.success() && !said.contains("WARNING"), "{test}: {said}");
    }
}

fn reload(path: &Path) -> Document {
    Document::load(path).unwrap()
}

/// Objects of the file whose dictionary has this entry with this name.
fn with_name<'a>(document: &'a Document, key: &str, name: &str) -> Vec<&'a Object> {
    let is = |object: &&Object| {
        let dictionary = match object {
            Object::Dictionary(dictionary) => dictionary,
            Object::Stream(stream) => &stream.dict,
            _ => return false,
        };
        dictionary.get(key.as_bytes()).and_then(Object::as_name).is_ok_and(|n| n == name.as_bytes())
    };
    document.objects.values().filter(is).collect()
}
