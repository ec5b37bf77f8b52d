//! One file per command: its arguments, whose doc comments are the help, and `run`.

pub mod agenda;
pub mod amend;
pub mod bundle;
pub mod calc;
pub mod check;
pub mod completions;
pub mod debtor;
pub mod demo;
pub mod draft;
pub mod evidence;
pub mod explain;
pub mod import;
pub mod init;
pub mod list;
pub mod man;
pub mod notify;
pub mod pay;
pub mod press_worker;
pub mod record;
pub mod registry;
pub mod report;
pub mod rules;
pub mod show;
pub mod template;
pub mod undo;
pub mod verify;
