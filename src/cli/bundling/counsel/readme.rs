//! What counsel reads first: what is in the package, how it is opened, how to answer. In Chinese, then in English.

use chrono::NaiveDate;

use super::drafts::Missing;
use crate::bundles::counsel::Package;
use crate::cli::catalogue::{self, Lang};
use crate::docket::Docket;
use crate::domain::identity::mask;

/// The text, with the mark by which Windows knows UTF-8.
pub fn readme(
    docket: &Docket,
    as_of: NaiveDate,
    package: &Package,
    missing: &[Missing],
    encrypted: bool,
) -> String {
    let mut out = String::from("\u{FEFF}");
    for lang in [Lang::Zh, Lang::En] {
        let say = |code: &str, args: &[(&str, String)]| catalogue::text(lang, code, args) + "\r\n";
        if lang == Lang::En {
            out.push_str("\r\n----\r\n\r\n");
        }
        let debtor = docket.case.primary();
        let id = debtor.and_then(|d| d.id.as_ref()).map(|id| mask::number(&id.number)).unwrap_or_default();
        out += &say(
            "S-COUNSEL-HEAD",
            &[
                ("account", docket.case.account.to_string()),
                ("debtor", debtor.map(|d| d.name.clone()).unwrap_or_default()),
                ("id", id),
                ("as_of", as_of.to_string()),
            ],
        );
        out += &say("S-COUNSEL-PRIVATE", &[]);
        out += "\r\n";
        out += &say("S-COUNSEL-FILES", &[]);
        for entry in package.entries() {
            let pages = match entry.pages {
                0 => String::new(),
                pages => catalogue::text(lang, "S-COUNSEL-PAGES", &[("pages", pages.to_string())]),
            };
            let title = if entry.title == entry.path { String::new() } else { format!("  {}", entry.title) };
            out += &format!("  {}{title}{pages}\r\n", entry.path);
        }
        out += "\r\n";
        if missing.is_empty() {
            out += &say("S-COUNSEL-COMPLETE", &[]);
        } else {
            out += &say("S-COUNSEL-MISSING", &[]);
            for line in listed(lang, missing) {
                out += &format!("  {line}\r\n");
            }
        }
        out += "\r\n";
        out += &say(if encrypted { "S-COUNSEL-OPENED" } else { "S-COUNSEL-PLAIN" }, &[]);
        out += &say("S-COUNSEL-CHECK", &[]);
        out += &say("S-COUNSEL-IMPORT", &[]);
        out += &say("S-COUNSEL-RETURN", &[]);
    }
    out
}

/// What is missing, and why: the formats of one document in one line.
pub fn listed(lang: Lang, missing: &[Missing]) -> Vec<String> {
    let mut lines: Vec<(&Missing, Vec<&str>)> = Vec::new();
    for lack in missing {
        match lines.iter_mut().find(|(first, _)| (&first.kind, first.why) == (&lack.kind, lack.why)) {
            Some((_, formats)) => formats.push(lack.format),
            None => lines.push((lack, vec![lack.format])),
        }
    }
    let line = |(lack, formats): (&Missing, Vec<&str>)| {
        let code = match lack.why {
            "stale" => "S-MISSING-STALE",
            "changed" => "S-MISSING-CHANGED",
            "gone" => "S-MISSING-GONE",
            "not-made" => "S-MISSING-NOT-MADE",
            "not-imported" => "S-MISSING-NOT-IMPORTED",
            "no-file" => "S-MISSING-NO-FILE",
            _ => "S-MISSING-NOT-DRAFTED",
        };
        let formats = formats.join(", ");
        let formats = if formats.is_empty() { formats } else { format!(" ({formats})") };
        catalogue::text(lang, code, &[("title", format!("{}{formats}", lack.title))])
    };
    lines.into_iter().map(line).collect()
}
