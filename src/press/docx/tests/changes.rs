//! Documents read as a person reads them, and two of them side by side. What is expected is what Word shows once all
//! changes are accepted (ISO 29500-1 §17.13.5).

use super::super::{Change, Piece, Reading, Tracked, What, Zone, compare, new_remarks, pieces};
use super::*;

fn reading(body: &str) -> Reading {
    Reading::of(&file(body)).unwrap()
}

fn texts(body: &str) -> Vec<String> {
    reading(body).passages.into_iter().map(|p| p.text).collect()
}

fn changes(draft: &str, edited: &str) -> Vec<(What, Tracked)> {
    let found: Vec<Change> = compare(&reading(draft), &reading(edited));
    found.into_iter().map(|c| (c.what, c.tracked)).collect()
}

fn run(text: &str) -> String {
    format!("<w:r><w:t>{text}</w:t></w:r>")
}

fn ins(inner: &str) -> String {
    format!("<w:ins w:id=\"1\" w:author=\"x\">{inner}</w:ins>")
}

fn del(text: &str) -> String {
    format!("<w:del w:id=\"2\" w:author=\"x\"><w:r><w:delText>{text}</w:delText></w:r></w:del>")
}

/// Hidden and struck-out text does not stand on the page as something that is said (ISO 29500-1 §17.3.2.41, §17.3.2.37,
/// §17.4.20).
#[test]
fn what_is_hidden_or_struck_out_is_gone() {
    let marked = |mark: &str| format!("<w:p><w:r><w:rPr>{mark}</w:rPr><w:t>三、律师费</w:t></w:r></w:p>");
    for mark in ["<w:vanish/>", "<w:strike/>", "<w:dstrike w:val=\"true\"/>"] {
        assert_eq!(texts(&marked(mark)), Vec::<String>::new(), "{mark}");
        assert_eq!(changes(&p(&["三、律师费"]), &marked(mark)), [(What::Removed, Tracked::No)], "{mark}");
    }
    assert_eq!(texts(&marked("<w:strike w:val=\"0\"/>")), ["三、律师费"]);
    let row = "<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p><w:r><w:t>利息</w:t></w:r></w:p></w:tc></w:tr></w:tbl>";
    assert_eq!(texts(row), Vec::<String>::new());
}

#[test]
fn a_paragraph_is_its_text_whatever_its_runs() {
    let whole = p(&["本金38,652.41元"]);
    let split = "<w:p><w:pPr><w:tabs><w:tab w:val=\"left\" w:pos=\"9\"/></w:tabs></w:pPr><w:proofErr w:type=\"spellStart\"/><w:r><w:t>本金38,6</w:t></w:r><w:bookmarkStart w:id=\"1\" w:name=\"b\"/><w:r><w:rPr><w:b/></w:rPr><w:lastRenderedPageBreak/><w:t>52.41</w:t></w:r><w:hyperlink><w:r><w:t>元 </w:t></w:r></w:hyperlink></w:p>";
    assert_eq!(changes(&whole, &(split.to_owned() + &p(&[""]))), []);
    assert_eq!(
        texts(
            "<w:p><w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:br w:type=\"page\"/><w:t>丙</w:t></w:r></w:p>"
        ),
        ["甲\t乙\n丙"]
    );
}

#[test]
fn fields_are_read_by_what_they_ask_for() {
    let simple = "<w:p><w:r><w:t>第</w:t></w:r><w:fldSimple w:instr=\" PAGE \"><w:r><w:t>1</w:t></w:r></w:fldSimple></w:p>";
    let complex = "<w:p><w:r><w:t>第</w:t></w:r><w:r><w:fldChar w:fldCharType=\"begin\"/></w:r><w:r><w:instrText> PA</w:instrText></w:r><w:r><w:instrText>GE </w:instrText></w:r><w:r><w:fldChar w:fldCharType=\"separate\"/></w:r><w:r><w:t>7</w:t></w:r><w:r><w:fldChar w:fldCharType=\"end\"/></w:r></w:p>";
    assert_eq!(texts(simple), texts(complex));
    let link = complex.replace(" PA", " HYPERLINK x").replace("GE ", "");
    assert_eq!(texts(&link), ["第7"], "what a link shows is text");
}

