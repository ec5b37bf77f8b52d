//! Broken tables: `tests/tables/bad/*.yaml` hold one mistake each, and say in their first line what must be found.
//!
//! `# CODE line N [name=value]...`

use std::path::Path;

use sucheng::rules::Rulebook;

#[test]
fn every_broken_table_is_refused_with_its_line() {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/tables/bad");
    let mut files: Vec<_> = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path()).collect();
    files.sort();
    let mut failures = Vec::new();
    for path in &files {
        let text = std::fs::read_to_string(path).unwrap();
        let name = path.file_name().unwrap().to_str().unwrap();
        let problems = Rulebook::builtin().lint(name, &text);
        let found: Vec<String> = problems
            .iter()
            .map(|p| {
                let args: String = p
                    .args
                    .iter()
                    .filter(|(k, _)| !["id", "expected"].contains(k))
                    .map(|(k, v)| format!(" {k}={v}"))
                    .collect();
                format!("{} line {}{args}", p.code, p.place.line.unwrap_or(0))
            })
            .collect();
        let expected = text.lines().next().unwrap().trim_start_matches("# ");
        if found != [expected] {
            failures.push(format!("{name}\n  expected {expected}\n  found    {found:?}"));
        }
    }
    assert!(failures.is_empty(), "{}", failures.join("\n"));
    assert!(files.len() >= 50, "only {} broken tables were found", files.len());
}

/// A workspace's table takes the place of the built-in entry of the same id, and `rules list` says so.
#[test]
fn a_workspace_overrides_by_id() {
    let text = "table: periods\nentries:\n- id: defence\n  title: {zh: 答辩期, en: Defence}\n  starts: {zh: 收到之日, en: receipt}\n  roll: forward\n  by: debtor\n  counting: civil-procedure\n  values:\n  - {from: 2021-01-01, value: {length: 20d}, source: {instrument: 示例规定}, checked_on: 2026-01-01, confidence: K}\n- id: local-mediation\n  title: {zh: 本地调解, en: Local mediation}\n  starts: {zh: 签收之日, en: receipt}\n  roll: court\n  by: court\n  counting: civil-procedure\n  values:\n  - {from: 2021-01-01, value: {length: 45d}, source: {instrument: 示例规定}, checked_on: 2026-01-01, confidence: K}\n";
    let builtin = Rulebook::builtin();
    let own = builtin.with_overrides([("rules/own.yaml".to_owned(), text.to_owned())]).unwrap();
    let from = sucheng::domain::date::parse("2026-07-01").unwrap();
    let due =
        |book: &Rulebook, rule: &str| book.deadline(rule, from, None, false).unwrap().value.due.to_string();
    assert_eq!((due(builtin, "defence"), due(&own, "defence")), ("2026-07-16".into(), "2026-07-21".into()));
    assert_eq!(due(&own, "local-mediation"), "2026-08-17", "45 days end on 2026-08-15, a Saturday");
    assert!(builtin.deadline("local-mediation", from, None, false).is_err());
    assert_ne!(builtin.sha256(), own.sha256());
    let origins = own.origins();
    let row = origins.iter().find(|o| o.table == "periods" && o.id == "defence").unwrap();
    assert_eq!((row.file.as_str(), row.replaces.as_deref()), ("rules/own.yaml", Some("periods.yaml")));
    assert_eq!(origins.iter().filter(|o| o.file == "rules/own.yaml").count(), 2);
    let shown = own.get("defence");
    let own_text = shown.iter().find(|s| s.table == "periods").unwrap();
    assert_eq!((own_text.file, own_text.line), ("rules/own.yaml", 3));
    assert!(own_text.text.contains("20d") && !own_text.text.contains("45d"));
}

/// The citations of the Civil Procedure Law in the tables carry the numbering that was in force from that day.
#[test]
fn editions_fit_their_dates() {
    let book = Rulebook::builtin();
    for period in book.periods.iter() {
        for dated in period.values.iter() {
            for citation in dated.source.citations().iter().filter(|c| c.instrument == "民事诉讼法") {
                let in_force = book.edition_on(dated.from).unwrap();
                assert_eq!(
                    in_force.id,
                    citation.edition.unwrap().to_string(),
                    "{} {}",
                    period.id,
                    dated.from
                );
            }
        }
        let first = period.values.first_day().unwrap();
        assert!(first.to_string().as_str() <= "2021-01-01", "{} answers only from {first}", period.id);
    }
}

/// Every code that the rules can give has its words in both languages.
#[test]
fn every_code_has_its_message() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let texts = |dir: &str, ending: &str| -> String {
        let files = std::fs::read_dir(root.join(dir)).unwrap().map(|e| e.unwrap().path());
        let files =
            files.filter(|p| p.extension().is_some_and(|e| e == ending) && !p.ends_with("help.zh.yaml"));
        files.map(|p| std::fs::read_to_string(p).unwrap()).collect::<Vec<_>>().join("\n")
    };
    let messages: std::collections::BTreeMap<String, std::collections::BTreeMap<String, String>> =
        serde_yaml::from_str(&texts("src/cli/messages", "yaml")).unwrap();
    let code = |s: &&str| {
        (s.starts_with("E-") || s.starts_with("R-"))
            && s.bytes().all(|b| b.is_ascii_uppercase() || b.is_ascii_digit() || b == b'-')
    };
    let source = texts("src/rules", "rs");
    let codes: std::collections::BTreeSet<&str> = source.split('"').filter(code).collect();
    assert!(codes.len() > 40, "only {} codes were found", codes.len());
    for code in codes {
        let message = messages.get(code).unwrap_or_else(|| panic!("{code} has no message"));
        assert!(message.contains_key("en") && message.contains_key("zh"), "{code}");
    }
}
