//! Every message in English and Chinese, from `messages/*.yaml`.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use include_dir::{Dir, include_dir};
use serde::Deserialize;

use crate::domain::problem::Mender;

static FILES: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/src/cli/messages");

/// Who mends what, which is no message.
const MENDING: &str = include_str!("mending.yaml");

/// The language of messages.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lang {
    /// English.
    En,
    /// Chinese.
    Zh,
}

impl Lang {
    /// Reads `zh-CN`, `zh_CN.UTF-8`, `en`, `C` and their like. `None` for a language that is not spoken here.
    pub fn read(text: &str) -> Option<Self> {
        let main = text.split(['-', '_', '.', '@']).next().unwrap_or_default().to_ascii_lowercase();
        match main.as_str() {
            "zh" => Some(Lang::Zh),
            "en" | "c" | "posix" => Some(Lang::En),
            _ => None,
        }
    }

    /// The one of a pair (Chinese first) that is in this language.
    pub fn of<'a>(self, pair: &[&'a str; 2]) -> &'a str {
        match self {
            Lang::Zh => pair[0],
            Lang::En => pair[1],
        }
    }
}

/// One message.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Message {
    en: String,
    zh: String,
    #[serde(default)]
    hint_en: Option<String>,
    #[serde(default)]
    hint_zh: Option<String>,
}

/// All messages by code. The files are part of the program; a broken one fails every test.
pub fn messages() -> &'static BTreeMap<String, Message> {
    static ALL: OnceLock<BTreeMap<String, Message>> = OnceLock::new();
    ALL.get_or_init(|| {
        let mut all = BTreeMap::new();
        for file in FILES.files().filter(|f| f.path().to_string_lossy() != "help.zh.yaml") {
            let text = file.contents_utf8().expect("message files are UTF-8");
            let part: BTreeMap<String, Message> = serde_yaml::from_str(text).expect("message files parse");
            for (code, message) in part {
                assert!(all.insert(code.clone(), message).is_none(), "message {code} is defined twice");
            }
        }
        all
    })
}

/// Where an account belongs because of a problem.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Pile {
    /// It would be refused or sent back, and can be mended.
    Fixable,
    /// Not worth or not possible to file.
    NotToFile,
}

/// What the catalogue knows of a code besides its words.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mending {
    mends: Mender,
    #[serde(default, rename = "in")]
    within: BTreeMap<String, Mender>,
    /// Where an account with it belongs.
    #[serde(default)]
    pub pile: Option<Pile>,
    /// The law it rests on, where no rule says it.
    #[serde(default)]
    pub source: Option<String>,
}

impl Mending {
    /// Who can mend it where it stands.
    pub fn by(&self, field: &str) -> Mender {
        let root = field.split(['.', '[']).next().unwrap_or_default();
        self.within.get(root).copied().unwrap_or(self.mends)
    }
}

/// What is known of a code besides its words; `None` means the handler.
pub fn mending(code: &str) -> Option<&'static Mending> {
    static ALL: OnceLock<BTreeMap<String, Mending>> = OnceLock::new();
    ALL.get_or_init(|| serde_yaml::from_str(MENDING).expect("mending.yaml parses")).get(code)
}

/// The Chinese help texts, keyed by command path and argument.
pub fn chinese_help() -> BTreeMap<String, String> {
    let file =
        FILES.get_file("help.zh.yaml").and_then(|f| f.contents_utf8()).expect("help.zh.yaml is embedded");
    serde_yaml::from_str(file).expect("help.zh.yaml parses")
}

/// The text of a message with its values filled in. An unknown code gives the code and the values, so that nothing is
/// swallowed.
pub fn text(lang: Lang, code: &str, args: &[(&str, String)]) -> String {
    match messages().get(code) {
        Some(m) if lang == Lang::Zh => fill(&m.zh, args).0,
        Some(m) => {
            let said = fill(&m.en, &in_english(code, spoken(lang, args))).0;
            // Where nothing of a refusal needs no translation, its code says it all.
            let bare = code.starts_with("R-").then(|| said.strip_suffix(": ")).flatten();
            bare.map_or_else(|| said.clone(), str::to_owned)
        }
        None => {
            let values: Vec<String> = args.iter().map(|(k, v)| format!("{k}={v}")).collect();
            format!("{code} {}", values.join(" ")).trim_end().to_owned()
        }
    }
}

/// The code as the catalogue has it, if it has words for it.
pub fn known(code: &str) -> Option<&'static str> {
    messages().get_key_value(code).map(|(code, _)| code.as_str())
}

