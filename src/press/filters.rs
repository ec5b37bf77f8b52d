//! Filters of text and Word templates, beside those of minijinja: how amounts, dates and numbers are written.

use minijinja::value::Value;
use minijinja::{Environment, Error, ErrorKind};

use crate::domain::identity::mask;
use crate::domain::{Amount, date, numeral, words};

/// Adds them: `yuan` 12,345.67; `words` 人民币…; `date_cn` 2026年1月5日; `number_cn` 十二; `mask_number`, `mask_phone`.
pub(super) fn add(engine: &mut Environment<'_>) {
    engine.add_filter("yuan", |value: &Value| Ok::<_, Error>(amount(value)?.grouped()));
    engine.add_filter("words", |value: &Value| Ok::<_, Error>(words::in_words(amount(value)?)));
    engine.add_filter("date_cn", date_cn);
    engine.add_filter("number_cn", number_cn);
    engine.add_filter("mask_number", |value: &Value| Ok::<_, Error>(mask::number(&text(value)?)));
    engine.add_filter("mask_phone", |value: &Value| Ok::<_, Error>(mask::phone(&text(value)?)));
}

/// The text of a value; a list, an object or nothing at all is an error.
fn text(value: &Value) -> Result<String, Error> {
    if value.is_undefined() {
        return Err(ErrorKind::UndefinedError.into());
    }
    match value.as_str() {
        Some(text) => Ok(text.to_owned()),
        None if value.is_integer() => Ok(value.to_string()),
        None => Err(Error::new(ErrorKind::InvalidOperation, format!("{} is not a text", value.kind()))),
    }
}

fn amount(value: &Value) -> Result<Amount, Error> {
    text(value)?.parse().map_err(|e| Error::new(ErrorKind::InvalidOperation, format!("{e}")))
}

fn date_cn(value: &Value) -> Result<String, Error> {
    let text = text(value)?;
    let day = date::parse(&text).map(date::chinese);
    day.or_else(|| date::parse_minute(&text).map(date::chinese_minute)).ok_or_else(|| {
        Error::new(ErrorKind::InvalidOperation, format!("not YYYY-MM-DD or YYYY-MM-DD HH:MM: {text:?}"))
    })
}

fn number_cn(value: &Value) -> Result<String, Error> {
    let text = text(value)?;
    let number = text.parse().map(numeral::numeral);
    number.map_err(|_| Error::new(ErrorKind::InvalidOperation, format!("not a whole number: {text:?}")))
}
