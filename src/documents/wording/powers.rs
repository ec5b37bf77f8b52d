//! What an agent may do, from the table `tables/cn/powers.yaml`.

use std::sync::LazyLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::case::TrackName;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    #[serde(rename = "schema")]
    _schema: String,
    #[serde(rename = "checked")]
    _checked: NaiveDate,
    tracks: Vec<Powers>,
    enforcement: Enforcement,
    enclosures: Enclosures,
}

/// What is entrusted on one track.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Powers {
    track: TrackName,
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "confidence")]
    _confidence: String,
    /// What the agent is: `参加诉讼的委托诉讼代理人`.
    pub capacity: String,
    /// What is entrusted.
    pub matter: String,
    /// What any agent may do.
    pub general: Vec<String>,
    /// What must be named one by one.
    pub special: Vec<String>,
    /// The same in a sentence, for an agent who may not.
    pub withheld: String,
    /// The proceedings that the authority lasts for.
    pub stage: String,
    /// What an agent with special authority may still do after them.
    #[serde(default)]
    pub appeal: String,
}

/// What is added where counsel also acts in enforcement.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enforcement {
    #[serde(rename = "source")]
    _source: String,
    #[serde(rename = "confidence")]
    _confidence: String,
    /// Continues [`Powers::matter`].
    pub matter: String,
    /// What any agent may do there.
    pub general: String,
    /// What must be named one by one.
    pub special: Vec<String>,
    /// The proceedings.
    pub stage: String,
    /// What the agent is in a power for enforcement alone, and what is entrusted there.
    pub capacity: String,
    pub alone: String,
    /// What any agent may do there, one by one.
    pub alone_general: Vec<String>,
    /// What is not entrusted, for an agent who may not.
    pub withheld: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Enclosures {
    lawyer: Vec<String>,
    staff: Vec<String>,
}

static TABLE: LazyLock<Table> = LazyLock::new(|| {
    serde_yaml::from_str(include_str!("../tables/cn/powers.yaml"))
        .expect("the built-in table of powers is read by a test")
});

/// What is entrusted on a track.
pub fn powers(track: TrackName) -> &'static Powers {
    TABLE.tracks.iter().find(|p| p.track == track).expect("a test finds every track in the table")
}

/// What is added for enforcement.
pub fn enforcement() -> &'static Enforcement {
    &TABLE.enforcement
}

/// What an agent hands in with the power of attorney.
pub fn enclosures(staff: bool) -> &'static [String] {
    if staff { &TABLE.enclosures.staff } else { &TABLE.enclosures.lawyer }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each track has its list, and none of them holds the words that give no power at all (法释〔2015〕5号 art. 89).
    #[test]
    fn the_table_reads() {
        for track in [TrackName::Litigation, TrackName::Arbitration, TrackName::PaymentOrder] {
            let powers = powers(track);
            assert!(!powers.general.is_empty() && !powers.special.is_empty());
        }
        assert!(!include_str!("../tables/cn/powers.yaml").replace("\"全权代理\"", "").contains("全权"));
        assert_eq!(enclosures(false).len() + enclosures(true).len(), 4);
    }

    /// 民诉法 art. 62: 承认、放弃、变更诉讼请求，进行和解，提起反诉或者提起上诉; 执行工作规定 art. 20: 放弃、变更民事权利，进行执行和解，
    /// 代为收取执行款项.
    #[test]
    fn special_powers_are_those_of_the_statute() {
        let named = |list: &[String]| list.join("、").replace("代为", "");
        for track in [TrackName::Litigation, TrackName::PaymentOrder] {
            assert_eq!(
                named(&powers(track).special),
                "承认诉讼请求、放弃诉讼请求、变更诉讼请求、进行和解、提起反诉、提起上诉"
            );
        }
        assert_eq!(named(&enforcement().special), "放弃民事权利、变更民事权利、进行执行和解、收取执行款项");
    }
}
