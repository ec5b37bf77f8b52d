//! The official complaint by elements (要素式起诉状), chosen by cause of action.
//!
//! | file | what it holds |
//! |---|---|
//! | `form` | the forms as data (`tables/cn/element-forms.yaml`): rows, fixed wording, how a row is printed |
//! | `answers` | what the facts say to the rows: blanks and ticks by name |
//! | `sheet` | the whole document |
//! | `parties` | who takes part, block by block |
//! | `claims` | 诉讼请求 |
//! | `contract` | 事实与理由 on the contract and its performance |
//! | `debt` | 事实与理由 on the debt, demands and proof |
//! | `security` | 事实与理由 on securities and guarantees |
//! | `procedure` | 约定管辖和诉前保全, 对纠纷解决方式的意愿 |
//!
//! A row's words are changed in the table. What is put into a blank or decides a tick is decided here, by the same money
//! and sentences as the complaint in prose, so that the two never differ.

mod answers;
mod claims;
mod contract;
mod debt;
mod form;
mod parties;
mod procedure;
mod security;
mod sheet;

pub(in crate::documents) use form::has_form;
pub(in crate::documents) use sheet::{TITLE, complaint_elements};
