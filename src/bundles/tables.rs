//! The tables: built in, and a workspace's own over them. The only file here that knows `serde_yaml`.

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::profile::{Confidence, Profile};
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::EvidenceKind;
use crate::papers::hash;

const PROFILES: &str = include_str!("tables/cn/court-profiles.yaml");
const GROUPS: &str = include_str!("tables/cn/evidence-groups.yaml");

/// The names of the files in a workspace's `bundles/`.
pub const FILES: [&str; 2] = ["court-profiles.yaml", "evidence-groups.yaml"];

/// A group of evidence (law-cn.md §6.5).
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its id.
    pub id: String,
    /// Its heading.
    pub zh: String,
    /// For English lists.
    pub en: String,
    /// The kinds of evidence in it.
    pub kinds: Vec<EvidenceKind>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ProfileFile {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: Option<NaiveDate>,
    profiles: Vec<Profile>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct GroupFile {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: Option<NaiveDate>,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "confidence")]
    _confidence: Confidence,
    groups: Vec<Group>,
}

/// What courts ask for, and the groups of evidence.
#[derive(Clone, Debug)]
pub struct Tables {
    profiles: Vec<Profile>,
    /// The file of each profile, by place; none of one that is built in.
    origins: Vec<Option<String>>,
    groups: Vec<Group>,
    sha256: String,
}

impl Tables {
    /// The built-in tables with a workspace's own over them: a profile of the same id takes the place of the built-in
    /// one, groups are taken as a whole. `own` are names and texts of its files; `kinds` the kinds of documents.
    ///
    /// # Errors
    /// Everything wrong with the files.
    pub fn read(own: &[(String, String)], kinds: &[&str]) -> Result<Tables, Vec<Problem>> {
        let mut tables =
            Tables { profiles: Vec::new(), origins: Vec::new(), groups: Vec::new(), sha256: String::new() };
        let built_in = [(FILES[0].to_owned(), PROFILES.to_owned()), (FILES[1].to_owned(), GROUPS.to_owned())];
        let (mut problems, mut identity) = (Vec::new(), String::new());
        for (name, text) in built_in.iter().chain(own) {
            identity.push_str(&format!("{name} {}\n", hash::of_bytes(text.as_bytes())));
            if let Err(found) = tables.add(name, text, kinds) {
                problems.extend(found);
            }
        }
        tables.sha256 = hash::of_bytes(identity.as_bytes());
        if problems.is_empty() { Ok(tables) } else { Err(problems) }
    }

    fn add(&mut self, name: &str, text: &str, kinds: &[&str]) -> Result<(), Vec<Problem>> {
        if name.ends_with(FILES[1]) {
            schema(name, text, "sucheng/evidence-groups/v1")?;
            let file: GroupFile = parsed(name, text)?;
            let missing: Vec<String> = EvidenceKind::ALL
                .iter()
                .filter(|kind| file.groups.iter().filter(|g| g.kinds.contains(kind)).count() != 1)
                .map(|kind| kind.id().to_owned())
                .collect();
            if !missing.is_empty() {
                return Err(vec![wrong(name, format!("each kind in one group: {}", missing.join(", ")))]);
            }
            self.groups = file.groups;
            return Ok(());
        }
        schema(name, text, "sucheng/court-profiles/v1")?;
        let file: ProfileFile = parsed(name, text).map_err(|first| others(name, text, first))?;
        let problems: Vec<Problem> = file.profiles.iter().flat_map(|p| p.problems(name, kinds)).collect();
        if !problems.is_empty() {
            return Err(problems);
        }
        for profile in file.profiles {
            let origin = (name != FILES[0]).then(|| name.to_owned());
            match self.profiles.iter().position(|p| p.id == profile.id) {
                Some(at) => {
                    self.profiles[at] = profile;
                    self.origins[at] = origin;
                }
                None => {
                    self.profiles.push(profile);
                    self.origins.push(origin);
                }
            }
        }
        Ok(())
    }

    /// The profile of this id.
    pub fn profile(&self, id: &str) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.id == id)
    }

    /// The profile that names this court.
    pub fn of_court(&self, court: &str) -> Option<&Profile> {
        self.profiles.iter().find(|p| p.courts.iter().any(|c| c == court))
    }

    /// All profiles, each with its file where it is not built in.
    pub fn profiles(&self) -> impl Iterator<Item = (&Profile, Option<&str>)> {
        self.profiles.iter().zip(self.origins.iter().map(Option::as_deref))
    }

    /// The ids of all profiles.
    pub fn ids(&self) -> Vec<&str> {
        self.profiles.iter().map(|p| p.id.as_str()).collect()
    }

    /// The group of a kind of evidence.
    pub fn group(&self, kind: EvidenceKind) -> Option<&Group> {
        self.groups.iter().find(|g| g.kinds.contains(&kind))
    }

    /// Identity of the tables.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

fn parsed<T: DeserializeOwned>(name: &str, text: &str) -> Result<T, Vec<Problem>> {
    serde_yaml::from_str(text).map_err(|error| {
        let place = Place {
            file: Some(name.to_owned()),
            line: error.location().map(|l| l.line() as u64),
            column: error.location().map(|l| l.column() as u64),
            ..Place::default()
        };
        vec![Problem::error("E-BUNDLE-TABLE", place).with("detail", error)]
    })
}

/// The first line that says what a file is, before anything else is held against it.
fn schema(name: &str, text: &str, expected: &str) -> Result<(), Vec<Problem>> {
    let Ok(file) = serde_yaml::from_str::<serde_yaml::Value>(text) else { return Ok(()) };
    let found = file.get("schema").and_then(serde_yaml::Value::as_str).unwrap_or("—");
    let detail = || format!("schema: found {found}, expected {expected}");
    if found == expected { Ok(()) } else { Err(vec![wrong(name, detail())]) }
}

/// The first problem, which knows its line, and those of the other profiles by their ids.
fn others(name: &str, text: &str, mut problems: Vec<Problem>) -> Vec<Problem> {
    let file = serde_yaml::from_str::<serde_yaml::Value>(text).unwrap_or_default();
    let profiles = file.get("profiles").and_then(serde_yaml::Value::as_sequence).into_iter().flatten();
    let refused = profiles.enumerate().filter_map(|(at, profile)| {
        let error = serde_yaml::from_value::<Profile>(profile.clone()).err()?;
        let id = profile.get("id").and_then(serde_yaml::Value::as_str);
        let field = id.map_or_else(|| format!("profiles[{at}]"), str::to_owned);
        let place = Place { file: Some(name.to_owned()), field: Some(field), ..Place::default() };
        Some(Problem::error("E-BUNDLE-TABLE", place).with("detail", error))
    });
    // The first of them is the one whose line is known.
    problems.extend(refused.skip(1));
    problems
}

fn wrong(name: &str, detail: String) -> Problem {
    let place = Place { file: Some(name.to_owned()), ..Place::default() };
    Problem::error("E-BUNDLE-TABLE", place).with("detail", detail)
}
