//! The paginated volume: what lies in it, in which order, on which pages. Page numbers stand in the complaint and the
//! index, and these have pages themselves, so both are printed again until nothing moves.

use std::collections::BTreeSet;

use serde_json::Value;

use super::drawn::{Drawn, PagesOf, Table, lacks};
use crate::bundles::{self, Afresh, FORM, INDEX, Numbered, Part, Row, Section, contents};
use crate::docket::Docket;
use crate::documents::{self, Document};
use crate::domain::bundle::{BundleFor, BundlePart, BundleRecord, Numbering};
use crate::domain::problem::{Place, Problem};
use crate::domain::proof::{DerivedFrom, StoredFile};
use crate::domain::{PageLabel, TrackName};
use crate::papers::binding::Paper;

/// Rounds of printing after the first before the exhibits get numbers of their own.
const ROUNDS: usize = 4;

/// What an exhibit's pages come from.
pub enum Sheets {
    /// A file that was taken in.
    Stored(StoredFile),
    /// Typeset from facts.
    Drawn(Box<Drawn>),
    /// Handed in on paper: no pages here.
    OnPaper,
}

/// An exhibit, laid out.
pub struct Laid {
    /// Its evidence id.
    pub id: String,
    /// Its number, from 1.
    pub number: u32,
    /// Its group, by its place from 0.
    pub group: usize,
    /// 证据三　历史账单
    pub title: String,
    /// Its pages.
    pub sheets: Sheets,
}

impl Laid {
    /// How many pages.
    pub fn pages(&self) -> u32 {
        match &self.sheets {
            Sheets::Stored(file) => file.pages,
            Sheets::Drawn(drawn) => drawn.record.pages,
            Sheets::OnPaper => 0,
        }
    }

    /// Its pages as the binding takes them; `None` of what is handed in on paper.
    pub fn paper(&self, table: &Table<'_>) -> Option<Paper> {
        match &self.sheets {
            Sheets::Stored(file) => {
                Some(Paper::Stored { path: table.shop.shelf.path_of(file), file: file.clone() })
            }
            Sheets::Drawn(drawn) => Some(Paper::Pdf(drawn.bytes.clone())),
            Sheets::OnPaper => None,
        }
    }

    fn sha256(&self) -> String {
        match &self.sheets {
            Sheets::Stored(file) => file.sha256.clone(),
            Sheets::Drawn(drawn) => drawn.record.sha256.clone(),
            Sheets::OnPaper => String::new(),
        }
    }
}

/// What the case has, ready to be numbered.
pub struct Stack<'a> {
    /// The evidence in its groups.
    pub sections: Vec<Section<'a>>,
    /// The exhibits in the order of their pages.
    pub exhibits: Vec<Laid>,
    /// The files of the volume where it is several: known once it was put together.
    pub held: Vec<contents::Held>,
}

/// The volume, numbered.
pub struct Paginated {
    /// Its parts that are no exhibits, by place among `rows`.
    pub front: Vec<(usize, Drawn)>,
    /// What lies in it, in order.
    pub rows: Vec<Row>,
    /// The numbers of each row's pages.
    pub labels: Vec<Vec<PageLabel>>,
    /// What runs through the pages.
    pub numbering: Numbering,
    /// Numbers of exhibits' pages, by evidence id.
    pub pages: PagesOf,
}

