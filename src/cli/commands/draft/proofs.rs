//! What is to be done with a proof of notices, and what stands in its way.

use crate::cli::desk::Desk;
use crate::cli::drafting::Drafted;
use crate::cli::error::CommandError;
use crate::cli::settings::NOBODY;
use crate::cli::{postal, register};
use crate::docket::given::{Course, Given};
use crate::documents;
use crate::domain::proof::Contacted;

/// Tells how to take the proof in as evidence that the claim was asserted; where a mail of it did not arrive and so asserts
/// nothing, that instead. Warns where a step names nobody who took it.
///
/// # Errors
/// The account cannot be read; nothing can be printed.
pub(super) fn follows(drafted: &Drafted, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let Some(docket) = register::find(desk, &drafted.account)? else { return Ok(()) };
    let (rules, as_of) = (desk.rules()?, drafted.record.as_of);
    let in_vain = |given: &Given| match given.party {
        Contacted::Debtor => postal::is_passed_over(&docket, given, as_of, &rules),
        _ => matches!(given.course(as_of), Course::CameBack { .. }),
    };
    let (mut lost, mut nameless) = (Vec::new(), false);
    for (given, mail, _) in documents::proved(&docket.given, &drafted.record.notices) {
        if given.left(as_of) && in_vain(given) {
            lost.push(given.id.as_str());
        }
        nameless |= mail.queued.1 == NOBODY || mail.moves.iter().any(|m| m.actor == NOBODY);
    }
    let (account, path) = (drafted.account.to_string(), drafted.path.display().to_string());
    if nameless {
        desk.insist("W-DRAFT-PROOF-NOBODY", &[("path", path.clone())])?;
    }
    if lost.is_empty() {
        return desk.tell("M-DRAFT-PROOF-NEXT", &[("account", account), ("path", path)]);
    }
    desk.insist("W-DRAFT-PROOF-IN-VAIN", &[("ids", lost.join(", ")), ("path", path)])
}