/// The hint of a message, if it has one and every value it names is known. What a rule says of its own refusal is more
/// exact than the words of the code.
pub fn hint(lang: Lang, code: &str, args: &[(&str, String)]) -> Option<String> {
    let own = |name: &str| args.iter().find(|(k, _)| *k == name).map(|(_, hint)| hint.clone());
    if let Some(own) =
        own(lang.of(&["hint", "hint_en"])).filter(|hint| code.starts_with("R-") && !hint.is_empty())
    {
        return Some(own);
    }
    let message = messages().get(code)?;
    let template = if lang == Lang::Zh { message.hint_zh.as_ref() } else { message.hint_en.as_ref() }?;
    let (text, complete) = fill(template, &spoken(lang, args));
    complete.then_some(text)
}

/// The values of a message in its language. A rule says its hint in Chinese; in English it is the rule's own where it has
/// one, else the hint of the refusal's code.
pub fn spoken<'a>(lang: Lang, args: &[(&'a str, String)]) -> Vec<(&'a str, String)> {
    let of = |name: &str| args.iter().find(|(k, _)| *k == name).map(|(_, value)| value.clone());
    let code = of("code").filter(|code| lang == Lang::En && code.starts_with("R-"));
    let mut out = args.to_vec();
    if let Some(code) = code {
        let by_code = || messages().get(&code)?.hint_en.as_ref().map(|hint| fill(hint, args).0);
        let english = of("hint_en").or_else(by_code).unwrap_or_default();
        out.iter_mut().filter(|(name, _)| *name == "hint").for_each(|(_, hint)| *hint = english.clone());
    }
    out
}

/// The values of an English message that tells of a refusal, whose `missing` a rule words in Chinese: the English words of
/// its code; in these words themselves what needs no translation, dates and names of fields.
fn in_english<'a>(worded: &str, mut args: Vec<(&'a str, String)>) -> Vec<(&'a str, String)> {
    let code = args.iter().find(|(k, v)| *k == "code" && v.starts_with("R-")).map(|(_, v)| v.clone());
    let Some(code) = code.filter(|code| messages().contains_key(code)) else { return args };
    let whole = (code != worded).then(|| text(Lang::En, &code, &args));
    args.iter_mut().filter(|(name, value)| *name == "missing" && !value.is_ascii()).for_each(|(_, value)| {
        *value = whole.clone().unwrap_or_else(|| untranslated(value));
    });
    args
}

/// The dates and names of fields in a Chinese text, in their order.
fn untranslated(text: &str) -> String {
    let plain = |c: char| c.is_ascii_graphic() && !matches!(c, '(' | ')' | ',');
    let mut found = Vec::new();
    let mut rest = text;
    while let Some(at) = rest.find(plain) {
        rest = &rest[at..];
        let (word, after) = rest.split_at(rest.find(|c| !plain(c)).unwrap_or(rest.len()));
        rest = after;
        // A figure without its unit says nothing.
        let named = || word.contains(|c: char| c.is_ascii_alphabetic()).then(|| word.to_owned());
        found.extend(calendar_day(word, &mut rest).or_else(named));
    }
    found.join(", ")
}

/// `2026年6月5日`, of which the year was read.
fn calendar_day(year: &str, rest: &mut &str) -> Option<String> {
    let (month, after) = rest.strip_prefix('年')?.split_once('月')?;
    let (day, after) = after.split_once('日')?;
    let number = |text: &str| text.parse::<u32>().ok();
    let day = format!("{}-{:02}-{:02}", number(year)?, number(month)?, number(day)?);
    *rest = after;
    Some(day)
}

