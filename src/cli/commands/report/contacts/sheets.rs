//! The report as a workbook.

use crate::cli::contact_log::{self, found};
use crate::cli::desk::Desk;
use crate::domain::problem::Severity;
use crate::domain::proof::Channel;
use crate::reports::contacts::ContactReport;
use crate::reports::{Column, Field, Mark, Table, Value};

/// Its sheets: findings, then what each rule found.
pub fn tables(report: &ContactReport<'_>, desk: &Desk<'_>) -> Vec<Table> {
    let columns = |list: &[(&str, u16)]| -> Vec<Column> {
        list.iter().map(|(code, width)| Column::new(desk.text(code, &[]), *width)).collect()
    };
    let number = |n: usize| Field::from(Value::Integer(i64::try_from(n).unwrap_or(i64::MAX)));
    let mut findings = Table::new(
        desk.text("S-SHEET-FINDINGS", &[]),
        columns(&[
            ("H-ACCOUNT", 18),
            ("H-ENTRY", 8),
            ("H-DAY", 12),
            ("H-TIME", 8),
            ("H-CHANNEL", 10),
            ("H-PARTY", 14),
            ("H-RULE", 22),
            ("H-SEVERITY", 10),
            ("H-FOUND", 60),
            ("H-SOURCE", 60),
            ("H-CONFIDENCE", 8),
        ]),
    );
    for (account, finding) in &report.findings {
        let (code, mark) = match finding.severity {
            Severity::Note => ("M-CHECK-NOTE", None),
            Severity::Warning | Severity::Error => ("M-CHECK-WARNING", Some(Mark::Warning)),
        };
        findings.push(vec![
            Field::text(account.as_str()),
            number(finding.entry as usize),
            Value::Date(finding.at.date()).into(),
            Field::text(finding.at.format("%H:%M").to_string()),
            Field::text(desk.text(&contact_log::channel_code(finding.channel), &[])),
            Field::text(desk.text(&contact_log::party_code(finding.party), &[])),
            Field::text(&finding.rule.id),
            Field { mark, ..Field::text(desk.text(code, &[]).trim()) },
            Field::text(found(finding, desk)),
            Field::text(finding.dated.source.to_string()),
            Field::text(finding.dated.confidence.code()),
        ]);
    }
    let mut rules = Table::new(
        desk.text("S-SHEET-RULES", &[]),
        columns(&[("H-RULE", 22), ("H-TITLE", 36), ("H-WARNINGS", 10), ("H-NOTES", 10), ("H-TOO-OLD", 12)]),
    );
    let ways = Channel::ALL.map(|c| Column::new(desk.text(&contact_log::channel_code(c), &[]), 10));
    rules.columns.extend(ways);
    for count in &report.rules {
        let title = desk.lang().of(&[&count.rule.title.zh, &count.rule.title.en]).to_owned();
        let mut row = vec![Field::text(&count.rule.id), Field::text(title)];
        row.extend([count.warnings, count.notes, count.too_old].map(|n| number(n as usize)));
        row.extend(count.channels.map(|n| number(n as usize)));
        rules.push(row);
    }
    vec![findings, rules]
}
