//! What would run or fetch something when the file is opened.

use super::template::WordError;
use super::xml::{Id, Kind, Tree};
use crate::papers::Package;

/// Fields of Word that start another program, or read another file or page (ISO 29500-1 §17.16.5).
const REACHING: [&str; 7] = ["DDE", "DDEAUTO", "LINK", "DATABASE", "INCLUDETEXT", "INCLUDEPICTURE", "IMPORT"];

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
        }
    }
    Ok(())
}

/// Refuses fields that reach out of the file. Those that count, number and date stay.
pub(super) fn fields(part: &str, tree: &Tree) -> Result<(), WordError> {
    let everything = tree.below(tree.root());
    let mut codes: Vec<(Option<Id>, String)> = Vec::new();
    for id in everything {
        match tree.name(id) {
            "w:fldSimple" => {
                codes.push((None, tree.attribute(id, "w:instr").unwrap_or_default().to_owned()));
            }
            // A code may be split over the runs of its paragraph; where it begins, a field begins.
            "w:fldChar" if tree.attribute(id, "w:fldCharType") == Some("begin") => {
                codes.push((tree.above(id, "w:p"), String::new()));
            }
            "w:instrText" => {
                let paragraph = tree.above(id, "w:p");
                let text = tree.node(id).children.iter().filter_map(|&child| match &tree.node(child).kind {
                    Kind::Text(text) => Some(text.as_str()),
                    Kind::Element { .. } | Kind::Tag(_) => None,
                });
                match codes.last_mut().filter(|(of, _)| *of == paragraph) {
                    Some((_, code)) => code.extend(text),
                    None => codes.push((paragraph, text.collect())),
                }
            }
            _ => {}
        }
    }
    for (_, code) in codes {
        let word = code.split_whitespace().next().unwrap_or_default().to_uppercase();
        if REACHING.contains(&word.as_str()) {
            return Err(WordError::Active { part: part.to_owned(), what: format!("a field {word}") });
        }
    }
    Ok(())
}
