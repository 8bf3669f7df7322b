//! Whose turn it is in the queue of mutations.
//!
//! A mutation joins when its future is first polled, and leaves when that is dropped, whether it has run or not.
use std::cell::{Cell, RefCell};
use std::collections::VecDeque;
use std::future::poll_fn;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

use convex_http_client_core::queue::Queue;

/// The mutations that wait for their turn, behind the one that has it.
#[derive(Default)]
pub(crate) struct Turns {
    queue: Queue,
    waiting: RefCell<VecDeque<Rc<Place>>>,
    /// Who waits for the queue to be empty.
    idle: RefCell<Vec<Waker>>,
}

/// A place in the queue.
#[derive(Default)]
struct Place {
    has_turn: Cell<bool>,
    waker: RefCell<Option<Waker>>,
}

/// A mutation's place in the queue, which it leaves by being dropped.
pub(crate) struct Turn {
    turns: Rc<Turns>,
    place: Rc<Place>,
}

impl Turns {
    /// Waits until all mutations that joined before have left.
    pub(crate) async fn join(self: Rc<Self>) -> Turn {
        let place = Rc::new(Place::default());
        if self.queue.join() {
            place.has_turn.set(true);
        } else {
            self.waiting.borrow_mut().push_back(Rc::clone(&place));
        }
        let turn = Turn { turns: self, place };
        poll_fn(|context| turn.place.poll(context)).await;
        turn
    }

    /// Returns how many have joined and not left.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.queue.length()).unwrap_or(usize::MAX)
    }

    /// Is ready when nobody is in the queue.
    pub(crate) fn poll_idle(&self, context: &Context<'_>) -> Poll<()> {
        if self.queue.is_empty() {
            return Poll::Ready(());
        }
        let mut idle = self.idle.borrow_mut();
        if !idle.iter().any(|waker| waker.will_wake(context.waker())) {
            idle.push(context.waker().clone());
        }
        Poll::Pending
    }
}

impl Place {
    fn poll(&self, context: &Context<'_>) -> Poll<()> {
        if self.has_turn.get() {
            return Poll::Ready(());
        }
        *self.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }

    fn give_turn(&self) {
        self.has_turn.set(true);
        let waker = self.waker.borrow_mut().take();
        if let Some(waker) = waker {
            waker.wake();
        }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        let Turns { queue, waiting, idle } = &*self.turns;
        if queue.leave() {
            idle.take().into_iter().for_each(Waker::wake);
        }
        let next = if self.place.has_turn.get() {
            waiting.borrow_mut().pop_front()
        } else {
            waiting.borrow_mut().retain(|place| !Rc::ptr_eq(place, &self.place));
            None
        };
        if let Some(next) = next {
            next.give_turn();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::future::Future;
    use std::pin::Pin;
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    use super::{Turn, Turns};

    type Joining = Pin<Box<dyn Future<Output = Turn>>>;

    fn poll(joining: &mut Joining) -> Option<Turn> {
        match joining.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(turn) => Some(turn),
            Poll::Pending => None,
        }
    }

    fn queue<const N: usize>() -> (Rc<Turns>, [Joining; N]) {
        let turns = Rc::new(Turns::default());
        let joining = std::array::from_fn(|_| Box::pin(Rc::clone(&turns).join()) as Joining);
        (turns, joining)
    }

    #[test]
    fn gives_turns_in_the_order_of_joining() {
        let (turns, [mut a, mut b, mut c]) = queue();
        let first = poll(&mut b).expect("the first may start");
        assert!(poll(&mut a).is_none() && poll(&mut c).is_none());
        assert_eq!(turns.len(), 3);
        drop(first);
        assert!(poll(&mut c).is_none());
        let second = poll(&mut a).expect("the second joined before the third");
        assert!(poll(&mut c).is_none());
        drop(second);
        assert!(poll(&mut c).is_some());
        assert_eq!(turns.len(), 0);
    }

    #[test]
    fn forgets_those_that_are_dropped_while_they_wait() {
        let (turns, [mut a, mut b, mut c]) = queue();
        let first = poll(&mut a).expect("the first may start");
        assert!(poll(&mut b).is_none() && poll(&mut c).is_none());
        drop(b);
        assert_eq!(turns.len(), 2);
        assert!(poll(&mut c).is_none());
        drop(first);
        assert!(poll(&mut c).is_some());
    }

    #[test]
    fn passes_on_a_turn_that_was_given_and_not_taken() {
        let (turns, [mut a, mut b, mut c]) = queue();
        let first = poll(&mut a).expect("the first may start");
        assert!(poll(&mut b).is_none() && poll(&mut c).is_none());
        drop(first);
        drop(b);
        assert!(poll(&mut c).is_some());
        assert_eq!(turns.len(), 0);
    }

    #[test]
    fn is_idle_when_the_last_has_left() {
        let (turns, [mut a]) = queue();
        let context = Context::from_waker(Waker::noop());
        assert_eq!(turns.poll_idle(&context), Poll::Ready(()));
        let turn = poll(&mut a);
        assert_eq!(turns.poll_idle(&context), Poll::Pending);
        drop(turn);
        assert_eq!(turns.poll_idle(&context), Poll::Ready(()));
    }
}
