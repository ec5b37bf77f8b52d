//! Out and in: export, import, backup, restore.

use proptest::prelude::*;
use sucheng::registry::{BackupFault, ImportFault};

use super::*;

fn import(text: &[u8]) -> Result<Registry, RegistryError> {
    let mut registry = Registry::in_memory();
    let read = |registry: &mut Registry| registry.import(&mut &*text);
    match read(&mut registry) {
        Ok(_) => Ok(registry),
        Err(error) => {
            assert!(registry.is_empty().unwrap(), "nothing is taken of what is refused");
            Err(error)
        }
    }
}

#[test]
fn an_export_reads_as_it_is_documented() {
    let text = String::from_utf8(filled()).unwrap();
    let lines: Vec<serde_json::Value> = text.lines().map(|l| serde_json::from_str(l).unwrap()).collect();
    let told: Vec<String> = lines
        .iter()
        .map(|l| format!("{} {} {}", l["stream"].as_str().unwrap(), l["event"]["seq"], l["line"]))
        .collect();
    let expected =
        ["A-1 1 1", "A-1 2 4", "A-1 3 4", "B_2 1 5", "_workspace 1 3", "a.lower 1 2", "a.lower 2 2"];
    assert_eq!(told, expected);
    assert!(lines.iter().all(|l| l["schema"] == "sucheng/event/v1" && l.as_object().unwrap().len() == 4));
}

#[test]
fn what_was_exported_comes_back_byte_for_byte_and_in_its_order() {
    let text = filled();
    for kind in BOTH {
        let place = Place::new();
        let mut registry = place.create(kind);
        let moved = registry.import(&mut &*text).unwrap();
        assert_eq!((moved.streams, moved.events), (4, 7));
        assert_eq!(export(&registry), text);
        let commands: Vec<_> = registry.recent().unwrap().map(|d| d.unwrap().command).collect();
        assert_eq!(commands, ["c4", "c3", "c2", "c1"]);
        assert_sound(&registry);
        assert!(matches!(registry.import(&mut &*text), Err(RegistryError::NotEmpty { events: 7 })));
        drop(registry);
        assert_eq!(export(&place.open(kind)), text);
    }
}

#[test]
fn the_bytes_of_an_event_are_kept_even_if_this_program_would_write_others() {
    let line = String::from_utf8(filled()).unwrap().lines().next().unwrap().to_owned();
    let spaced = line.replace("\"seq\":1", "\"seq\" :  1").replace("示例", "\\u793a\\u4f8b") + "\n";
    assert_ne!(spaced.trim_end(), line);
    assert_eq!(export(&import(spaced.as_bytes()).unwrap()), spaced.as_bytes());
}

/// A file without places is put in the order of time.
#[test]
fn a_file_of_another_program_needs_no_places() {
    let text = String::from_utf8(filled()).unwrap();
    let cut = |line: &str| {
        let (start, rest) = line.split_once("\"line\":").unwrap();
        format!("{start}{}\n\r\n", rest.split_once(',').unwrap().1)
    };
    let late = text.replace("T09:30:00", "T09:30:01");
    let lines: String = late
        .lines()
        .zip(text.lines())
        .map(|(late, line)| cut(if line.contains("c3") { late } else { line }))
        .collect();
    let registry = import(lines.as_bytes()).unwrap();
    assert_eq!(registry.recent().unwrap().next().unwrap().unwrap().command, "c3");
    assert_eq!(registry.version(&account("A-1")).unwrap(), 3);
    assert_eq!(registry.stats().unwrap().commits, 5);
}

