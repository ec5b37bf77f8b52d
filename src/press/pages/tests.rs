//! These print with the fonts that are installed here: Noto CJK and LXGW WenKai, as the README asks for.

use std::sync::LazyLock;

use serde_json::json;

use super::*;

const MANIFEST: &str = "kind: letter\ntitle: {zh: 函, en: Letter}\ngroup: pre-action\nversion: 1\n";
const HEAD: &str = r#"#let data = json("/data.json")
#let fonts = json("/fonts.json")
#set document(title: "函")
#set text(lang: "zh", region: "cn", font: fonts.body, size: 12pt)
"#;

static FONTS: LazyLock<FontSettings> = LazyLock::new(FontSettings::default);

/// A press with one template, `letter`, whose page is the usual head and `body`.
fn press(body: &str) -> Press {
    press_of(&[("letter/page.typ", &format!("{HEAD}{body}"))])
}

fn press_of(files: &[(&str, &str)]) -> Press {
    let files = files.iter().copied().chain([("letter/manifest.yaml", MANIFEST)]);
    Press::new(&FONTS, Library::of(files)).unwrap()
}

fn day() -> PageOptions {
    PageOptions::on(NaiveDate::from_ymd_opt(2026, 3, 2).unwrap())
}

fn print(press: &Press, data: &Value) -> Result<Pages, PressError> {
    press.pages(press.library().folder("letter").unwrap(), data, &day())
}

fn fault(error: &PressError) -> &Fault {
    match error {
        PressError::Template { faults, .. } => &faults[0],
        other => panic!("not a template error: {other:?}"),
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let press = press("#for i in range(40) [#par[#data.name 第#(i)段，共计人民币38,652.41元。]]");
    let data = json!({"name": "李示例"});
    let first = print(&press, &data).unwrap();
    assert!(first.pdf.starts_with(b"%PDF-1.7"));
    assert_eq!(first.pages, 2);
    // Other documents between, other threads, and a press of its own with other caches.
    let others: Vec<Vec<u8>> = std::thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|n| {
                let press = &press;
                let data = &data;
                scope.spawn(move || {
                    print(press, &json!({"name": format!("王示例{n}")})).unwrap();
                    print(press, data).unwrap().pdf
                })
            })
            .collect();
        workers.into_iter().map(|w| w.join().unwrap()).collect()
    });
    assert!(others.iter().all(|pdf| *pdf == first.pdf));
    let data = &data;
    let folder = press.library().folder("letter").unwrap();
    let later = PageOptions::on(NaiveDate::from_ymd_opt(2026, 3, 3).unwrap());
    assert_ne!(press.pages(folder, data, &later).unwrap().pdf, first.pdf, "the date is part of the file");
    let plain = PageOptions { standard: Standard::Plain, ..day() };
    assert_ne!(press.pages(folder, data, &plain).unwrap().pdf, first.pdf);
}

/// PDF/A-2a and PDF/UA-1 are the default; both are declared in the XMP packet, which is not compressed.
#[test]
fn declares_the_archival_standards() {
    let pages = print(&press("正文"), &json!({})).unwrap();
    let text = String::from_utf8_lossy(&pages.pdf);
    for mark in [
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ] {
        assert!(text.contains(mark), "{mark}");
    }
    assert!(text.contains("D:20260302000000+08'00"), "the date is the one given, in China");
}

#[test]
fn any_printable_text_prints_as_that_text() {
    let press = press("当事人：#data.name");
    for name in [
        r#"#read("/etc/passwd")"#,
        "*李*",
        "_李_",
        "<b>",
        "{{x}}",
        "{% raw %}",
        "=cmd",
        "= 标题",
        "- 甲",
        "1. 甲",
        "$x$",
        "`x`",
        "\\u{41}",
        "//甲",
        "/* 甲 */",
        "@甲",
        "[甲]",
        "\"甲\"",
        "~甲",
        "https://example.com",
        "'甲' -- 乙... ",
    ] {
        let pages = print(&press, &json!({ "name": name })).unwrap();
        assert!(pages.prints(&format!("当事人：{name}")), "{name}: {:?}", pages.text);
    }
}

/// 㛃 𬭚 䶮 𠅤 and others: characters of real names outside GB2312.
#[test]
fn rare_characters_of_names_print() {
    let name = "㛃𬭚䶮𠅤翀堃赟喆";
    let pages = print(&press("#data.name"), &json!({ "name": name })).unwrap();
    assert!(pages.prints(name));
}

