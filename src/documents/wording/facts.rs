//! The account of facts: 事实与理由, and the same told in a letter. A fact that is absent drops its clause.

use serde::Serialize;

use super::Voice;
use super::collection::collection;
use super::grounds::{Citation, cited, statutory};
use super::phrases::{
    bare, cap_rate, clause, day, joined, numbered, principal_word, quoted, sum_of, terms_of,
};
use super::security::securities;
use crate::docket::money::Part;
use crate::documents::desk::Desk;
use crate::documents::exhibits;
use crate::domain::case::Product;
use crate::domain::contract::ForumKind;
use crate::domain::party::Debtor;
use crate::domain::proof::EvidenceKind;

/// A part of the narrative under its own heading.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Section {
    /// What it tells, for templates that set the parts elsewhere.
    pub part: &'static str,
    /// Heading without number; a letter has its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub heading: Option<&'static str>,
    /// Paragraphs.
    pub paragraphs: Vec<String>,
    /// Whether the table of the debt follows the paragraphs.
    pub table: bool,
}

/// Everything a filing tells; a letter tells the debtor only what it is about, and the law firm's also what was done.
pub fn narrative(desk: &Desk) -> Vec<Section> {
    let voice = desk.voice;
    let section = |part, heading, paragraphs| Section {
        part,
        heading: voice.is_filing().then_some(heading),
        paragraphs,
        table: part == "breach",
    };
    let mut out = vec![
        section("contract", "合同的订立与主要约定", contract(desk)),
        section("breach", "合同履行与违约情况", breach(desk)),
    ];
    if voice != Voice::Creditor {
        out.push(section("collection", "催收情况", collection(desk)));
    }
    out.push(section("security", "担保情况", securities(desk)));
    if voice.is_filing() {
        out.push(section("costs", "实现债权费用", fee(desk)));
        out.push(section("service", "约定送达地址", service(desk)));
    }
    // An application says for itself why this court and by which law.
    if voice.is_filing() && voice != Voice::Application {
        let by_law = desk.brief.case.contract.forum.as_ref().is_some_and(statutory);
        let heading = match voice {
            Voice::Arbitration => "仲裁约定",
            _ if by_law => "管辖依据",
            _ => "管辖约定",
        };
        out.push(section("forum", heading, forum(desk).into_iter().collect()));
        out.push(section("law", "请求依据", vec![conclusion(desk)]));
    }
    out.retain(|s| !s.paragraphs.is_empty());
    out
}

/// What is charged by the contract. Cited where a page of it is marked: the contract itself stands one sentence above.
const TERMS: &[&str] =
    &["contract.terms.interest", "contract.terms.overdue_interest", "contract.terms.penalty"];

/// The figures of the debt.
const OWED: &[&str] = &[
    "debt.principal",
    "debt.interest",
    "debt.overdue_interest",
    "debt.compound_interest",
    "debt.penalty",
    "debt.fees",
];

/// That it was made, between whom and for how much.
const AGREED: &[&str] = &["contract.signed_on", "contract.title", "contract.number", "contract.principal"];

/// An exhibit reference for these facts; letters come without exhibits.
pub fn cite(desk: &Desk, facts: &[&str], kinds: &[EvidenceKind]) -> String {
    if desk.voice.is_filing() { exhibits::cite(&desk.brief, facts, kinds) } else { String::new() }
}

/// The contract's title in 《》 with its number.
pub fn contract_name(desk: &Desk) -> String {
    let contract = &desk.brief.case.contract;
    let title = desk.need("contract.title", contract.title.as_deref());
    format!("{}{}", quoted(title), numbered(contract.number.as_deref()))
}

/// The contract's title alone, for later mention.
fn short_name(desk: &Desk) -> String {
    desk.brief.case.contract.title.as_deref().map_or_else(|| "合同".to_owned(), quoted)
}

/// A card number: whole in a filing, masked in a letter that others may open.
fn card_number(voice: Voice, number: &str) -> String {
    if voice.is_filing() { number.to_owned() } else { crate::domain::identity::mask::number(number) }
}

/// The borrowers by name and title.
pub fn borrowers_named(desk: &Desk) -> String {
    let case = desk.brief.case;
    let names: Vec<String> = super::voice::borrowers(case).map(|d| desk.voice.named(case, d)).collect();
    joined(&names)
}

