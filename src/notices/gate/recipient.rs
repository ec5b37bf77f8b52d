//! Whether a mailbox is one that a notice to a debtor or guarantor may go to: their own, and nobody else's.
//!
//! Whoever neither owes nor guarantees learns nothing of a debt (信用卡办法 art. 68; GB/T 45251-2025).

use super::Hold;
use crate::domain::case::Case;
use crate::domain::event::{Audience, NoticeRecord};
use crate::domain::party::Debtor;
use crate::domain::proof::{Channel, Contacted};

/// Why a notice may not go to its mailbox; `None` where it may. Only of a notice to a debtor or guarantor.
pub fn recipient(record: &NoticeRecord, case: &Case) -> Option<Hold> {
    if record.audience != Audience::Debtor {
        return None;
    }
    let to = record.to.as_str();
    let is = |mailbox: &str| mailbox.trim().eq_ignore_ascii_case(to);
    let meant = |debtor: &&Debtor| record.to_name.as_deref().is_none_or(|name| debtor.name == name);
    if !case.debtors.iter().filter(meant).flat_map(Debtor::mailboxes).any(is) {
        return Some(Hold::NotTheirs(to.to_owned()));
    }
    let ours = [
        ("creditor", case.creditor.as_ref().and_then(|c| c.email.as_deref())),
        ("counsel", case.counsel.as_ref().and_then(|c| c.email.as_deref())),
        ("handler", case.handler.as_ref().and_then(|h| h.email.as_deref())),
    ];
    let ours = ours.into_iter().find(|(_, mailbox)| mailbox.is_some_and(is));
    if let Some((whose, _)) = ours {
        return Some(Hold::OurOwn { mailbox: to.to_owned(), whose });
    }
    let third = case.contacts.iter().position(|c| {
        c.channel == Channel::Email
            && matches!(c.party, Contacted::Contact | Contacted::Other)
            && c.to.as_deref().is_some_and(is)
    });
    third.map(|entry| Hold::ThirdParty { mailbox: to.to_owned(), entry: entry + 1 })
}
