//! What was agreed, clause by clause.

use serde::Serialize;

use super::super::super::desk::Desk;
use super::super::super::wording::{Citation, bare, contract_name, day, grounds, in_full, numeral};
use super::contract::Place;
use super::sides::{Sides, signs};
use crate::docket::PlanStanding;
use crate::domain::contract::ForumKind;
use crate::domain::plan::Plan;

/// A clause.
#[derive(Serialize)]
pub struct Clause {
    pub heading: &'static str,
    pub paragraphs: Vec<String>,
    /// Which table follows the paragraphs: `debt`, `schedule`, or none.
    pub table: &'static str,
    /// Paragraphs behind the table.
    pub after: Vec<String>,
}

impl Clause {
    pub fn new(heading: &'static str, paragraphs: Vec<String>) -> Clause {
        Clause { heading, paragraphs, table: "", after: Vec::new() }
    }
}

pub fn payments(desk: &Desk, standing: &PlanStanding, sides: &Sides) -> Clause {
    let plan = &standing.plan;
    let text = match plan.instalments.as_slice() {
        [one] => format!("{}应当于{}向甲方支付{}。", sides.owing, day(one.due), in_full(standing.total)),
        all => format!(
            "{}分{}期向甲方支付合计{}，各期的还款日和金额如下：",
            sides.owing,
            all.len(),
            in_full(standing.total)
        ),
    };
    let account = desk.brief.case.creditor.as_ref().and_then(|c| c.bank_account.as_ref());
    if account.is_none() {
        desk.missing("creditor.bank_account");
    }
    let mut after = vec![
        "还款日为法定休假日的，顺延至其后第一个工作日。款项以到账为准，到账的款项按照还款日的先后抵充各期。"
            .to_owned(),
    ];
    after
        .extend(account.map(|a| {
            format!("款项汇入甲方的以下账户：户名{}，开户行{}，账号{}。", a.name, a.bank, a.number)
        }));
    Clause { table: "schedule", after, ..Clause::new("还款安排", vec![text]) }
}

/// What a breach is, and what follows: what was agreed, and what the law says.
pub fn breach(desk: &Desk, plan: &Plan, place: Place, sides: &Sides) -> Clause {
    let within = if plan.grace_days > 0 { "宽限期满仍" } else { "" };
    let what = match plan.breach_after {
        0 | 1 => format!("任何一期款项{within}未足额支付的，{}构成违约。", sides.owing),
        n => format!(
            "有{}期以上款项同时{within}未足额支付的，{}构成违约。",
            numeral(usize::from(n)),
            sides.owing
        ),
    };
    let whole = plan.whole_on_breach;
    let due = if whole {
        "本协议项下全部未付款项立即到期，甲方有权要求一次性付清"
    } else {
        "甲方有权要求支付已到期未付的款项"
    };
    let law = |ids: &[&str]| Citation::joined(&grounds(&desk.brief, ids));
    let follows = match place {
        Place::Contract => format!(
            "{}构成违约的，{due}，并有权依照{}的约定和{}的规定追究违约责任。",
            sides.owing,
            contract_name(desk),
            law(&["performance"])
        ),
        Place::Mediation => format!(
            "{}构成违约的，{due}；本协议经人民法院确认有效或者据以制作调解书的，甲方有权依法申请强制执行。",
            sides.owing
        ),
        Place::Decision => format!(
            "{}构成违约的，{due}，并有权依照{}的规定就生效法律文书申请强制执行，已经履行的部分依法扣除。",
            sides.owing,
            law(&["decision-enforcement"])
        ),
        Place::Execution => {
            let due = if whole { format!("{due}；甲方") } else { "甲方".to_owned() };
            format!(
                "被执行人一方不履行本协议的，{due}可以申请恢复执行原生效法律文书，也可以就履行本协议向执行法院提起诉讼（{}）。恢复执行的，已经按照本协议履行的部分依法扣除。",
                law(&["resumption-settlement", "resumption-settlement-rules"])
            )
        }
    };
    let mut texts = vec![what, follows];
    if place == Place::Execution {
        texts.push(format!(
            "{}按照本协议全部履行完毕的，甲方认可原生效法律文书确定的债务履行完毕，由执行法院依法结案。",
            sides.owing
        ));
    }
    Clause::new("违约责任", texts)
}

