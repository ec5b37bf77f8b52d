//! `sucheng bundle`.

mod counsel;
mod court;
mod profiles;

use std::path::PathBuf;

use clap::{Args, ValueEnum};

use crate::cli::bundling::{Made, Outcome};
use crate::cli::desk::Desk;
use crate::cli::drafting::Layout;
use crate::cli::error::{CommandError, Done, Exit, worded};
use crate::cli::select::{Selection, Unless};

/// Put together the paginated bundle for a court, or the package for counsel
#[derive(Args, Debug)]
pub struct BundleArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// For whom
    #[arg(long = "for", value_enum, value_name = "WHOM", required_unless_present = "profiles")]
    pub whom: Option<Whom>,
    /// List what courts ask for, by name, and where it comes from; nothing is bundled
    #[arg(long, conflicts_with_all = ["whom", "accounts", "all"])]
    pub profiles: bool,
    /// Folder to write to [default: out in the workspace]
    #[arg(short, long, value_name = "DIR")]
    pub output: Option<PathBuf>,
    /// What the court asks for, by name [default: export.profile of sucheng.yaml, else single]
    #[arg(long, value_name = "NAME")]
    pub profile: Option<String>,
    /// Number pages afresh instead of inserting late exhibits as 12A
    #[arg(long)]
    pub renumber: bool,
    /// How the accounts' folders are called (court only)
    #[arg(long, value_enum, default_value = "account")]
    pub layout: Layout,
    /// Threads [default: as many as processors]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u8).range(1..=64))]
    pub jobs: Option<u8>,
    /// Environment variable that holds the passphrase of the package (counsel only)
    #[arg(long, value_name = "NAME", conflicts_with = "passphrase_file")]
    pub passphrase_env: Option<String>,
    /// File that holds the passphrase of the package (counsel only)
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

/// For whom a bundle is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Whom {
    /// The paginated bundle
    Court,
    /// The encrypted package
    Counsel,
}

/// Puts the bundles together and lists what was and was not made.
///
/// # Errors
/// Nothing is selected, there is no such profile, or the registry cannot be written.
pub fn run(args: BundleArgs, desk: &mut Desk<'_>) -> Done {
    let Some(whom) = args.whom else { return profiles::list(desk) };
    let accounts = args.selection.accounts(desk, Unless::None)?;
    let outcome = match whom {
        Whom::Court => court::make(&args, &accounts, desk)?,
        Whom::Counsel => counsel::make(&args, &accounts, desk)?,
    };
    let only = accounts.len() == 1;
    let exit = match (outcome.failed.as_slice(), outcome.made.is_empty()) {
        _ if outcome.interrupted => Exit::Interrupted,
        ([], _) => Exit::Done,
        ([failure], true) if only && failure.integrity => Exit::Integrity,
        (_, true) if only => Exit::NotReady,
        _ => Exit::Partial,
    };
    answer(&outcome, desk)?;
    Ok(exit)
}

/// Lists what was and was not made.
fn answer(outcome: &Outcome, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if desk.settings.for_programs() {
        let body = outcome.for_programs(desk.lang(), desk.settings.dry_run);
        desk.json("bundle", "bundles", body)?;
        return outcome.made.iter().try_for_each(|made| warn(made, desk));
    }
    for made in &outcome.made {
        // What lies inside an archive has no path of its own.
        let files = made.files.iter().filter(|file| file.path.is_absolute());
        let court = outcome.court.get(&made.account).into_iter().flatten();
        for file in std::iter::once(&made.main).chain(files).chain(court) {
            desk.print(&file.path.display().to_string())?;
        }
        warn(made, desk)?;
    }
    for failure in &outcome.failed {
        for problem in &failure.problems {
            let words = worded(desk.lang(), problem);
            desk.insist("M-BUNDLE-FAILED", &[("account", failure.account.to_string()), ("problem", words)])?;
        }
    }
    for profile in &outcome.unsure {
        desk.tell("M-BUNDLE-UNSURE", &[("profile", profile.clone())])?;
    }
    let code = if desk.settings.dry_run { "M-BUNDLE-WOULD" } else { "M-BUNDLE-COUNT" };
    desk.tell(
        code,
        &[("made", outcome.made.len().to_string()), ("failed", outcome.failed.len().to_string())],
    )?;
    if outcome.interrupted {
        desk.tell("M-BUNDLE-INTERRUPTED", &[])?;
    }
    Ok(())
}

/// Tells on stderr what is doubtful about a bundle, with `--json` too.
fn warn(made: &Made, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    for warning in &made.warnings {
        let words = worded(desk.lang(), warning);
        let args = [("account", made.account.to_string()), ("problem", words)];
        // Numbers that went out and change are told, quiet or not.
        let chief = ["W-BUNDLE-AFRESH-", "W-BUNDLE-GAP"];
        if chief.iter().any(|code| warning.code.starts_with(code)) {
            desk.insist("M-BUNDLE-WARNING", &args)?;
        } else {
            desk.tell("M-BUNDLE-WARNING", &args)?;
        }
    }
    Ok(())
}
