//! Futures that go on by themselves once they were polled.
//!
//! A call may be held and not polled for a while, as behind another branch of a `select!`. What it shares with other calls,
//! its turn in the queue and the fetch of a token, must not wait for that.
use std::cell::{Cell, RefCell};
use std::future::{Future, poll_fn};
use std::pin::Pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use super::runtime;

/// A future that was begun. Where this is dropped, so is the future.
pub(crate) struct Running<T>(Rc<Shared<T>>);

struct Shared<T> {
    /// It is not there while it is polled, nor when it has ended.
    future: RefCell<Option<Pin<Box<dyn Future<Output = T>>>>>,
    result: Cell<Option<T>>,
    is_dropped: Cell<bool>,
    is_detached: Cell<bool>,
    /// Who waits for the result.
    waiting: Cell<Option<Waker>>,
    /// The task that polls the future.
    task: Cell<Option<Waker>>,
}

impl<T: 'static> Running<T> {
    /// Polls a future, so that it sends at once what it has to send, and lets it go on.
    pub(crate) fn start(future: impl Future<Output = T> + 'static) -> Self {
        let shared = Rc::new(Shared {
            future: RefCell::new(Some(Box::pin(future))),
            result: Cell::default(),
            is_dropped: Cell::default(),
            is_detached: Cell::default(),
            waiting: Cell::default(),
            task: Cell::default(),
        });
        if runtime::SPAWNS && shared.poll(&mut Context::from_waker(Waker::noop())).is_pending() {
            let shared = Rc::clone(&shared);
            runtime::spawn(poll_fn(move |context| {
                shared.task.set(Some(context.waker().clone()));
                shared.poll(context)
            }));
        }
        Self(shared)
    }

    /// Lets the future go on though this is dropped.
    pub(crate) fn detach(&self) {
        self.0.is_detached.set(true);
    }

    pub(crate) fn poll(&self, context: &mut Context<'_>) -> Poll<T> {
        self.0.waiting.set(Some(context.waker().clone()));
        if !runtime::SPAWNS {
            // Then it goes on where it is polled. The waker above is that of the same task.
            let _ = self.0.poll(context);
        }
        self.0.result.take().map_or(Poll::Pending, Poll::Ready)
    }
}

impl<T> Shared<T> {
    fn poll(&self, context: &mut Context<'_>) -> Poll<()> {
        let Some(mut future) = self.future.take() else { return Poll::Ready(()) };
        match future.as_mut().poll(context) {
            Poll::Ready(result) => {
                self.result.set(Some(result));
                self.waiting.take().into_iter().for_each(Waker::wake);
                Poll::Ready(())
            }
            // By what it has called itself.
            Poll::Pending if self.is_dropped.get() => Poll::Ready(()),
            Poll::Pending => {
                self.future.replace(Some(future));
                Poll::Pending
            }
        }
    }
}

impl<T> Drop for Running<T> {
    fn drop(&mut self) {
        let Self(shared) = self;
        if shared.is_detached.get() {
            return;
        }
        shared.is_dropped.set(true);
        drop(shared.future.take());
        // So that its task ends.
        shared.task.take().into_iter().for_each(Waker::wake);
    }
}
