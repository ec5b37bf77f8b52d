//! A writer that is killed at any moment loses nothing it acknowledged.
//!
//! The writer is this very test binary, started again with one ignored test to run and a folder in its environment. It
//! acknowledges each call on its standard output once `commit` has returned.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};
use std::time::{Instant, SystemTime, UNIX_EPOCH};

use super::*;

const DIR: &str = "SUCHENG_TEST_WRITER_DIR";
const REBUILD: &str = "SUCHENG_TEST_WRITER_REBUILDS";
/// Registries, and the kills that each lives through: what has to be checked after a kill grows with every one.
const REGISTRIES: usize = 4;
const KILLS: usize = 25;

/// Not a test: the process that is killed.
#[test]
#[ignore = "started by the tests below"]
fn writer() {
    let Some(dir) = std::env::var_os(DIR) else { return };
    let dir = PathBuf::from(dir);
    let wait = Duration::from_secs(10);
    let mut registry = if std::env::var_os(REBUILD).is_some() {
        println!("rebuilding");
        Registry::rebuild(&dir, StoreKind::Sled, wait, "writer").unwrap().0
    } else {
        match Registry::open(&dir, StoreKind::Sled, wait, "writer") {
            Err(RegistryError::NotFound { .. }) => Registry::create(&dir, StoreKind::Sled, "writer").unwrap(),
            opened => opened.unwrap(),
        }
    };
    println!("open");
    for round in 0_u64.. {
        // One to three streams in a call; now and then a payload of several blocks.
        let command = format!("{}-{round}", std::process::id());
        let mut commits = Vec::new();
        for lane in 0..=round % 3 {
            let stream = account(&format!("S-{lane}"));
            let expected = registry.version(&stream).unwrap();
            let text = if round % 7 == 3 { "长".repeat(5_000) } else { "短".to_owned() };
            let text = format!("{command} {lane} {text}");
            let events = vec![event(expected + 1, &command, &text), event(expected + 2, &command, &text)];
            commits.push(Commit { stream, expected, events, summary: None });
        }
        let acks: Vec<String> =
            commits.iter().map(|c| format!("{} {} {command}", c.stream, c.expected + 2)).collect();
        registry.commit(commits).unwrap();
        let mut out = std::io::stdout().lock();
        writeln!(out, "ack {}", acks.join(" ")).unwrap();
        out.flush().unwrap();
    }
}

fn start(dir: &Path, rebuild: bool) -> Child {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["registry::kill::writer", "--exact", "--ignored", "--nocapture", "--test-threads=1"]);
    command.env(DIR, dir).stdout(Stdio::piped()).stderr(Stdio::piped());
    if rebuild {
        command.env(REBUILD, "1");
    }
    command.spawn().unwrap()
}

/// Kills the child after this long and gives what it had acknowledged: stream, version, command.
fn kill(mut child: Child, after: Duration) -> Vec<(StreamId, u64, String)> {
    std::thread::sleep(after);
    assert_eq!(child.try_wait().unwrap(), None, "the writer ended by itself");
    child.kill().unwrap();
    child.wait().unwrap();
    let mut acks = Vec::new();
    for line in BufReader::new(child.stdout.take().unwrap()).lines() {
        let line = line.unwrap();
        let Some(rest) = line.strip_prefix("ack ") else { continue };
        let words: Vec<&str> = rest.split(' ').collect();
        // The pipe may hold half of the last acknowledgement.
        for of in words.chunks_exact(3).filter(|of| of[2].contains('-')) {
            acks.push((account(of[0]), of[1].parse().unwrap(), of[2].to_owned()));
        }
    }
    acks
}

struct Dice(u64);

impl Dice {
    fn new() -> Dice {
        let seed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_nanos() as u64 | 1;
        println!("seed {seed}");
        Dice(seed)
    }

    fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % limit
    }
}

/// Every event of every stream, and that each command's events are there in all its streams or in none.
fn check(registry: &Registry, acked: &BTreeMap<(StreamId, u64), String>) {
    let mut commands = BTreeMap::<String, Vec<String>>::new();
    let mut found = BTreeMap::new();
    for stream in registry.scan().unwrap() {
        let (stream, events) = stream.unwrap();
        for event in events {
            let (command, lane) = text_of(&event).split_once(' ').unwrap();
            assert_eq!(command, event.command);
            commands.entry(command.to_owned()).or_default().push(lane[..1].to_owned());
            found.insert((stream.clone(), event.seq), event.command);
        }
    }
    for (at, command) in acked {
        assert_eq!(found.get(at), Some(command), "{at:?} was acknowledged");
    }
    for (command, lanes) in commands {
        let round: u64 = command.split_once('-').unwrap().1.parse().unwrap();
        let expected: Vec<String> =
            (0..=round % 3).flat_map(|lane| [lane.to_string(), lane.to_string()]).collect();
        assert_eq!(lanes, expected, "{command} is whole");
    }
}

#[test]
fn a_killed_writer_loses_nothing_it_acknowledged() {
    let mut dice = Dice::new();
    let started = Instant::now();
    let mut total = 0;
    for _ in 0..REGISTRIES {
        let place = Place::new();
        let mut acked = BTreeMap::new();
        for round in 0..KILLS {
            // Some die while they open, most while they write.
            let after = if round % 4 == 0 { dice.below(30_000) } else { 20_000 + dice.below(80_000) };
            for (stream, version, command) in kill(start(&place.dir(), false), Duration::from_micros(after)) {
                acked.insert((stream.clone(), version - 1), command.clone());
                acked.insert((stream, version), command);
            }
            match place.try_open(StoreKind::Sled) {
                Ok(registry) => {
                    assert_sound(&registry);
                    check(&registry, &acked);
                }
                Err(RegistryError::NotFound { .. }) => assert!(acked.is_empty()),
                Err(other) => panic!("{other:?}"),
            }
        }
        total += acked.len();
    }
    println!("{total} acknowledged events, {:?}", started.elapsed());
    assert!(total > REGISTRIES * KILLS, "the writers got to write: {total}");
}

#[test]
fn a_killed_rebuild_loses_nothing() {
    let place = Place::new();
    let mut registry = place.create(StoreKind::Sled);
    fill(&mut registry);
    let bulk = (0..300).map(|n| commit(&account(&format!("bulk-{n}")), 0, "bulk")).collect();
    registry.commit(bulk).unwrap();
    let text = export(&registry);
    drop(registry);
    let mut dice = Dice::new();
    for _ in 0..15 {
        // The writer appends after the rebuild; what is compared is what was there before.
        let after = Duration::from_micros(dice.below(60_000));
        kill(start(&place.dir(), true), after);
        let registry = place.open(StoreKind::Sled);
        assert_sound(&registry);
        let now = String::from_utf8(export(&registry)).unwrap();
        let now: String =
            now.lines().filter(|line| !line.contains("\"stream\":\"S-")).map(|l| format!("{l}\n")).collect();
        assert_eq!(now.as_bytes(), text);
    }
}
