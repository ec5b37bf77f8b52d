//! What can be typed. The doc comments are the English help; `messages/help.zh.yaml` holds the Chinese.

use std::path::PathBuf;

use clap::{Args, CommandFactory, Parser, Subcommand};

use super::commands;

/// Turn overdue accounts into correct filings, follow each case to the last payment, and send the notices.
///
/// A workspace holds the registry, the evidence and the documents. `sucheng demo` fills one with worked cases.
#[derive(Debug, Parser)]
#[command(name = "sucheng", version, disable_help_subcommand = true, arg_required_else_help = true)]
pub struct Cli {
    /// Options that every command takes.
    #[command(flatten)]
    pub global: Global,
    /// The command.
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Args, Clone, Debug, Default)]
pub struct Global {
    /// Folder of the workspace [default: SUCHENG_WORKSPACE, else the nearest folder upward with sucheng.yaml]
    #[arg(short, long, global = true, value_name = "DIR", help_heading = "Global options")]
    pub workspace: Option<PathBuf>,
    /// The day to stand on, YYYY-MM-DD [default: today in Asia/Shanghai]
    #[arg(long, global = true, value_name = "DATE", help_heading = "Global options")]
    pub as_of: Option<String>,
    /// Language of messages: zh-CN or en
    #[arg(long, global = true, value_name = "LANG", help_heading = "Global options")]
    pub lang: Option<String>,
    /// Print one JSON document instead of text
    #[arg(long, global = true, help_heading = "Global options")]
    pub json: bool,
    /// Print lists as one JSON object a line
    #[arg(long, global = true, conflicts_with = "json", help_heading = "Global options")]
    pub jsonl: bool,
    /// Show what would be done, write nothing
    #[arg(long, global = true, help_heading = "Global options")]
    pub dry_run: bool,
    /// Show identity and card numbers in full
    #[arg(long, global = true, help_heading = "Global options")]
    pub unmask: bool,
    /// Never ask anything; no command asks today
    #[arg(long, global = true, help_heading = "Global options")]
    pub no_input: bool,
    /// Say less
    #[arg(short, long, global = true, help_heading = "Global options")]
    pub quiet: bool,
    /// Say more, such as the legal source of each deadline
    #[arg(short, long, global = true, action = clap::ArgAction::Count, help_heading = "Global options")]
    pub verbose: u8,
}

macro_rules! commands {
    ($($(#[$doc:meta])* $variant:ident => $module:ident :: $args:ident,)*) => {
        /// The commands.
        #[derive(Debug, Subcommand)]
        pub enum Command {
            $($(#[$doc])* $variant(commands::$module::$args),)*
        }

        impl Command {
            /// Runs the command.
            pub fn run(self, desk: &mut super::desk::Desk<'_>) -> super::error::Done {
                match self {
                    $(Command::$variant(args) => commands::$module::run(args, desk),)*
                }
            }
        }
    };
}

commands! {
    Demo => demo::DemoArgs,
    Init => init::InitArgs,
    Import => import::ImportArgs,
    List => list::ListArgs,
    Show => show::ShowArgs,
    Debtor => debtor::DebtorArgs,
    Evidence => evidence::EvidenceArgs,
    Check => check::CheckArgs,
    Draft => draft::DraftArgs,
    Bundle => bundle::BundleArgs,
    Verify => verify::VerifyArgs,
    Record => record::RecordArgs,
    Pay => pay::PayArgs,
    Cost => cost::CostArgs,
    Plan => plan::PlanArgs,
    Amend => amend::AmendArgs,
    Undo => undo::UndoArgs,
    Assets => assets::AssetsArgs,
    Agenda => agenda::AgendaArgs,
    Deadline => deadline::DeadlineArgs,
    Daily => daily::DailyArgs,
    Status => status::StatusArgs,
    Notify => notify::NotifyArgs,
    Post => post::PostArgs,
    Report => report::ReportArgs,
    Triage => triage::TriageArgs,
    Explain => explain::ExplainArgs,
    Calc => calc::CalcArgs,
    Rules => rules::RulesArgs,
    Template => template::TemplateArgs,
    Registry => registry::RegistryArgs,
    Completions => completions::CompletionsArgs,
    Man => man::ManArgs,
    #[command(hide = true)]
    PressWorker => press_worker::PressWorkerArgs,
}

/// The command line as data: for completions, manual pages and tests.
pub fn command() -> clap::Command {
    Cli::command()
}
