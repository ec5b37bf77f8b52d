//! 催收情况: who was asked to pay, how often and with what result. What one person did is told of nobody else.

use super::facts::cite;
use super::phrases::{day, joined};
use super::voice::borrowers;
use crate::documents::desk::Desk;
use crate::domain::party::Debtor;
use crate::domain::proof::{Channel, Contact, Contacted, EvidenceKind, Outcome};

/// Ways of contact with the words for them and what they are counted in.
pub const CHANNELS: [(Channel, &str, &str); 6] = [
    (Channel::Phone, "电话", "次"),
    (Channel::Sms, "短信", "条"),
    (Channel::Email, "电子邮件", "封"),
    (Channel::Letter, "信函", "封"),
    (Channel::Visit, "外访", "次"),
    (Channel::App, "应用内消息", "条"),
];

/// The demands up to the day, a sentence for each one they went to.
pub fn collection(desk: &Desk) -> Vec<String> {
    let case = desk.brief.case;
    let owing: Vec<&Debtor> = borrowers(case).collect();
    let guaranteeing: Vec<&Debtor> = case.guarantors().collect();
    let mut out = to_each(desk, Contacted::Debtor, &owing, "债务人一方");
    if !guaranteeing.is_empty() {
        out.extend(to_each(desk, Contacted::Guarantor, &guaranteeing, "保证人一方"));
    }
    if let Some(last) = out.last_mut() {
        last.push_str("但上述欠款至今未获清偿。");
    }
    out
}

/// The contacts with one kind of party, told of whoever each was with; of the side where the log does not say.
fn to_each(desk: &Desk, party: Contacted, candidates: &[&Debtor], side: &str) -> Vec<String> {
    let brief = &desk.brief;
    let mut contacts: Vec<&Contact> =
        brief.case.contacts.iter().filter(|c| c.party == party && c.at.date() <= brief.as_of).collect();
    contacts.sort_by_key(|c| c.at);
    let with = |whom: Option<&Debtor>| -> Vec<&Contact> {
        let same = |c: &&Contact| reached_whom(&brief.case.debtors, candidates, c) == whom;
        contacts.iter().copied().filter(same).collect()
    };
    let known = candidates.iter().map(|d| (desk.voice.party(brief.case, d), with(Some(d))));
    let all = known.chain([(side.to_owned(), with(None))]);
    all.filter_map(|(whom, contacts)| told(desk, &whom, &contacts)).collect()
}

/// Whom a contact was with: the one candidate whose number or address it is, or the only candidate there is.
fn reached_whom<'a>(
    everyone: &'a [Debtor],
    candidates: &[&'a Debtor],
    contact: &Contact,
) -> Option<&'a Debtor> {
    let owners: Vec<&Debtor> = match contact.to.as_deref().map(str::trim) {
        Some(to) if !to.is_empty() => everyone.iter().filter(|d| has_address(d, to)).collect(),
        _ => Vec::new(),
    };
    match (owners.as_slice(), candidates) {
        ([owner], _) => candidates.contains(owner).then_some(*owner),
        ([], [only]) => Some(*only),
        (several, [only]) => several.contains(only).then_some(*only),
        _ => None,
    }
}

/// Whether a number, mailbox or address is one of a debtor's.
fn has_address(debtor: &Debtor, to: &str) -> bool {
    let agreed = debtor.service_address.as_ref();
    let agreed = agreed.into_iter().flat_map(|s| [&s.phone, &s.email, &s.address]).flatten();
    let places = [&debtor.domicile, &debtor.residence].into_iter().flatten();
    debtor.phones.iter().chain(&debtor.emails).chain(agreed).chain(places).any(|known| known.trim() == to)
}

/// One sentence of the contacts with one person or side, oldest first.
fn told(desk: &Desk, whom: &str, contacts: &[&Contact]) -> Option<String> {
    let proof = cite(desk, &["contacts"], &[EvidenceKind::ContactLog, EvidenceKind::DemandProof]);
    let (first, last) = (contacts.first()?.at.date(), contacts.last()?.at.date());
    let counts: Vec<String> = CHANNELS
        .iter()
        .filter_map(|(channel, name, unit)| {
            let n = contacts.iter().filter(|c| c.channel == *channel).count();
            (n > 0).then(|| format!("{name}{n}{unit}"))
        })
        .collect();
    let when = if first == last { day(first) } else { format!("{}至{}期间", day(first), day(last)) };
    let effective = contacts.iter().filter(|c| c.came_through()).count();
    let (again, effective) = match (contacts, effective) {
        ([_], 0) => ("", String::new()),
        ([one], _) if matches!(one.channel, Channel::Phone | Channel::Visit) => ("", "并取得联系".to_owned()),
        ([_], _) => ("", "并已送达".to_owned()),
        (_, 0) => ("先后", String::new()),
        (_, n) => ("先后", format!("，其中接通、送达或者已读共{n}次")),
    };
    let mut text = format!(
        "{when}，{}{again}以{}向{whom}催收{effective}{proof}",
        desk.voice.claimant(),
        joined(&counts)
    );
    let promised =
        contacts.iter().filter(|c| c.outcome == Outcome::Promised).map(|c| c.at.date()).next_back();
    if let Some(on) = promised {
        text.push_str(&format!("；{whom}曾于{}承诺还款", day(on)));
    }
    text.push('。');
    Some(text)
}
