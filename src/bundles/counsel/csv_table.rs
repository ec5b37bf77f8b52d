//! Tables as CSV: UTF-8 with its mark, so that Excel reads Chinese. The readers of case folders take them back as they were.

/// A table with its header. Text that a spreadsheet would run as a formula begins with `'`, which our readers take off.
pub fn csv_table(headers: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut out = String::from("\u{FEFF}");
    let mut line = |fields: Vec<String>| {
        out.push_str(&fields.iter().map(|text| field(text)).collect::<Vec<_>>().join(","));
        out.push_str("\r\n");
    };
    line(headers.iter().map(|header| (*header).to_owned()).collect());
    rows.into_iter().for_each(line);
    out.into_bytes()
}

fn field(text: &str) -> String {
    let text = match text.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{text}"),
        false => text.to_owned(),
    };
    if text.contains([',', '"', '\n', '\r', ';', '\t']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn fields_that_need_it_are_quoted() {
        let rows = [vec!["=1+1".to_owned(), "a,\"b\"".to_owned()], vec!["+86".to_owned(), String::new()]];
        let text = String::from_utf8(csv_table(&["甲", "乙"], rows)).unwrap();
        assert_eq!(text, "\u{FEFF}甲,乙\r\n'=1+1,\"a,\"\"b\"\"\"\r\n'+86,\r\n");
    }
}
