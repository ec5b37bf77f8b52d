//! Copies for the other side: the complaint, the index and the exhibits, never what is for the court alone.

use super::compose::{Staged, Stop, Work, unwritten};
use super::volume;
use crate::bundles::{COVER, Copies, Part as Of};
use crate::cli::write;
use crate::documents;
use crate::papers::binding::{self, Binding, Part};

/// Where copies are put together that hold less than the file for the court.
const ASIDE: &str = ".copies";

impl Work<'_> {
    /// Whether the other side gets this: a document by its kind, an exhibit without one.
    pub(super) fn serves(&self, kind: Option<&str>) -> bool {
        let (profile, filing) = (self.table.ask.profile, volume::filing(self.table).map_or("", |d| d.kind));
        match kind {
            Some(kind) => profile.copies_kind(kind, filing),
            None => profile.copies_of.contains(&Of::Exhibits),
        }
    }

    /// Sets aside what the other side gets of the files from `begun` on, which together are `whole` with parts of these
    /// kinds: the files as they are, or, where they hold more than goes out, one of the rest with the same page numbers.
    pub(super) fn serve(
        &mut self,
        begun: usize,
        whole: &Binding,
        kinds: &[Option<&str>],
    ) -> Result<(), Stop> {
        if self.table.ask.profile.copies != Copies::Files {
            return Ok(());
        }
        let goes: Vec<bool> = kinds.iter().map(|kind| self.serves(*kind)).collect();
        let real = kinds.iter().zip(&goes).filter(|(kind, _)| **kind != Some(COVER)).map(|(_, goes)| *goes);
        if !real.clone().any(|goes| goes) {
            return Ok(());
        }
        // A cover alone, which names what is in the file, goes along.
        if real.clone().all(|goes| goes) {
            let files = self.files[begun..].iter().cloned();
            self.served.extend(files.map(|file| (file.clone(), self.dir.join(&file.name))));
            return Ok(());
        }
        let parts: Vec<Part> =
            whole.parts.iter().zip(&goes).filter(|(_, goes)| **goes).map(|(part, _)| part.clone()).collect();
        let some = Binding { parts, ..whole.clone() };
        let aside = self.dir.join(ASIDE);
        write::folders(&aside).map_err(|e| unwritten(&aside, &e))?;
        let limit = self.table.ask.profile.max_bytes();
        let name = self.files[begun].name.trim_end_matches(".pdf").to_owned();
        let single = aside.join(format!("{name}.pdf"));
        let bound = binding::bind(&some, &single)?;
        let pieces = if bound.bytes <= limit { vec![some] } else { binding::split(&some, limit)? };
        let many = pieces.len() > 1;
        let stem = if many { name.trim_end_matches("_1").to_owned() } else { name };
        for (at, piece) in (1..).zip(pieces) {
            let name = if many { format!("{stem}_{at}.pdf") } else { format!("{stem}.pdf") };
            let path = aside.join(&name);
            let bound = binding::bind(&piece, &path)?;
            self.look(&path, &piece, &bound)?;
            let title = if many { format!("{}（{at}）", whole.title) } else { whole.title.clone() };
            self.served.push((Staged { name, title, sha256: bound.sha256, pages: bound.pages }, path));
        }
        Ok(())
    }

    /// A folder of copies for each party on the other side.
    pub(super) fn copies(&mut self) -> Result<(), Stop> {
        let served = std::mem::take(&mut self.served);
        for (at, debtor) in (1..).zip(&self.table.says.case().debtors) {
            let folder = format!("副本{at}_{}", documents::safe(&debtor.name));
            let to = self.dir.join(&folder);
            write::folders(&to).map_err(|e| unwritten(&to, &e))?;
            for (file, from) in &served {
                let path = to.join(&file.name);
                std::fs::copy(from, &path).map_err(|e| unwritten(&path, &e))?;
                self.files.push(Staged {
                    name: format!("{folder}/{}", file.name),
                    title: format!("{}（副本{at}）", file.title),
                    ..file.clone()
                });
            }
        }
        Ok(())
    }
}
