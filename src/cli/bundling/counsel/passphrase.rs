//! The passphrase of a package. It is never an argument: arguments stand in the list of processes and in histories.

use std::path::Path;

use crate::cli::error::{CommandError, Exit};
use crate::cli::settings::{is_no_text, variable};
use crate::domain::problem::{Place, Problem};

/// Fewest characters.
const SHORTEST: usize = 8;
/// Most bytes of a file that holds one.
const LARGEST: u64 = 4096;

/// A passphrase, if there is one, and what is doubtful about where it came from.
pub struct Passphrase {
    /// The words; `None` where none was named.
    pub words: Option<String>,
    /// What should be told.
    pub warnings: Vec<Problem>,
}

/// Reads the passphrase from the named variable or file. A line end at its end does not belong to it.
///
/// # Errors
/// It is not there, not UTF-8, or too short.
pub fn passphrase(env: Option<&str>, file: Option<&Path>) -> Result<Passphrase, CommandError> {
    let mut warnings = Vec::new();
    let (found, named) = match (env, file) {
        (Some(name), _) => {
            if is_no_text(name) {
                return Err(CommandError::new(Exit::Usage, "E-PASSPHRASE-TEXT").with("name", name));
            }
            let missing = || CommandError::new(Exit::Usage, "E-PASSPHRASE-ENV").with("name", name);
            (variable(name).ok_or_else(missing)?, name.to_owned())
        }
        (None, Some(path)) => {
            let failed = |e: &std::io::Error| CommandError {
                exit: Exit::Usage,
                ..CommandError::file("E-READ", path, e)
            };
            let meta = std::fs::metadata(path).map_err(|e| failed(&e))?;
            if !meta.is_file() || meta.len() > LARGEST {
                return Err(CommandError::new(Exit::Usage, "E-PASSPHRASE-FILE").with("path", path.display()));
            }
            if open_to_others(&meta) {
                let place = Place { file: Some(path.display().to_string()), ..Place::default() };
                warnings.push(Problem::warning("W-PASSPHRASE-MODE", place));
            }
            let bytes = std::fs::read(path).map_err(|e| failed(&e))?;
            let text = String::from_utf8(bytes).map_err(|_| {
                CommandError::new(Exit::Usage, "E-PASSPHRASE-FILE").with("path", path.display())
            })?;
            (text.strip_prefix('\u{FEFF}').map_or(text.clone(), str::to_owned), path.display().to_string())
        }
        (None, None) => {
            warnings.push(Problem::warning("W-BUNDLE-PLAIN", Place::default()));
            return Ok(Passphrase { words: None, warnings });
        }
    };
    let words = found.strip_suffix('\n').unwrap_or(&found);
    let words = words.strip_suffix('\r').unwrap_or(words);
    let counted = words.trim().chars().count();
    if counted < SHORTEST {
        let error = CommandError::new(Exit::Usage, "E-PASSPHRASE-SHORT").with("from", named);
        return Err(error.with("expected", SHORTEST));
    }
    if words.contains(['\n', '\r', '\0']) {
        return Err(CommandError::new(Exit::Usage, "E-PASSPHRASE-LINES").with("from", named));
    }
    Ok(Passphrase { words: Some(words.to_owned()), warnings })
}

/// Whether others than the owner may read a file.
#[cfg(unix)]
fn open_to_others(meta: &std::fs::Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    meta.permissions().mode() & 0o077 != 0
}

#[cfg(not(unix))]
fn open_to_others(_: &std::fs::Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(content: &str) -> Result<Passphrase, CommandError> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("p");
        std::fs::write(&path, content).unwrap();
        passphrase(None, Some(&path))
    }

    #[test]
    fn one_line_end_is_no_part_of_it_and_short_ones_are_refused() {
        for (content, words) in [
            ("correct horse\n", "correct horse"),
            ("口令口令口令口令\r\n", "口令口令口令口令"),
            (" eight888 ", " eight888 "),
        ] {
            assert_eq!(of(content).ok().and_then(|p| p.words).as_deref(), Some(words));
        }
        for (content, code) in [
            ("", "E-PASSPHRASE-SHORT"),
            ("\n", "E-PASSPHRASE-SHORT"),
            ("        \n", "E-PASSPHRASE-SHORT"),
            ("1234567\n", "E-PASSPHRASE-SHORT"),
            ("first line\nsecond\n", "E-PASSPHRASE-LINES"),
        ] {
            assert_eq!(of(content).err().map(|e| e.problems[0].code), Some(code), "{content:?}");
        }
        assert!(passphrase(Some("SUCHENG_NO_SUCH_VARIABLE"), None).is_err());
    }
}
