//! Case folders as people send them.

mod hostile;

use std::fs;
use std::path::Path;

use tempfile::TempDir;

use super::*;
use crate::domain::Amount;
use crate::domain::proof::Media;
use crate::intake::wording::assert_worded;
use crate::papers::{Kept, Shelf, specimens};

/// The case of formats.md, with a valid ID (GB 11643), card (Luhn) and company code (GB 32100).
const FULL: &str = r#"schema: sucheng/case/v1
account: CC-2026-000123            # unique
product: credit-card
batch: 2026Q3-01
referred_on: 2026-07-01
handler: {name: 法务一组, email: legal1@bank.example}
creditor:
  name: 示例银行股份有限公司信用卡中心
  kind: branch
  lender: licensed
  uscc: 91100000100003962T
  head: {name: 周示例, title: 负责人}
  bank_account: {name: 示例银行股份有限公司信用卡中心, bank: 示例银行北京分行, number: "0200000000000000000"}
debtors:
  - role: primary
    name: 李示例
    sex: 女
    id: {type: resident-id, number: 11010519491231002X}
    phones: ["13800000001"]
    service_address: {agreed: true, clause: 领用合约第十五条, phone: 13800000001}
contract:
  title: 示例银行信用卡领用合约
  signed_on: 2021-03-18
  card_number: "6225880123456783"
  limit: 50000
  terms:
    interest: {rate: "0.0005", per: day, day_basis: 365, compounding: monthly}
    penalty: {text: 最低还款额未还部分的5%, clause: 第九条}
  forum: {kind: court, court: 北京市西城区人民法院}
  attribution: null
debt:
  overdue_since: 2025-11-06
  as_of: 2026-06-30
  principal: 38652.41
  interest: "3120.55"
  penalty: "1200.00"
  fees: ~
  accelerated: null
  ledger: statements.csv
  costs: {attorney_fee: "3000.00", preservation_fee: null}
payments: []
contacts: contacts.csv
evidence:
  - {id: contract, kind: contract, title: 信用卡领用合约, file: evidence/contract.pdf, source: 原告, original: false}
  - {id: scan, kind: identity, title: 身份证, file: evidence/id.png}
  - {id: contacts, kind: contact-log, title: 催收记录, from: contacts}
assets: []
counsel: {firm: 示例律师事务所, licence: "11101201510000000"}
milestones: milestones.csv
cause: null
guarantees: []
cap: {apply: yes, test: cumulative}
track: litigation
"#;

/// The least that is a case.
const LEAST: &str = "schema: sucheng/case/v1\naccount: A-1\ndebtors: [{role: primary, name: 李示例}]\n\
    debt: {as_of: 2026-06-30, principal: \"100.00\"}\n";

fn folder(case: &[u8]) -> TempDir {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(CASE_FILE), case).unwrap();
    home
}

fn full() -> TempDir {
    let home = folder(FULL.as_bytes());
    let write = |name: &str, bytes: &[u8]| fs::write(home.path().join(name), bytes).unwrap();
    fs::create_dir(home.path().join("evidence")).unwrap();
    write("evidence/contract.pdf", &specimens::pdf(12));
    write("evidence/id.png", &specimens::png());
    write("contacts.csv", "时间,方式,对象,结果\n2026-03-02 10:15,电话,本人,接通\n".as_bytes());
    write("statements.csv", "date,kind,amount\n2025-10-05,purchase,1280\n".as_bytes());
    write("milestones.csv", "milestone,on,court\nfiled,2026-07-06,北京市西城区人民法院\n".as_bytes());
    home
}

fn read(home: &TempDir) -> Result<Proposal, Vec<Problem>> {
    let read = case_folder(home.path(), &Defaults::default());
    assert_worded(read.as_ref().map_or_else(|problems| problems, |proposal| &proposal.warnings));
    read
}

fn read_case(case: &str) -> Result<Proposal, Vec<Problem>> {
    read(&folder(case.as_bytes()))
}

/// Codes, lines, columns and fields of what is wrong with a case of one file.
fn wrong(case: &str) -> Vec<(&'static str, u64, u64, String)> {
    let problems = match read_case(case) {
        Ok(proposal) => proposal.warnings,
        Err(problems) => problems,
    };
    let place = |p: &Problem| (p.place.line.unwrap_or(0), p.place.column.unwrap_or(0));
    problems
        .iter()
        .map(|p| (p.code, place(p).0, place(p).1, p.place.field.clone().unwrap_or_default()))
        .collect()
}

