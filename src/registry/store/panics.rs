//! A panic of a library as an error, without its noise on the terminal.

use std::cell::Cell;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Once;

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Threads of the database, which may panic by themselves; whoever waits for them panics too and is caught.
const THEIRS: &str = "sled-io-";

/// Runs `work`; if it panics, what the panic said.
pub(super) fn caught<T>(work: impl FnOnce() -> T) -> Result<T, String> {
    static HOOK: Once = Once::new();
    HOOK.call_once(|| {
        let loud = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            let theirs = std::thread::current().name().is_some_and(|name| name.starts_with(THEIRS));
            if !theirs && !QUIET.get() {
                loud(info);
            }
        }));
    });
    let before = QUIET.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    QUIET.set(before);
    result.map_err(|panic| {
        let text = panic.downcast_ref::<String>().map(String::as_str);
        text.or_else(|| panic.downcast_ref::<&str>().copied()).unwrap_or("panic").to_owned()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn says_what_the_panic_said() {
        assert_eq!(caught(|| 7), Ok(7));
        let number = 7;
        assert_eq!(caught(|| panic!("broken {number}")), Err::<(), _>("broken 7".into()));
        assert_eq!(caught(|| panic!("broken")), Err::<(), _>("broken".into()));
    }
}
