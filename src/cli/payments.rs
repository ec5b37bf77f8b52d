//! Payments of many accounts into the registry: whose each row is, what was there before, what takes which back; and what
//! stops once nothing is owed.

use std::collections::{BTreeMap, HashMap};

use super::desk::Desk;
use super::error::CommandError;
use super::register::{self, Entry};
use super::{mailing, rows, workers};
use crate::docket::Docket;
use crate::domain::debt::{Payment, PaymentReversal};
use crate::domain::event::{NoticeStatus, Payload, StreamId};
use crate::domain::identity::mask;
use crate::domain::problem::{Place, Problem};
use crate::domain::{AccountId, Amount, Event};
use crate::intake::{PaymentLine, PaymentList, PaymentRow};
use crate::rules::Refusal;

/// Accounts that are made durable together.
const TOGETHER: usize = 200;

/// What came of a list of payments. Rows are named by their place in the list.
#[derive(Debug, Default)]
pub struct Taken {
    /// Payments recorded.
    pub recorded: Vec<(usize, AccountId)>,
    /// Payments taken back.
    pub reversed: Vec<(usize, AccountId)>,
    /// Left out, because they are recorded already or stand in the list twice.
    pub duplicates: Vec<(usize, Problem)>,
    /// Not recorded, and why.
    pub unmatched: Vec<(usize, Problem)>,
    /// Accounts on which nothing is owed any more, and how many notices that stopped.
    pub paid_off: Vec<(AccountId, usize)>,
    /// Accounts on which more came in than is owed, and how much more.
    pub left_over: Vec<(AccountId, Amount)>,
    /// Accounts whose payments are recorded but cannot be applied, and why.
    pub not_applied: Vec<(AccountId, Refusal)>,
}

/// Records what the list says, whole accounts at a time; the same list twice changes nothing.
///
/// # Errors
/// The registry cannot be read or written.
pub fn take(list: &PaymentList, allow_alike: bool, desk: &mut Desk<'_>) -> Result<Taken, CommandError> {
    let mut taken = Taken::default();
    let accounts = accounts(list, &mut taken, desk)?;
    let accounts: Vec<(AccountId, Vec<usize>)> = accounts.into_iter().collect();
    let bar = desk.progress(accounts.len());
    for some in accounts.chunks(TOGETHER) {
        let mut entries = Vec::new();
        for (account, lines) in some {
            bar.inc(1);
            let events = register::events(desk, account)?;
            let Some(docket) = register::fold(account, &events)? else {
                unknown(list, lines, account.as_str(), &mut taken);
                continue;
            };
            let rows = lines.iter().filter_map(|at| Some((*at, list.lines[*at].row.as_ref().ok()?)));
            let mut plan = Plan { list, docket: docket.clone(), payloads: Vec::new(), taken: &mut taken };
            plan.read(rows.collect(), allow_alike);
            let mut payloads = plan.payloads;
            if payloads.is_empty() {
                continue;
            }
            let after = plan.docket;
            match after.balance(desk.settings.as_of, &*desk.rules()?) {
                Ok(owed) if owed.value.overpaid > Amount::ZERO => {
                    taken.left_over.push((account.clone(), owed.value.overpaid));
                }
                Ok(_) => {}
                Err(refusal) => taken.not_applied.push((account.clone(), refusal)),
            }
            payloads.extend(stopped(&docket, &after, &events, &mut taken.paid_off, desk)?);
            entries.push(Entry { account: account.clone(), expected: docket.version, payloads });
        }
        if !desk.settings.dry_run {
            register::append(desk, entries)?;
        }
    }
    bar.finish_and_clear();
    for list in [&mut taken.duplicates, &mut taken.unmatched] {
        list.sort_by_key(|(at, _)| *at);
    }
    Ok(taken)
}

