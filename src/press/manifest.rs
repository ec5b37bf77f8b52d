//! What a template folder says of itself in `manifest.yaml`.

use std::collections::BTreeMap;
use std::fmt;

use chrono::NaiveDate;
use serde::de::{SeqAccess, Visitor};
use serde::{Deserialize, Deserializer};

use super::error::PressError;

/// A template's manifest. Unknown keys are refused.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// The folder's own name: `complaint`.
    pub kind: String,
    /// What people call it.
    pub title: Title,
    /// Where it is listed.
    pub group: Group,
    /// Another one with every change that matters: `1`, `2026-1`.
    #[serde(deserialize_with = "version")]
    pub version: String,
    /// The days of documents that it is for.
    #[serde(default)]
    pub valid: Validity,
    /// The built-in document that a firm's own says the same as, under its own name: it is given the same data.
    #[serde(default)]
    pub like: Option<String>,
    /// Whose letterhead it bears, if that one has any.
    #[serde(default)]
    pub letterhead: Option<Sender>,
    /// Paths of the facts that change it, as a case file names them: `debtors[].id.number`. A record stands for all below
    /// it.
    #[serde(default)]
    pub facts: Vec<String>,
    /// Kinds of evidence that it counts on: cited, or missed where there is none.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// Who signs it.
    #[serde(default)]
    pub signs: Vec<Signatory>,
    /// How many copies are handed in.
    #[serde(default)]
    pub copies: Copies,
    /// The milestones that its delivery makes possible, `litigation/filed`: one on each track that it fits.
    #[serde(default, deserialize_with = "one_or_several")]
    pub milestone: Vec<String>,
    /// Whom a message is for: `counsel`, `debtor`, `handler`, or several of them, each with a mail of their own. Messages
    /// only, and required there.
    #[serde(default, rename = "for", deserialize_with = "one_or_several")]
    pub audience: Vec<String>,
    /// What a message is about, if it is not the debt: `hearing`, `instalment-due`. Messages only.
    #[serde(default)]
    pub about: Option<String>,
    /// Whether a message asks a debtor for payment: then it must hold what the law wants of a demand. Messages to debtors
    /// only.
    #[serde(default)]
    pub demand: bool,
    /// Subject line of a message, itself a text template. Messages only, and required there.
    #[serde(default)]
    pub subject: Option<String>,
    /// Kinds of documents that go with a message where they are drafted, in their order. Messages only.
    #[serde(default)]
    pub attachments: Vec<String>,
    /// Those of `attachments` without which the message is not sent.
    #[serde(default)]
    pub must_attach: Vec<String>,
    /// Pictures of the folder that a Word template prints by name: `{{ seal }}`.
    #[serde(default)]
    pub images: BTreeMap<String, Picture>,
}

/// A picture of the template's folder.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Picture {
    /// A PNG or JPEG, by its path within the folder.
    pub file: String,
    /// How wide it is printed, in millimetres, 1 to 500.
    #[serde(default)]
    pub width: Option<u32>,
    /// How high it is printed, in millimetres, 1 to 500; the other side follows where only one is given.
    #[serde(default)]
    pub height: Option<u32>,
    /// What it shows, for who cannot see it.
    pub alt: String,
}

impl Picture {
    fn is_placed(&self) -> bool {
        let sides: Vec<u32> = self.width.into_iter().chain(self.height).collect();
        !sides.is_empty() && sides.iter().all(|side| (1..=500).contains(side))
    }
}

/// The days of documents that a template is for, both ends among them. What is left out is open.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Validity {
    /// The first day.
    pub from: Option<NaiveDate>,
    /// The last day.
    pub until: Option<NaiveDate>,
}

impl Validity {
    /// Whether it is for a document of this day.
    pub fn holds(&self, day: NaiveDate) -> bool {
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until)
    }

    /// `2026-01-01 – 2026-12-31`; empty where both ends are open.
    pub fn shown(&self) -> String {
        let day = |day: Option<NaiveDate>| day.map_or_else(String::new, |day| day.to_string());
        match (self.from, self.until) {
            (None, None) => String::new(),
            (from, until) => format!("{} – {}", day(from), day(until)).trim().to_owned(),
        }
    }
}

/// Whose letterhead a document bears.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Sender {
    /// 债权人.
    Creditor,
    /// 代理律师's firm.
    Counsel,
}

/// A title in the two languages of the program.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Title {
    /// As it stands on the document: `民事起诉状`.
    pub zh: String,
    /// For English lists: `Civil complaint`.
    pub en: String,
}

/// Where a document is listed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// Before any court: letters, plans.
    PreAction,
    /// Handed to a court or an arbitration commission.
    Filing,
    /// After judgment or award.
    Enforcement,
    /// When a case ends.
    Closing,
    /// Mail.
    Message,
}

