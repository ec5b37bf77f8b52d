//! Data -> text and mail.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::ops::Range;

use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment, Error, ErrorKind, UndefinedBehavior};
use serde_json::Value;

use super::data;
use super::error::{Fault, PressError, Unprintable};
use super::filters;
use super::jinja;
use super::library::Folder;

/// Steps of one rendering: a mail of a thousand lines takes some ten thousand.
const FUEL: u64 = 1_000_000;
/// The most faults of one rendering that are looked for.
const MOST_FAULTS: usize = 50;
/// Templates end in this; what stands before it is the format of the output.
pub(super) const SUFFIX: &str = ".j2";
/// The subject line lies in the manifest.
pub(super) const SUBJECT: &str = "manifest.yaml";

/// The text templates of one folder, compiled once for all renderings and shared by every thread.
pub struct TextFolder {
    kind: String,
    templates: Environment<'static>,
}

impl TextFolder {
    /// Compiles every `*.j2` of the folder, and the subject in its manifest.
    ///
    /// # Errors
    /// [`PressError::Template`] with file and line of a mistake, [`PressError::Unreadable`] where a file is not UTF-8.
    pub fn open(folder: &Folder) -> Result<TextFolder, PressError> {
        let mut templates = engine();
        let fault = |name: &str, source: &str, error: &Error| PressError::Template {
            kind: folder.kind.clone(),
            faults: vec![fault(&folder.kind, name, Some(source), error)],
        };
        for path in folder.paths().filter(|path| path.ends_with(SUFFIX)) {
            let source = std::str::from_utf8(folder.file(path).unwrap_or_default()).map_err(|e| {
                PressError::Unreadable { file: format!("{}/{path}", folder.kind), why: e.to_string() }
            })?;
            if let Some(long) = long(&folder.kind, path, source) {
                return Err(PressError::Template { kind: folder.kind.clone(), faults: vec![long] });
            }
            templates
                .add_template_owned(path.to_owned(), source.to_owned())
                .map_err(|e| fault(path, source, &e))?;
        }
        if let Some(subject) = &folder.manifest.subject {
            if let Some(long) = long(&folder.kind, SUBJECT, subject) {
                return Err(PressError::Template { kind: folder.kind.clone(), faults: vec![long] });
            }
            templates
                .add_template_owned(SUBJECT, subject.clone())
                .map_err(|e| fault(SUBJECT, subject, &e))?;
        }
        Ok(TextFolder { kind: folder.kind.clone(), templates })
    }

    /// Whether the folder has this text: `body.txt.j2`.
    pub fn has(&self, file: &str) -> bool {
        file != SUBJECT && self.templates.get_template(file).is_ok()
    }

    /// Renders `file`, such as `body.txt.j2`, with the fields of `data` as names.
    ///
    /// # Errors
    /// [`PressError::NoFile`]; [`PressError::Template`] with file, line, excerpt and, where the data lacks it, the
    /// field; [`PressError::TooLarge`] and [`PressError::Control`] as for pages.
    pub fn render(&self, file: &str, data: &Value) -> Result<String, PressError> {
        data::check(&self.kind, data)?;
        let missing = |_| PressError::NoFile { kind: self.kind.clone(), file: file.to_owned() };
        let template = self.templates.get_template(file).map_err(missing)?;
        template.render(Serde(data)).map_err(|error| PressError::Template {
            kind: self.kind.clone(),
            faults: self.every(file, data, error),
        })
    }

    /// Everything that fails in a rendering: the first ends it, so it is tried again without that tag.
    fn every(&self, file: &str, data: &Value, first: Error) -> Vec<Fault> {
        let mut templates = self.templates.clone();
        let mut sources: BTreeMap<String, String> = BTreeMap::new();
        let (mut faults, mut left_out) = (Vec::new(), BTreeSet::new());
        let mut error = first;
        while faults.len() < MOST_FAULTS {
            faults.push(fault(&self.kind, file, None, &error));
            if error.kind() == ErrorKind::OutOfFuel {
                break;
            }
            let cause = innermost(&error);
            let name = cause.name().unwrap_or(file).to_owned();
            let known = self.templates.get_template(&name).map(|t| t.source().to_owned()).unwrap_or_default();
            let source = sources.entry(name.clone()).or_insert(known);
            let Some(at) = cause.range().map(|range| range.start) else { break };
            let (tags, _) = jinja::text::tags(source);
            let Some(tag) = tags.into_iter().find(|tag| tag.range.contains(&at)) else { break };
            let Some(blank) = jinja::text::blank(tag.code, tag.is_statement) else { break };
            let Some(from) = source[tag.range.clone()].find(tag.code).map(|i| tag.range.start + i) else {
                break;
            };
            if !left_out.insert((name.clone(), from)) {
                break;
            }
            source.replace_range(from..from + blank.len(), &blank);
            if templates.add_template_owned(name, source.clone()).is_err() {
                break;
            }
            match templates.get_template(file).and_then(|template| template.render(Serde(data))) {
                Ok(_) => break,
                Err(next) => error = next,
            }
        }
        faults
    }

