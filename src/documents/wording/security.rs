//! Guarantees and securities: what their contracts are called, which exhibits prove each, and what each giver owes.

use super::Voice;
use super::phrases::{bare, day, joined, numbered, sum_of};
use super::voice::{borrowers, security_only};
use crate::documents::desk::Desk;
use crate::documents::exhibits;
use crate::domain::Case;
use crate::domain::contract::{Guarantee, GuaranteeForm, GuaranteeKind, Registration};
use crate::domain::party::{Debtor, Role};
use crate::domain::proof::{Evidence, EvidenceKind};

/// What the contract is called: one with a ceiling is one of maximum amount (民法典 420, 439, 690).
pub fn contract_of(given: &Guarantee) -> &'static str {
    match (given.kind, given.maximum.is_some()) {
        (GuaranteeKind::Guarantee, false) => "保证合同",
        (GuaranteeKind::Guarantee, true) => "最高额保证合同",
        (GuaranteeKind::Mortgage, false) => "抵押合同",
        (GuaranteeKind::Mortgage, true) => "最高额抵押合同",
        (GuaranteeKind::Pledge, false) => "质押合同",
        (GuaranteeKind::Pledge, true) => "最高额质押合同",
    }
}

/// The guarantors' contracts as a letter names them together: `保证合同、最高额保证合同`.
pub fn guarantee_contracts(case: &Case) -> String {
    let mut names: Vec<String> = Vec::new();
    for given in case.guarantees.iter().filter(|g| g.kind == GuaranteeKind::Guarantee) {
        let name = contract_of(given).to_owned();
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.is_empty() { "保证合同".to_owned() } else { joined(&names) }
}

/// What an exhibit says it proves: kinds of security by the words of its title.
fn kinds_named(text: &str) -> Vec<GuaranteeKind> {
    // 保证金 is money pledged, not a guarantee.
    let text = text.replace("保证金", "");
    let words: [(GuaranteeKind, &[&str]); 3] = [
        (GuaranteeKind::Guarantee, &["保证", "保函"]),
        (GuaranteeKind::Mortgage, &["抵押", "不动产登记证明", "他项权"]),
        (GuaranteeKind::Pledge, &["质押", "出质"]),
    ];
    let named = words.iter().filter(|(_, words)| words.iter().any(|word| text.contains(word)));
    named.map(|(kind, _)| *kind).collect()
}

/// Whether an exhibit proves this security rather than another of the case: by its number, by its giver, or because it
/// names no one and there is no other of its kind.
fn proves(case: &Case, given: &Guarantee, exhibit: &Evidence) -> bool {
    if exhibit.kind != EvidenceKind::Guarantee {
        return false;
    }
    let about = exhibit.proves.as_deref().unwrap_or_default();
    let says = |word: &str| exhibit.title.contains(word) || about.contains(word);
    let numbered = |g: &Guarantee| g.number.as_deref().is_some_and(says);
    if numbered(given) {
        return true;
    }
    let mut kinds = kinds_named(&exhibit.title);
    if kinds.is_empty() {
        kinds = kinds_named(about);
    }
    if !(kinds.is_empty() || kinds.contains(&given.kind)) {
        return false;
    }
    let others = || case.guarantees.iter().filter(|g| *g != given);
    let twin = |g: &&Guarantee| g.kind == given.kind;
    // A number or a title that names one giver settles it; what is proved may speak of more people than gave security.
    if others().filter(twin).any(numbered) {
        return false;
    }
    let titled = |g: &Guarantee| exhibit.title.contains(&g.by);
    let alike = |g: &&Guarantee| kinds.is_empty() || kinds.contains(&g.kind);
    if case.guarantees.iter().filter(alike).any(titled) {
        return titled(given);
    }
    if case.guarantees.iter().filter(alike).any(|g| about.contains(&g.by)) {
        return about.contains(&given.by);
    }
    let rivals = if kinds.is_empty() { others().count() } else { others().filter(twin).count() };
    rivals == 0
}

/// A security as marks name it.
fn field(index: usize) -> String {
    format!("guarantees[{index}]")
}

/// The exhibits that prove one security.
fn proofs<'a>(case: &'a Case, given: &'a Guarantee) -> impl Iterator<Item = (usize, &'a Evidence)> {
    let fact = case.guarantees.iter().position(|g| g == given).map(field);
    let marked = move |e: &Evidence| fact.as_deref().is_some_and(|fact| exhibits::is_marked(e, &[fact]));
    case.evidence.iter().enumerate().filter(move |(_, e)| marked(e) || proves(case, given, e))
}

