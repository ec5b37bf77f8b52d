//! The stages of a claim that documents belong to.

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
