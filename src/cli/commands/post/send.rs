//! `sucheng post send`.

use std::path::PathBuf;

use clap::Args;
use serde_json::json;

use crate::cli::desk::Desk;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::register::{self, Entry};
use crate::cli::{postal, typed};
use crate::docket::Docket;
use crate::documents;
use crate::domain::event::Payload;
use crate::domain::identity::mask;
use crate::domain::party::{Debtor, Role};
use crate::domain::postal::{Letter, check_digit};
use crate::domain::proof::Contacted;
use crate::rules::Rulebook;

/// The letter.
#[derive(Args, Debug)]
pub struct SendArgs {
    /// The account
    pub account: String,
    /// What it holds, such as demand-letter, lawyers-letter, acceleration-notice, assignment-notice or other
    pub kind: String,
    /// The carrier's number
    #[arg(long, value_name = "NUMBER")]
    pub number: String,
    /// The day it was handed to the carrier, YYYY-MM-DD
    #[arg(long, value_name = "DATE")]
    pub on: String,
    /// The carrier
    #[arg(long, value_name = "NAME", default_value = "中国邮政EMS")]
    pub carrier: String,
    /// The debtor or guarantor it is for [default: the primary debtor]
    #[arg(long, value_name = "NAME")]
    pub to: Option<String>,
    /// The address on it [default: the agreed address for service, else where they live, else their domicile]
    #[arg(long, value_name = "TEXT")]
    pub address: Option<String>,
    /// The carrier's receipt: PDF, PNG or JPEG; may be repeated
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
}

/// Records the letter.
///
/// # Errors
/// The addressee, kind, number or day cannot be meant; the number is another letter's; the registry cannot be written.
pub fn run(args: SendArgs, desk: &mut Desk<'_>) -> Done {
    let docket = register::docket(desk, &args.account)?;
    let rules = desk.rules()?;
    let mut letter = letter(&args, &docket, &rules, desk)?;
    let account = docket.case.account.clone();
    if let Some(owner) = postal::numbers(desk)?.get(&letter.number) {
        let of = if *owner == account { Some(docket.clone()) } else { register::find(desk, owner)? };
        let known =
            of.as_ref().and_then(|of| postal::letter(of, &letter.number)).map(|(_, p)| &p.letter.what);
        let same = |known: &Letter| {
            let plain =
                |l: &Letter| Letter { document: None, evidence: Vec::new(), agreed: false, ..l.clone() };
            *owner == account && plain(known) == plain(&letter)
        };
        if known.is_some_and(same) {
            return answer(&docket, &letter, true, desk);
        }
        return Err(CommandError::new(Exit::Failed, "E-POST-TAKEN")
            .with("number", &letter.number)
            .with("account", owner)
            .with("on", known.map(|k| k.on.to_string()).unwrap_or_default()));
    }
    letter.evidence = super::papers(&args.evidence, desk)?;
    if !desk.settings.dry_run {
        let payloads = vec![Payload::LetterPosted(Box::new(letter.clone()))];
        register::append(desk, vec![Entry { account, expected: docket.version, payloads }])?;
    }
    answer(&docket, &letter, false, desk)
}

