//! What files are called. Never an identity or card number: only the place in the folder and the title.

use super::catalogue::Document;

/// `01民事起诉状.pdf`; the masked twin is `01民事起诉状（脱敏）.pdf`.
pub fn file_name(document: &Document, redacted: bool, extension: &str) -> String {
    let twin = if redacted { "（脱敏）" } else { "" };
    format!("{:02}{}{twin}.{extension}", document.number, safe(document.title))
}

/// A text as part of a file name: `/ \ : * ? " < > |` and control characters become `_`.
pub fn safe(text: &str) -> String {
    let forbidden =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    text.chars().map(|c| if forbidden(c) { '_' } else { c }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::catalogue::{all, find};

    #[test]
    fn by_place_and_title() {
        let complaint = find("complaint").unwrap();
        assert_eq!(file_name(complaint, false, "pdf"), "01民事起诉状.pdf");
        assert_eq!(file_name(complaint, true, "pdf"), "01民事起诉状（脱敏）.pdf");
        assert_eq!(safe("a/b\\c:d*e?f\"g<h>i|j\n李"), "a_b_c_d_e_f_g_h_i_j_李");
    }

    /// Two documents of one account never have one name.
    #[test]
    fn no_two_alike() {
        let mut names: Vec<String> = all().iter().map(|d| file_name(d, false, "pdf")).collect();
        names.sort();
        names.dedup();
        assert_eq!(names.len(), all().len());
    }
}
