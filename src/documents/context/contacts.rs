//! 催收记录表: the contact log as an exhibit. What was done, when and with what result; it judges nothing.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{CHANNELS, contract_titled, day, reached};
use super::filing::value;
use super::parts::{Party, creditor, parties};
use crate::domain::identity::mask;
use crate::domain::proof::{Channel, Contact, Contacted, Outcome};

#[derive(Serialize)]
struct Log {
    title: &'static str,
    date: String,
    claimant: Party,
    respondents: Vec<Party>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contract: Option<String>,
    /// The first and the last day; none where there is no entry.
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<String>,
    rows: Vec<Row>,
    /// How often by each way, and how often it came through.
    channels: Vec<Count>,
    total: Count,
}

#[derive(Serialize)]
struct Row {
    number: String,
    at: String,
    channel: &'static str,
    party: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<String>,
    outcome: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    summary: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    record: Option<String>,
}

#[derive(Serialize)]
struct Count {
    name: &'static str,
    times: String,
    reached: String,
}

/// 催收记录表, oldest first, up to the day of the document.
pub fn contact_log(desk: &Desk) -> Value {
    let brief = &desk.brief;
    let case = brief.case;
    let mut contacts: Vec<&Contact> = case.contacts.iter().filter(|c| c.at.date() <= brief.as_of).collect();
    contacts.sort_by_key(|c| c.at);
    if contacts.is_empty() {
        desk.missing("contacts");
    }
    let unproved = contacts.iter().filter(|c| c.record.is_none()).count();
    if unproved > 0 {
        desk.doubt("W-DRAFT-NO-RECORD", "contacts", &[("count", &unproved.to_string())]);
    }
    let count = |name, of: &dyn Fn(&Contact) -> bool| {
        let these = || contacts.iter().filter(|c| of(c));
        Count {
            name,
            times: these().count().to_string(),
            reached: these().filter(|c| reached(c)).count().to_string(),
        }
    };
    let channels = CHANNELS
        .iter()
        .filter(|(channel, ..)| contacts.iter().any(|c| c.channel == *channel))
        .map(|(channel, name, _)| count(*name, &|c| c.channel == *channel));
    let (claimant, respondents) = parties(desk, creditor(desk));
    value(&Log {
        title: "催收记录表",
        date: day(brief.as_of),
        claimant,
        respondents,
        contract: contract_titled(&case.contract),
        from: contacts.first().map(|c| day(c.at.date())),
        until: contacts.last().map(|c| day(c.at.date())),
        channels: channels.collect(),
        total: count("合计", &|_| true),
        rows: contacts.iter().enumerate().map(|(i, c)| row(i, c)).collect(),
    })
}

fn row(index: usize, contact: &Contact) -> Row {
    let channel = CHANNELS.iter().find(|(channel, ..)| *channel == contact.channel);
    Row {
        number: (index + 1).to_string(),
        at: contact.at.format("%Y-%m-%d %H:%M").to_string(),
        channel: channel.map_or("", |(_, name, _)| name),
        party: match contact.party {
            Contacted::Debtor => "本人",
            Contacted::Guarantor => "保证人",
            Contacted::Contact => "联系人",
            Contacted::Other => "其他",
        },
        to: contact.to.as_deref().map(|to| addressed(contact, to)),
        outcome: match contact.outcome {
            Outcome::Reached => "接通",
            Outcome::NoAnswer => "未接",
            Outcome::Promised => "承诺还款",
            Outcome::Refused => "拒绝",
            Outcome::Delivered => "送达",
            Outcome::Returned => "退回",
            Outcome::Read => "已读",
            Outcome::Sent => "已发出",
        },
        summary: contact.summary.clone(),
        record: contact.record.clone(),
    }
}

/// The number or address; of those who owe nothing only as much as tells one from another.
fn addressed(contact: &Contact, to: &str) -> String {
    if matches!(contact.party, Contacted::Debtor | Contacted::Guarantor) {
        return to.to_owned();
    }
    match contact.channel {
        Channel::Phone | Channel::Sms => mask::phone(to),
        Channel::Email => mask::email(to),
        Channel::Letter | Channel::Visit | Channel::App => mask::address(to),
    }
}
