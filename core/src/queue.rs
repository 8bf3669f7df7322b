//! Which mutation may be sent: the first of those that have not settled, in the order of the calls.
//!
//! Here is only the count: a mutation that finds the queue empty is sent at once. The order is kept by each face in its own
//! way: as places that wake the next one in JavaScript, and as a list of wakers in Rust.
use core::cell::Cell;

/// The mutations that were queued and have not settled.
#[derive(Debug, Default)]
pub struct Queue {
    length: Cell<u32>,
}

impl Queue {
    /// Adds a mutation and tells whether it may be sent at once.
    pub fn join(&self) -> bool {
        let before = self.length.get();
        self.length.set(before.saturating_add(1));
        before == 0
    }

    /// Tells whether no mutation is in it.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.length.get() == 0
    }

    /// Returns how many mutations are in it.
    #[must_use]
    pub fn length(&self) -> u32 {
        self.length.get()
    }

    /// Removes the mutation that settled and tells whether none is left.
    pub fn leave(&self) -> bool {
        let after = self.length.get().saturating_sub(1);
        self.length.set(after);
        after == 0
    }
}

#[cfg(test)]
mod tests {
    use super::Queue;

    #[test]
    fn sends_the_first_at_once_and_the_next_after_it() {
        let queue = Queue::default();
        assert!(queue.is_empty());
        assert!(queue.join());
        assert!(!queue.join());
        assert_eq!(queue.length(), 2);
        assert!(!queue.leave());
        assert!(!queue.is_empty());
        assert!(!queue.join());
        assert!(!queue.leave());
        assert!(queue.leave());
        assert!(queue.join());
    }

    #[test]
    fn stays_empty_when_left_too_often() {
        let queue = Queue::default();
        assert!(queue.leave());
        assert!(queue.join());
    }
}