/// Securities whose contract, registration or day of fixing nothing shows.
pub fn unproved(desk: &Desk) {
    let case = desk.brief.case;
    for (i, given) in case.guarantees.iter().enumerate() {
        let args = [("name", given.by.as_str()), ("contract", contract_of(given))];
        let path = format!("guarantees[{i}]");
        if proofs(case, given).next().is_none() {
            desk.doubt("W-DRAFT-SECURITY-PROOF", &path, &args);
        }
        let shown = |e: &Evidence| {
            let says = |text: &str| text.contains("登记") || text.contains("他项权");
            says(&e.title) || e.proves.as_deref().is_some_and(says)
        };
        let registered =
            given.kind == GuaranteeKind::Mortgage && given.registered == Some(Registration::Formal);
        if registered && !proofs(case, given).any(|(_, e)| shown(e)) {
            desk.doubt("W-DRAFT-REGISTRATION-PROOF", &format!("{path}.registered"), &args);
        }
        if given.maximum.is_some() && given.fixed_on.is_none() {
            desk.remark("N-DRAFT-MAXIMUM-FIXED", &format!("{path}.fixed_on"), &args);
        }
    }
}

/// Guarantees and securities, a sentence each.
pub fn securities(desk: &Desk) -> Vec<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    let claimant = voice.claimant();
    case.guarantees
        .iter()
        .enumerate()
        .map(|(i, given)| {
            let giver = case.debtors.iter().find(|d| d.name == given.by);
            let who = giver.map_or_else(|| given.by.clone(), |d| voice.party(case, d));
            let when = given.signed_on.map_or_else(String::new, |d| format!("{}，", day(d)));
            let number = numbered(given.number.as_deref());
            let object = given.object.as_deref().map_or_else(String::new, |o| format!("以{}", bare(o)));
            let contract = contract_of(given);
            let made = format!("{when}{who}与{claimant}订立{contract}{number}，");
            let mut text = match given.kind {
                GuaranteeKind::Guarantee => {
                    let form = match given.form {
                        Some(GuaranteeForm::Joint) => "连带责任保证",
                        Some(GuaranteeForm::General) => "一般保证",
                        None => "保证",
                    };
                    format!("{made}为上述债务提供{form}")
                }
                GuaranteeKind::Mortgage => format!("{made}{object}为上述债务提供抵押担保"),
                GuaranteeKind::Pledge => format!("{made}{object}为上述债务提供质押担保"),
            };
            if let Some(max) = given.maximum {
                text.push_str(&format!("，担保的最高债权额为{}", sum_of(max)));
            }
            if let (GuaranteeKind::Guarantee, Some(until)) = (given.kind, given.period_until) {
                text.push_str(&format!("，保证期间至{}届满", day(until)));
            }
            if given.kind != GuaranteeKind::Guarantee {
                match given.registered {
                    Some(Registration::Formal) => text.push_str("，并已办理登记"),
                    Some(Registration::Preliminary) => text.push_str("，并已办理预告登记"),
                    Some(Registration::No) | None => {}
                }
            }
            let proof = if voice.is_filing() {
                exhibits::bracketed(&desk.brief, &[&field(i)], proofs(case, given).map(|(at, _)| at))
            } else {
                String::new()
            };
            format!("{text}{proof}。")
        })
        .collect()
}

/// What a letter demands of each guarantor and giver of a thing, a sentence each; empty where all owe as borrowers.
/// Only a joint guarantor can be asked to pay at once (民法典 687, 688), one with a maximum within it (690).
pub fn shares(voice: Voice, case: &Case) -> String {
    let guarantors = case.debtors.iter().filter(|d| d.role == Role::Guarantor);
    guarantors.flat_map(|debtor| share(voice, case, debtor)).collect()
}

/// The same of one of them.
pub fn share(voice: Voice, case: &Case, debtor: &Debtor) -> Vec<String> {
    let who = voice.named(case, debtor);
    let things = match security_only(case, debtor) {
        Some(GuaranteeKind::Mortgage) => Some("抵押"),
        Some(GuaranteeKind::Pledge) => Some("质押"),
        Some(GuaranteeKind::Guarantee) | None => None,
    };
    if let Some(word) = things {
        return vec![format!("{who}以其提供的{word}财产为限，对上述款项承担担保责任。")];
    }
    let owing = borrowers(case).map(|d| voice.named(case, d)).collect::<Vec<_>>().join("、");
    let given = case.guarantees.iter().filter(|g| g.kind == GuaranteeKind::Guarantee && g.by == debtor.name);
    let said: Vec<String> = given
        .map(|given| {
            let most = given.maximum.map(sum_of);
            match given.form {
                Some(GuaranteeForm::Joint) => {
                    let limit = most.map_or_else(String::new, |most| format!("在最高债权额{most}范围内"));
                    format!("{who}应当{limit}对上述款项承担连带清偿责任。")
                }
                Some(GuaranteeForm::General) => {
                    let limit = most.map_or_else(String::new, |most| format!("（以最高债权额{most}为限）"));
                    format!(
                        "{who}提供的是一般保证，对{owing}的财产依法强制执行后仍不能清偿的部分承担保证责任{limit}。"
                    )
                }
                None => format!("{who}应当依照{}的约定承担保证责任。", contract_of(given)),
            }
        })
        .collect();
    if said.is_empty() {
        vec![format!("{who}应当依照保证合同的约定承担保证责任。")]
    } else {
        said
    }
}
