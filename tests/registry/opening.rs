//! Creating, opening, and one holder at a time.

use std::time::Instant;

use sucheng::registry::Holder;

use super::*;

#[test]
fn a_registry_is_made_once_and_found_only_where_it_is() {
    let place = Place::new();
    assert!(matches!(place.try_open(StoreKind::Sled), Err(RegistryError::NotFound { .. })));
    assert!(!place.dir().exists(), "looking makes nothing");
    drop(place.create(StoreKind::Sled));
    let again = Registry::create(&place.dir(), StoreKind::Sled, "sucheng test");
    assert!(matches!(again, Err(RegistryError::Exists { .. })));
    assert!(place.open(StoreKind::Sled).is_empty().unwrap());
}

#[test]
fn a_second_handle_waits_and_then_says_who_holds_it() {
    let place = Place::new();
    let held = Registry::create(&place.dir(), StoreKind::Sled, "sucheng import 批次").unwrap();
    let started = Instant::now();
    let error =
        Registry::open(&place.dir(), StoreKind::Sled, Duration::from_millis(150), "sucheng list").err();
    assert!(started.elapsed() >= Duration::from_millis(150));
    match error {
        Some(RegistryError::InUse { holder: Some(Holder { pid, command }) }) => {
            assert_eq!((pid, command.as_str()), (std::process::id(), "sucheng import 批次"));
        }
        other => panic!("{other:?}"),
    }
    drop(held);
    place.open(StoreKind::Sled);
}

#[test]
fn a_holder_that_goes_in_time_is_waited_for() {
    let place = Place::new();
    let held = place.create(StoreKind::Sled);
    std::thread::scope(|scope| {
        let waiting = scope
            .spawn(|| Registry::open(&place.dir(), StoreKind::Sled, Duration::from_secs(20), "sucheng list"));
        std::thread::sleep(Duration::from_millis(60));
        drop(held);
        assert!(waiting.join().unwrap().is_ok());
    });
}

/// Many in a row in one process: sled's own lock lingers for a moment after each.
#[test]
fn opening_again_and_again_works() {
    let place = Place::new();
    drop(place.create(StoreKind::Sled));
    for round in 0..20 {
        let mut registry = place.open(StoreKind::Sled);
        registry.commit(vec![commit(&account("A"), round, "x")]).unwrap();
    }
    assert_eq!(place.open(StoreKind::Sled).version(&account("A")).unwrap(), 20);
}

#[cfg(unix)]
#[test]
fn nobody_else_can_read_it() {
    use std::os::unix::fs::PermissionsExt;
    fn check(path: &Path) {
        let mode = fs::metadata(path).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode, if path.is_dir() { 0o700 } else { 0o600 }, "{}", path.display());
        if path.is_dir() {
            fs::read_dir(path).unwrap().for_each(|entry| check(&entry.unwrap().path()));
        }
    }
    let place = Place::new();
    // A folder that was there before, open to all.
    fs::create_dir(place.dir()).unwrap();
    fs::set_permissions(place.dir(), PermissionsExt::from_mode(0o755)).unwrap();
    let mut registry = place.create(StoreKind::Sled);
    fill(&mut registry);
    check(&place.dir());
    drop(registry);
    check(&place.dir());
    let backup = place.0.path().join("backup");
    place.open(StoreKind::Sled).backup(&backup).unwrap();
    check(&backup);
    check(&place.dir());
}

/// Either index is made from the same journal, so a registry can be opened with another store.
#[test]
fn the_journal_outlives_the_store() {
    let place = Place::new();
    fill(&mut place.create(StoreKind::Memory));
    let registry = place.open(StoreKind::Sled);
    assert_eq!(export(&registry), filled());
    assert_sound(&registry);
}