fn codes(case: &str) -> Vec<&'static str> {
    wrong(case).into_iter().map(|(code, ..)| code).collect()
}

fn arg<'a>(problem: &'a Problem, name: &str) -> Option<&'a str> {
    problem.args.iter().find(|(arg, _)| *arg == name).map(|(_, value)| value.as_str())
}

#[test]
fn a_whole_case() {
    let home = full();
    let proposal = read(&home).unwrap();
    assert_eq!(proposal.warnings, []);
    let case = &proposal.case;
    assert_eq!(case.account.as_str(), "CC-2026-000123");
    assert_eq!(case.debt.principal, Amount::from_fen(3_865_241));
    assert_eq!(case.debt.fees, None);
    assert_eq!(case.contract.limit, Some(Amount::from_fen(5_000_000)));
    assert_eq!(case.primary().unwrap().id.as_ref().unwrap().number, "11010519491231002X");
    assert_eq!(case.creditor.as_ref().unwrap().bank_account.as_ref().unwrap().number, "0200000000000000000");
    assert_eq!((case.contacts.len(), case.statements.len()), (1, 1));
    let stored = case.evidence[0].stored.as_ref().unwrap();
    assert_eq!((stored.pages, stored.media), (12, Media::Pdf));
    assert_eq!(case.evidence[1].stored.as_ref().unwrap().media, Media::Png);
    assert_eq!(case.evidence[2].stored, None);
    assert_eq!(proposal.milestones[0].facts["court"], "北京市西城区人民法院");
    let ids: Vec<_> = proposal.files.iter().map(|(id, _)| id.as_str()).collect();
    assert_eq!(ids, ["contract", "scan"]);
    // What the proposal names can be put on the shelf as it was seen.
    let shelf = Shelf::new(home.path().join("shelf"));
    for (id, path) in &proposal.files {
        let evidence = case.evidence.iter().find(|e| e.id == *id).unwrap();
        let stored = evidence.stored.as_ref().unwrap();
        shelf.put_as(path, stored).unwrap();
        assert_eq!(shelf.verify(stored), Kept::Same);
    }
    // The folder and its case file are the same case.
    let again = case_folder(&home.path().join(CASE_FILE), &Defaults::default()).unwrap();
    assert_eq!((again.case, &again.source), (proposal.case.clone(), &proposal.source));
    // The hash is that of the four files one after the other.
    let names = [CASE_FILE, "contacts.csv", "statements.csv", "milestones.csv"];
    let all: Vec<u8> = names.iter().flat_map(|name| fs::read(home.path().join(name)).unwrap()).collect();
    assert_eq!(proposal.source, Source { file: "case.yaml".into(), sha256: hash::of_bytes(&all) });
}

/// Spaces, comments and the order of fields are no facts.
#[test]
fn the_same_facts_written_otherwise() {
    let home = folder(LEAST.as_bytes());
    let other = "# a case\n\"account\": 'A-1'\r\ndebt:\r\n    principal: 100.00\r\n    as_of: '2026-06-30'\r\n\
        debtors:\r\n- name: \"\\u674e示例\"\r\n  role: primary\r\nschema: sucheng/case/v1\r\n";
    assert_eq!(read(&home).unwrap().case, read_case(other).unwrap().case);
    assert_eq!(read(&home).unwrap().case, read_case(&format!("\u{FEFF}---\n{LEAST}...\n")).unwrap().case);
}

