//! Filters, tests and functions, tried in the engine itself.

use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind};
use serde_json::Value;

/// Filters that are tried on the values of the sample: none that could make much of little.
const HARMLESS: [&str; 24] = [
    "yuan",
    "words",
    "date_cn",
    "number_cn",
    "mask_number",
    "mask_phone",
    "upper",
    "lower",
    "title",
    "capitalize",
    "trim",
    "length",
    "count",
    "first",
    "last",
    "join",
    "int",
    "float",
    "round",
    "abs",
    "sum",
    "sort",
    "reverse",
    "unique",
];

/// Whether a filter may be tried on any value.
pub(super) fn is_harmless(name: &str) -> bool {
    HARMLESS.contains(&name)
}

/// What a filter makes of a value, or why it makes nothing.
pub(super) fn filtered(
    engine: &Environment<'_>,
    value: &Value,
    name: &str,
    args: &[(Option<String>, Value)],
) -> Result<Value, String> {
    let mut data = serde_json::Map::new();
    data.insert("x".to_owned(), value.clone());
    let mut typed = Vec::new();
    for (at, (name, arg)) in args.iter().enumerate() {
        let name = name.as_ref().map(|name| format!("{name}=")).unwrap_or_default();
        typed.push(format!("{name}a{at}"));
        data.insert(format!("a{at}"), arg.clone());
    }
    let code = if typed.is_empty() { format!("x|{name}") } else { format!("x|{name}({})", typed.join(", ")) };
    let made = engine.compile_expression(&code).and_then(|e| e.eval(Serde(Value::Object(data))));
    let made = made.map_err(|error| crate::press::docx::reason(&error))?;
    serde_json::to_value(&made).map_err(|error| error.to_string())
}

/// Whether there is a filter (`''|`) or test (`'' is `) of this name.
pub(super) fn exists(engine: &Environment<'_>, before: &str, name: &str) -> bool {
    let tried = engine.compile_expression(&format!("{before}{name}")).and_then(|e| e.eval(()));
    let unknown = |kind| matches!(kind, ErrorKind::UnknownFilter | ErrorKind::UnknownTest);
    !tried.is_err_and(|error| unknown(error.kind()))
}

/// Whether the engine itself knows a name.
pub(super) fn exists_name(engine: &Environment<'_>, name: &str) -> bool {
    let asked = engine.compile_expression(&format!("{name} is defined")).and_then(|e| e.eval(()));
    asked.is_ok_and(|is| is.is_true())
}
