//! Whose turn it is in the queue of mutations.
//!
//! A mutation joins when its future is first polled, and leaves when it has ended or that is dropped. It may do neither, as
//! where the request that made it has ended in a Worker: those behind it go on when its deadline has passed by the clock.
//! One without a deadline is waited for.
use std::cell::RefCell;
use std::collections::VecDeque;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::{Rc, Weak};
use std::task::{Context, Poll, Waker};

use convex_http_client_core::queue::Queue;
use futures_util::future::select;

use super::runtime;

/// The mutations that have joined and not left. The first of them has its turn.
#[derive(Default)]
pub(crate) struct Turns {
    queue: Queue,
    places: RefCell<VecDeque<Rc<Place>>>,
    /// Who waits for the queue to be empty: as many as there are futures that do.
    idle: RefCell<Vec<Weak<RefCell<Waker>>>>,
}

/// A place in the queue.
struct Place {
    /// When its mutation ends at the latest, in milliseconds.
    deadline: Option<f64>,
    waker: RefCell<Option<Waker>>,
}

/// A mutation's place in the queue, which it leaves by being dropped.
pub(crate) struct Turn {
    turns: Rc<Turns>,
    place: Rc<Place>,
}

impl Turns {
    /// Waits until each of the mutations that joined before has left, or is past its deadline.
    pub(crate) async fn join(self: Rc<Self>, deadline: Option<f64>) -> Turn {
        let place = Rc::new(Place { deadline, waker: RefCell::default() });
        self.queue.join();
        self.places.borrow_mut().push_back(Rc::clone(&place));
        let turn = Turn { turns: self, place };
        while let Some(next) = turn.look(runtime::now()) {
            let come = poll_fn(|context| turn.poll(context));
            if next < f64::INFINITY {
                select(come, pin!(runtime::sleep_until(next))).await;
            } else {
                come.await;
            }
        }
        turn
    }

    /// Waits until nobody is in the queue, or only those that are past their deadlines.
    pub(crate) async fn idle(self: Rc<Self>) {
        let waker = Rc::new(RefCell::new(Waker::noop().clone()));
        while let Some(next) = self.pass_over(self.len(), runtime::now()) {
            let empty = poll_fn(|context| self.poll_idle(&waker, context));
            if next < f64::INFINITY {
                select(empty, pin!(runtime::sleep_until(next))).await;
            } else {
                empty.await;
            }
        }
    }

    /// Removes the first places where all of them are past their deadlines. Else returns when the next of them is, or
    /// infinity.
    fn pass_over(&self, count: usize, now: f64) -> Option<f64> {
        let next = {
            let places = self.places.borrow();
            let deadlines = places.iter().take(count).map(|place| place.deadline.unwrap_or(f64::INFINITY));
            deadlines.filter(|deadline| *deadline > now).reduce(f64::min)
        };
        if next.is_none() {
            for _ in 0..count {
                let first = self.places.borrow().front().cloned();
                if let Some(place) = first {
                    self.leave(&place);
                }
            }
        }
        next
    }

    /// Returns how many have joined and not left.
    pub(crate) fn len(&self) -> usize {
        usize::try_from(self.queue.length()).unwrap_or(usize::MAX)
    }

    /// Is ready when nobody is in the queue.
    fn poll_idle(&self, waker: &Rc<RefCell<Waker>>, context: &Context<'_>) -> Poll<()> {
        if self.queue.is_empty() {
            return Poll::Ready(());
        }
        waker.borrow_mut().clone_from(context.waker());
        let mut idle = self.idle.borrow_mut();
        if !idle.iter().any(|other| std::ptr::eq(other.as_ptr(), Rc::as_ptr(waker))) {
            // Those whose future was dropped make room.
            idle.retain(|other| other.strong_count() > 0);
            idle.push(Rc::downgrade(waker));
        }
        Poll::Pending
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
            let idle = self.idle.take();
            // Whoever is woken may come back at once.
            let wakers: Vec<_> = idle.iter().filter_map(Weak::upgrade).map(|waker| waker.borrow().clone()).collect();
            wakers.into_iter().for_each(Waker::wake);
        }
        next.into_iter().for_each(Waker::wake);
    }
}

impl Turn {
    fn has_come(&self) -> bool {
        self.turns.places.borrow().front().is_some_and(|first| Rc::ptr_eq(first, &self.place))
    }

    /// Takes the turn where those before this place are past their deadlines and have not left all the same. Else returns
    /// when the next of them is, or infinity.
    fn look(&self, now: f64) -> Option<f64> {
        let index = self.turns.places.borrow().iter().position(|other| Rc::ptr_eq(other, &self.place));
        // One that was passed over is past its own.
        index.map_or(Some(f64::INFINITY), |before| self.turns.pass_over(before, now))
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

#[cfg(all(test, not(target_arch = "wasm32")))]
mod tests {
    use std::future::Future;
    use std::pin::{Pin, pin};
    use std::rc::Rc;
    use std::task::{Context, Poll, Waker};

    use super::{Turn, Turns};
    use crate::task::Task;

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
        let idle = || {
            let mut idle = pin!(Rc::clone(&turns).idle());
            idle.as_mut().poll(&mut Context::from_waker(Waker::noop()))
        };
        assert_eq!(idle(), Poll::Ready(()));
        let turn = poll(&mut a);
        assert_eq!(idle(), Poll::Pending);
        drop(turn);
        assert_eq!(idle(), Poll::Ready(()));
    }

    #[test]
    fn keeps_nothing_of_those_who_wait_no_more_for_it_to_be_idle() {
        let (turns, [mut a]) = queue();
        let turn = poll(&mut a);
        let kept = Task::new(Rc::clone(&turns).idle());
        let mut kept = [kept];
        for task in &mut kept {
            assert_eq!(task.poll(), None);
        }
        for _ in 0..100 {
            let mut task = Task::new(Rc::clone(&turns).idle());
            assert_eq!(task.poll(), None);
        }
        assert!(turns.idle.borrow().len() <= 2);
        drop(turn);
        assert_eq!(kept.map(|mut task| task.poll()), [Some(())]);
    }
}
