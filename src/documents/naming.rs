//! What files and folders are called. Never an identity or card number: only the place in the folder and the title, and
//! of an identity number at most its last four characters.

use super::document::Document;
use super::redact;
use crate::domain::Case;

/// What a court's intake calls the folder of a case (law-cn.md §8).
pub const FOLDER: &str = "{seq}_{被告姓名}_{身份证后4位}";

/// The longest folder name, in characters: with the files in it, well below what Windows takes.
const LONGEST: usize = 80;

/// `01民事起诉状.pdf`; the masked twin is `01民事起诉状（脱敏）.pdf`.
pub fn file_name(document: &Document, redacted: bool, extension: &str) -> String {
    named(document.number, document.title, redacted, extension)
}

pub(super) fn named(number: u8, title: &str, redacted: bool, extension: &str) -> String {
    let twin = if redacted { "（脱敏）" } else { "" };
    format!("{number:02}{}{twin}.{extension}", safe(title))
}

/// A text as part of a file name: `/ \ : * ? " < > |` and control characters become `_`.
pub fn safe(text: &str) -> String {
    let forbidden =
        |c: char| c.is_control() || matches!(c, '/' | '\\' | ':' | '*' | '?' | '"' | '<' | '>' | '|');
    text.chars().map(|c| if forbidden(c) { '_' } else { c }).collect()
}

/// The folder of a case by a pattern like [`FOLDER`]: `0001_李示例_3011`. Places: `{seq}`, `{account}`, `{被告姓名}` or
/// `{debtor}`, `{身份证后4位}` or `{id4}`, `{批次}` or `{batch}`. What is not known is left out with its `_`. The masked
/// twin shows neither name nor number.
///
/// # Errors
/// The place that is not known, or `{seq}` where neither that nor `{account}` tells cases of one name apart.
pub fn folder_name(pattern: &str, seq: u64, case: &Case, redacted: bool) -> Result<String, String> {
    let primary = case.primary();
    let mut name = String::new();
    let mut apart = false;
    let mut rest = pattern;
    while let Some((before, after)) = rest.split_once('{') {
        name.push_str(before);
        let Some((place, after)) = after.split_once('}') else { return Err(format!("{{{after}")) };
        match place {
            "seq" => name.push_str(&format!("{seq:04}")),
            "account" => name.push_str(case.account.as_str()),
            "被告姓名" | "debtor" => match primary {
                // No file may be called 李**.
                Some(debtor) if redacted && !debtor.is_company() => {
                    name.push_str(&redact::name(&debtor.name).replace('*', "某"));
                }
                Some(debtor) => name.push_str(&debtor.name),
                None => {}
            },
            "身份证后4位" | "id4" if redacted => {}
            "身份证后4位" | "id4" => name.push_str(&last_four(case)),
            "批次" | "batch" => name.push_str(case.batch.as_deref().unwrap_or_default()),
            unknown => return Err(format!("{{{unknown}}}")),
        }
        apart |= matches!(place, "seq" | "account");
        rest = after;
    }
    if !apart {
        return Err("{seq}".to_owned());
    }
    name.push_str(rest);
    Ok(portable(&name))
}

/// The last four letters or digits of the debtor's identity number, where it has more than eight.
fn last_four(case: &Case) -> String {
    let number = case.primary().and_then(|d| d.id.as_ref()).map_or("", |id| id.number.as_str());
    let kept: Vec<char> = number.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    match kept.len() {
        ..=8 => String::new(),
        n => kept[n - 4..].iter().map(char::to_ascii_uppercase).collect(),
    }
}

/// A folder name that Windows takes too: no name of a device, no point or space at its end, not too long.
fn portable(name: &str) -> String {
    let mut name = safe(name);
    while name.contains("__") {
        name = name.replace("__", "_");
    }
    let mut name: String = name.trim_matches('_').chars().take(LONGEST).collect();
    if name.ends_with(['.', ' ']) || name.starts_with(['.', ' ']) {
        name = format!("_{}_", name.trim_matches(['.', ' ']));
    }
    let stem = name.split('.').next().unwrap_or_default().to_ascii_uppercase();
    let numbered = |device: &str| stem.strip_prefix(device).is_some_and(|n| n.len() == 1 && n != "0");
    if matches!(stem.as_str(), "" | "CON" | "PRN" | "AUX" | "NUL") || numbered("COM") || numbered("LPT") {
        name.insert(0, '_');
    }
    name
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::documents::catalogue::{all, find};

    #[test]
    fn by_place_and_title() {
        let complaint = find("complaint").unwrap();
        assert_eq!(file_name(complaint, false, "pdf"), "01民事起诉状.pdf");
        assert_eq!(file_name(complaint, true, "pdf"), "01民事起诉状（脱敏）.pdf");
        assert_eq!(safe("a/b\\c:d*e?f\"g<h>i|j\n李"), "a_b_c_d_e_f_g_h_i_j_李");
    }

    fn of(name: &str, id: &str) -> Case {
        let debtor = json!({"role": "primary", "name": name, "id": {"type": "resident-id", "number": id}});
        Case::from_facts(&json!({"account": "CC-1", "batch": "2026Q3-01", "debtors": [debtor],
            "debt": {"as_of": "2026-06-30", "principal": "100.00"}}))
        .unwrap()
    }

    /// The pattern of law-cn.md §8; the number is that of the worked cases.
    #[test]
    fn a_folder_as_courts_take_it_in() {
        let case = of("李示例", "110101198503153011");
        let called = |pattern: &str, redacted| folder_name(pattern, 7, &case, redacted);
        assert_eq!(called(FOLDER, false).unwrap(), "0007_李示例_3011");
        assert_eq!(called(FOLDER, true).unwrap(), "0007_李某某");
        assert_eq!(called("{批次}-{account} {id4}", false).unwrap(), "2026Q3-01-CC-1 3011");
        assert_eq!(called("{debtor}", false), Err("{seq}".to_owned()), "two of one name would be one folder");
        assert_eq!(called("{seq}_{身份证}", false), Err("{身份证}".to_owned()), "a full number is no choice");
        assert_eq!(called("{seq", false), Err("{seq".to_owned()));
    }

    #[test]
    fn a_folder_that_windows_takes_too() {
        let called = |name: &str, id: &str| folder_name(FOLDER, 1, &of(name, id), false).unwrap();
        assert_eq!(called("李/示\\例:*", "11010119850315301x"), "0001_李_示_例_301X");
        assert_eq!(called("李", "123456"), "0001_李", "of a short number nothing is shown");
        assert_eq!(called(&"示".repeat(200), "110101198503153011").chars().count(), 80);
        for (name, expected) in
            [("CON", "_CON"), ("com1.txt", "_com1.txt"), ("a. ", "_a_"), ("..", "__"), ("COM10", "COM10")]
        {
            assert_eq!(portable(name), expected);
        }
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
