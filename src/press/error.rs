//! What can go wrong between data and paper, as data. `cli` words it.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::letterhead::HeadFlaw;
use crate::domain::problem::{Place, Problem};

/// A place in a template and what is wrong there.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Fault {
    /// File as template authors name it: `complaint/page.typ`, `house/layout.typ`. Empty where no place is known.
    pub file: String,
    /// Line, from 1; 0 where no place is known.
    pub line: u64,
    /// Column in characters, from 1; 0 where no place is known.
    pub column: u64,
    /// The line of the template, cut to 160 characters.
    pub excerpt: String,
    /// What the engine says, in English.
    pub message: String,
    /// What the engine advises.
    pub hints: Vec<String>,
    /// The field that the data lacks, as the template asks for it: `data.debtor.name`.
    pub missing: Option<String>,
    /// Calls that led there, innermost first, as `file:line:column`.
    pub trace: Vec<String>,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.file.is_empty() {
            write!(f, "{}:{}:{}: ", self.file, self.line, self.column)?;
        }
        f.write_str(&self.message)
    }
}

/// A character that cannot be put on paper.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Unprintable {
    /// The character.
    pub character: char,
    /// Path of a field whose text holds it: `debtors[0].name`. `None` where it stands in the template itself.
    pub field: Option<String>,
}

impl Unprintable {
    /// The code point as Unicode writes it: `U+36C3`.
    pub fn code_point(&self) -> String {
        format!("U+{:04X}", u32::from(self.character))
    }
}

/// Why there is no document.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error, Serialize, Deserialize)]
pub enum PressError {
    /// No face that could print Chinese was found.
    #[error("no Chinese font found")]
    NoFont {
        /// Folders that were searched besides the system's own.
        searched: Vec<String>,
    },
    /// A family that the settings name is not installed.
    #[error("font family {family:?} is not installed")]
    UnknownFamily {
        /// The family as the settings name it.
        family: String,
        /// The role it was meant for.
        role: String,
        /// The nearest installed family.
        near: Option<String>,
    },
    /// A file that belongs to a font or a template cannot be read.
    #[error("{file}: {why}")]
    Unreadable {
        /// The file.
        file: String,
        /// The system's reason.
        why: String,
    },
    /// No template of this kind.
    #[error("no template {kind:?}")]
    UnknownKind {
        /// The kind that was asked for.
        kind: String,
        /// The nearest kind there is.
        near: Option<String>,
    },
    /// The folder lacks a file that is needed.
    #[error("template {kind:?} has no {file}")]
    NoFile {
        /// The template.
        kind: String,
        /// The file, relative to the folder.
        file: String,
    },
    /// A manifest does not say what a manifest must say.
    #[error("{file}: {message}")]
    Manifest {
        /// The file: `complaint/manifest.yaml`.
        file: String,
        /// Line, from 1, where known.
        line: Option<u64>,
        /// Column, from 1, where known.
        column: Option<u64>,
        /// What is wrong.
        message: String,
    },
    /// The letterheads of a workspace cannot be printed.
    #[error("{file}: {flaw:?}")]
    Letterhead {
        /// The file: `house/letterhead.yaml`.
        file: String,
        /// What is wrong.
        flaw: HeadFlaw,
    },
    /// The template asks for a field that the data lacks, or is itself wrong. Never empty; the first is the cause.
    #[error("template {kind:?}: {}", .faults[0])]
    Template {
        /// The template.
        kind: String,
        /// Everything that was found.
        faults: Vec<Fault>,
    },
    /// Characters for which no face in use has a glyph.
    #[error("template {kind:?}: no font in use has {}", .characters[0].code_point())]
    Glyph {
        /// The template.
        kind: String,
        /// The characters, never empty.
        characters: Vec<Unprintable>,
    },
    /// A control or direction-override character, which would vanish or reorder what is read.
    #[error("template {kind:?}: {} cannot be printed", .character.code_point())]
    Control {
        /// The template.
        kind: String,
        /// The character and its field.
        character: Unprintable,
    },
    /// A text of the data is longer than any form of it could be.
    #[error("template {kind:?}: {field} has {bytes} bytes, {limit} allowed")]
    TooLarge {
        /// The template.
        kind: String,
        /// The field, or `data` for all of it.
        field: String,
        /// Its length in bytes, or levels of nesting.
        bytes: usize,
        /// The longest allowed.
        limit: usize,
    },
    /// More pages than any filing has.
    #[error("template {kind:?}: {pages} pages, {limit} allowed")]
    TooManyPages {
        /// The template.
        kind: String,
        /// Pages laid out.
        pages: usize,
        /// The most allowed.
        limit: usize,
    },
    /// The pages would be blank.
    #[error("template {kind:?}: nothing would be printed")]
    Empty {
        /// The template.
        kind: String,
    },
    /// A template of the workspace needs more time than a document may take: it loops, or nearly so.
    #[error("template {kind:?}: not done after {seconds} seconds")]
    TooLong {
        /// The template.
        kind: String,
        /// How long it was given.
        seconds: u64,
    },
    /// A template of the workspace needs more memory than a document may take, or nests without end.
    #[error("template {kind:?}: more than {megabytes} MB, or nested without end")]
    Exhausted {
        /// The template.
        kind: String,
        /// How much it was given.
        megabytes: u64,
    },
    /// A template of the workspace had to be ended so often that no more of its documents are begun.
    #[error("template {kind:?}: ended {times} times, given up")]
    GivenUp {
        /// The template.
        kind: String,
        /// How often.
        times: usize,
    },
    /// The engine itself broke on this document. The others are not touched by it.
    #[error("internal fault: {message}")]
    Panic {
        /// What it said.
        message: String,
    },
}

