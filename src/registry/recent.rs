//! Commands, newest first: what undo asks.

use std::collections::{BTreeMap, BTreeSet};
use std::iter::Peekable;
use std::ops::RangeInclusive;

use chrono::{DateTime, FixedOffset, NaiveDate};
use serde::Deserialize;

use crate::domain::event::{Event, Payload, StreamId};

use super::error::RegistryError;
use super::ledger::Registry;
use super::replay::records_of;

/// What one command did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Done {
    /// The command.
    pub command: String,
    /// When it ran, as its first event has it.
    pub at: DateTime<FixedOffset>,
    /// The day it stood on.
    pub as_of: NaiveDate,
    /// Who ran it.
    pub actor: String,
    /// The commands it reversed; it is a reversal if there are any.
    pub reverses: BTreeSet<String>,
    /// What it touched, in the order it did.
    pub touched: Vec<Touched>,
}

/// Events that a command added to a stream, in however many appends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Touched {
    /// The stream.
    pub stream: StreamId,
    /// Their numbers.
    pub seqs: RangeInclusive<u64>,
    /// What they are, by name: `milestone`.
    pub kinds: Vec<&'static str>,
}

/// When an event was recorded, without the rest of it.
#[derive(Deserialize)]
struct Glance {
    at: DateTime<FixedOffset>,
}

impl Registry {
    /// Commands, newest first, read as they are asked for.
    ///
    /// # Errors
    /// [`RegistryError::Index`]; for each command also [`RegistryError::Chain`] and [`RegistryError::Event`].
    pub fn recent(&self) -> Result<impl Iterator<Item = Result<Done, RegistryError>> + '_, RegistryError> {
        let index = self.index()?;
        let mut line = index.mark()?.line + 1;
        let steps = index.entries_back().map(move |entry| {
            let entry = entry?;
            line -= 1;
            if entry.line != line {
                return Err(RegistryError::Index { detail: format!("line {} for {line}", entry.line) });
            }
            let records = records_of(&entry, index)?;
            let events =
                records.iter().map(|record| record.event(&entry.stream)).collect::<Result<Vec<_>, _>>()?;
            Ok((entry.stream, events))
        });
        Ok(Recent { steps: steps.peekable() })
    }

    /// Events of these kinds, by the name of their type, recorded since a moment; the newest first. What else was recorded
    /// is passed over unread.
    ///
    /// # Errors
    /// [`RegistryError::Index`], [`RegistryError::Chain`] and [`RegistryError::Event`].
    pub fn since(
        &self,
        from: DateTime<FixedOffset>,
        kinds: &[&str],
    ) -> Result<Vec<(StreamId, Event)>, RegistryError> {
        let index = self.index()?;
        let marks: Vec<String> = kinds.iter().map(|kind| format!("\"type\":\"{kind}\"")).collect();
        let mut found = Vec::new();
        for entry in index.entries_back() {
            let entry = entry?;
            let records = records_of(&entry, index)?;
            let Some(first) = records.first() else { continue };
            let at = match serde_json::from_slice::<Glance>(&first.payload) {
                Ok(glance) => glance.at,
                Err(_) => first.event(&entry.stream)?.at,
            };
            if at < from {
                break;
            }
            for record in records.iter().rev() {
                let text = str::from_utf8(&record.payload).unwrap_or_default();
                if marks.iter().any(|mark| text.contains(mark)) {
                    let event = record.event(&entry.stream)?;
                    // A fact may hold the same letters as a mark.
                    if kinds.contains(&event.payload.name()) {
                        found.push((entry.stream.clone(), event));
                    }
                }
            }
        }
        Ok(found)
    }

    /// The newest command that is neither a reversal nor reversed.
    ///
    /// # Errors
    /// Those of [`Registry::recent`].
    pub fn last_standing(&self) -> Result<Option<Done>, RegistryError> {
        let mut reversed = BTreeSet::new();
        for done in self.recent()? {
            let done = done?;
            // A reversal that was itself reversed reverses nothing.
            if reversed.contains(&done.command) {
                continue;
            }
            if done.reverses.is_empty() {
                return Ok(Some(done));
            }
            reversed.extend(done.reverses);
        }
        Ok(None)
    }
}

type StepResult = Result<(StreamId, Vec<Event>), RegistryError>;

struct Recent<I: Iterator<Item = StepResult>> {
    steps: Peekable<I>,
}

impl<I: Iterator<Item = StepResult>> Iterator for Recent<I> {
    type Item = Result<Done, RegistryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (mut stream, mut events) = match self.steps.next()? {
            Ok(step) => step,
            Err(error) => return Some(Err(error)),
        };
        let command = events.first()?.command.clone();
        let (mut reverses, mut touched) = (BTreeSet::new(), Vec::new());
        loop {
            let (first, last) = (events.first()?, events.last()?);
            let (at, as_of, actor) = (first.at, first.as_of, first.actor.clone());
            for event in &events {
                if let Payload::Reversed { command, .. } = &event.payload {
                    reverses.insert(command.clone());
                }
            }
            let kinds = events.iter().map(|event| event.payload.name()).collect();
            touched.push(Touched { stream, seqs: first.seq..=last.seq, kinds });
            let same = |step: &StepResult| {
                step.as_ref().is_ok_and(|(_, events)| events.first().is_some_and(|e| e.command == command))
            };
            match self.steps.next_if(same) {
                Some(Ok(step)) => (stream, events) = step,
                _ => {
                    touched.reverse();
                    let touched = by_stream(touched);
                    return Some(Ok(Done { command, at, as_of, actor, reverses, touched }));
                }
            }
        }
    }
}

/// A stream once, whatever appends of the command it took part in. They follow each other on it: no other command can
/// write while one has the registry.
fn by_stream(appends: Vec<Touched>) -> Vec<Touched> {
    let mut places: BTreeMap<StreamId, usize> = BTreeMap::new();
    let mut out: Vec<Touched> = Vec::with_capacity(appends.len());
    for Touched { stream, seqs, kinds } in appends {
        match places.get(&stream).and_then(|at| out.get_mut(*at)) {
            Some(first) => {
                first.seqs = *first.seqs.start()..=*seqs.end();
                first.kinds.extend(kinds);
            }
            None => {
                places.insert(stream.clone(), out.len());
                out.push(Touched { stream, seqs, kinds });
            }
        }
    }
    out
}
