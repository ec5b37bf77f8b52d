//! What must hold between the values of a case, and the checksums of its numbers.
//!
//! Works on facts as JSON, of which each part may be missing: a file with other mistakes is checked as far as it goes.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::Value;

use super::value::shown;
use crate::domain::identity::{NumberError, bank_card, mask, resident_id, uscc};
use crate::domain::problem::{Place, Problem, Severity};
use crate::domain::{Case, date, shape};

/// What cannot be true of a case as a whole, for those who change one of its facts. Places name fields.
pub fn contradictions(case: &Case) -> Vec<Problem> {
    of_case(case, Severity::Error)
}

/// What is doubtful about a case: checksums, odd dates, guarantors who are not debtors. Places name fields.
pub fn doubts(case: &Case) -> Vec<Problem> {
    of_case(case, Severity::Warning)
}

/// Figures as of a day that has not come.
pub fn future(case: &Case, today: NaiveDate) -> Option<Problem> {
    let place = Place { field: Some("debt.as_of".to_owned()), ..Place::default() };
    let problem = Problem::warning("W-CASE-AS-OF-FUTURE", place);
    (case.debt.as_of > today).then(|| problem.with("found", case.debt.as_of).with("day", today))
}

fn of_case(case: &Case, severity: Severity) -> Vec<Problem> {
    let mut problems = problems_of_facts(&serde_json::to_value(case).expect("a case has string keys only"));
    problems.retain(|problem| problem.severity == severity);
    problems
}

fn problems_of_facts(case: &Value) -> Vec<Problem> {
    check(case, &|path| Place { field: Some(path.to_owned()), ..Place::default() })
}

/// Checks facts; `at` says where a field stands.
pub(super) fn check(case: &Value, at: &dyn Fn(&str) -> Place) -> Vec<Problem> {
    let mut checks = Checks { case, at, problems: Vec::new() };
    checks.debtors();
    checks.numbers();
    checks.dates();
    checks.payments();
    checks.evidence();
    checks.guarantees();
    checks.problems
}

struct Checks<'a> {
    case: &'a Value,
    at: &'a dyn Fn(&str) -> Place,
    problems: Vec<Problem>,
}

