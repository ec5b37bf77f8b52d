//! Files of lists → rows by account, and everything that is wrong with them.

use std::collections::HashMap;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use rust_decimal::Decimal;
use serde_json::Value;

use super::account::ListAccount;
use super::cell::Cell;
use super::columns::SheetKind;
use super::findings::{Findings, display, where_of};
use super::grid::{Grid, GridRow};
use super::header::{self, Found, Layout, Sheet, WITHIN};
use super::mapping::{MAPPING_FILE, Mapping};
use super::row::{is_totals, read_row, said};
use super::seen::{Seen, is_footer, is_header};
use super::spool::{Row, Spool};
use crate::domain::AccountId;
use crate::domain::event::Source;
use crate::domain::problem::{Place, Problem, Severity};
use crate::intake::inside;
use crate::intake::value::shown;
use crate::intake::yaml;
use crate::papers::{self, Limits};

/// An account, and where its rows are kept.
#[derive(Debug)]
struct Entry {
    account: AccountId,
    rows: Vec<u64>,
    /// Its row in a list of accounts: layout, row, line, and the hash of what it says.
    first: Option<(usize, u64, Option<u64>, u64)>,
    /// Whether one of its rows was refused: an account goes in whole or not at all.
    refused: bool,
}

/// Lists that have been read, account by account in the order of the files.
#[derive(Debug)]
pub struct Lists {
    /// What was found so far.
    pub findings: Findings,
    /// The files, with their hashes. A mapping counts as one of them.
    pub sources: Vec<Source>,
    layouts: Vec<Layout>,
    spool: Spool,
    index: HashMap<AccountId, usize>,
    entries: Vec<Entry>,
    /// An ID, the name it was first seen with, and where.
    names: HashMap<String, (String, Place)>,
    next: usize,
    /// What was seen of the sheet that is read.
    seen: Seen,
    /// Where a list stands whose rows cannot be told: they may belong to any account of this import.
    held: Option<Place>,
}

impl Lists {
    /// Reads files of lists, each with the mapping that is given, else with the `mapping.yaml` beside it.
    ///
    /// # Errors
    /// The temporary file cannot be written. What is wrong with a list is a finding.
    pub fn read(files: &[PathBuf], mapping: Option<&Path>) -> std::io::Result<Lists> {
        let mut lists = Lists {
            findings: Findings::default(),
            sources: Vec::new(),
            layouts: Vec::new(),
            spool: Spool::new()?,
            index: HashMap::new(),
            entries: Vec::new(),
            names: HashMap::new(),
            next: 0,
            seen: Seen::default(),
            held: None,
        };
        let mut mappings: Vec<(PathBuf, Option<Mapping>)> = Vec::new();
        for path in files {
            let beside = path.parent().map(|folder| folder.join(MAPPING_FILE)).filter(|file| file.is_file());
            let wanted = mapping.map(Path::to_owned).or(beside).unwrap_or_default();
            if !mappings.iter().any(|(path, _)| *path == wanted) {
                let read = lists.mapping(&wanted);
                mappings.push((wanted.clone(), read));
            }
            let found = mappings.iter().find(|(path, _)| *path == wanted).and_then(|(_, read)| read.as_ref());
            match found {
                Some(mapping) => lists.file(path, mapping)?,
                // Without its mapping the list would mean something else.
                None => {
                    lists.findings.refused += 1;
                    lists.hold(Place { file: Some(display(path)), ..Place::default() });
                }
            }
        }
        lists.hold_back();
        Ok(lists)
    }

    /// Remembers a list of which no row could be told.
    fn hold(&mut self, place: Place) {
        self.held.get_or_insert(place);
    }

    /// Where a list could not be read, any account may lack a payment or a guarantor of it: none goes in.
    fn hold_back(&mut self) {
        let Some(place) = self.held.take() else { return };
        if self.entries.iter().any(|entry| !entry.refused) {
            self.findings.add(Problem::error("E-LIST-HELD", place).with("count", self.entries.len()));
            self.entries.iter_mut().for_each(|entry| entry.refused = true);
        }
    }

