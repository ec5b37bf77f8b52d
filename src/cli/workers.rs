//! The same question of many items, answered on all processors.

use std::num::NonZero;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::error::CommandError;

/// Items that one thread takes at a time: one account costs a fraction of a millisecond.
const BLOCK: usize = 32;

/// The answers, in the order of the items.
///
/// # Errors
/// The error of the first item that has one, whichever thread came upon it.
pub fn each<I: Sync, T: Send>(
    items: &[I],
    answer: impl Fn(&I) -> Result<T, CommandError> + Sync,
) -> Result<Vec<T>, CommandError> {
    let next = AtomicUsize::new(0);
    let work = || {
        let mut done = Vec::new();
        loop {
            let first = next.fetch_add(BLOCK, Ordering::Relaxed);
            let Some(block) = items.get(first..items.len().min(first.saturating_add(BLOCK))) else { break };
            if block.is_empty() {
                break;
            }
            let answers: Result<Vec<T>, _> = block.iter().map(&answer).collect();
            if answers.is_err() {
                // Blocks before this one have been taken already, so the first error of all is still found.
                next.store(items.len(), Ordering::Relaxed);
            }
            done.push((first, answers));
        }
        done
    };
    let threads = thread::available_parallelism().map_or(1, NonZero::get).min(items.len().div_ceil(BLOCK));
    let mut blocks = if threads < 2 {
        work()
    } else {
        thread::scope(|scope| {
            let others: Vec<_> = (1..threads).map(|_| scope.spawn(work)).collect();
            let mut blocks = work();
            for other in others {
                blocks.extend(other.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)));
            }
            blocks
        })
    };
    blocks.sort_unstable_by_key(|(first, _)| *first);
    let mut all = Vec::with_capacity(items.len());
    for (_, answers) in blocks {
        all.extend(answers?);
    }
    Ok(all)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::error::Exit;

    #[test]
    fn answers_come_in_the_order_of_the_questions() {
        for count in [0, 1, BLOCK, 1000] {
            let items: Vec<usize> = (0..count).collect();
            assert_eq!(each(&items, |n| Ok(n * 2)).unwrap(), items.iter().map(|n| n * 2).collect::<Vec<_>>());
        }
    }

    #[test]
    fn the_first_error_is_told_whoever_found_it() {
        let items: Vec<usize> = (0..5000).collect();
        let answer = |n: &usize| match n {
            777 => Err(CommandError::new(Exit::Failed, "E-READ").with("n", n)),
            n if *n > 777 => Err(CommandError::new(Exit::Failed, "E-WRITE").with("n", n)),
            n => Ok(*n),
        };
        for _ in 0..20 {
            assert_eq!(each(&items, answer).unwrap_err().problems[0].code, "E-READ");
        }
    }
}
