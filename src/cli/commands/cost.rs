//! `sucheng cost`.

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::table::Table;
use crate::cli::typed;
use crate::docket::Docket;
use crate::docket::costs::{CostLine, CostSummary};
use crate::domain::cost::{CostEntry, CostKind, CostWay};
use crate::domain::event::Payload;

/// Record a cost that was advanced, refunded or recovered, or list the costs of an account
///
/// Kinds: acceptance-fee, preservation-fee, enforcement-fee, arbitration-fee, attorney-fee, notice-fee, appraisal-fee,
/// security-premium, other. Fees that milestones tell of, such as fee-paid, count without being typed again. After a
/// decision, payments and proceeds that go to its costs count as recovered.
#[derive(Args, Debug)]
pub struct CostArgs {
    /// The account
    pub account: String,
    /// What for, such as attorney-fee; without it the costs are listed
    #[arg(requires_all = ["amount", "on"])]
    pub kind: Option<String>,
    /// The amount in yuan, such as 1000.00
    #[arg(allow_hyphen_values = true)]
    pub amount: Option<String>,
    /// The day, YYYY-MM-DD
    #[arg(long, value_name = "DATE", requires = "kind")]
    pub on: Option<String>,
    /// The court or institution gave it back
    #[arg(long, requires = "kind", conflicts_with = "recovered")]
    pub refunded: bool,
    /// The debtor made it good; a payment recorded with `pay` counts by itself
    #[arg(long, requires = "kind")]
    pub recovered: bool,
    /// With --refunded: the court collects it from the debtor, who owes it to the creditor no longer
    #[arg(long, requires = "refunded")]
    pub collected_by_court: bool,
    /// Who received it, or paid it
    #[arg(long, value_name = "NAME", requires = "kind")]
    pub party: Option<String>,
    /// Number of the receipt or transfer
    #[arg(long, value_name = "NUMBER", requires = "kind")]
    pub reference: Option<String>,
}

/// Records the cost, or lists what there is.
///
/// # Errors
/// The kind, amount or day cannot be meant; the registry cannot be written.
pub fn run(args: CostArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let Some(entry) = entry(&args, desk)? else { return list(&docket, None, desk) };
    let known = docket.looks_entered(&entry);
    let with = docket.with_cost(entry.clone());
    // A payment of that sum and day, which counts by itself, may be the same money.
    let paid = entry.way == CostWay::Recovered
        && docket.payments_until(entry.on).iter().any(|p| (p.on, p.amount) == (entry.on, entry.amount));
    if !desk.settings.dry_run {
        let payloads = vec![Payload::CostEntered(entry.clone())];
        register::append(
            desk,
            vec![Entry { account: docket.case.account.clone(), expected: docket.version, payloads }],
        )?;
    }
    if desk.settings.for_programs() {
        return list(&with, Some((&entry, known.is_some() || paid)), desk);
    }
    let code = if desk.settings.dry_run { "M-COST-WOULD" } else { "M-COST-DONE" };
    let args = [
        ("account", docket.case.account.to_string()),
        ("kind", kind(entry.kind, desk)),
        ("amount", entry.amount.grouped()),
        ("on", entry.on.to_string()),
        ("way", desk.text(way(entry.way), &[])),
    ];
    desk.say(code, &args)?;
    if let Some(line) = known {
        let place = line.milestone.unwrap_or_else(|| "cost".to_owned());
        desk.insist(
            "W-COST-TWICE",
            &[("on", line.entry.on.to_string()), ("amount", line.entry.amount.grouped()), ("place", place)],
        )?;
    }
    if paid {
        desk.insist("W-COST-PAID", &[("on", entry.on.to_string()), ("amount", entry.amount.grouped())])?;
    }
    sums(&summary(&with, desk)?, desk)?;
    Ok(Exit::Done)
}

