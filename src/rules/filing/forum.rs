//! Court or arbitration, and which court: clauses that hold, clauses that are void, and the forum without any.

use super::ask::Desk;
use super::places;
use crate::domain::contract::{Forum, ForumKind};
use crate::domain::party::Debtor;
use crate::domain::problem::Problem;

/// The party by whose seat a link is measured.
enum Side {
    Creditor,
    Debtor,
    Signing,
}

impl Desk<'_> {
    /// The forum of a suit.
    pub fn forum(&self, found: &mut Vec<Problem>) {
        self.clause(found);
        let Some(forum) = &self.ask.case.contract.forum else {
            self.statutory(found);
            return;
        };
        if forum.kind == ForumKind::Court || forum.court.is_some() {
            self.court(forum, found);
        }
    }

    /// What makes an arbitration clause void, whichever track is taken.
    pub fn clause(&self, found: &mut Vec<Problem>) {
        let Some(forum) = &self.ask.case.contract.forum else { return };
        if let (Some(institution), Some(court), Some(ground)) =
            (&forum.institution, &forum.court, self.ground("arbitration-or-court"))
        {
            let problem = Self::doubt("W-FORUM-EITHER", "contract.forum", ground);
            found.push(problem.with("institution", institution).with("court", court));
        } else if let (ForumKind::Arbitration, None, Some(ground)) =
            (forum.kind, &forum.institution, self.ground("arbitration-institution"))
        {
            found.push(Self::doubt("W-FORUM-NO-INSTITUTION", "contract.forum.institution", ground));
        }
    }

    fn court(&self, forum: &Forum, found: &mut Vec<Problem>) {
        let court = forum.court.as_deref().unwrap_or_default();
        let field = "contract.forum.court";
        let mut level = |id: &str, code: &'static str| {
            if let Some(ground) = self.ground(id).filter(|g| g.value.named_in(court)) {
                found.push(Self::doubt(code, field, ground).with("court", court));
            }
        };
        level("internet-court", "W-FORUM-INTERNET-COURT");
        level("consumer-level", "W-FORUM-LEVEL");
        self.link(forum, court, found);
    }

    /// Whether the agreed court is connected with the dispute.
    fn link(&self, forum: &Forum, court: &str, found: &mut Vec<Problem>) {
        let Some(links) = self.ground("forum-links") else { return };
        let connection = self.ground("forum-connection");
        let field = "contract.forum.link";
        let Some(link) = forum.link.as_deref() else {
            if forum.connection.is_none() {
                found.push(Self::doubt("W-DRAFT-FORUM-LINK", field, connection.unwrap_or(links)));
            }
            return;
        };
        if forum.connection.is_some() {
            return;
        }
        if !links.value.named_in(link) {
            let problem = Self::doubt("W-FORUM-LINK-OUTSIDE", field, connection.unwrap_or(links));
            found.push(problem.with("link", link).with("links", links.value.words.join("、")));
            return;
        }
        let Some((side, addresses)) = self.measured(link) else { return };
        let place = places::of_court(court);
        let lies = place.is_none_or(|place| addresses.iter().any(|a| places::holds(a, place)));
        if matches!(side, Side::Signing) {
            // Only proof connects a place of signing; a recorded place that is not the court's disproves it.
            if (addresses.is_empty() || !lies)
                && let Some(ground) = connection
            {
                found.push(Self::doubt("W-FORUM-SIGNING-PLACE", field, ground).with("court", court));
            }
        } else if !addresses.is_empty() && !lies {
            let problem = Self::doubt("W-FORUM-LINK-ELSEWHERE", field, links).with("link", link);
            found.push(problem.with("court", court).with("address", addresses.join("、")));
        }
    }

    /// The addresses a link is measured by; `None` for links of the place of performance or the thing.
    fn measured(&self, link: &str) -> Option<(Side, Vec<&str>)> {
        let case = self.ask.case;
        if link.contains("签订地") {
            return Some((Side::Signing, case.contract.signed_at.as_deref().into_iter().collect()));
        }
        let (claimant, respondent) =
            (["原告", "债权人", "贷款人", "出借人"], ["被告", "债务人", "借款人", "持卡人"]);
        if claimant.iter().any(|word| link.contains(word)) {
            let address = case.creditor.as_ref().and_then(|c| c.address.as_deref());
            return Some((Side::Creditor, address.into_iter().collect()));
        }
        if respondent.iter().any(|word| link.contains(word)) {
            let addresses = case.debtors.iter().flat_map(homes).collect();
            return Some((Side::Debtor, addresses));
        }
        None
    }

    /// Without a clause: the courts that have the case by law, in the note's words.
    fn statutory(&self, found: &mut Vec<Problem>) {
        let Some(ground) = self.ground("statutory-forum") else { return };
        let home = self.ask.case.primary().and_then(|d| homes(d).last().copied());
        let seat = self.ask.case.creditor.as_ref().and_then(|c| c.address.as_deref());
        let unknown = "?";
        found.push(
            Self::note("N-FORUM-STATUTORY", "contract.forum", ground)
                .with("home", home.unwrap_or(unknown))
                .with("seat", seat.unwrap_or(unknown)),
        );
    }
}

/// Where a debtor may be sued: the registered domicile, and after it the habitual residence, which comes first in law
/// where it differs (民诉法 22).
pub(super) fn homes(debtor: &Debtor) -> Vec<&str> {
    [debtor.domicile.as_deref(), debtor.residence.as_deref()].into_iter().flatten().collect()
}
