//! Tags that take the place of paragraphs, runs, rows and cells, and blocks over them.

use super::*;

fn row(cells: &[&str]) -> String {
    let cells: Vec<String> = cells.iter().map(|text| format!("<w:tc>{}</w:tc>", p(&[text]))).collect();
    format!("<w:tr>{}</w:tr>", cells.concat())
}

fn table(rows: &[String]) -> String {
    format!("<w:tbl><w:tblPr/><w:tblGrid/>{}</w:tbl>", rows.concat())
}

#[test]
fn a_paragraph_tag_takes_the_place_of_its_paragraph() {
    let text =
        [p(&["{%p for d in debtors %}"]), p(&["被告：{{ d }}"]), p(&["{%p end", "for %}"]), p(&["完"])]
            .concat();
    assert_eq!(
        body(&text, json!({"debtors": ["甲", "乙"]})),
        [p(&["被告：甲"]), p(&["被告：乙"]), p(&["完"])].concat()
    );
    assert_eq!(lines(&text, json!({"debtors": []})), ["完"]);
}

#[test]
fn rows_are_repeated_with_nested_loops_in_a_cell() {
    let text = table(&[
        row(&["姓名", "还款"]),
        row(&["{%tr for d in debtors %}", ""]),
        row(&["{{ loop.index }}. {{ d.name }}", "{% for p in d.paid %}{{ p }}；{% endfor %}"]),
        row(&["{%tr endfor %}", ""]),
    ]);
    let data = json!({"debtors": [{"name": "甲", "paid": [1, 2]}, {"name": "乙", "paid": []}]});
    assert_eq!(lines(&text, data.clone()), ["姓名", "还款", "1. 甲", "1；2；", "2. 乙"]);
    assert_eq!(body(&text, data).matches("<w:tr>").count(), 3);
}

#[test]
fn cells_are_repeated_and_conditional() {
    let cell = |text: &str| format!("<w:tc>{}</w:tc>", p(&[text]));
    let cells = [cell("{%tc for c in columns %}"), cell("{{ c }}"), cell("{%tc endfor %}")].concat();
    let text = table(&[format!("<w:tr>{cells}</w:tr>")]);
    let out = body(&text, json!({"columns": ["本金", "利息", "费用"]}));
    assert_eq!(out.matches("<w:tc>").count(), 3);
    assert!(!out.contains("{%"));
}

#[test]
fn a_run_tag_splits_its_run() {
    let text = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>前{%r if x %}中{%r endif %}后</w:t></w:r></w:p>";
    let run = |t: &str| format!("<w:r><w:rPr><w:b/></w:rPr><w:t>{t}</w:t></w:r>");
    assert_eq!(
        body(text, json!({"x": true})),
        format!("<w:p>{}</w:p>", [run("前"), run("中"), run("后")].concat())
    );
    assert_eq!(body(text, json!({"x": false})), format!("<w:p>{}</w:p>", [run("前"), run("后")].concat()));
}

#[test]
fn a_block_over_paragraphs_without_reach_works_as_in_docxtpl() {
    let text = [p(&["甲{% if x %}"]), p(&["乙"]), p(&["{% endif %}丙"])].concat();
    assert_eq!(lines(&text, json!({"x": true})), ["甲", "乙", "丙"]);
    assert_eq!(lines(&text, json!({"x": false})), ["甲丙"]);
}

#[test]
fn a_dash_joins_paragraphs() {
    let text = [
        p(&["房屋位于"]),
        p(&["{%- if city -%}"]),
        p(&["市区"]),
        p(&["{%- else -%}"]),
        p(&["农村"]),
        p(&["{%- endif -%}"]),
        p(&["，特此说明"]),
    ]
    .concat();
    assert_eq!(lines(&text, json!({"city": true})), ["房屋位于市区，特此说明"]);
    assert_eq!(lines(&text, json!({"city": false})), ["房屋位于农村，特此说明"]);
}