/// Who signs a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Signatory {
    /// 债权人, with its seal.
    Creditor,
    /// 代理律师, with the firm's seal.
    Counsel,
    /// 债务人.
    Debtor,
    /// 保证人.
    Guarantor,
}

/// How many copies are handed in.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Copies {
    /// One.
    #[default]
    One,
    /// One for each debtor.
    EachDebtor,
    /// One for the court or commission and one for each debtor.
    CourtAndEachDebtor,
}

/// A number or a text.
fn version<'de, D: Deserializer<'de>>(reader: D) -> Result<String, D::Error> {
    struct Version;
    impl Visitor<'_> for Version {
        type Value = String;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a whole number from 1, or a text such as \"2026-1\"")
        }

        fn visit_u64<E>(self, number: u64) -> Result<String, E> {
            Ok(number.to_string())
        }

        fn visit_str<E>(self, text: &str) -> Result<String, E> {
            Ok(text.to_owned())
        }
    }
    reader.deserialize_any(Version)
}

/// A word, or a list of words.
fn one_or_several<'de, D: Deserializer<'de>>(reader: D) -> Result<Vec<String>, D::Error> {
    struct Words;
    impl<'de> Visitor<'de> for Words {
        type Value = Vec<String>;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a word, or a list of words")
        }

        fn visit_str<E>(self, word: &str) -> Result<Vec<String>, E> {
            Ok(vec![word.to_owned()])
        }

        fn visit_seq<A: SeqAccess<'de>>(self, mut words: A) -> Result<Vec<String>, A::Error> {
            let mut all = Vec::new();
            while let Some(word) = words.next_element()? {
                all.push(word);
            }
            Ok(all)
        }
    }
    reader.deserialize_any(Words)
}

