//! The program's own Word templates: what they say beside their pages, and what other programs make of them.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::LazyLock;

use chrono::NaiveDate;
use serde_json::Value;
use sucheng::docket::{Docket, Recorded};
use sucheng::documents::{self, Brief, Stage};
use sucheng::domain::Case;
use sucheng::domain::event::{MilestoneEvent, Source};
use sucheng::domain::problem::Severity;
use sucheng::intake::{Defaults, case_folder};
use sucheng::papers::Package;
use sucheng::press::{Folder, FontSettings, Library, PageOptions, Pages, Press, doctor};
use sucheng::rules::Rulebook;

use crate::documents::{agreed, brief, told_on};
use crate::support;

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(&FontSettings::default(), Library::built_in()).unwrap());

/// What lawyers edit in Word.
const EDITED: [&str; 25] = [
    "appeal",
    "arbitration-application",
    "assignment-notice",
    "auction-application",
    "claim-declaration",
    "complaint",
    "consumption-restriction",
    "demand-letter",
    "dishonest-list",
    "effectiveness-certificate-application",
    "enforcement-power-of-attorney",
    "evidence-list",
    "instalment-agreement",
    "judicial-confirmation-application",
    "lawyers-letter",
    "payment-order-application",
    "power-of-attorney",
    "preservation-application",
    "property-clues",
    "public-notice-application",
    "resumption-application",
    "seal-renewal",
    "settlement-agreement",
    "substitution-application",
    "withdrawal-application",
];

fn folder(kind: &str) -> &'static Folder {
    PRESS.library().folder(kind).unwrap()
}

/// The day the documents bear: the one the worked cases are written for.
fn today() -> NaiveDate {
    "2026-11-21".parse().unwrap()
}

/// A judgment in force.
fn judged() -> Vec<Recorded<MilestoneEvent>> {
    let happened = |milestone: &str, facts: &[(&str, &str)]| Recorded {
        seq: 1,
        at: "2026-07-01T10:00:00+08:00".parse().unwrap(),
        command: String::new(),
        what: MilestoneEvent {
            track: "litigation".to_owned(),
            milestone: milestone.to_owned(),
            on: today(),
            facts: facts.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect(),
            evidence: Vec::new(),
        },
    };
    vec![
        happened("filed", &[("court", "示例市示例区人民法院")]),
        happened("accepted", &[("case_number", "（2026）示0101民初1号")]),
        happened("judgment", &[("principal", "38000.00"), ("perform_within_days", "10")]),
        happened("effective", &[]),
    ]
}

/// The worked cases, the richer ones of the tests, and the masked twins of all: kind, name, data of each document that
/// has a Word version.
fn drawn() -> Vec<(&'static str, String, Value)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut cases: Vec<(String, Case)> = Vec::new();
    for entry in fs::read_dir(root.join("cases")).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            let name = path.file_name().unwrap().to_string_lossy().into_owned();
            cases.push((name, case_folder(&path, &Defaults::default()).unwrap().case));
        }
    }
    let everyone = fs::read_to_string(root.join("tests/documents/everyone.yaml")).unwrap();
    cases.push(("everyone".to_owned(), serde_yaml::from_str(&everyone).unwrap()));
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    let mut out = Vec::new();
    for (name, case) in &cases {
        let source = Source { file: "case.yaml".to_owned(), sha256: String::new() };
        let docket = Docket::of_case(case, source);
        let Ok(money) = docket.claim(today(), Rulebook::builtin()) else { continue };
        let plain = Brief::new(case, &money, today());
        let told = told_on(case);
        for document in EDITED.iter().filter_map(|kind| documents::find(kind)) {
            if matches!(document.stage, Stage::Suit | Stage::Enforcement | Stage::Change) {
                for (how, case, redacted) in
                    [("", case, false), (" told on", &told, false), (" masked", &told, true)]
                {
                    if let Ok(data) = documents::data(document, &brief(document, case, &money), redacted) {
                        out.push((document.kind, format!("{name}{how}"), data));
                    }
                }
            }
        }
        let rich = Brief {
            reference: Some("（2026）示例函字第12号"),
            pay_by: "2026-12-05".parse().ok(),
            ..Brief::new(case, &money, today())
        };
        let before = [Stage::PreAction, Stage::Agreed, Stage::Filing];
        let kinds = EDITED.iter().filter_map(|kind| documents::find(kind));
        for document in kinds.filter(|d| before.contains(&d.stage)) {
            let (plain, rich) = match document.stage {
                Stage::Agreed => (agreed(document.kind, case, plain), agreed(document.kind, case, rich)),
                _ => (plain, rich),
            };
            for (how, brief, redacted) in
                [("", &plain, false), (" rich", &rich, false), (" masked", &rich, true)]
            {
                if let Ok(data) = documents::data(document, brief, redacted) {
                    out.push((document.kind, format!("{name}{how}"), data));
                }
            }
            // Letters after a judgment.
            if document.kind.ends_with("-letter") {
                let history = judged();
                for (how, brief) in [(" judged", &plain), (" judged rich", &rich)] {
                    let brief = Brief { history: &history, ..*brief };
                    if let Ok(data) = documents::data(document, &brief, false) {
                        assert!(data.get("decided").is_some(), "{name}");
                        out.push((document.kind, format!("{name}{how}"), data));
                    }
                }
            }
        }
    }
    for kind in EDITED {
        out.push((kind, "sample".to_owned(), doctor::sample(folder(kind)).unwrap()));
        let drawn = out.iter().filter(|(k, ..)| *k == kind).count();
        assert!(drawn > 3, "{kind} is drawn {drawn} times: too few to tell anything");
    }
    out
}

