import fc from "fast-check";
import { macrotask } from "../harness/side.js";

/**
 * A schedule is a list of steps on one client: calls, changes of credentials
 * and replies to the requests that wait for one. One step is taken in each
 * macrotask, as replies of a network come.
 *
 * @typedef {import("../harness/side.js").Side} Side
 * @typedef {"mutation" | "skipQueue" | "query" | "action" | "consistentQuery" | "function"} Method
 *
 * @typedef {object} Call
 * @property {Method} method
 * @property {boolean} [invalid] its arguments cannot be sent
 * @property {Act[]} [then] what its caller does as soon as it has settled
 *
 * @typedef {{ call: Call } | { auth: "token" | "admin" | "none" }} Act
 * @typedef {{ reply: string, to: number }} Reply
 * @typedef {{ fetch: "throws" | "rejects" | "calls" }} Mood what the next request meets
 * @typedef {Reply | Mood | { debug: boolean } | { together: Act[] }} Step
 */

/**
 * Imitations of responses, whose bodies are there at once: in some runtimes a
 * real one takes tasks of its own to be read.
 *
 * @type {Record<string, () => any>}
 */
const replies = {
  success: () => reply({ status: "success", value: 1 }),
  "log lines": () =>
    reply({ status: "success", value: 2, logLines: ["[LOG] 'x'"] }),
  failure: () => reply({ status: "error", errorMessage: "no" }),
  data: () => reply({ status: "error", errorMessage: "no", errorData: [1] }),
  500: () => ({ ok: false, status: 500, text: async () => "oops" }),
  "no JSON": () => ({
    ok: true,
    json: () => Promise.reject(new SyntaxError("no JSON")),
  }),
  malformed: () => reply({ status: "success", value: { $set: [] } }),
  network: () => Promise.reject(new Error("network")),
};

/** @param {object} envelope */
function reply(envelope) {
  return { ok: true, status: 200, json: async () => envelope };
}

/** @type {Method[]} */
const METHODS = [
  ...["mutation", "mutation", "mutation", "skipQueue", "query"],
  ...["action", "function", "consistentQuery"],
].map((name) => /** @type {Method} */ (name));

const replyStep = fc.record({
  reply: fc.constantFrom(...Object.keys(replies)),
  to: fc.nat({ max: 6 }),
});

/** Any calls, from anywhere. */
const anything = fc.letrec((/** @type {(key: string) => any} */ tie) => {
  const method = fc.constantFrom(...METHODS);
  const nothing = fc.constant([]);
  const size = { maxDepth: 3, depthSize: /** @type {const} */ ("small") };
  const then = fc.oneof(size, nothing, tie("acts"));
  const act = fc.oneof(
    { weight: 3, arbitrary: fc.record({ call: fc.record({ method, then }) }) },
    fc.record({ auth: fc.constantFrom("token", "admin", "none") }),
  );
  const step = fc.oneof(
    { weight: 3, arbitrary: fc.record({ together: tie("acts") }) },
    { weight: 4, arbitrary: replyStep },
    fc.record({ debug: fc.boolean() }),
    fc.record({ fetch: fc.constant("calls") }),
  );
  return {
    acts: fc.array(act, { minLength: 1, maxLength: 4 }),
    schedule: fc.array(step, { maxLength: 14 }),
  };
}).schedule;

/** Mutations in the queue, of which some settle without a reply. */
const queued = fc.array(
  fc.oneof(
    {
      weight: 3,
      arbitrary: fc
        .array(
          fc.record({
            method: fc.constant("mutation"),
            invalid: fc.nat({ max: 3 }).map((number) => number === 0),
          }),
          { minLength: 1, maxLength: 4 },
        )
        .map((calls) => ({ together: calls.map((call) => ({ call })) })),
    },
    { weight: 3, arbitrary: replyStep },
    fc.record({ fetch: fc.constantFrom("throws", "rejects", "calls") }),
  ),
  { maxLength: 14 },
);