#[test]
fn a_character_no_font_has_is_an_error_that_names_its_field() {
    let press = press("#data.debtors.map(d => d.name).join(\"、\")");
    // U+E000 is for private use: no font that everyone has can give it a meaning.
    let data = json!({"court": "示例市人民法院", "debtors": [{"name": "王示例"}, {"name": "李\u{E000}例"}]});
    let error = print(&press, &data).unwrap_err();
    let PressError::Glyph { characters, .. } = &error else { panic!("{error:?}") };
    assert_eq!(*characters, [Unprintable { character: '\u{E000}', field: Some("debtors[1].name".into()) }]);
    let problem = error.problem();
    assert_eq!((problem.code, problem.place.field.as_deref()), ("E-DRAFT-GLYPH", Some("debtors[1].name")));

    let error = print(&press_of(&[("letter/page.typ", &format!("{HEAD}\u{E000}"))]), &json!({})).unwrap_err();
    let PressError::Glyph { characters, .. } = &error else { panic!("{error:?}") };
    assert_eq!(characters[0].field, None);
    assert_eq!(error.code(), "E-DRAFT-GLYPH-TEMPLATE");
}

#[test]
fn a_missing_field_names_field_file_line_and_excerpt() {
    let press = press("第一行\n\n欠款人：#data.debtor.nam，\n");
    let error = print(&press, &json!({"debtor": {"name": "李示例"}})).unwrap_err();
    let fault = fault(&error);
    assert_eq!(error.code(), "E-DRAFT-FIELD");
    assert_eq!(fault.missing.as_deref(), Some("data.debtor.nam"));
    assert_eq!((fault.file.as_str(), fault.line), ("letter/page.typ", 7));
    assert_eq!(fault.excerpt, "欠款人：#data.debtor.nam，");
    assert_eq!(error.problem().place.line, Some(7));
}

/// A module of the house fails for a field that the page's data lacks: the calling page is in the trace.
#[test]
fn an_error_inside_a_house_module_names_it_and_its_caller() {
    let page = format!("{HEAD}#import \"/house/party.typ\": party\n#party(data.debtor)\n");
    let press = press_of(&[
        ("letter/page.typ", &page),
        ("house/party.typ", "#let party(p) = [\n  #p.name，住#p.address\n]\n"),
    ]);
    let error = print(&press, &json!({"debtor": {"name": "李示例"}})).unwrap_err();
    let fault = fault(&error);
    assert_eq!((fault.file.as_str(), fault.line), ("house/party.typ", 2));
    assert_eq!(fault.missing.as_deref(), Some("p.address"));
    assert_eq!(fault.trace, ["letter/page.typ:6:2"]);
}

#[test]
fn a_warning_is_an_error() {
    let error = print(&press("#text(font: \"Nobody Has This\")[甲]"), &json!({})).unwrap_err();
    let fault = fault(&error);
    assert!(fault.message.contains("unknown font family"), "{fault}");
    assert_eq!((error.code(), fault.line), ("E-DRAFT-TEMPLATE", 5));
}

