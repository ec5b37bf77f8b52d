//! `sucheng press-worker`: what the program calls itself with, never a user.

use std::sync::Arc;

use clap::Args;

use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::press;

/// Print the workspace's own templates for another process of this program
#[derive(Args, Debug)]
pub struct PressWorkerArgs {}

/// Answers what is asked on stdin until it ends.
///
/// # Errors
/// The streams break.
pub fn run(_: PressWorkerArgs, desk: &mut Desk<'_>) -> Done {
    // Ctrl-C reaches every process at the terminal. The document under way is finished; who asked for it ends the rest.
    let unheeded = Arc::default();
    signal_hook::flag::register(signal_hook::consts::SIGINT, unheeded)?;
    press::serve(std::io::stdin().lock(), desk.stream())?;
    Ok(Exit::Done)
}
