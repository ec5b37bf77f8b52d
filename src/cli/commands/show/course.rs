//! The proceedings of an account and the property of its debtors, where there are any.

use crate::cli::commands::assets;
use crate::cli::desk::Desk;
use crate::cli::error::CommandError;
use crate::docket::{Asset, How, Proceeding};
use crate::domain::Amount;

/// The proceedings for people: number and court, who sits there, what each came from.
///
/// # Errors
/// stdout cannot be written.
pub fn proceedings(found: &[Proceeding], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if found.is_empty() {
        return Ok(());
    }
    let rules = desk.rules()?;
    desk.print("")?;
    desk.say("M-SHOW-PROCEEDINGS", &[])?;
    for p in found {
        let lang = desk.lang();
        let named = |p: &Proceeding| {
            let track = rules.tracks().find(|t| t.id == p.track);
            match p.second_instance {
                true => desk.text("M-SHOW-SECOND-INSTANCE", &[]),
                false => track.map_or(p.track.as_str(), |t| lang.of(&[&t.title.zh, &t.title.en])).to_owned(),
            }
        };
        let title = named(p);
        let known = [p.number.as_deref(), p.court.as_deref(), p.judge.as_deref(), p.clerk.as_deref()];
        let rest = known.into_iter().chain([p.phone.as_deref()]).flatten().collect::<Vec<_>>().join("  ");
        let from = p.links.iter().map(|link| {
            // By its number where it has one: there may be two of a kind.
            let other = found.iter().find(|other| other.id == link.proceeding);
            let of = other.map(|other| other.number.clone().unwrap_or_else(|| named(other)));
            let args = [("of", of.unwrap_or_else(|| link.proceeding.clone()))];
            desk.text(
                match link.how {
                    How::Beside => "M-SHOW-LINK-BESIDE",
                    How::FollowsPreservation => "M-SHOW-LINK-PRESERVED",
                    How::Replaces => "M-SHOW-LINK-REPLACES",
                    How::Appeals => "M-SHOW-LINK-APPEALS",
                    How::Enforces => "M-SHOW-LINK-ENFORCES",
                    How::Resumes => "M-SHOW-LINK-RESUMES",
                },
                &args,
            )
        });
        let from = from.collect::<Vec<_>>().join("  ");
        let over = if p.is_over() { desk.text("M-SHOW-PROCEEDING-OVER", &[]) } else { String::new() };
        let line = format!("  {}  {}  {title}  {rest}  {from}  {over}", p.begun, p.id);
        desk.print(line.split("   ").map(str::trim_end).collect::<Vec<_>>().join("").trim_end())?;
    }
    Ok(())
}

/// The property for people.
///
/// # Errors
/// stdout cannot be written.
pub fn property(found: &[Asset], desk: &mut Desk<'_>) -> Result<(), CommandError> {
    if found.is_empty() {
        return Ok(());
    }
    desk.print("")?;
    desk.say("M-SHOW-ASSETS", &[])?;
    for asset in found {
        let hold = asset.hold();
        let until = hold.and_then(|h| h.expires);
        let cells = [
            Some(assets::name(asset, desk)),
            Some(assets::state(asset.state, desk)),
            until.map(|day| desk.text("M-SHOW-ASSET-UNTIL", &[("day", day.to_string())])),
            hold.and_then(|h| h.order.clone()),
            asset.value.map(Amount::grouped),
        ];
        desk.print(&format!("  {}", cells.into_iter().flatten().collect::<Vec<_>>().join("  ")))?;
    }
    let (as_of, lang) = (desk.settings.as_of, desk.lang());
    for problem in found.iter().flat_map(|asset| asset.problems(as_of)) {
        desk.tell_line(&format!("  {}", crate::cli::error::worded(lang, &problem)))?;
    }
    Ok(())
}
