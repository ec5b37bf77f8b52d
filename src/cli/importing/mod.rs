//! From files to the registry: case folders and account lists.
//!
//! | file | what it holds |
//! |---|---|
//! | `folders` | case folders, with their evidence and milestones |
//! | `lists` | account lists: judged against the registry, recorded in stretches, and the batch that they are |
//! | `annotated` | the workbook beside a list: its values, and what is wrong with them |
//! | `outcome` | what came of it, for people and programs |

mod annotated;
mod folders;
mod lists;
mod outcome;

pub use folders::take_in as folders;
pub use lists::Lists;
pub use outcome::{Imported, report};
