// How callers get a piece of work done, whatever happens on the way.
import { pick, whole } from "./random.js";

/** @typedef {import("./random.js").Random} Random */

/**
 * @typedef {object} Work
 * @property {string} entry what the ledger will have, and nobody else's is
 * @property {string} url of a way through the proxy that is its own
 * @property {Random} random
 * @property {string[]} tokens of two callers
 * @property {string} mutation
 * @property {(url: string, options: object) => any} connect makes a client
 * @property {(error: unknown) => any} errorInfo
 *
 * @typedef {string | true} Key
 *
 * @typedef {object} Way
 * @property {boolean} [isImpatient] whether it has timeouts
 * @property {(work: Work) => Promise<string[]>} run gives back the results that its callers got
 * @property {number} [callers] who each have a result of their own; else all results are one
 */

/** More than there are faults. */
const PATIENCE = { limit: 20, backoff: 3 };

/** After so many clients that had no time, the last one has. */
const LIVES = 12;

/** @type {Record<string, Way>} */
export const ways = {
  "a client that goes on": {
    run: async (work) => [
      await insist(work, pick(work.random, [true, keyOf(work)])),
    ],
  },

  "a client that dies, and others with the same key": {
    isImpatient: true,
    run: async (work) => {
      for (let life = 1; life <= LIVES; life++) {
        const ms = whole(work.random, 3, 40);
        const stopping = new AbortController();
        const isAborted = work.random() < 0.5;
        const timer = setTimeout(() => stopping.abort(), ms);
        try {
          const client = work.connect(work.url, {
            retry: { limit: 2, backoff: 3 },
          });
          const options = isAborted
            ? { signal: stopping.signal }
            : { timeout: ms };
          return [await send(client, work, keyOf(work), options)];
        } catch (error) {
          mayGoOn(work, error);
        } finally {
          clearTimeout(timer);
        }
      }
      return [await insist(work, keyOf(work))];
    },
  },

  "two clients at once": {
    run: (work) =>
      Promise.all([insist(work, keyOf(work)), insist(work, keyOf(work))]),
  },

  "clients that go on by the id that an error told": {
    run: async (work) => {
      /** @type {Key} */
      let key = true;
      for (;;) {
        try {
          return [await send(work.connect(work.url, {}), work, key)];
        } catch (error) {
          key = mayGoOn(work, error).requestId;
        }
      }
    },
  },

  "callers who have the same key by chance": {
    callers: 3,
    run: (work) =>
      Promise.all(
        [null, ...work.tokens].map((auth) =>
          insist(work, keyOf(work), { auth }),
        ),
      ),
  },

  "an action that runs the mutation": {
    run: async (work) => {
      const args = { entries: [work.entry], mutation: work.mutation };
      return until(pick(work.random, [true, work.entry]), work, (idempotent) =>
        work
          .connect(work.url, { retry: PATIENCE })
          .action("once:addAll", args, { idempotent }),
      );
    },
  },
};

/** @param {Work} work */
const keyOf = ({ entry }) => `${entry} ü`;

/**
 * Sends a call until it is through, by a client that sends it again.
 *
 * @param {Work} work
 * @param {Key} key
 * @param {object} [options]
 */
const insist = (work, key, options) =>
  until(key, work, (key) =>
    send(work.connect(work.url, { retry: PATIENCE, ...options }), work, key),
  );

/**
 * Goes on, under the same key, after the one reply in 500 to 504 after which no client does by itself.
 *
 * @template T
 * @param {Key} key
 * @param {Work} work
 * @param {(key: Key) => Promise<T>} call
 * @returns {Promise<T>}
 */
async function until(key, work, call) {
  for (;;) {
    try {
      return await call(key);
    } catch (error) {
      const { status, outcome, requestId } = mayGoOn(work, error);
      if (status !== 501 || outcome !== "unknown") throw error;
      key = requestId;
    }
  }
}

/**
 * @param {any} client
 * @param {Work} work
 * @param {Key} idempotent
 * @param {object} [options]
 * @returns {Promise<string>}
 */
const send = (client, { mutation, entry }, idempotent, options) =>
  client.mutation(mutation, { entry }, { idempotent, ...options });

/**
 * Tells what is known of an error after which a caller may send the same again; throws another.
 *
 * @param {Work} work
 * @param {unknown} error
 */
function mayGoOn({ errorInfo }, error) {
  const info = errorInfo(error);
  if (!info || info.kind === "function" || info.kind === "args") throw error;
  return info;
}