impl<'a> Checks<'a> {
    fn list(&self, name: &str) -> &'a [Value] {
        self.case[name].as_array().map_or(&[], Vec::as_slice)
    }

    /// The text at a path such as `/debt/as_of`.
    fn text(&self, pointer: &str) -> Option<&'a str> {
        self.case.pointer(pointer)?.as_str()
    }

    fn day(&self, pointer: &str) -> Option<NaiveDate> {
        date::parse(self.text(pointer)?)
    }

    fn error(&self, code: &'static str, path: &str) -> Problem {
        Problem::error(code, (self.at)(path))
    }

    fn warning(&self, code: &'static str, path: &str) -> Problem {
        Problem::warning(code, (self.at)(path))
    }

    fn debtors(&mut self) {
        // A debtor whose role is itself wrong may be the primary one; that mistake is reported already.
        if !self.case["debtors"].is_array() || self.list("debtors").iter().any(|d| d["role"].is_null()) {
            return;
        }
        let primaries: Vec<usize> =
            (0..).zip(self.list("debtors")).filter(|(_, d)| d["role"] == "primary").map(|(i, _)| i).collect();
        match primaries.as_slice() {
            [] => self.problems.push(self.error("E-CASE-NO-PRIMARY", "debtors")),
            [_] => {}
            [_, rest @ ..] => {
                for i in rest {
                    let problem = self.error("E-CASE-TWO-PRIMARIES", &format!("debtors[{i}].role"));
                    self.problems.push(problem.with("found", primaries.len()));
                }
            }
        }
    }

    fn numbers(&mut self) {
        for (i, debtor) in self.list("debtors").iter().enumerate() {
            let Some(number) = debtor["id"]["number"].as_str() else { continue };
            let path = format!("debtors[{i}].id.number");
            match debtor["id"]["type"].as_str() {
                Some("resident-id") => self.resident(number, &path, debtor["sex"].as_str()),
                Some("uscc") => self.uscc(number, &path),
                _ => {}
            }
        }
        if let Some(number) = self.text("/creditor/uscc") {
            self.uscc(number, "creditor.uscc");
        }
        if let Some(number) = self.text("/contract/card_number")
            && let Err(error) = bank_card::check(number)
        {
            self.doubt("W-CARD-CHECKSUM", "W-CARD-FORM", "contract.card_number", number, &error);
        }
    }

    fn resident(&mut self, number: &str, path: &str, sex: Option<&str>) {
        let found = mask::number(number);
        match resident_id::read(number) {
            Ok(read) => {
                if let Some(sex) = sex.filter(|sex| *sex != read.sex.chinese()) {
                    let field = path.replace("id.number", "sex");
                    let problem = self.warning("W-ID-SEX", &field);
                    self.problems.push(problem.with("found", sex).with("expected", read.sex.chinese()));
                }
            }
            Err(NumberError::Character { character: 'x', position: 18 }) => {
                let upper = mask::number(&number.to_uppercase());
                let problem = self.error("E-ID-LOWERCASE", path);
                self.problems.push(problem.with("found", found).with("near", upper));
            }
            Err(NumberError::Checksum { .. }) => {
                let problem = self.warning("W-ID-CHECKSUM", path);
                self.problems.push(problem.with("found", found));
            }
            Err(NumberError::BirthDate(_)) => {
                let problem = self.warning("W-ID-BIRTH", path);
                self.problems.push(problem.with("found", found));
            }
            Err(error @ NumberError::Character { .. }) => self.id_form("E-ID-CHARACTER", path, found, &error),
            Err(error) => self.id_form("E-ID-LENGTH", path, found, &error),
        }
    }

    fn id_form(&mut self, code: &'static str, path: &str, found: String, error: &NumberError) {
        let problem = detailed(self.error(code, path).with("found", found), error);
        self.problems.push(problem);
    }

    fn uscc(&mut self, number: &str, path: &str) {
        if let Err(error) = uscc::check(number) {
            self.doubt("W-USCC-CHECKSUM", "W-USCC-FORM", path, number, &error);
        }
    }

    fn doubt(
        &mut self,
        checksum: &'static str,
        form: &'static str,
        path: &str,
        number: &str,
        error: &NumberError,
    ) {
        let code = if matches!(error, NumberError::Checksum { .. }) { checksum } else { form };
        let problem = detailed(self.warning(code, path).with("found", mask::number(number)), error);
        self.problems.push(problem);
    }

    /// Days that cannot lie the other way round stop the file; days that hardly can are a warning.
    fn dates(&mut self) {
        let debt = |name: &str| format!("/debt/{name}");
        let contract = |name: &str| format!("/contract/{name}");
        let impossible =
            [(debt("overdue_since"), debt("as_of")), (contract("disbursed_on"), contract("due_on"))];
        for (earlier, later) in &impossible {
            self.order("E-CASE-DATES", earlier, later);
        }
        let odd = [
            (contract("signed_on"), contract("due_on")),
            (contract("signed_on"), debt("overdue_since")),
            (contract("disbursed_on"), debt("overdue_since")),
            (contract("signed_on"), debt("accelerated/on")),
            (debt("repaid/interest_until"), debt("as_of")),
            (debt("overdue_since"), "/referred_on".to_owned()),
        ];
        for (earlier, later) in &odd {
            self.order("W-CASE-DATES", earlier, later);
        }
        for i in 0..self.list("guarantees").len() {
            let of = |name: &str| format!("/guarantees/{i}/{name}");
            self.order("E-CASE-DATES", &of("signed_on"), &of("period_until"));
        }
    }

    /// Refuses, or doubts, the later of two days where it comes before the earlier one.
    fn order(&mut self, code: &'static str, earlier: &str, later: &str) {
        let (Some(first), Some(last)) = (self.day(earlier), self.day(later)) else { return };
        if first <= last {
            return;
        }
        let path = field(later);
        let problem = match code.starts_with('E') {
            true => self.error(code, &path),
            false => self.warning(code, &path),
        };
        self.problems.push(
            problem
                .with("found", last)
                .with("later", &path)
                .with("earlier", field(earlier))
                .with("day", first),
        );
    }

    fn payments(&mut self) {
        let as_of = self.day("/debt/as_of");
        for (i, payment) in self.list("payments").iter().enumerate() {
            if payment["amount"] == "0.00" {
                let problem = self.error("E-VALUE-ZERO", &format!("payments[{i}].amount"));
                self.problems.push(problem.with("found", "0.00"));
            }
            let on = payment["on"].as_str().and_then(date::parse);
            if let (Some(on), Some(as_of)) = (on, as_of)
                && on <= as_of
            {
                let problem = self.warning("W-CASE-PAYMENT-BEFORE", &format!("payments[{i}].on"));
                self.problems.push(problem.with("found", on).with("day", as_of));
            }
        }
    }

    fn evidence(&mut self) {
        let mut first: BTreeMap<&str, usize> = BTreeMap::new();
        for (i, evidence) in self.list("evidence").iter().enumerate() {
            if let Some(id) = evidence["id"].as_str() {
                if let Some(before) = first.get(id) {
                    let problem = self.error("E-CASE-EVIDENCE-TWICE", &format!("evidence[{i}].id"));
                    let before = format!("evidence[{before}]");
                    self.problems.push(problem.with("found", shown(id)).with("first", before));
                } else {
                    first.insert(id, i);
                }
            }
            let path = format!("evidence[{i}]");
            let id = shown(evidence["id"].as_str().unwrap_or_default());
            match (evidence["file"].is_string(), evidence["from"].is_string()) {
                // A file or source that is itself wrong is reported already.
                (false, false) if evidence.is_object() && !evidence["stored"].is_object() => {
                    self.problems.push(self.warning("W-CASE-EVIDENCE-BARE", &path).with("found", id));
                }
                (true, true) => {
                    self.problems.push(self.error("E-CASE-EVIDENCE-BOTH", &path).with("found", id));
                }
                _ => {}
            }
            self.marks(i, evidence);
        }
    }

    /// A mark names a field of the case file and a page that the file has.
    fn marks(&mut self, i: usize, evidence: &Value) {
        let pages = evidence["stored"]["pages"].as_u64();
        for (j, mark) in evidence["marks"].as_array().into_iter().flatten().enumerate() {
            let path = |field: &str| format!("evidence[{i}].marks[{j}].{field}");
            if let Some(fact) = mark["fact"].as_str()
                && shape::at(fact).is_none()
            {
                self.problems.push(self.error("E-CASE-MARK-FACT", &path("fact")).with("found", shown(fact)));
            }
            if let (Some(page), Some(pages)) = (mark["page"].as_u64(), pages)
                && page > pages
            {
                let problem = self.error("E-CASE-MARK-PAGE", &path("page"));
                self.problems.push(problem.with("found", page).with("expected", pages));
            }
        }
    }

    /// A personal guarantee comes from a debtor who is bound as guarantor; a mortgage or pledge may be anyone's of them.
    fn guarantees(&mut self) {
        let debtors = self.list("debtors");
        for (i, guarantee) in self.list("guarantees").iter().enumerate() {
            let Some(by) = guarantee["by"].as_str() else { continue };
            let personal = guarantee["kind"] == "guarantee";
            let named = debtors.iter().any(|d| d["name"] == by && (!personal || d["role"] == "guarantor"));
            if !named {
                let problem = self.warning("W-CASE-GUARANTOR", &format!("guarantees[{i}].by"));
                self.problems.push(problem.with("found", shown(by)));
            }
        }
    }
}

