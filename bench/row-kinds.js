import { STUB_URL, mockFetch, responseFetch } from "./stubs.js";
import { channel, documents, small, task } from "./payloads.js";

/** @typedef {import("./rows.js").Row} Row */

/**
 * A small query whose reply is at hand.
 *
 * @param {string} name
 * @param {(text: string) => any} makeFetch
 * @param {object} args
 * @param {unknown} value
 * @param {Partial<Row>} row
 * @returns {Row}
 */
export function call(name, makeFetch, args, value, row) {
  return {
    group: "small calls",
    name,
    bare: true,
    prepare: (setting) => (Client) => {
      const fetch = makeFetch(setting.reply(value));
      const client = new Client(STUB_URL, { fetch });
      return () => client.query("messages:list", args);
    },
    ...row,
  };
}

/**
 * A query that sends much and gets `null`, or sends little and gets much.
 *
 * @param {"encode" | "decode"} group
 * @param {string} name
 * @param {() => any} make
 * @param {Partial<Row>} row
 * @returns {Row}
 */
export function bulk(group, name, make, row) {
  return {
    group,
    name,
    prepare: (setting) => {
      const value = make();
      const args = group === "encode" ? value : channel;
      const text = setting.reply(group === "encode" ? null : value);
      return (Client) => {
        const client = new Client(STUB_URL, { fetch: responseFetch(text) });
        return () => client.query("messages:list", args);
      };
    },
    ...row,
  };
}

/**
 * The time of one document, by how many there are: it must not grow.
 *
 * @param {"encode" | "decode"} direction
 * @param {number} count
 * @returns {Row}
 */
export function growth(direction, count) {
  const make = () => ({ documents: documents(count) });
  const row = bulk(direction, "", make, { bare: true, per: count });
  return {
    ...row,
    group: `growth, per document`,
    name: `${direction} ${count.toLocaleString("en")}`,
    rounds: count >= 100_000 ? 5 : count >= 10_000 ? 11 : undefined,
  };
}

/**
 * The time of one mutation in a queue, by how many are queued: it must not grow.
 *
 * @param {number} count
 * @returns {Row}
 */
export function queueOf(count) {
  return {
    group: "growth, per mutation",
    name: `queue of ${count.toLocaleString("en")}`,
    per: count,
    rounds: count >= 100_000 ? 5 : 11,
    prepare: (setting) => (Client) => {
      const fetch = mockFetch(setting.reply(null));
      const client = new Client(STUB_URL, { fetch });
      const all = Array.from({ length: count });
      return () =>
        Promise.all(all.map(() => client.mutation("tasks:add", task)));
    },
  };
}

/**
 * A query over real HTTP, to a function that gives back what it got.
 *
 * @param {string} name
 * @param {() => any} make
 * @param {Partial<Row>} row
 * @returns {Row}
 */
export function over(name, make, row) {
  return {
    group: "over HTTP",
    name,
    backend: true,
    batch: 30,
    prepare: ({ backendUrl = "" }) => {
      const args = { value: make() };
      return (Client) => {
        const client = new Client(backendUrl);
        return () => client.query("values:echo", args);
      };
    },
    ...row,
  };
}

/**
 * The time of one call when so many are in flight.
 *
 * @param {number} count
 * @param {Partial<Row>} row
 * @returns {Row}
 */
export function throughput(count, row) {
  const all = Array.from({ length: count });
  return {
    group: "over HTTP, calls in flight",
    name: String(count),
    backend: true,
    per: count,
    prepare:
      ({ backendUrl = "" }) =>
      (Client) => {
        const client = new Client(backendUrl);
        const args = { value: small };
        return () =>
          Promise.all(all.map(() => client.query("values:echo", args)));
      },
    ...row,
  };
}
