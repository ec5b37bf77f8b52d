//! `sucheng assets`.

use clap::Args;
use serde_json::{Value, json};

use crate::cli::desk::Desk;
use crate::cli::error::{Done, Exit, as_json, worded};
use crate::cli::register;
use crate::cli::select::{Selection, Unless};
use crate::cli::table::Table;
use crate::docket::{Asset, AssetState, Standing};
use crate::domain::Amount;
use crate::domain::identity::mask;

/// List the property of the debtors: what holds it, until when, in which rank
#[derive(Args, Debug)]
pub struct AssetsArgs {
    /// Accounts, by name or by what they have in common.
    #[command(flatten)]
    pub selection: Selection,
    /// Only what lapses within so many days, or has lapsed
    #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(0..=3660))]
    pub lapsing: Option<u16>,
}

/// Lists the property of the selected accounts, soonest lapse first within each account.
///
/// # Errors
/// The selection cannot be read, or the registry.
pub fn run(args: AssetsArgs, desk: &mut Desk<'_>) -> Done {
    let accounts = args.selection.accounts(desk, Unless::All)?;
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let within = |asset: &Asset| match (args.lapsing, asset.state) {
        (None, _) | (_, AssetState::Lapsed) => true,
        (Some(days), AssetState::Held | AssetState::Waiting) => asset
            .hold()
            .is_some_and(|h| h.expires.is_none_or(|day| (day - as_of).num_days() <= i64::from(days))),
        _ => false,
    };
    let head = ["H-ACCOUNT", "H-ASSET", "H-VALUE", "H-STATE", "H-LAPSES", "H-DAYS", "H-ACT-BY", "H-ORDER"];
    let mut table = Table::new(head.map(|code| desk.text(code, &[]))).right(&[2, 5]);
    let (mut answers, mut warnings, mut count) = (Vec::new(), Vec::new(), 0_usize);
    let bar = desk.progress(accounts.len());
    for account in &accounts {
        bar.inc(1);
        let Some(docket) = register::find(desk, account)? else { continue };
        let standing = Standing::new(&docket, as_of, &rules);
        for asset in Asset::all(&docket, &standing).into_iter().filter(within) {
            count += 1;
            if desk.settings.for_programs() {
                let mut item = for_programs(&asset, desk);
                item["account"] = json!(account);
                answers.push(item);
                continue;
            }
            let hold = asset.hold();
            let expires = hold.and_then(|h| h.expires);
            table.row([
                account.to_string(),
                name(&asset, desk),
                asset.value.map(Amount::grouped).unwrap_or_default(),
                state(asset.state, desk),
                expires.map(|day| day.to_string()).unwrap_or_default(),
                expires.map(|day| (day - as_of).num_days().to_string()).unwrap_or_default(),
                hold.and_then(|h| h.act_by).map(|day| day.to_string()).unwrap_or_default(),
                hold.and_then(|h| h.order.clone()).unwrap_or_default(),
            ]);
            let lang = desk.lang();
            warnings.extend(asset.problems(as_of).iter().map(|p| format!("{account}  {}", worded(lang, p))));
        }
    }
    bar.finish_and_clear();
    if desk.settings.for_programs() {
        desk.json("assets", "assets", json!({ "as_of": as_of, "assets": answers }))?;
        return Ok(Exit::Done);
    }
    if count > 0 {
        desk.print_raw(table.render().as_bytes())?;
    }
    warnings.iter().try_for_each(|line| desk.tell_line(line))?;
    desk.tell("M-ASSETS-COUNT", &[("count", count.to_string())])?;
    Ok(Exit::Done)
}

/// What it is, numbers masked unless they were asked for in full.
pub fn name(asset: &Asset, desk: &Desk<'_>) -> String {
    let detail = if desk.settings.unmask { asset.detail.clone() } else { mask::runs(&asset.detail) };
    format!("{} {detail}", desk.text(&format!("S-ASSET-{}", asset.kind.to_uppercase()), &[]))
}

/// Where it stands, in words.
pub fn state(state: AssetState, desk: &Desk<'_>) -> String {
    let id = serde_json::to_value(state).ok().and_then(|v| v.as_str().map(str::to_uppercase));
    desk.text(&format!("S-ASSET-{}", id.unwrap_or_default()), &[])
}

/// A piece of property for programs.
pub fn for_programs(asset: &Asset, desk: &Desk<'_>) -> Value {
    let (as_of, lang) = (desk.settings.as_of, desk.lang());
    let mut shown = asset.clone();
    if !desk.settings.unmask {
        shown.detail = mask::runs(&shown.detail);
        shown.holds.iter_mut().for_each(|hold| hold.detail = mask::runs(&hold.detail));
    }
    let expires = asset.hold().and_then(|h| h.expires);
    let mut body = json!(shown);
    body["expires"] = json!(expires);
    body["days_left"] = json!(expires.map(|day| (day - as_of).num_days()));
    let problems = shown.problems(as_of);
    body["problems"] = problems.iter().map(|p| as_json(lang, p)).collect();
    body
}
