//! `sucheng completions`.

use clap::Args;
use clap_complete::Shell;

use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};

/// Print shell completions
#[derive(Args, Debug)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: Shell,
}

/// Prints the completions of a shell.
///
/// # Errors
/// stdout cannot be written.
pub fn run(args: CompletionsArgs, desk: &mut Desk<'_>) -> Done {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut crate::cli::command(), "sucheng", &mut script);
    desk.print_raw(&script)?;
    Ok(Exit::Done)
}