fn pages(kind: &str, data: &Value) -> Pages {
    PRESS.pages(folder(kind), data, &PageOptions::on(today())).unwrap()
}

fn word(kind: &str, data: &Value) -> Vec<u8> {
    folder(kind).word(data).unwrap_or_else(|e| panic!("{kind}: {e:#?}"))
}

fn solid(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

/// The paragraphs of a part without white space, in the order of reading; empty ones are left out.
fn paragraphs(docx: &[u8], part: &str) -> Vec<String> {
    let package = Package::open(docx).unwrap();
    let xml = package.text(part).unwrap().to_owned();
    let mut out = Vec::new();
    for paragraph in xml.split("</w:p>") {
        let mut text = String::new();
        for piece in paragraph.split("<w:t").skip(1).filter(|piece| piece.starts_with(['>', ' '])) {
            let (head, inner) = piece.split_once('>').unwrap();
            if head.ends_with('/') {
                continue;
            }
            text.push_str(inner.split("</w:t>").next().unwrap());
        }
        let plain = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];
        let text = plain.iter().fold(text, |text, (from, to)| text.replace(from, to));
        out.push(solid(&text));
    }
    out.retain(|text| !text.is_empty());
    out
}

/// The text of pages without white space, feet, the mark of a masked twin, and a table's header where it is repeated.
fn printed(pages: &Pages, header: &str) -> String {
    let mut out = String::new();
    for (at, page) in pages.text.iter().enumerate() {
        let mut page = solid(page)
            .replace(&format!("第{}页共{}页", at + 1, pages.pages), "")
            .replace("脱敏版本，不作为递交文本", "");
        if at > 0 && !header.is_empty() && out.contains(header) {
            page = page.replace(header, "");
        }
        out.push_str(&page);
    }
    out
}

/// The header of a table that may be longer than a page.
fn header(kind: &str) -> &'static str {
    match kind {
        "evidence-list" => "编号证据名称证据来源证明对象和内容份数页码原件或复制件",
        "instalment-agreement" | "settlement-agreement" => "期次还款日金额（元）",
        "preservation-application" => "序号财产种类财产信息或者线索估值（元）保全措施期限",
        "property-clues" => "序号财产种类财产信息或者线索估值（元）来源",
        "seal-renewal" => "序号财产种类财产措施裁定文号到期日续行期限",
        "auction-application" => "序号财产种类财产权利人查封文号到期日参考价（元）优先权及在先查封",
        _ => "",
    }
}

/// Compares paragraph by paragraph, in the order of reading.
fn same(kind: &str, name: &str, data: &Value, pages: &Pages, docx: &[u8]) {
    let pdf = printed(pages, header(kind));
    let mut rest = pdf.as_str();
    for line in paragraphs(docx, "word/document.xml") {
        let Some(after) = rest.strip_prefix(line.as_str()) else {
            let there = if pdf.contains(&line) { "elsewhere" } else { "nowhere in the PDF" };
            let next: String = rest.chars().take(120).collect();
            panic!("{kind} of {name}: Word says\n  {line}\n({there}) where the PDF says\n  {next}");
        };
        rest = after;
    }
    assert_eq!(rest, "", "{kind} of {name}: only the PDF says this");
    let mark: String = paragraphs(docx, "word/header1.xml").concat();
    assert_eq!(mark == "脱敏版本，不作为递交文本", data["redacted"] == true, "{kind} of {name}: {mark}");
}

