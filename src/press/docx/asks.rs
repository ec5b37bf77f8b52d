//! What each tag asks of the engine and of the data, tag by tag, so that every mistake is found at once.

use std::collections::BTreeSet;

use minijinja::Environment;

use super::fault::{Trouble, Troubles};
use super::source::{self, Site, Source};
use super::tags::{Action, Tag};
use super::template::reason;
use crate::press::jinja::{self, Finding, Judge, Shape};

/// Compiles each tag on its own.
pub(super) fn syntax(engine: &Environment<'_>, source: &Source, troubles: &mut Troubles) {
    for site in &source.sites {
        if let Some(why) = jinja::text::too_long(&site.tag.code) {
            troubles.add(Trouble::Syntax(why), &site.tag.typed, &site.tag.paragraph);
            continue;
        }
        if let Some(alone) = source::alone(&site.tag)
            && let Err(error) = engine.template_from_str(&alone)
        {
            troubles.add(Trouble::Syntax(reason(&error)), &site.tag.typed, &site.tag.paragraph);
        }
    }
}

/// Filters, tests and functions that do not exist, fields that no document of this shape has, and values that do not go
/// with what is done to them. Notes in `used` the fields that are asked for: `debtors[].name`.
pub(super) fn in_vain(
    engine: &Environment<'_>,
    source: &Source,
    shape: Option<&Shape>,
    used: &mut BTreeSet<String>,
    troubles: &mut Troubles,
) {
    let is_statement = |tag: &Tag| tag.action == Action::Statement;
    let tags = source.sites.iter().map(|site| (is_statement(&site.tag), site.tag.code.as_str()));
    let mut judge = Judge::new(engine, shape, tags);
    for Site { tag, .. } in &source.sites {
        if troubles.are_enough() {
            break;
        }
        let found = if is_statement(tag) { judge.statement(&tag.code) } else { judge.value(&tag.code) };
        for finding in found {
            let trouble = match finding {
                Finding::Unknown(name) => Trouble::Unknown(name),
                Finding::Missing(field, near) => Trouble::Missing(field, near),
                Finding::Failed(why) => Trouble::Failed(why),
            };
            troubles.add(trouble, &tag.typed, &tag.paragraph);
        }
    }
    used.extend(judge.used().iter().cloned());
}
