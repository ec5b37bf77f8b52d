//! The package for counsel: a case folder that `import` takes as it is, with the court bundle, the drafts, the papers of
//! milestones, a form to return and a manifest.
//!
//! | file | what it holds |
//! |---|---|
//! | `package` | [`Package`]: files under safe names, each with its hash, and the manifest over them |
//! | `case_file` | [`CaseFile`]: `case.yaml` with the tables it names |
//! | `yaml` `csv_table` | the two formats, written so that every text comes back as it was |

mod case_file;
mod csv_table;
mod package;
mod yaml;

pub use case_file::CaseFile;
pub use package::{Content, Entry, MANIFEST, Package, PackageError};
