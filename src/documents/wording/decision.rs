//! A decision in force, as a letter tells of it: from then on the debtor owes what was decided and not what the contract says.

use super::facts::Section;
use super::grounds::{Citation, grounds};
use super::phrases::{day, joined, sum_of};
use crate::docket::{Decision, Paper, Pursuit};
use crate::documents::desk::Desk;
use crate::domain::Amount;

/// What a letter says of it.
pub struct Decided {
    /// What was decided, by whom, and what was paid since.
    pub section: Section,
    /// What it is called from there on: `上述民事判决书`.
    pub paper: String,
    /// The law by which it must be performed.
    pub law: String,
}

/// A decision in force, by name.
pub struct Named {
    /// What is recorded of it.
    pub decision: Decision,
    /// `民事判决书`, `支付令`.
    pub word: &'static str,
    /// The law by which it must be performed, as the table of grounds has it.
    pub ground: &'static str,
    /// `某法院于…作出（2026）…号民事判决书，该判决已于…发生法律效力。`
    pub made: String,
}

/// The decision in force on the day of the document; `None` where none is recorded. What is needed to name it and is not
/// recorded is refused; with `figures` also each sum that it awards.
pub fn named(desk: &Desk, figures: bool) -> Option<Named> {
    let decision = Decision::in_force(desk.brief.history, desk.brief.as_of)?;
    let word = decision.paper.chinese();
    let (track, ground) = (decision.paper.track(), ground(decision.paper));
    let lacks = |fact: &str| desk.refuse("E-DRAFT-DECIDED", "", &[("what", &format!("{track}/{fact}"))]);
    if decision.by.is_none() {
        lacks(match decision.paper {
            Paper::Judgment | Paper::Mediation => "filed court",
            Paper::NotarisedDeed => "certificate-sought notary",
            _ => "applied court",
        });
    }
    let deed = decision.paper == Paper::NotarisedDeed;
    if decision.number.is_none() {
        lacks(if deed { "certificate-issued deed_number" } else { "accepted case_number" });
    }
    if deed && decision.certificate.is_none() {
        lacks("certificate-issued case_number");
    }
    let milestone = match decision.paper {
        Paper::Judgment if decision.appeal.is_some() => "second-instance",
        Paper::Judgment => "judgment",
        Paper::Mediation | Paper::TribunalMediation => "mediated",
        Paper::Award => "award",
        Paper::PaymentOrder => "issued",
        Paper::Confirmation => "confirmed",
        Paper::NotarisedDeed => "certificate-issued",
    };
    if decision.principal.is_none() && (figures || decision.paper == Paper::Judgment) {
        lacks(&format!("{milestone} principal"));
    }
    if figures {
        for (name, sum) in [("interest", decision.interest), ("costs", decision.costs)] {
            if sum.is_none() {
                lacks(&format!("{milestone} {name}"));
            }
        }
    }
    let by = decision.by.as_deref().unwrap_or_default();
    let number = decision.number.as_deref().unwrap_or_default();
    let made = match decision.paper {
        Paper::Judgment => format!(
            "{by}于{}作出{number}{word}{}，该判决已于{}发生法律效力。",
            day(decision.on),
            appeal(&decision),
            day(decision.effective)
        ),
        Paper::Mediation | Paper::Award | Paper::TribunalMediation => {
            format!("{by}于{}作出{number}{word}，该{word}已经发生法律效力。", day(decision.on))
        }
        Paper::PaymentOrder => {
            format!("{by}作出的{number}{word}已于{}发生法律效力。", day(decision.effective))
        }
        Paper::Confirmation => format!(
            "{by}于{}作出{number}{word}，裁定调解协议有效，该裁定已经发生法律效力。",
            day(decision.on)
        ),
        Paper::NotarisedDeed => format!(
            "{by}就{number}{word}于{}出具{}执行证书，该{word}依法具有强制执行效力。",
            day(decision.on),
            decision.certificate.as_deref().unwrap_or_default()
        ),
    };
    Some(Named { decision, word, ground, made })
}

/// The entry of the table of grounds by which such a decision must be performed.
const fn ground(paper: Paper) -> &'static str {
    match paper {
        Paper::Judgment | Paper::Mediation => "decision-court",
        Paper::Award | Paper::TribunalMediation => "decision-tribunal",
        Paper::PaymentOrder => "decision-order",
        Paper::Confirmation => "decision-confirmation",
        Paper::NotarisedDeed => "decision-deed",
    }
}