#[test]
fn an_import_names_the_first_line_it_cannot_take() {
    let text = String::from_utf8(filled()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let with = |at: usize, line: &str| {
        let mut lines = lines.clone();
        lines[at] = line;
        lines.join("\n")
    };
    let refused = |text: String| match import(text.as_bytes()).err() {
        Some(RegistryError::Import { line, fault }) => (line, fault),
        other => panic!("{other:?}"),
    };
    let gap = |expected, found| ImportFault::Gap { stream: account("A-1"), expected, found };
    assert_eq!(refused(with(1, "")), (3, gap(2, 3)));
    assert_eq!(refused(with(1, lines[0])), (2, gap(2, 1)));
    assert_eq!(refused(lines[1..].join("\n")), (1, gap(1, 2)));
    assert_eq!(
        refused(with(3, &lines[3].replace("event/v1", "event/v2"))),
        (4, ImportFault::Schema("sucheng/event/v2".into()))
    );
    assert_eq!(refused(with(2, &lines[2].replace("\"line\":4", "\"line\":0"))), (3, ImportFault::Place(0)));
    assert_eq!(refused(with(3, &lines[3].replace("\"line\":5", "\"line\":4"))), (4, ImportFault::Place(4)));
    assert_eq!(refused(with(1, &lines[1].replace("\"line\":4,", ""))), (2, ImportFault::Place(1)));
    for bad in [
        &lines[2][..lines[2].len() - 1],
        "[]",
        "{}",
        &lines[2].replace("\"actor\"", "\"aktor\""),
        &lines[2].replace("milestone\",\"track", "wedding\",\"track"),
        &lines[2].replace("\"stream\":\"A-1\"", "\"stream\":\"../A\""),
        &lines[2].replace("{\"schema\"", "{\"extra\":1,\"schema\""),
        &lines[2].replace("{\"schema\"", "{\"line\":4,\"schema\""),
    ] {
        let (line, fault) = refused(with(2, bad));
        assert!(line == 3 && matches!(fault, ImportFault::Malformed(_)), "{bad}: {line} {fault:?}");
    }
}

#[test]
fn a_backup_restores_everything() {
    let from = Place::new();
    let mut registry = from.create(StoreKind::Sled);
    fill(&mut registry);
    let file = from.0.path().join("registry.backup");
    let written = registry.backup(&file).unwrap();
    assert_eq!((written.streams, written.events), (4, 7));
    assert_eq!(names(from.0.path()), ["registry", "registry.backup"], "nothing half-written lies about");
    assert!(matches!(registry.backup(&file), Err(RegistryError::Backup { fault: BackupFault::Exists, .. })));
    assert!(matches!(registry.restore(&file), Err(RegistryError::NotEmpty { .. })));

    let to = Place::new();
    let mut restored = to.create(StoreKind::Sled);
    assert_eq!(restored.restore(&file).unwrap(), written);
    assert_eq!(export(&restored), export(&registry));
    assert_sound(&restored);

    // An empty registry has a backup too.
    let empty = from.0.path().join("empty.backup");
    Registry::in_memory().backup(&empty).unwrap();
    assert_eq!(Registry::in_memory().restore(&empty).unwrap().events, 0);
}

#[test]
fn half_a_backup_is_refused() {
    let mut registry = Registry::in_memory();
    fill(&mut registry);
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("backup");
    registry.backup(&file).unwrap();
    let good = fs::read(&file).unwrap();
    let refused = |bytes: &[u8]| {
        fs::write(&file, bytes).unwrap();
        let mut registry = Registry::in_memory();
        let error = registry.restore(&file).unwrap_err();
        assert!(registry.is_empty().unwrap());
        match error {
            RegistryError::Backup { fault, .. } => fault,
            other => panic!("{other:?}"),
        }
    };
    for cut in 0..good.len() {
        assert_eq!(refused(&good[..cut]), BackupFault::Unclosed, "cut at {cut}");
    }
    let mut flipped = good.clone();
    flipped[100] ^= 1;
    assert_eq!(refused(&flipped), BackupFault::Checksum);
    let one_less = good.iter().position(|byte| *byte == b'\n').unwrap() + 1;
    assert_eq!(refused(&good[one_less..]), BackupFault::Checksum);
    let more = String::from_utf8(good.clone()).unwrap().replace("\"events\":7", "\"events\":8");
    assert_eq!(refused(more.as_bytes()), BackupFault::Count { said: 8, found: 7 });
    // An export has no closing line, a backup is not an export.
    assert_eq!(refused(&filled()), BackupFault::Unclosed);
    let error = Registry::in_memory().import(&mut &*good).unwrap_err();
    assert!(
        matches!(&error, RegistryError::Import { line: 8, fault: ImportFault::Schema(s) } if s == "sucheng/backup/v1"),
        "{error:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever was committed, an export of an import of its export is the same bytes, and memory and journal agree.
    #[test]
    fn any_log_survives_the_journey(
        calls in prop::collection::vec(prop::collection::vec((0_usize..5, "\\PC{0,12}", 1_usize..4), 1..4), 1..8)
    ) {
        let place = Place::new();
        let mut registry = place.create(StoreKind::Memory);
        let streams = ["A", "A-1", "a", "Z_9", "_workspace"];
        let mut versions = [0_u64; 5];
        for (number, call) in calls.iter().enumerate() {
            let mut commits = Vec::new();
            for (stream, text, count) in call {
                let expected = versions[*stream];
                let command = format!("c{number}");
                let events = (1..=*count as u64).map(|n| event(expected + n, &command, text)).collect();
                versions[*stream] += *count as u64;
                let stream = StreamId::try_from(streams[*stream].to_owned()).unwrap();
                commits.push(Commit { stream, expected, events, summary: None });
            }
            registry.commit(commits).unwrap();
        }
        let text = export(&registry);
        let again = import(&text).unwrap();
        prop_assert_eq!(&export(&again), &text);
        prop_assert!(registry.verify().unwrap().findings.is_empty());
        let told = |registry: &Registry| {
            registry.recent().unwrap().map(|d| d.unwrap().command).collect::<Vec<_>>()
        };
        prop_assert_eq!(told(&again), told(&registry));
        drop(registry);
        prop_assert_eq!(&export(&place.open(StoreKind::Memory)), &text);
    }
}
