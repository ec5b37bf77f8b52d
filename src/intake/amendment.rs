//! One correction as typed: `debt.interest=3120.55`, `debtors[0].phones=["13800000001"]`, `cause=null`.

use serde_json::Value;

use super::value::{scalar, shown};
use super::yaml::{self, Content};
use super::{Defaults, check, near, normalise};
use crate::domain::change::{self, Step};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::{CASE, CONTACT, Field, Shape};

/// Checks one value of `amend --set path=value` and gives it as it goes into the facts; `null` removes what stands there.
///
/// Where one value is expected, the text is taken as it is, so that a name may hold `#`, `:` or `*`; quotation marks
/// around it are taken off. Lists and records are read as YAML. `creditor=default` takes the workspace's creditor.
///
/// # Errors
/// The problem, with the path as its field: no such field (and the nearest one), a required field removed, a field that
/// only an import can change, a value that does not fit, no creditor in the workspace.
pub fn amendment(path: &str, text: &str, defaults: &Defaults) -> Result<Value, Problem> {
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
    if matches!(target.shape, Shape::OrDefault(_)) && unquoted(text) == "default" {
        let creditor = defaults.creditor.as_ref().and_then(|creditor| serde_json::to_value(creditor).ok());
        return creditor.ok_or_else(|| Problem::error("E-AMEND-NO-CREDITOR", place()));
    }
    match target.shape {
        Shape::List(_) | Shape::Record(_) | Shape::OrDefault(_) => {
            let tree = yaml::read(text.as_bytes(), path).map_err(|problem| in_field(problem, path))?;
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
        .map_err(|_| Problem::error("E-AMEND-NOT-A-PATH", place()).with("found", shown(path)))?;
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
            _ => return Err(Problem::error("E-AMEND-NOT-A-PATH", place()).with("found", shown(path))),
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
    let near = elsewhere(key).or_else(|| near::nearest(key, fields.iter().map(|f| f.name)).map(here));
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::intake::wording::assert_worded;
    use serde_json::json;

    fn wrong(path: &str, text: &str) -> (&'static str, Option<String>) {
        let problem = amendment(path, text, &Defaults::default()).unwrap_err();
        assert_worded(std::slice::from_ref(&problem));
        let near = problem.args.iter().find(|(name, _)| *name == "near").map(|(_, value)| value.clone());
        (problem.code, near)
    }

    #[test]
    fn values_as_their_field_wants_them() {
        for (path, text, value) in [
            ("debt.interest", "3120.5", json!("3120.50")),
            ("debt.as_of", "2026-07-01", json!("2026-07-01")),
            ("debtors[0].id.number", "11010519491231002X", json!("11010519491231002X")),
            ("debtors[0].id.number", "\"11010519491231002X\"", json!("11010519491231002X")),
            ("contract.card_number", "0012", json!("0012")),
            ("debtors[0].service_address.agreed", "false", json!(false)),
            ("contract.terms.interest.day_basis", "360", json!(360)),
            ("cap.apply", "yes", json!("yes")),
            ("cause", "null", Value::Null),
            ("debtors[1]", "null", Value::Null),
            ("debtors[0].phones[1]", "13800000002", json!("13800000002")),
            ("debtors[0].phones", "[13800000001, \"013800000002\"]", json!(["13800000001", "013800000002"])),
            (
                "payments",
                "[{on: 2026-07-15, amount: 1000}]",
                json!([{"on": "2026-07-15", "amount": "1000.00"}]),
            ),
            ("creditor", "{name: 示例银行}", json!({"name": "示例银行"})),
            ("contacts[0].outcome", "promised", json!("promised")),
        ] {
            assert_eq!(amendment(path, text, &Defaults::default()).unwrap(), value, "{path}={text}");
        }
    }

    #[test]
    fn the_creditor_of_the_workspace() {
        let creditor = serde_json::from_value(json!({"name": "示例银行", "lender": "licensed"})).unwrap();
        let defaults = Defaults { creditor: Some(creditor) };
        for text in ["default", " default ", "\"default\""] {
            let value = amendment("creditor", text, &defaults).unwrap();
            assert_eq!(value, json!({"name": "示例银行", "lender": "licensed"}), "{text}");
        }
        assert_eq!(amendment("creditor.name", "default", &defaults).unwrap(), json!("default"));
    }

    /// What YAML would take for a comment, an alias or a record is only a name here.
    #[test]
    fn a_name_is_taken_as_it_stands() {
        for name in [
            "#read(\"/etc/passwd\")",
            "*李*",
            "&a",
            "{{x}}",
            "[x]",
            "- x",
            "a: b",
            "=cmd",
            "!x",
            "no",
            "'",
            "\"x\" y",
        ] {
            assert_eq!(amendment("debtors[0].name", name, &Defaults::default()).unwrap(), json!(name));
        }
    }

    #[test]
    fn paths_that_lead_nowhere_name_the_nearest() {
        assert_eq!(wrong("debt.intrest", "1"), ("E-CASE-UNKNOWN-KEY", Some("debt.interest".into())));
        assert_eq!(wrong("debtors[0].nmae", "x"), ("E-CASE-UNKNOWN-KEY", Some("debtors[0].name".into())));
        assert_eq!(wrong("residence", "x"), ("E-CASE-UNKNOWN-KEY", Some("debtors[0].residence".into())));
        assert_eq!(wrong("colour", "x"), ("E-CASE-UNKNOWN-KEY", None));
        for path in ["debtors.name", "debt[0]", "debt.interest.x", "", "a..b", "Debt", "debtors[x]"] {
            assert_eq!(wrong(path, "x").0, "E-AMEND-NOT-A-PATH", "{path}");
        }
    }

    #[test]
    fn what_cannot_be_changed() {
        assert_eq!(wrong("account", "B-1").0, "E-AMEND-FIXED");
        assert_eq!(wrong("debt.principal", "null").0, "E-AMEND-REQUIRED");
        assert_eq!(wrong("debtors[0].name", "~").0, "E-AMEND-REQUIRED");
        assert_eq!(wrong("debtors[0].name", "").0, "E-VALUE-BLANK");
        for path in ["schema", "milestones", "evidence[0].file", "debt.ledger"] {
            assert_eq!(wrong(path, "x").0, "E-AMEND-FILE", "{path}");
        }
        let evidence = "[{id: a, kind: other, title: x, file: a.pdf}]";
        assert_eq!(wrong("evidence", evidence).0, "E-AMEND-FILE");
        assert_eq!(wrong("evidence[0].stored", "x").0, "E-CASE-UNKNOWN-KEY");
    }

    #[test]
    fn values_that_do_not_fit() {
        for (path, text, code) in [
            ("debt.interest", "1e5", "E-VALUE-AMOUNT"),
            ("debt.interest", "-1", "E-VALUE-NEGATIVE"),
            ("debtors[0].role", "owner", "E-VALUE-WORD"),
            ("debtors[0].name", "a\u{202E}b", "E-VALUE-CHARACTER"),
            ("debtors[0].phones", "13800000001", "E-CASE-NOT-LIST"),
            ("debtors[0].phones", "[a", "E-YAML-SYNTAX"),
            ("debtors[0].phones", "", "E-YAML-EMPTY"),
            ("debtors", "[{role: primary}]", "E-CASE-MISSING"),
            ("handler", "{name: x, name: y}", "E-YAML-DUPLICATE-KEY"),
            ("creditor", "default", "E-AMEND-NO-CREDITOR"),
        ] {
            assert_eq!(wrong(path, text).0, code, "{path}={text}");
        }
    }
}