/// The decision in force on the day of the letter. `None` where there is none, and where there is one of which too little
/// is recorded to name it, which stops the letter.
pub fn decided(desk: &Desk) -> Option<Decided> {
    let brief = &desk.brief;
    if !matches!(Pursuit::of(brief.history, brief.as_of), Pursuit::Decided | Pursuit::Enforcement) {
        return None;
    }
    let Some(Named { decision, word, ground, made }) = named(desk, false) else {
        desk.refuse("E-DRAFT-DECIDED", "", &[("what", "litigation/judgment, litigation/effective")]);
        return None;
    };
    let paragraphs = [
        Some(made),
        content(&decision, word).map(|said| format!("上述{word}确定：{said}。")),
        paid(desk, &decision),
    ];
    Some(Decided {
        section: Section {
            part: "decision",
            heading: None,
            paragraphs: paragraphs.into_iter().flatten().collect(),
            table: false,
        },
        paper: format!("上述{word}"),
        law: Citation::joined(&grounds(brief, &[ground])),
    })
}

fn appeal(decision: &Decision) -> String {
    let Some((outcome, number)) = &decision.appeal else { return String::new() };
    let number = number.as_deref().unwrap_or_default();
    match outcome.as_str() {
        "upheld" => format!("，经二审{number}维持"),
        "changed" => format!("，经二审{number}改判"),
        "withdrawn" => format!("，二审{number}已撤回上诉"),
        _ => format!("，并经二审{number}裁判"),
    }
}

/// `给付本金…，合计…；自…起的利息…；履行期间…`, as far as it is recorded, without a stop.
pub fn content(decision: &Decision, word: &str) -> Option<String> {
    let parts = [
        ("本金", decision.principal),
        ("利息及违约金", decision.interest),
        ("由债务人负担的费用", decision.costs),
    ];
    let owed: Vec<(&str, Amount)> =
        parts.into_iter().filter_map(|(name, sum)| Some((name, sum.filter(|s| !s.is_zero())?))).collect();
    let mut said = Vec::new();
    if !owed.is_empty() {
        let list: Vec<String> = owed.iter().map(|(name, sum)| format!("{name}{}", sum_of(*sum))).collect();
        let whole = parts.iter().all(|(_, sum)| sum.is_some()) && owed.len() > 1;
        let total = owed.iter().map(|(_, sum)| *sum).sum();
        let total = if whole { format!("，合计{}", sum_of(total)) } else { String::new() };
        said.push(format!("给付{}{total}", joined(&list)));
    }
    if let Some(from) = decision.interest_from {
        said.push(format!("自{}起至实际清偿之日止的利息按{word}的规定另计", day(from)));
    }
    match (decision.perform_by, decision.within_days) {
        (Some(by), _) => said.push(format!("履行期限至{}止", day(by))),
        (None, Some(days)) => said.push(format!("履行期间为生效之日起{days}日内")),
        (None, None) => {}
    }
    (!said.is_empty()).then(|| said.join("；"))
}

/// What was paid after the decision, which does not know of that, and what is owed in all where the rules can say.
fn paid(desk: &Desk, decision: &Decision) -> Option<String> {
    let brief = &desk.brief;
    let applied = brief.money.paid.iter().map(|p| (p.on, p.amount));
    let received = brief.received.iter().map(|p| (p.on, p.amount));
    // A letter that was not told what came in knows what was applied to the claim.
    let all: Vec<(chrono::NaiveDate, Amount)> =
        if brief.received.is_empty() { applied.collect() } else { received.collect() };
    let since: Amount = all.iter().filter(|(on, _)| *on > decision.figures_on).map(|(_, sum)| *sum).sum();
    let came = (!since.is_zero()).then(|| {
        format!(
            "{}之后，{}收到还款合计{}，应当从上述给付义务中扣除。",
            day(decision.figures_on),
            desk.voice.claimant(),
            sum_of(since)
        )
    });
    let left = brief.balance.map(|balance| {
        format!(
            "截至{}，上述债务依法计算尚欠{}，其中迟延履行期间的加倍部分债务利息{}。",
            day(brief.as_of),
            sum_of(balance.total),
            sum_of(balance.late_interest)
        )
    });
    let said: Vec<String> = [came, left].into_iter().flatten().collect();
    (!said.is_empty()).then(|| said.concat())
}
