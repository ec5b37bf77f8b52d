//! What would run or fetch something when the file is opened.

use super::template::WordError;
use super::xml::{Kind, Tree};
use crate::papers::Package;

/// Fields of Word that start another program, or read another file or page (ISO 29500-1 §17.16.5).
const REACHING: [&str; 9] =
    ["DDE", "DDEAUTO", "LINK", "DATABASE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT", "RD", "MACROBUTTON"];
/// Parts that Word runs, or takes in as a document of another kind.
const RUNNING: [&str; 2] = ["/vbaProject", "/aFChunk"];
/// What macros and controls are called in a file, whether or not anything in it refers to them: a program that looks for
/// them by name finds them.
const BY_NAME: [&str; 4] = ["vbaproject", "vbadata", "activex", "macrosheet"];
/// Stands in a field's code for what only Word or the template knows.
const COMPUTED: char = '\u{FFFC}';

/// Refuses what would fetch something from elsewhere when the file is opened. Links that a person clicks stay.
pub(super) fn relations(package: &Package) -> Result<(), WordError> {
    for (name, _) in package.parts.iter().filter(|(name, _)| name.ends_with(".rels")) {
        let wrong = |why: String| WordError::Xml { part: name.clone(), why };
        let tree = Tree::parse(package.text(name)?).map_err(wrong)?;
        for id in tree.below(tree.root()) {
            let outside =
                tree.attribute(id, "TargetMode").is_some_and(|m| m.eq_ignore_ascii_case("external"));
            let kind = tree.attribute(id, "Type").unwrap_or_default();
            if outside && !kind.ends_with("/hyperlink") {
                let kind = kind.rsplit('/').next().unwrap_or_default();
                let target = tree.attribute(id, "Target").unwrap_or_default();
                let what = format!("a {kind} fetched from elsewhere ({target})");
                return Err(WordError::Active { part: name.clone(), what });
            }
            if let Some(running) = RUNNING.iter().find(|running| kind.ends_with(*running)) {
                let what = format!("a part of the kind {}", running.trim_start_matches('/'));
                return Err(WordError::Active { part: name.clone(), what });
            }
        }
    }
    Ok(())
}

/// Refuses macros and controls that lie in the file, also where nothing refers to them.
pub(super) fn parts(package: &Package) -> Result<(), WordError> {
    let is_active = |name: &&String| BY_NAME.iter().any(|known| name.to_ascii_lowercase().contains(known));
    match package.parts.keys().find(is_active) {
        Some(part) => Err(WordError::Active { part: part.clone(), what: "a macro or control".to_owned() }),
        None => Ok(()),
    }
}

/// A field that has begun.
#[derive(Default)]
struct Field {
    code: String,
    result: bool,
}

/// Refuses fields that reach out of the file, and those whose name another field or a tag makes. Those that count, number
/// and date stay.
pub(super) fn fields(part: &str, tree: &Tree) -> Result<(), WordError> {
    let mut codes: Vec<String> = Vec::new();
    let mut open: Vec<Field> = Vec::new();
    // The code of the innermost field that has not come to its result; runs and paragraphs may split it.
    let add = |open: &mut Vec<Field>, codes: &mut Vec<String>, text: &str| match open.last_mut() {
        Some(field) if !field.result => field.code.push_str(text),
        _ => codes.push(text.to_owned()),
    };
    for id in tree.below(tree.root()) {
        match (tree.name(id), tree.attribute(id, "w:fldCharType")) {
            ("w:fldSimple", _) => codes.push(tree.attribute(id, "w:instr").unwrap_or_default().to_owned()),
            ("w:fldChar", Some("begin")) => {
                if let Some(outer) = open.last_mut().filter(|outer| !outer.result) {
                    outer.code.push(COMPUTED);
                }
                open.push(Field::default());
            }
            ("w:fldChar", Some("separate")) => open.last_mut().into_iter().for_each(|f| f.result = true),
            ("w:fldChar", Some("end")) => codes.extend(open.pop().map(|field| field.code)),
            ("w:instrText", _) => {
                for &child in &tree.node(id).children {
                    match &tree.node(child).kind {
                        Kind::Text(text) => add(&mut open, &mut codes, text),
                        Kind::Tag(_) => add(&mut open, &mut codes, COMPUTED.encode_utf8(&mut [0; 4])),
                        Kind::Element { .. } => {}
                    }
                }
            }
            _ => {}
        }
    }
    codes.extend(open.into_iter().map(|field| field.code));
    for code in codes {
        let word = code.split_whitespace().next().unwrap_or_default().to_uppercase();
        let what = match word.as_str() {
            word if REACHING.contains(&word) => format!("a field {word}"),
            word if word.contains(COMPUTED) => "a field whose name is computed".to_owned(),
            _ => continue,
        };
        return Err(WordError::Active { part: part.to_owned(), what });
    }
    Ok(())
}
