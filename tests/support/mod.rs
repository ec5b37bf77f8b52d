//! One hermetic helper: a folder of its own, a cleared environment, a stopped clock.

pub mod smtp;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The moment every test runs at.
pub const NOW: &str = "2026-11-21T10:00:00+08:00";

/// A folder of its own, removed at the end.
pub struct Room {
    dir: tempfile::TempDir,
}

/// What a run of the program gave.
pub struct Run {
    pub stdout: String,
    pub stderr: String,
    pub status: i32,
}

impl Room {
    pub fn new() -> Self {
        Room { dir: tempfile::Builder::new().prefix("sucheng").tempdir().unwrap() }
    }

    /// A room that is a workspace.
    pub fn workspace() -> Self {
        let room = Room::new();
        assert_eq!(room.run(&["init"]).status, 0);
        room
    }

    /// A workspace with one of the worked cases.
    pub fn with_case(name: &str) -> Self {
        let room = Room::workspace();
        let run = room.run(&["import", case(name).to_str().unwrap()]);
        assert_eq!(run.status, 0, "{}", run.stderr);
        room
    }

    pub fn path(&self) -> &Path {
        self.dir.path()
    }

    pub fn write(&self, name: &str, content: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, content).unwrap();
        path
    }

    /// A file of this room, as one names it in it or as [`Room::seen`] shows its whole path.
    pub fn at(&self, name: &str) -> PathBuf {
        self.path().join(name.strip_prefix("[ROOM]/").unwrap_or(name))
    }

    pub fn read(&self, name: &str) -> String {
        std::fs::read_to_string(self.at(name)).unwrap()
    }

    /// The program, in this room, with nothing of the caller's environment.
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_sucheng"));
        command
            .args(args)
            .current_dir(self.path())
            .env_clear()
            .env("PATH", "/usr/bin:/bin")
            .env("HOME", self.path())
            .env("LANG", "C.UTF-8")
            .env("SUCHENG_NOW", NOW)
            .env("SUCHENG_ACTOR", "tester");
        command
    }

    pub fn run(&self, args: &[&str]) -> Run {
        let output = self.command(args).output().unwrap();
        self.seen(output)
    }

    /// What a run printed, this room's path replaced by `[ROOM]`.
    pub fn seen(&self, output: Output) -> Run {
        let clean = |bytes: Vec<u8>| {
            String::from_utf8(bytes)
                .unwrap()
                .replace(&self.path().canonicalize().unwrap().display().to_string(), "[ROOM]")
                .replace(&self.path().display().to_string(), "[ROOM]")
                .replace(env!("CARGO_MANIFEST_DIR"), "[REPO]")
        };
        Run {
            stdout: clean(output.stdout),
            stderr: clean(output.stderr),
            status: output.status.code().unwrap_or(-1),
        }
    }

    /// The answer to `--json`.
    pub fn json(&self, args: &[&str]) -> serde_json::Value {
        let mut args = args.to_vec();
        args.push("--json");
        let run = self.run(&args);
        serde_json::from_str(&run.stdout).unwrap_or_else(|e| panic!("{e}\n{run}"))
    }
}

impl std::fmt::Display for Run {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "status: {}\n----- stdout\n{}----- stderr\n{}", self.status, self.stdout, self.stderr)
    }
}

/// The folder of a worked case.
pub fn case(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("cases").join(name)
}

/// Whether a program is installed; if not, says which test did not run and what to install.
pub fn installed(program: &str, package: &str, test: &str) -> bool {
    let found = std::env::var_os("PATH")
        .is_some_and(|paths| std::env::split_paths(&paths).any(|dir| dir.join(program).is_file()));
    if !found {
        eprintln!("SKIPPED {test}: install {package}");
    }
    found
}

/// A python that has a module; if there is none, says which test did not run and what to install.
pub fn python_with(module: &str, package: &str, test: &str) -> Option<&'static str> {
    let has = |python: &&str| {
        let run = Command::new(python).args(["-c", &format!("import {module}")]).output();
        run.is_ok_and(|output| output.status.success())
    };
    let found = ["python3", "/usr/bin/python3"].into_iter().find(has);
    if found.is_none() {
        eprintln!("SKIPPED {test}: install {package}");
    }
    found
}
