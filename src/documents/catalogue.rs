//! Which documents exist. A new kind: a row here, a function in `context`, a folder in `templates/cn/`.
//!
//! Rows stand in the order of a folder: letters and agreements, then filings by number.

use super::context;
use super::desk::Desk;
use super::stage::Stage;
use super::wording::Voice;
use crate::domain::proof::DerivedFrom;
use crate::domain::{Case, TrackName};

impl Document {
    /// Whether it may be drawn of an account on which nothing is owed any more: what says so, and what ends the suit.
    pub fn outlives_the_debt(&self) -> bool {
        self.stage == Stage::Closing || self.kind == "withdrawal-application"
    }
}

/// A document that the program can draft.
pub struct Document {
    /// Its kind, the name of its template folder: `complaint`.
    pub kind: &'static str,
    /// What stands on it, and in its file name: `民事起诉状`.
    pub title: &'static str,
    /// For English lists.
    pub english: &'static str,
    /// When it is used.
    pub stage: Stage,
    /// The tracks it fits.
    pub tracks: &'static [TrackName],
    /// Its place in a folder of filings, from 1: 01 起诉状, 02 身份材料, 03 授权材料, 04 证据目录, 05 证据材料, 06 送达地址确认书,
    /// 07 保全申请, 08 账户确认书; letters and agreements from 11; a suit under way from 17; enforcement from 21, its end 31;
    /// bankruptcy 33. Two may share a place, never a name.
    pub number: u8,
    /// Whether an account on one of its tracks needs it: what `draft filing` draws.
    pub needed: fn(&Case) -> bool,
    /// Whether it argues the claim: then weak evidence, terms and forum are doubts of it, and evidence that was changed
    /// stops it.
    pub argues: bool,
    /// Who speaks in it, by track.
    pub(super) voice: fn(TrackName) -> Voice,
    /// Puts its data together.
    pub(super) build: fn(&Desk) -> serde_json::Value,
}

use TrackName::{Arbitration, Litigation, PaymentOrder};

const EVERY: &[TrackName] = &[Litigation, Arbitration, PaymentOrder];

fn always(_: &Case) -> bool {
    true
}

/// Drawn where it is asked for.
fn never(_: &Case) -> bool {
    false
}

fn forum_voice(track: TrackName) -> Voice {
    match track {
        Litigation => Voice::Court,
        Arbitration => Voice::Arbitration,
        PaymentOrder => Voice::Application,
    }
}