/// What becomes of the enforcement: the stay, what is frozen, the fee (执行和解规定 2, 3). What nobody put on record is left to
/// be filled in.
pub fn stayed(desk: &Desk) -> Clause {
    let open = [
        ("zh", "查封、冻结措施是否解除，申请执行费的负担"),
        ("en", "whether measures are lifted; who bears the fee of enforcement"),
    ];
    desk.doubt("W-DRAFT-BLANK", "", &open);
    Clause::new(
        "执行程序",
        vec![
            "各方共同将本协议提交执行法院，由执行法院依法裁定中止执行。".to_owned(),
            "已经采取的查封、扣押、冻结措施，未经甲方申请并由执行法院准许解除的，继续有效；各方对解除另有约定的：________。".to_owned(),
            "申请执行费由________负担。".to_owned(),
        ],
    )
}

pub fn guarantee(desk: &Desk, place: Place, sides: &Sides) -> Clause {
    let who = &sides.guaranteeing;
    let law = |ids: &[&str]| Citation::joined(&grounds(&desk.brief, ids));
    let texts = match place {
        Place::Execution => vec![
            format!("{who}同意本协议，其依照原生效法律文书承担的责任不因本协议而免除。"),
            format!(
                "另行提供执行担保的，应当向执行法院提交担保书，承诺在被执行人不履行本协议时自愿接受直接强制执行（{}）。",
                law(&["enforcement-security", "settlement-security"])
            ),
        ],
        Place::Contract | Place::Mediation | Place::Decision => vec![format!(
            "{who}同意本协议对还款期限和金额的变更，继续按照原担保合同的约定对本协议项下的债务承担担保责任（{}）。",
            law(&["guarantee-change"])
        )],
    };
    Clause::new("担保", texts)
}

/// The debtor acknowledges the debt; limitation runs from the last instalment.
pub fn acknowledged(desk: &Desk, sides: &Sides) -> Clause {
    let law = |ids: &[&str]| Citation::joined(&grounds(&desk.brief, ids));
    Clause::new(
        "诉讼时效",
        vec![format!(
            "{}确认上述债务并同意履行，诉讼时效自本协议签订之日中断（{}）；本协议约定分期履行，诉讼时效期间自最后一期履行期限届满之日起计算（{}）。",
            sides.owing,
            law(&["limitation-acknowledged"]),
            law(&["limitation-instalments"])
        )],
    )
}

/// Where papers reach each of those who sign.
pub fn addresses(desk: &Desk, plan: &Plan) -> Clause {
    let mut texts = vec![
        "各方确认以下送达地址适用于本协议的履行以及因本协议发生的诉讼、仲裁、执行各阶段，按照该地址送达的，即视为送达；变更的，应当书面通知其他各方和受理案件的机构。".to_owned(),
    ];
    for (i, debtor) in desk.brief.case.debtors.iter().enumerate().filter(|(_, d)| signs(plan, d)) {
        let agreed = debtor.service_address.as_ref();
        let place = agreed
            .and_then(|s| s.address.as_ref())
            .or(debtor.residence.as_ref())
            .or(debtor.domicile.as_ref());
        if place.is_none() {
            desk.missing(&format!("debtors[{i}].domicile"));
        }
        let phone = agreed.and_then(|s| s.phone.as_ref()).or(debtor.phones.first());
        let email = agreed.and_then(|s| s.email.as_ref()).or(debtor.emails.first());
        let pieces: Vec<String> = [
            place.map(|p| bare(p).to_owned()),
            phone.map(|p| format!("电话{p}")),
            email.map(|e| format!("电子邮箱{e}")),
        ]
        .into_iter()
        .flatten()
        .collect();
        texts.push(format!("{}：{}。", debtor.name, pieces.join("，")));
    }
    Clause::new("送达地址", texts)
}

/// Where disputes go, or how what was mediated becomes enforceable.
pub fn forum(desk: &Desk, place: Place) -> Option<Clause> {
    match place {
        Place::Contract => {
            let forum = desk.brief.case.contract.forum.as_ref();
            let to = forum.and_then(|f| match f.kind {
                ForumKind::Court => Some(format!("依法向{}提起诉讼", f.court.as_deref()?)),
                ForumKind::Arbitration => Some(format!("提交{}仲裁", f.institution.as_deref()?)),
            });
            let to = to.unwrap_or_else(|| format!("按照{}约定的争议解决方式处理", contract_name(desk)));
            Some(Clause::new("争议解决", vec![format!("因本协议发生争议，协商不成的，{to}。")]))
        }
        Place::Mediation => {
            let text = if desk.brief.case_number.is_some() {
                "各方同意由受理案件的机构依据本协议制作调解书。".to_owned()
            } else {
                format!(
                    "各方同意自本协议生效之日起三十日内，共同向有管辖权的人民法院申请司法确认（{}）。",
                    Citation::joined(&grounds(&desk.brief, &["judicial-confirmation"]))
                )
            };
            Some(Clause::new("协议的效力", vec![text]))
        }
        Place::Decision | Place::Execution => None,
    }
}
