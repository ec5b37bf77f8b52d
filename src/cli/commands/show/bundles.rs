//! The bundles of an account: what went into each, on which pages, and whether facts changed since.

use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::cli::workspace::Workspace;
use crate::docket::{Docket, Recorded};
use crate::domain::bundle::{BundleFile, BundleRecord};

/// For programs, oldest first. Records name a file from the workspace on; programs get its whole path.
pub fn for_programs(docket: &Docket, workspace: &Workspace) -> Vec<Value> {
    let one = |b: &Recorded<BundleRecord>| {
        let whole = |file: &BundleFile| BundleFile { path: workspace.whole(&file.path), ..file.clone() };
        let files: Vec<BundleFile> = b.what.files.iter().map(whole).collect();
        let main = files.first();
        json!({
            "for": b.what.whom,
            "profile": b.what.profile,
            "numbering": b.what.numbering,
            "path": main.map(|f| &f.path),
            "sha256": main.map(|f| &f.sha256),
            "pages": main.map(|f| f.pages),
            "files": files.iter().skip(1).collect::<Vec<_>>(),
            "parts": b.what.parts,
            "bundled_on": b.what.as_of,
            "stale": stale(docket, b),
            "replaced": replaced(docket, b),
        })
    };
    docket.bundles.iter().map(one).collect()
}

/// Whether facts changed since.
fn stale(docket: &Docket, bundle: &Recorded<BundleRecord>) -> bool {
    docket.facts_changed > bundle.what.facts
}

/// Whether a later bundle lies in its place.
fn replaced(docket: &Docket, bundle: &Recorded<BundleRecord>) -> bool {
    docket.bundles.iter().any(|later| later.seq > bundle.seq && later.what.place() == bundle.what.place())
}

/// For people: those that lie in the folders.
///
/// # Errors
/// stdout cannot be written.
pub fn print(docket: &Docket, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let current: Vec<_> = docket.bundles.iter().filter(|b| !replaced(docket, b)).collect();
    if current.is_empty() {
        return Ok(());
    }
    desk.print("")?;
    desk.say("M-SHOW-BUNDLES", &[])?;
    for b in current {
        let main = b.what.files.first();
        let mark = if stale(docket, b) { desk.text("M-SHOW-STALE", &[]) } else { String::new() };
        let line = desk.text(
            "M-SHOW-BUNDLE",
            &[
                ("for", b.what.whom.id().to_owned()),
                ("profile", b.what.profile.clone()),
                ("on", b.what.as_of.to_string()),
                ("pages", main.map_or(0, |f| f.pages).to_string()),
                ("files", b.what.files.len().to_string()),
                ("path", main.map_or_else(String::new, |f| f.path.clone())),
                ("stale", mark),
            ],
        );
        desk.print(line.trim_end())?;
    }
    Ok(())
}
