//! What a single value may be, whichever file it comes from.

use serde_json::Value;

use super::{near, normalise};
use crate::domain::contract::Rate;
use crate::domain::event::StreamId;
use crate::domain::identity::mask;
use crate::domain::money::{Amount, AmountError};
use crate::domain::problem::{Place, Problem};
use crate::domain::shape::{Shape, forbidden_character};
use crate::domain::{AccountId, date};

/// Why a value is refused: a code of the catalogue and what its message fills in.
#[derive(Debug)]
pub(super) struct Fault {
    pub(super) code: &'static str,
    pub(super) args: Vec<(&'static str, String)>,
}

impl Fault {
    fn new(code: &'static str) -> Self {
        Fault { code, args: Vec::new() }
    }

    fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.args.push((name, value.to_string()));
        self
    }

    fn near(self, word: Option<impl ToString>) -> Self {
        match word {
            Some(word) => self.with("near", word),
            None => self,
        }
    }

    /// The same in a list, whose words are named in its own language.
    pub(super) fn of_list(mut self, place: Place, found: &str, words: &[(String, String)]) -> Problem {
        if self.code == "E-VALUE-WORD" && !words.is_empty() {
            self.code = "E-VALUE-WORD-ZH";
            let all: Vec<&str> = words.iter().map(|(written, _)| written.as_str()).collect();
            self.args.push(("words", all.join("、")));
        }
        self.at(place, found)
    }

    /// The problem at a place, with what was found there.
    pub(super) fn at(self, place: Place, found: &str) -> Problem {
        let sensitive = place.field.as_deref().is_some_and(is_sensitive);
        let mut problem = Problem::error(self.code, place);
        problem.args.push(("found", if sensitive { shown(&mask::number(found)) } else { shown(found) }));
        problem.args.extend(self.args);
        problem
    }
}

/// Whether a field holds a number that no list or log may show.
fn is_sensitive(path: &str) -> bool {
    ["id.number", "card_number", "_account.number"].iter().any(|end| path.ends_with(end))
}

/// A value as a message may show it: at most 60 characters, with none that would move or hide text, and no number of 15
/// digits or more in full, whichever field it strayed into.
pub(super) fn shown(text: &str) -> String {
    let mut out = String::new();
    for (i, c) in mask::runs(text).chars().enumerate() {
        if i == 60 {
            out.push('…');
            break;
        }
        match forbidden_character(c.encode_utf8(&mut [0; 4])) {
            Some(c) => out.push_str(&format!("\\u{{{:04X}}}", c as u32)),
            None => out.push(c),
        }
    }
    out
}

/// Reads a scalar as what its shape asks for; lists and records are not scalars and are refused as text would be.
///
/// # Errors
/// [`Fault`].
pub(super) fn scalar(shape: &Shape, text: &str) -> Result<Value, Fault> {
    let text = normalise::text(text);
    match shape {
        Shape::Text(most) => line(text, *most).map(Value::from),
        Shape::File => line(text, 500).map(Value::from),
        Shape::Amount => amount(text).map(|amount| amount.to_string().into()),
        Shape::Rate => match text.parse::<Rate>() {
            Ok(rate) => Ok(rate.to_string().into()),
            Err(_) => Err(Fault::new("E-VALUE-RATE").near(percent(text))),
        },
        Shape::Date => match date::parse(text) {
            Some(_) => Ok(text.into()),
            None => {
                let meant = normalise::date(text);
                Err(Fault::new("E-VALUE-DATE").near(date::parse(&meant)))
            }
        },
        Shape::Flag => match text {
            "true" | "True" | "TRUE" => Ok(true.into()),
            "false" | "False" | "FALSE" => Ok(false.into()),
            _ => Err(Fault::new("E-VALUE-FLAG").near(flag_meant(text))),
        },
        Shape::Whole(of) => match of.iter().find(|n| n.to_string() == text) {
            Some(n) => Ok((*n).into()),
            None => {
                let all: Vec<String> = of.iter().map(u16::to_string).collect();
                Err(Fault::new("E-VALUE-WORD").with("expected", all.join(", ")))
            }
        },
        Shape::Page(last) => match text.parse::<u32>() {
            Ok(page) if (1..=*last).contains(&page) => Ok(page.into()),
            _ => Err(Fault::new("E-VALUE-PAGE")),
        },
        Shape::OneOf(words) => one_of(text, words).map(Value::from),
        Shape::Account => match text.parse::<AccountId>() {
            // The registry keeps one name for what belongs to no account.
            Ok(account) if account.as_str() != StreamId::Workspace.as_str() => Ok(account.to_string().into()),
            _ => Err(Fault::new("E-VALUE-ACCOUNT")),
        },
        Shape::List(_) => Err(Fault::new("E-CASE-NOT-LIST")),
        Shape::Record(_) | Shape::OrDefault(_) => Err(Fault::new("E-CASE-NOT-RECORD")),
    }
}

/// One line of text.
pub(super) fn line(text: &str, most: usize) -> Result<String, Fault> {
    if text.is_empty() {
        return Err(Fault::new("E-VALUE-BLANK"));
    }
    if let Some(c) = forbidden_character(text) {
        let code = if matches!(c, '\n' | '\r' | '\u{2028}' | '\u{2029}' | '\u{85}') {
            "E-VALUE-LINE-BREAK"
        } else {
            "E-VALUE-CHARACTER"
        };
        return Err(Fault::new(code).with("character", format!("U+{:04X}", c as u32)));
    }
    let length = text.chars().count();
    if length > most {
        return Err(Fault::new("E-VALUE-LONG").with("length", length).with("expected", most));
    }
    if normalise::is_scientific(text) {
        return Err(Fault::new("E-VALUE-ROUNDED"));
    }
    Ok(text.to_owned())
}