    fn mapping(&mut self, path: &Path) -> Option<Mapping> {
        if path.as_os_str().is_empty() {
            return Some(Mapping::default());
        }
        let file = display(path);
        let place = Place { file: Some(file.clone()), ..Place::default() };
        let read = papers::read(path, Limits { bytes: yaml::LARGEST })
            .map_err(|error| vec![inside::refused(&error, &file, place)])
            .and_then(|bytes| Mapping::read(&bytes, &file));
        match read {
            Ok(mapping) => {
                if let Some(sha256) = &mapping.sha256 {
                    self.sources.push(Source { file: name(path), sha256: sha256.clone() });
                }
                Some(mapping)
            }
            Err(problems) => {
                problems.into_iter().for_each(|problem| self.findings.add(problem));
                None
            }
        }
    }

    fn file(&mut self, path: &Path, mapping: &Mapping) -> std::io::Result<()> {
        let file = display(path);
        let mut grid = match Grid::open(path, &file) {
            Ok(grid) => grid,
            Err(problem) => {
                self.findings.refused += 1;
                self.hold(problem.place.clone());
                self.findings.add(problem);
                return Ok(());
            }
        };
        let source = self.sources.len();
        self.sources.push(Source { file: name(path), sha256: grid.sha256.clone() });
        let before = (self.layouts.len(), self.findings.errors.len());
        let mut none = Vec::new();
        for at in 0..grid.sheets() {
            let looked_at = Looked { file: &file, source, mapping, at };
            if let Some(place) = self.sheet(&mut grid, &looked_at)? {
                none.push(place);
            }
        }
        if (self.layouts.len(), self.findings.errors.len()) == before {
            self.findings.refused += 1;
            let place = Place { file: Some(file), ..Place::default() };
            self.hold(place.clone());
            let problem = Problem::error("E-LIST-NO-HEADER", place).with("rows", WITHIN);
            self.findings.add(header::wanted(problem, SheetKind::Accounts));
        } else {
            for place in none {
                let note = Problem::error("N-LIST-SHEET", place);
                self.findings.add(Problem { severity: Severity::Note, ..note });
            }
        }
        Ok(())
    }

    /// Reads a sheet; gives its place where it is not empty and no list.
    fn sheet(&mut self, grid: &mut Grid, looked: &Looked<'_>) -> std::io::Result<Option<Place>> {
        let sheet = grid.sheet(looked.at).map(str::to_owned);
        let name = grid.name(looked.at).to_owned();
        let merged = match grid.merged(looked.at) {
            Ok(merged) => merged,
            Err(problem) => {
                self.findings.refused += 1;
                self.hold(problem.place.clone());
                self.findings.add(problem);
                return Ok(None);
            }
        };
        self.seen = Seen::default();
        let place = Place { file: Some(looked.file.to_owned()), sheet: sheet.clone(), ..Place::default() };
        let mut head: Vec<GridRow> = Vec::new();
        let mut layout: Option<usize> = None;
        let mut outcome = Ok(());
        let mut no_list = false;
        let mut settle = |lists: &mut Lists, head: &mut Vec<GridRow>| -> std::io::Result<Option<usize>> {
            let seen = Sheet {
                file: looked.file,
                source: looked.source,
                sheet: sheet.as_deref(),
                name: &name,
                head,
                merged: &merged,
                mapping: looked.mapping,
            };
            let found = lists.settle(seen.find());
            no_list = matches!(found, Settled::NoList);
            let Settled::List(at) = found else { return Ok(None) };
            let header = lists.layouts[at].header_row;
            for row in head.drain(..).filter(|row| row.number > header) {
                lists.row(at, &row)?;
            }
            Ok(Some(at))
        };
        let read = grid.rows(looked.at, &mut |row| {
            let step = match layout {
                Some(at) => self.row(at, &row),
                None => {
                    head.push(row);
                    if head.len() < WITHIN {
                        return ControlFlow::Continue(());
                    }
                    match settle(self, &mut head) {
                        Ok(Some(at)) => {
                            layout = Some(at);
                            Ok(())
                        }
                        Ok(None) => return ControlFlow::Break(()),
                        Err(error) => Err(error),
                    }
                }
            };
            match step {
                Ok(()) => ControlFlow::Continue(()),
                Err(error) => {
                    outcome = Err(error);
                    ControlFlow::Break(())
                }
            }
        });
        outcome?;
        let full = head.len() >= WITHIN;
        if read.is_ok() && layout.is_none() && !full && !head.is_empty() {
            layout = settle(self, &mut head)?;
        }
        if let Err(problem) = read {
            // What comes after the damage may belong to any account of this sheet.
            self.findings.refused += 1;
            match layout {
                Some(layout) if self.layouts[layout].kind == SheetKind::Accounts => {
                    for entry in &mut self.entries {
                        entry.refused |= entry.first.is_some_and(|(of, ..)| of == layout);
                    }
                }
                _ => self.hold(problem.place.clone()),
            }
            self.findings.add(problem);
        } else if let Some(at) = layout {
            self.end(at);
        }
        Ok(no_list.then_some(place))
    }

