//! What is broken on purpose: the journal cut, spoilt, lost; the index cut, spoilt, lost; both.

use std::fs::OpenOptions;

use sucheng::registry::{Finding, LineFault, Note, Rebuilt};

use super::*;

/// A filled registry of this kind, closed.
fn closed(kind: StoreKind) -> Place {
    let place = Place::new();
    fill(&mut place.create(kind));
    place
}

/// Where the lines of the journal start, and where the last one ends.
fn starts(journal: &[u8]) -> Vec<usize> {
    let ends = journal.iter().enumerate().filter(|(_, byte)| **byte == b'\n').map(|(at, _)| at + 1);
    std::iter::once(0).chain(ends).collect()
}

fn rebuild(place: &Place) -> Result<(Registry, Rebuilt), RegistryError> {
    Registry::rebuild(&place.dir(), StoreKind::Sled, PATIENCE, "sucheng registry rebuild")
}

/// What a kill or a power loss leaves: half a line that never got into the index.
#[test]
fn a_half_written_line_is_set_aside() {
    for kind in BOTH {
        let place = closed(kind);
        let whole = place.journal();
        let third = starts(&whole)[2]..starts(&whole)[3];
        for (round, half) in
            [&whole[third.clone()][..40], &whole[third][..1], &[0; 4096], b"{\"sum\":\"\0\0\n\0"]
                .into_iter()
                .enumerate()
        {
            place.put_journal(&[&whole, half].concat());
            let mut registry = place.open(kind);
            let [Note::SetAside { file, bytes }] = registry.notes() else { panic!("{:?}", registry.notes()) };
            assert_eq!((file, *bytes), (&place.file("journal.torn"), half.len() as u64));
            assert!(fs::read(file).unwrap().windows(half.len()).any(|window| window == half), "kept");
            assert_eq!(place.journal(), whole);
            assert_eq!(export(&registry), filled());
            assert_sound(&registry);
            if round == 3 {
                registry.commit(vec![commit(&account("A-1"), 3, "after")]).unwrap();
                assert_sound(&registry);
            }
        }
    }
}

/// A call's commits count together: where its last line is not whole, none of its lines counts.
#[test]
fn a_call_counts_wholly_or_not_at_all() {
    let place = closed(StoreKind::Memory);
    let whole = place.journal();
    let starts = starts(&whole);
    for cut in starts[4]..starts[5] {
        place.put_journal(&whole[..cut]);
        let registry = place.open(StoreKind::Memory);
        assert_eq!(registry.version(&account("A-1")).unwrap(), 1);
        assert_eq!(registry.version(&account("B_2")).unwrap(), 0);
        assert_eq!(place.journal(), &whole[..starts[3]]);
        assert_sound(&registry);
    }
}

/// Blocks of one write reach the disk in any order.
#[test]
fn a_hole_in_the_last_call_is_the_trace_of_a_write_that_never_ended() {
    let place = closed(StoreKind::Memory);
    let whole = place.journal();
    let starts = starts(&whole);
    let mut hole = whole.clone();
    hole[starts[3]..starts[3] + 200].fill(0);
    place.put_journal(&hole);
    let registry = place.open(StoreKind::Memory);
    assert_eq!(place.journal(), &whole[..starts[3]]);
    assert_eq!(registry.version(&account("A-1")).unwrap(), 1);
    drop(registry);

    // A hole before a later call was there when that call was synced: that is damage.
    let mut hole = whole.clone();
    hole[starts[2]..starts[2] + 200].fill(0);
    place.put_journal(&hole);
    match place.try_open(StoreKind::Memory).err() {
        Some(RegistryError::Journal { line: 3, fault: LineFault::Torn, .. }) => {}
        other => panic!("{other:?}"),
    }
    assert_eq!(place.journal(), hole, "and nothing is touched");
}

#[test]
fn a_journal_cut_anywhere_is_written_back_from_the_index() {
    let place = closed(StoreKind::Sled);
    let whole = place.journal();
    for cut in [0, 1, starts(&whole)[1], starts(&whole)[2] + 77, whole.len() / 2, whole.len() - 1] {
        place.put_journal(&whole[..cut]);
        let mut registry = place.open(StoreKind::Sled);
        assert!(registry.notes().iter().any(|note| matches!(note, Note::WrittenBack { .. })), "cut at {cut}");
        assert_eq!(place.journal(), whole, "cut at {cut}");
        assert_eq!(export(&registry), filled());
        assert_sound(&registry);
        // And it goes on from there.
        let seq = registry.version(&account("new")).unwrap();
        registry.commit(vec![commit(&account("new"), seq, "x")]).unwrap();
        drop(registry);
        fs::remove_dir_all(place.file("index")).unwrap();
        place.put_journal(&whole);
        drop(place.open(StoreKind::Sled));
    }
    fs::remove_file(place.file("journal.jsonl")).unwrap();
    assert_eq!(export(&place.open(StoreKind::Sled)), filled());
    assert_eq!(place.journal(), whole);
}