/// What was typed.
fn letter(
    args: &SendArgs,
    docket: &Docket,
    rules: &Rulebook,
    desk: &Desk<'_>,
) -> Result<Letter, CommandError> {
    let case = &docket.case;
    let number = postal::typed(&args.number)?;
    for (option, text) in [("--carrier", Some(&args.carrier)), ("--address", args.address.as_ref())] {
        typed::kept_if_any(option, text.map(String::as_str))?;
        if text.is_some_and(|text| text.trim().is_empty()) {
            return Err(CommandError::new(Exit::Usage, "E-POST-BLANK").with("option", option));
        }
    }
    if rules.letters.get(&args.kind).is_none() && documents::find(&args.kind).is_none() {
        let near = rules.letters.nearest(&args.kind).unwrap_or_default();
        return Err(CommandError::new(Exit::Usage, "E-POST-KIND")
            .with("found", &args.kind)
            .with("near", near)
            .with("expected", rules.letters.ids().collect::<Vec<_>>().join(", ")));
    }
    let (on, as_of) = (typed::day("--on", &args.on)?, desk.settings.as_of);
    let refused = |code| CommandError::new(Exit::NotReady, code).with("number", &number).with("on", on);
    if on > as_of {
        return Err(refused("E-POST-FUTURE").with("as_of", as_of));
    }
    if let Some(signed) = case.contract.signed_on.filter(|signed| on < *signed) {
        return Err(refused("E-POST-EARLY").with("signed", signed));
    }
    let to = addressee(args.to.as_deref(), docket)?;
    let service = to.service_address.as_ref().filter(|s| s.agreed).and_then(|s| s.address.as_ref());
    let homes = [service, to.residence.as_ref(), to.domicile.as_ref()];
    let Some(address) = args.address.as_ref().or_else(|| homes.into_iter().flatten().next()) else {
        return Err(CommandError::new(Exit::NotReady, "E-POST-ADDRESS").with("name", &to.name));
    };
    let plain = |text: &str| text.chars().filter(|c| !c.is_whitespace()).collect::<String>();
    let mut drafts = docket.documents.iter().map(|d| &d.what).filter(|d| !d.redacted && d.as_of <= on);
    let draft = drafts.rfind(|d| d.kind == args.kind);
    Ok(Letter {
        id: Letter::id_of(&number),
        carrier: args.carrier.trim().to_owned(),
        kind: args.kind.clone(),
        document: draft.map(|d| d.sha256.clone()),
        party: if to.role == Role::Guarantor { Contacted::Guarantor } else { Contacted::Debtor },
        to_name: to.name.clone(),
        agreed: service.is_some_and(|agreed| plain(agreed) == plain(address)),
        address: address.trim().to_owned(),
        on,
        evidence: Vec::new(),
        number,
    })
}

fn addressee<'d>(name: Option<&str>, docket: &'d Docket) -> Result<&'d Debtor, CommandError> {
    let debtors = &docket.case.debtors;
    let found = match name {
        Some(name) => debtors.iter().find(|d| d.name == name.trim()),
        None => docket.case.primary(),
    };
    found.ok_or_else(|| {
        CommandError::new(Exit::Usage, "E-POST-TO")
            .with("found", name.unwrap_or_default())
            .with("account", &docket.case.account)
            .with("expected", debtors.iter().map(|d| d.name.as_str()).collect::<Vec<_>>().join(", "))
    })
}

fn answer(docket: &Docket, letter: &Letter, known: bool, desk: &mut Desk<'_>) -> Done {
    let rules = desk.rules()?;
    let account = &docket.case.account;
    let address = if desk.settings.unmask { letter.address.clone() } else { mask::address(&letter.address) };
    let demand = rules.demand_kind(&letter.kind, letter.on).is_some();
    let doubtful = check_digit(&letter.number) == Some(false);
    let dry_run = desk.settings.dry_run;
    if desk.settings.for_programs() {
        let body = json!({
            "account": account,
            "letter": {
                "id": letter.id, "carrier": letter.carrier, "number": letter.number, "kind": letter.kind,
                "demand": demand, "document": letter.document, "party": letter.party, "to": letter.to_name,
                "address": address, "agreed_address": letter.agreed, "posted_on": letter.on,
                "evidence": letter.evidence.iter().map(|e| &e.sha256).collect::<Vec<_>>(),
            },
            "check_digit_wrong": doubtful,
            "recorded_before": known,
            "dry_run": dry_run,
        });
        desk.json("post-send", "", body)?;
        return Ok(Exit::Done);
    }
    let code = match (known, dry_run) {
        (true, _) => "M-POST-KNOWN",
        (_, true) => "M-POST-WOULD",
        _ => "M-POST-DONE",
    };
    let kind =
        rules.letters.get(&letter.kind).map(|k| desk.lang().of(&[&k.title.zh, &k.title.en]).to_owned());
    let args = [
        ("account", account.to_string()),
        ("kind", kind.unwrap_or_else(|| letter.kind.clone())),
        ("to", letter.to_name.clone()),
        ("carrier", letter.carrier.clone()),
        ("number", letter.number.clone()),
        ("on", letter.on.to_string()),
    ];
    desk.say(code, &args)?;
    let code = if letter.agreed { "M-POST-AGREED" } else { "M-POST-ADDRESS" };
    desk.say(code, &[("address", address)])?;
    if doubtful {
        desk.insist("W-POST-CHECK-DIGIT", &[("number", letter.number.clone())])?;
    }
    if !demand {
        desk.tell("N-POST-NO-DEMAND", &[("kind", letter.kind.clone())])?;
    }
    Ok(Exit::Done)
}
