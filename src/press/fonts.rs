//! Which faces print. Families are chosen by preference from metadata alone; a face is mapped and read only when a
//! page first needs it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::hash::{DefaultHasher, Hash};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use fontdb::{Database, FaceInfo, Source};
use memmap2::Mmap;
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use typst::foundations::Bytes;
use typst::text::{Coverage, Font, FontFlags, FontInfo, FontStretch, FontStyle, FontVariant, FontWeight};
use typst_kit::fonts::{FontSource, FontStore};

use super::error::PressError;

/// What a face is for. Templates name the role, never a family.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// 仿宋: the body of a filing (GB/T 9704). Where none is installed, 宋.
    Body,
    /// 小标宋: the title of a filing. Where none is installed, 宋, whose bold does.
    Title,
    /// 宋.
    Song,
    /// 仿宋, the same faces as the body unless the settings say otherwise.
    Fangsong,
    /// 黑: first-level headings.
    Hei,
    /// 楷: second-level headings.
    Kai,
}

/// Every role with the name that templates and settings use.
pub const ROLES: [(Role, &str); 6] = [
    (Role::Body, "body"),
    (Role::Title, "title"),
    (Role::Song, "song"),
    (Role::Fangsong, "fangsong"),
    (Role::Hei, "hei"),
    (Role::Kai, "kai"),
];

/// Which fonts to use, as a workspace states it. Families named here come before the built-in order and must be
/// installed; folders named here come before the system's.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct FontSettings {
    /// Folders with font files, searched with everything in them.
    pub directories: Vec<PathBuf>,
    /// Only the folders above, not the system's: what prints then depends on the workspace alone.
    pub only_directories: bool,
    /// Families for the body.
    pub body: Vec<String>,
    /// Families for titles.
    pub title: Vec<String>,
    /// Families for 宋.
    pub song: Vec<String>,
    /// Families for 仿宋.
    pub fangsong: Vec<String>,
    /// Families for 黑.
    pub hei: Vec<String>,
    /// Families for 楷.
    pub kai: Vec<String>,
}

// FandolFang is missing on purpose: it lacks characters as common in names as 翀堃赟喆, so that every other name
// would be set in two faces. Whoever wants it names it in the settings.
const FANGSONG: &[&str] = &[
    "FangSong",
    "仿宋",
    "仿宋_GB2312",
    "FangSong_GB2312",
    "FZFangSong-Z02",
    "方正仿宋_GBK",
    "STFangsong",
    "华文仿宋",
    "Zhuque Fangsong (technical preview)",
    "Zhuque Fangsong",
    "朱雀仿宋",
];
const SONG: &[&str] = &[
    "SimSun",
    "宋体",
    "STSong",
    "华文宋体",
    "Songti SC",
    "Noto Serif CJK SC",
    "Noto Serif SC",
    "Source Han Serif SC",
    "Source Han Serif CN",
    "Source Han Serif",
];
const HEI: &[&str] = &[
    "SimHei",
    "黑体",
    "STHeiti",
    "Heiti SC",
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "Microsoft YaHei",
    "PingFang SC",
    "WenQuanYi Zen Hei",
    "WenQuanYi Micro Hei",
];
const KAI: &[&str] =
    &["KaiTi", "楷体", "楷体_GB2312", "STKaiti", "华文楷体", "Kaiti SC", "LXGW WenKai", "霞鹜文楷"];
const TITLE: &[&str] = &["FZXiaoBiaoSong-B05S", "方正小标宋_GBK", "方正小标宋简体", "FZXiaoBiaoSong-B05"];
// For the rare characters of names: what 宋 lacks is looked for here, in this order.
const RARE: &[&str] = &[
    "Noto Serif CJK SC",
    "Source Han Serif SC",
    "Noto Serif CJK TC",
    "Noto Serif CJK JP",
    "SimSun-ExtB",
    "SimSun-ExtG",
    "LXGW WenKai",
    "HanaMinA",
    "HanaMinB",
    "BabelStone Han",
    "Noto Sans CJK SC",
    "AR PL UMing CN",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
];

