//! What polls futures in native tests.
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::task::{Context, Poll, Wake, Waker};

/// A future that is polled only when it has asked for it, as by any executor that takes futures at their word.
pub(crate) struct Task<T> {
    future: Option<Pin<Box<dyn Future<Output = T>>>>,
    flag: Arc<Flag>,
    waker: Waker,
}

/// When the task asked to be polled, counted over all tasks; 0 where it has not.
struct Flag(AtomicU64);

static COUNT: AtomicU64 = AtomicU64::new(1);

fn next() -> u64 {
    COUNT.fetch_add(1, Ordering::Relaxed)
}

impl Wake for Flag {
    fn wake(self: Arc<Self>) {
        // Whoever asks twice keeps its place.
        let _ = self.0.compare_exchange(0, next(), Ordering::Relaxed, Ordering::Relaxed);
    }
}

impl<T> Task<T> {
    pub(crate) fn new(future: impl Future<Output = T> + 'static) -> Self {
        let flag = Arc::new(Flag(AtomicU64::new(next())));
        Self { future: Some(Box::pin(future)), waker: Waker::from(Arc::clone(&flag)), flag }
    }

    /// Polls the future if it has asked for it, and returns what it ended with.
    pub(crate) fn poll(&mut self) -> Option<T> {
        let future = self.future.as_mut().filter(|_| self.flag.0.swap(0, Ordering::Relaxed) > 0)?;
        let Poll::Ready(result) = future.as_mut().poll(&mut Context::from_waker(&self.waker)) else { return None };
        self.future = None;
        Some(result)
    }

    /// Tells whether it has asked to be polled.
    pub(crate) fn is_woken(&self) -> bool {
        self.woken().is_some()
    }

    /// Returns a number that is lower for those that asked to be polled earlier.
    pub(crate) fn woken(&self) -> Option<u64> {
        Some(self.flag.0.load(Ordering::Relaxed)).filter(|at| *at > 0 && self.is_open())
    }

    /// Tells whether it has neither ended nor been dropped.
    pub(crate) fn is_open(&self) -> bool {
        self.future.is_some()
    }

    /// Drops the future.
    pub(crate) fn abandon(&mut self) {
        self.future = None;
    }
}