#[test]
fn cells_merge_span_and_take_a_colour() {
    let cell = |text: &str| {
        format!("<w:tc><w:tcPr><w:tcW w:w=\"100\"/><w:vAlign w:val=\"top\"/></w:tcPr>{}</w:tc>", p(&[text]))
    };
    let rows = |cells: String| {
        table(&[row(&["{%tr for d in ds %}"]), format!("<w:tr>{cells}</w:tr>"), row(&["{%tr endfor %}"])])
    };
    let out = body(&rows([cell("{% vm %}共同"), cell("{{ d }}")].concat()), json!({"ds": ["甲", "乙"]}));
    let begun = out.find("<w:vMerge w:val=\"restart\"/>").unwrap();
    assert!(out.find("<w:vMerge w:val=\"continue\"/>").unwrap() > begun, "{out}");
    assert_eq!(out.matches("共同").count(), 1);
    // The order of ISO 29500-1 §17.4.66: tcW, vMerge, vAlign.
    assert!(out.contains("<w:tcW w:w=\"100\"/><w:vMerge w:val=\"restart\"/><w:vAlign"), "{out}");

    let out = body(
        &table(&[format!("<w:tr>{}</w:tr>", cell("{% colspan n %}{% cellbg c %}文"))]),
        json!({"n": 3, "c": "FF0000"}),
    );
    assert!(out.contains("<w:tcW w:w=\"100\"/><w:gridSpan w:val=\"3\"/>"), "{out}");
    assert!(out.contains("w:fill=\"FF0000\"/>") && out.contains("<w:t>文</w:t>"), "{out}");

    let cells = [cell("{%tc for d in ds %}"), cell("{% hm %}标题"), cell("{%tc endfor %}")].concat();
    let out = body(&table(&[format!("<w:tr>{cells}</w:tr>")]), json!({"ds": [1, 2, 3]}));
    assert_eq!(out.matches("<w:tc>").count(), 1);
    assert!(out.contains("<w:gridSpan w:val=\"3\"/>"), "{out}");
}

#[test]
fn a_cell_left_empty_keeps_the_paragraph_the_schema_wants_and_a_table_without_rows_goes() {
    let text = table(&["<w:tr><w:tc><w:p><w:r><w:t>{%p if x %}</w:t></w:r></w:p><w:p><w:r><w:t>有</w:t></w:r></w:p><w:p><w:r><w:t>{%p endif %}</w:t></w:r></w:p></w:tc></w:tr>".to_owned()]);
    assert!(body(&text, json!({"x": false})).contains("<w:tc><w:p/></w:tc>"));
    let text = table(&[row(&["{%tr for d in ds %}"]), row(&["{{ d }}"]), row(&["{%tr endfor %}"])]);
    assert_eq!(body(&format!("{text}{}", p(&["完"])), json!({"ds": []})), p(&["完"]));
}

#[test]
fn drawings_in_a_loop_get_numbers_of_their_own() {
    let drawing = "<w:p><w:r><w:drawing><wp:docPr id=\"7\"/></w:drawing></w:r></w:p>";
    let text = [p(&["{%p for d in ds %}"]), drawing.to_owned(), p(&["{%p endfor %}"])].concat();
    let out = body(&text, json!({"ds": [1, 2]}));
    assert!(out.contains("id=\"1000000\"") && out.contains("id=\"1000001\""), "{out}");
}

#[test]
fn every_mistake_is_found_at_once() {
    let text = [
        p(&["{{ name"]),
        p(&["{{ a b }}"]),
        p(&["{% if x %}"]),
        p(&["{% for d on ds %}{% endfor %}"]),
        p(&["{%tr if x %}"]),
        p(&["{% nonsense %}"]),
    ]
    .concat();
    let found = problems(&text);
    let at = |paragraph: &str| {
        let found: Vec<&Problem> = found.iter().filter(|p| p.paragraph == paragraph).collect();
        assert_eq!(found.len(), 1, "{paragraph}: {found:?}");
        found[0].trouble.clone()
    };
    assert_eq!(at("{{ name"), Trouble::Unclosed);
    assert!(matches!(at("{{ a b }}"), Trouble::Syntax(_)));
    assert!(matches!(at("{% if x %}"), Trouble::Block(_)));
    assert!(matches!(at("{% for d on ds %}{% endfor %}"), Trouble::Syntax(_)));
    assert!(matches!(at("{% nonsense %}"), Trouble::Syntax(_)));
    assert!(found.iter().any(|p| p.trouble == Trouble::Outside("table row".into())));
}