/// The chosen faces, shared by every thread.
pub struct Fonts {
    store: FontStore,
    roles: BTreeMap<Role, Vec<String>>,
    sha256: String,
    files: Vec<FontFile>,
}

impl Fonts {
    /// Looks through the font folders and chooses. Reads names and weights, not coverage: a few milliseconds.
    ///
    /// # Errors
    /// [`PressError::NoFont`] where nothing that prints Chinese is installed, [`PressError::UnknownFamily`] where the
    /// settings name what is not there, [`PressError::Unreadable`] where a chosen file cannot be opened.
    pub fn choose(settings: &FontSettings) -> Result<Fonts, PressError> {
        let shelf = Shelf::look(settings);
        let mut roles = BTreeMap::new();
        for (role, name) in ROLES {
            let mut chain = Vec::new();
            for family in configured(settings, role) {
                let Some(found) = shelf.family(family) else {
                    return Err(PressError::UnknownFamily {
                        family: family.clone(),
                        role: name.to_owned(),
                        near: shelf.near(family),
                    });
                };
                push(&mut chain, found);
            }
            // 仿宋 and 小标宋 are rarely installed, 宋 nearly always; the rare characters come last in every role.
            let lists: &[&[&str]] = match role {
                Role::Body | Role::Fangsong => &[FANGSONG, SONG, KAI, HEI, RARE],
                Role::Title => &[TITLE, SONG, HEI, KAI, RARE],
                Role::Song => &[SONG, KAI, HEI, RARE],
                Role::Hei => &[HEI, SONG, KAI, RARE],
                Role::Kai => &[KAI, SONG, HEI, RARE],
            };
            if role == Role::Body {
                settings.fangsong.iter().filter_map(|f| shelf.family(f)).for_each(|f| push(&mut chain, f));
            }
            for list in lists {
                // One family of each style is enough; only among the rare ones does each add characters.
                let installed = list.iter().filter_map(|family| shelf.family(family));
                let most = if std::ptr::eq(*list, RARE) { RARE.len() } else { 1 };
                installed.take(most).for_each(|family| push(&mut chain, family));
            }
            if chain.is_empty() {
                return Err(PressError::NoFont {
                    searched: settings.directories.iter().map(|d| d.display().to_string()).collect(),
                });
            }
            roles.insert(role, chain);
        }
        let (store, sha256, files) = shelf.open(&roles)?;
        Ok(Fonts { store, roles, sha256, files })
    }

    /// Gives back what was read of the font files. Typst reads each once from end to end to know it by its content; what
    /// pages need of it is a small part, which is mapped again when it is needed.
    pub(super) fn release(&self) {
        self.files.iter().for_each(FontFile::release);
    }

    /// Lets typst read each file to its end now, one after the other, and gives each back before the next: threads that
    /// print would otherwise read all of them at once.
    pub(super) fn read_in_turn(&self) {
        for file in &self.files {
            // Typst keeps the hash that this makes.
            file.data.hash(&mut DefaultHasher::new());
            file.release();
        }
    }

    /// Families of a role in the order in which they are tried; never empty.
    pub fn families(&self, role: Role) -> &[String] {
        &self.roles[&role]
    }

    /// Families that come first in a role. What is set in any other stood in for a missing character.
    pub fn preferred(&self) -> BTreeSet<&str> {
        self.roles.values().filter_map(|chain| chain.first()).map(String::as_str).collect()
    }

    /// Identity of all chosen faces in lowercase hexadecimal: family, weight, style and index of each, the length of
    /// its file and the checksums that its table directory states. Nothing but directories is read for it.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// What templates read as `/fonts.json`: `{"body": ["Noto Serif CJK SC", …], …}`.
    pub(super) fn json(&self) -> Vec<u8> {
        let map: serde_json::Map<String, serde_json::Value> =
            ROLES.iter().map(|&(role, name)| (name.to_owned(), self.families(role).into())).collect();
        serde_json::Value::Object(map).to_string().into_bytes()
    }

