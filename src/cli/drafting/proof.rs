//! A proof of notices rests on mails kept as files: each must lie there as it left.

use crate::cli::workspace::Workspace;
use crate::docket::Docket;
use crate::documents;
use crate::domain::problem::{Place, Problem};
use crate::papers::hash;

/// The document that proves notices.
pub const PROOF: &str = "proof-of-notice";

/// Mails that the proof would tell of, whose file is gone or another one: one problem each.
pub fn unkept(docket: &Docket, ids: &[String], workspace: &Workspace) -> Vec<Problem> {
    let one = |(given, _, sent): (&crate::docket::given::Given, _, &crate::domain::event::SentMail)| {
        let code = match hash::of_file(&workspace.absolute(&sent.path)) {
            Ok((found, _)) if found == sent.sha256 => return None,
            Ok(_) => "E-DRAFT-MAIL-CHANGED",
            Err(_) => "E-DRAFT-MAIL-GONE",
        };
        let place = Place { file: Some(sent.path.clone()), ..Place::default() };
        Some(Problem::error(code, place).with("id", &given.id).with("path", &sent.path))
    };
    documents::proved(&docket.given, ids).filter_map(one).collect()
}

/// The file of a proof of some notices alone, which does not take the place of that of all:
/// `05电子邮件发送证明（n-0123456789ab）.pdf`.
pub fn named(name: String, ids: &[String]) -> String {
    match name.rsplit_once('.') {
        Some((stem, ending)) if !ids.is_empty() => {
            format!("{stem}（{}）.{ending}", documents::safe(&ids.join("、")))
        }
        _ => name,
    }
}
