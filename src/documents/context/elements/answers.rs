//! What the facts say to the rows of a form.

use std::collections::{BTreeMap, BTreeSet};

/// What goes into one row: blanks by name, ticked boxes by name.
#[derive(Clone, Debug, Default)]
pub struct Filled {
    blanks: BTreeMap<&'static str, Vec<String>>,
    ticks: BTreeSet<&'static str>,
}

impl Filled {
    /// Fills a blank; an empty text leaves it empty.
    pub fn put(&mut self, name: &'static str, text: impl Into<String>) -> &mut Self {
        let text = text.into();
        if !text.is_empty() {
            self.blanks.insert(name, vec![text]);
        }
        self
    }

    /// Fills a blank where the fact is known.
    pub fn may(&mut self, name: &'static str, text: Option<impl Into<String>>) -> &mut Self {
        if let Some(text) = text {
            self.put(name, text);
        }
        self
    }

    /// Fills a blank with paragraphs.
    pub fn lines(&mut self, name: &'static str, lines: Vec<String>) -> &mut Self {
        if !lines.is_empty() {
            self.blanks.insert(name, lines);
        }
        self
    }

    /// Ticks a box.
    pub fn tick(&mut self, name: &'static str) -> &mut Self {
        self.ticks.insert(name);
        self
    }

    /// Ticks a box where this holds.
    pub fn tick_if(&mut self, holds: bool, name: &'static str) -> &mut Self {
        if holds { self.tick(name) } else { self }
    }

    /// Ticks 是 or 否, 有 or 无; neither where it is not known.
    pub fn choose(&mut self, answer: Option<bool>) -> &mut Self {
        match answer {
            Some(true) => self.tick("yes"),
            Some(false) => self.tick("no"),
            None => self,
        }
    }

    /// What a blank holds.
    pub fn blank(&self, name: &str) -> Option<&[String]> {
        self.blanks.get(name).map(Vec::as_slice)
    }

    /// Whether a box is ticked.
    pub fn ticked(&self, name: &str) -> bool {
        self.ticks.contains(name)
    }
}

/// What goes into the rows, by row, and which facts the form asks for in vain.
#[derive(Debug, Default)]
pub struct Answers {
    rows: BTreeMap<&'static str, Filled>,
    unknown: Vec<String>,
}

impl Answers {
    /// The row to fill.
    pub fn row(&mut self, id: &'static str) -> &mut Filled {
        self.rows.entry(id).or_default()
    }

    /// What a row is filled with.
    pub fn of(&self, id: &str) -> Filled {
        self.rows.get(id).cloned().unwrap_or_default()
    }

    /// A fact that the form asks for and the case does not state: its place stays blank.
    pub fn unknown(&mut self, path: impl Into<String>) {
        self.unknown.push(path.into());
    }

    /// Passes a fact on, noting it where it is unknown.
    pub fn asked<T>(&mut self, path: &str, fact: Option<T>) -> Option<T> {
        if fact.is_none() {
            self.unknown(path);
        }
        fact
    }

    /// Every fact asked for in vain.
    pub fn unknowns(&self) -> &[String] {
        &self.unknown
    }
}