#[test]
fn tracked_changes_are_accepted_and_known() {
    let draft = p(&["甲公司"]) + &p(&["乙公司"]) + &p(&["丙公司"]);
    let edited = format!("<w:p>{}{}{}</w:p>", del("甲"), ins(&run("丁")), run("公司"))
        + &format!("<w:p><w:pPr><w:rPr><w:del w:id=\"3\"/></w:rPr></w:pPr>{}</w:p>", del("乙公司"))
        + &p(&["丙公司"])
        + &format!("<w:p>{}</w:p>", ins(&run("新增")));
    assert_eq!(texts(&edited), ["丁公司", "丙公司", "新增"]);
    let found = changes(&draft, &edited);
    assert_eq!(
        found,
        [(What::Changed, Tracked::Yes), (What::Removed, Tracked::Yes), (What::Added, Tracked::Yes)]
    );
    // What was changed beside the tracked change.
    let beside = format!("<w:p>{}{}{}</w:p>", del("甲"), ins(&run("丁")), run("公司司"));
    assert_eq!(changes(&p(&["甲公司"]), &beside), [(What::Changed, Tracked::Partly)]);
    assert_eq!(changes(&p(&["甲公司"]), &p(&["丁公司"])), [(What::Changed, Tracked::No)]);
    // A move is a deletion and an insertion; the end of a paragraph taken out joins it to the next.
    let moved = "<w:p><w:moveFrom w:id=\"1\"><w:r><w:t>甲</w:t></w:r></w:moveFrom><w:r><w:t>乙</w:t></w:r><w:moveTo w:id=\"2\"><w:r><w:t>甲</w:t></w:r></w:moveTo></w:p>";
    assert_eq!(texts(moved), ["乙甲"]);
    let joined =
        "<w:p><w:pPr><w:rPr><w:del w:id=\"1\"/></w:rPr></w:pPr><w:r><w:t>上</w:t></w:r></w:p>".to_owned();
    assert_eq!(texts(&(joined + &p(&["下"]))), ["上下"]);
}

fn table(rows: &[&[&str]]) -> String {
    let cell = |text: &&str| format!("<w:tc><w:tcPr/>{}</w:tc>", p(&[text]));
    let row = |cells: &&[&str]| format!("<w:tr>{}</w:tr>", cells.iter().map(cell).collect::<String>());
    format!("<w:tbl><w:tblPr/>{}</w:tbl>", rows.iter().map(row).collect::<String>())
}

#[test]
fn cells_have_their_places() {
    let draft = table(&[&["项目", "金额"], &["本金", "1.00"], &["利息", "2.00"]]);
    let edited = draft.replace("1.00", "9.99");
    let (a, b) = (reading(&draft), reading(&edited));
    let found = compare(&a, &b);
    assert_eq!(found.len(), 1, "{found:?}");
    let cell = b.passages[found[0].after.unwrap()].cell.unwrap();
    assert_eq!((found[0].what, cell.table, cell.row, cell.column), (What::Changed, 1, 2, 2));
    // A row that is taken out, tracked, counts no more.
    let struck = draft.replacen("<w:tr>", "<w:tr><w:trPr><w:del w:id=\"1\"/></w:trPr>", 1);
    assert_eq!(texts(&struck), ["本金", "1.00", "利息", "2.00"]);
    assert_eq!(reading(&struck).passages[0].cell.unwrap().row, 1);
    assert_eq!(changes(&draft, &struck), [(What::Removed, Tracked::Yes); 2]);
}

#[test]
fn headers_boxes_and_remarks() {
    let header = "<w:hdr xmlns:w=\"w\"><w:p><w:r><w:t>页眉</w:t></w:r></w:p></w:hdr>";
    let comments = "<w:comments xmlns:w=\"w\"><w:comment w:id=\"0\" w:author=\"王\"><w:p><w:r><w:t>请核实</w:t></w:r></w:p></w:comment></w:comments>";
    let text = "<w:txbxContent><w:p><w:r><w:t>框内</w:t></w:r></w:p></w:txbxContent>";
    let body = format!(
        "<w:p><w:commentRangeStart w:id=\"0\"/><w:r><w:t>金额</w:t></w:r><w:commentRangeEnd w:id=\"0\"/><w:r><mc:AlternateContent xmlns:mc=\"m\"><mc:Choice>{text}</mc:Choice><mc:Fallback>{text}</mc:Fallback></mc:AlternateContent></w:r></w:p>"
    );
    let with = file_with(&body, &[("word/header1.xml", header), ("word/comments.xml", comments)]);
    let reading = Reading::of(&with).unwrap();
    let found: Vec<(Zone, bool, &str)> =
        reading.passages.iter().map(|p| (p.zone, p.boxed, p.text.as_str())).collect();
    assert_eq!(
        found,
        [(Zone::Body, false, "金额"), (Zone::Body, true, "框内"), (Zone::Header, false, "页眉")]
    );
    let plain = Reading::of(&file(&body)).unwrap();
    let remarks = new_remarks(&plain, &reading);
    assert_eq!((remarks.len(), remarks[0].text.as_str(), remarks[0].on.as_str()), (1, "请核实", "金额"));
    assert!(new_remarks(&reading, &reading).is_empty());
}

#[test]
fn what_was_moved_is_not_told_twice() {
    let [a, b, c, d] =
        ["甲方应当付款。", "乙方应当交货。", "丙方承担保证责任。", "丁方另行约定。"].map(|t| p(&[t]));
    let found = changes(
        &[&a, &b, &c, &d].map(String::as_str).concat(),
        &[&b, &c, &d, &a].map(String::as_str).concat(),
    );
    assert_eq!(found, [(What::Moved, Tracked::No)]);
}

