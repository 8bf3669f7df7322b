// What the client does after each attempt, and why, in words.

/**
 * @typedef {import("./run.js").Run} Run
 * @typedef {import("./run.js").Attempt} Attempt
 * @typedef {import("./run.js").Info} Info
 * @typedef {import("./run.js").Kind} Kind
 * @typedef {{ verdict: string, mood: "good" | "bad" | "again", why: string }} Reason
 */

/**
 * @param {Run} run
 * @param {number} index of the attempt
 * @returns {Reason}
 */
export function explain(run, index) {
  const { attempts, kind, result } = run;
  const { status, error, delay } = attempts[index];
  const isLast = index === attempts.length - 1;
  if (delay !== undefined && error) {
    return { verdict: "sent again", mood: "again", why: whyAgain(kind, error) };
  }
  if (!isLast && status === 401) {
    const why =
      "A refused token proves that nothing ran. A new one is asked for, once.";
    return { verdict: "sent again with a new token", mood: "again", why };
  }
  if (!result) return { verdict: "under way", mood: "again", why: "" };
  if ("value" in result) {
    return { verdict: "succeeded", mood: "good", why: "" };
  }
  const areUsedUp = attempts.length > run.limit;
  const why = result.info ? whyNot(kind, result.info, areUsedUp) : "";
  return { verdict: "given up", mood: "bad", why };
}

/** @param {Kind} kind @param {Info} error */
function whyAgain(kind, { outcome }) {
  if (kind === "query") {
    return "A query changes nothing, so sending it again is safe.";
  }
  if (kind === "idempotent") {
    return "All attempts carry one id, by which the deployment runs the mutation once.";
  }
  return outcome === "not-committed"
    ? "This reply proves that nothing was written, so sending it again is safe."
    : "";
}

/**
 * @param {Kind} kind
 * @param {Info} info
 * @param {boolean} areUsedUp whether no retry is left
 */
function whyNot(kind, info, areUsedUp) {
  const { kind: failure, outcome, retryable } = info;
  if (failure === "function") {
    return "What a function throws is an answer, and not sent again.";
  }
  if (retryable) {
    return areUsedUp
      ? "It may succeed later, but the retries are used up."
      : "It may succeed later, but the delay that the deployment asks for is longer than maxRetryAfter, which is a minute.";
  }
  if (outcome !== "unknown")
    return "Sending it again would bring the same answer.";
  return kind === "action"
    ? "The action may have run, and what it did elsewhere cannot be seen from here, so it is never sent again."
    : "The mutation may have run: sent again, it could run twice. With idempotent it would be sent again.";
}

/** What came back. @param {Attempt} attempt @returns {string} */
export function printReply({ status, error, end }) {
  if (status === undefined) {
    return end === undefined ? "no reply yet" : "no reply";
  }
  return error?.code ? `${status} ${error.code}` : `status ${status}`;
}

/** How the call ended, in a sentence. @param {Run} run */
export function sumUp({ attempts, result }) {
  const count = `${attempts.length} attempt${attempts.length === 1 ? "" : "s"}`;
  if (!result) return `${count}…`;
  if ("value" in result) return `Succeeded after ${count}.`;
  const outcomes = {
    "not-committed": "nothing was written",
    committed: "it has run",
    unknown: "the client cannot tell whether it ran",
  };
  const rest = result.info ? `: ${outcomes[result.info.outcome]}.` : ".";
  return `Failed after ${count}${rest}`;
}