    pub(super) fn store(&self) -> &FontStore {
        &self.store
    }
}

fn configured(settings: &FontSettings, role: Role) -> &[String] {
    match role {
        Role::Body => &settings.body,
        Role::Title => &settings.title,
        Role::Song => &settings.song,
        Role::Fangsong => &settings.fangsong,
        Role::Hei => &settings.hei,
        Role::Kai => &settings.kai,
    }
}

fn push(chain: &mut Vec<String>, family: &str) {
    if !chain.iter().any(|f| f == family) {
        chain.push(family.to_owned());
    }
}

/// Everything installed, by the family names in every language, lowercased.
struct Shelf {
    faces: Vec<FaceInfo>,
    names: BTreeMap<String, String>,
}

impl Shelf {
    fn look(settings: &FontSettings) -> Shelf {
        let mut faces: Vec<FaceInfo> = Vec::new();
        let mut scan = |load: &dyn Fn(&mut Database)| {
            let mut database = Database::new();
            load(&mut database);
            let mut found: Vec<FaceInfo> = database.faces().cloned().collect();
            // Folders list their files in any order.
            found.sort_by(|a, b| (path(a), a.index).cmp(&(path(b), b.index)));
            faces.extend(found);
        };
        for directory in &settings.directories {
            scan(&|database| database.load_fonts_dir(directory));
        }
        if !settings.only_directories {
            scan(&Database::load_system_fonts);
        }
        let mut names = BTreeMap::new();
        for face in &faces {
            let Some((family, _)) = face.families.first() else { continue };
            for (name, _) in &face.families {
                names.entry(name.to_lowercase()).or_insert_with(|| family.clone());
            }
        }
        Shelf { faces, names }
    }

    fn family(&self, name: &str) -> Option<&str> {
        self.names.get(&name.to_lowercase()).map(String::as_str)
    }

    fn near(&self, name: &str) -> Option<String> {
        let name = name.to_lowercase();
        self.names
            .iter()
            .map(|(key, family)| (strsim::jaro_winkler(&name, key), family))
            .filter(|(score, _)| *score > 0.8)
            .max_by(|a, b| a.0.total_cmp(&b.0))
            .map(|(_, family)| family.clone())
    }

    /// Maps the files of every family in use.
    fn open(
        self,
        roles: &BTreeMap<Role, Vec<String>>,
    ) -> Result<(FontStore, String, Vec<FontFile>), PressError> {
        let mut store = FontStore::new();
        let mut opened: Vec<FontFile> = Vec::new();
        let mut hash = Sha256::new();
        let mut files: BTreeMap<PathBuf, Bytes> = BTreeMap::new();
        let mut families: Vec<&String> = Vec::new();
        for family in roles.values().flatten() {
            if !families.contains(&family) {
                families.push(family);
            }
        }
        for (role, name) in ROLES {
            hash.update(format!("{name}={}\n", roles[&role].join("|")));
        }
        for family in families {
            let mut variants: Vec<FontVariant> = Vec::new();
            for face in &self.faces {
                let Some(path) = path(face) else { continue };
                if face.families.first().is_none_or(|(name, _)| name != family) {
                    continue;
                }
                let variant = variant(face);
                if variants.contains(&variant) {
                    continue;
                }
                let data = match files.get(path) {
                    Some(data) => data.clone(),
                    None => {
                        let map = Arc::new(map(path)?);
                        let data = Bytes::new(Shared(Arc::clone(&map)));
                        opened.push(FontFile { map, data: data.clone() });
                        files.insert(path.to_owned(), data.clone());
                        data
                    }
                };
                let Some(directory) = table_directory(&data, face.index) else { continue };
                hash.update(format!("{family}|{variant:?}|{}|{}|", face.index, data.len()));
                hash.update(directory);
                // Without coverage typst cannot look for stand-ins by itself: the chains above decide alone, and
                // nothing needs to be scanned. Only a variable font is read now, for its axes.
                let axes = if directory.chunks_exact(16).any(|record| record.starts_with(b"fvar")) {
                    FontInfo::new(&data, face.index).map_or_else(Vec::new, |info| info.axes)
                } else {
                    Vec::new()
                };
                let mut flags = FontFlags::empty();
                flags.set(FontFlags::VARIABLE, !axes.is_empty());
                let info = FontInfo {
                    family: family.clone(),
                    variant,
                    flags,
                    axes,
                    coverage: Coverage::from_vec(Vec::new()),
                };
                store.push((Mapped { data, index: face.index }, info));
                variants.push(variant);
            }
        }
        Ok((store, crate::papers::hash::hex(&hash.finalize()), opened))
    }
}

