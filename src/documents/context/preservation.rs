//! 财产保全申请书: before a suit or arbitration, or with it.

use serde::Serialize;
use serde_json::Value;

use super::super::desk::Desk;
use super::super::wording::{
    Citation, borrowers_named, cite, claims_total, contract_name, day, exempt, fee, grounds, in_full, joined,
    measure, numeral, principal_word, securities, security_share, service, sum_of,
};
use super::filing::{Exhibit, cause, exhibits, value};
use super::parts::{Claimant, Respondent, Sum, claimant, owed, respondents};
use crate::docket::money::Part;
use crate::domain::TrackName;
use crate::domain::contract::{ForumKind, GuaranteeKind};
use crate::domain::debt::Preservation;
use crate::domain::money::Amount;
use crate::domain::proof::EvidenceKind;

#[derive(Serialize)]
struct Application {
    title: &'static str,
    /// The official name of the form.
    form: &'static str,
    date: String,
    claimant: Option<Claimant>,
    respondents: Vec<Respondent>,
    requests: Vec<String>,
    /// How much is to be preserved.
    amount: Sum,
    assets: Vec<Asset>,
    facts: Vec<String>,
    security: Vec<String>,
    /// Agreed addresses for service.
    service: Vec<String>,
    exhibits: Vec<Exhibit>,
    forum: String,
    /// The institution that hands it on to the court.
    #[serde(skip_serializing_if = "Option::is_none")]
    through: Option<String>,
    copies: usize,
}

/// Property to be preserved.
#[derive(Serialize)]
struct Asset {
    number: String,
    kind: &'static str,
    detail: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    value: Option<String>,
    measure: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    term: Option<String>,
}

/// 财产保全申请书 with the contents of 财产保全规定 art. 1: parties, requests, facts, amount, property, security.
pub fn preservation_application(desk: &Desk) -> Value {
    let brief = &desk.brief;
    owed(desk);
    let wish = brief.case.preservation.as_ref().filter(|p| p.wanted);
    let none = Preservation {
        wanted: true,
        amount: None,
        pre_suit: false,
        security: None,
        court: None,
        ordered_on: None,
        case_number: None,
    };
    let wish = wish.unwrap_or_else(|| {
        desk.missing("preservation.wanted");
        &none
    });
    let claimed = claims_total(brief.case, brief.money);
    let amount = wish.amount.unwrap_or(claimed);
    if amount > claimed {
        let args = [("amount", amount.grouped()), ("claimed", claimed.grouped())];
        desk.doubt(
            "W-DRAFT-PRESERVATION-OVER",
            "preservation.amount",
            &[(args[0].0, &args[0].1), (args[1].0, &args[1].1)],
        );
    }
    if amount <= Amount::ZERO {
        desk.refuse("E-DRAFT-NOTHING-OWED", "preservation.amount", &[]);
    }
    if wish.pre_suit {
        desk.doubt("W-DRAFT-PRESERVATION-URGENT", "preservation.pre_suit", &[]);
    }
    let claimant = claimant(desk);
    let respondents = respondents(desk);
    let (forum, through) = forum(desk, wish);
    value(&Application {
        title: "财产保全申请书",
        form: if wish.pre_suit {
            "申请书（诉前或者仲裁前申请财产保全用）"
        } else {
            "申请书（申请诉讼财产保全用）"
        },
        date: day(brief.as_of),
        claimant,
        copies: respondents.len(),
        respondents,
        requests: requests(desk, amount),
        amount: amount.into(),
        assets: assets(desk),
        facts: facts(desk, wish),
        security: security(desk, wish, amount),
        service: service(desk),
        // Where they come from is in the list, by the names that the parties have in the suit.
        exhibits: exhibits(desk).into_iter().map(Exhibit::without_source).collect(),
        forum,
        through,
    })
}

