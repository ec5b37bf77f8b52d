//! The ledger and the key figures of a portfolio, against figures reckoned apart from the program.

mod cells;
mod compare;
mod generated;
mod ledger;
mod portfolio;
mod reckoned;
mod scope;
mod small;
mod status;
mod triage;

use crate::support::Room;

/// A workspace with this log in its registry.
pub fn with_log(log: &str) -> Room {
    let room = Room::workspace();
    room.write("log.jsonl", log);
    let run = room.run(&["registry", "import", "log.jsonl"]);
    assert_eq!(run.status, 0, "{run}");
    room
}