#[test]
fn a_changed_byte_is_found_named_and_repaired_from_the_index() {
    let whole = closed(StoreKind::Sled).journal();
    for line in 1..=5 {
        let place = closed(StoreKind::Sled);
        let mut spoilt = whole.clone();
        spoilt[starts(&whole)[line] - 30] ^= 1;
        place.put_journal(&spoilt);
        let line = line as u64;
        match place.try_open(StoreKind::Sled) {
            // The last line is looked at when opening, the others when verifying.
            Err(RegistryError::Journal { line: 5, fault: LineFault::Checksum, .. }) => assert_eq!(line, 5),
            Ok(registry) => {
                let report = registry.verify().unwrap();
                let found = Finding::Journal { line, fault: LineFault::Checksum };
                assert_eq!(report.findings, [found]);
                assert_eq!(report.lines, 5);
            }
            Err(other) => panic!("{other:?}"),
        }
        let (registry, rebuilt) = rebuild(&place).unwrap();
        assert_eq!((rebuilt.restored, rebuilt.left_out, rebuilt.lines), (vec![line], 0, 5));
        assert_eq!(fs::read(rebuilt.old_journal.unwrap()).unwrap(), spoilt, "the old one is kept");
        assert_eq!(place.journal(), whole);
        assert_eq!(export(&registry), filled());
        assert_sound(&registry);
    }
}

#[test]
fn what_both_sides_lost_is_said_and_nothing_touched() {
    let place = closed(StoreKind::Sled);
    let mut spoilt = place.journal();
    let starts = starts(&spoilt);
    spoilt[starts[1] + 300] ^= 1;
    place.put_journal(&spoilt);
    fs::remove_dir_all(place.file("index")).unwrap();
    match place.try_open(StoreKind::Sled).err() {
        Some(error @ RegistryError::Journal { line: 2, fault: LineFault::Checksum, .. }) => {
            assert!(error.is_integrity());
        }
        other => panic!("{other:?}"),
    }
    assert!(matches!(rebuild(&place).err(), Some(RegistryError::Journal { line: 2, .. })));
    assert_eq!(place.journal(), spoilt);

    // Only the last line: a rebuild, which is asked for, leaves it out, keeps it, and says so.
    let mut spoilt = closed(StoreKind::Sled).journal();
    spoilt[starts[4] + 300] ^= 1;
    place.put_journal(&spoilt);
    assert!(matches!(place.try_open(StoreKind::Sled).err(), Some(RegistryError::Journal { line: 5, .. })));
    let (registry, rebuilt) = rebuild(&place).unwrap();
    assert_eq!((rebuilt.left_out, rebuilt.lines), (1, 3), "line 4 is of the same call");
    assert_eq!(fs::read(rebuilt.old_journal.unwrap()).unwrap(), spoilt);
    assert_sound(&registry);
}

#[test]
fn lines_that_are_missing_swapped_or_doubled_are_found() {
    let whole = closed(StoreKind::Sled).journal();
    let at = starts(&whole);
    let line = |n: usize| &whole[at[n - 1]..at[n]];
    let missing = [line(1), line(3), line(4), line(5)].concat();
    let swapped = [line(1), line(3), line(2), line(4), line(5)].concat();
    let doubled = [line(1), line(2), line(2), line(3), line(4), line(5)].concat();
    for bytes in [missing, swapped, doubled] {
        let place = closed(StoreKind::Sled);
        place.put_journal(&bytes);
        match place.try_open(StoreKind::Sled) {
            Ok(registry) => assert!(!registry.verify().unwrap().findings.is_empty()),
            Err(error) => assert!(error.is_integrity(), "{error:?}"),
        }
        // Without the index too.
        fs::remove_dir_all(place.file("index")).unwrap();
        assert!(matches!(
            place.try_open(StoreKind::Sled).err(),
            Some(RegistryError::Journal { fault: LineFault::Order, .. })
        ));
    }
}