fn path(face: &FaceInfo) -> Option<&Path> {
    match &face.source {
        Source::File(path) | Source::SharedFile(path, _) => Some(path),
        Source::Binary(_) => None,
    }
}

fn variant(face: &FaceInfo) -> FontVariant {
    FontVariant {
        style: match face.style {
            fontdb::Style::Normal => FontStyle::Normal,
            fontdb::Style::Italic => FontStyle::Italic,
            fontdb::Style::Oblique => FontStyle::Oblique,
        },
        weight: FontWeight::from_number(face.weight.0),
        stretch: FontStretch::from_number(face.stretch.to_number()),
    }
}

/// A mapped file, and its bytes as typst has them.
struct FontFile {
    map: Arc<Mmap>,
    data: Bytes,
}

impl FontFile {
    fn release(&self) {
        #[cfg(target_os = "linux")]
        #[allow(unsafe_code, reason = "the pages of a read-only map of a file are read again, not lost")]
        // SAFETY: `DontNeed` loses what was written; nothing is written to a read-only map.
        let _ = unsafe { self.map.unchecked_advise(memmap2::UncheckedAdvice::DontNeed) };
        #[cfg(not(target_os = "linux"))]
        let _ = &self.map;
    }
}

/// A face in a mapped file.
struct Mapped {
    data: Bytes,
    index: u32,
}

impl FontSource for Mapped {
    fn load(&self) -> Option<Font> {
        Font::new(self.data.clone(), self.index)
    }
}

/// A map that typst and [`Fonts::release`] share.
struct Shared(Arc<Mmap>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

fn map(path: &Path) -> Result<Mmap, PressError> {
    let unreadable =
        |e: std::io::Error| PressError::Unreadable { file: path.display().to_string(), why: e.to_string() };
    let file = File::open(path).map_err(unreadable)?;
    #[allow(
        unsafe_code,
        reason = "a font file of 30 MB is mapped so that only the pages in use are read; installers replace font \
                  files by renaming, so the mapped bytes stay"
    )]
    // SAFETY: the map is read-only and private to this process; see the reason above for changes from outside.
    let map = unsafe { Mmap::map(&file) };
    map.map_err(unreadable)
}

