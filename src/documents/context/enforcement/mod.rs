//! What is handed to the court that enforces, and what is written when all is over.
//!
//! | file | documents |
//! |---|---|
//! | `application` | 强制执行申请书 |
//! | `requests` | 恢复执行, 限制消费, 纳入失信名单 |
//! | `seizures` | 续行查封、冻结 |
//! | `auction` | 评估拍卖申请书 |
//! | `participation` | 参与分配申请书 |
//! | `clues` | 财产线索表 |
//! | `papers` | 生效证明申请书, 结清证明 |
//!
//! `basis` is what all of them rest on: the decision in force, what it awards, what came in since. A document of
//! enforcement says of a day or a number only what a milestone records.

mod application;
mod auction;
mod basis;
mod clues;
mod papers;
mod participation;
mod requests;
mod seizures;

pub use application::enforcement_application;
pub use auction::auction_application;
pub use basis::{Execution, execution, fact, known, latest, law, reckoned, told, unpaid, until};
pub use clues::property_clues;
pub use papers::{effectiveness_certificate_application, settlement_certificate};
pub use participation::participation_application;
pub use requests::{consumption_restriction, dishonest_list, resumption_application};
pub use seizures::{SOON, held, seal_renewal, seizures};
