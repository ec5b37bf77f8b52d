//! The built-in tables, and what a workspace may make of them.

use super::*;

/// Kinds of documents, as the command hands them in.
pub const KINDS: [&str; 10] = [
    "complaint-elements",
    "representative-certificate",
    "power-of-attorney",
    "evidence-list",
    "debt-statement",
    "contact-log",
    "service-address-confirmation",
    "preservation-application",
    "refund-account",
    "complaint",
];

fn own(text: &str) -> Result<Tables, Vec<crate::domain::problem::Problem>> {
    Tables::read(&[(format!("bundles/{}", FILES[0]), text.to_owned())], &KINDS)
}

#[test]
fn the_built_in_tables_read() {
    let tables = Tables::read(&[], &KINDS).unwrap();
    assert_eq!(tables.ids(), ["single", "separate"]);
    assert_eq!(tables.profile("single").unwrap().max_bytes(), 20_000_000);
}

#[test]
fn a_workspace_puts_its_own_over_them() {
    let tables = own(
        "schema: sucheng/court-profiles/v1\nprofiles:\n  - {id: single, title: {zh: 甲, en: A}, source: 本院立案须知, confidence: V, \
         max_file_mb: 50, volume: {name: 证据, numbering: exhibits, parts: [exhibits]}}\n  - {id: west, title: {zh: 乙, en: B}, \
         source: 电话询问, confidence: U, courts: [北京市西城区人民法院], max_file_mb: 10, copies: files, volume: {name: 全卷, parts: \
         [cover, filing, evidence-list, exhibits]}}\n",
    )
    .unwrap();
    assert_eq!(tables.ids(), ["single", "separate", "west"]);
    assert_eq!(tables.profile("single").unwrap().max_file_mb, 50);
    assert_eq!(tables.of_court("北京市西城区人民法院").unwrap().id, "west");
    assert!(tables.of_court("北京市东城区人民法院").is_none());
    assert_ne!(tables.sha256(), Tables::read(&[], &KINDS).unwrap().sha256());
}

#[test]
fn what_cannot_be_meant_is_refused_by_name() {
    let with = |text: &str| {
        format!(
            "schema: sucheng/court-profiles/v1\nprofiles:\n  - {{id: x, title: {{zh: 甲, en: A}}, source: s, confidence: U, {text}}}\n"
        )
    };
    for (text, named) in [
        ("max_file_mb: 0, volume: {name: a, parts: [exhibits]}", "max_file_mb"),
        ("max_file_mb: 9, volume: {name: a/b, parts: [exhibits]}", "a/b"),
        ("max_file_mb: 9, volume: {name: a, parts: [cover]}", "volume.parts"),
        ("max_file_mb: 9, volume: {name: a, parts: [exhibits, complant]}", "complant"),
        (
            "max_file_mb: 9, volume: {name: a, parts: [exhibits]}, files: [{name: a, parts: [filing]}]",
            "twice",
        ),
        (
            "max_file_mb: 9, volume: {name: a, parts: [exhibits]}, files: [{name: b, parts: [exhibits]}]",
            "files: b",
        ),
        ("max_file_mb: 9, volume: {name: a, parts: [exhibits]}, files: [{name: b}]", "files: b"),
        ("max_file_mb: 9, volume: {name: a, parts: [exhibits]}, colour: red", "colour"),
    ] {
        let problems = own(&with(text)).unwrap_err();
        let said = &problems[0].args.iter().find(|(name, _)| *name == "detail").unwrap().1;
        assert!(said.contains(named), "{text}: {said}");
        assert_eq!(problems[0].code, "E-BUNDLE-TABLE");
    }
    let groups = "schema: sucheng/evidence-groups/v1\nsource: s\nconfidence: U\ngroups: [{id: a, zh: 甲, en: A, kinds: [contract]}]\n";
    let problems = Tables::read(&[(format!("bundles/{}", FILES[1]), groups.to_owned())], &KINDS).unwrap_err();
    assert!(problems[0].args[0].1.contains("identity"));
}