/// What was typed; `None` where nothing is to be recorded.
fn entry(args: &CostArgs, desk: &Desk<'_>) -> Result<Option<CostEntry>, CommandError> {
    let Some(found) = &args.kind else { return Ok(None) };
    let kind = CostKind::read(found).ok_or_else(|| {
        let ids = CostKind::ALL.map(CostKind::id);
        let near =
            ids.iter().min_by_key(|id| strsim::damerau_levenshtein(id, found)).copied().unwrap_or_default();
        CommandError::new(Exit::Usage, "E-COST-KIND")
            .with("found", found)
            .with("near", near)
            .with("expected", ids.join(", "))
    })?;
    let amount = typed::amount(args.amount.as_deref().unwrap_or_default())?;
    let day = args.on.clone().unwrap_or_default();
    let on = typed::day("--on", &day)?;
    if on > desk.settings.as_of {
        let as_of = desk.settings.as_of;
        return Err(CommandError::new(Exit::NotReady, "E-PAY-FUTURE").with("on", on).with("as_of", as_of));
    }
    typed::kept_if_any("--party", args.party.as_deref())?;
    typed::kept_if_any("--reference", args.reference.as_deref())?;
    let way = match (args.refunded, args.recovered) {
        (true, _) => CostWay::Refunded,
        (_, true) => CostWay::Recovered,
        _ => CostWay::Advanced,
    };
    Ok(Some(CostEntry {
        kind,
        way,
        on,
        amount,
        party: args.party.clone(),
        reference: args.reference.clone(),
        collected_by_court: args.collected_by_court,
    }))
}

fn summary(docket: &Docket, desk: &mut Desk<'_>) -> Result<CostSummary, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    let balance = docket.balance(as_of, &rules);
    let balance = balance.as_ref().ok().map(|answer| &answer.value);
    docket.cost_summary(as_of, balance).map_err(|refusal| CommandError::refused(&refusal))
}

fn list(docket: &Docket, recorded: Option<(&CostEntry, bool)>, desk: &mut Desk<'_>) -> Done {
    let costs = summary(docket, desk)?;
    if desk.settings.for_programs() {
        let mut body = json!({"account": docket.case.account, "costs": costs});
        if let (Some((entry, twice)), Some(map)) = (recorded, body.as_object_mut()) {
            map.insert("recorded".to_owned(), json!(entry));
            map.insert("possibly_recorded_before".to_owned(), json!(twice));
            map.insert("dry_run".to_owned(), json!(desk.settings.dry_run));
        }
        desk.json("cost", "", body)?;
        return Ok(Exit::Done);
    }
    if costs.lines.is_empty() && costs.unknown.is_empty() {
        desk.say("M-COST-NOTHING", &[("account", docket.case.account.to_string())])?;
        return Ok(Exit::Done);
    }
    let head = ["H-COST-ON", "H-COST-KIND", "H-COST-WAY", "H-COST-AMOUNT", "H-COST-FROM"];
    let mut table = Table::new(head.map(|code| desk.text(code, &[]))).right(&[3]);
    for line in &costs.lines {
        table.row(row(line, desk));
    }
    desk.print_raw(table.render().as_bytes())?;
    for what in &costs.unknown {
        desk.insist("W-COST-UNKNOWN", &[("what", what.clone())])?;
    }
    sums(&costs, desk)?;
    Ok(Exit::Done)
}

fn row(line: &CostLine, desk: &Desk<'_>) -> [String; 5] {
    let entry = &line.entry;
    let noticed = line.as_noticed.then(|| desk.text("M-COST-NOTICED", &[]));
    let from = [line.milestone.clone(), noticed, entry.party.clone(), entry.reference.clone()];
    [
        entry.on.to_string(),
        kind(entry.kind, desk),
        desk.text(way(entry.way), &[]),
        entry.amount.grouped(),
        from.into_iter().flatten().collect::<Vec<_>>().join("  "),
    ]
}

fn kind(kind: CostKind, desk: &Desk<'_>) -> String {
    desk.text(&format!("M-COST-KIND-{}", kind.id().to_uppercase()), &[])
}

const fn way(way: CostWay) -> &'static str {
    match way {
        CostWay::Advanced => "M-COST-ADVANCED",
        CostWay::Refunded => "M-COST-REFUNDED",
        CostWay::Recovered => "M-COST-RECOVERED",
    }
}

fn sums(costs: &CostSummary, desk: &mut Desk<'_>) -> Result<(), CommandError> {
    let sums = [
        ("advanced", costs.advanced.grouped()),
        ("refunded", costs.refunded.grouped()),
        ("recovered", costs.recovered.grouped()),
        ("out", costs.out.grouped()),
    ];
    desk.say("M-SHOW-COSTS", &sums)?;
    if costs.out.is_negative() { desk.insist("W-COST-MORE-BACK", &[]) } else { Ok(()) }
}