fn contract(desk: &Desk) -> Vec<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    let contract = &case.contract;
    let claimant = voice.claimant();
    let signed = desk.need("contract.signed_on", contract.signed_on.map(day));
    let kinds: &[EvidenceKind] = &[EvidenceKind::Contract, EvidenceKind::Application];
    let proof = cite(desk, AGREED, kinds);
    let who = borrowers_named(desk);
    let mut first = format!("{signed}，{who}与{claimant}签订{}{proof}", contract_name(desk));
    if case.product == Some(Product::CreditCard) {
        let card = contract.card_number.as_deref().map(|n| format!("卡号：{}", card_number(voice, n)));
        let limit = contract.limit.map(|l| format!("信用额度：{}", sum_of(l)));
        let detail: Vec<String> = [card, limit].into_iter().flatten().collect();
        let detail = if detail.is_empty() { String::new() } else { format!("（{}）", detail.join("，")) };
        first.push_str(&format!("，申领{claimant}发放的信用卡{detail}。"));
    } else {
        let lent = desk.need("contract.principal", contract.principal.map(sum_of));
        first.push_str(&format!("，约定由{claimant}出借款项{lent}"));
        if let Some(due) = contract.due_on {
            first.push_str(&format!("，借款到期日为{}", day(due)));
        }
        if let Some(repayment) = &contract.repayment {
            first.push_str(&format!("，还款方式为{}", bare(repayment)));
        }
        first.push('。');
    }
    let mut out = vec![first];
    if case.contract.terms.as_ref().is_none_or(|t| t.interest.is_none() && t.overdue_interest.is_none()) {
        desk.missing("contract.terms.interest");
    }
    let terms = terms_of(case);
    if !terms.is_empty() {
        out.push(format!("{}约定：{}{}。", short_name(desk), terms.join("；"), cite(desk, TERMS, &[])));
    }
    let highlighted = contract.terms.as_ref().and_then(|t| t.highlighted.as_ref()).filter(|h| h.given);
    if let Some(notice) = highlighted {
        let on = notice.on.map_or_else(String::new, |on| format!("于{}", day(on)));
        let how = notice.how.as_deref().map_or_else(String::new, |how| format!("，方式为：{}", bare(how)));
        let proof = cite(desk, &["contract.terms.highlighted"], &[EvidenceKind::TermsNotice]);
        out.push(format!(
            "就上述利息、违约金等与{}有重大利害关系的条款，{claimant}已{on}履行提示、说明义务{how}{proof}。",
            voice.borrowers(case)
        ));
    }
    out
}

fn breach(desk: &Desk) -> Vec<String> {
    let (case, money, voice) = (desk.brief.case, desk.brief.money, desk.voice);
    let (contract, debt) = (&case.contract, &case.debt);
    let claimant = voice.claimant();
    let owe = voice.borrowers(case);
    let card = case.product == Some(Product::CreditCard);
    let statement = cite(desk, &["debt.overdue_since"], &[EvidenceKind::Statement]);
    let owed = cite(desk, OWED, &[EvidenceKind::Statement]);
    let payments = cite(desk, &["contract.disbursed_on"], &[EvidenceKind::PaymentRecord]);
    let mut out = Vec::new();
    if !card {
        let on = desk.need("contract.disbursed_on", contract.disbursed_on.map(day));
        let sum = contract.principal.map_or_else(String::new, sum_of);
        let number = contract.loan_number.as_deref().map_or_else(String::new, |n| format!("，借据号：{n}"));
        let number = number.trim_start_matches('，');
        let number = if number.is_empty() { String::new() } else { format!("（{number}）") };
        out.push(format!("{on}，{claimant}依约向{owe}发放借款{sum}{number}{payments}。"));
    }
    if let Some(repaid) = &debt.repaid {
        let pieces: Vec<String> = [
            repaid.principal.filter(|a| !a.is_zero()).map(|a| format!("本金{}", sum_of(a))),
            repaid.interest.filter(|a| !a.is_zero()).map(|a| format!("利息{}", sum_of(a))),
        ]
        .into_iter()
        .flatten()
        .collect();
        let until = repaid.interest_until.map(|d| format!("利息付至{}", day(d)));
        let told = match (pieces.is_empty(), until) {
            (true, None) => None,
            (true, Some(until)) => Some(until),
            (false, None) => Some(format!("已偿还{}", joined(&pieces))),
            (false, Some(until)) => Some(format!("已偿还{}，{until}", joined(&pieces))),
        };
        out.extend(told.map(|told| format!("截至{}，{owe}{told}。", day(money.as_of))));
    }
    let since = desk.need("debt.overdue_since", debt.overdue_since.map(day));
    let used = if card { "用卡后，" } else { "" };
    let mut default = format!("{owe}{used}自{since}起未按约定足额还款，已构成违约{statement}");
    let called =
        debt.accelerated.as_ref().filter(|early| early.on <= desk.brief.as_of && !desk.calls_early());
    if let Some(early) = called {
        let basis = early.notice.as_deref().map_or_else(String::new, |n| format!("（依据：{}）", bare(n)));
        let proof = if voice.is_filing() { exhibits::called_early(&desk.brief) } else { String::new() };
        default.push_str(&format!("；{}，{claimant}宣布借款提前到期{basis}{proof}", day(early.on)));
    }
    default.push('。');
    out.push(default);

    let parts: Vec<String> = money
        .lines
        .iter()
        .filter(|l| !l.stated.is_zero())
        .map(|l| {
            let word = if l.part == Part::Principal { principal_word(case) } else { l.part.chinese() };
            format!("{word}{}", sum_of(l.stated))
        })
        .collect();
    let stated = money.lines.iter().map(|l| l.stated).sum();
    let sum = if parts.len() > 1 { format!("，合计{}", sum_of(stated)) } else { String::new() };
    out.push(format!("截至{}，{owe}尚欠{}{sum}{owed}。", day(money.as_of), joined(&parts)));
    out.extend(self::since(desk));
    out
}