static DOCUMENTS: &[Document] = &[
    Document {
        kind: "demand-letter",
        title: "催收函",
        english: "Demand letter",
        stage: Stage::PreAction,
        tracks: EVERY,
        number: 11,
        needed: always,
        argues: false,
        voice: |_| Voice::Creditor,
        build: context::demand_letter,
    },
    Document {
        kind: "lawyers-letter",
        title: "律师函",
        english: "Lawyer's letter",
        stage: Stage::PreAction,
        tracks: EVERY,
        number: 12,
        needed: |case| case.counsel.is_some(),
        argues: false,
        voice: |_| Voice::Firm,
        build: context::lawyers_letter,
    },
    Document {
        kind: "acceleration-notice",
        title: "提前到期通知书",
        english: "Notice of early maturity",
        stage: Stage::PreAction,
        tracks: EVERY,
        number: 13,
        needed: |case| case.debt.accelerated.is_some(),
        argues: false,
        voice: |_| Voice::Creditor,
        build: context::acceleration_notice,
    },
    Document {
        kind: "instalment-agreement",
        title: "分期还款协议",
        english: "Agreement on instalments",
        stage: Stage::Agreed,
        tracks: EVERY,
        number: 14,
        needed: never,
        argues: false,
        voice: |_| Voice::Creditor,
        build: context::instalment_agreement,
    },
    Document {
        kind: "settlement-agreement",
        title: "和解协议",
        english: "Settlement agreement",
        stage: Stage::Agreed,
        tracks: EVERY,
        number: 15,
        needed: never,
        argues: false,
        voice: |_| Voice::Creditor,
        build: context::settlement_agreement,
    },
    Document {
        kind: "judicial-confirmation-application",
        title: "司法确认申请书",
        english: "Application for judicial confirmation",
        stage: Stage::Agreed,
        tracks: &[Litigation, PaymentOrder],
        number: 16,
        needed: never,
        argues: false,
        voice: |_| Voice::Application,
        build: context::judicial_confirmation_application,
    },
    Document {
        kind: "assignment-notice",
        title: "债权转让通知书",
        english: "Notice of assignment",
        stage: Stage::Change,
        tracks: EVERY,
        number: 14,
        needed: |case| case.assignment.is_some(),
        argues: false,
        voice: |_| Voice::Creditor,
        build: context::assignment_notice,
    },
    Document {
        kind: "complaint",
        title: "民事起诉状",
        english: "Civil complaint",
        stage: Stage::Filing,
        tracks: &[Litigation],
        number: 1,
        needed: always,
        argues: true,
        voice: |_| Voice::Court,
        build: context::complaint,
    },
    Document {
        kind: "complaint-elements",
        title: context::ELEMENTS_TITLE,
        english: "Civil complaint by elements",
        stage: Stage::Filing,
        tracks: &[Litigation],
        number: 1,
        // Its use is encouraged where the cause of action has a form, and prose may be filed with it (law-cn.md §6.1).
        needed: |case| case.cause().is_some_and(context::has_form),
        argues: true,
        voice: |_| Voice::Court,
        build: context::complaint_elements,
    },
    Document {
        kind: "arbitration-application",
        title: "仲裁申请书",
        english: "Application for arbitration",
        stage: Stage::Filing,
        tracks: &[Arbitration],
        number: 1,
        needed: always,
        argues: true,
        voice: |_| Voice::Arbitration,
        build: context::arbitration_application,
    },
    Document {
        kind: "payment-order-application",
        title: "支付令申请书",
        english: "Application for a payment order",
        stage: Stage::Filing,
        tracks: &[PaymentOrder],
        number: 1,
        needed: always,
        argues: true,
        voice: |_| Voice::Application,
        build: context::payment_order_application,
    },
    Document {
        kind: "representative-certificate",
        title: "法定代表人（主要负责人）身份证明书",
        english: "Certificate of the legal representative",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 2,
        needed: always,
        argues: false,
        voice: forum_voice,
        build: context::representative_certificate,
    },
    Document {
        kind: "power-of-attorney",
        title: "授权委托书",
        english: "Power of attorney",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 3,
        needed: |case| case.counsel.is_some(),
        argues: false,
        voice: forum_voice,
        build: context::power_of_attorney,
    },
    Document {
        kind: "evidence-list",
        title: "证据目录",
        english: "Evidence list",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 4,
        needed: |case| !case.evidence.is_empty(),
        argues: true,
        voice: forum_voice,
        build: context::evidence_list,
    },
    Document {
        kind: "debt-statement",
        title: "债务明细计算表",
        english: "Statement of the debt",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 5,
        needed: |case| !case.statements.is_empty(),
        argues: false,
        voice: forum_voice,
        build: context::debt_statement,
    },
    Document {
        kind: "account-statement",
        title: "账户交易明细表",
        english: "Account statement",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 5,
        // The bank's own statements are evidence in most cases; only an exhibit made from facts is set in type.
        needed: |case| case.evidence.iter().any(|e| e.from == Some(DerivedFrom::Statements)),
        argues: false,
        voice: forum_voice,
        build: context::account_statement,
    },
    Document {
        kind: "contact-log",
        title: "催收记录表",
        english: "Contact log",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 5,
        needed: |case| !case.contacts.is_empty(),
        argues: false,
        voice: forum_voice,
        build: context::contact_log,
    },
    Document {
        kind: "service-address-confirmation",
        title: "送达地址确认书",
        english: "Confirmation of the address for service",
        stage: Stage::Filing,
        tracks: EVERY,
        number: 6,
        needed: always,
        argues: false,
        voice: forum_voice,
        build: context::service_address_confirmation,
    },
    Document {
        kind: "preservation-application",
        title: "财产保全申请书",
        english: "Application for preservation",
        stage: Stage::Filing,
        tracks: &[Litigation, Arbitration],
        number: 7,
        needed: |case| case.preservation.as_ref().is_some_and(|p| p.wanted),
        argues: false,
        voice: |_| Voice::Application,
        build: context::preservation_application,
    },
    Document {
        kind: "refund-account",
        title: "诉讼费退费账户确认书",
        english: "Confirmation of the account for refunds",
        stage: Stage::Filing,
        tracks: &[Litigation, PaymentOrder],
        number: 8,
        needed: |case| {
            case.creditor.as_ref().is_some_and(|c| c.refund_account.is_some() || c.bank_account.is_some())
        },
        argues: false,
        voice: forum_voice,
        build: context::refund_account,
    },
    Document {
        kind: "withdrawal-application",
        title: "撤诉申请书",
        english: "Application to withdraw the suit",
        stage: Stage::Suit,
        tracks: &[Litigation],
        number: 17,
        needed: never,
        argues: false,
        voice: |_| Voice::Motion,
        build: context::withdrawal_application,
    },
    Document {
        kind: "public-notice-application",
        title: "公告送达申请书",
        english: "Application for service by public notice",
        stage: Stage::Suit,
        tracks: &[Litigation],
        number: 18,
        needed: never,
        argues: false,
        voice: |_| Voice::Motion,
        build: context::public_notice_application,
    },
    Document {
        kind: "appeal",
        title: "民事上诉状",
        english: "Appeal",
        stage: Stage::Suit,
        tracks: &[Litigation],
        number: 19,
        needed: never,
        argues: false,
        voice: |_| Voice::Appeal,
        build: context::appeal,
    },
    Document {
        kind: "enforcement-power-of-attorney",
        title: "授权委托书（执行程序）",
        english: "Power of attorney for enforcement",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 3,
        needed: |case| case.counsel.is_some(),
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::enforcement_power_of_attorney,
    },
    Document {
        kind: "payment-account",
        title: "执行款收款账户确认书",
        english: "Confirmation of the account for proceeds",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 8,
        needed: always,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::payment_account,
    },
    Document {
        kind: "effectiveness-certificate-application",
        title: "生效证明申请书",
        english: "Application for a certificate of effectiveness",
        stage: Stage::Enforcement,
        tracks: &[Litigation, PaymentOrder],
        number: 21,
        needed: never,
        argues: false,
        voice: |_| Voice::Application,
        build: context::effectiveness_certificate_application,
    },
    Document {
        kind: "enforcement-application",
        title: "强制执行申请书",
        english: "Application for enforcement",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 22,
        needed: always,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::enforcement_application,
    },
    Document {
        kind: "property-clues",
        title: "财产线索表",
        english: "Clues to property",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 23,
        needed: |case| !case.assets.is_empty(),
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::property_clues,
    },
    Document {
        kind: "consumption-restriction",
        title: "限制消费申请书",
        english: "Application to restrict consumption",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 24,
        needed: never,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::consumption_restriction,
    },
    Document {
        kind: "dishonest-list",
        title: "纳入失信被执行人名单申请书",
        english: "Application for the list of dishonest debtors",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 25,
        needed: never,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::dishonest_list,
    },
    Document {
        kind: "seal-renewal",
        title: "续行查封、冻结申请书",
        english: "Application to renew a seizure",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 26,
        needed: never,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::seal_renewal,
    },
    Document {
        kind: "resumption-application",
        title: "恢复执行申请书",
        english: "Application to resume enforcement",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 27,
        needed: never,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::resumption_application,
    },
    Document {
        kind: "auction-application",
        title: "评估拍卖申请书",
        english: "Application for appraisal and auction",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 28,
        needed: never,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::auction_application,
    },
    Document {
        kind: "participation-application",
        title: "参与分配申请书",
        english: "Application for a share of proceeds",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 29,
        needed: never,
        argues: false,
        voice: |_| Voice::Application,
        build: context::participation_application,
    },
    Document {
        kind: "substitution-application",
        title: "变更申请执行人申请书",
        english: "Application to substitute the creditor in enforcement",
        stage: Stage::Enforcement,
        tracks: EVERY,
        number: 30,
        needed: never,
        argues: false,
        voice: |_| Voice::Enforcement,
        build: context::substitution_application,
    },
    Document {
        kind: "settlement-certificate",
        title: "结清证明",
        english: "Certificate of settlement",
        stage: Stage::Closing,
        tracks: EVERY,
        number: 31,
        needed: never,
        argues: false,
        voice: |_| Voice::Creditor,
        build: context::settlement_certificate,
    },
    Document {
        kind: "claim-declaration",
        title: "债权申报书",
        english: "Declaration of a claim in bankruptcy",
        stage: Stage::Change,
        tracks: EVERY,
        number: 33,
        needed: never,
        argues: false,
        voice: |_| Voice::Declaration,
        build: context::claim_declaration,
    },
];

/// Every document: letters, filings, enforcement, its end.
pub fn all() -> &'static [Document] {
    DOCUMENTS
}

/// The document of a kind.
pub fn find(kind: &str) -> Option<&'static Document> {
    DOCUMENTS.iter().find(|d| d.kind == kind)
}

/// What the account's track and forum need: `draft filing`, in the order of the folder.
pub fn filing(case: &Case) -> Vec<&'static Document> {
    let track = case.track();
    DOCUMENTS
        .iter()
        .filter(|d| d.stage == Stage::Filing && d.tracks.contains(&track) && (d.needed)(case))
        .collect()
}