#[test]
fn every_problem_at_once_with_line_and_column() {
    let case = "schema: sucheng/case/v1\n\
        acount: A-1\n\
        product: credit card\n\
        debtors:\n\
        \x20 - role: primary\n\
        \x20   name: [李示例]\n\
        \x20   姓名: x\n\
        \x20   phones: 13800000001\n\
        \x20 - {role: guarantor, name: \"\"}\n\
        debt:\n\
        \x20 as_of: 2026/6/30\n\
        \x20 principal: 1e5\n\
        \x20 interest: -1\n\
        \x20 penalty: 1_000\n\
        \x20 fees: 0x10\n\
        cap: yes\n\
        contract: {card_number: 6.22588E+15, terms: {interest: {rate: 18%, per: month}}}\n";
    assert_eq!(
        wrong(case),
        [
            ("E-CASE-MISSING", 1, 1, "account".into()),
            ("E-CASE-UNKNOWN-KEY", 2, 1, "acount".into()),
            ("E-VALUE-WORD", 3, 10, "product".into()),
            ("E-CASE-NOT-TEXT", 6, 11, "debtors[0].name".into()),
            ("E-CASE-UNKNOWN-KEY", 7, 5, "debtors[0].姓名".into()),
            ("E-CASE-NOT-LIST", 8, 13, "debtors[0].phones".into()),
            ("E-VALUE-BLANK", 9, 29, "debtors[1].name".into()),
            ("E-VALUE-DATE", 11, 10, "debt.as_of".into()),
            ("E-VALUE-AMOUNT", 12, 14, "debt.principal".into()),
            ("E-VALUE-NEGATIVE", 13, 13, "debt.interest".into()),
            ("E-VALUE-AMOUNT", 14, 12, "debt.penalty".into()),
            ("E-VALUE-AMOUNT", 15, 9, "debt.fees".into()),
            ("E-CASE-NOT-RECORD", 16, 6, "cap".into()),
            ("E-VALUE-ROUNDED", 17, 25, "contract.card_number".into()),
            ("E-VALUE-RATE", 17, 63, "contract.terms.interest.rate".into()),
            ("E-VALUE-WORD", 17, 73, "contract.terms.interest.per".into()),
        ]
    );
    let problems = read_case(case).unwrap_err();
    let near = |field: &str| {
        let problem = problems.iter().find(|p| p.place.field.as_deref() == Some(field)).unwrap();
        arg(problem, "near").map(str::to_owned)
    };
    assert_eq!(near("acount").as_deref(), Some("account"));
    assert_eq!(near("product").as_deref(), Some("credit-card"));
    assert_eq!(near("debtors[0].姓名").as_deref(), Some("name"));
    assert_eq!(near("debt.as_of").as_deref(), Some("2026-06-30"));
    assert_eq!(near("contract.terms.interest.rate").as_deref(), Some("0.18"));
    assert_eq!(arg(&problems[2], "expected"), Some("credit-card, personal-loan, online-loan"));
}

/// Problems of other kinds do not hide one another: fields, what holds between them, tables, evidence.
#[test]
fn problems_of_all_kinds_come_together() {
    let home = full();
    let case = FULL
        .replace("contract.pdf", "contrat.pdf")
        .replace("number: 11010519491231002X", "number: 11010519491231002x")
        .replace("batch: 2026Q3-01", "batch: []");
    fs::write(home.path().join(CASE_FILE), case).unwrap();
    fs::write(home.path().join("contacts.csv"), "时间,方式,对象,结果\n2026-03-02,电话,本人,接通\n").unwrap();
    fs::write(home.path().join("statements.csv"), "").unwrap();
    fs::write(home.path().join("evidence/id.png"), specimens::jpeg()).unwrap();
    let problems = read(&home).unwrap_err();
    let found: Vec<_> = problems.iter().map(|p| p.code).collect();
    assert_eq!(
        found,
        [
            "E-CASE-NOT-TEXT",
            "E-ID-LOWERCASE",
            "E-PAPER-MISSING",
            "E-PAPER-MISNAMED",
            "E-VALUE-MINUTE",
            "E-CSV-EMPTY",
        ]
    );
    assert_eq!(arg(&problems[2], "near"), Some("evidence/contract.pdf"));
    assert_eq!(problems[3].place.field.as_deref(), Some("evidence[1].file"));
    let table = &problems[4].place;
    assert!(table.file.as_deref().unwrap().ends_with("contacts.csv"));
    assert_eq!((table.line, table.cell.as_deref()), (Some(2), Some("A2")));
}