/// The rows of each account. Rows that are no payment, or nobody's, are noted.
fn accounts(
    list: &PaymentList,
    taken: &mut Taken,
    desk: &mut Desk<'_>,
) -> Result<BTreeMap<AccountId, Vec<usize>>, CommandError> {
    let read = || list.lines.iter().enumerate().filter_map(|(at, line)| Some((at, line.row.as_ref().ok()?)));
    let by_number = match read().any(|(_, row)| row.account.is_none()) {
        true => numbers(desk)?,
        false => HashMap::new(),
    };
    let as_of = desk.settings.as_of;
    let mut found: BTreeMap<AccountId, Vec<usize>> = BTreeMap::new();
    let mut references: HashMap<&str, (usize, &PaymentRow)> = HashMap::new();
    for (at, line) in list.lines.iter().enumerate() {
        let row = match &line.row {
            Ok(row) => row,
            Err(problem) => {
                taken.unmatched.push((at, problem.clone()));
                continue;
            }
        };
        let refused = |code| Problem::error(code, here(line));
        if row.on > as_of {
            taken.unmatched.push((at, refused("E-PAY-FUTURE").with("on", row.on).with("as_of", as_of)));
            continue;
        }
        // One number of the core system is one payment, whatever account it stands under.
        if let (Some(reference), false) = (&row.reference, row.reversal) {
            if let Some((first, other)) = references.get(reference.as_str()) {
                let place = crate::cli::error::place(&here(&list.lines[*first]));
                let same = *other == row;
                let code = if same { "W-PAY-LISTED-TWICE" } else { "E-PAY-REFERENCE-TAKEN" };
                let problem = refused(code).with("found", reference).with("first", place);
                if same { &mut taken.duplicates } else { &mut taken.unmatched }.push((at, problem));
                continue;
            }
            references.insert(reference, (at, row));
        }
        match (&row.account, &row.number) {
            (Some(name), _) => match name.parse::<AccountId>() {
                Ok(account) => found.entry(account).or_default().push(at),
                Err(_) => unknown(list, &[at], name, taken),
            },
            (None, Some(number)) => match by_number.get(number.as_str()).map(Vec::as_slice) {
                Some([account]) => found.entry(account.clone()).or_default().push(at),
                Some(several @ [_, _, ..]) => {
                    let names: Vec<&str> = several.iter().take(5).map(AccountId::as_str).collect();
                    let problem = refused("E-PAY-NUMBER-SEVERAL").with("found", mask::number(number));
                    taken.unmatched.push((at, problem.with("accounts", names.join(", "))));
                }
                _ => {
                    let problem = refused("E-PAY-NUMBER-UNKNOWN").with("found", mask::number(number));
                    taken.unmatched.push((at, problem));
                }
            },
            (None, None) => taken.unmatched.push((at, refused("E-PAY-WHOSE"))),
        }
    }
    Ok(found)
}

/// Whose each card, contract and loan number is.
fn numbers(desk: &mut Desk<'_>) -> Result<HashMap<String, Vec<AccountId>>, CommandError> {
    let accounts: Vec<AccountId> = rows::known(desk)?.into_iter().map(|row| row.account).collect();
    let registry = &*desk.registry()?;
    let each = workers::each(&accounts, |account| {
        let events =
            registry.events(&StreamId::Account(account.clone())).map_err(register::registry_error)?;
        let contract = register::fold(account, &events)?.map(|docket| docket.case.contract);
        let numbers = contract.map(|c| [c.card_number, c.loan_number, c.number]);
        Ok(numbers.into_iter().flatten().flatten().collect::<Vec<String>>())
    })?;
    let mut found: HashMap<String, Vec<AccountId>> = HashMap::new();
    for (account, numbers) in accounts.iter().zip(each) {
        for number in numbers {
            let owners = found.entry(number).or_default();
            if !owners.contains(account) {
                owners.push(account.clone());
            }
        }
    }
    Ok(found)
}

fn unknown(list: &PaymentList, lines: &[usize], account: &str, taken: &mut Taken) {
    for at in lines {
        let problem = Problem::error("E-PAY-NO-ACCOUNT", here(&list.lines[*at])).with("account", account);
        taken.unmatched.push((*at, problem));
    }
}

fn here(line: &PaymentLine) -> Place {
    line.place.clone()
}

/// One account's rows on their way into the log.
struct Plan<'a> {
    list: &'a PaymentList,
    /// The account as it is with what is planned so far.
    docket: Docket,
    payloads: Vec<Payload>,
    taken: &'a mut Taken,
}

