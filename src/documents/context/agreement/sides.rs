//! Who signs, and what the parties are called: 甲方 the creditor, 乙方 those who owe, 丙方 those who guarantee.

use super::super::super::desk::Desk;
use super::super::super::wording::{capacity, joined, numeral};
use crate::domain::party::{Debtor, Role};
use crate::domain::plan::Plan;

/// Who signs: those whom the plan names, else everyone.
pub fn signs(plan: &Plan, debtor: &Debtor) -> bool {
    plan.signed_by.is_empty() || plan.signed_by.contains(&debtor.name)
}

/// What the parties are called.
pub struct Sides {
    /// What each debtor is called by its place, those who do not sign left out.
    pub roles: Vec<Option<String>>,
    /// Those who owe together: `乙方`, `乙方一、乙方二`.
    pub owing: String,
    /// Those who guarantee: `丙方`.
    pub guaranteeing: String,
}

impl Sides {
    pub fn of(desk: &Desk, plan: &Plan, execution: bool) -> Sides {
        let case = desk.brief.case;
        let mut roles = vec![None; case.debtors.len()];
        let mut side = |letter: &str, guarantor: bool| {
            let of: Vec<usize> = (0..case.debtors.len())
                .filter(|i| (case.debtors[*i].role == Role::Guarantor) == guarantor)
                .filter(|i| signs(plan, &case.debtors[*i]))
                .collect();
            let mut short = Vec::new();
            for (nth, i) in of.iter().enumerate() {
                let name =
                    if of.len() == 1 { letter.to_owned() } else { format!("{letter}{}", numeral(nth + 1)) };
                let is = if execution { "被执行人" } else { capacity(case, &case.debtors[*i]) };
                roles[*i] = Some(format!("{name}（{is}）"));
                short.push(name);
            }
            joined(&short)
        };
        let owing = side("乙方", false);
        let guaranteeing = side("丙方", true);
        if owing.is_empty() {
            desk.refuse("E-DRAFT-PLAN-UNSIGNED", "", &[]);
        }
        Sides { roles, owing, guaranteeing }
    }

    pub fn role(&self, at: usize) -> Option<String> {
        self.roles.get(at).cloned().flatten()
    }

    /// The lines to sign on.
    pub fn signatures(&self, desk: &Desk) -> Vec<String> {
        let case = desk.brief.case;
        let creditor = case.creditor.as_ref().map_or("", |c| c.name.as_str());
        let mut lines = vec![
            format!("甲方：{creditor}（盖章）"),
            "法定代表人（负责人）或者委托代理人（签名）：".to_owned(),
        ];
        for (debtor, role) in case.debtors.iter().zip(&self.roles) {
            let Some(role) = role.as_deref().and_then(|role| role.split('（').next()) else { continue };
            if debtor.is_company() {
                lines.push(format!("{role}：{}（盖章）", debtor.name));
                lines.push("法定代表人（负责人）或者委托代理人（签名）：".to_owned());
            } else {
                lines.push(format!("{role}（签名）：{}", debtor.name));
            }
        }
        lines
    }
}