#[test]
fn a_journal_of_another_registry_is_not_mixed_with_this_index() {
    let place = closed(StoreKind::Sled);
    let mine = place.journal();
    let other = Place::new();
    let mut registry = other.create(StoreKind::Sled);
    for seq in 0..9 {
        registry.commit(vec![commit(&account("A-1"), seq, "other")]).unwrap();
    }
    drop(registry);
    let theirs = other.journal();
    let few = &theirs[..starts(&theirs)[2]];
    for foreign in [few, &theirs] {
        place.put_journal(foreign);
        let error = place.try_open(StoreKind::Sled).err().unwrap();
        assert!(matches!(error, RegistryError::Foreign { .. }) && error.is_integrity(), "{error:?}");
        assert_eq!(place.journal(), foreign);
    }
    // A rebuild takes the journal for the truth and keeps the other index.
    let (registry, rebuilt) = rebuild(&place).unwrap();
    assert!(rebuilt.old_index.unwrap().is_dir());
    assert_eq!(rebuilt.restored, [0_u64; 0]);
    assert_eq!(registry.version(&account("A-1")).unwrap(), 9);
    assert_sound(&registry);
    drop(registry);
    place.put_journal(&mine);
    assert_eq!(export(&rebuild(&place).unwrap().0), filled());
}

#[test]
fn an_older_index_gets_what_it_lacks() {
    let place = Place::new();
    let mut registry = place.create(StoreKind::Sled);
    registry.commit(vec![commit(&account("A-1"), 0, "c1")]).unwrap();
    drop(registry);
    let copy = place.0.path().join("copy");
    copy_dir(&place.file("index"), &copy);
    let mut registry = place.open(StoreKind::Sled);
    for seq in 1..6 {
        registry.commit(vec![commit(&account("A-1"), seq, "c2")]).unwrap();
    }
    let text = export(&registry);
    drop(registry);
    fs::remove_dir_all(place.file("index")).unwrap();
    fs::rename(&copy, place.file("index")).unwrap();
    let registry = place.open(StoreKind::Sled);
    assert_eq!(registry.notes(), [Note::Replayed { lines: 5 }]);
    assert_eq!(export(&registry), text);
    assert_sound(&registry);
}

fn copy_dir(from: &Path, to: &Path) {
    fs::create_dir(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let to = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy_dir(&entry.path(), &to)
        } else {
            fs::copy(entry.path(), to).unwrap();
        }
    }
}

#[test]
fn a_newer_format_is_refused_whichever_side_says_so() {
    // The index.
    let place = closed(StoreKind::Sled);
    {
        use sucheng::registry::store::{SledStore, Store};
        let mut store = SledStore::open(&place.file("index"), PATIENCE).unwrap();
        store.put_meta("format", &9_u32.to_be_bytes()).unwrap();
    }
    let newer = |error: Option<RegistryError>| match error {
        Some(RegistryError::Newer { found, known }) => assert_eq!((found, known), (9, 1)),
        other => panic!("{other:?}"),
    };
    newer(place.try_open(StoreKind::Sled).err());
    newer(rebuild(&place).err());

    // A line of the journal, the last and one in the middle, with and without an index that knows it.
    let place = closed(StoreKind::Sled);
    let whole = String::from_utf8(place.journal()).unwrap();
    for at in [2, 4] {
        let mut lines: Vec<String> = whole.lines().map(str::to_owned).collect();
        let body = lines[at].split_once("\"entry\":").unwrap().1.strip_suffix('}').unwrap();
        let body = body.replacen("\"format\":1", "\"format\":9", 1);
        let sum = sucheng::registry::Fingerprint::of(body.as_bytes());
        lines[at] = format!("{{\"sum\":\"{sum}\",\"entry\":{body}}}");
        place.put_journal((lines.join("\n") + "\n").as_bytes());
        newer(place.try_open(StoreKind::Memory).err());
        newer(rebuild(&place).err());
    }
    newer(place.try_open(StoreKind::Sled).err());
}

