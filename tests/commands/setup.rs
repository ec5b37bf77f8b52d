//! `sucheng completions` and `man`, help and version.

use super::{ends, shows, writes_nothing};
use crate::support::Room;

#[test]
fn completions_for_each_shell() {
    let room = Room::new();
    for shell in ["bash", "elvish", "fish", "powershell", "zsh"] {
        let script = ends(&room, 0, &["completions", shell]).stdout;
        assert!(
            script.contains("sucheng") && script.contains("agenda") && script.contains("as-of"),
            "{shell}"
        );
    }
    shows(&room, "completions-unknown", &["completions", "csh"]);
}

#[test]
fn manual_pages_for_each_command() {
    let room = Room::new();
    writes_nothing(&room, "man-dry-run", &["man", "man1"]);
    shows(&room, "man", &["man", "man1"]);
    for page in ["sucheng", "sucheng-draft", "sucheng-calc-fee", "sucheng-registry-rebuild"] {
        assert!(room.read(&format!("man1/{page}.1")).starts_with(".ie"), "{page}");
    }
}

#[test]
fn help_in_both_languages() {
    let room = Room::new();
    shows(&room, "help", &["--help"]);
    shows(&room, "help-zh", &["--help", "--lang", "zh-CN"]);
    shows(&room, "help-draft", &["draft", "--help"]);
    shows(&room, "help-draft-zh", &["draft", "--help", "--lang", "zh-CN"]);
    shows(&room, "help-nothing", &[]);
    assert_eq!(ends(&room, 0, &["--version"]).stdout, format!("sucheng {}\n", env!("CARGO_PKG_VERSION")));
}
