//! Who signs for the creditor: a branch sues with its licence and its head (解释 52(6)), a company with its legal
//! representative; counsel with special authority for what needs it.

use super::ask::Desk;
use crate::domain::party::{Authority, CreditorKind};
use crate::domain::problem::Problem;

/// Posts that only a legal person's representative holds.
const COMPANY_POSTS: [&str; 3] = ["法定代表人", "董事长", "执行董事"];

impl Desk<'_> {
    /// Doubts about who appears and signs.
    pub fn signing(&self, found: &mut Vec<Problem>) {
        let case = self.ask.case;
        if let (Some(creditor), Some(ground)) = (&case.creditor, self.ground("branch")) {
            let post = creditor.head.as_ref().and_then(|h| h.title.as_deref()).unwrap_or_default();
            let looks = ground.value.words.iter().any(|word| creditor.name.ends_with(word.as_str()));
            match creditor.kind {
                Some(CreditorKind::Branch) => {
                    if COMPANY_POSTS.iter().any(|p| post.contains(p)) {
                        let problem = Self::doubt("W-SIGN-BRANCH-HEAD", "creditor.head.title", ground);
                        found.push(problem.with("name", &creditor.name).with("post", post));
                    }
                    if creditor.uscc.is_none() {
                        let problem = Self::doubt("W-SIGN-BRANCH-LICENCE", "creditor.uscc", ground);
                        found.push(problem.with("name", &creditor.name));
                    }
                }
                Some(CreditorKind::Company) if looks => {
                    let problem = Self::doubt("W-SIGN-LOOKS-BRANCH", "creditor.kind", ground);
                    found.push(problem.with("name", &creditor.name));
                }
                Some(CreditorKind::Company) if post == "负责人" => {
                    let problem = Self::doubt("W-SIGN-COMPANY-HEAD", "creditor.head.title", ground);
                    found.push(problem.with("name", &creditor.name));
                }
                _ => {}
            }
        }
        if let (Some(counsel), Some(ground)) = (&case.counsel, self.ground("special-authority"))
            && counsel.authority == Some(Authority::General)
        {
            let name = counsel.lawyer.as_ref().unwrap_or(&counsel.firm);
            found.push(Self::doubt("W-SIGN-AUTHORITY", "counsel.authority", ground).with("name", name));
        }
    }
}
