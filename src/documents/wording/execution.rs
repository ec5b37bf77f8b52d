//! What applications in enforcement say in the words of the law, from the table `tables/cn/enforcement.yaml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    late_performance: Late,
    listing: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Late {
    words: String,
    #[serde(rename = "rate")]
    _rate: String,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../tables/cn/enforcement.yaml"))
        .expect("the built-in table of enforcement is read by a test")
});

/// The rate of the doubled part in words: `日万分之一点七五`.
pub fn late_rate() -> &'static str {
    &TABLE.late_performance.words
}

/// One of the situations of 法释〔2017〕7号 art. 1, counted from 1.
pub fn listing_ground(number: usize) -> Option<&'static str> {
    TABLE.listing.get(number.checked_sub(1)?).map(String::as_str)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// law-cn.md §2.4 and §6.4: one rate with that of the rules, six situations.
    #[test]
    fn as_the_rules_have_it() {
        let rules = include_str!("../../rules/tables/cn/late-performance.yaml");
        assert!(rules.contains(&format!("value: \"{}\"", TABLE.late_performance._rate)));
        assert_eq!(rules.matches("value: ").count(), 1, "another rate came: word it by its day");
        assert_eq!(late_rate(), "日万分之一点七五");
        assert!(listing_ground(0).is_none() && listing_ground(6).is_some() && listing_ground(7).is_none());
    }
}
