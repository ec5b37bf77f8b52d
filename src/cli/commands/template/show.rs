//! `sucheng template show`.

use serde_json::{Value, json};

use super::{described, folder};
use crate::cli::desk::Desk;
use crate::cli::drafting;
use crate::cli::error::{CommandError, Done, Exit};
use crate::cli::table::Table;
use crate::press::fields::{self, Field};

/// Letters of an example that a line shows; `--json` has them all.
const EXAMPLE: usize = 30;

/// Shows a template's manifest and files, or its fields.
pub(super) fn show(kind: &str, only_fields: bool, desk: &mut Desk<'_>) -> Done {
    let press = drafting::press_anywhere(desk)?;
    let folder = folder(&press, kind)?;
    let fields = fields::fields(press.library(), &folder)
        .map_err(|e| CommandError::problems(Exit::Failed, vec![e.problem()]))?;
    if desk.settings.for_programs() {
        let mut body = described(&folder);
        let images = folder.manifest.images.iter();
        let images =
            images.map(|(name, image)| json!({"field": name, "type": "image", "example": image.file}));
        body["fields"] = fields.iter().map(as_data).chain(images).collect::<Vec<_>>().into();
        desk.json("template-show", "fields", body)?;
        return Ok(Exit::Done);
    }
    if only_fields {
        let heading =
            ["H-FIELD", "H-TYPE", "H-MISSING", "H-EXAMPLE", "H-MEANING"].map(|code| desk.text(code, &[]));
        let mut table = Table::new(heading);
        for Field { path, example, meaning, optional } in fields {
            let meaning = meaning.map(|m| desk.lang().of(&[&m.zh, &m.en]).to_owned()).unwrap_or_default();
            let missing = if optional { desk.text("M-TEMPLATE-MAY-BE-MISSING", &[]) } else { String::new() };
            table.row([path, type_of(&example).to_owned(), missing, shown(&example), meaning]);
        }
        for (name, image) in &folder.manifest.images {
            table.row([
                name.clone(),
                "image".to_owned(),
                String::new(),
                image.file.clone(),
                image.alt.clone(),
            ]);
        }
        desk.print_raw(table.render().as_bytes())?;
        return Ok(Exit::Done);
    }
    desk.print(String::from_utf8_lossy(folder.file("manifest.yaml").unwrap_or_default()).trim_end())?;
    for path in folder.paths() {
        desk.print(&format!("# {}/{path}", folder.kind))?;
    }
    Ok(Exit::Done)
}

fn as_data(field: &Field) -> Value {
    let meaning = field.meaning.as_ref().map(|m| json!({"zh": m.zh, "en": m.en}));
    json!({
        "field": field.path, "type": type_of(&field.example), "optional": field.optional,
        "example": field.example, "meaning": meaning,
    })
}

fn shown(example: &Value) -> String {
    let text = example.as_str().map_or_else(|| example.to_string(), str::to_owned);
    let short: String = text.chars().take(EXAMPLE).collect();
    if short.len() < text.len() { short + "…" } else { short }
}

fn type_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "flag",
        Value::Number(_) => "number",
        Value::String(_) => "text",
        Value::Array(_) => "list",
        Value::Object(_) => "record",
    }
}