impl Manifest {
    /// Reads `manifest.yaml` of the folder `kind`.
    ///
    /// # Errors
    /// [`PressError::Manifest`] with the line of the first thing that is wrong.
    pub fn parse(kind: &str, bytes: &[u8]) -> Result<Manifest, PressError> {
        let wrong = |line, column, message: String| PressError::Manifest {
            file: format!("{kind}/manifest.yaml"),
            line,
            column,
            message,
        };
        let manifest: Manifest = serde_yaml::from_slice(bytes).map_err(|e| {
            let at = e.location();
            wrong(at.as_ref().map(|l| l.line() as u64), at.as_ref().map(|l| l.column() as u64), e.to_string())
        })?;
        let check = |holds: bool, message: &str| {
            if holds { Ok(()) } else { Err(wrong(None, None, message.to_owned())) }
        };
        check(manifest.kind == kind, &format!("kind is {:?}, the folder is {kind:?}", manifest.kind))?;
        let version = manifest.version.as_str();
        check(version != "0", "version starts at 1")?;
        let good = (1..=32).contains(&version.chars().count()) && !version.contains(char::is_control);
        check(good, "version has 1 to 32 characters")?;
        let ends = manifest.valid.from.zip(manifest.valid.until);
        check(ends.is_none_or(|(from, until)| from <= until), "valid ends before it begins")?;
        check(manifest.like.as_deref() != Some(kind), "like names the template itself")?;
        check(!manifest.title.zh.is_empty() && !manifest.title.en.is_empty(), "title is empty")?;
        for (name, picture) in &manifest.images {
            let word = name.chars().all(|c| c.is_alphanumeric() || c == '_') && !name.is_empty();
            check(word, &format!("image {name:?}: letters, digits and _ make a name"))?;
            check(name != "letterhead", "image letterhead: the name is taken")?;
            check(picture.is_placed(), &format!("image {name}: width or height, 1 to 500 mm, is missing"))?;
            check(!picture.alt.is_empty(), &format!("image {name}: alt is empty"))?;
        }
        let message = manifest.group == Group::Message;
        check(message == manifest.subject.is_some(), "a message has a subject, and nothing else has")?;
        check(
            message != manifest.audience.is_empty(),
            "a message says for whom it is, and nothing else does",
        )?;
        check(message || manifest.about.is_none(), "about is for messages")?;
        let to_debtor = manifest.audience.iter().any(|of| of == "debtor");
        check(!manifest.demand || to_debtor, "demand is for messages to debtors")?;
        let stray = manifest.must_attach.iter().find(|kind| !manifest.attachments.contains(kind));
        check(stray.is_none(), "must_attach names what attachments does not")?;
        Ok(manifest)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LETTER: &str = "kind: letter\ntitle: {zh: 函, en: Letter}\ngroup: pre-action\nversion: 1\n";

    #[test]
    fn what_is_optional_may_be_left_out() {
        let manifest = Manifest::parse("letter", LETTER.as_bytes()).unwrap();
        assert_eq!((manifest.group, manifest.copies), (Group::PreAction, Copies::One));
        let message = LETTER.replace("pre-action", "message") + "for: counsel\nsubject: 移交\n";
        assert_eq!(Manifest::parse("letter", message.as_bytes()).unwrap().audience, ["counsel"]);
        let both = message.replace("counsel", "[handler, counsel]");
        assert_eq!(Manifest::parse("letter", both.as_bytes()).unwrap().audience, ["handler", "counsel"]);
        let demand = |to: &str| {
            let text = message.replace("counsel", to) + "demand: true\n";
            Manifest::parse("letter", text.as_bytes()).map(|manifest| manifest.demand)
        };
        assert_eq!(demand("debtor").ok(), Some(true));
        assert!(demand("counsel").is_err(), "nobody but a debtor is asked to pay");
    }

    #[test]
    fn a_version_is_a_number_or_a_text_and_has_its_days() {
        let of =
            |text: &str| Manifest::parse("letter", LETTER.replace("version: 1", text).as_bytes()).unwrap();
        assert_eq!(of("version: 1").version, "1");
        let manifest = of("version: \"2026-1\"\nvalid: {from: 2026-01-01, until: 2026-12-31}");
        assert_eq!(manifest.version, "2026-1");
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        for (on, holds) in
            [("2025-12-31", false), ("2026-01-01", true), ("2026-12-31", true), ("2027-01-01", false)]
        {
            assert_eq!(manifest.valid.holds(day(on)), holds, "{on}");
        }
        assert!(of("version: 1").valid.holds(day("1999-01-01")));
        let open = of("version: 1\nvalid: {from: 2026-01-01}").valid;
        assert!(open.holds(day("2199-01-01")) && !open.holds(day("2025-12-31")));
    }

    #[test]
    fn an_image_has_a_size_and_says_what_it_shows() {
        let parse = |image: &str| Manifest::parse("letter", format!("{LETTER}images: {image}\n").as_bytes());
        let manifest = parse("{seal: {file: seal.png, width: 40, alt: 公章}}").unwrap();
        assert_eq!(manifest.images["seal"].width, Some(40));
        for wrong in [
            "{seal: {file: seal.png, alt: 公章}}",
            "{seal: {file: seal.png, width: 0, alt: 公章}}",
            "{seal: {file: seal.png, height: 501, alt: 公章}}",
            "{seal: {file: seal.png, width: 40, alt: ''}}",
            "{seal: {file: seal.png, width: 40}}",
            "{\"a b\": {file: seal.png, width: 40, alt: 公章}}",
            "{letterhead: {file: seal.png, width: 40, alt: 公章}}",
        ] {
            assert!(matches!(parse(wrong), Err(PressError::Manifest { .. })), "{wrong}");
        }
    }

    #[test]
    fn mistakes_name_their_line() {
        for (text, line, message) in [
            (LETTER.replace("version", "verison"), Some(4), "verison"),
            (LETTER.replace("pre-action", "preaction"), Some(3), "preaction"),
            (LETTER.replace("version: 1", "version: 0"), None, "version"),
            (LETTER.replace("version: 1", "version: ''"), None, "version"),
            (LETTER.replace("version: 1", "version: -1"), Some(4), "a whole number from 1"),
            (LETTER.replace("version: 1", "version: 1.5"), Some(4), "a whole number from 1"),
            (LETTER.to_owned() + "milestone: {a: b}\n", Some(5), "a list of words"),
            (LETTER.to_owned() + "valid: {from: 2026-02-30}\n", None, "valid"),
            (LETTER.to_owned() + "valid: {from: 2026-07-01, until: 2026-06-30}\n", None, "valid"),
            (LETTER.to_owned() + "like: letter\n", None, "like"),
            (LETTER.to_owned() + "letterhead: debtor\n", None, "letterhead"),
            (LETTER.replace("kind: letter", "kind: letters"), None, "letters"),
            (LETTER.replace("pre-action", "message"), None, "subject"),
            (LETTER.to_owned() + "for: counsel\n", None, "for whom"),
            (LETTER.to_owned() + "about: hearing\n", None, "about"),
            (LETTER.to_owned() + "must_attach: [complaint]\n", None, "must_attach"),
            (LETTER.replace("zh: 函", "zh: ''"), None, "title"),
            ("kind: [".to_owned(), Some(1), ""),
            (String::new(), None, ""),
        ] {
            let error = Manifest::parse("letter", text.as_bytes()).unwrap_err();
            let PressError::Manifest { file, line: found, message: said, .. } = &error else {
                panic!("{error:?}")
            };
            assert_eq!(file, "letter/manifest.yaml");
            assert!(line.is_none() || *found == line, "{text}: {error:?}");
            assert!(said.contains(message), "{text}: {said}");
        }
    }
}