    /// The subject line of a message: one line, without white space at its ends.
    ///
    /// # Errors
    /// Those of [`TextFolder::render`]; [`PressError::Control`] where a value would break the line,
    /// [`PressError::Empty`] where nothing is left.
    pub fn subject(&self, data: &Value) -> Result<String, PressError> {
        let subject = self.render(SUBJECT, data)?;
        let subject = subject.trim();
        if let Some(character) = subject.chars().find(|c| c.is_control()) {
            let character = Unprintable { character, field: data::field_with(data, character) };
            return Err(PressError::Control { kind: self.kind.clone(), character });
        }
        if subject.is_empty() {
            return Err(PressError::Empty { kind: self.kind.clone() });
        }
        Ok(subject.to_owned())
    }
}

/// The engine without templates.
pub(super) fn engine() -> Environment<'static> {
    let mut engine = Environment::new();
    engine.set_undefined_behavior(UndefinedBehavior::Strict);
    engine.set_auto_escape_callback(|name| match name.strip_suffix(SUFFIX) {
        Some(name) if name.ends_with(".html") => AutoEscape::Html,
        _ => AutoEscape::None,
    });
    engine.set_fuel(Some(FUEL));
    // For errors that can show the place.
    engine.set_debug(true);
    // A tag that has a line to itself leaves none.
    let syntax =
        SyntaxConfig::builder().trim_blocks(true).lstrip_blocks(true).keep_trailing_newline(true).build();
    engine.set_syntax(syntax.expect("invariant: the delimiters are those of Jinja"));
    filters::add(&mut engine);
    engine
}

/// A tag that the engine could not read without end.
fn long(kind: &str, name: &str, source: &str) -> Option<Fault> {
    let (tags, _) = jinja::text::tags(source);
    let (at, why) = tags.iter().find_map(|tag| Some((tag.range.start, jinja::text::too_long(tag.code)?)))?;
    let line = source[..at].rfind('\n').map_or(0, |i| i + 1);
    Some(Fault {
        file: format!("{kind}/{name}"),
        line: source[..at].matches('\n').count() as u64 + 1,
        column: source[line..at].chars().count() as u64 + 1,
        excerpt: source[line..].lines().next().unwrap_or_default().trim().chars().take(160).collect(),
        message: why,
        hints: Vec::new(),
        missing: None,
        trace: Vec::new(),
    })
}

fn innermost(error: &Error) -> &Error {
    let mut cause = error;
    while let Some(inner) = cause.source().and_then(|e| e.downcast_ref::<Error>()) {
        cause = inner;
    }
    cause
}

/// The place of an error. An error inside an included file is told there.
fn fault(kind: &str, name: &str, source: Option<&str>, error: &Error) -> Fault {
    let mut cause = error;
    let mut trace = Vec::new();
    while let Some(inner) = cause.source().and_then(|e| e.downcast_ref::<Error>()) {
        trace.insert(0, format!("{kind}/{}:{}", cause.name().unwrap_or(name), cause.line().unwrap_or(0)));
        cause = inner;
    }
    let source = cause.template_source().or(source).unwrap_or_default();
    let range = cause.range().filter(|range| source.get(range.clone()).is_some());
    let start = range.as_ref().map_or(0, |range| range.start);
    let line_start = source[..start].rfind('\n').map_or(0, |i| i + 1);
    let line = cause.line().unwrap_or(0);
    let excerpt = line.checked_sub(1).and_then(|n| source.lines().nth(n)).unwrap_or_default();
    let undefined = cause.kind() == ErrorKind::UndefinedError;
    let file = cause.name().unwrap_or(name);
    Fault {
        file: format!("{kind}/{file}"),
        line: line as u64,
        column: source[line_start..start].chars().count() as u64 + 1,
        excerpt: excerpt.trim().chars().take(160).collect(),
        message: match cause.detail() {
            Some(detail) => format!("{}: {detail}", cause.kind()),
            None => cause.kind().to_string(),
        },
        hints: Vec::new(),
        missing: range
            .filter(|_| undefined)
            .map(|range| field(source, range))
            .filter(|field| !field.is_empty()),
        trace,
    }
}