/// PDF and Word state the same: word for word, in the same order, so every amount, date, name, number, article and claim.
#[test]
fn pdf_and_word_say_the_same() {
    let mut compared = BTreeSet::new();
    for (kind, name, data) in drawn() {
        same(kind, &name, &data, &pages(kind, &data), &word(kind, &data));
        compared.insert(kind);
    }
    assert_eq!(compared, BTreeSet::from(EDITED));
}

/// The paths of everything in a value, as JSON pointers.
fn pointers(value: &Value, at: &str, out: &mut Vec<String>) {
    let mut each = |name: &str, inner: &Value| {
        let path = format!("{at}/{name}");
        pointers(inner, &path, out);
        out.push(path);
    };
    match value {
        Value::Object(fields) => fields.iter().for_each(|(name, inner)| each(name, inner)),
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(n, inner)| each(&n.to_string(), inner));
        }
        _ => {}
    }
}

/// The sample with one thing left out, turned round, or there once more.
fn varied(sample: &Value) -> Vec<(String, Value)> {
    let mut paths = Vec::new();
    pointers(sample, "", &mut paths);
    let mut out = Vec::new();
    for path in paths {
        let (above, name) = path.rsplit_once('/').unwrap();
        let mut without = sample.clone();
        match without.pointer_mut(above).unwrap() {
            Value::Object(fields) => drop(fields.remove(name)),
            Value::Array(items) => drop(items.remove(name.parse().unwrap())),
            _ => unreachable!(),
        }
        out.push((format!("sample without {path}"), without));
        let mut other = sample.clone();
        match other.pointer_mut(&path).unwrap() {
            Value::Bool(is) => *is = !*is,
            Value::Array(items) if items.len() > 1 => items.truncate(1),
            Value::Array(items) => items.extend(items.first().cloned()),
            _ => continue,
        }
        out.push((format!("sample with another {path}"), other));
        if sample.pointer(&path).is_some_and(Value::is_array) {
            let mut empty = sample.clone();
            *empty.pointer_mut(&path).unwrap() = Value::Array(Vec::new());
            out.push((format!("sample with an empty {path}"), empty));
        }
    }
    out
}

/// Whatever a document may lack: where there is a PDF there is the same in Word, and where there is none neither is there
/// a Word document with a gap in it.
#[test]
fn pdf_and_word_lack_the_same() {
    let (mut printed, mut only_one) = (0, Vec::new());
    for kind in EDITED {
        for (name, data) in varied(&doctor::sample(folder(kind)).unwrap()) {
            let pdf = PRESS.pages(folder(kind), &data, &PageOptions::on(today()));
            match (pdf, folder(kind).word(&data)) {
                (Ok(pages), Ok(docx)) => {
                    same(kind, &name, &data, &pages, &docx);
                    printed += 1;
                }
                // What such a row never lacks; a page would leave the cell empty, which is worse.
                (Ok(_), Err(_)) if name.starts_with("sample without /debt/") => {}
                (Ok(_), Err(_))
                    if kind == "evidence-list" && name.starts_with("sample without /exhibits/") => {}
                (Ok(_), Err(error)) => {
                    only_one.push(format!("{kind} of {name}: no Word: {:.300}", format!("{error:?}")))
                }
                (Err(error), Ok(_)) => only_one.push(format!("{kind} of {name}: no PDF: {error}")),
                (Err(_), Err(_)) => {}
            }
        }
    }
    assert_eq!(only_one, Vec::<String>::new());
    assert!(printed > 400, "{printed}");
}

