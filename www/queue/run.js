// Fires mutations, and notes when each is called, sent and answered.
import { anyApi as api, isConvexError } from "../client.js";
import { deployment } from "../deployment/deployment.js";
import { messageOf } from "../dom.js";

export const COUNT = 10;
/** The one that can be made to fail, from 0. */
export const FAILING = 3;

/**
 * Times are milliseconds since the start of the run.
 *
 * @typedef {object} Item
 * @property {"queued" | "parallel"} way
 * @property {number} index from 0
 * @property {number} called
 * @property {number} [sent]
 * @property {number} [replied]
 * @property {boolean} [ok]
 * @property {string} [problem]
 *
 * @typedef {{ requestId: string | undefined }} Event what a hook is told
 *
 * @typedef {object} Run
 * @property {Item[]} items
 * @property {() => number} elapsed
 * @property {Partial<Record<Item["way"], () => number>>} pending how many mutations each client has not done yet
 * @property {{ queued: number[], parallel: number[] }} [stored] in which order the server stored them
 */

/**
 * @param {boolean} fail
 * @param {(run: Run) => void} onStart gets what goes on changing until the promise resolves
 * @returns {Promise<Run>}
 */
export async function fire(fail, onStart) {
  const channel = `queue-${crypto.randomUUID()}`;
  const start = performance.now();
  const elapsed = () => performance.now() - start;
  /** @type {Run} */
  const run = { items: [], elapsed, pending: {} };
  const calls = [
    ...fireOne("queued", channel, fail, run),
    ...fireOne("parallel", channel, fail, run),
  ];
  onStart(run);
  await Promise.all(calls);
  run.stored = await readOrder(channel);
  return run;
}

/**
 * @param {Item["way"]} way
 * @param {string} channel
 * @param {boolean} fail
 * @param {Run} run
 */
function fireOne(way, channel, fail, run) {
  const { items, elapsed } = run;
  /** What was called and not sent yet: a client sends in the order of the calls. @type {Item[]} */
  const unsent = [];
  /** By their ids, which all mutations with hooks have. @type {Map<string | undefined, Item>} */
  const sent = new Map();
  const client = deployment.newClient({
    hooks: {
      onRequest(/** @type {Event} */ { requestId }) {
        const item = unsent.shift();
        if (!item) return;
        item.sent = elapsed();
        sent.set(requestId, item);
      },
      onResponse(/** @type {Event} */ { requestId }) {
        const item = sent.get(requestId);
        if (item) item.replied = elapsed();
      },
    },
  });
  run.pending[way] = () => client.pendingMutations;
  return Array.from({ length: COUNT }, async (_, index) => {
    /** @type {Item} */
    const item = { way, index, called: elapsed() };
    items.push(item);
    unsent.push(item);
    const options = { skipQueue: way === "parallel" };
    const body = `${way} ${index + 1}`;
    try {
      if (fail && index === FAILING) {
        await client.mutation(api.errors.afterWrite, { text: body }, options);
      } else {
        const message = { channel, author: way, body };
        await client.mutation(api.messages.send, message, options);
      }
      item.ok = true;
    } catch (error) {
      item.ok = false;
      item.problem = isConvexError(error)
        ? JSON.stringify(error.data)
        : messageOf(error);
      // Where no response came.
      item.replied ??= elapsed();
    }
  });
}

/**
 * Asks the server what it stored, and has it removed.
 *
 * @param {string} channel
 */
async function readOrder(channel) {
  const client = deployment.newClient();
  try {
    /** @type {{ author: string, body: string }[]} */
    const messages = await client.query(api.messages.list, { channel });
    await client.mutation(api.messages.clear, { channel });
    const of = (/** @type {string} */ way) =>
      messages
        .filter(({ author }) => author === way)
        .map(({ body }) => Number(body.split(" ")[1]));
    return { queued: of("queued"), parallel: of("parallel") };
  } catch {
    // Every mutation has told what is wrong already.
    return undefined;
  }
}
