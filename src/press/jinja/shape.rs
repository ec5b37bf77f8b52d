//! Which fields the data of a kind may have: those that `fields.yaml` declares, and those of the sample.

use serde_json::Value;

/// Values of one field that are kept, to try filters on.
const KEPT: usize = 4;

/// A longer path is no slip of the pen.
const LONGEST: usize = 200;

/// What may stand at one place of the data.
#[derive(Clone, Debug, Default)]
pub(in crate::press) struct Shape {
    /// Of a record.
    fields: Vec<(String, Shape)>,
    /// Of a list: what one item may be.
    items: Option<Box<Shape>>,
    /// What the sample, or else the declaration, has here; never nothing.
    values: Vec<Value>,
    /// Whether `fields.yaml` speaks of it.
    declared: bool,
    /// Whether the sample has it, be it nothing.
    sampled: bool,
}

impl Shape {
    /// The shape of a sample alone.
    pub(in crate::press) fn of(sample: &Value) -> Shape {
        let mut shape = Shape::default();
        shape.take(sample);
        shape
    }

    /// Adds a field that may be there by its path, `debtors[].name`, with an example if there is one.
    pub(in crate::press) fn declare(&mut self, path: &str, example: Option<&Value>) {
        let mut at = self;
        for step in path.split('.') {
            let name = step.trim_end_matches("[]");
            let index = at.fields.iter().position(|(known, _)| known == name).unwrap_or_else(|| {
                at.fields.push((name.to_owned(), Shape::default()));
                at.fields.len() - 1
            });
            at = &mut at.fields[index].1;
            at.declared = true;
            for _ in step.matches("[]") {
                at = at.items.get_or_insert_default();
                at.declared = true;
            }
        }
        if at.values.is_empty() && !at.sampled {
            at.values.extend(example.filter(|value| !value.is_null()).cloned());
        }
    }

    /// Adds a field that the template itself brings.
    pub(in crate::press) fn add(&mut self, name: &str, value: &Value) {
        let mut field = Shape::of(value);
        field.declared = true;
        self.fields.push((name.to_owned(), field));
    }

    /// The declared path that is spelt most like this one.
    pub(in crate::press) fn nearest_declared(&self, path: &str) -> Option<String> {
        let mut declared = self.clone();
        declared.drop_undeclared();
        declared.nearest(path)
    }

    fn drop_undeclared(&mut self) {
        self.fields.retain(|(_, field)| field.declared);
        self.fields.iter_mut().for_each(|(_, field)| field.drop_undeclared());
        self.items.iter_mut().for_each(|items| items.drop_undeclared());
    }

    fn take(&mut self, value: &Value) {
        self.sampled = true;
        match value {
            Value::Object(fields) => {
                for (name, field) in fields {
                    let known = self.fields.iter().position(|(known, _)| known == name);
                    let index = known.unwrap_or_else(|| {
                        self.fields.push((name.clone(), Shape::default()));
                        self.fields.len() - 1
                    });
                    self.fields[index].1.take(field);
                }
            }
            Value::Array(all) => {
                let items = self.items.get_or_insert_default();
                all.iter().for_each(|item| items.take(item));
            }
            _ => {}
        }
        if !value.is_null() && self.values.len() < KEPT {
            self.values.push(value.clone());
        }
    }

    pub(super) fn field(&self, name: &str) -> Option<&Shape> {
        self.fields.iter().find(|(known, _)| known == name).map(|(_, shape)| shape)
    }

    pub(super) fn items(&self) -> Option<&Shape> {
        self.items.as_deref()
    }

    pub(super) fn values(&self) -> &[Value] {
        &self.values
    }

    pub(super) fn is_record(&self) -> bool {
        !self.fields.is_empty()
    }

    pub(super) fn is_sampled(&self) -> bool {
        self.sampled
    }

    /// Whether nothing can be said of what stands here: nothing or an empty list in the sample, and no declaration.
    pub(super) fn is_open(&self) -> bool {
        self.fields.is_empty() && self.items.is_none() && self.values.is_empty() && !self.declared
    }

    /// Whether any field is declared: then what is not, no document has.
    pub(super) fn is_declared(&self) -> bool {
        self.fields.iter().any(|(_, field)| field.declared)
    }

    /// Fields of the sample that no document of the kind has.
    pub(in crate::press) fn undeclared(&self) -> Vec<String> {
        let mut out = Vec::new();
        if self.is_declared() {
            self.collect_undeclared("", &mut out);
        }
        out
    }

    fn collect_undeclared(&self, path: &str, out: &mut Vec<String>) {
        for (name, field) in &self.fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            match field.declared {
                true => field.collect_undeclared(&path, out),
                false => out.push(path),
            }
        }
        if let Some(items) = &self.items {
            items.collect_undeclared(&format!("{path}[]"), out);
        }
    }

    /// The path below this place that is spelt most like this one, if any is near: at most a third of its letters differ.
    pub(in crate::press) fn nearest(&self, path: &str) -> Option<String> {
        if path.len() > LONGEST {
            return None;
        }
        let mut paths = Vec::new();
        self.paths(String::new(), path.contains("[]") || path.contains('['), &mut paths);
        let by_distance = |known: &String| strsim::damerau_levenshtein(known, path);
        let near = paths.into_iter().filter(|known| known != path).min_by_key(by_distance)?;
        (by_distance(&near) * 3 <= path.chars().count().max(3)).then_some(near)
    }

    fn paths(&self, path: String, lists: bool, out: &mut Vec<String>) {
        for (name, field) in &self.fields {
            let path = if path.is_empty() { name.clone() } else { format!("{path}.{name}") };
            field.paths(path.clone(), lists, out);
            out.push(path);
        }
        if let (Some(items), true) = (&self.items, lists) {
            items.paths(format!("{path}[]"), lists, out);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_is_declared_and_what_is_sampled_are_one_shape() {
        let sample =
            json!({"title": "函", "own": 1, "rows": [{"a": 1}, {"b": null}], "none": [], "nothing": null});
        let mut shape = Shape::of(&sample);
        assert!(shape.undeclared().is_empty(), "nothing is declared, so nothing is undeclared");
        for path in ["title", "rows[].a", "rows[].c.d", "none[]"] {
            shape.declare(path, None);
        }
        shape.declare("phone", Some(&json!("1")));
        let rows = shape.field("rows").unwrap().items().unwrap();
        assert!(rows.field("b").unwrap().is_open() && !rows.field("a").unwrap().is_open());
        assert!(rows.field("c").unwrap().field("d").is_some_and(|d| !d.is_sampled()));
        assert_eq!(shape.field("phone").unwrap().values(), [json!("1")]);
        assert_eq!(shape.undeclared(), ["own", "rows[].b", "nothing"]);
        assert_eq!(shape.nearest("titel").as_deref(), Some("title"));
        assert_eq!(shape.nearest("rows[].c.e").as_deref(), Some("rows[].c.d"));
        assert_eq!(shape.nearest("entirely"), None);
    }
}