/// Each passes `template check`; what must be there for a lawyer who opens it is there, and nothing that Word strews.
#[test]
fn every_built_in_word_template_is_sound() {
    let mut found = Vec::new();
    for folder in PRESS.library().folders().filter(|folder| folder.has_word()) {
        let kind = folder.kind.as_str();
        assert!(EDITED.contains(&kind), "{kind} has a Word version: add it to EDITED");
        found.push(kind);
        let bytes = folder.file("body.docx").unwrap();
        assert!(bytes.len() < 16 * 1024, "{kind}: {} bytes", bytes.len());
        let sample = doctor::sample(folder).unwrap();
        let found = doctor::word(&PRESS, folder, "body.docx", kind).problems;
        let wrong: Vec<_> = found.iter().filter(|problem| problem.severity != Severity::Note).collect();
        assert!(wrong.is_empty(), "{kind}: {wrong:?}");
        // What the program's own templates leave out is for page templates, not for paper.
        let idle = "facts[].part, copies, card, addressees[].guarantor";
        for (_, fields) in found.iter().flat_map(|note| &note.args) {
            assert!(fields.split(", ").all(|field| idle.contains(field)), "{kind}: {fields}");
        }
        let package = Package::open(bytes).unwrap();
        for part in package.parts.keys().filter(|part| part.ends_with(".xml")) {
            let text = package.text(part).unwrap();
            assert!(!text.contains("rsid") && !text.contains("proofErr"), "{kind}: {part}");
        }
        // A4, and the styles that Word shows by name (正文, 标题, 标题 1), with Chinese faces.
        let document = package.text("word/document.xml").unwrap();
        assert!(document.contains("11906") && document.contains("16838"), "{kind} is not on A4");
        let styles = package.text("word/styles.xml").unwrap();
        for word in ["\"Normal\"", "\"Title\"", "\"heading 1\"", "eastAsia=\"仿宋\"", "eastAsia=\"黑体\""]
        {
            assert!(styles.contains(word), "{kind} has no {word}");
        }
        let footer = package.text("word/footer1.xml").unwrap();
        assert!(footer.contains(" PAGE ") && footer.contains(" NUMPAGES "), "{kind} has no page numbers");
        // The document's own title, and the same bytes each time.
        let docx = word(kind, &sample);
        assert_eq!(docx, word(kind, &sample), "{kind}");
        let core = Package::open(&docx).unwrap().text("docProps/core.xml").unwrap().to_owned();
        let title = sample["title"].as_str().unwrap();
        assert!(core.contains(&format!("<dc:title>{title}")), "{kind}: {core}");
    }
    assert_eq!(found, EDITED);
}

/// What a debtor is called is text: it is neither a tag, nor markup, nor a field of Word's.
#[test]
fn a_hostile_name_is_a_name() {
    let name = r#"{{ claimant.name }}<w:p/>&amp;"'{% raw %}"#;
    let mut data = doctor::sample(folder("complaint")).unwrap();
    data["respondents"][0]["name"] = name.into();
    let text = paragraphs(&word("complaint", &data), "word/document.xml").join("\n");
    assert!(text.contains(&format!("：{}，男", solid(name))), "{text}");
    data["respondents"][0]["name"] = "李\u{202E}示例".into();
    assert!(folder("complaint").word(&data).is_err());
}

/// LibreOffice opens each without asking to repair it, reads every paragraph in it, and lays out pages.
#[test]
fn libreoffice_opens_every_built_in_word_document() {
    let test = "libreoffice_opens_every_built_in_word_document";
    if !support::installed("soffice", "libreoffice-writer", test) {
        return;
    }
    let room = tempfile::tempdir().unwrap();
    let mut files = Vec::new();
    for (at, (kind, name, data)) in drawn().into_iter().enumerate() {
        if name == "sample" || name == "loan-guarantor" || name == "online-arbitration" {
            let file = room.path().join(format!("{at:03}.docx"));
            let docx = word(kind, &data);
            fs::write(&file, &docx).unwrap();
            files.push((file, format!("{kind} of {name}"), paragraphs(&docx, "word/document.xml")));
        }
    }
    assert!(files.len() > EDITED.len());
    for format in ["pdf", "txt:Text (encoded):UTF8"] {
        let profile = format!("-env:UserInstallation=file://{}", room.path().join("profile").display());
        let output = Command::new("soffice")
            .args([&profile, "--headless", "--convert-to", format, "--outdir"])
            .arg(room.path())
            .args(files.iter().map(|(file, ..)| file))
            .output()
            .unwrap();
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    }
    for (file, what, paragraphs) in files {
        let pdf = fs::read(file.with_extension("pdf")).unwrap();
        assert!(pdf.starts_with(b"%PDF") && pdf.len() > 10_000, "{what}: {} bytes", pdf.len());
        let text = solid(&fs::read_to_string(file.with_extension("txt")).unwrap());
        for paragraph in paragraphs {
            assert!(text.contains(&paragraph), "{what}: LibreOffice does not show {paragraph}");
        }
    }
}
