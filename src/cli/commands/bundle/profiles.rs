//! `bundle --profiles`.

use serde_json::{Value, json};

use crate::bundles::{Confidence, Profile};
use crate::cli::bundling;
use crate::cli::catalogue::Lang;
use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit};
use crate::cli::table::Table;

const fn confidence(profile: &Profile) -> &'static str {
    match profile.confidence {
        Confidence::U => "U",
        Confidence::K => "K",
        Confidence::V2 => "V2",
        Confidence::V => "V",
    }
}

/// Lists what courts ask for: built in, and the workspace's own.
///
/// # Errors
/// A table of the workspace is wrong, or stdout cannot be written.
pub fn list(desk: &mut Desk<'_>) -> Done {
    let workspace = desk.workspace()?;
    let tables = bundling::tables(&workspace)?;
    if desk.settings.for_programs() {
        let one = |(p, file): (&Profile, Option<&str>)| {
            json!({
                "id": p.id,
                "title": {"zh": p.title.zh, "en": p.title.en},
                "courts": p.courts,
                "max_file_mb": p.max_file_mb,
                "source": p.source,
                "confidence": confidence(p),
                "file": file,
            })
        };
        let profiles: Vec<Value> = tables.profiles().map(one).collect();
        desk.json("bundle-profiles", "profiles", json!({ "profiles": profiles }))?;
        return Ok(Exit::Done);
    }
    let head = ["H-PROFILE", "H-TITLE", "H-CONFIDENCE", "H-FILE", "H-PROFILE-SOURCE"];
    let mut table = Table::new(head.map(|code| desk.text(code, &[])));
    for (profile, file) in tables.profiles() {
        let title = if desk.lang() == Lang::En { &profile.title.en } else { &profile.title.zh };
        let file = file.map_or_else(|| desk.text("S-PROFILE-BUILT-IN", &[]), str::to_owned);
        table.row([
            profile.id.clone(),
            title.clone(),
            confidence(profile).to_owned(),
            file,
            profile.source.clone(),
        ]);
    }
    desk.print_raw(table.render().as_bytes())?;
    desk.tell("M-BUNDLE-PROFILES", &[])?;
    Ok(Exit::Done)
}
