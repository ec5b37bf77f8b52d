//! Template folders: those built in, and a workspace's own over them, file by file.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::sync::{Arc, OnceLock};

use include_dir::{Dir, include_dir};
use sha2::{Digest, Sha256};
use typst::foundations::Bytes;
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};

use super::docx::{WordError, WordTemplate};
use super::error::PressError;
use super::fields::{FIELDS, Meanings};
use super::letterhead::{self, Letterhead, Letterheads};
use super::manifest::Manifest;

static BUILT_IN: Dir<'_> = include_dir!("$CARGO_MANIFEST_DIR/templates");

/// The jurisdiction whose templates are read.
const JURISDICTION: &str = "cn";
/// The folder of modules that every page may import; it has no manifest.
const HOUSE: &str = "house";
const MANIFEST: &str = "manifest.yaml";
/// The largest file of a workspace's templates, in bytes.
pub const LARGEST_FILE: u64 = 8 * 1024 * 1024;
/// The most files of a workspace's templates.
const MOST_FILES: usize = 2_000;

/// Where a folder comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Part of the program.
    BuiltIn,
    /// At least one file, of the folder or of `/house`, is the workspace's.
    Workspace,
}

/// One file, with its syntax tree once something has asked for it.
pub(super) struct Leaf {
    id: FileId,
    bytes: Bytes,
    own: bool,
    source: OnceLock<Option<Source>>,
}

impl Leaf {
    fn new(path: &str, bytes: Vec<u8>, own: bool) -> Option<Leaf> {
        let path = VirtualPath::new(path).ok()?;
        let id = RootedPath::new(VirtualRoot::Project, path).intern();
        Some(Leaf { id, bytes: Bytes::new(bytes), own, source: OnceLock::new() })
    }

    pub(super) fn bytes(&self) -> &Bytes {
        &self.bytes
    }

    /// Parsed once for all documents. `None` where the file is not UTF-8.
    pub(super) fn source(&self) -> Option<&Source> {
        let parse = || Some(Source::new(self.id, String::from_utf8(self.bytes.to_vec()).ok()?));
        self.source.get_or_init(parse).as_ref()
    }
}

type Leaves = BTreeMap<String, Leaf>;

/// The files of one document or message.
pub struct Folder {
    /// The document: `complaint`.
    pub kind: String,
    /// What it says of itself.
    pub manifest: Manifest,
    /// Where it comes from.
    pub origin: Origin,
    /// SHA-256 of all its files and, where it has pages or a letterhead, of `/house`, in lowercase hexadecimal.
    pub sha256: String,
    /// What stands above its text, where its sender has a letterhead.
    pub letterhead: Option<Letterhead>,
    pub(super) word: OnceLock<Result<WordTemplate, WordError>>,
    files: Leaves,
    house: Arc<Leaves>,
}

impl Folder {
    /// Paths of its files, relative to the folder, in order.
    pub fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// A file's bytes, by its path relative to the folder: `page.typ`, `sample.yaml`.
    pub fn file(&self, path: &str) -> Option<&[u8]> {
        self.files.get(path).map(|leaf| leaf.bytes.as_slice())
    }

    /// Whether it makes pages.
    pub fn has_page(&self) -> bool {
        self.files.contains_key("page.typ")
    }

    pub(super) fn leaf(&self, path: &str) -> Option<&Leaf> {
        self.files.get(path)
    }

    pub(super) fn house_bytes(&self, path: &str) -> Option<&[u8]> {
        self.house.get(path).map(|leaf| leaf.bytes.as_slice())
    }

    pub(super) fn house(&self, path: &str) -> Option<&Leaf> {
        self.house.get(path)
    }
}

/// All template folders, read once and shared by every thread.
pub struct Library {
    folders: BTreeMap<String, Result<Arc<Folder>, PressError>>,
    /// What fields mean: the workspace's file, then the program's.
    meanings: Vec<Vec<u8>>,
}

impl Library {
    /// The templates of the program alone.
    pub fn built_in() -> Library {
        Library::arrange(built_in())
    }

