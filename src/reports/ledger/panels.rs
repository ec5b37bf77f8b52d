//! Which columns belong together, which a reader needs first, and which take one of a few values.

/// Columns about one subject.
pub struct Panel {
    /// The subject, in Chinese and English.
    pub title: [&'static str; 2],
    /// Its columns, by identifier.
    pub columns: &'static [&'static str],
}

/// The subjects, in the order of the columns where that is possible. Every column is in one of them.
pub const PANELS: [Panel; 6] = [
    Panel {
        title: ["案件与当事人", "Case and parties"],
        columns: &["account", "debtor", "product", "account_number", "branch", "firm", "lawyer", "way"],
    },
    Panel {
        title: ["法院与送达", "Court and service"],
        columns: &[
            "pre_suit_number",
            "case_number",
            "court",
            "judge",
            "clerk",
            "court_phone",
            "accepted_on",
            "service",
            "public_notice_until",
        ],
    },
    Panel {
        title: ["审理与裁判", "Hearing and decision"],
        columns: &[
            "hearing_on",
            "procedure",
            "ended_by",
            "decided_on",
            "in_force_on",
            "awarded_principal",
            "awarded_interest",
            "awarded_costs",
            "appeal",
        ],
    },
    Panel {
        title: ["执行与查控", "Enforcement and seizures"],
        columns: &[
            "enforcement_due",
            "enforcement_number",
            "enforcement_accepted_on",
            "searched",
            "seizure_until",
            "consumption_restricted_on",
            "listed_on",
            "auction",
            "round_terminated_on",
            "resumed_on",
        ],
    },
    Panel {
        title: ["回款与费用", "Money and costs"],
        columns: &[
            "fee",
            "fee_paid_on",
            "recovered",
            "last_recovered_on",
            "court_costs",
            "preservation_costs",
            "attorney_costs",
            "costs_recovered",
        ],
    },
    Panel {
        title: ["期限与下一动作", "Dates and next action"],
        columns: &["limitation_until", "guarantee_until", "next_action", "responsible", "due"],
    },
];

/// The columns that name a row: account and debtor.
pub const NAMES: u16 = 2;

/// What is shown where there is no room for all.
pub const CHIEF: [&str; 10] = [
    "account",
    "debtor",
    "way",
    "case_number",
    "court",
    "accepted_on",
    "recovered",
    "next_action",
    "responsible",
    "due",
];

/// Columns of a few values, by which rows are picked.
pub const CHOICES: [&str; 12] = [
    "product",
    "branch",
    "firm",
    "lawyer",
    "way",
    "court",
    "service",
    "procedure",
    "ended_by",
    "appeal",
    "auction",
    "responsible",
];

#[cfg(test)]
mod tests {
    use super::super::COLUMNS;
    use super::*;

    #[test]
    fn every_column_is_in_one_panel_and_every_name_is_a_column() {
        let of_panels = || PANELS.iter().flat_map(|panel| panel.columns);
        for column in &COLUMNS {
            assert_eq!(of_panels().filter(|id| **id == column.id).count(), 1, "{}", column.id);
        }
        for id in of_panels().chain(&CHIEF).chain(&CHOICES) {
            assert!(COLUMNS.iter().any(|column| column.id == *id), "{id}");
        }
        let names: Vec<&str> = COLUMNS.iter().take(usize::from(NAMES)).map(|column| column.id).collect();
        assert_eq!(names, ["account", "debtor"]);
        assert!(PANELS[0].columns.starts_with(&names));
    }
}
