//! The command line: the only layer that reads the clock, the environment or the terminal, and the only one that words
//! a message.
//!
//! | file | what it holds |
//! |---|---|
//! | `args` | what can be typed: global options and the list of commands |
//! | `settings` | what was typed and set, made definite: workspace, day, language |
//! | `desk` | what a command works with: settings, registry, rules, press, the two output streams |
//! | `commands/` | one file per command: its arguments, whose doc comments are the help, and `run` |
//! | `select` | which accounts a command means |
//! | `importing/` | case folders and account lists into the registry |
//! | `register` `rows` | dockets out and events in; the rows of lists, kept fresh |
//! | `bundling/` | bundles put together, for a court and for counsel |
//! | `drafting` `mailing` `payments` `returns` | documents, notices, lists of payments and what counsel sends back, from many accounts at once |
//! | `checking` `piles` | everything wrong with an account; the three piles in words |
//! | `control/` | the day's control sheet, reminders, what waits for a decision |
//! | `calendars` | deadlines as calendar files, one for all or one for each handler |
//! | `workers` | the same question of many accounts, on all processors |
//! | `standings` | accounts as of a day, block by block, for reports over all of them |
//! | `contact_log` | what the rules of collection find, for `check` and `report` |
//! | `people` | one person across accounts, for `debtor` and `check` |
//! | `catalogue` `messages/` | every message, in English and Chinese |
//! | `masking` | facts as they may be shown: numbers that identify a person masked |
//! | `typed` | what may not be typed into what is kept |
//! | `error` | failures as text, hint and exit code |
//! | `table` | rows for people; JSON for programs is made where the answer is |
//!
//! To add a command: a file in `commands/`, a variant in `args`, its Chinese help in `messages/help.zh.yaml`.

mod args;
mod bundling;
mod calendars;
mod catalogue;
mod checking;
mod clock;
mod commands;
mod contact_log;
mod control;
pub mod dates;
mod desk;
mod drafting;
mod edited;
mod entry;
mod error;
mod importing;
mod mailing;
mod masking;
mod payments;
mod people;
mod piles;
mod reasons;
mod register;
mod returns;
mod rows;
mod select;
mod settings;
mod standings;
mod table;
mod translate;
mod typed;
mod workers;
mod workspace;
mod write;

pub use args::command;
pub use entry::main;
