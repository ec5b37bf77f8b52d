//! Tags in running text.

use super::*;

#[test]
fn a_tag_split_over_runs_takes_the_format_of_its_first() {
    let runs = "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>原告：{{ cre</w:t></w:r><w:proofErr w:type=\"spellStart\"/>\
                <w:r><w:t>ditor.na</w:t></w:r><w:proofErr w:type=\"spellEnd\"/><w:r><w:rPr><w:i/></w:rPr>\
                <w:t>me }}，住所</w:t></w:r></w:p>";
    assert_eq!(
        body(runs, json!({"creditor": {"name": "甲银行"}})),
        "<w:p><w:r><w:rPr><w:b/></w:rPr><w:t>原告：甲银行</w:t></w:r>\
         <w:r><w:rPr><w:i/></w:rPr><w:t>，住所</w:t></w:r></w:p>"
    );
}

#[test]
fn the_braces_themselves_may_be_split() {
    for runs in [&["{", "{", " x ", "}", "}"][..], &["{{", "x", "}}"], &["{{x", "}", "}"], &["a{", "{x}}b"]] {
        let text = lines(&p(runs), json!({"x": "值"})).concat();
        assert!(text == "值" || text == "a值b", "{runs:?}: {text}");
    }
}

#[test]
fn what_word_makes_of_quotes_and_dashes_is_forgiven() {
    let text = p(&["{{ x|default(“无”) }}，{% if x == ‘乙’ %}乙{% else %}非乙{% endif %}，{{ n – 1 }}"]);
    assert_eq!(lines(&text, json!({"x": "乙", "n": 3})), ["乙，乙，2"]);
}

#[test]
fn values_are_text_whatever_they_hold() {
    let hostile = "<w:p>&amp; \"'{{ x }}{% endif %}]]>";
    let out = body(&p(&["{{ x }}"]), json!({ "x": hostile }));
    assert_eq!(out, "<w:p><w:r><w:t>&lt;w:p&gt;&amp;amp; \"'{{ x }}{% endif %}]]&gt;</w:t></w:r></w:p>");
}

#[test]
fn a_line_end_and_a_tab_become_words_own() {
    assert_eq!(
        body(&p(&["{{ x }}"]), json!({"x": "一\n二\t三"})),
        "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t></w:r></w:p>"
    );
}

#[test]
fn a_tag_over_a_line_break_is_one_tag() {
    let text = "<w:p><w:r><w:t>{{ a</w:t><w:br/><w:t>+ b }}</w:t></w:r></w:p>";
    assert_eq!(body(text, json!({"a": 1, "b": 2})), "<w:p><w:r><w:t>3</w:t></w:r></w:p>");
}

#[test]
fn braces_can_be_written() {
    assert_eq!(lines(&p(&["{_{ x }_} {_% y %_}"]), json!({})), ["{{ x }} {% y %}"]);
    assert_eq!(lines(&p(&["{% raw %}{{ x }}{% endraw %}{{ y }}"]), json!({"y": 1})), ["{{ x }}1"]);
}

#[test]
fn the_houses_filters_and_pythons_methods_are_there() {
    let text = p(&["{{ a|yuan }} {{ a|words }} {{ d|date_cn }} {{ n.upper() }}"]);
    let data = json!({"a": "38652.41", "d": "2026-01-05", "n": "x"});
    assert_eq!(lines(&text, data), ["38,652.41 人民币叁万捌仟陆佰伍拾贰元肆角壹分 2026年1月5日 X"]);
}

#[test]
fn a_field_that_is_missing_is_named_with_its_paragraph() {
    let text = p(&["地址：{{ debtor.addr", "ess }}"]);
    let found = failure(&text, json!({"debtor": {"name": "李示例"}}));
    let [problem] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(problem.part, "word/document.xml");
    assert_eq!(problem.paragraph, "地址：{{ debtor.address }}");
    assert_eq!(problem.tag, "{{ debtor.address }}");
    assert_eq!(problem.trouble, Trouble::Missing("debtor.address".to_owned(), None));
    for (value, why) in [(json!(null), "empty"), (json!([1]), "sequence"), (json!({"a": 1}), "map")] {
        let found = failure(&p(&["{{ x }}"]), json!({ "x": value }));
        assert!(found[0].trouble.to_string().contains(why), "{found:?}");
    }
}