#[test]
fn text_that_looks_like_something_else_stays_text() {
    for name in [
        "no",
        "on",
        "NULL示例",
        "007",
        "1.0",
        "true",
        "'#read(\"/etc/passwd\")'",
        "'*李*'",
        "<b>",
        "'{{x}}'",
        "'=cmd'",
        "2026-01-01",
    ] {
        let case = LEAST.replace("李示例", name);
        let read = read_case(&case).unwrap_or_else(|problems| panic!("{name}: {problems:?}"));
        assert_eq!(read.case.debtors[0].name, name.trim_matches('\''));
    }
    let case =
        LEAST.replace("A-1", "0012").replace("李示例", "李示例, phones: [013800000001, 110101198503153011]");
    let case = read_case(&case).unwrap().case;
    assert_eq!(case.account.as_str(), "0012");
    assert_eq!(case.debtors[0].phones, ["013800000001", "110101198503153011"]);
    // An unquoted `#` after a space begins a comment, as YAML has it; what is left is nothing.
    assert_eq!(
        codes(&LEAST.replace("[{role: primary, name: 李示例}]", "\n  - role: primary\n    name: #read\n")),
        ["E-CASE-MISSING"]
    );
}

#[test]
fn names_with_what_cannot_be_printed_are_refused() {
    for (name, code) in [
        ("\"李\\n示例\"", "E-VALUE-LINE-BREAK"),
        ("\"李\\x07示例\"", "E-VALUE-CHARACTER"),
        ("\"李\u{202E}示例\"", "E-VALUE-CHARACTER"),
        ("\"李\\0\"", "E-VALUE-CHARACTER"),
        ("\"  \"", "E-VALUE-BLANK"),
    ] {
        assert_eq!(codes(&LEAST.replace("李示例", name)), [code], "{name}");
    }
    let long = "长".repeat(201);
    assert_eq!(codes(&LEAST.replace("李示例", &long)), ["E-VALUE-LONG"]);
}

#[test]
fn the_creditor_of_the_workspace() {
    let creditor: Creditor = serde_json::from_value(json!({"name": "示例银行"})).unwrap();
    let defaults = Defaults { creditor: Some(creditor.clone()) };
    let with = |line: &str, defaults: &Defaults| {
        let home = folder(format!("{LEAST}{line}").as_bytes());
        let read = case_folder(home.path(), defaults).unwrap();
        (read.case.creditor, read.warnings.iter().map(|w| w.code).collect::<Vec<_>>())
    };
    assert_eq!(with("creditor: default\n", &defaults), (Some(creditor.clone()), vec![]));
    assert_eq!(with("", &defaults), (Some(creditor), vec![]));
    assert_eq!(with("creditor: null\n", &defaults), (None, vec![]));
    assert_eq!(with("creditor: default\n", &Defaults::default()), (None, vec!["W-CASE-NO-CREDITOR"]));
    assert_eq!(with("", &Defaults::default()), (None, vec![]));
}

#[test]
fn warnings_stop_nothing() {
    let case = LEAST
        .replace("李示例", "李示例, sex: 男, id: {type: resident-id, number: '11010519491231002X'}")
        + "evidence: [{id: a, kind: other, title: x}, {id: b, kind: contact-log, title: y, from: contacts}]\n";
    let found: Vec<_> = read_case(&case).unwrap().warnings.iter().map(|w| w.code).collect();
    assert_eq!(found, ["W-ID-SEX", "W-CASE-EVIDENCE-BARE", "W-CASE-EVIDENCE-SOURCE"]);
}

#[test]
fn another_version_is_named_and_nothing_else() {
    let problems = read_case("schema: sucheng/case/v2\nnew_field: 1\n").unwrap_err();
    assert_eq!((problems.len(), problems[0].code), (1, "E-CASE-SCHEMA"));
    assert_eq!(arg(&problems[0], "found"), Some("sucheng/case/v2"));
}

/// Line breaks and comments where YAML allows them mean nothing.
#[test]
fn layout_is_no_fact() {
    let plain = format!("{LEAST}handler: {{name: x, email: y@z.example}}\n");
    for handler in [
        "{name: x\n, email: y@z.example\n}",
        "{name: x, # who\n  email: y@z.example}",
        "\n  name: x  \n\n  # y\n  email: y@z.example \r\n",
    ] {
        let other = format!("{LEAST}handler: {handler}\n");
        assert_eq!(read_case(&other).unwrap().case, read_case(&plain).unwrap().case, "{handler}");
    }
}