/// Lays out the exhibits. What has no file, or cannot be typeset, is handed in on paper and warned of.
pub fn stack<'a>(table: &'a Table<'a>, warnings: &mut Vec<Problem>) -> Stack<'a> {
    let sections = bundles::sections(table.says.case(), &table.shop.tables);
    let mut exhibits = Vec::new();
    for (group, section) in sections.iter().enumerate() {
        for exhibit in &section.exhibits {
            let evidence = exhibit.evidence;
            let sheets = match (&evidence.stored, evidence.from) {
                (Some(stored), _) => Sheets::Stored(stored.clone()),
                (None, Some(from)) => typeset(table, from, warnings),
                (None, None) => Sheets::OnPaper,
            };
            let title = format!("{}　{}", documents::exhibit(exhibit.number() as usize - 1), evidence.title);
            if matches!(sheets, Sheets::OnPaper) {
                let field = format!("evidence[{}].file", exhibit.index);
                let place = Place { field: Some(field), ..Place::default() };
                warnings.push(Problem::warning("W-BUNDLE-ON-PAPER", place).with("title", &title));
            }
            exhibits.push(Laid { id: evidence.id.clone(), number: exhibit.number(), group, title, sheets });
        }
    }
    Stack { sections, exhibits, held: Vec::new() }
}

/// The document that typesets these facts.
pub fn document_of(from: DerivedFrom) -> Option<&'static Document> {
    match from {
        DerivedFrom::Contacts => documents::find("contact-log"),
        DerivedFrom::Statements => {
            documents::find("account-statement").or_else(|| documents::find("debt-statement"))
        }
    }
}

fn typeset(table: &Table<'_>, from: DerivedFrom, warnings: &mut Vec<Problem>) -> Sheets {
    let Some(document) = document_of(from) else { return Sheets::OnPaper };
    match table.draw(document, None, true) {
        Ok(drawn) => Sheets::Drawn(Box::new(drawn)),
        Err(problems) => {
            warnings.push(lacks(document, &problems));
            Sheets::OnPaper
        }
    }
}