/// What came in after the day of the figures, what is given up, and what is then claimed.
pub fn since(desk: &Desk) -> Vec<String> {
    let (case, money, voice) = (desk.brief.case, desk.brief.money, desk.voice);
    let claimant = voice.claimant();
    let payments = cite(desk, &["payments"], &[EvidenceKind::PaymentRecord]);
    let mut out = Vec::new();
    for paid in &money.paid {
        let to: Vec<String> =
            paid.to.iter().map(|(part, amount)| format!("{}{}", part.chinese(), sum_of(*amount))).collect();
        let to = if to.is_empty() { String::new() } else { format!("，已抵充{}", joined(&to)) };
        let came = match &paid.from {
            Some(from) => {
                let payer = case.debtors.iter().find(|d| d.name == *from);
                let payer = payer.map_or_else(|| from.clone(), |d| voice.party(case, d));
                format!("{payer}于{}还款", day(paid.on))
            }
            None => format!("{claimant}于{}收到还款", day(paid.on)),
        };
        out.push(format!("此后，{came}{}{to}{payments}。", sum_of(paid.amount)));
    }
    let mut less = Vec::new();
    if !money.paid.is_empty() {
        less.push("上述还款");
    }
    if let (Some(sum), Some(cap)) = (money.given_up(), &money.cap) {
        out.push(format!("上述息费超过{}的部分计{}，{claimant}不予主张。", cap_rate(cap), sum_of(sum)));
        less.push("不予主张部分");
    }
    if !less.is_empty() {
        out.push(format!("扣除{}后，{claimant}现主张{}。", less.join("及"), sum_of(money.total())));
    }
    out
}

/// That the lawyer's fee was agreed, by which clause, and that it was incurred (民法典 561, 691: costs of enforcing the
/// claim where the contract lays them on the debtor).
pub fn fee(desk: &Desk) -> Vec<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    let costs = case.debt.costs.as_ref();
    let Some(fee) = costs.and_then(|c| c.attorney_fee).filter(|fee| !fee.is_zero()) else {
        return Vec::new();
    };
    let claimant = voice.claimant();
    let agreed = costs.and_then(|c| c.attorney_fee_clause.as_deref()).map(|clause| {
        let clause = bare(clause);
        let contract = if clause.starts_with('第') { short_name(desk) } else { String::new() };
        let proof = cite(desk, &["debt.costs.attorney_fee_clause"], &[EvidenceKind::Contract]);
        let owe = voice.borrowers(case);
        format!("{contract}{clause}约定，{claimant}为实现债权支出的律师费由{owe}承担{proof}。")
    });
    if agreed.is_none() {
        desk.doubt("W-DRAFT-FEE-CLAUSE", "debt.costs.attorney_fee_clause", &[]);
    }
    let firm = case.counsel.as_ref().map(|c| c.firm.as_str());
    let firm = firm.filter(|firm| case.creditor.as_ref().is_none_or(|c| c.name != *firm));
    let engaged = firm.map_or_else(|| "律师".to_owned(), str::to_owned);
    let proof = cite(desk, &["debt.costs.attorney_fee"], &[EvidenceKind::AttorneyFee]);
    let incurred = format!("为实现上述债权，{claimant}委托{engaged}代理，支出律师费{}{proof}。", sum_of(fee));
    vec![format!("{}{incurred}", agreed.unwrap_or_default())]
}