/// An event of a later program inside a format this one knows.
#[test]
fn an_unknown_event_is_named() {
    let place = closed(StoreKind::Memory);
    let other = String::from_utf8(place.journal()).unwrap();
    let line = other.lines().next().unwrap();
    let body = line.split_once("\"entry\":").unwrap().1.strip_suffix('}').unwrap();
    let events = body.find(",\"events\":[").unwrap();
    let payload = &body[events + 11..body.len() - 2];
    let later = payload.replace("\"type\":\"milestone\"", "\"type\":\"wedding\"");
    let record = sucheng::registry::Record::after(
        sucheng::registry::Head::START,
        &account("A-1"),
        later.clone().into_bytes(),
    );
    let after = body.find("\"after\":\"").unwrap() + 9;
    let body = format!("{}{}{}{later}]}}", &body[..after], record.hash, &body[after + 64..events + 11]);
    let sum = sucheng::registry::Fingerprint::of(body.as_bytes());
    place.put_journal(format!("{{\"sum\":\"{sum}\",\"entry\":{body}}}\n").as_bytes());
    let registry = place.open(StoreKind::Memory);
    match registry.events(&account("A-1")) {
        Err(RegistryError::Event { stream, seq: 1, .. }) => assert_eq!(stream, account("A-1")),
        other => panic!("{other:?}"),
    }
    assert!(matches!(&registry.verify().unwrap().findings[..], [Finding::Event { seq: 1, .. }]));
}

/// A way to break the index: its name, what it does to the folder, and how far it goes.
type Breakage = (String, fn(&Path, usize), usize);

/// Ways to break the index. Each names what it did.
fn breakages(index: &Path) -> Vec<Breakage> {
    fn db(index: &Path) -> PathBuf {
        index.join("db")
    }
    fn cut(index: &Path, len: usize) {
        OpenOptions::new().write(true).open(db(index)).unwrap().set_len(len as u64).unwrap();
    }
    fn flip(index: &Path, at: usize) {
        let mut bytes = fs::read(db(index)).unwrap();
        let at = at % bytes.len();
        bytes[at] ^= 0xff;
        fs::write(db(index), bytes).unwrap();
    }
    fn zero(index: &Path, at: usize) {
        let mut bytes = fs::read(db(index)).unwrap();
        let at = at % bytes.len();
        let end = (at + 4096).min(bytes.len());
        bytes[at..end].fill(0);
        fs::write(db(index), bytes).unwrap();
    }
    fn noise(index: &Path, seed: usize) {
        let mut state = seed as u64 | 1;
        let bytes: Vec<u8> = (0..fs::metadata(db(index)).unwrap().len())
            .map(|_| {
                state ^= state << 13;
                state ^= state >> 7;
                state ^= state << 17;
                state as u8
            })
            .collect();
        fs::write(db(index), bytes).unwrap();
    }
    fn remove(index: &Path, which: usize) {
        let name = names(index)[which].clone();
        let path = index.join(name);
        if path.is_dir() { fs::remove_dir_all(path).unwrap() } else { fs::remove_file(path).unwrap() }
    }
    fn empty(index: &Path, which: usize) {
        let path = index.join(&names(index)[which]);
        if path.is_file() {
            fs::write(path, "").unwrap();
        }
    }
    fn gone(index: &Path, _: usize) {
        fs::remove_dir_all(index).unwrap();
    }
    fn a_file(index: &Path, _: usize) {
        fs::remove_dir_all(index).unwrap();
        fs::write(index, "not a folder").unwrap();
    }
    let mut all: Vec<Breakage> = Vec::new();
    let mut add = |name: &str, how: fn(&Path, usize), with: &[usize]| {
        all.extend(with.iter().map(|with| (format!("{name} {with}"), how, *with)));
    };
    let spread: Vec<usize> = (0..12).map(|n| n * 250_007 + 5).collect();
    add("cut", cut, &[0, 1, 19, 4096, 524_288, 600_000, 2_000_000]);
    add("flip", flip, &spread);
    add("zero", zero, &spread[..6]);
    add("noise", noise, &[7]);
    let files = names(index).len();
    for which in 0..files {
        add("remove", remove, &[which]);
        add("empty", empty, &[which]);
    }
    add("gone", gone, &[0]);
    add("a file", a_file, &[0]);
    all
}

