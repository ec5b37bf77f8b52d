//! What happened to an account. The registry keeps events for ever and never changes one.
//!
//! To add an event: a variant of [`Payload`]; `docket` says what follows from it. A variant or field, once released, is
//! never renamed: registries hold it.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::{Deserialize, Serialize};

use super::bundle::BundleRecord;
use super::case::{AccountId, Case};
use super::change::Change;
use super::control_sheet::ControlSheet;
use super::cost::CostEntry;
use super::debt::{Payment, PaymentReversal};
use super::handling::DeadlineHandling;
use super::notice::{NoticeAnswer, Suppression};
use super::plan::Plan;
use super::postal::{Letter, LetterFate};
use super::proof::{Evidence, StoredFile};

pub use super::notice::{Attachment, Audience, NoticeMove, NoticeRecord, NoticeStatus, Seen, SentMail};

/// A stream of events: an account's, or the workspace's own for what belongs to no account.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum StreamId {
    /// `_workspace`.
    Workspace,
    /// An account.
    Account(AccountId),
}

const WORKSPACE: &str = "_workspace";

impl StreamId {
    /// The name it is stored under.
    pub fn as_str(&self) -> &str {
        match self {
            StreamId::Workspace => WORKSPACE,
            StreamId::Account(id) => id.as_str(),
        }
    }
}

impl fmt::Display for StreamId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl TryFrom<String> for StreamId {
    type Error = &'static str;
    fn try_from(text: String) -> Result<Self, Self::Error> {
        if text == WORKSPACE { Ok(StreamId::Workspace) } else { text.parse().map(StreamId::Account) }
    }
}

impl From<StreamId> for String {
    fn from(id: StreamId) -> String {
        id.as_str().to_owned()
    }
}

impl From<AccountId> for StreamId {
    fn from(id: AccountId) -> StreamId {
        StreamId::Account(id)
    }
}

/// One event as it stands in the log.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Event {
    /// Its place in its stream, from 1 without gaps.
    pub seq: u64,
    /// When the command ran, to the second, with the offset of Asia/Shanghai.
    pub at: DateTime<FixedOffset>,
    /// The day the command stood on (`--as-of`).
    pub as_of: NaiveDate,
    /// Who ran it.
    pub actor: String,
    /// The command it belongs to; all events of one command share it, across accounts.
    pub command: String,
    /// What happened.
    pub payload: Payload,
}

/// What happened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum Payload {
    /// The account came into the registry.
    Imported {
        /// Its facts.
        case: Box<Case>,
        /// The file they came from.
        source: Source,
    },
    /// Facts were corrected, by hand or by a changed file.
    Amended {
        /// What differs.
        changes: Vec<Change>,
        /// Why.
        reason: String,
        /// The file, if a file did it.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<Source>,
    },
    /// A milestone happened.
    Milestone(MilestoneEvent),
    /// An earlier record of a milestone was wrong.
    MilestoneCorrected(Box<MilestoneCorrection>),
    /// A payment came in.
    Paid(Payment),
    /// A payment was taken back by the core system.
    PaymentReversed(PaymentReversal),
    /// Payment in instalments was agreed; the latest plan is the one that counts.
    PlanAgreed(Box<Plan>),
    /// A cost of pursuing the claim was advanced, refunded or recovered.
    CostEntered(CostEntry),
    /// A person decided about a deadline.
    DeadlineHandled(DeadlineHandling),
    /// A document was drafted.
    Drafted(Box<DocumentRecord>),
    /// A drafted document left, sealed and signed: its scan is the version that counts.
    DocumentSent(Box<SentDocument>),
    /// A piece of evidence was taken in by command, apart from the case file.
    EvidenceAdded(Box<EvidenceAdded>),
    /// A piece of evidence no longer counts. Its file stays where it is.
    EvidenceWithdrawn(EvidenceWithdrawn),
    /// A bundle was put together.
    Bundled(Box<BundleRecord>),
    /// A notice was put into the outbox.
    NoticeQueued(Box<NoticeRecord>),
    /// A notice went from one state to another.
    NoticeMoved(NoticeMove),
    /// A mail came back for a notice that was sent.
    NoticeAnswered(Box<NoticeAnswer>),
    /// A mailbox is to have no more mail, or may have some again (workspace stream).
    MailboxSuppressed(Suppression),
    /// A letter was posted.
    LetterPosted(Box<Letter>),
    /// What became of a letter.
    LetterFate(LetterFate),
    /// A command's events no longer count.
    Reversed {
        /// The command that is reversed.
        command: String,
        /// Its events in this stream.
        events: Vec<u64>,
        /// Why.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        reason: Option<String>,
    },
    /// A batch was taken in (workspace stream).
    BatchTaken(BatchRecord),
    /// A control sheet was written (workspace stream).
    ControlSheet(Box<ControlSheet>),
}

