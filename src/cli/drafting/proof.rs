//! A proof of notices rests on mails kept as files: each must lie there as it left.

use crate::cli::workspace::Workspace;
use crate::docket::Docket;
use crate::documents;
use crate::domain::notice::NoticeAnswer;
use crate::domain::problem::{Place, Problem};
use crate::papers::hash;

/// The document that proves notices.
pub const PROOF: &str = "proof-of-notice";

/// Mails that the proof would tell of, whose file, or that of an answer, is gone or another one: one problem each.
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
    let answered = |(given, mail, _): (&crate::docket::given::Given, &crate::docket::given::Mail, _)| {
        let as_read = |answer: &NoticeAnswer| {
            hash::of_file(&workspace.absolute(&answer.path))
                .is_ok_and(|(found, _)| found == answer.source.sha256)
        };
        let other = mail.answers.iter().map(|a| &a.what).find(|a| !as_read(a))?;
        let place = Place { file: Some(other.path.clone()), ..Place::default() };
        let problem = Problem::error("E-DRAFT-ANSWER-CHANGED", place);
        Some(problem.with("id", &given.id).with("path", &other.path))
    };
    let all = || documents::proved(&docket.given, ids);
    all().filter_map(one).chain(all().filter_map(answered)).collect()
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
