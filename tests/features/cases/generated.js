// Random faults between a client and the backend, and what must hold of every mutation.
import fc from "fast-check";

/** @typedef {import("../setting.js").Setting} Setting */

const PROOFS = [
  [503, "ExpiredInQueue"],
  [503, "OptimisticConcurrencyControlFailure"],
  [429, "TooManyWrites"],
];

/** Replies of anybody: where one proves that nothing was committed, nothing was forwarded. */
const fault = fc.oneof(
  { weight: 3, arbitrary: fc.constant({ do: "pass" }) },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom("refuse", "drop", "cut", "truncate")
      .map((one) => ({ do: one })),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom(...PROOFS)
      .map(([status, code]) => reply(status, code)),
  },
  {
    weight: 2,
    arbitrary: fc
      .tuple(fc.constantFrom(429, 500, 502, 503, 504, 524), fc.boolean())
      .map(([status, forward]) => ({ ...reply(status, "Whatever"), forward })),
  },
  {
    weight: 1,
    arbitrary: fc.nat({ max: 15 }).map((delay) => ({ do: "pass", delay })),
  },
);

/** @param {unknown} status @param {unknown} code */
function reply(status, code) {
  return { do: "reply", status, body: JSON.stringify({ code }) };
}

const schedule = fc.record({
  faults: fc.array(fault, { maxLength: 12 }),
  retry: fc.constantFrom(
    false,
    { limit: 1, backoff: 0 },
    { limit: 3, backoff: 3 },
  ),
  timeout: fc.constantFrom(undefined, 5, 40, 5000),
  calls: fc.array(
    fc.record({
      skipQueue: fc.nat({ max: 4 }).map((one) => one === 0),
      isStopped: fc.nat({ max: 5 }).map((one) => one === 0),
    }),
    { minLength: 1, maxLength: 6 },
  ),
});

let runs = 0;

/**
 * @param {Setting} t
 * @param {any} input
 */
async function play(t, { faults, retry, timeout, calls }) {
  const channel = `${t.channel}-${(runs += 1)}`;
  const session = await t.session(...faults);
  const client = t.client({ retry, ...(timeout && { timeout }) }, session);
  const controller = new AbortController();
  const results = Promise.allSettled(
    calls.map(
      (
        /** @type {any} */ { skipQueue, isStopped },
        /** @type {number} */ index,
      ) => {
        const message = { channel, author: "Ada", body: `${index}` };
        const { signal } = controller;
        return client.mutation("messages:send", message, {
          skipQueue,
          ...(isStopped && { signal }),
        });
      },
    ),
  );
  // An object would hold what is known of several calls.
  setTimeout(() => controller.abort("stopped"), 10);
  const settled = await results;
  // What the proxy still forwards for calls that are over.
  await t.until(
    async () =>
      (await session.log()).every(
        ({ forwarded, status }) => !forwarded || status,
      ),
    "the proxy's rest",
  );
  const committed = await t.committed(channel);
  for (const [index, result] of settled.entries()) {
    const times = committed.filter((body) => body === `${index}`).length;
    const label = `mutation ${index} was committed ${times} times and ${JSON.stringify(result)}`;
    if (result.status === "fulfilled") t.equal(times, 1, label);
    else if (result.reason === "stopped") t.ok(times <= 1, label);
    else {
      const { outcome } = t.ours.errorInfo(result.reason);
      t.ok(times <= (outcome === "unknown" ? 1 : 0), `${label} ${outcome}`);
    }
  }
  const queued = committed.filter((body) => !calls[Number(body)].skipQueue);
  // One that was given up may still be on its way when the next one is sent.
  const inOrder = queued.filter(
    (body) => settled[Number(body)].status === "fulfilled",
  );
  t.equal(inOrder, [...inOrder].sort(), "the order of the queue");
  t.equal(client.pendingMutations, 0);
}

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a mutation that resolved was committed once, one not committed never, an unknown one at most once",
    timeLimit: 120_000,
    run: async (t) => {
      const { runs: numRuns, seed } = t.env;
      const property = fc.asyncProperty(schedule, (input) => play(t, input));
      const details = await fc.check(property, { numRuns, seed });
      if (!details.failed) return;
      const { counterexample, errorInstance } = details;
      const shown = fc.stringify(counterexample).slice(0, 2000);
      throw new Error(`seed ${seed}: ${shown}\n${errorInstance}`);
    },
  },
];