    /// The templates of the program under those of a workspace's `templates/`, where a file takes the place of the
    /// built-in one with the same path and may add new ones. A folder that does not exist adds nothing.
    ///
    /// # Errors
    /// [`PressError::Unreadable`] for more than 2,000 files, and for a link, a file of more than 8 MiB or what the system
    /// refuses among what all templates share. A template that is wrong in itself, or holds such a file, is an error only
    /// for who asks for it.
    pub fn with_workspace(templates: &Path) -> Result<Library, PressError> {
        let mut files = built_in();
        let meanings = files.remove(FIELDS).map(|(bytes, _)| bytes);
        let root = templates.join(JURISDICTION);
        let mut spoilt = BTreeMap::new();
        if root.is_dir() {
            let mut count = 0;
            let mut take = |path, bytes| {
                count += 1;
                files.insert(path, (bytes, true));
                count <= MOST_FILES
            };
            read(&root, Path::new(""), &mut take, &mut spoilt)?;
        }
        let mut library = Library::arrange(files);
        library.folders.extend(spoilt.into_iter().map(|(kind, error)| (kind, Err(error))));
        library.meanings.extend(meanings);
        Ok(library)
    }

    /// Templates given as path and text, `complaint/page.typ`, and nothing else: for tests and previews.
    pub fn of(files: impl IntoIterator<Item = (impl Into<String>, impl Into<Vec<u8>>)>) -> Library {
        Library::arrange(files.into_iter().map(|(path, bytes)| (path.into(), (bytes.into(), true))).collect())
    }

    fn arrange(mut files: BTreeMap<String, (Vec<u8>, bool)>) -> Library {
        let meanings = files.remove(FIELDS).map(|(bytes, _)| bytes).into_iter().collect();
        let mut folders: BTreeMap<String, Leaves> = BTreeMap::new();
        for (path, (bytes, own)) in files {
            let Some((folder, name)) = path.split_once('/') else { continue };
            if let Some(leaf) = Leaf::new(&path, bytes, own) {
                folders.entry(folder.to_owned()).or_default().insert(name.to_owned(), leaf);
            }
        }
        let house = Arc::new(folders.remove(HOUSE).unwrap_or_default());
        let bytes = |name: &str| house.get(name).map(|leaf| leaf.bytes.as_slice());
        let heads = bytes(letterhead::FILE).map_or(Ok(Letterheads::new()), |b| letterhead::read(b, bytes));
        let folders = folders
            .into_iter()
            .map(|(kind, files)| {
                let folder = Library::folder_of(&kind, files, &house, &heads);
                (kind, folder.map(Arc::new))
            })
            .collect();
        Library { folders, meanings }
    }

    fn folder_of(
        kind: &str,
        files: Leaves,
        house: &Arc<Leaves>,
        heads: &Result<Letterheads, PressError>,
    ) -> Result<Folder, PressError> {
        let Some(manifest) = files.get(MANIFEST) else {
            return Err(PressError::NoFile { kind: kind.to_owned(), file: MANIFEST.to_owned() });
        };
        let manifest = Manifest::parse(kind, &manifest.bytes)?;
        for picture in manifest.images.values() {
            if !files.contains_key(&picture.file) {
                return Err(PressError::NoFile { kind: kind.to_owned(), file: picture.file.clone() });
            }
        }
        let letterhead = match manifest.letterhead {
            None => None,
            Some(sender) => heads.as_ref().map_err(Clone::clone)?.get(&sender).cloned(),
        };
        let is_shared = files.contains_key("page.typ") || letterhead.is_some();
        let mut shared: Vec<(&String, &Leaf)> = if is_shared { house.iter().collect() } else { Vec::new() };
        // Letterheads are nothing to the program's own documents that bear none.
        let of_heads = |path: &str| heads.as_ref().is_ok_and(|heads| letterhead::uses(heads, path));
        let own = files.values().any(|leaf| leaf.own)
            || shared.iter().any(|(path, leaf)| leaf.own && !of_heads(path));
        shared.retain(|(path, _)| own || letterhead.is_some() || !of_heads(path));
        let mut hash = Sha256::new();
        let mut own = false;
        for (root, (path, leaf)) in
            files.iter().map(|f| (kind, f)).chain(shared.into_iter().map(|f| (HOUSE, f)))
        {
            hash.update(format!("{root}/{path}\n{}\n", leaf.bytes.len()));
            hash.update(&leaf.bytes);
            own |= leaf.own;
        }
        Ok(Folder {
            kind: kind.to_owned(),
            manifest,
            origin: if own { Origin::Workspace } else { Origin::BuiltIn },
            sha256: crate::papers::hash::hex(&hash.finalize()),
            letterhead,
            word: OnceLock::new(),
            files,
            house: Arc::clone(house),
        })
    }

    /// What fields mean.
    ///
    /// # Errors
    /// [`PressError::Manifest`] with the line that is wrong.
    pub fn meanings(&self) -> Result<Meanings, PressError> {
        Meanings::read(self.meanings.iter().map(Vec::as_slice))
    }

