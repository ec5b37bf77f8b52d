//! Header fields: of a mail, of a report, of the mail that a report gives back.

use super::charset;

/// Fields in the order in which they stand, continued lines joined.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Fields(Vec<(String, String)>);

impl Fields {
    /// Reads fields up to the first empty line.
    pub fn read(text: &str) -> Fields {
        Fields::blocks(text).into_iter().next().unwrap_or_default()
    }

    /// Reads groups of fields, parted by empty lines. Lines that are no fields are passed over.
    pub fn blocks(text: &str) -> Vec<Fields> {
        let mut blocks = Vec::new();
        let mut block = Fields::default();
        for line in text.lines() {
            if line.trim().is_empty() {
                blocks.extend((!block.0.is_empty()).then(|| std::mem::take(&mut block)));
                continue;
            }
            match (line.starts_with([' ', '\t']), block.0.last_mut(), line.split_once(':')) {
                (true, Some((_, value)), _) => {
                    value.push(' ');
                    value.push_str(line.trim());
                }
                (false, _, Some((name, value))) if is_name(name.trim_end()) => {
                    block.0.push((name.trim_end().to_ascii_lowercase(), value.trim().to_owned()));
                }
                _ => {}
            }
        }
        blocks.extend((!block.0.is_empty()).then_some(block));
        blocks
    }

    /// The first field of this name, in small letters, as it stands.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.0.iter().find(|(n, _)| n == name).map(|(_, value)| value.as_str())
    }

    /// The first field of this name with its encoded words as text.
    pub fn text(&self, name: &str) -> Option<String> {
        self.get(name).map(charset::header)
    }

    /// Whether one of these is there.
    pub fn has_any(&self, names: &[&str]) -> bool {
        names.iter().any(|name| self.get(name).is_some())
    }
}

fn is_name(name: &str) -> bool {
    !name.is_empty() && name.bytes().all(|b| b.is_ascii_graphic() && b != b':')
}