/// The complaint or application of the case's track.
pub fn filing(table: &Table<'_>) -> Option<&'static Document> {
    documents::find(match table.says.case().track() {
        TrackName::Litigation => "complaint",
        TrackName::Arbitration => "arbitration-application",
        TrackName::PaymentOrder => "payment-order-application",
    })
}

/// The element form of the complaint where the case type has one, else what is filed.
pub fn form(table: &Table<'_>) -> Option<&'static Document> {
    table.needed(FORM).or_else(|| filing(table))
}

/// What the pages of a bundle are called as a whole.
pub fn title(table: &Table<'_>) -> &'static str {
    match table.says.case().track() {
        TrackName::Litigation => "民事诉讼材料",
        TrackName::Arbitration => "仲裁申请材料",
        TrackName::PaymentOrder => "申请支付令材料",
    }
}

/// Numbers the volume: as the profile asks, and where that does not come to rest, the exhibits on their own.
///
/// # Errors
/// The complaint, the index or the cover cannot be made.
pub fn paginate(
    table: &Table<'_>,
    stack: &Stack<'_>,
    warnings: &mut Vec<Problem>,
) -> Result<Paginated, Vec<Problem>> {
    let wanted = table.ask.profile.volume.numbering;
    if wanted == Numbering::Whole {
        if let Some(done) = settle(table, stack, wanted, warnings)? {
            return Ok(done);
        }
        warnings.push(Problem::warning("W-BUNDLE-OWN-NUMBERS", Place::default()));
    }
    // The exhibits' numbers depend on nothing that is printed: the second round agrees with the first.
    settle(table, stack, Numbering::Exhibits, warnings)?
        .ok_or_else(|| vec![Problem::error("E-BUNDLE-DISAGREES", Place::default())])
}

fn settle(
    table: &Table<'_>,
    stack: &Stack<'_>,
    numbering: Numbering,
    warnings: &mut Vec<Problem>,
) -> Result<Option<Paginated>, Vec<Problem>> {
    let earlier = earlier(table, numbering);
    let mut known: Option<(Vec<Row>, Numbered)> = None;
    for _ in 0..=ROUNDS {
        let mut doubts = Vec::new();
        let (front, rows) = draw(table, stack, numbering, known.as_ref(), &mut doubts)?;
        let counted: Vec<Row> = rows
            .iter()
            .map(|row| Row {
                pages: if numbering == Numbering::Whole || row.exhibit { row.pages } else { 0 },
                ..row.clone()
            })
            .collect();
        let numbered = bundles::number(&counted, earlier.as_deref());
        if known.as_ref().is_some_and(|(_, before)| before.labels == numbered.labels) {
            warnings.extend(doubts);
            if let Some(why) = &numbered.afresh {
                warnings.push(renumbered(why));
            }
            let pages = pages_of(&rows, &numbered);
            let labels = numbered.labels;
            return Ok(Some(Paginated { front, rows, labels, numbering, pages }));
        }
        known = Some((rows, numbered));
    }
    Ok(None)
}

/// The parts whose numbers are to be kept: those that went out as this profile asks, whatever was bundled in between.
fn earlier(table: &Table<'_>, numbering: Numbering) -> Option<Vec<BundlePart>> {
    let ask = &table.ask;
    let sent = sent(ask.docket, &ask.profile.id, Some(numbering));
    (!sent.is_empty() && !ask.renumber).then_some(sent)
}

/// The parts that went out as a profile asks, with their numbers.
pub fn sent(docket: &Docket, profile: &str, numbering: Option<Numbering>) -> Vec<BundlePart> {
    let all = docket.bundles.iter().map(|b| &b.what);
    let same = |b: &&BundleRecord| {
        b.whom == BundleFor::Court && b.profile == profile && numbering.is_none_or(|n| n == b.numbering)
    };
    bundles::sent::pages(all.filter(same))
}

fn renumbered(why: &Afresh) -> Problem {
    let (code, part) = match why {
        Afresh::Shorter(part) => ("W-BUNDLE-AFRESH-SHORTER", part),
        Afresh::Moved(part) => ("W-BUNDLE-AFRESH-MOVED", part),
    };
    Problem::warning(code, Place::default()).with("part", part)
}

fn pages_of(rows: &[Row], numbered: &Numbered) -> PagesOf {
    let all = rows.iter().zip(&numbered.labels).filter(|(row, _)| row.exhibit);
    all.map(|(row, labels)| (row.id.clone(), labels.clone())).collect()
}

type Front = (Vec<(usize, Drawn)>, Vec<Row>);

/// Prints what is no exhibit, with the page numbers of the round before.
fn draw(
    table: &Table<'_>,
    stack: &Stack<'_>,
    numbering: Numbering,
    known: Option<&(Vec<Row>, Numbered)>,
    doubts: &mut Vec<Problem>,
) -> Result<Front, Vec<Problem>> {
    let pages = known.map(|(rows, numbered)| pages_of(rows, numbered));
    let bound = numbering == Numbering::Whole;
    let (mut front, mut rows) = (Vec::new(), Vec::new());
    for part in &table.ask.profile.volume.parts {
        let drawn = match part {
            Part::Exhibits => {
                rows.extend(stack.exhibits.iter().map(|laid| Row {
                    id: laid.id.clone(),
                    exhibit: true,
                    pages: laid.pages(),
                }));
                continue;
            }
            Part::Cover => Some(cover(table, stack, known, bound)?),
            Part::Filing => filing(table).map(|d| table.draw(d, pages.as_ref(), bound)).transpose()?,
            Part::Form => form(table).map(|d| table.draw(d, pages.as_ref(), bound)).transpose()?,
            Part::Document(kind) if kind == INDEX => match table.needed(kind) {
                Some(document) => Some(index(table, stack, document, pages.as_ref(), bound)?),
                None => None,
            },
            Part::Document(kind) => match table.needed(kind) {
                Some(document) => match table.draw(document, pages.as_ref(), bound) {
                    Ok(drawn) => Some(drawn),
                    Err(problems) => {
                        doubts.push(lacks(document, &problems));
                        None
                    }
                },
                None => None,
            },
        };
        if let Some(drawn) = drawn {
            rows.push(Row { id: drawn.record.kind.clone(), exhibit: false, pages: drawn.record.pages });
            front.push((rows.len() - 1, drawn));
        }
    }
    Ok((front, rows))
}

/// The index: the evidence list in the groups of the bundle.
///
/// # Errors
/// It cannot be made.
pub fn index(
    table: &Table<'_>,
    stack: &Stack<'_>,
    document: &Document,
    pages: Option<&PagesOf>,
    bound: bool,
) -> Result<Drawn, Vec<Problem>> {
    let mut data = table.data(document, pages)?;
    let on_paper: BTreeSet<String> =
        stack.exhibits.iter().filter(|laid| laid.pages() == 0).map(|laid| laid.id.clone()).collect();
    let marks = pages.into_iter().flatten();
    let marks = marks.map(|(id, labels)| (id.clone(), contents::volumes(labels, &stack.held))).collect();
    contents::index(&mut data, &stack.sections, &on_paper, &marks);
    if bound {
        contents::bound(&mut data);
    }
    table.print(document.kind, document.title, &data)
}

fn cover(
    table: &Table<'_>,
    stack: &Stack<'_>,
    known: Option<&(Vec<Row>, Numbered)>,
    bound: bool,
) -> Result<Drawn, Vec<Problem>> {
    let data = |kind: &str| documents::find(kind).map(|document| table.data(document, None)).transpose();
    let list = data(INDEX)?.unwrap_or_default();
    let filing = filing(table).map(|document| table.data(document, None)).transpose()?.unwrap_or_default();
    let forum = filing.get("forum").and_then(Value::as_str);
    let mut entries = Vec::new();
    let pages = known.map_or(0, |(_, numbered)| numbered.labels.iter().map(Vec::len).sum());
    if let Some((rows, numbered)) = known {
        let mut exhibits = stack.exhibits.iter().peekable();
        for (row, labels) in rows.iter().zip(&numbered.labels) {
            if !row.exhibit {
                let title = documents::find(&row.id).map(|d| d.title.to_owned());
                // The cover does not list itself.
                entries.extend(title.map(|title| contents::Entry { title, labels: labels.clone() }));
                continue;
            }
            let Some(laid) = exhibits.next() else { continue };
            let number = documents::exhibit(laid.number as usize - 1);
            let heading = contents::heading(laid.group, &stack.sections[laid.group]);
            match entries.last_mut().filter(|e: &&mut contents::Entry| e.title.starts_with(&heading)) {
                Some(entry) => {
                    entry.title.push_str(&format!("、{number}"));
                    entry.labels.extend(labels);
                }
                None => {
                    entries.push(contents::Entry {
                        title: format!("{heading}：{number}"),
                        labels: labels.clone(),
                    });
                }
            }
        }
    }
    entries.extend(contents::files(&stack.held));
    let data = contents::cover(title(table), &list, forum, &entries, stack.exhibits.len(), pages, bound);
    table.print("bundle-cover", "封面", &data)
}

/// The parts as they are recorded.
pub fn parts(stack: &Stack<'_>, paginated: &Paginated) -> Vec<BundlePart> {
    let rows = paginated.rows.iter().zip(&paginated.labels).enumerate();
    let part = |(at, (row, labels)): (usize, (&Row, &Vec<PageLabel>))| {
        let laid = stack.exhibits.iter().find(|laid| row.exhibit && laid.id == row.id);
        let drawn = paginated.front.iter().find(|(place, _)| *place == at);
        BundlePart {
            id: row.id.clone(),
            exhibit: row.exhibit,
            number: laid.map(|laid| laid.number),
            pages: row.pages,
            first: labels.first().copied(),
            last: labels.last().copied(),
            sha256: match (laid, drawn) {
                (Some(laid), _) => laid.sha256(),
                (None, Some((_, drawn))) => drawn.record.sha256.clone(),
                (None, None) => String::new(),
            },
        }
    };
    rows.map(part).collect()
}
