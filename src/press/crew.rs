//! Many documents on several threads.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::sync_channel;
use std::thread;

use rayon::{ThreadPool, ThreadPoolBuilder};

use super::error::PressError;

/// Typst recurses deeply; a pool's own 2 MiB are not enough.
const STACK: usize = 16 << 20;
/// More threads than any machine this is meant for has cores.
const MOST_WORKERS: usize = 64;

/// Workers that print.
///
/// Typst spreads the work of one document over the rayon pool it runs in, and a rayon worker that waits takes up other
/// work meanwhile. In a pool shared by several documents that would be another whole document, on the same stack, and
/// so on until the stack is full. So each worker has a pool of one thread to itself and nothing to take up.
///
/// The pools stay from one call to the next: the memory that a thread leaves behind is found again by itself, not by
/// the thread that comes after it, so that new threads for every few accounts made a batch grow.
#[derive(Debug)]
pub struct Crew {
    workers: usize,
    pools: OnceLock<Vec<ThreadPool>>,
}

impl Crew {
    /// A crew of this many workers, at least 1 and at most 64.
    pub fn new(workers: usize) -> Crew {
        Crew { workers: workers.clamp(1, MOST_WORKERS), pools: OnceLock::new() }
    }

    /// Runs `job` on every item, several at a time, each with its index. `done` gets the results on the calling thread
    /// as they come, in any order, with the index of the item; a worker waits while `done` lags behind, so that results
    /// do not pile up.
    ///
    /// Once `stop` is set no further item is begun; those begun are finished and delivered. A panic of a job is that
    /// job's [`PressError::Panic`], the others go on. The number of results delivered is returned.
    pub fn run<I: Sync, T: Send>(
        &self,
        items: &[I],
        stop: &AtomicBool,
        job: impl Fn(usize, &I) -> Result<T, PressError> + Sync,
        mut done: impl FnMut(usize, Result<T, PressError>),
    ) -> usize {
        let pools = self.pools.get_or_init(|| (0..self.workers).map_while(|_| pool().ok()).collect());
        let pools = &pools[..pools.len().min(items.len().max(1))];
        let next = AtomicUsize::new(0);
        let mut delivered = 0;
        thread::scope(|scope| {
            // Inside the scope: where `done` panics, the receiver goes and the workers stop.
            let (sender, results) = sync_channel(self.workers);
            for pool in pools {
                let sender = sender.clone();
                let (next, job) = (&next, &job);
                scope.spawn(move || {
                    pool.install(|| {
                        while !stop.load(Ordering::Relaxed) {
                            let index = next.fetch_add(1, Ordering::Relaxed);
                            let Some(item) = items.get(index) else { break };
                            if sender.send((index, guarded(|| job(index, item)))).is_err() {
                                break;
                            }
                        }
                    });
                });
            }
            drop(sender);
            for (index, result) in results {
                delivered += 1;
                done(index, result);
            }
        });
        if pools.is_empty() {
            // The system gives no thread: slower, but done.
            for (index, item) in items.iter().enumerate() {
                if stop.load(Ordering::Relaxed) {
                    break;
                }
                delivered += 1;
                done(index, guarded(|| job(index, item)));
            }
        }
        delivered
    }

    /// Like [`Crew::run`], with all results in the order of the items; `None` for those that `stop` kept from being
    /// begun. For results that are small: they are all held at once.
    pub fn map<I: Sync, T: Send>(
        &self,
        items: &[I],
        stop: &AtomicBool,
        job: impl Fn(usize, &I) -> Result<T, PressError> + Sync,
    ) -> Vec<Option<Result<T, PressError>>> {
        let mut results: Vec<Option<Result<T, PressError>>> = items.iter().map(|_| None).collect();
        self.run(items, stop, job, |index, result| results[index] = Some(result));
        results
    }
}

fn pool() -> Result<ThreadPool, rayon::ThreadPoolBuildError> {
    ThreadPoolBuilder::new().num_threads(1).stack_size(STACK).thread_name(|_| "press".to_owned()).build()
}

fn guarded<T>(job: impl FnOnce() -> Result<T, PressError>) -> Result<T, PressError> {
    // What a job shares with others are the caches of typst, which hold only finished results.
    catch_unwind(AssertUnwindSafe(job))
        .unwrap_or_else(|panic| Err(PressError::Panic { message: message(&*panic) }))
}

fn message(panic: &(dyn Any + Send)) -> String {
    let text =
        panic.downcast_ref::<&str>().copied().or_else(|| panic.downcast_ref::<String>().map(String::as_str));
    text.unwrap_or("no message").to_owned()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn go() -> AtomicBool {
        AtomicBool::new(false)
    }

    #[test]
    fn every_item_once_in_order_of_input() {
        for workers in [0, 1, 2, 7, 1000] {
            let items: Vec<usize> = (0..50).collect();
            let squares = Crew::new(workers).map(&items, &go(), |index, item| Ok(index * item));
            let squares: Vec<usize> = squares.into_iter().map(|s| s.unwrap().unwrap()).collect();
            assert_eq!(squares, (0..50).map(|i| i * i).collect::<Vec<_>>());
        }
        assert!(Crew::new(2).map(&[] as &[u8], &go(), |_, _| Ok(())).is_empty());
    }

    #[test]
    fn a_panic_is_the_error_of_its_job_alone() {
        let items: Vec<usize> = (0..20).collect();
        let results = Crew::new(2).map(&items, &go(), |_, &item| {
            assert!(item % 7 != 3, "item {item} broke");
            Ok(item)
        });
        for (item, result) in results.into_iter().enumerate() {
            match result.unwrap() {
                Ok(found) => assert_eq!(found, item),
                Err(error) => {
                    assert_eq!(item % 7, 3);
                    assert_eq!(error, PressError::Panic { message: format!("item {item} broke") });
                }
            }
        }
    }

    #[test]
    fn stopping_begins_nothing_new_and_delivers_what_was_begun() {
        let (stop, begun) = (go(), AtomicUsize::new(0));
        let items = [(); 1000];
        let mut seen = BTreeSet::new();
        let delivered = Crew::new(2).run(
            &items,
            &stop,
            |index, ()| {
                begun.fetch_add(1, Ordering::Relaxed);
                Ok(index)
            },
            |index, result| {
                assert_eq!(result, Ok(index));
                seen.insert(index);
                if seen.len() == 10 {
                    stop.store(true, Ordering::Relaxed);
                }
            },
        );
        assert_eq!(delivered, begun.into_inner());
        assert_eq!(delivered, seen.len());
        assert!((10..100).contains(&delivered), "{delivered}");
    }

    /// Each worker's pool is its own, of one thread: two jobs meet only if both workers run at the same time.
    #[test]
    fn workers_run_at_the_same_time_in_pools_of_their_own() {
        let barrier = std::sync::Barrier::new(3);
        let threads = Crew::new(3).map(&[(); 3], &go(), |_, ()| {
            barrier.wait();
            Ok((thread::current().id(), rayon::current_num_threads()))
        });
        let mut ids = Vec::new();
        for result in threads {
            let (id, threads) = result.unwrap().unwrap();
            assert_eq!(threads, 1);
            assert!(!ids.contains(&id));
            ids.push(id);
        }
    }

    #[test]
    fn a_panic_of_the_receiver_ends_everything() {
        let items = [(); 100];
        let run = catch_unwind(AssertUnwindSafe(|| {
            Crew::new(2).run(&items, &go(), |_, ()| Ok(()), |_, _| panic!("receiver"));
        }));
        assert!(run.is_err());
    }
}