/// `/debt/repaid/interest_until` as it is written in paths: `debt.repaid.interest_until`, `guarantees[0].signed_on`.
fn field(pointer: &str) -> String {
    let mut out = String::new();
    for part in pointer.split('/').skip(1) {
        if part.bytes().all(|b| b.is_ascii_digit()) {
            out.push_str(&format!("[{part}]"));
        } else {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(part);
        }
    }
    out
}

/// With what the error knows, so that no digit of the number itself needs to be shown.
fn detailed(problem: Problem, error: &NumberError) -> Problem {
    match error {
        NumberError::Length { found, expected } => problem.with("length", found).with("expected", expected),
        NumberError::Character { character, position } => {
            problem.with("character", shown(&character.to_string())).with("position", position)
        }
        NumberError::BirthDate(_) | NumberError::Checksum { .. } | NumberError::Form(_) => problem,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::wording::assert_worded;
    use serde_json::json;

    fn found(case: &Value) -> Vec<(&'static str, String)> {
        let problems = problems_of_facts(case);
        assert_worded(&problems);
        problems.into_iter().map(|p| (p.code, p.place.field.unwrap())).collect()
    }

    fn debtor(number: &str, sex: &str) -> Value {
        json!({"debtors": [{"role": "primary", "name": "李示例", "sex": sex,
            "id": {"type": "resident-id", "number": number}}]})
    }

    #[test]
    fn exactly_one_primary_debtor() {
        assert_eq!(found(&json!({"debtors": []})), [("E-CASE-NO-PRIMARY", "debtors".to_owned())]);
        let two = json!({"debtors": [{"role": "primary"}, {"role": "joint"}, {"role": "primary"}]});
        assert_eq!(found(&two), [("E-CASE-TWO-PRIMARIES", "debtors[2].role".to_owned())]);
        // One whose role could not be read may have been the primary one.
        assert_eq!(found(&json!({"debtors": [{"name": "x"}]})), []);
        assert_eq!(found(&json!({})), []);
    }

    /// 11010519491231002X is a published vector of GB 11643 (a woman); law-cn.md §10 item 22 wants X in upper case.
    #[test]
    fn resident_ids() {
        let number = "debtors[0].id.number".to_owned();
        assert_eq!(found(&debtor("11010519491231002X", "女")), []);
        assert_eq!(found(&debtor("11010519491231002X", "男")), [("W-ID-SEX", "debtors[0].sex".to_owned())]);
        assert_eq!(found(&debtor("110105194912310021", "女")), [("W-ID-CHECKSUM", number.clone())]);
        assert_eq!(found(&debtor("11010519491231002x", "女")), [("E-ID-LOWERCASE", number.clone())]);
        assert_eq!(found(&debtor("110105491231002", "女")), []);
        assert_eq!(found(&debtor("110105491331002", "女")), [("W-ID-BIRTH", number.clone())]);
        assert_eq!(found(&debtor("1101054912310021", "女")), [("E-ID-LENGTH", number.clone())]);
        assert_eq!(found(&debtor("11010519491231OO2X", "女")), [("E-ID-CHARACTER", number)]);
        for problem in problems_of_facts(&debtor("110105194912310021", "女")) {
            assert_eq!(problem.severity, Severity::Warning);
            assert!(problem.args.iter().all(|(_, value)| !value.contains("19491231")), "{problem:?}");
        }
        let passport =
            json!({"debtors": [{"role": "primary", "id": {"type": "passport", "number": "E1234"}}]});
        assert_eq!(found(&passport), []);
    }

    #[test]
    fn company_and_card_numbers_are_doubts() {
        let case = json!({
            "creditor": {"uscc": "91100000100003962A"},
            "contract": {"card_number": "6225880123456780"},
            "debtors": [{"role": "primary", "id": {"type": "uscc", "number": "9110000010000396"}}],
        });
        let problems = problems_of_facts(&case);
        assert!(problems.iter().all(|p| p.severity == Severity::Warning));
        let codes: Vec<_> = problems.iter().map(|p| p.code).collect();
        assert_eq!(codes, ["W-USCC-FORM", "W-USCC-CHECKSUM", "W-CARD-CHECKSUM"]);
    }

    #[test]
    fn days_in_an_impossible_order() {
        let case = json!({
            "contract": {"signed_on": "2023-05-10", "disbursed_on": "2023-05-12", "due_on": "2023-05-11"},
            "debt": {"overdue_since": "2026-07-01", "as_of": "2026-06-30"},
            "guarantees": [{"signed_on": "2023-05-10", "period_until": "2023-05-09"}],
            "referred_on": "2026-06-01",
        });
        assert_eq!(
            found(&case),
            [
                ("E-CASE-DATES", "debt.as_of".to_owned()),
                ("E-CASE-DATES", "contract.due_on".to_owned()),
                ("W-CASE-DATES", "referred_on".to_owned()),
                ("E-CASE-DATES", "guarantees[0].period_until".to_owned()),
            ]
        );
        // The first day overdue may be the day of the figures.
        assert_eq!(found(&json!({"debt": {"overdue_since": "2026-06-30", "as_of": "2026-06-30"}})), []);
    }

    #[test]
    fn payments_evidence_and_guarantors() {
        let case = json!({
            "debtors": [{"role": "primary", "name": "李示例"}, {"role": "guarantor", "name": "赵示例"}],
            "debt": {"as_of": "2026-06-30"},
            "payments": [{"on": "2026-07-01", "amount": "0.00"}, {"on": "2026-06-30", "amount": "1.00"}],
            "evidence": [
                {"id": "a", "file": "a.pdf"}, {"id": "b"}, {"id": "a", "from": "contacts"},
                {"id": "c", "file": "c.pdf", "from": "contacts"},
            ],
            "guarantees": [
                {"kind": "guarantee", "by": "赵示例"}, {"kind": "guarantee", "by": "李示例"},
                {"kind": "mortgage", "by": "李示例"}, {"kind": "pledge", "by": "钱示例"},
            ],
        });
        assert_eq!(
            found(&case),
            [
                ("E-VALUE-ZERO", "payments[0].amount".to_owned()),
                ("W-CASE-PAYMENT-BEFORE", "payments[1].on".to_owned()),
                ("W-CASE-EVIDENCE-BARE", "evidence[1]".to_owned()),
                ("E-CASE-EVIDENCE-TWICE", "evidence[2].id".to_owned()),
                ("E-CASE-EVIDENCE-BOTH", "evidence[3]".to_owned()),
                ("W-CASE-GUARANTOR", "guarantees[1].by".to_owned()),
                ("W-CASE-GUARANTOR", "guarantees[3].by".to_owned()),
            ]
        );
    }
}