    /// What is known of a sheet once all of its rows are read.
    fn end(&mut self, at: usize) {
        let layout = &self.layouts[at];
        let seen = std::mem::take(&mut self.seen);
        if seen.rows == 0 {
            let place = Place { field: None, ..layout.place(layout.header_row, None, 0) };
            self.findings.add(Problem::warning("W-LIST-NO-ROWS", place));
        }
        for suspect in seen.scales.suspects() {
            let place = layout.place(suspect.number, suspect.line, suspect.column);
            let written = (suspect.yuan / Decimal::from(10_000)).normalize();
            self.findings.add(Problem::error("E-LIST-UNIT-SCALE", place).with("found", written));
            self.entries[suspect.entry].refused = true;
        }
    }

    fn settle(&mut self, found: Found) -> Settled {
        match found {
            Found::NoList => Settled::NoList,
            Found::Refused(kind, problems) => {
                self.findings.refused += 1;
                if let (true, Some(first)) = (kind != SheetKind::Accounts, problems.first()) {
                    self.hold(Place { field: None, ..first.place.clone() });
                }
                problems.into_iter().for_each(|problem| self.findings.add(problem));
                Settled::Refused
            }
            Found::List(layout, warnings) => {
                warnings.into_iter().for_each(|problem| self.findings.add(problem));
                self.layouts.push(*layout);
                Settled::List(self.layouts.len() - 1)
            }
        }
    }

    /// Reads one row into the account it belongs to.
    fn row(&mut self, at: usize, row: &GridRow) -> std::io::Result<()> {
        let layout = &self.layouts[at];
        if is_header(layout, row) {
            let note = self.seen.again(layout, row);
            note.into_iter().for_each(|note| self.findings.add(note));
            return Ok(());
        }
        let account_column = layout.column("account");
        let account_cell = account_column.and_then(|column| row.cells.get(column)).unwrap_or(&Cell::Empty);
        if let Some(column) = row.cells.iter().position(is_totals) {
            let numbered = !account_cell.is_empty() && !is_totals(account_cell);
            let place = layout.place(row.number, row.line, column);
            let found = shown(&row.cells[column].shown());
            if numbered {
                let problem = Problem::error("E-LIST-TOTALS-ACCOUNT", place)
                    .with("found", found)
                    .with("account", shown(&account_cell.shown()));
                return self.refuse(account_cell, vec![problem]);
            }
            let note = Problem::error("N-LIST-TOTALS", place).with("found", found);
            self.findings.add(Problem { severity: Severity::Note, ..note });
            return Ok(());
        }
        let required = layout.kind.required();
        let says_nothing = required
            .iter()
            .all(|to| layout.column(to).and_then(|column| row.cells.get(column)).is_none_or(Cell::is_empty));
        if says_nothing || is_footer(layout, row) {
            // 制表人, notes and signatures below a table.
            let column = row.cells.iter().position(|cell| !cell.is_empty()).unwrap_or(0);
            let place = Place { field: None, ..layout.place(row.number, row.line, column) };
            let note = Problem::error("N-LIST-ROW", place).with("found", shown(&row.cells[column].shown()));
            self.findings.add(Problem { severity: Severity::Note, ..note });
            return Ok(());
        }
        self.seen.rows += 1;
        let (values, problems) = read_row(layout, row);
        for bare in self.seen.bare(layout, row) {
            self.findings.add(bare);
        }
        if !problems.is_empty() {
            return self.refuse(account_cell, problems);
        }
        let account = values.iter().find(|(column, _)| Some(*column) == account_column);
        let Some(account) =
            account.and_then(|(_, value)| value.as_ref()?.as_str()?.parse::<AccountId>().ok())
        else {
            return Ok(());
        };
        self.same_person(at, row, &values);
        let kept = Row { layout: at, number: row.number, line: row.line, values };
        self.keep(account, kept)
    }