/// The 16-byte records (tag, checksum, offset, length) of one face's tables: OpenType, “Table directory”.
fn table_directory(data: &[u8], index: u32) -> Option<&[u8]> {
    let u16_at = |at: usize| data.get(at..at + 2).map(|b| usize::from(u16::from_be_bytes([b[0], b[1]])));
    let u32_at =
        |at: usize| data.get(at..at + 4).map(|b| u32::from_be_bytes([b[0], b[1], b[2], b[3]]) as usize);
    let start = if data.starts_with(b"ttcf") { u32_at(12 + 4 * index as usize)? } else { 0 };
    let tables = u16_at(start.checked_add(4)?)?;
    data.get(start + 12..start + 12 + 16 * tables)
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;

    fn chosen(settings: &FontSettings) -> Fonts {
        Fonts::choose(settings).unwrap()
    }

    /// A folder with copies of these font files, and settings that look only there.
    fn only(files: &[&str]) -> (tempfile::TempDir, FontSettings) {
        let folder = tempfile::tempdir().unwrap();
        let all = Shelf::look(&FontSettings::default());
        for name in files {
            let path = all.faces.iter().filter_map(path).find(|p| p.ends_with(name)).expect(name);
            fs::copy(path, folder.path().join(name)).unwrap();
        }
        let directories = vec![folder.path().to_owned()];
        (folder, FontSettings { directories, only_directories: true, ..FontSettings::default() })
    }

    #[test]
    fn every_role_has_families_that_are_installed() {
        let fonts = chosen(&FontSettings::default());
        for (role, name) in ROLES {
            let families = fonts.families(role);
            assert!(!families.is_empty(), "{name}");
            for family in families {
                assert!(fonts.store.book().contains_family(&family.to_lowercase()), "{name}: {family}");
            }
        }
        assert_eq!(fonts.sha256(), chosen(&FontSettings::default()).sha256());
    }

    #[test]
    fn no_font_is_an_error_that_says_where_it_looked() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("broken.ttf"), "not a font").unwrap();
        let settings = FontSettings {
            directories: vec![folder.path().to_owned()],
            only_directories: true,
            ..FontSettings::default()
        };
        let error = Fonts::choose(&settings).map(|_| ()).unwrap_err();
        assert_eq!(error, PressError::NoFont { searched: vec![folder.path().display().to_string()] });
        assert_eq!(error.code(), "E-DRAFT-NO-FONT");
    }

    #[test]
    fn a_style_that_is_missing_is_stood_in_for() {
        let (_folder, settings) = only(&["LXGWWenKai-Regular.ttf"]);
        let fonts = chosen(&settings);
        for (role, name) in ROLES {
            assert_eq!(fonts.families(role), ["LXGW WenKai"], "{name}");
        }
        assert_ne!(fonts.sha256(), chosen(&FontSettings::default()).sha256());
    }

    #[test]
    fn settings_come_first_and_must_be_installed() {
        // The localised name, in any case: what is used is the English one.
        let settings = FontSettings { fangsong: vec!["霞鹜文楷".into()], ..FontSettings::default() };
        let fonts = chosen(&settings);
        assert_eq!(fonts.families(Role::Fangsong)[0], "LXGW WenKai");
        assert_eq!(fonts.families(Role::Body)[0], "LXGW WenKai", "the body is 仿宋");
        assert_ne!(fonts.families(Role::Song)[0], "LXGW WenKai");
        assert!(fonts.families(Role::Body).len() > 1, "and what it lacks is found elsewhere");

        let settings = FontSettings { kai: vec!["LXGW WenKay".into()], ..FontSettings::default() };
        let error = Fonts::choose(&settings).map(|_| ()).unwrap_err();
        let PressError::UnknownFamily { family, role, near } = error else { panic!("{error:?}") };
        assert_eq!(role, "kai");
        assert_eq!((family.as_str(), near.as_deref()), ("LXGW WenKay", Some("LXGW WenKai")));
    }

    /// The identity must see a change of content, not of place or time.
    #[test]
    fn identity_is_of_the_content() {
        let (_a, here) = only(&["LXGWWenKai-Regular.ttf"]);
        let (folder, there) = only(&["LXGWWenKai-Regular.ttf"]);
        let sha256 = chosen(&here).sha256().to_owned();
        assert_eq!(chosen(&there).sha256(), sha256);
        // The first table's checksum, as any tool that changes the table rewrites it.
        let path = folder.path().join("LXGWWenKai-Regular.ttf");
        let mut bytes = fs::read(&path).unwrap();
        bytes[12 + 4] ^= 1;
        fs::write(&path, bytes).unwrap();
        assert_ne!(chosen(&there).sha256(), sha256);
    }

    #[test]
    fn the_table_directory_of_a_broken_file_is_none() {
        assert_eq!(table_directory(b"", 0), None);
        assert_eq!(table_directory(b"ttcf\0\0\0\0\0\0\0\x01\xff\xff\xff\xff", 0), None);
        assert_eq!(table_directory(b"ttcf", 3), None);
        assert_eq!(table_directory(b"\0\x01\0\0\x7f\xff\0\0\0\0\0\0", 0), None);
    }
}