/// The court; in arbitration the institution hands the application on to one (仲裁法 art. 39, 财产保全规定 art. 3).
fn forum(desk: &Desk, wish: &Preservation) -> (String, Option<String>) {
    let case = desk.brief.case;
    let forum = case.contract.forum.as_ref();
    let court = forum.and_then(|f| f.court.clone());
    let arbitrated = case.track() == TrackName::Arbitration
        || forum.is_some_and(|f| f.kind == ForumKind::Arbitration && case.track.is_none());
    if !arbitrated {
        return (desk.need("contract.forum.court", court), None);
    }
    if court.is_none() {
        desk.doubt("W-DRAFT-PRESERVATION-COURT", "contract.forum.court", &[]);
    }
    let institution = forum.and_then(|f| f.institution.clone());
    let institution = (!wish.pre_suit).then(|| desk.need("contract.forum.institution", institution));
    (court.unwrap_or_else(|| "有管辖权的人民法院".to_owned()), institution)
}

fn requests(desk: &Desk, amount: Amount) -> Vec<String> {
    let (case, voice) = (desk.brief.case, desk.voice);
    let who = voice.everyone(case);
    let mut out = vec![format!(
        "请求在{}范围内，对{who}的下列财产采取查封、扣押、冻结等保全措施；下列财产不足的，对{who}其他等值财产采取保全措施",
        in_full(amount)
    )];
    for debtor in &case.debtors {
        let limited = |g: &&crate::domain::contract::Guarantee| {
            g.kind == GuaranteeKind::Guarantee && g.by == debtor.name
        };
        let limit = case.guarantees.iter().find(limited).and_then(|g| g.maximum).filter(|max| *max < amount);
        if let Some(max) = limit {
            out.push(format!(
                "对{}财产的保全，以其担保的最高债权额{}为限",
                voice.named(case, debtor),
                sum_of(max)
            ));
        }
    }
    let last = out.len() - 1;
    for (i, text) in out.iter_mut().enumerate() {
        text.push(if i == last { '。' } else { '；' });
    }
    out
}

fn assets(desk: &Desk) -> Vec<Asset> {
    let assets = &desk.brief.case.assets;
    if assets.is_empty() {
        desk.missing("assets");
    }
    let asset = |(i, asset): (usize, &crate::domain::debt::Asset)| {
        let rule = measure(asset.kind);
        let note = asset.note.as_deref().map_or_else(String::new, |note| format!("（{note}）"));
        Asset {
            number: (i + 1).to_string(),
            kind: &rule.zh,
            detail: format!("{}{note}", asset.detail),
            value: asset.value.map(Amount::grouped),
            measure: &rule.measure,
            term: rule.years.map(|years| format!("{}年", numeral(years))),
        }
    };
    assets.iter().enumerate().map(asset).collect()
}

fn facts(desk: &Desk, wish: &Preservation) -> Vec<String> {
    let (brief, voice) = (&desk.brief, desk.voice);
    let (case, money) = (brief.case, brief.money);
    let claimant = voice.claimant();
    let names: Vec<String> = case.debtors.iter().map(|d| voice.named(case, d)).collect();
    let arbitrated = case.track() == TrackName::Arbitration;
    let institution = case.contract.forum.as_ref().and_then(|f| f.institution.as_deref()).unwrap_or_default();
    let act = match (wish.pre_suit, arbitrated) {
        (true, true) => format!("{claimant}拟依法申请仲裁"),
        (true, false) => format!("{claimant}拟依法提起诉讼"),
        (false, true) => format!("{claimant}已向{institution}申请仲裁"),
        (false, false) => format!("{claimant}现向{}提起诉讼", voice.forum()),
    };
    let mut out = vec![format!("{claimant}与{}{}一案，{act}。", joined(&names), cause(desk))];
    let signed = desk.need("contract.signed_on", case.contract.signed_on.map(day));
    let proof = cite(desk, &["contract.signed_on"], &[EvidenceKind::Contract, EvidenceKind::Application]);
    let since = desk.need("debt.overdue_since", case.debt.overdue_since.map(day));
    out.push(format!(
        "{signed}，{}与{claimant}签订{}{proof}。{}自{since}起未按约定足额还款，已构成违约。",
        borrowers_named(desk),
        contract_name(desk),
        voice.borrowers(case),
    ));
    let mut owed: Vec<String> = Vec::new();
    let principal = money.claimed(Part::Principal);
    if !principal.is_zero() {
        owed.push(format!("{}{}", principal_word(case), sum_of(principal)));
    }
    if !money.charges().is_zero() {
        owed.push(format!("利息等息费{}", sum_of(money.charges())));
    }
    let fee = case.debt.costs.as_ref().and_then(|c| c.attorney_fee).filter(|fee| !fee.is_zero());
    if let Some(fee) = fee {
        owed.push(format!("律师费{}", sum_of(fee)));
    }
    let sum = if owed.len() > 1 {
        format!("，合计{}", sum_of(claims_total(case, money)))
    } else {
        String::new()
    };
    let proof: &[EvidenceKind] = match fee {
        Some(_) => &[EvidenceKind::Statement, EvidenceKind::AttorneyFee],
        None => &[EvidenceKind::Statement],
    };
    let since_paid = if money.paid.is_empty() { "" } else { "，其后还款已经抵充" };
    out.push(format!(
        "按截至{}的数额计算{since_paid}，{claimant}主张{}{sum}{}，至今未获清偿。",
        day(money.as_of),
        joined(&owed),
        cite(desk, &["debt.principal", "debt.costs.attorney_fee"], proof),
    ));
    out.extend(self::fee(desk));
    out.extend(securities(desk));
    out.push(reason(desk, wish, arbitrated));
    out
}