#[test]
fn a_block_that_would_tear_a_table_is_refused_with_advice() {
    let text = table(&[row(&["{% for d in ds %}"]), row(&["{{ d }}"])]) + &p(&["{% endfor %}"]);
    let found = problems(&text);
    assert!(matches!(&found[0].trouble, Trouble::Crossing { end, .. } if end == "{% endfor %}"), "{found:?}");
    let text = table(&[row(&["{% for d in ds %}"])]) + &p(&["x"]) + &p(&["{% endfor %}{% endfor %}"]);
    assert_eq!(problems(&text).len(), 2, "{:?}", problems(&text));
    let text = p(&["{% if x %}"]) + &p(&["{% endfor %}"]);
    assert!(matches!(problems(&text)[0].trouble, Trouble::Block(_)));
    // Within the same kinds of elements it works, as in docxtpl.
    let text = table(&[row(&["{% if x %}甲"]), row(&["乙{% endif %}"])]);
    assert_eq!(body(&text, json!({"x": true})).matches("<w:tr>").count(), 2);
}

#[test]
fn what_is_asked_in_vain_is_found_beside_the_rest() {
    let text = [
        p(&["{{ name|yuann }}"]),
        p(&["{{ adress }}"]),
        p(&["{% if name is evn %}{% endif %}"]),
        p(&["{{ mystery(1) }}"]),
        p(&["{{ gone|default('无') }}{% if gone is defined %}{{ gone }}{% endif %}"]),
        p(&["{% for d in list %}{{ d.x }}{{ loop.index }}{{ range(3)|length }}{% endfor %}"]),
        p(&["{{ open"]),
    ]
    .concat();
    let sample = json!({"name": "1", "list": [], "address": "x"});
    let found = examined(&file(&text), &sample);
    let said: Vec<String> = found.iter().map(|p| p.trouble.to_string()).collect();
    for trouble in [
        Trouble::Unknown("filter yuann".to_owned()),
        Trouble::Missing("adress".to_owned(), Some("address".to_owned())),
        Trouble::Unknown("test evn".to_owned()),
        Trouble::Unknown("function mystery".to_owned()),
        Trouble::Unclosed,
    ] {
        assert!(said.contains(&trouble.to_string()), "{trouble}: {said:?}");
    }
    assert_eq!(found.iter().filter(|p| !p.is_note()).count(), 5, "{said:?}");
}

/// What stands beside a tag that takes the place of its row or paragraph is never printed (docxtpl: the tag "will remove
/// the whole row"): a tag there is refused, with what it asks in vain, and a text is told.
#[test]
fn what_a_tag_swallows_is_told() {
    let text = table(&[row(&["{%tr for d in debtors %}", "{{ d.nmae }}"]), row(&["{%tr endfor %}", "总计"])]);
    let found = examined(&file(&text), &json!({"debtors": [{"name": "x"}]}));
    let said: Vec<(&str, String)> = found.iter().map(|p| (p.tag.as_str(), p.trouble.to_string())).collect();
    let taken = || "another tag takes the place of its table row".to_owned();
    assert!(
        said.contains(&("{{ d.nmae }}", taken())) && said.contains(&("{%tr endfor %}", taken())),
        "{said:?}"
    );
    assert!(said.contains(&("{{ d.nmae }}", "the data has no d.nmae".to_owned())), "{said:?}");
    assert!(problems(&text).iter().all(|p| matches!(p.trouble, Trouble::Lost(_))));
    // Text alone is no reason to refuse the template: docxtpl's authors leave remarks there.
    let text = [p(&["{%p if x %}（可选）"]), p(&["甲"]), p(&["{%p endif %}"])].concat();
    assert_eq!(lines(&text, json!({"x": true})), ["甲"]);
    assert!(
        matches!(&examined(&file(&text), &json!({"x": true}))[0].trouble, Trouble::LostText(_, t) if t == "（可选）")
    );
}
