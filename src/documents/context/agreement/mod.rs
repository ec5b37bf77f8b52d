//! What is agreed with the debtor on payment in instalments: 分期还款协议 before any suit, 调解协议 before a court or mediators,
//! 和解协议 after a decision, 执行和解协议 in enforcement; and the joint application that a court confirm what was mediated.
//!
//! | file | what it holds |
//! |---|---|
//! | `contract` | the agreements, and where the plan stands among the proceedings |
//! | `sides` | who signs, and what the parties are called |
//! | `debt` | what is owed, by contract or by a decision |
//! | `clauses` | what was agreed, clause by clause |
//! | `meanwhile` | what holds while it is kept: interest, a pending suit |
//! | `confirmation` | 司法确认申请书 |
//!
//! They say what the plan on record says and nothing besides: no clause stands there that nobody agreed to.

mod clauses;
mod confirmation;
mod contract;
mod debt;
mod meanwhile;
mod sides;

pub use confirmation::judicial_confirmation_application;
pub use contract::{breached_on, instalment_agreement, paid_under, settlement_agreement};
