//! What of a board must hold whatever it says.

use std::collections::BTreeMap;

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::facts::{embedded, facts};
use super::*;
use crate::press::{Library, TextFolder};

const HOSTILE: &str = "</script><script>alert(1)</script><!--\u{2028}&\"'";

fn board(cases: usize) -> Board {
    let row = |n: usize| Row { cells: vec![json!(format!("CC-{n:05}")), json!(HOSTILE)], groups: vec![0] };
    let part = Part::Fields {
        title: "当事人".to_owned(),
        rows: vec![["债务人".to_owned(), HOSTILE.to_owned()]],
    };
    let section =
        |n: usize| (format!("CC-{n:05}"), Section { title: HOSTILE.to_owned(), parts: vec![part.clone()] });
    Board {
        wording: |pair| pair[0],
        masked: true,
        audience: None,
        as_of: NaiveDate::from_ymd_opt(2026, 11, 21).unwrap(),
        title: "资产组合报告".to_owned(),
        scope: HOSTILE.to_owned(),
        selection: Some(HOSTILE.to_owned()),
        cards: vec![Card { label: "案件".to_owned(), value: cases.to_string(), ..Card::default() }],
        charts: Vec::new(),
        grids: Vec::new(),
        notes: Vec::new(),
        groups: vec![HOSTILE.to_owned()],
        columns: vec![
            Column { title: "案件编号".to_owned(), shape: Shape::Text },
            Column { title: "债务人".to_owned(), shape: Shape::Text },
        ],
        rows: (0..cases).map(row).collect(),
        sections: (0..cases).map(section).collect::<BTreeMap<_, _>>(),
        wide: None,
    }
}

fn template() -> TextFolder {
    TextFolder::open(Library::built_in().folder(KIND).unwrap()).unwrap()
}

/// What a browser takes for the end of a script, the start of a comment or a line of its own stays within its text.
#[test]
fn facts_stay_in_their_element() {
    let told = facts(&board(2));
    let text = embedded(&told);
    assert!(!text.contains(['<', '>', '&', '\u{2028}', '\u{2029}']));
    assert_eq!(serde_json::from_str::<Value>(&text).unwrap(), told, "and means the same");
}

#[test]
fn a_name_is_markup_nowhere_on_the_page() {
    let page = html(&board(2), &template()).unwrap();
    assert!(!page.contains("alert(1)</script>") && !page.contains("<script>"));
    // Style, script and facts; the script is the template's own.
    assert_eq!((page.matches("<script").count(), page.matches("</script>").count()), (2, 2));
    assert!(page.ends_with("</script>\n</body>\n</html>\n"));
}

#[test]
fn the_same_board_gives_the_same_bytes() {
    let template = template();
    let page = html(&board(3), &template).unwrap();
    assert_eq!(page, html(&board(3), &template).unwrap());
    assert_ne!(page, html(&board(4), &template).unwrap());
}

/// Nothing of the page is elsewhere: no address but those within it and the namespace of SVG.
#[test]
fn the_page_names_no_other_place() {
    let page = html(&board(1), &template()).unwrap();
    for found in ["http:", "https:", "src=", "@import", "url(", "fetch(", "innerHTML"] {
        assert!(!page.contains(found), "{found}");
    }
}

#[test]
fn what_is_too_much_is_left_out_and_said() {
    let told = facts(&board(MOST_SECTIONS + 1));
    assert_eq!(told["sections"].as_object().unwrap().len(), MOST_SECTIONS);
    assert_eq!(told["rows"].as_array().unwrap().len(), MOST_SECTIONS + 1);
    assert!(told["cut"].as_str().unwrap().contains("2000"));
    assert!(facts(&board(2))["cut"].is_null());
}
