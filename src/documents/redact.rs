//! The masked twin of a document: the same data with personal particulars masked wherever they stand, in their own
//! fields and inside sentences.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::domain::Case;
use crate::domain::debt::AssetKind;
use crate::domain::identity::{mask, resident_id};
use crate::domain::proof::Channel;

use super::brief::Brief;
use super::numbers;
use super::wording::day;

/// Masks the data of one document.
pub(super) fn redact(data: &mut Value, brief: &Brief) {
    let case = brief.case;
    let mut secrets = secrets(case);
    secrets.extend(told(brief));
    // Longer ones first: an address may hold a name, a mailbox a telephone number.
    secrets.sort_by(|a, b| b.0.chars().count().cmp(&a.0.chars().count()).then_with(|| a.cmp(b)));
    secrets.dedup();
    walk(data, &secrets, &numbers::public(case));
}

fn walk(value: &mut Value, secrets: &[(String, String)], public: &BTreeSet<String>) {
    match value {
        Value::String(text) => {
            for (secret, masked) in secrets {
                // A single character inside a sentence would not be a name.
                if text == secret || (secret.chars().count() > 1 && text.contains(secret.as_str())) {
                    *text = text.replace(secret.as_str(), masked);
                }
            }
            *text = numbers::masked(text, public);
        }
        Value::Array(items) => items.iter_mut().for_each(|v| walk(v, secrets, public)),
        Value::Object(fields) => fields.values_mut().for_each(|v| walk(v, secrets, public)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// What is masked, with its mask.
fn secrets(case: &Case) -> Vec<(String, String)> {
    let mut out = Vec::new();
    let mut add = |secret: &str, masked: String| {
        if !secret.is_empty() && secret != masked {
            out.push((secret.to_owned(), masked));
        }
    };
    // What a company is called and where it sits is public; it is people who are masked.
    let companies: Vec<&str> =
        case.debtors.iter().filter(|d| d.is_company()).map(|d| d.name.as_str()).collect();
    for debtor in case.debtors.iter().filter(|d| !d.is_company()) {
        add(&debtor.name, name(&debtor.name));
        if let Some(id) = &debtor.id {
            add(&id.number, mask::number(&id.number));
            if let Ok(read) = resident_id::read(&id.number) {
                let birth = day(read.birth);
                let year = birth.split('年').next().unwrap_or_default().to_owned();
                add(&format!("{birth}出生"), format!("{year}年**月**日出生"));
                add(&birth, format!("{year}年**月**日"));
            }
        }
        let service = debtor.service_address.as_ref();
        let addresses = [&debtor.domicile, &debtor.residence].into_iter().flatten();
        for text in addresses.chain(service.and_then(|s| s.address.as_ref())) {
            add(text, mask::address(text));
        }
        for phone in debtor.phones.iter().chain(service.and_then(|s| s.phone.as_ref())) {
            add(phone, mask::phone(phone));
        }
        for mailbox in debtor.emails.iter().chain(service.and_then(|s| s.email.as_ref())) {
            add(mailbox, mask::email(mailbox));
        }
        if let Some(employer) = debtor.employer.as_ref().filter(|e| !companies.contains(&e.as_str())) {
            add(employer, name(employer));
        }
    }
    // The people of a company and the ways to reach it are not: only its name, seat and code are public.
    for company in case.debtors.iter().filter(|d| d.is_company()) {
        if let Some(head) = &company.head {
            add(&head.name, name(&head.name));
        }
        let service = company.service_address.as_ref();
        for phone in company.phones.iter().chain(service.and_then(|s| s.phone.as_ref())) {
            add(phone, mask::phone(phone));
        }
        for mailbox in company.emails.iter().chain(service.and_then(|s| s.email.as_ref())) {
            add(mailbox, mask::email(mailbox));
        }
    }
    let givers = case.guarantees.iter().map(|g| &g.by);
    let payers = case.payments.iter().filter_map(|p| p.from.as_ref());
    for other in givers.chain(payers).filter(|n| !companies.contains(&n.as_str())) {
        add(other, name(other));
    }
    for contact in &case.contacts {
        // The number of a recording or of a parcel leads to the person; one of a few characters would be found everywhere.
        if let Some(record) = contact.record.as_ref().filter(|r| r.chars().count() > 3) {
            add(record, mask::number(record));
        }
        let Some(to) = &contact.to else { continue };
        let masked = match contact.channel {
            Channel::Phone | Channel::Sms => mask::phone(to),
            Channel::Email => mask::email(to),
            Channel::Letter | Channel::Visit | Channel::App => mask::address(to),
        };
        add(to, masked);
    }
    for asset in &case.assets {
        // A number plate is as short as the ends that other masks keep; of a home the district is kept.
        let masked = match asset.kind {
            AssetKind::RealEstate => mask::address(&asset.detail),
            _ => name(&asset.detail),
        };
        add(&asset.detail, masked);
    }
    for number in [&case.contract.card_number, &case.contract.loan_number].into_iter().flatten() {
        add(number, mask::number(number));
    }
    out
}

/// What milestones tell of property: account, plate, title number.
fn told(brief: &Brief) -> Vec<(String, String)> {
    let facts = brief.history.iter().flat_map(|m| &m.what.facts);
    let of_property = facts.filter(|(name, _)| matches!(name.as_str(), "detail" | "found"));
    of_property.map(|(_, text)| (text.trim().to_owned(), mask::number(text.trim()))).collect()
}

/// Keeps the first character: `李**`.
pub(super) fn name(text: &str) -> String {
    text.chars().enumerate().map(|(i, c)| if i == 0 { c } else { '*' }).collect()
}