impl Payload {
    /// The event's type as it stands in the log.
    pub const fn name(&self) -> &'static str {
        match self {
            Payload::Imported { .. } => "imported",
            Payload::Amended { .. } => "amended",
            Payload::Milestone(_) => "milestone",
            Payload::MilestoneCorrected(_) => "milestone-corrected",
            Payload::Paid(_) => "paid",
            Payload::PaymentReversed(_) => "payment-reversed",
            Payload::PlanAgreed(_) => "plan-agreed",
            Payload::CostEntered(_) => "cost-entered",
            Payload::DeadlineHandled(_) => "deadline-handled",
            Payload::Drafted(_) => "drafted",
            Payload::DocumentSent(_) => "document-sent",
            Payload::EvidenceAdded(_) => "evidence-added",
            Payload::EvidenceWithdrawn(_) => "evidence-withdrawn",
            Payload::Bundled(_) => "bundled",
            Payload::NoticeQueued(_) => "notice-queued",
            Payload::NoticeMoved(_) => "notice-moved",
            Payload::NoticeAnswered(_) => "notice-answered",
            Payload::MailboxSuppressed(_) => "mailbox-suppressed",
            Payload::LetterPosted(_) => "letter-posted",
            Payload::LetterFate(_) => "letter-fate",
            Payload::Reversed { .. } => "reversed",
            Payload::BatchTaken(_) => "batch-taken",
            Payload::ControlSheet(_) => "control-sheet",
        }
    }
}

/// The file something came from.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Its name, without folders.
    pub file: String,
    /// SHA-256 of its content.
    pub sha256: String,
}

/// A milestone and its facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneEvent {
    /// The track.
    pub track: String,
    /// The milestone of that track.
    pub milestone: String,
    /// The day it happened.
    pub on: NaiveDate,
    /// Its facts, by the names that `--set` takes.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub facts: BTreeMap<String, String>,
    /// Papers that prove it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub evidence: Vec<StoredFile>,
}

/// What takes the place of an earlier record of a milestone.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MilestoneCorrection {
    /// The number of the event that recorded it, or corrected it last.
    pub of: u64,
    /// The milestone as it was.
    pub to: MilestoneEvent,
}

/// Everything a drafted document was made from, and what came out.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DocumentRecord {
    /// The kind: `complaint`.
    pub kind: String,
    /// `pdf` or `docx`.
    pub format: String,
    /// Where it was written, relative to the workspace where it lies inside.
    pub path: String,
    /// SHA-256 of the file.
    pub sha256: String,
    /// Pages; 0 of a Word document, which breaks into pages where it is opened.
    pub pages: u32,
    /// The facts are the account's events up to and including this one.
    pub facts: u64,
    /// The day it is dated and computed for.
    pub as_of: NaiveDate,
    /// SHA-256 of the data the template was given.
    pub facts_sha256: String,
    /// SHA-256 of the template folder.
    pub template_sha256: String,
    /// The template's version; empty in records from before templates kept one there.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub template_version: String,
    /// The built-in kind that says the same, where the kind is a firm's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub like: Option<String>,
    /// SHA-256 of the rule tables.
    pub rules_sha256: String,
    /// SHA-256 over the font faces in use; empty for a Word document, which holds none.
    pub fonts_sha256: String,
    /// The program's version.
    pub program: String,
    /// Whether personal data is masked.
    #[serde(default)]
    pub redacted: bool,
    /// The notices that it proves, by id; none where it proves all or is no such proof.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<String>,
    /// Which PDF was written. Records from before there was a choice are archival.
    #[serde(default, skip_serializing_if = "PdfStandard::is_archival")]
    pub standard: PdfStandard,
}

impl DocumentRecord {
    /// The built-in kind that says what this document says.
    pub fn says(&self) -> &str {
        self.like.as_deref().unwrap_or(&self.kind)
    }
}

/// Which PDF a document is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum PdfStandard {
    /// PDF/A-2a and PDF/UA-1.
    #[default]
    Archival,
    /// PDF 1.7 and no more.
    Plain,
}

impl PdfStandard {
    /// Whether it is what is written unless something else was asked for.
    pub fn is_archival(&self) -> bool {
        *self == PdfStandard::Archival
    }
}

/// A document as it left: the draft, and the scan of its sealed and signed print.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SentDocument {
    /// The kind: `complaint`.
    pub kind: String,
    /// Where the draft was written, as its record has it.
    pub path: String,
    /// SHA-256 of the draft.
    pub draft_sha256: String,
    /// The scan, among the milestone's papers.
    pub scan: StoredFile,
    /// The track of the milestone with which it left.
    pub track: String,
    /// The milestone.
    pub milestone: String,
    /// The day of the milestone.
    pub on: NaiveDate,
}

/// A piece of evidence as it was taken in by command.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceAdded {
    /// What it is, with its content.
    pub evidence: Evidence,
    /// The file's name when it came, without folders; characters that move or hide text are written out.
    pub named: String,
    /// Who handed it over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// The day it was handed over.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub received: Option<NaiveDate>,
    /// Its place in the list; the last where none is given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<EvidencePlace>,
}

/// A place in the list of evidence, beside another piece.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum EvidencePlace {
    /// Right before the one of this id.
    Before(String),
    /// Right after the one of this id.
    After(String),
}

/// A piece of evidence that no longer counts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EvidenceWithdrawn {
    /// Its id.
    pub id: String,
    /// Why.
    pub reason: String,
}

/// A batch as it was taken in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct BatchRecord {
    /// What was read.
    pub sources: Vec<Source>,
    /// New accounts.
    pub new: u64,
    /// Amended accounts.
    pub changed: u64,
    /// Accounts that were as before.
    pub unchanged: u64,
    /// Rows or files refused.
    pub refused: u64,
}
