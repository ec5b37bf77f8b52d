//! Sucheng (诉呈): for creditors in mainland China who go to court. It keeps a registry of overdue accounts, turns
//! collected evidence into correct filings, tracks each case with its deadlines, and writes the notices.
//!
//! This page is the architecture document. What users type is in `README.md`.
//!
//! # Layers
//!
//! ```text
//! cli        verbs; the only layer that reads the clock, the environment or the terminal, and that words a message
//!   documents  which documents exist and what each may say
//!   bundles    exhibits, page numbers, index, counsel packages
//!   notices    e-mail: compose, outbox, transport
//!   reports    lists and figures, as data; then CSV, XLSX and ICS
//!   intake     files -> proposed accounts, with a place for every problem
//!     docket     an account as of a date: a pure projection of its events through the rules
//!     press      (template, data) -> pages or text; knows nothing of law
//!       rules      the law as questions: (facts, date) -> Answer or Refusal; pure
//!       registry   events in a Store (memory, sled); knows nothing of law
//!       papers     what a file is: its kind, pages, hash; workbooks read and written
//! domain     nouns and total functions; no I/O, clock, floats or panics
//! ```
//!
//! | module | may import from this crate | the only place for |
//! |---|---|---|
//! | [`domain`] | nothing | |
//! | [`rules`] | domain | rule tables, in `rules/tables/cn/*.yaml`, read in `rules/schema.rs` |
//! | [`docket`] | domain, rules | |
//! | [`registry`] | domain | `sled`, in `registry/store/sled.rs` |
//! | [`press`] | domain, papers | `typst`, `minijinja`, font files |
//! | [`papers`] | domain | PDF, picture, archive and spreadsheet libraries |
//! | [`intake`] | domain, papers | `csv`, encodings, the span-keeping YAML reader |
//! | [`documents`] | domain, rules, docket, press | |
//! | [`bundles`] | domain, rules, docket, press, papers | court profiles and groups of evidence, in `bundles/tables/cn/*.yaml` |
//! | [`notices`] | domain, rules, docket, press | `lettre`, in `compose.rs` and `transport/smtp/` |
//! | [`reports`] | domain, rules, docket, press, papers | writing `csv`, in `write/csv.rs`; calendars, in `ics.rs` |
//! | [`cli`] | everything | `clap`, the environment, the clock, printing |
//!
//! `tests/architecture.rs` reads every import and fails on an edge that is not in this table.
//!
//! # The life of a document
//!
//! 1. `intake` reads a case folder: a [`domain::Case`], or every problem with its line.
//! 2. `cli` appends an event to the account's stream in the `registry`: journal first, then index.
//! 3. `docket` folds the events: the facts with their corrections, payments, milestones. As of a day and with the `rules`
//!    it knows what is owed, what is due, what may happen next.
//! 4. `documents` builds the data of one document from the docket, or lists what is missing.
//! 5. `press` sets the template with that data: one typst world, fonts mapped once, a glyph that no font has is an error.
//! 6. `cli` writes the file aside, renames it, and records what it was made from: the hashes of facts, template, rules and
//!    fonts, the day and the program's version. `sucheng verify` makes it again and compares.
//!
//! # Five promises
//!
//! Every figure explains itself ([`rules::Answer`], [`rules::Refusal`]). Nothing wrong leaves silently. Nothing is lost
//! (append-only, journalled, synced). The law is data. The same facts give the same bytes.
//!
//! # Where to add
//!
//! A document: a folder in `templates/cn/`, and for a new kind a row in `documents/catalogue.rs`. A milestone or deadline:
//! YAML in `rules/tables/cn/`. A rate or fee: one dated value with its source. A command: a file in `cli/commands/`. A
//! store: a file in `registry/store/` and a line in its conformance suite.
//!
//! # Glossary
//!
//! account 案件账户 · referral 移送 · batch 批次 · creditor 债权人 · debtor 债务人 · guarantor 保证人 · handler 经办人 ·
//! counsel 代理律师 · evidence 证据 · contact log 催收记录 · statement 账单 · docket 案情 · track 程序 · milestone 节点 ·
//! period 期间 · deadline 期限 · limitation 诉讼时效 · interruption 中断 · acceptance fee 案件受理费 · preservation 财产保全 ·
//! payment order 支付令 · judgment 判决 · effective 生效 · enforcement 执行 · demand letter 催收函 · lawyer's letter 律师函 ·
//! complaint 民事起诉状 · arbitration application 仲裁申请书 · evidence list 证据目录 · notice 通知

#[deny(clippy::float_arithmetic)]
pub mod bundles;
pub mod cli;
#[deny(clippy::float_arithmetic)]
pub mod docket;
pub mod documents;
#[deny(clippy::float_arithmetic)]
pub mod domain;
pub mod intake;
pub mod notices;
pub mod papers;
pub mod press;
pub mod registry;
pub mod reports;
#[deny(clippy::float_arithmetic)]
pub mod rules;