#[test]
fn chinese_is_compared_by_characters_and_figures_as_a_whole() {
    let told = |before: &str, after: &str| {
        let mut out = String::new();
        for piece in pieces(before, after) {
            match piece {
                Piece::Same(text) => out.push_str(&text),
                Piece::Other(a, b) => out.push_str(&format!("[{a}>{b}]")),
            }
        }
        out
    };
    assert_eq!(told("本金38,652.41元", "本金38,625.41元"), "本金[38,652.41>38,625.41]元");
    assert_eq!(told("应当依法判令被告偿还", "应当判决被告立即偿还"), "应当[依法判令>判决]被告[>立即]偿还");
    assert_eq!(told("", "新"), "[>新]");
    assert_eq!(told("同", "同"), "同");
}

/// ISO 29500-1 §17.9: w:numPr, of the paragraph or of its style, puts a number before it; list 0 is none.
#[test]
fn a_typed_number_and_one_that_word_counts_are_the_same() {
    let counted = |properties: &str, text: &str| {
        format!("<w:p><w:pPr>{properties}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>")
    };
    let list = |id: u8| format!("<w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"{id}\"/></w:numPr>");
    for typed in ["一、偿还本金", "1. 偿还本金", "（1）偿还本金"] {
        assert_eq!(changes(&p(&[typed]), &counted(&list(1), "偿还本金")), [], "{typed}");
        assert_eq!(changes(&counted(&list(1), "偿还本金"), &p(&[typed])), [], "{typed}");
    }
    let told = [(What::Changed, Tracked::No)];
    assert_eq!(changes(&p(&["一、偿还本金"]), &counted(&list(0), "偿还本金")), told);
    assert_eq!(changes(&p(&["一、偿还本金"]), &p(&["二、偿还本金"])), told);
    assert_eq!(changes(&p(&["1.5元"]), &counted(&list(1), "5元")), told, "no number but a sum");
    // By its style, which rests on another.
    let styles = format!(
        "<w:styles xmlns:w=\"w\"><w:style w:styleId=\"A\"><w:pPr>{}</w:pPr></w:style><w:style w:styleId=\"B\"><w:basedOn w:val=\"A\"/></w:style></w:styles>",
        list(3)
    );
    let body = counted("<w:pStyle w:val=\"B\"/>", "偿还本金");
    let styled = Reading::of(&file_with(&body, &[("word/styles.xml", &styles)])).unwrap();
    assert!(styled.passages[0].numbered);
    assert_eq!(compare(&reading(&p(&["一、偿还本金"])), &styled), []);
}

#[test]
fn what_was_moved_and_changed_is_moved() {
    let [a, b] = ["判令被告向原告偿还借款本金及利息", "判令本案诉讼费用由被告共同承担"];
    let draft = p(&[&format!("一、{a}")]) + &p(&[&format!("二、{b}")]);
    let edited = p(&[&format!("一、{b}。")]) + &p(&[&format!("二、{a}")]);
    let what: Vec<What> = changes(&draft, &edited).into_iter().map(|(what, _)| what).collect();
    assert_eq!(what, [What::Moved, What::Changed]);
}

#[test]
fn figures_that_change_rows_are_changes_of_two_cells() {
    let draft = table(&[&["本金", "1.00"], &["利息", "2.00"], &["罚息", "3.00"]]);
    let edited = table(&[&["本金", "1.00"], &["利息", "3.00"], &["罚息", "2.00"]]);
    assert_eq!(changes(&draft, &edited), [(What::Changed, Tracked::No); 2]);
    let row = table(&[&["本金", "1.00"], &["罚息", "3.00"], &["利息", "2.00"]]);
    assert_eq!(changes(&draft, &row), [(What::Moved, Tracked::No); 2], "a row with both its cells");
}

/// The cost is bounded: two long documents without a line in common.
#[test]
fn documents_with_nothing_in_common_are_compared_in_time() {
    let of = |word: &str| (0..3_000).map(|n| p(&[&format!("{word}{n}")])).collect::<String>();
    assert_eq!(compare(&reading(&of("甲")), &reading(&of("乙"))).len(), 3_000);
    let long = |c: &str| p(&[&c.repeat(60_000)]);
    assert_eq!(changes(&long("甲"), &long("乙")).len(), 2);
    let order = |from: &mut dyn Iterator<Item = u32>| from.map(|n| format!("{n}号，")).collect::<String>();
    let (forth, back) = (order(&mut (0..10_000)), order(&mut (0..10_000).rev()));
    assert_eq!(pieces(&forth, &back).len(), 1, "one sentence of 30,000 tokens");
}

#[test]
fn what_is_no_document_is_not_read() {
    for bytes in [&b""[..], b"<html>", b"PK\x03\x04"] {
        assert!(Reading::of(bytes).is_err());
    }
    let bomb = "<!DOCTYPE x [<!ENTITY a SYSTEM \"file:///etc/passwd\">]><w:document><w:body>&a;</w:body></w:document>";
    assert!(matches!(
        Reading::of(&file_with("", &[("word/document.xml", bomb)])),
        Err(WordError::Xml { .. })
    ));
    let many = "<w:p><w:r><w:t>x</w:t></w:r></w:p>".repeat(20_001);
    assert!(Reading::of(&file(&many)).unwrap_err().to_string().contains("paragraphs"));
}