/** Plays one schedule on one side. */
class Player {
  /** @type {((kind: string) => void)[]} requests that wait for a reply */
  waiting = [];
  /** @type {string} */
  mood = "holds";
  calls = 0;
  tokens = 0;
  /** @type {string[]} the calls that settled, in order */
  settled = [];

  /** @param {Side} t */
  constructor(t) {
    this.t = t;
    t.transport.reply = (request) => this.fetched(request);
    this.client = t.client({ logger: t.logger() });
  }

  /** @param {import("../harness/transport.js").RecordedRequest} request */
  fetched(request) {
    const { mood } = this;
    this.mood = "holds";
    if (mood === "throws") throw new Error("thrown");
    if (mood === "rejects") return Promise.reject(new Error("rejected"));
    if (mood === "calls") this.call({ method: "mutation" });
    // After a failed timestamp, the clients differ on purpose.
    const timestamp = request.url.endsWith("/query_ts");
    return new Promise((resolve) => {
      this.waiting.push((kind) =>
        resolve(timestamp ? reply({ ts: "AAE=" }) : replies[kind]()),
      );
    });
  }

  /** @param {Step[]} steps */
  async play(steps) {
    for (const step of steps) {
      if ("together" in step) this.act(step.together);
      else if ("reply" in step) this.answer(step.to, step.reply);
      else if ("debug" in step) this.client.setDebug(step.debug);
      else this.mood = step.fetch;
      await macrotask();
    }
    for (let rounds = 0; this.waiting.length > 0; rounds += 1) {
      if (rounds > 500) throw new Error("The schedule does not end.");
      this.answer(0, "success");
      await macrotask();
    }
  }

  /** @param {Act[]} acts */
  act(acts) {
    for (const act of acts) {
      if ("call" in act) this.call(act.call);
      else this.authorize(act.auth);
    }
  }

  /** @param {Call} call */
  call({ method, invalid, then = [] }) {
    const label = `${method} ${(this.calls += 1)}`;
    const start = () => this.start(method, label, invalid);
    void this.t.call(start, label).then(() => {
      this.settled.push(label);
      this.t.event(`${label} settled`);
      this.act(then);
    });
  }

  /**
   * @param {Method} method
   * @param {string} label
   * @param {boolean} [invalid]
   */
  start(method, label, invalid) {
    const { client } = this;
    const ref = `a:${label}`;
    const args = { n: invalid ? new Map() : 1n };
    if (method === "function") return client.function(ref, undefined, args);
    if (method !== "skipQueue") return client[method](ref, args);
    return client.mutation(ref, args, { skipQueue: true });
  }

  /** @param {"token" | "admin" | "none"} kind */
  authorize(kind) {
    const name = `${kind} ${(this.tokens += 1)}`;
    if (kind === "token") this.client.setAuth(name);
    else if (kind === "admin") this.client.setAdminAuth(name);
    else this.client.clearAuth();
  }

  /**
   * @param {number} which of the waiting requests
   * @param {string} kind
   */
  answer(which, kind) {
    const at = which % (this.waiting.length || 1);
    const [respond] = this.waiting.splice(at, 1);
    respond?.(kind);
  }
}

/**
 * @param {Side} t
 * @param {Step[]} steps
 */
async function run(t, steps) {
  const player = new Player(t);
  await player.play(steps);
  const pending = Object.values(t.outcomes).filter((one) => "pending" in one);
  t.fact("pending", pending.length, 0);
  t.record("most in flight", t.transport.mostInFlight);
  t.record("settled", player.settled);
  t.record("outcomes", t.outcomes);
  t.record(
    "sent",
    t.requests.map(({ body }) => body),
  );
}

/** @type {import("./run.js").Property[]} */
export default [
  {
    name: "everything comes in the same order",
    arbitrary: anything,
    run,
  },
  {
    name: "a queue in which mutations fail at once keeps its order",
    // What is sent has one order and what settles has one; how many microtasks
    // pass between the two is not compared.
    quiet: true,
    arbitrary: queued,
    run,
  },
];