/// Puts values in the place of `{name}`; says whether all were known. Values are not looked at again.
fn fill(template: &str, args: &[(&str, String)]) -> (String, bool) {
    let mut out = String::with_capacity(template.len() + 32);
    let mut complete = true;
    let mut rest = template;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        let after = &rest[open + 1..];
        let Some(close) = after.find('}') else {
            rest = &rest[open..];
            break;
        };
        let name = &after[..close];
        match args.iter().find(|(k, _)| *k == name) {
            Some((_, value)) if !value.is_empty() => out.push_str(value),
            Some(_) => complete = false,
            None => {
                complete = false;
                out.push_str(&rest[open..open + close + 2]);
            }
        }
        rest = &after[close + 1..];
    }
    out.push_str(rest);
    (out, complete)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_text_and_never_templates() {
        let args = [("found", "{near} {{x}}".to_owned())];
        assert_eq!(fill("got {found}", &args), ("got {near} {{x}}".to_owned(), true));
        assert!(!fill("{a} and {found}", &args).1);
    }

    /// Each message has both languages, and both name the same values.
    #[test]
    fn both_languages_say_the_same() {
        // `{meaning_zh}` and `{meaning_en}`, or `{zh}` and `{en}`, are one value in two languages.
        let spoken = |name: &str| name.trim_end_matches("_zh").trim_end_matches("_en").to_owned();
        let names = |s: &str| {
            let mut found: Vec<String> =
                s.split('{').skip(1).filter_map(|p| p.split_once('}').map(|(n, _)| spoken(n))).collect();
            found.retain(|name| name != "en" && name != "zh");
            found.sort();
            found.dedup();
            found
        };
        for (code, m) in messages() {
            assert!(!m.en.trim().is_empty() && !m.zh.trim().is_empty(), "{code}");
            assert_eq!(names(&m.en), names(&m.zh), "{code}");
            assert_eq!(m.hint_en.is_some(), m.hint_zh.is_some(), "{code}: a hint in one language only");
        }
    }

    /// What a rule refuses has a hint in both languages, and the English one has no Chinese in it.
    #[test]
    fn every_refusal_has_its_hint_in_english() {
        for (code, message) in messages().iter().filter(|(code, _)| code.starts_with("R-")) {
            let words = message.hint_en.as_deref().unwrap_or_default();
            assert!(!words.is_empty() && words.is_ascii() && !words.contains("{hint}"), "{code}: {words}");
            let args = [("code", code.clone()), ("missing", "x".into()), ("hint", "请核对".into())];
            assert_eq!(hint(Lang::En, "E-CALC-REFUSED", &args).as_deref(), Some(words), "{code}");
            assert_eq!(hint(Lang::Zh, "E-CALC-REFUSED", &args).as_deref(), Some("请核对"), "{code}");
        }
        let args = [("code", "R-NEW".into()), ("missing", "x".into()), ("hint", "请核对".into())];
        assert_eq!(hint(Lang::En, "E-CALC-REFUSED", &args), None, "no hint rather than one in Chinese");
    }

    /// In English a refusal is told in the words of its code, with the days that it names.
    #[test]
    fn a_refusal_is_told_in_english() {
        let missing = "2019年1月5日至2019年1月2日";
        let args =
            [("code", "R-INTEREST-DATES".into()), ("missing", missing.into()), ("hint", "请核对".into())];
        let own = "the last day is before the first: 2019-01-05, 2019-01-02";
        assert_eq!(text(Lang::En, "R-INTEREST-DATES", &args), own);
        assert_eq!(text(Lang::En, "E-CALC-REFUSED", &args), format!("no answer: {own}"));
        assert_eq!(text(Lang::Zh, "E-CALC-REFUSED", &args), format!("无法得出结果：{missing}"));
        // A field is named as it is.
        assert_eq!(
            untranslated("litigation/judgment 的 interest_rate"),
            "litigation/judgment, interest_rate"
        );
        assert_eq!(untranslated("本金"), "");
    }

    /// What `check` finds has someone who mends it, and only codes that have words are listed.
    #[test]
    fn every_finding_has_its_mender() {
        let families =
            ["W-DRAFT-", "E-DRAFT-MISSING", "W-CHECK-", "W-FORUM-", "N-FORUM-", "W-ORDER-", "N-ORDER-"];
        let more =
            ["W-SIGN-", "W-PROCEDURE-", "N-PROCEDURE-", "N-SMALL-", "W-FILING-", "N-FILING-", "W-GUARANTEE-"];
        for code in messages().keys() {
            let found = families.iter().chain(&more).any(|family| code.starts_with(family));
            assert!(!found || mending(code).is_some(), "nobody mends {code}");
        }
        let all: BTreeMap<String, Mending> = serde_yaml::from_str(MENDING).unwrap();
        for (code, mending) in &all {
            assert!(messages().contains_key(code), "{code} has no words");
            let reason = messages().contains_key(&format!("M-REASON-{code}"));
            assert_eq!(reason, mending.pile == Some(Pile::NotToFile), "{code}: a pile and its reason");
        }
        let missing = mending("E-DRAFT-MISSING").unwrap();
        assert_eq!(missing.by("creditor.head"), Mender::Handler);
        assert_eq!(missing.by("debtors[0].domicile"), Mender::BankOps);
    }

    #[test]
    fn languages() {
        assert_eq!(Lang::read("zh_CN.UTF-8"), Some(Lang::Zh));
        assert_eq!(Lang::read("C.UTF-8"), Some(Lang::En));
        assert_eq!(Lang::read("de_DE"), None);
    }
}
