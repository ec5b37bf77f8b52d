//! What the plaintiff asks for while the suit runs, and after a judgment that it does not accept.
//!
//! | file | documents |
//! |---|---|
//! | `withdrawal` | 撤诉申请书 |
//! | `notice` | 公告送达申请书 |
//! | `appeal` | 民事上诉状 |
//!
//! `motion` is what the first two have in common: the suit as milestones tell of it. Reasons are the creditor's own; where
//! it gave none, none is made up.

mod appeal;
mod motion;
mod notice;
mod withdrawal;

pub use appeal::appeal;
pub use notice::public_notice_application;
pub use withdrawal::withdrawal_application;