impl PressError {
    /// Stable code of the message catalogue.
    pub fn code(&self) -> &'static str {
        match self {
            PressError::NoFont { .. } => "E-DRAFT-NO-FONT",
            PressError::UnknownFamily { .. } => "E-DRAFT-FONT-FAMILY",
            PressError::Unreadable { .. } => "E-TEMPLATE-FILE",
            PressError::UnknownKind { .. } => "E-TEMPLATE-UNKNOWN",
            PressError::NoFile { .. } => "E-TEMPLATE-NO-FILE",
            PressError::Manifest { .. } => "E-TEMPLATE-MANIFEST",
            PressError::Letterhead { flaw, .. } => flaw.told().0,
            PressError::Template { faults, .. } => match faults.first() {
                Some(Fault { missing: Some(_), .. }) => "E-DRAFT-FIELD",
                Some(Fault { file, .. }) if file.is_empty() => "E-DRAFT-ENGINE",
                _ => "E-DRAFT-TEMPLATE",
            },
            PressError::Glyph { characters, .. } => match characters.first() {
                Some(Unprintable { field: None, .. }) => "E-DRAFT-GLYPH-TEMPLATE",
                _ => "E-DRAFT-GLYPH",
            },
            PressError::Control { .. } => "E-DRAFT-CONTROL",
            PressError::TooLarge { .. } => "E-DRAFT-LARGE",
            PressError::TooManyPages { .. } => "E-DRAFT-PAGES",
            PressError::Empty { .. } => "E-DRAFT-EMPTY",
            PressError::TooLong { .. } => "E-DRAFT-TIME",
            PressError::Exhausted { .. } => "E-DRAFT-MEMORY",
            PressError::GivenUp { .. } => "E-DRAFT-GIVEN-UP",
            PressError::Panic { .. } => "E-DRAFT-FAULT",
        }
    }

    /// The same as a problem for the message catalogue; `src/cli/messages/press.yaml` has the words.
    pub fn problem(&self) -> Problem {
        let at = |file: &str| Place { file: Some(file.to_owned()), ..Place::default() };
        let field = |field: &Option<String>| Place { field: field.clone(), ..Place::default() };
        let problem = |place| Problem::error(self.code(), place);
        let near = |problem: Problem, near: &Option<String>| match near {
            Some(near) => problem.with("near", near),
            None => problem,
        };
        match self {
            PressError::NoFont { searched } => {
                let problem = problem(Place::default());
                if searched.is_empty() { problem } else { problem.with("searched", searched.join(", ")) }
            }
            PressError::UnknownFamily { family, role, near: n } => {
                near(problem(Place::default()).with("found", family).with("role", role), n)
            }
            PressError::Unreadable { file, why } => problem(at(file)).with("file", file).with("why", why),
            PressError::UnknownKind { kind, near: n } => {
                near(problem(Place::default()).with("kind", kind), n)
            }
            PressError::NoFile { kind, file } => {
                problem(at(&format!("{kind}/{file}"))).with("kind", kind).with("file", file)
            }
            PressError::Manifest { file, line, column, message } => {
                problem(Place { line: *line, column: *column, ..at(file) })
                    .with("file", file)
                    .with("message", message)
            }
            PressError::Letterhead { file, flaw } => {
                let told = flaw.told().1.into_iter();
                told.fold(problem(at(file)), |problem, (name, value)| problem.with(name, value))
            }
            PressError::Template { kind, faults } => {
                let Some(fault) = faults.first() else { return problem(Place::default()).with("kind", kind) };
                let place = Place {
                    file: Some(fault.file.clone()).filter(|f| !f.is_empty()),
                    line: Some(fault.line).filter(|&n| n > 0),
                    column: Some(fault.column).filter(|&n| n > 0),
                    field: fault.missing.clone(),
                    ..Place::default()
                };
                let mut problem = problem(place)
                    .with("kind", kind)
                    .with("file", &fault.file)
                    .with("line", fault.line)
                    .with("column", fault.column)
                    .with("excerpt", &fault.excerpt)
                    .with("message", &fault.message);
                if let Some(missing) = &fault.missing {
                    problem = problem.with("field", missing);
                }
                if !fault.hints.is_empty() {
                    problem = problem.with("advice", fault.hints.join("; "));
                }
                problem
            }
            PressError::Glyph { kind, characters } => {
                let mut seen: Vec<String> = Vec::new();
                for c in characters {
                    let text = format!("{} ({})", c.character, c.code_point());
                    if !seen.contains(&text) {
                        seen.push(text);
                    }
                }
                let first = characters.first().and_then(|c| c.field.clone());
                let problem = problem(field(&first)).with("kind", kind).with("characters", seen.join(" "));
                match &first {
                    // `cli` says how the field is corrected, where it knows whose it is.
                    Some(field) => problem.with("field", field).with("amend", ""),
                    None => problem,
                }
            }
            PressError::Control { kind, character } => problem(field(&character.field))
                .with("kind", kind)
                .with("character", character.code_point())
                .with("field", character.field.as_deref().unwrap_or("data")),
            PressError::TooLarge { kind, field: path, bytes, limit } => problem(field(&Some(path.clone())))
                .with("kind", kind)
                .with("field", path)
                .with("found", bytes)
                .with("limit", limit),
            PressError::TooManyPages { kind, pages, limit } => {
                problem(Place::default()).with("kind", kind).with("found", pages).with("limit", limit)
            }
            PressError::Empty { kind } => problem(Place::default()).with("kind", kind),
            PressError::TooLong { kind, seconds } => {
                problem(Place::default()).with("kind", kind).with("limit", seconds)
            }
            PressError::Exhausted { kind, megabytes } => {
                problem(Place::default()).with("kind", kind).with("limit", megabytes)
            }
            PressError::GivenUp { kind, times } => {
                problem(Place::default()).with("kind", kind).with("limit", times)
            }
            PressError::Panic { message } => problem(Place::default()).with("message", message),
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// One of each variant, as far as codes and arguments differ.
    fn all() -> Vec<PressError> {
        let kind = || "letter".to_owned();
        let fault = |file: &str, missing: Option<&str>| Fault {
            file: file.into(),
            line: 3,
            column: 4,
            excerpt: "#data.name".into(),
            message: "wrong".into(),
            hints: vec!["do otherwise".into()],
            missing: missing.map(Into::into),
            trace: Vec::new(),
        };
        let head = |flaw| PressError::Letterhead { file: "house/letterhead.yaml".into(), flaw };
        let template = |fault| PressError::Template { kind: "letter".into(), faults: vec![fault] };
        let character = |field: Option<&str>| Unprintable { character: '㛃', field: field.map(Into::into) };
        vec![
            PressError::NoFont { searched: vec!["fonts".into()] },
            PressError::UnknownFamily { family: "A".into(), role: "kai".into(), near: Some("B".into()) },
            PressError::Unreadable { file: "a".into(), why: "b".into() },
            PressError::UnknownKind { kind: kind(), near: Some("latter".into()) },
            PressError::NoFile { kind: kind(), file: "page.typ".into() },
            PressError::Manifest { file: "a".into(), line: Some(1), column: Some(2), message: "b".into() },
            head(HeadFlaw::Lines(0)),
            head(HeadFlaw::Line("x".into())),
            head(HeadFlaw::Height(1)),
            head(HeadFlaw::NoFile("x".into())),
            head(HeadFlaw::Large("x".into(), 1)),
            head(HeadFlaw::Kind("x".into())),
            head(HeadFlaw::Broken("x".into(), "y".into())),
            head(HeadFlaw::Side("x".into(), [1, 2])),
            head(HeadFlaw::NoPng("x".into(), "y".into())),
            template(fault("letter/page.typ", None)),
            template(fault("letter/page.typ", Some("data.name"))),
            template(fault("", None)),
            PressError::Glyph { kind: kind(), characters: vec![character(Some("name"))] },
            PressError::Glyph { kind: kind(), characters: vec![character(None)] },
            PressError::Control { kind: kind(), character: character(Some("name")) },
            PressError::TooLarge { kind: kind(), field: "name".into(), bytes: 2, limit: 1 },
            PressError::TooManyPages { kind: kind(), pages: 2, limit: 1 },
            PressError::Empty { kind: kind() },
            PressError::TooLong { kind: kind(), seconds: 1 },
            PressError::Exhausted { kind: kind(), megabytes: 1 },
            PressError::GivenUp { kind: kind(), times: 1 },
            PressError::Panic { message: "x".into() },
        ]
    }

    /// Every code has words in both languages, every placeholder a value, and no text is left without an error.
    #[test]
    fn every_problem_can_be_worded() {
        let catalogue: serde_yaml::Mapping =
            serde_yaml::from_str(include_str!("../cli/messages/press.yaml")).unwrap();
        let mut codes = BTreeSet::new();
        for error in all() {
            let problem = error.problem();
            assert_eq!(problem.code, error.code());
            codes.insert(problem.code);
            let entry =
                catalogue.get(problem.code).unwrap_or_else(|| panic!("{} has no words", problem.code));
            for text in ["en", "zh", "hint_en", "hint_zh"] {
                let Some(words) = entry.get(text).and_then(serde_yaml::Value::as_str) else {
                    assert!(text.starts_with("hint"), "{} lacks {text}", problem.code);
                    continue;
                };
                for part in words.split('{').skip(1) {
                    let name = part.split('}').next().unwrap();
                    assert!(problem.args.iter().any(|(n, _)| *n == name), "{} {text}: {name}", problem.code);
                }
            }
        }
        let worded: BTreeSet<&str> = catalogue.keys().filter_map(serde_yaml::Value::as_str).collect();
        assert_eq!(worded, codes);
    }
}