    /// Every kind there is, broken ones too, in alphabetical order.
    pub fn kinds(&self) -> impl Iterator<Item = &str> {
        self.folders.keys().map(String::as_str)
    }

    /// Every template that can be used, in alphabetical order of its kind.
    pub fn folders(&self) -> impl Iterator<Item = &Arc<Folder>> {
        self.folders.values().filter_map(|folder| folder.as_ref().ok())
    }

    /// The template of this kind.
    ///
    /// # Errors
    /// [`PressError::UnknownKind`] with the nearest kind, or what is wrong with its manifest.
    pub fn folder(&self, kind: &str) -> Result<&Arc<Folder>, PressError> {
        match self.folders.get(kind) {
            Some(Ok(folder)) => Ok(folder),
            Some(Err(error)) => Err(error.clone()),
            None => {
                let known: BTreeSet<&str> = self.kinds().collect();
                let near = known
                    .into_iter()
                    .map(|k| (strsim::damerau_levenshtein(k, kind), k))
                    .min()
                    .filter(|&(distance, k)| distance <= k.len().div_ceil(3))
                    .map(|(_, k)| k.to_owned());
                Err(PressError::UnknownKind { kind: kind.to_owned(), near })
            }
        }
    }
}

fn built_in() -> BTreeMap<String, (Vec<u8>, bool)> {
    fn collect(dir: &Dir<'_>, files: &mut BTreeMap<String, (Vec<u8>, bool)>) {
        for file in dir.files() {
            if let Some(path) = file.path().to_str().and_then(|p| p.strip_prefix(JURISDICTION)) {
                let path = path.replace('\\', "/");
                files.insert(path.trim_start_matches('/').to_owned(), (file.contents().to_vec(), false));
            }
        }
        dir.dirs().for_each(|d| collect(d, files));
    }
    let mut files = BTreeMap::new();
    if let Some(dir) = BUILT_IN.get_dir(JURISDICTION) {
        collect(dir, &mut files);
    }
    files
}

