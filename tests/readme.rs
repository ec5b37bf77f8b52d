//! What the README shows is what the program does: its tour is run in order in a fresh room, its links lead somewhere.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{Room, Run};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// A command as the reader types it, and the lines that follow it.
struct Step {
    line: usize,
    command: String,
    shown: Vec<String>,
}

/// The console blocks below the heading of the tour.
fn tour(file: &str, heading: &str) -> Vec<Step> {
    let text = fs::read_to_string(root().join(file)).unwrap();
    let mut steps: Vec<Step> = Vec::new();
    let (mut below, mut inside) = (false, false);
    for (n, line) in text.lines().enumerate() {
        match line {
            _ if line.starts_with("## ") => below = line == heading,
            "```console" => inside = true,
            "```" => inside = false,
            _ if !(below && inside) => {}
            _ => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    steps.push(Step { line: n + 1, command: command.to_owned(), shown: Vec::new() });
                }
                (None, Some(step)) => step.shown.push(line.to_owned()),
                (None, None) => panic!("{file}:{}: output before any command", n + 1),
            },
        }
    }
    steps
}

/// Types the command into a shell in the folder that the reader has reached.
fn types(room: &Room, here: &mut PathBuf, command: &str) -> Run {
    if let Some(dir) = command.strip_prefix("cd ") {
        here.push(dir);
        assert!(here.is_dir(), "no {}", here.display());
        return Run { stdout: String::new(), stderr: String::new(), status: 0 };
    }
    let bin = Path::new(env!("CARGO_BIN_EXE_sucheng")).parent().unwrap();
    let mut shell = room.command(&[]);
    let mut typed = std::process::Command::new("/bin/sh");
    typed.arg("-c").arg(command).current_dir(here.as_path()).env_clear();
    typed.envs(
        shell
            .env("PATH", format!("{}:/usr/bin:/bin", bin.display()))
            .get_envs()
            .filter_map(|(k, v)| Some((k, v?))),
    );
    room.seen(typed.output().unwrap())
}

/// Whether a printed line is the one shown; ` ...` at its end and `...` at its beginning stand for what is left out.
fn same_line(shown: &str, printed: &str) -> bool {
    let (shown, printed) = (shown.trim_end(), printed.trim_end());
    match (shown.strip_suffix(" ..."), shown.strip_prefix("...")) {
        (Some(start), _) => printed.starts_with(start),
        (None, Some(end)) => printed.ends_with(end),
        (None, None) => printed == shown,
    }
}

/// Whether printed lines are those shown; `...` stands for any lines, or none.
fn same(shown: &[String], printed: &[&str]) -> bool {
    match shown.split_first() {
        None => printed.is_empty(),
        Some((first, rest)) if first.trim() == "..." => {
            (0..=printed.len()).any(|n| same(rest, &printed[n..]))
        }
        Some((first, rest)) => {
            printed.split_first().is_some_and(|(line, more)| same_line(first, line) && same(rest, more))
        }
    }
}

fn is_true(file: &str, heading: &str, at_least: &[&str]) {
    let steps = tour(file, heading);
    for verb in at_least {
        assert!(
            steps.iter().any(|s| s.command.starts_with(&format!("sucheng {verb}"))),
            "{file} does not show {verb}"
        );
    }
    let room = Room::new();
    let mut here = room.path().to_path_buf();
    for step in steps {
        let run = types(&room, &mut here, &step.command);
        let all = format!("{}{}", run.stdout, run.stderr);
        // A refusal prints its reasons first, then the count.
        let other = format!("{}{}", run.stderr, run.stdout);
        let fits =
            [&all, &other].into_iter().any(|text| same(&step.shown, &text.lines().collect::<Vec<_>>()));
        assert!(
            fits,
            "{file}:{}: $ {}\n--- shown\n{}\n--- printed\n{all}",
            step.line,
            step.command,
            step.shown.join("\n")
        );
    }
}

const VERBS: [&str; 12] =
    ["demo", "list", "show", "agenda", "check", "import", "record", "pay", "undo", "draft", "verify", "calc"];

#[test]
fn the_tour_is_true() {
    is_true("README.md", "## A tour", &VERBS);
}

#[test]
fn the_chinese_tour_is_true() {
    is_true("README.zh-CN.md", "## 上手", &VERBS);
}

#[test]
fn three_points_stand_for_any_lines() {
    let shown = |text: &str| text.lines().map(str::to_owned).collect::<Vec<_>>();
    assert!(same(&shown("a\n...\nd"), &["a", "b", "c", "d"]));
    assert!(same(&shown("a\n..."), &["a"]));
    assert!(!same(&shown("a\n...\nd"), &["a", "b"]));
    assert!(!same(&shown("a"), &["a", "b"]));
    assert!(same(&shown("due ..."), &["due 2026-10-08"]) && !same(&shown("due ..."), &["paid"]));
}

/// The targets of `[text](target)` and `![text](target)`.
fn links(text: &str) -> Vec<String> {
    text.split("](")
        .skip(1)
        .filter_map(|rest| rest.split_once(')').map(|(target, _)| target.to_owned()))
        .collect()
}

#[test]
fn links_lead_somewhere() {
    let mut seen = 0;
    for file in ["README.md", "README.zh-CN.md", "cases/README.md", "CHANGELOG.md"] {
        let text = fs::read_to_string(root().join(file)).unwrap();
        for link in links(&text) {
            seen += 1;
            if link.starts_with("https://") {
                continue;
            }
            let base = root().join(file);
            let target = base.parent().unwrap().join(link.split('#').next().unwrap());
            assert!(target.exists(), "{file}: {link}");
        }
    }
    assert!(seen >= 8, "only {seen} links were found");
}

/// Both languages name the same exit codes and promise the same five things.
#[test]
fn both_languages_say_as_much() {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let (english, chinese) = (read("README.md"), read("README.zh-CN.md"));
    let codes = |text: &str| -> Vec<String> {
        text.lines()
            .filter_map(|l| l.strip_prefix("| ")?.split_once(" |").map(|(c, _)| c.to_owned()))
            .filter(|c| c.bytes().all(|b| b.is_ascii_digit()))
            .collect()
    };
    assert_eq!(codes(&english), ["0", "1", "2", "3", "4", "5", "6", "7", "130"]);
    assert_eq!(codes(&english), codes(&chinese));
    let headings = |text: &str| text.lines().filter(|l| l.starts_with("## ")).count();
    assert_eq!(headings(&english), headings(&chinese));
}

/// The picture is a PNG and small enough for a page that loads quickly.
#[test]
fn the_picture_is_small() {
    let bytes = fs::read(root().join(".github/complaint.png")).unwrap();
    assert!(bytes.starts_with(b"\x89PNG") && bytes.len() < 200_000, "{} bytes", bytes.len());
}
