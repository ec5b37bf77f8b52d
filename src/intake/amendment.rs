//! One correction as typed: `debt.interest=3120.55`, `debtors[0].phones=["13800000001"]`, `cause=null`.

use serde_json::Value;

use super::value::{scalar, shown};
use super::yaml::{self, Content};
use super::{check, near, normalise};
use crate::domain::change::{self, Step};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::{CASE, CONTACT, Field, Shape};

/// Checks one value of `amend --set path=value` and gives it as it goes into the facts; `null` removes what stands there.
///
/// Where one value is expected, the text is taken as it is, so that a name may hold `#`, `:` or `*`; quotation marks
/// around it are taken off. Lists and records are read as YAML.
///
/// # Errors
/// The problem, with the path as its field: no such field (and the nearest one), a required field removed, a field that
/// only an import can change, a value that does not fit.
pub fn amendment(path: &str, text: &str) -> Result<Value, Problem> {
    let place = || Place { field: Some(shown(path)), ..Place::default() };
    let target = target(path)?;
    let text = normalise::text(text);
    if matches!(text, "null" | "~") {
        return if target.required {
            Err(Problem::error("E-AMEND-REQUIRED", place()).with("found", shown(path)))
        } else {
            Ok(Value::Null)
        };
    }
    match target.shape {
        Shape::List(_) | Shape::Record(_) | Shape::OrDefault(_) => {
            let tree = yaml::read(text.as_bytes(), path).map_err(|problem| in_field(problem, path))?;
            // `default` stands for something only in a file that is imported into a workspace.
            let shape = match target.shape {
                Shape::OrDefault(fields) => Shape::Record(fields),
                shape => shape,
            };
            let (value, problems) = check::value(&tree.root, &shape, path, path);
            match tree.repeated.into_iter().chain(problems).next() {
                Some(problem) => Err(in_field(problem, path)),
                None if mentions_file(value.as_ref(), &shape) => {
                    Err(Problem::error("E-AMEND-FILE", place()).with("found", shown(path)))
                }
                None => value.ok_or_else(|| Problem::error("E-CASE-NOT-TEXT", place())),
            }
        }
        shape => {
            let text = unquoted(text);
            scalar(&shape, &text).map_err(|fault| fault.at(place(), &text))
        }
    }
}

/// What a path leads to.
struct Target {
    shape: Shape,
    /// Whether the facts need it; an item of a list never is.
    required: bool,
}

fn target(path: &str) -> Result<Target, Problem> {
    let place = || Place { field: Some(shown(path)), ..Place::default() };
    let steps = change::steps(path)
        .map_err(|_| Problem::error("E-AMEND-PATH", place()).with("found", shown(path)))?;
    let mut at = Target { shape: Shape::Record(CASE), required: true };
    let mut walked = String::new();
    for step in &steps {
        at = match (step, at.shape) {
            (Step::Key(key), Shape::Record(fields) | Shape::OrDefault(fields)) => {
                let separator = if walked.is_empty() { "" } else { "." };
                let Some(field) = fields.iter().find(|f| f.name == key) else {
                    return Err(unknown(path, &walked, key, fields));
                };
                walked.push_str(separator);
                walked.push_str(key);
                Target { shape: shape_of(&walked, field), required: field.required }
            }
            (Step::Item(n), Shape::List(of)) => {
                walked.push_str(&format!("[{n}]"));
                Target { shape: *of, required: false }
            }
            _ => return Err(Problem::error("E-AMEND-PATH", place()).with("found", shown(path))),
        };
    }
    match (path, at.shape) {
        ("account", _) => Err(Problem::error("E-AMEND-FIXED", place()).with("found", path)),
        ("schema" | "milestones", _) | (_, Shape::File) => {
            Err(Problem::error("E-AMEND-FILE", place()).with("found", shown(path)))
        }
        _ => Ok(at),
    }
}

/// The shape of a field in the facts. The contact log is a file's name in the case file, and records in the facts.
fn shape_of(path: &str, field: &Field) -> Shape {
    const CONTACTS: Shape = Shape::Record(CONTACT);
    match path {
        "contacts" => Shape::List(&CONTACTS),
        _ => field.shape,
    }
}

fn unknown(path: &str, walked: &str, key: &str, fields: &'static [Field]) -> Problem {
    let here = |name: &str| if walked.is_empty() { name.to_owned() } else { format!("{walked}.{name}") };
    let near = near::nearest(key, fields.iter().map(|f| f.name)).map(here).or_else(|| elsewhere(key));
    let known: Vec<&str> = fields.iter().map(|f| f.name).collect();
    let place = Place { field: Some(shown(path)), ..Place::default() };
    let problem = Problem::error("E-CASE-UNKNOWN-KEY", place)
        .with("found", shown(path))
        .with("expected", known.join(", "));
    match near {
        Some(near) => problem.with("near", near),
        None => problem,
    }
}

/// The one place where a field of this very name stands, for a path that leaves out what is above it.
fn elsewhere(key: &str) -> Option<String> {
    let mut found = Vec::new();
    paths_to(key, CASE, "", &mut found);
    match found.as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    }
}

fn paths_to(key: &str, fields: &'static [Field], above: &str, found: &mut Vec<String>) {
    for field in fields {
        let path = if above.is_empty() { field.name.to_owned() } else { format!("{above}.{}", field.name) };
        if field.name == key {
            found.push(path.clone());
        }
        match field.shape {
            Shape::Record(fields) | Shape::OrDefault(fields) => paths_to(key, fields, &path, found),
            Shape::List(Shape::Record(fields)) => paths_to(key, fields, &format!("{path}[0]"), found),
            _ => {}
        }
    }
}

/// Whether a value names a file: its content would not be taken in.
fn mentions_file(value: Option<&Value>, shape: &Shape) -> bool {
    match (value, shape) {
        (Some(Value::Array(items)), Shape::List(of)) => {
            items.iter().any(|item| mentions_file(Some(item), of))
        }
        (Some(Value::Object(map)), Shape::Record(fields) | Shape::OrDefault(fields)) => {
            fields.iter().any(|field| mentions_file(map.get(field.name), &field.shape))
        }
        (Some(Value::String(_)), Shape::File) => true,
        _ => false,
    }
}

/// The text without quotation marks, where it is one quoted YAML value; else the text as it is.
fn unquoted(text: &str) -> String {
    if text.len() >= 2
        && text.starts_with(['"', '\''])
        && let Ok(tree) = yaml::read(text.as_bytes(), "")
        && let Content::Scalar { text: inner, quoted: true } = tree.root.content
    {
        return inner;
    }
    text.to_owned()
}

/// A problem of the value, placed in the field rather than in a file.
fn in_field(problem: Problem, path: &str) -> Problem {
    let field = problem.place.field.clone().unwrap_or_else(|| shown(path));
    Problem { place: Place { file: None, field: Some(field), ..problem.place }, ..problem }
}