/// Hands every file below `root` to `take`, which answers whether there may be more. What cannot be read in the folder of
/// one kind goes to `spoilt` and is that kind's alone.
fn read(
    root: &Path,
    below: &Path,
    take: &mut impl FnMut(String, Vec<u8>) -> bool,
    spoilt: &mut BTreeMap<String, PressError>,
) -> Result<(), PressError> {
    let here = root.join(below);
    let refuse = |path: &Path, why: String| PressError::Unreadable { file: path.display().to_string(), why };
    let io = |path: &Path, e: std::io::Error| refuse(path, e.to_string());
    for entry in fs::read_dir(&here).map_err(|e| io(&here, e))? {
        let entry = entry.map_err(|e| io(&here, e))?;
        let path = entry.path();
        let Some(name) = entry.file_name().to_str().map(str::to_owned) else {
            return Err(refuse(&path, "the name is not UTF-8".to_owned()));
        };
        if name.starts_with('.') || name.ends_with('~') {
            continue;
        }
        let kind = entry.file_type().map_err(|e| io(&path, e))?;
        let deeper = below.join(&name);
        if kind.is_dir() {
            match read(root, &deeper, take, spoilt) {
                Err(PressError::Unreadable { file, why })
                    if below.as_os_str().is_empty() && name != HOUSE && Path::new(&file) != root =>
                {
                    spoilt.insert(name, PressError::Unreadable { file, why });
                }
                other => other?,
            }
        } else if kind.is_file() {
            let size = entry.metadata().map_err(|e| io(&path, e))?.len();
            if size > LARGEST_FILE {
                return Err(refuse(&path, format!("{size} bytes, {LARGEST_FILE} allowed")));
            }
            let bytes = fs::read(&path).map_err(|e| io(&path, e))?;
            let relative: Vec<&str> = deeper.iter().filter_map(|part| part.to_str()).collect();
            if !take(relative.join("/"), bytes) {
                return Err(refuse(root, format!("more than {MOST_FILES} files")));
            }
        } else {
            return Err(refuse(&path, "neither a file nor a folder".to_owned()));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "kind: letter\ntitle: {zh: 函, en: Letter}\ngroup: pre-action\nversion: 1\n";

    fn workspace(files: &[(&str, &str)]) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        for (path, text) in files {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        root
    }

    #[test]
    fn a_workspace_adds_kinds_and_takes_the_place_of_files() {
        let root = workspace(&[
            ("cn/letter/manifest.yaml", MANIFEST),
            ("cn/letter/page.typ", "甲"),
            ("cn/letter/parts/end.typ", "乙"),
            ("cn/letter/.page.typ.swp", "x"),
            ("de/letter/manifest.yaml", "x"),
        ]);
        let library = Library::with_workspace(root.path()).unwrap();
        let folder = library.folder("letter").unwrap();
        assert_eq!(folder.paths().collect::<Vec<_>>(), ["manifest.yaml", "page.typ", "parts/end.typ"]);
        assert_eq!((folder.origin, folder.has_page()), (Origin::Workspace, true));
        assert_eq!(folder.file("page.typ"), Some("甲".as_bytes()));
        // Every built-in template is still there, and a file over one of them changes only that one.
        let built_in = Library::built_in();
        for kind in built_in.kinds() {
            let before = built_in.folder(kind).unwrap();
            assert_eq!(before.origin, Origin::BuiltIn);
            assert_eq!(library.folder(kind).unwrap().sha256, before.sha256);
        }
    }

    #[test]
    fn files_are_laid_over_one_another_by_path() {
        let mut files: BTreeMap<String, (Vec<u8>, bool)> = BTreeMap::new();
        let mut add = |path: &str, text: &str, own| {
            files.insert(path.to_owned(), (text.as_bytes().to_vec(), own));
        };
        add("letter/manifest.yaml", MANIFEST, false);
        add("letter/page.typ", "甲", false);
        add("house/layout.typ", "一", false);
        let before = Library::arrange(files.clone());
        let before = before.folder("letter").unwrap();
        assert_eq!(before.origin, Origin::BuiltIn);
        files.insert("letter/page.typ".into(), ("乙".into(), true));
        let after = Library::arrange(files.clone());
        let after = after.folder("letter").unwrap();
        assert_eq!((after.origin, after.file("page.typ")), (Origin::Workspace, Some("乙".as_bytes())));
        assert_ne!(after.sha256, before.sha256);
        files.insert("house/layout.typ".into(), ("二".into(), true));
        assert_ne!(
            Library::arrange(files).folder("letter").unwrap().sha256,
            after.sha256,
            "pages import the house"
        );
    }

    #[test]
    fn an_unknown_kind_names_the_nearest() {
        let library = Library::of([("letter/manifest.yaml", MANIFEST), ("broken/page.typ", "")]);
        let unknown = |kind: &str| library.folder(kind).map(|_| ()).unwrap_err();
        assert_eq!(
            unknown("leter"),
            PressError::UnknownKind { kind: "leter".into(), near: Some("letter".into()) }
        );
        assert_eq!(unknown("x"), PressError::UnknownKind { kind: "x".into(), near: None });
        assert_eq!(unknown("broken").code(), "E-TEMPLATE-NO-FILE");
        assert_eq!(library.kinds().collect::<Vec<_>>(), ["broken", "letter"]);
        assert_eq!(library.folders().count(), 1);
    }

    #[cfg(unix)]
    #[test]
    fn links_and_giants_are_refused() {
        let root = workspace(&[("cn/letter/manifest.yaml", MANIFEST)]);
        // The kind that holds it is refused; the others, and one of the program's own, are not.
        let refused = || {
            let library = Library::with_workspace(root.path()).unwrap();
            assert!(library.folder("complaint").is_ok());
            library.folder("letter").map(|_| ()).unwrap_err()
        };
        let link = root.path().join("cn/letter/page.typ");
        std::os::unix::fs::symlink("/etc/passwd", &link).unwrap();
        assert!(matches!(refused(), PressError::Unreadable { file, .. } if file.ends_with("page.typ")));
        fs::remove_file(&link).unwrap();
        fs::File::create(&link).unwrap().set_len(LARGEST_FILE + 1).unwrap();
        assert!(matches!(refused(), PressError::Unreadable { why, .. } if why.contains("allowed")));
        fs::remove_file(&link).unwrap();
        assert!(Library::with_workspace(root.path()).unwrap().folder("letter").is_ok());
        assert!(Library::with_workspace(&root.path().join("nowhere")).is_ok());
        // What all share spoils all.
        fs::create_dir_all(root.path().join("cn/house")).unwrap();
        fs::File::create(root.path().join("cn/house/seal.png")).unwrap().set_len(LARGEST_FILE + 1).unwrap();
        assert!(Library::with_workspace(root.path()).is_err());
    }
}