/// Why, and by which law: the conditions in the words of 民诉法 art. 103 and art. 104.
fn reason(desk: &Desk, wish: &Preservation, arbitrated: bool) -> String {
    let claimant = desk.voice.claimant();
    let law = match (wish.pre_suit, arbitrated) {
        (true, _) => vec!["preservation-pre-suit", "preservation-application"],
        (false, true) => vec![
            "preservation-arbitration",
            "preservation-suit",
            "preservation-application",
            "preservation-through-institution",
        ],
        (false, false) => vec!["preservation-suit", "preservation-application"],
    };
    let law = Citation::joined(&grounds(&desk.brief, &law));
    if wish.pre_suit {
        let act = if arbitrated { "申请仲裁" } else { "提起诉讼" };
        return format!(
            "因情况紧急，不立即申请保全将会使{claimant}的合法权益受到难以弥补的损害，{claimant}依据{law}之规定，申请财产保全，\
             并将在人民法院采取保全措施后三十日内依法{act}。"
        );
    }
    let decided = if arbitrated { "裁决" } else { "判决" };
    format!(
        "为防止因被申请人的行为或者其他原因使{decided}难以执行，{claimant}依据{law}之规定，申请财产保全。"
    )
}

/// Security offered, or why none is needed.
fn security(desk: &Desk, wish: &Preservation, amount: Amount) -> Vec<String> {
    let brief = &desk.brief;
    let claimant = desk.voice.claimant();
    let lender = brief.case.creditor.as_ref().and_then(|c| c.lender);
    let offered = wish.security.as_deref().map(str::trim).filter(|s| !s.is_empty());
    // What the file says of security comes first. 财产保全规定 art. 9 is for preservation in a suit; before one 民诉法 art. 104 wants security of everyone.
    if exempt(lender) && !wish.pre_suit {
        let law = Citation::joined(&grounds(brief, &["preservation-no-security"]));
        let none = format!(
            "{claimant}系由金融监管部门批准设立、具有独立偿付债务能力的金融机构或者其分支机构，依据{law}第（六）项之规定，\
             请求准许{claimant}不提供担保。"
        );
        return vec![offered.map_or(none, sentence)];
    }
    let offered = desk.need("preservation.security", offered.map(sentence));
    let share = security_share(wish.pre_suit);
    let law = Citation::joined(&grounds(brief, &["preservation-security"]));
    let most = Amount::round(amount.to_decimal() * share.share).unwrap_or(amount);
    let how = match &share.words {
        Some(words) => format!("担保数额不超过请求保全数额的{words}，即不超过{}", sum_of(most)),
        None => format!("担保数额相当于请求保全数额，即{}", sum_of(most)),
    };
    vec![offered, format!("依据{law}之规定，{how}。")]
}

fn sentence(text: &str) -> String {
    if text.ends_with('。') { text.to_owned() } else { format!("{text}。") }
}