    /// Puts a row to its account. A second row of the same account in a list of accounts says the same, or both are wrong.
    fn keep(&mut self, account: AccountId, row: Row) -> std::io::Result<()> {
        let entry = self.entry(account.clone());
        self.seen.scales.add(&self.layouts[row.layout], &row, entry);
        if self.layouts[row.layout].kind == SheetKind::Accounts {
            let said = said(&self.layouts[row.layout], &row);
            match self.entries[entry].first {
                None => self.entries[entry].first = Some((row.layout, row.number, row.line, said)),
                Some((first, number, line, before)) => {
                    let of = |layout: usize, number, line| {
                        let layout = &self.layouts[layout];
                        layout.place(number, line, layout.column("account").unwrap_or(0))
                    };
                    let (here, there) = (of(row.layout, row.number, row.line), of(first, number, line));
                    let code = if before == said { "N-LIST-TWICE" } else { "E-LIST-TWICE" };
                    let problem =
                        Problem::error(code, here).with("account", &account).with("first", where_of(&there));
                    if before == said {
                        self.findings.add(Problem { severity: Severity::Note, ..problem });
                    } else {
                        self.entries[entry].refused = true;
                        self.findings.add(problem);
                    }
                    return Ok(());
                }
            }
        }
        let at = self.spool.keep(&row)?;
        self.entries[entry].rows.push(at);
        Ok(())
    }

    fn entry(&mut self, account: AccountId) -> usize {
        let next = self.entries.len();
        let at = *self.index.entry(account.clone()).or_insert(next);
        if at == next {
            self.entries.push(Entry { account, rows: Vec::new(), first: None, refused: false });
        }
        at
    }

    /// Refuses a row, and with it its account where that can be read.
    fn refuse(&mut self, account: &Cell, problems: Vec<Problem>) -> std::io::Result<()> {
        problems.into_iter().for_each(|problem| self.findings.add(problem));
        match account.shown().parse::<AccountId>() {
            Ok(account) => {
                let entry = self.entry(account);
                self.entries[entry].refused = true;
            }
            Err(_) => self.findings.refused += 1,
        }
        Ok(())
    }

    /// One ID under two names.
    fn same_person(&mut self, at: usize, row: &GridRow, values: &[(usize, Option<Value>)]) {
        let layout = &self.layouts[at];
        let (name, number) = match layout.kind {
            SheetKind::Accounts => ("debtors[0].name", "debtors[0].id.number"),
            SheetKind::Debtors => ("name", "id.number"),
            _ => return,
        };
        let text = |to: &str| {
            let column = layout.column(to)?;
            let (_, value) = values.iter().find(|(of, _)| *of == column)?;
            Some((column, value.as_ref()?.as_str()?.to_owned()))
        };
        let (Some((column, name)), Some((_, number))) = (text(name), text(number)) else { return };
        let place = layout.place(row.number, row.line, column);
        match self.names.get(&number) {
            None => {
                self.names.insert(number, (name, place));
            }
            Some((before, first)) if *before != name => {
                let problem = Problem::warning("W-LIST-TWO-NAMES", place)
                    .with("found", shown(&name))
                    .with("other", shown(before))
                    .with("first", where_of(first));
                self.findings.add(problem);
            }
            Some(_) => {}
        }
    }

    /// How many accounts the lists name.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// Whether the lists name no account.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The next accounts, at most so many, without those that were refused; empty at the end. Gives beside them how many
    /// were refused on the way.
    ///
    /// # Errors
    /// The temporary file cannot be read.
    pub fn take(&mut self, most: usize) -> std::io::Result<(Vec<ListAccount>, usize)> {
        let (mut taken, mut refused) = (Vec::new(), 0);
        while taken.len() < most && self.next < self.entries.len() {
            let entry = &self.entries[self.next];
            self.next += 1;
            if entry.refused {
                refused += 1;
                continue;
            }
            let mut rows = Vec::with_capacity(entry.rows.len());
            for at in &entry.rows {
                rows.push(self.spool.row(*at)?);
            }
            rows.sort_by_key(|row| self.layouts[row.layout].kind);
            let source = rows.first().map_or(0, |row| self.layouts[row.layout].source);
            taken.push(ListAccount {
                account: entry.account.clone(),
                source: self.sources[source].clone(),
                listed: entry.first.is_some(),
                rows,
            });
        }
        Ok((taken, refused))
    }

    /// What the sheets' columns are; rows of an account refer to them.
    pub fn layouts(&self) -> &[Layout] {
        &self.layouts
    }
}

/// A sheet of a file that is looked at.
struct Looked<'a> {
    file: &'a str,
    source: usize,
    mapping: &'a Mapping,
    at: usize,
}

enum Settled {
    List(usize),
    Refused,
    NoList,
}

fn name(path: &Path) -> String {
    path.file_name().map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}
