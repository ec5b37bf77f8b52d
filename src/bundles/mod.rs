//! What is handed to a court or to counsel as a whole: exhibits in their order, page numbers, index, and what must agree at the end.
//!
//! | file | what it holds |
//! |---|---|
//! | `profile` | what a court asks for: files, parts, numbering, size, copies |
//! | `tables` `tables/cn/` | the profiles and the groups of evidence as data, and a workspace's own over them |
//! | `exhibits` | evidence in groups, its numbers kept once a bundle has gone out |
//! | `pages` | page numbers: afresh, or late pages inserted as 12A |
//! | `sent` | numbers that went out: of pages for each profile, of exhibits |
//! | `contents` | the data of cover and index |
//! | `agreement` | whether a bundle that was read back is the one that was planned |
//! | `counsel/` | the package for counsel: [`counsel::Package`], the case file that `import` reads |
//! | `element_sheet` | the sheet of particulars that platforms for many cases read (要素表) |
//!
//! It must not know: what a document says (`documents`), where events are kept (`registry`), how a PDF is written
//! (`papers`). The command composes them. A court that asks for something else: an entry in `tables/cn/court-profiles.yaml`,
//! or in the workspace's own `bundles/court-profiles.yaml`.

pub mod agreement;
pub mod contents;
pub mod counsel;
mod element_sheet;
mod exhibits;
mod pages;
mod profile;
pub mod sent;
mod tables;

pub use element_sheet::{Particulars, element_sheet};
pub use exhibits::{Exhibit, Section, as_bundled, sections};
pub use pages::{Afresh, Numbered, Row, number, spread};
pub use profile::{COVER, Confidence, Copies, FORM, FileOf, Format, INDEX, Part, Profile, Sheet, Volume};
pub use tables::{FILES, Group, Tables};

#[cfg(test)]
mod tests;
