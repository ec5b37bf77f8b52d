//! What a document of the catalogue is, and the stages of a claim that documents belong to.

use super::desk::Desk;
use super::wording::Voice;
use crate::domain::{Case, TrackName};

/// When a document is used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stage {
    /// Before any court.
    PreAction,
    /// Agreed with the debtor on payment in instalments.
    Agreed,
    /// Handed in with the claim.
    Filing,
    /// While a court tries the claim, and against its judgment.
    Suit,
    /// From a decision in force to the last yuan.
    Enforcement,
    /// When the claim goes to another, or a debtor goes bankrupt.
    Change,
    /// When nothing is owed any more.
    Closing,
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

impl Document {
    /// Whether it may be drawn of an account on which nothing is owed any more: what says so, and what ends the suit.
    pub fn outlives_the_debt(&self) -> bool {
        self.stage == Stage::Closing || self.kind == "withdrawal-application"
    }
}