#[test]
fn headers_properties_and_attributes_are_rendered() {
    let header = "<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>案号 {{ no }}</w:t></w:r></w:p></w:hdr>";
    let core = "<cp:coreProperties xmlns:cp=\"c\" xmlns:dc=\"d\"><dc:title>{{ no }}&amp;起诉状</dc:title></cp:coreProperties>";
    let body = "<w:p><w:r><w:drawing><wp:docPr id=\"1\" descr=\"{{ no }}\"/></w:drawing></w:r></w:p>";
    let bytes = file_with(body, &[("word/header1.xml", header), ("docProps/core.xml", core)]);
    let template = WordTemplate::open(&bytes).unwrap();
    assert_eq!(template.fields(), ["no"]);
    let out = Package::open(&template.render(&json!({"no": "<\"1\"&"})).unwrap()).unwrap();
    assert!(out.text("word/header1.xml").unwrap().contains("案号 &lt;\"1\"&amp;"));
    assert!(out.text("docProps/core.xml").unwrap().contains("<dc:title>&lt;\"1\"&amp;&amp;起诉状"));
    assert!(out.text("word/document.xml").unwrap().contains("descr=\"&lt;&quot;1&quot;&amp;\""));
}

#[test]
fn deleted_text_is_no_template_and_inserted_text_is() {
    let text = "<w:p><w:del w:id=\"1\" w:author=\"x\"><w:r><w:delText>{{ old }}</w:delText></w:r></w:del>\
                <w:ins w:id=\"2\" w:author=\"x\"><w:r><w:t>{{ ne</w:t></w:r></w:ins><w:r><w:t>w }}</w:t></w:r></w:p>";
    let out = body(text, json!({"new": "新"}));
    assert!(out.contains("<w:delText>{{ old }}</w:delText>") && out.contains("<w:t>新</w:t>"), "{out}");
}

#[test]
fn text_boxes_are_paragraphs_of_their_own() {
    let text = "<w:p><w:r><w:t>外 {{ a }}</w:t></w:r><w:r><w:pict><w:txbxContent><w:p><w:r><w:t>内 {{ b</w:t></w:r>\
                <w:r><w:t> }}</w:t></w:r></w:p></w:txbxContent></w:pict></w:r></w:p>";
    let out = body(text, json!({"a": "甲", "b": "乙"}));
    assert!(out.contains("外 甲") && out.contains("内 乙"), "{out}");
}

/// docxtpl's `{{r x }}` and `{{p x }}` take rich text and sub-documents, which data is never: a text is printed as text, and
/// anything else is refused where it stands.
#[test]
fn a_value_for_a_run_or_paragraph_is_text() {
    let text = [p(&["前{{r name }}后"]), p(&["{{p name }}"])].concat();
    assert_eq!(lines(&text, json!({"name": "甲 <乙>"})), ["前甲 &lt;乙&gt;后", "甲 &lt;乙&gt;"]);
    let found = failure(&p(&["{{p part }}"]), json!({"part": {"file": "x.docx"}}));
    assert!(
        matches!(&found[0].trouble, Trouble::Failed(why) if why.contains("cannot be printed")),
        "{found:?}"
    );
}

#[test]
fn dashes_trim_spaces_in_other_runs_and_keep_tabs() {
    assert_eq!(
        body(&p(&["金额 {{- ", "n -}} ", " 元"]), json!({"n": 1})).replace("<w:r><w:t></w:t></w:r>", ""),
        p(&["金额1", "元"])
    );
    let tab = "<w:p><w:r><w:t>{{ n -}}</w:t><w:tab/><w:t> x</w:t></w:r></w:p>";
    assert!(body(tab, json!({"n": 1})).contains("<w:tab/>"));
}

#[test]
fn footnotes_endnotes_and_text_boxes_are_rendered() {
    let part = |kind: &str| {
        format!(
            "<Override PartName=\"/word/{kind}.xml\" ContentType=\"application/vnd.openxmlformats-officedocument.wordprocessingml.{kind}+xml\"/>"
        )
    };
    let types = TYPES.replace("</Types>", &format!("{}{}</Types>", part("footnotes"), part("endnotes")));
    let note = |kind: &str| {
        let loops = [p(&["{%p for d in ds %}"]), p(&["注{{ d }}"]), p(&["{%p endfor %}"])].concat();
        format!("<w:{kind}s xmlns:w=\"w\"><w:{kind} w:id=\"1\">{loops}</w:{kind}></w:{kind}s>")
    };
    let text_box = format!(
        "<w:p><w:r><w:pict><w:txbxContent>{}</w:txbxContent></w:pict></w:r></w:p>",
        p(&["{{ d", "s[0] }}"])
    );
    let (foot, end) = (note("footnote"), note("endnote"));
    let parts =
        [("[Content_Types].xml", types.as_str()), ("word/footnotes.xml", &foot), ("word/endnotes.xml", &end)];
    let out = WordTemplate::open(&file_with(&text_box, &parts))
        .unwrap()
        .render(&json!({"ds": ["甲", "乙"]}))
        .unwrap();
    let package = Package::open(&out).unwrap();
    for part in ["footnotes", "endnotes"] {
        assert_eq!(strip(package.text(&format!("word/{part}.xml")).unwrap()), "注甲注乙");
    }
    assert_eq!(strip(package.text("word/document.xml").unwrap()), "甲");
}