/// Whatever happens to the index, opening gives everything or an error of integrity; it never panics and never gives
/// less or other content; and a rebuild gives everything.
#[test]
fn a_broken_index_is_an_error_or_repaired_and_can_be_rebuilt() {
    let template = Place::new();
    let mut registry = template.create(StoreKind::Sled);
    fill(&mut registry);
    for round in 0..10 {
        let mut bulk: Vec<Commit> =
            (0..80).map(|n| commit(&account(&format!("bulk-{n}")), round, "bulk")).collect();
        for commit in &mut bulk {
            commit.events[0] = event(round + 1, "bulk", &format!("{} {round}", "长".repeat(500)));
        }
        registry.commit(bulk).unwrap();
    }
    let text = export(&registry);
    drop(registry);

    let (mut refused, mut found, mut repaired) = (0, 0, 0);
    for (name, how, with) in breakages(&template.file("index")) {
        let place = Place::new();
        copy_dir(&template.dir(), &place.dir());
        if name.starts_with("flip") {
            // Without its snapshot sled reads its whole file again.
            let index = place.file("index");
            for name in names(&index).iter().filter(|name| name.starts_with("snap")) {
                fs::remove_file(index.join(name)).unwrap();
            }
        }
        how(&place.file("index"), with);
        match place.try_open(StoreKind::Sled) {
            Err(error) => {
                assert!(matches!(error, RegistryError::Index { .. }), "{name}: {error:?}");
                assert!(error.is_integrity());
                refused += 1;
            }
            Ok(registry) => {
                // Damage in what was not read yet shows when it is read.
                let mut out = Vec::new();
                match registry.export(&mut out) {
                    Ok(_) => {
                        assert_eq!(out, text, "{name}");
                        assert_sound(&registry);
                        repaired += 1;
                        continue;
                    }
                    Err(error) => assert!(error.is_integrity(), "{name}: {error:?}"),
                }
                assert!(!registry.verify().unwrap().findings.is_empty(), "{name}");
                found += 1;
            }
        }
        let (registry, rebuilt) = rebuild(&place).unwrap_or_else(|error| panic!("{name}: {error:?}"));
        assert_eq!(export(&registry), text, "{name}");
        assert_eq!(rebuilt.lines, 805);
        assert!(rebuilt.old_index.is_some(), "{name}");
        assert_eq!(registry.outdated(|_| true).unwrap().len(), 83, "rows are computed again");
        assert_sound(&registry);
        drop(registry);
        assert_eq!(export(&place.open(StoreKind::Sled)), text, "{name}");
    }
    println!("refused {refused}, found {found}, repaired {repaired}");
    assert!(refused > 0 && repaired > 0, "refused {refused}, found {found}, repaired {repaired}");
}

/// The writer died and the index with it: opening makes a new one. An index that was closed is not repaired unasked.
#[test]
fn an_index_that_did_not_survive_a_kill_is_made_again() {
    let place = closed(StoreKind::Sled);
    let spoil = || fs::write(place.file("index/conf"), "not what sled wrote").unwrap();
    spoil();
    for _ in 0..2 {
        let error = place.try_open(StoreKind::Sled).err();
        assert!(matches!(error, Some(RegistryError::Index { .. })), "{error:?}");
    }
    fs::write(place.file("lock"), "{\"pid\":1,\"command\":\"sucheng import\"}").unwrap();
    let registry = place.open(StoreKind::Sled);
    assert_eq!(registry.notes(), [Note::IndexRebuilt { old: Some(place.file("index.broken-1")) }]);
    assert_eq!(export(&registry), filled());
    assert_sound(&registry);
    drop(registry);
    spoil();
    assert!(matches!(place.try_open(StoreKind::Sled).err(), Some(RegistryError::Index { .. })));
}

/// sled 0.34.7 takes a snapshot that was being written when it was killed for its newest, and refuses to open.
#[test]
fn a_snapshot_that_was_being_written_does_no_harm() {
    let place = closed(StoreKind::Sled);
    fs::write(place.file("index/snap.FFFFFFFFFFFFFFFF.generating"), "half").unwrap();
    let registry = place.open(StoreKind::Sled);
    assert_eq!(registry.notes(), []);
    assert_eq!(export(&registry), filled());
}

#[test]
fn a_rebuild_keeps_every_old_index() {
    let place = closed(StoreKind::Sled);
    for round in 1..=3 {
        let (_, rebuilt) = rebuild(&place).unwrap();
        assert_eq!(rebuilt.old_index, Some(place.file(&format!("index.broken-{round}"))));
        assert_eq!((rebuilt.old_journal, rebuilt.restored.len(), rebuilt.left_out), (None, 0, 0));
    }
    // Half a rebuild, and a kill between its two renames.
    fs::create_dir(place.file("index.new")).unwrap();
    fs::write(place.file("index.new/db"), "half").unwrap();
    fs::rename(place.file("index"), place.file("index.broken-4")).unwrap();
    assert_eq!(export(&place.open(StoreKind::Sled)), filled());
    rebuild(&place).unwrap();
    assert!(!place.file("index.new").exists());
}
