//! How the parts of a package refer to one another, and what each is said to be.

use super::template::WordError;
use super::xml::Tree;
use crate::papers::Package;

/// What relations that Office defines begin with.
pub(super) const OFFICE: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
/// The list of what each part is.
pub(super) const TYPES: &str = "[Content_Types].xml";

/// The part that holds the relations of a part: `word/_rels/document.xml.rels`.
fn relations_of(part: &str) -> String {
    match part.rsplit_once('/') {
        Some((folder, name)) => format!("{folder}/_rels/{name}.rels"),
        None => format!("_rels/{part}.rels"),
    }
}

fn read(package: &Package, part: &str) -> Result<Tree, WordError> {
    let wrong = |why: String| WordError::Xml { part: part.to_owned(), why };
    Tree::parse(package.text(part)?).map_err(wrong)
}

/// The part that `part` refers to by a relation of this kind, if it does: `comments`.
pub(super) fn target(package: &Package, part: &str, kind: &str) -> Result<Option<String>, WordError> {
    let relations = relations_of(part);
    if !package.parts.contains_key(&relations) {
        return Ok(None);
    }
    let tree = read(package, &relations)?;
    let of_kind = |id: &usize| tree.attribute(*id, "Type").is_some_and(|t| t.ends_with(&format!("/{kind}")));
    let found = tree.below(tree.root()).into_iter().find(of_kind);
    let folder = part.rsplit_once('/').map_or("", |(folder, _)| folder);
    Ok(found.and_then(|id| tree.attribute(id, "Target")).map(|target| match target.strip_prefix('/') {
        Some(whole) => whole.to_owned(),
        None if folder.is_empty() => target.to_owned(),
        None => format!("{folder}/{target}"),
    }))
}

/// Lets `part` refer to `target` and gives the id of the relation.
pub(super) fn relate(
    package: &mut Package,
    part: &str,
    kind: &str,
    target: &str,
) -> Result<String, WordError> {
    let relations = relations_of(part);
    let mut tree = if package.parts.contains_key(&relations) {
        read(package, &relations)?
    } else {
        let empty = "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"/>";
        Tree::parse(empty).map_err(|why| WordError::Xml { part: relations.clone(), why })?
    };
    let root = tree.root();
    let taken: Vec<String> =
        tree.below(root).into_iter().filter_map(|id| tree.attribute(id, "Id").map(str::to_owned)).collect();
    let id = (1..).map(|n| format!("rIdS{n}")).find(|id| !taken.contains(id)).unwrap_or_default();
    let target = format!("/{target}");
    let kind = format!("{OFFICE}/{kind}");
    let relation = tree.make("Relationship", &[("Id", &id), ("Type", &kind), ("Target", &target)]);
    tree.insert(root, usize::MAX, relation);
    package.parts.insert(relations, tree.write().into_bytes());
    Ok(id)
}

/// Says what a part is.
pub(super) fn declare(package: &mut Package, part: &str, content_type: &str) -> Result<(), WordError> {
    let mut tree = read(package, TYPES)?;
    let root = tree.root();
    let name = format!("/{part}");
    if tree.below(root).into_iter().any(|id| tree.attribute(id, "PartName") == Some(&name)) {
        return Ok(());
    }
    let new = tree.make("Override", &[("PartName", &name), ("ContentType", content_type)]);
    tree.insert(root, usize::MAX, new);
    package.parts.insert(TYPES.to_owned(), tree.write().into_bytes());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn relations_are_numbered_past_those_there_are() {
        let mut package = Package::default();
        package.parts.insert(TYPES.into(), b"<Types/>".to_vec());
        assert_eq!(target(&package, "word/document.xml", "comments").unwrap(), None);
        for id in ["rIdS1", "rIdS2"] {
            assert_eq!(
                relate(&mut package, "word/document.xml", "comments", "word/comments.xml").unwrap(),
                id
            );
        }
        let found = target(&package, "word/document.xml", "comments").unwrap();
        assert_eq!(found.as_deref(), Some("word/comments.xml"));
        declare(&mut package, "word/comments.xml", "text/xml").unwrap();
        declare(&mut package, "word/comments.xml", "text/xml").unwrap();
        assert_eq!(package.text(TYPES).unwrap().matches("PartName").count(), 1);
    }
}