/// An amount of zero or more.
fn amount(text: &str) -> Result<Amount, Fault> {
    match text.parse::<Amount>() {
        Ok(amount) if amount.is_negative() => Err(Fault::new("E-VALUE-NEGATIVE")),
        Ok(amount) => Ok(amount),
        Err(AmountError::TooPrecise(_)) => Err(Fault::new("E-VALUE-PRECISION")),
        Err(AmountError::TooLarge(_)) => Err(Fault::new("E-VALUE-LARGE")),
        Err(AmountError::Malformed(_)) => Err(Fault::new("E-VALUE-AMOUNT").near(normalise::as_amount(text))),
    }
}

fn one_of(text: &str, words: &'static [&'static str]) -> Result<&'static str, Fault> {
    match words.iter().find(|word| **word == text) {
        Some(word) => Ok(word),
        None => Err(Fault::new("E-VALUE-WORD")
            .with("expected", words.join(", "))
            .near(near::nearest(text, words.iter().copied()))),
    }
}

/// The flag that a word of another language of configuration means.
fn flag_meant(text: &str) -> Option<bool> {
    match text.to_lowercase().as_str() {
        "yes" | "y" | "on" | "1" | "是" => Some(true),
        "no" | "n" | "off" | "0" | "否" => Some(false),
        _ => None,
    }
}

/// `18.25%` as the fraction it is.
fn percent(text: &str) -> Option<String> {
    let number =
        normalise::half_width(text).strip_suffix('%')?.trim().parse::<rust_decimal::Decimal>().ok()?;
    Rate::new((number / rust_decimal::Decimal::ONE_HUNDRED).normalize()).map(|rate| rate.to_string())
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn code(shape: Shape, text: &str) -> &'static str {
        scalar(&shape, text).unwrap_err().code
    }

    fn hint(shape: Shape, text: &str) -> Option<String> {
        let fault = scalar(&shape, text).unwrap_err();
        fault.args.into_iter().find(|(name, _)| *name == "near").map(|(_, value)| value)
    }

    #[test]
    fn digits_are_kept() {
        assert_eq!(scalar(&Shape::Text(200), "0200000000000000000").unwrap(), json!("0200000000000000000"));
        assert_eq!(scalar(&Shape::Text(200), "007").unwrap(), json!("007"));
        assert_eq!(scalar(&Shape::Amount, "38652.41").unwrap(), json!("38652.41"));
        assert_eq!(scalar(&Shape::Amount, "50000").unwrap(), json!("50000.00"));
        assert_eq!(scalar(&Shape::Rate, "0.0005").unwrap(), json!("0.0005"));
    }

    #[test]
    fn amounts_that_would_be_a_guess() {
        for bad in ["1e5", "0x10", "1_000", "+5", ".5", "5.", "五", "1,000.00", "0o17", "NaN", ".inf"] {
            assert_eq!(code(Shape::Amount, bad), "E-VALUE-AMOUNT", "{bad}");
        }
        assert_eq!(code(Shape::Amount, "-0.01"), "E-VALUE-NEGATIVE");
        assert_eq!(code(Shape::Amount, "1.005"), "E-VALUE-PRECISION");
        assert_eq!(code(Shape::Amount, "99999999999999999999"), "E-VALUE-LARGE");
        assert_eq!(hint(Shape::Amount, "¥12,345.6").as_deref(), Some("12345.60"));
    }

    #[test]
    fn hints_say_how_to_write_it() {
        assert_eq!(hint(Shape::Date, "2024/1/5").as_deref(), Some("2024-01-05"));
        assert_eq!(hint(Shape::Date, "2023/2/29"), None);
        assert_eq!(hint(Shape::Rate, "18.25%").as_deref(), Some("0.1825"));
        assert_eq!(hint(Shape::Flag, "yes").as_deref(), Some("true"));
        assert_eq!(hint(Shape::OneOf(&["primary", "joint"]), "Primery").as_deref(), Some("primary"));
    }

    #[test]
    fn text_is_one_visible_line() {
        for (text, expected) in [
            ("", "E-VALUE-BLANK"),
            (" \u{3000} ", "E-VALUE-BLANK"),
            ("李\n示例", "E-VALUE-LINE-BREAK"),
            ("李\u{2028}示例", "E-VALUE-LINE-BREAK"),
            ("李\u{202E}示例", "E-VALUE-CHARACTER"),
            ("李\t示例", "E-VALUE-CHARACTER"),
            ("李\u{7}", "E-VALUE-CHARACTER"),
            ("1.10105E+17", "E-VALUE-ROUNDED"),
        ] {
            assert_eq!(code(Shape::Text(200), text), expected, "{text:?}");
        }
        assert_eq!(code(Shape::Text(3), "四个字符"), "E-VALUE-LONG");
        for name in ["#read(\"/etc/passwd\")", "*李*", "<b>", "{{x}}", "=cmd", "no", "O'Neil", "㛃", "👩‍⚖️"]
        {
            assert_eq!(scalar(&Shape::Text(200), name).unwrap(), json!(name));
        }
    }

    #[test]
    fn nothing_shown_can_move_text_or_fill_a_screen() {
        assert_eq!(shown("a\u{202E}b\u{1b}[0m"), "a\\u{202E}b\\u{001B}[0m");
        assert_eq!(shown(&"长".repeat(1000)).chars().count(), 61);
        let place = Place { field: Some("debtors[0].id.number".into()), ..Place::default() };
        let problem = Fault::new("E-VALUE-LONG").at(place, "110101198503153011");
        assert_eq!(problem.args[0].1, "110101********3011");
    }
}
