//! Whose turn it is in the queue of mutations.
//!
//! A mutation joins when its future is first polled, and leaves when that is dropped, whether it has run or not. Nobody
//! may poll it any more and nobody drop it either, as where the request that made it has ended in a Worker: those behind
//! it go on when its deadline has passed by the clock. One without a deadline is waited for.
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use convex_http_client_core::queue::Queue;
use futures_util::future::select;

use super::js;

/// The mutations that have joined and not left. The first of them has its turn.
#[derive(Default)]
pub(crate) struct Turns {
    queue: Queue,
    places: RefCell<VecDeque<Rc<Place>>>,
    /// Who waits for the queue to be empty.
    idle: RefCell<Vec<Waker>>,
}

/// A place in the queue.
struct Place {
    /// When its mutation ends at the latest, in milliseconds.
    deadline: Option<f64>,
    /// When those before it did at the latest, as it joined.
    until: Option<f64>,
    waker: RefCell<Option<Waker>>,
}

/// A mutation's place in the queue, which it leaves by being dropped.
pub(crate) struct Turn {
    turns: Rc<Turns>,
    place: Rc<Place>,
}

impl Turns {
    /// Waits until all mutations that joined before have left.
    pub(crate) async fn join(self: Rc<Self>, deadline: Option<f64>) -> Turn {
        let until = self.last_deadline();
        let place = Rc::new(Place { deadline, until, waker: RefCell::default() });
        self.queue.join();
        self.places.borrow_mut().push_back(Rc::clone(&place));
        let turn = Turn { turns: self, place };
        if let Some(last) = until
            && !turn.has_come()
        {
            let patience = Duration::try_from_secs_f64((last - js::now()) / 1000.0).unwrap_or_default();
            select(poll_fn(|context| turn.poll(context)), pin!(js::sleep(patience))).await;
            turn.pass_over(js::now());
        }
        poll_fn(|context| turn.poll(context)).await;
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

    /// Returns when the last of the deadlines passes; none where one who is waited for has none.
    fn last_deadline(&self) -> Option<f64> {
        let places = self.places.borrow();
        let Some(last) = places.back() else { return Some(0.0) };
        let until = if places.len() == 1 { 0.0 } else { last.until? };
        Some(until.max(last.deadline?))
    }

    /// Gives the turn of a place, if it has it, to the next one.
    fn leave(&self, place: &Rc<Place>) {
        let mut places = self.places.borrow_mut();
        let Some(index) = places.iter().position(|other| Rc::ptr_eq(other, place)) else { return };
        places.remove(index);
        let next = places.front().filter(|_| index == 0).and_then(|next| next.waker.take());
        // Whoever is woken may come back at once.
        drop(places);
        if self.queue.leave() {
            self.idle.take().into_iter().for_each(Waker::wake);
        }
        next.into_iter().for_each(Waker::wake);
    }
}

impl Turn {
    /// Tells whether it is this place's turn, or was and was taken from it.
    fn has_come(&self) -> bool {
        let places = self.turns.places.borrow();
        places.front().is_none_or(|first| Rc::ptr_eq(first, &self.place))
    }

    /// Takes their turn from those before this one whose deadline has passed, and who have not left all the same.
    fn pass_over(&self, now: f64) {
        let first = || self.turns.places.borrow().front().cloned();
        let is_late = |place: &Rc<Place>| place.deadline.is_some_and(|deadline| deadline <= now);
        while let Some(place) = first().filter(|first| is_late(first) && !Rc::ptr_eq(first, &self.place)) {
            self.turns.leave(&place);
        }
    }

    fn poll(&self, context: &Context<'_>) -> Poll<()> {
        if self.has_come() {
            return Poll::Ready(());
        }
        *self.place.waker.borrow_mut() = Some(context.waker().clone());
        Poll::Pending
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        self.turns.leave(&self.place);
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
        let joining = std::array::from_fn(|_| Box::pin(Rc::clone(&turns).join(None)) as Joining);
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
