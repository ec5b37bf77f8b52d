//! (template, data) -> pages or text. Knows nothing of law.
//!
//! | file | what it does |
//! |---|---|
//! | `library` `manifest` | template folders: built in, and a workspace's own over them |
//! | `fonts` | which faces print, by preference; mapped, identified, shared |
//! | `world` | what a template may read: its folder, `/house`, `/data.json`, `/fonts.json`, `/letterhead.json`; nothing else |
//! | `letterhead` | what a firm or a creditor prints above its letters |
//! | `data` | what may be printed at all, and in which field a character stands |
//! | `pages` `frames` `pictures` | data -> PDF and PNG, and what was really put on the pages |
//! | `text` | data -> text and mail, by minijinja |
//! | `word` `docx` | data -> Word documents, from the templates that lawyers write in Word |
//! | `jinja` | what the tags of text and Word ask for, read without running them |
//! | `fields` | what each field of the data means |
//! | `doctor` | everything that is wrong with a template, at once |
//! | `filters` | how amounts, dates and numbers are written in text and Word |
//! | `crew` | many documents on several threads |
//! | `guard` | templates that a workspace brings, printed where time and memory end them |
//! | `error` | why there is no document, as data |
//!
//! It must not know: what a document says (`documents`), whose it is, what the law asks. A new document is a folder in
//! `templates/cn/`, not a line here; `templates/README.md` tells its author what a template gets. Values reach a page
//! only as data: nothing of a case is ever spliced into template source.

mod crew;
mod data;
pub mod doctor;
pub mod docx;
mod error;
pub mod fields;
mod filters;
mod fonts;
mod frames;
mod guard;
mod jinja;
mod letterhead;
mod library;
mod manifest;
mod pages;
mod pictures;
mod text;
mod word;
mod world;

pub use crew::Crew;
pub use error::{Fault, PressError, Unprintable};
pub use fonts::{FontSettings, Fonts, ROLES, Role};
pub use frames::StandIn;
pub use guard::{GuardSettings, serve};
pub use letterhead::{HeadFlaw, Letterhead};
pub use library::{Folder, LARGEST_FILE, Library, Origin};
pub use manifest::{Copies, Group, Manifest, Picture, Sender, Signatory, Title, Validity};
pub use pages::{PageOptions, Pages, Press, Standard};
pub use text::TextFolder;
pub use word::{BODY, Unwritten};