impl Plan<'_> {
    /// Payments first: what takes one back may stand above it.
    fn read(&mut self, rows: Vec<(usize, &PaymentRow)>, allow_alike: bool) {
        for (at, row) in rows.iter().filter(|(_, row)| !row.reversal) {
            self.payment(*at, row, allow_alike);
        }
        for (at, row) in rows.iter().filter(|(_, row)| row.reversal) {
            self.reversal(*at, row);
        }
    }

    fn payment(&mut self, at: usize, row: &PaymentRow, allow_alike: bool) {
        let payment = Payment {
            on: row.on,
            amount: row.amount,
            from: row.from.clone(),
            reference: row.reference.clone(),
        };
        let returned = self.docket.returned.iter().map(|(p, _)| &p.what);
        let listed = self.docket.payments.iter().map(|p| &p.what).chain(returned);
        let numbered = listed.clone().find(|p| p.reference.is_some() && p.reference == payment.reference);
        if let Some(known) = numbered {
            let same = (known.on, known.amount) == (payment.on, payment.amount);
            let code = if same { "W-PAY-KNOWN" } else { "E-PAY-REFERENCE-OTHER" };
            let problem = Problem::error(code, here(&self.list.lines[at]))
                .with("account", &self.docket.case.account)
                .with("found", row.reference.as_deref().unwrap_or_default())
                .with("on", known.on)
                .with("amount", known.amount.grouped());
            if same { &mut self.taken.duplicates } else { &mut self.taken.unmatched }.push((at, problem));
            return;
        }
        let proceeds = self.docket.looks_like_proceeds(row.on, row.amount);
        let twice = listed.chain(&self.docket.case.payments).any(|known| alike(known, &payment));
        if !allow_alike && (twice || proceeds) {
            let problem = Problem::warning("W-PAY-ALIKE", here(&self.list.lines[at]))
                .with("account", &self.docket.case.account)
                .with("on", row.on)
                .with("amount", row.amount.grouped());
            self.taken.duplicates.push((at, problem));
            return;
        }
        self.add(Payload::Paid(payment.clone()));
        self.docket = self.docket.with_payment(payment);
        self.docket.version += 1;
        self.taken.recorded.push((at, self.docket.case.account.clone()));
    }

    fn reversal(&mut self, at: usize, row: &PaymentRow) {
        let same = |reversal: &PaymentReversal| {
            (reversal.on, reversal.amount, &reversal.reference) == (row.on, row.amount, &row.reference)
        };
        let place = here(&self.list.lines[at]);
        let account = self.docket.case.account.clone();
        if self.docket.returned.iter().any(|(_, by)| same(&by.what)) {
            let problem = Problem::warning("W-PAY-REVERSED-KNOWN", place)
                .with("account", &account)
                .with("on", row.on)
                .with("amount", row.amount.grouped());
            self.taken.duplicates.push((at, problem));
            return;
        }
        let named = row.original.as_ref().or(row.reference.as_ref());
        let payments = || self.docket.payments.iter().filter(|p| p.what.on <= row.on);
        let by_number: Vec<_> =
            payments().filter(|p| named.is_some() && p.what.reference.as_ref() == named).collect();
        let fits = |p: &Payment| {
            p.amount == row.amount && (row.from.is_none() || p.from.is_none() || p.from == row.from)
        };
        let found = match by_number.as_slice() {
            // The row says which payment it is; another amount is not that payment taken back.
            [] if row.original.is_some() => Vec::new(),
            [] => payments().filter(|p| fits(&p.what)).collect(),
            numbered => numbered.iter().copied().filter(|p| p.what.amount == row.amount).collect(),
        };
        let [payment] = found.as_slice() else {
            let code = if found.is_empty() { "E-PAY-REVERSES-NOTHING" } else { "E-PAY-REVERSES-SEVERAL" };
            let problem = Problem::error(code, place)
                .with("account", &account)
                .with("amount", row.amount.grouped())
                .with("on", row.on)
                .with("count", found.len());
            self.taken.unmatched.push((at, problem));
            return;
        };
        let reversal = PaymentReversal {
            payment: payment.seq,
            on: row.on,
            amount: row.amount,
            reference: row.reference.clone(),
        };
        self.add(Payload::PaymentReversed(reversal.clone()));
        self.docket = self.docket.with_reversal(reversal);
        self.docket.version += 1;
        self.taken.reversed.push((at, account));
    }

    fn add(&mut self, payload: Payload) {
        self.payloads.push(payload);
    }
}

/// Whether two entries may be one payment: same day and amount, and neither payer nor number says otherwise.
pub fn alike(one: &Payment, other: &Payment) -> bool {
    let agree = |a: &Option<String>, b: &Option<String>| a.is_none() || b.is_none() || a == b;
    (one.on, one.amount) == (other.on, other.amount)
        && agree(&one.from, &other.from)
        && agree(&one.reference, &other.reference)
}

/// What stops where nothing is owed any more: notices that have not left are cancelled.
///
/// # Errors
/// The log holds what no command writes, or the tables are wrong.
pub fn stopped(
    before: &Docket,
    after: &Docket,
    events: &[Event],
    paid_off: &mut Vec<(AccountId, usize)>,
    desk: &mut Desk<'_>,
) -> Result<Vec<Payload>, CommandError> {
    let (rules, as_of) = (desk.rules()?, desk.settings.as_of);
    if !after.is_paid_off(as_of, &rules) {
        return Ok(Vec::new());
    }
    let account = &after.case.account;
    let reason = desk.text("S-PAID-OFF", &[("as_of", as_of.to_string())]);
    let outbox = mailing::outbox(account, events)?;
    let moves = outbox.notices().iter().filter_map(|notice| {
        let waits = matches!(
            notice.status,
            NoticeStatus::Queued | NoticeStatus::Approved | NoticeStatus::Postponed | NoticeStatus::Failed
        );
        let moved = waits.then(|| notice.move_to(NoticeStatus::Cancelled, Some(&reason), None));
        Some(Payload::NoticeMoved(moved?.ok()?))
    });
    let moves: Vec<Payload> = moves.collect();
    if !moves.is_empty() || !before.is_paid_off(as_of, &rules) {
        paid_off.push((account.clone(), moves.len()));
    }
    Ok(moves)
}
