//! Who speaks in a document, and what the parties are called there.

use crate::domain::case::Product;
use crate::domain::contract::GuaranteeKind;
use crate::domain::party::{Debtor, Role};
use crate::domain::{Case, TrackName};

/// Who speaks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Voice {
    /// The plaintiff, to a court.
    Court,
    /// The applicant, to an arbitration institution.
    Arbitration,
    /// The applicant, to a court that decides no suit: payment order, preservation.
    Application,
    /// The applicant, to the court that enforces.
    Enforcement,
    /// The plaintiff, asking the court that tries the suit for something.
    Motion,
    /// The appellant, who was the plaintiff.
    Appeal,
    /// The creditor, to the administrator of a bankrupt debtor.
    Declaration,
    /// The creditor, to the debtor.
    Creditor,
    /// The creditor's law firm, to the debtor.
    Firm,
}

impl Voice {
    /// Who speaks before the forum of a track.
    pub const fn before(track: TrackName) -> Voice {
        match track {
            TrackName::Litigation => Voice::Court,
            TrackName::Arbitration => Voice::Arbitration,
            TrackName::PaymentOrder => Voice::Application,
        }
    }

    /// What the creditor is called.
    pub const fn claimant(self) -> &'static str {
        match self {
            Voice::Court => "原告",
            Voice::Arbitration | Voice::Application | Voice::Motion => "申请人",
            Voice::Appeal => "上诉人",
            Voice::Declaration => "申报人",
            Voice::Enforcement => "申请执行人",
            Voice::Creditor => "我单位",
            Voice::Firm => "委托人",
        }
    }

    /// What a debtor is called before a court or tribunal; in letters there are no such parties.
    pub const fn respondent(self) -> Option<&'static str> {
        match self {
            Voice::Court => Some("被告"),
            Voice::Arbitration | Voice::Application | Voice::Motion => Some("被申请人"),
            Voice::Appeal => Some("被上诉人"),
            Voice::Enforcement => Some("被执行人"),
            Voice::Declaration | Voice::Creditor | Voice::Firm => None,
        }
    }

    /// What the creditor is called where the parties are listed: with its place in the suit, where the document is about one.
    pub const fn listed(self) -> &'static str {
        match self {
            Voice::Motion => "申请人（原告）",
            Voice::Appeal => "上诉人（原审原告）",
            _ => self.claimant(),
        }
    }

    /// The debtor's place in the suit, as it follows there.
    pub const fn sued_as(self) -> Option<&'static str> {
        match self {
            Voice::Motion => Some("（被告）"),
            Voice::Appeal => Some("（原审被告）"),
            _ => None,
        }
    }

    /// Whether this is handed to someone who decides.
    pub const fn is_filing(self) -> bool {
        self.respondent().is_some()
    }

    /// The verb a claim begins with.
    pub const fn ask(self) -> &'static str {
        match self {
            Voice::Arbitration => "裁决",
            _ => "判令",
        }
    }

    /// The one addressed.
    pub const fn forum(self) -> &'static str {
        match self {
            Voice::Arbitration => "贵会",
            _ => "贵院",
        }
    }

    /// Name and title of one party: `被告李示例`, `借款人李示例`.
    pub fn named(self, case: &Case, debtor: &Debtor) -> String {
        format!("{}{}", self.respondent().unwrap_or_else(|| capacity(case, debtor)), debtor.name)
    }

    /// One party where it was named before: `被告` where there is only one.
    pub fn party(self, case: &Case, debtor: &Debtor) -> String {
        match self.respondent() {
            Some(word) if case.debtors.len() == 1 => word.to_owned(),
            _ => self.named(case, debtor),
        }
    }

    /// Those who owe as borrowers, the primary debtor and joint debtors: `被告`, `被告李示例、被告陈示例`.
    pub fn borrowers(self, case: &Case) -> String {
        let names: Vec<String> = borrowers(case).map(|d| self.party(case, d)).collect();
        names.join("、")
    }

    /// Everyone who owes or guarantees.
    pub fn everyone(self, case: &Case) -> String {
        match (self.respondent(), case.debtors.len()) {
            (Some(word), 1) => word.to_owned(),
            (Some(word), _) => format!("各{word}"),
            (None, _) => case.debtors.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join("、"),
        }
    }
}

/// The primary debtor and joint debtors, in the order of the file.
pub fn borrowers(case: &Case) -> impl Iterator<Item = &Debtor> {
    case.debtors.iter().filter(|d| d.role != Role::Guarantor)
}

/// What a debtor is by contract: `持卡人`, `借款人`, `共同借款人`, `保证人`, `抵押人`.
pub fn capacity(case: &Case, debtor: &Debtor) -> &'static str {
    match (debtor.role, case.product) {
        (Role::Primary, Some(Product::CreditCard)) => "持卡人",
        (Role::Primary, _) => "借款人",
        (Role::Joint, Some(Product::CreditCard)) => "共同债务人",
        (Role::Joint, _) => "共同借款人",
        (Role::Guarantor, _) => match security_only(case, debtor) {
            Some(GuaranteeKind::Mortgage) => "抵押人",
            Some(GuaranteeKind::Pledge) => "出质人",
            Some(GuaranteeKind::Guarantee) | None => "保证人",
        },
    }
}

/// What someone gave who gave a thing as security and no guarantee.
pub fn security_only(case: &Case, debtor: &Debtor) -> Option<GuaranteeKind> {
    let mut given = case.guarantees.iter().filter(|g| g.by == debtor.name).map(|g| g.kind);
    let first = given.next()?;
    let none = debtor.role == Role::Guarantor && first != GuaranteeKind::Guarantee;
    (none && given.all(|kind| kind != GuaranteeKind::Guarantee)).then_some(first)
}
