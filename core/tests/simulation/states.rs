//! Every state that a call can reach, with everything that can happen in it.
use std::collections::BTreeSet;

use convex_http_client_core::{Call, Cause, Kind, Outcome, Step};

use crate::facts::{self, Heard, OTHERS, PROOFS, Past};

/// Limits of repetitions. The first is that of a call whose number of retries is no number.
const LIMITS: [f64; 5] = [f64::NAN, 0.0, 1.0, 2.0, 3.0];

/// A call, and what is known of its past.
#[derive(Debug, Clone, Copy)]
struct Life {
    call: Call,
    past: Past,
}

/// Visits all states and returns how many there are.
pub(crate) fn visit_all() -> usize {
    let mut states = BTreeSet::new();
    let (mut steps, mut outcomes) = (BTreeSet::new(), BTreeSet::new());
    for kind in Kind::ALL {
        for (limit, is_idempotent) in LIMITS.into_iter().flat_map(|limit| [(limit, false), (limit, true)]) {
            if is_idempotent && facts::only_reads(*kind) {
                continue;
            }
            for life in visit(Call::new(*kind).idempotent(is_idempotent), is_idempotent, limit) {
                states.insert(life.call.bits());
                steps.insert(life.call.step() as u8);
                outcomes.insert(life.call.outcome() as u8);
            }
        }
    }
    // Else the visit has missed something.
    assert_eq!((steps.len(), outcomes.len()), (7, 3));
    states.len()
}

/// Returns every life that a call can lead.
fn visit(call: Call, is_idempotent: bool, limit: f64) -> Vec<Life> {
    let kind = call.kind();
    let mut seen = BTreeSet::new();
    let mut lives = Vec::new();
    let mut open = vec![Life { call, past: Past { is_idempotent, ..Past::default() } }];
    while let Some(life) = open.pop() {
        let Life { call, past } = life;
        if !seen.insert((call.bits(), past.is_renewable, past.sent, past.repeated, past.renewed, past.may_have_run)) {
            continue;
        }
        check_life(life, kind, limit);
        lives.push(life);
        if call.step() == Step::Over {
            check_end(call);
            continue;
        }
        open.extend(heard_at(call.step()).map(|heard| hear(life, heard, limit)));
        if call.step() == Step::Queue {
            let past = Past { is_renewable: true, ..past };
            open.push(go_on(Life { call: call.renewable(true), past }));
        }
        if call.step() == Step::Ask {
            let outcome = call.outcome();
            let call = call.give_up();
            assert_eq!((call.step(), call.outcome()), (Step::Over, outcome));
            assert!(call.is_retryable(), "sending it again is as safe as it was");
            open.push(Life { call, ..life });
        }
        open.push(go_on(life));
    }
    lives
}

/// Returns what can be heard at a step.
fn heard_at(step: Step) -> impl Iterator<Item = Heard> {
    let replies = PROOFS.into_iter().chain(OTHERS).map(|(status, code)| Heard::Reply(status, code));
    let sent = [Heard::Refused, Heard::Silence, Heard::Nonsense, Heard::Thrown, Heard::Unreadable];
    let always = [Heard::Fault, Heard::Stopped(Cause::Timeout), Heard::Stopped(Cause::Aborted)];
    replies.chain(sent).filter(move |_| step == Step::Reply).chain(always)
}

/// Has a call hear something, and checks what it becomes.
fn hear(life: Life, heard: Heard, limit: f64) -> Life {
    let Life { call, mut past, .. } = life;
    let after = heard.tell(call, limit);
    facts::check(call, after, heard, past, limit);
    past.repeated += u32::from(after.step() == Step::Ask);
    past.renewed += u32::from(after.step() == Step::Token);
    past.may_have_run = after.outcome() != Outcome::NotCommitted;
    Life { call: after, past }
}

/// Has a call's step succeed, and checks which is next.
fn go_on(life: Life) -> Life {
    let Life { call, mut past, .. } = life;
    let after = call.done();
    let next = match call.step() {
        Step::Queue | Step::Wait => Step::Token,
        Step::Token => Step::Request,
        Step::Request => Step::Reply,
        Step::Reply | Step::Over => Step::Over,
        Step::Ask => Step::Wait,
    };
    assert_eq!(after.step(), next, "after {call:?}");
    past.sent += u32::from(after.step() == Step::Reply);
    Life { call: after, past }
}

/// Checks what must hold at any time.
fn check_life(Life { call, past }: Life, kind: Kind, limit: f64) {
    let may_have_run = past.may_have_run && !past.is_idempotent;
    assert_eq!(call.kind(), kind);
    assert!(call.step() == Step::Over || !may_have_run, "what may have run goes on: {call:?}");
    assert!(!may_have_run || !call.is_retryable(), "what may have run would be sent again: {call:?}");
    assert!(call.outcome() == Outcome::NotCommitted || !facts::only_reads(kind), "a query has effects: {call:?}");
    // The resend with a new token is an attempt and no repetition.
    assert_eq!((call.attempts(), call.repetitions()), (past.sent, past.sent.saturating_sub(past.renewed)));
    assert!(past.renewed <= 1 && (past.renewed == 0 || past.is_renewable), "{past:?}");
    let most = if limit.is_nan() { 0.0 } else { limit };
    assert!(f64::from(past.repeated) <= most && past.sent <= 1 + past.repeated + past.renewed, "{past:?} of {limit}");
    if call.step() == Step::Ask {
        assert_eq!(call.repetitions(), past.repeated, "the number of the repetition that is asked about");
    }
    // A token is replaced from its refusal until there is another.
    assert!(!call.is_refused() || (call.step() == Step::Token && past.renewed == 1) || call.step() == Step::Over);
    assert_eq!(Call::of(call.bits()), call);
}

/// Checks that nothing changes a call that is over.
fn check_end(call: Call) {
    assert_eq!((call.done(), call.give_up()), (call, call));
    for heard in heard_at(Step::Reply) {
        assert_eq!(heard.tell(call, 9.0), call, "after its end, {heard:?}");
    }
}
