//! `sucheng assets`, and what `show` says of proceedings and property.

use crate::support::Room;

const LOAN: &str = "PL-2025-000064";

/// The order of the worked case names 2026-12-17 as the last day of its freeze, which never moves; the day by which to have
/// asked for a renewal is the workday before, a Wednesday.
#[test]
fn property_is_listed_with_the_day_its_hold_lapses() {
    let room = Room::with_case("enforcement");
    let shown = room.json(&["assets", LOAN, "--as-of", "2026-11-22"]);
    let list = shown["assets"].as_array().unwrap();
    let held: Vec<_> = list.iter().filter(|a| a["state"] == "held").collect();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0]["expires"], "2026-12-17");
    assert_eq!(held[0]["holds"][0]["act_by"], "2026-12-16");
    assert_eq!(held[0]["days_left"], 25);
    let soon = room.json(&["assets", "--lapsing", "24", "--as-of", "2026-11-22"]);
    assert!(soon["assets"].as_array().unwrap().is_empty());
    let lapsed = room.json(&["assets", "--lapsing", "0", "--as-of", "2026-12-18"]);
    assert_eq!(lapsed["assets"][0]["state"], "lapsed");
    assert_eq!(lapsed["assets"][0]["problems"][0]["code"], "W-ASSET-LAPSED");
}

#[test]
fn show_links_the_enforcement_to_what_it_enforces() {
    let room = Room::with_case("enforcement");
    let shown = room.json(&["show", LOAN]);
    let found = shown["proceedings"].as_array().unwrap();
    let enforcement = found.iter().find(|p| p["id"] == "enforcement").unwrap();
    assert_eq!(enforcement["links"][0]["how"], "enforces");
    assert_eq!(enforcement["links"][0]["proceeding"], "litigation");
    assert!(enforcement["number"].as_str().unwrap().contains("执"));
}