/// The field that an expression is about: `debtor.name` of `debtor.name`, of `debtor.name|upper` and, where the error is
/// in the filter, of what stands before its bar.
fn field(source: &str, at: Range<usize>) -> String {
    let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '.' | '[' | ']' | '"' | '\'');
    let (before, expression) = (source[..at.start].trim_end(), source[at].trim_start());
    let filter = expression.starts_with('|') || before.ends_with('|');
    if !filter {
        return expression.split(|c| !is_name(c)).next().unwrap_or_default().to_owned();
    }
    let mut before = before;
    loop {
        before = before.trim_end_matches(|c: char| c == '|' || c.is_whitespace());
        let name = before.rsplit(|c| !is_name(c)).next().unwrap_or_default();
        before = before[..before.len() - name.len()].trim_end();
        if !before.ends_with('|') {
            return name.to_owned();
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::press::Library;

    fn folder(files: &[(&str, &str)], subject: &str) -> Result<TextFolder, PressError> {
        let manifest = format!(
            "kind: note\ntitle: {{zh: 信, en: Note}}\ngroup: message\nversion: 1\nfor: counsel\nsubject: {subject:?}\n"
        );
        let files = files.iter().map(|(path, text)| (format!("note/{path}"), (*text).to_owned()));
        let library = Library::of(files.chain([("note/manifest.yaml".to_owned(), manifest)]));
        TextFolder::open(library.folder("note")?)
    }

    fn render(body: &str, data: &Value) -> Result<String, PressError> {
        folder(&[("body.txt.j2", body)], "信")?.render("body.txt.j2", data)
    }

    fn first(error: PressError) -> Fault {
        match error {
            PressError::Template { mut faults, .. } => faults.remove(0),
            other => panic!("not a template error: {other:?}"),
        }
    }

    #[test]
    fn values_are_text_in_either_format() {
        let data = json!({"name": r#"{{x}} <b>&"李"</b> {% raw %} #read("/etc/passwd")"#});
        let folder = folder(
            &[("body.txt.j2", "致：{{ name }}\n"), ("body.html.j2", "<p>{{ name }}</p>")],
            "{{ name }}",
        )
        .unwrap();
        let name = data["name"].as_str().unwrap();
        assert_eq!(folder.render("body.txt.j2", &data).unwrap(), format!("致：{name}\n"));
        assert_eq!(folder.subject(&data).unwrap(), name);
        let html = folder.render("body.html.j2", &data).unwrap();
        assert!(html.contains("&lt;b&gt;&amp;") && html.contains("{{x}}") && !html.contains("<b>"), "{html}");
        assert!(folder.has("body.txt.j2") && !folder.has("body.docx") && !folder.has("manifest.yaml"));
    }

    /// Expected values: 附一 of 银发〔1997〕393号 for the words, GB/T 9704 for the date, cli.md for the masks.
    #[test]
    fn filters() {
        let data = json!({
            "amount": "6007.14", "whole": 1234567, "day": "2026-01-05", "at": "2026-03-02 10:15",
            "id": "110101198503153011", "phone": "13800000001",
        });
        for (expression, expected) in [
            ("amount|yuan", "6,007.14"),
            ("whole|yuan", "1,234,567.00"),
            ("amount|words", "人民币陆仟零柒元壹角肆分"),
            ("day|date_cn", "2026年1月5日"),
            ("at|date_cn", "2026年3月2日10时15分"),
            ("12|number_cn", "十二"),
            ("'107'|number_cn", "一百零七"),
            ("id|mask_number", "110101********3011"),
            ("phone|mask_phone", "138****0001"),
        ] {
            assert_eq!(render(&format!("{{{{ {expression} }}}}"), &data).unwrap(), expected, "{expression}");
        }
        for wrong in
            ["day|yuan", "day|number_cn", "(1.5)|number_cn", "amount|date_cn", "(1.5)|yuan", "[]|words"]
        {
            let fault = first(render(&format!("甲\n{{{{ {wrong} }}}}"), &data).unwrap_err());
            assert_eq!((fault.line, fault.missing.as_deref()), (2, None), "{wrong}: {fault}");
        }
    }

    #[test]
    fn a_missing_field_names_field_file_line_and_excerpt() {
        let data = json!({"debtor": {"name": "李示例"}, "list": [{}]});
        for (body, line, column, missing) in [
            ("甲\n乙：{{ debtor.nam }}。", 2, 6, "debtor.nam"),
            ("{{ creditor.name }}", 1, 4, "creditor.name"),
            ("{{ owed|yuan }}", 1, 9, "owed"),
            ("{{ owed | yuan | upper }}", 1, 11, "owed"),
            ("\n{% for x in lists %}\n{% endfor %}", 2, 13, "lists"),
            ("{% for x in list %}\n{{ x.title }}\n{% endfor %}", 2, 4, "x.title"),
            ("{% if debtor.minor %}甲{% endif %}", 1, 7, "debtor.minor"),
        ] {
            let error = render(body, &data).unwrap_err();
            assert_eq!(error.code(), "E-DRAFT-FIELD", "{body}");
            let fault = first(error);
            assert_eq!((fault.file.as_str(), fault.line), ("note/body.txt.j2", line), "{body}");
            assert_eq!(fault.missing.as_deref(), Some(missing), "{body}");
            assert_eq!(fault.column, column, "{body}: {fault:?}");
            assert_eq!(fault.excerpt, body.lines().nth(line as usize - 1).unwrap(), "{body}");
        }
        assert_eq!(render("{% if debtor.minor is defined %}甲{% else %}乙{% endif %}", &data).unwrap(), "乙");
    }

    #[test]
    fn a_mistake_in_a_template_is_found_when_it_is_opened() {
        let fault = first(folder(&[("body.txt.j2", "甲\n{{ name")], "信").map(|_| ()).unwrap_err());
        assert_eq!(
            (fault.file.as_str(), fault.line, fault.excerpt.as_str()),
            ("note/body.txt.j2", 2, "{{ name")
        );
        let error = folder(&[("body.txt.j2", "甲")], "{{ name").map(|_| ()).unwrap_err();
        assert_eq!(first(error).file, "note/manifest.yaml");
        let fault = first(render("{{ name|upercase }}", &json!({"name": "a"})).unwrap_err());
        assert!(fault.message.contains("upercase"), "{fault}");
    }

    #[test]
    fn includes_stay_in_the_folder() {
        let data = json!({"name": "李示例"});
        let files = [("body.txt.j2", "{% include \"sign.txt.j2\" %}\n"), ("sign.txt.j2", "此致{{ name }}")];
        assert_eq!(folder(&files, "信").unwrap().render("body.txt.j2", &data).unwrap(), "此致李示例");
        for outside in ["/etc/passwd", "../other/body.txt.j2", "manifest.yml"] {
            let error = render(&format!("{{% include {outside:?} %}}"), &data).unwrap_err();
            assert!(first(error).message.contains(outside));
        }
        let files =
            [("body.txt.j2", "甲\n{% include \"sign.txt.j2\" %}"), ("sign.txt.j2", "此致\n{{ nam }}")];
        let fault = first(folder(&files, "信").unwrap().render("body.txt.j2", &data).unwrap_err());
        assert_eq!((fault.file.as_str(), fault.line), ("note/sign.txt.j2", 2));
        assert_eq!(fault.trace, ["note/body.txt.j2:2"]);
    }

    #[test]
    fn what_would_never_end_ends() {
        let body = "{% for a in range(10000) %}{% for b in range(10000) %}{{ b }}{% endfor %}{% endfor %}";
        let fault = first(render(body, &json!({})).unwrap_err());
        assert!(fault.message.contains("fuel"), "{fault}");
    }

    #[test]
    fn a_subject_is_one_line() {
        let folder = folder(&[], " {{ name }} ").unwrap();
        let error = folder.subject(&json!({"name": "甲\r\nBcc: x@example.com"})).unwrap_err();
        assert!(
            matches!(&error, PressError::Control { character, .. } if character.field.as_deref() == Some("name"))
        );
        assert!(matches!(folder.subject(&json!({"name": " "})), Err(PressError::Empty { .. })));
        assert_eq!(folder.subject(&json!({"name": "案卷移交"})).unwrap(), "案卷移交");
    }
}