fn agreed_address(debtor: &Debtor) -> bool {
    debtor
        .service_address
        .as_ref()
        .is_some_and(|s| s.agreed && (s.address.is_some() || s.phone.is_some() || s.email.is_some()))
}

/// Agreed addresses for service, a sentence each.
pub fn service(desk: &Desk) -> Vec<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    case.debtors
        .iter()
        .enumerate()
        .filter(|(_, d)| agreed_address(d))
        .filter_map(|(i, debtor)| debtor.service_address.as_ref().map(|s| (i, debtor, s)))
        .map(|(i, debtor, service)| {
            let proof = cite(desk, &[&format!("debtors[{i}].service_address")], &[]);
            let basis = service
                .clause
                .as_deref()
                .map_or_else(|| "根据双方约定".to_owned(), |clause| format!("根据{}的约定", bare(clause)));
            let ways: Vec<String> = [
                service.address.as_deref().map(|a| bare(a).to_owned()),
                service.phone.as_deref().map(|p| format!("电话：{p}")),
                service.email.as_deref().map(|e| format!("电子邮箱：{e}")),
            ]
            .into_iter()
            .flatten()
            .collect();
            format!(
                "{basis}，{}确认的送达地址为：{}{proof}。请{}依法按该约定送达。",
                voice.party(case, debtor),
                ways.join("；"),
                voice.forum()
            )
        })
        .collect()
}

fn forum(desk: &Desk) -> Option<String> {
    let forum = desk.brief.case.contract.forum.as_ref()?;
    let place = format!("{}{}", short_name(desk), forum.clause.as_deref().map_or("", bare));
    let proof = cite(desk, &["contract.forum"], &[EvidenceKind::Contract]);
    match (forum.kind, desk.voice) {
        (ForumKind::Court, Voice::Court) => {
            let court = forum.court.as_deref()?;
            if let (true, Some(link)) = (statutory(forum), forum.link.as_deref()) {
                return Some(format!(
                    "因合同纠纷提起的诉讼，由被告住所地或者合同履行地人民法院管辖。{court}系{}人民法院，对本案依法享有管辖权。",
                    link.trim()
                ));
            }
            let link = clause(forum.link.as_deref());
            Some(format!(
                "{place}约定，因履行合同发生的争议由{court}{link}管辖{proof}，贵院对本案依法享有管辖权。"
            ))
        }
        (ForumKind::Arbitration, Voice::Arbitration) => {
            let institution = forum.institution.as_deref()?;
            Some(format!(
                "{place}约定，因合同发生的争议提交{institution}仲裁{proof}，该仲裁协议合法有效，贵会对本案享有管辖权。"
            ))
        }
        _ => None,
    }
}

/// What it all comes to, and the law it rests on.
fn conclusion(desk: &Desk) -> String {
    let (case, voice) = (desk.brief.case, desk.voice);
    let (kind, act) = match voice {
        Voice::Arbitration => (ForumKind::Arbitration, "提出仲裁申请，请求依法支持申请人的全部仲裁请求"),
        _ => (ForumKind::Court, "提起诉讼，请求依法支持原告的全部诉讼请求"),
    };
    let answer = if !case.guarantees.is_empty() { "，担保人应依约承担担保责任" } else { "" };
    format!(
        "综上，{}未按约定履行还款义务，应当承担继续清偿欠款及支付息费的违约责任{answer}。为维护自身合法权益，{}依据{}之规定，特向{}{act}。",
        voice.borrowers(case),
        voice.claimant(),
        Citation::joined(&cited(&desk.brief, Some(kind))),
        voice.forum()
    )
}