#[test]
fn a_template_reads_only_what_is_its_own() {
    for (asked, named) in [
        (r#"read("/etc/passwd")"#, "/etc/passwd"),
        (r#"read("../other/page.typ")"#, "/other/page.typ"),
        (r#"read("/other/manifest.yaml")"#, "/other/manifest.yaml"),
        (r#"read("../../../etc/passwd")"#, "escape"),
        (r#"include "@preview/example:0.1.0""#, "@preview/example:0.1.0"),
        (r#"json("data.json")"#, "letter/data.json"),
    ] {
        let page = format!("{HEAD}#{asked}");
        let press = press_of(&[("letter/page.typ", &page), ("other/page.typ", "别人的")]);
        let error = print(&press, &json!({})).unwrap_err();
        assert!(fault(&error).message.contains(named), "{asked}: {error}");
        assert_eq!(fault(&error).line, 5, "{asked}");
    }
    let page = format!("{HEAD}#read(\"seal.txt\")#include \"part.typ\"");
    let files = [("letter/page.typ", page.as_str()), ("letter/seal.txt", "章"), ("letter/part.typ", "部分")];
    assert!(print(&press_of(&files), &json!({})).unwrap().prints("章部分"));
}

#[test]
fn what_would_never_end_ends() {
    let error = print(&press("#{ let x = 0\nwhile x < 1 {} }"), &json!({})).unwrap_err();
    assert!(fault(&error).message.contains("infinite"), "{error}");
    let error = print(&press("#let f(x) = f(x + 1)\n#f(1)"), &json!({})).unwrap_err();
    assert!(fault(&error).message.contains("depth"), "{error}");
    let error = print(&press("#data.name"), &json!({"name": "李".repeat(400_000)})).unwrap_err();
    assert!(matches!(&error, PressError::TooLarge { field, .. } if field == "name"), "{error:?}");
    let error = print(&press("#data.name"), &json!({"name": "a".repeat(8_001)})).unwrap_err();
    assert!(matches!(&error, PressError::TooLarge { bytes: 8_001, .. }), "{error:?}");
    // Just below the limit, without a place to break the line.
    for longest in ["李".repeat(10_000), "a".repeat(8_000), "1 ".repeat(16_000)] {
        let pages = print(&press("#data.name"), &json!({ "name": longest })).unwrap();
        assert!(pages.prints(&longest));
    }
    let error = print(&press("#for _ in range(1001) { pagebreak(weak: false) }甲"), &json!({})).unwrap_err();
    assert!(matches!(error, PressError::TooManyPages { pages: 1002, .. }), "{error:?}");
}

#[test]
fn nothing_printed_is_an_error() {
    let error = print(&press("#pagebreak()"), &json!({"name": "李示例"})).unwrap_err();
    assert_eq!(error, PressError::Empty { kind: "letter".into() });
}

#[test]
fn characters_that_would_mislead_are_refused() {
    for character in ['\0', '\u{7}', '\u{202E}', '\u{2066}', '\u{85}', '\u{FEFF}', '\u{FFFF}'] {
        let error =
            print(&press("#data.a.name"), &json!({"a": {"name": format!("甲{character}乙")}})).unwrap_err();
        assert_eq!(
            error,
            PressError::Control {
                kind: "letter".into(),
                character: Unprintable { character, field: Some("a.name".into()) }
            }
        );
    }
    // What merely takes room, breaks a line or chooses a form of a character prints.
    for text in
        ["甲\n乙", "甲\r\n乙", "甲\t乙", "甲\u{3000}乙", "甲\u{A0}乙", "甲\u{200B}乙", "葛\u{E0100}", "甲·乙"]
    {
        assert!(print(&press("#data.name"), &json!({ "name": text })).unwrap().prints(text), "{text:?}");
    }
}

/// LXGW WenKai has 493 of the 6,582 characters of Extension A (counted in its cmap); 㐀 is not among them.
#[test]
fn a_face_that_stands_in_is_told() {
    let kai = || vec!["LXGW WenKai".to_owned()];
    let settings = FontSettings {
        directories: Vec::new(),
        only_directories: false,
        body: kai(),
        title: kai(),
        song: kai(),
        fangsong: kai(),
        hei: kai(),
        kai: kai(),
    };
    let page = format!("{HEAD}#data.name");
    let library = Library::of([("letter/manifest.yaml", MANIFEST), ("letter/page.typ", &page)]);
    let press = Press::new(&settings, library).unwrap();
    let pages = print(&press, &json!({"name": "李㐀"})).unwrap();
    assert!(pages.prints("李㐀"));
    let [stand_in] = pages.stand_ins.as_slice() else { panic!("{:?}", pages.stand_ins) };
    assert_eq!(stand_in.characters, "㐀");
    assert_ne!(stand_in.family, "LXGW WenKai");
    assert_eq!(print(&press, &json!({"name": "李"})).unwrap().stand_ins, []);
}

#[test]
fn text_is_given_page_by_page_and_line_by_line() {
    let pages = print(&press("甲\n\n乙#linebreak()丙\n#pagebreak()\n丁"), &json!({})).unwrap();
    assert_eq!(pages.text, ["甲\n乙\n丙", "丁"]);
    assert!(pages.prints("丙 丁") && !pages.prints("丁丙"));
}

/// 300 documents, each different: what typst keeps between them does not add up. Other tests of this process take and
/// give back memory meanwhile, hence the wide margin; mapped fonts are not counted.
#[test]
fn memory_does_not_grow_with_the_number_of_documents() {
    let press = press("#for i in range(150) [#par[#data.name 第#(i)段。]]");
    let anonymous = || {
        let status = std::fs::read_to_string("/proc/self/status").ok()?;
        let line = status.lines().find_map(|line| line.strip_prefix("RssAnon:"))?;
        line.trim().trim_end_matches(" kB").parse::<usize>().ok().map(|kb| kb / 1024)
    };
    let run = |from: usize, to: usize| {
        for n in from..to {
            print(&press, &json!({"name": format!("李示例{n}")})).unwrap();
        }
    };
    run(0, 40);
    let Some(before) = anonymous() else { return };
    run(40, 340);
    let grown = anonymous().unwrap().saturating_sub(before);
    // Without eviction these leave about 300 behind, with it 2.
    assert!(grown < 150, "{grown} MB for 300 documents");
}
