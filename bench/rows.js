import { bulk, call, growth, over, queueOf, throughput } from "./row-kinds.js";
import { STUB_URL, mockFetch, responseFetch, silence } from "./stubs.js";
import * as payloads from "./payloads.js";

/**
 * What is measured, in the order of the printed table. Targets are the official client's time divided by ours.
 *
 * @typedef {import("./measure.js").Run} Run
 * @typedef {new (url: string, options?: any) => any} Client
 * @typedef {number | (Record<string, number> & { default: number })} Target of every runtime, or by its name
 *
 * @typedef {object} Setting
 * @property {(value: unknown) => string} reply the text of a reply that holds a value
 * @property {string} [backendUrl]
 *
 * @typedef {object} Row
 * @property {string} group
 * @property {string} name
 * @property {(setting: Setting) => (Client: Client) => Run} prepare what one client does
 * @property {boolean} [bare] the payload is plain JSON: fetch and JSON alone can do it
 * @property {boolean} [sync]
 * @property {boolean} [backend] it needs one
 * @property {number} [per] how many calls or documents a run has; times are of one
 * @property {number} [rounds] at most
 * @property {number} [times] as many rounds as other rows, since these vary more
 * @property {number} [batch] milliseconds
 * @property {number} [warmUp] milliseconds
 * @property {Target} [target]
 * @property {number} [nearBare] the most that our time may be, divided by that of bare
 */

/** Rows without a target of their own must not fall below this. */
export const FLOOR = 0.8;

const { channel, small, task, token } = payloads;
const smallCall = { target: { default: 1, bun: 0.9 } };
const fiveFields = { target: 1.2 };
const megabyte = 1 << 20;

/** @type {Row[]} */
const smallCalls = [
  call("tiny reply, mock", mockFetch, channel, null, smallCall),
  call("tiny reply, Response", responseFetch, channel, null, smallCall),
  call("small reply, mock", mockFetch, channel, small, smallCall),
  call("small reply, Response", responseFetch, channel, small, smallCall),
  call("five-field task, mock", mockFetch, task, small, fiveFields),
  call("five-field task, Response", responseFetch, task, small, fiveFields),
];

/** Values to send and to receive. @type {[name: string, make: () => any, what: Partial<Row>, encode: Partial<Row>, decode: Partial<Row>][]} */
const values = [
  [
    "1000 documents",
    () => ({ documents: payloads.documents(1000) }),
    { bare: true },
    { target: 2 },
    { target: 1.45, nearBare: 1.15 },
  ],
  [
    "1000 documents with bigints",
    () => ({ documents: payloads.documentsWithBigints(1000) }),
    {},
    { target: 2.2 },
    { target: 1.6 },
  ],
  [
    "10,000 bigints",
    () => ({ list: payloads.bigints(10_000) }),
    {},
    { target: 2.2 },
    { target: 1.6 },
  ],
  ["60 B of bytes", () => ({ data: payloads.bytes(60) }), {}, {}, {}],
  ["1 kB of bytes", () => ({ data: payloads.bytes(1024) }), {}, {}, {}],
  [
    "1 MB of bytes",
    () => ({ data: payloads.bytes(megabyte) }),
    {},
    { target: 3 },
    { target: { default: 2, node: 1.3 } },
  ],
  [
    "1 MB string",
    () => ({ text: payloads.text(megabyte) }),
    { bare: true },
    {},
    {},
  ],
  [
    "60 levels deep",
    () => ({ tree: payloads.nested(60) }),
    { bare: true },
    {},
    {},
  ],
  ["500 fields", () => payloads.wide(500), { bare: true }, {}, {}],
];

/** @type {Row[]} */
const encode = values.map(([name, make, what, row]) =>
  bulk("encode", name, make, { ...what, ...row }),
);

/** @type {Row[]} */
const decode = values.map(([name, make, what, , row]) =>
  bulk("decode", name, make, { ...what, ...row }),
);

const ten = Array.from({ length: 10 });

/** @type {Row[]} */
const mutations = [
  one("mutations", "a queued mutation", {}, (client) => () => {
    return client.mutation("tasks:add", task);
  }),
  one("mutations", "10 at once, queued", { per: 10 }, (client) => () => {
    return Promise.all(ten.map(() => client.mutation("tasks:add", task)));
  }),
  one("mutations", "10 at once, skipQueue", { per: 10 }, (client) => () => {
    const options = { skipQueue: true };
    return Promise.all(
      ten.map(() => client.mutation("tasks:add", task, options)),
    );
  }),
];

/** @type {Row[]} */
const clients = [
  {
    group: "client",
    name: "constructor",
    sync: true,
    target: 1,
    prepare: () => (Client) => () => new Client(STUB_URL),
  },
  {
    group: "client",
    name: "constructor with auth",
    sync: true,
    target: 1,
    prepare: () => (Client) => () => new Client(STUB_URL, { auth: token }),
  },
  {
    group: "client",
    name: "setAuth",
    sync: true,
    prepare: () => (Client) => {
      const client = new Client(STUB_URL);
      return () => client.setAuth(token);
    },
  },
];

const error = { status: "error", errorMessage: "Uncaught Error: boom" };
const logLines = ["[LOG] 'a'", "[WARN] 'b'"];

/** @type {Row[]} */
const errors = [
  replied("function error", { ...error, logLines: [] }, {}),
  replied(
    "ConvexError",
    { ...error, errorData: { code: 1, reason: "no" }, logLines: [] },
    { target: 0.9 },
  ),
  replied(
    "two log lines",
    { status: "success", value: null, logLines },
    { target: 0.8 },
  ),
  one("errors and logs", "invalid arguments", {}, (client) => () => {
    return rejected(client.query("tasks:list", { since: new Date(0) }));
  }),
];

/**
 * @param {string} group
 * @param {string} name
 * @param {Partial<Row>} row
 * @param {(client: any) => Run} run on a client whose every reply is `null`
 * @returns {Row}
 */
function one(group, name, row, run) {
  return {
    group,
    name,
    prepare: (setting) => (Client) =>
      run(new Client(STUB_URL, { fetch: mockFetch(setting.reply(null)) })),
    ...row,
  };
}

/**
 * @param {string} name
 * @param {object} reply
 * @param {Partial<Row>} row
 * @returns {Row}
 */
function replied(name, reply, row) {
  return {
    group: "errors and logs",
    name,
    prepare: () => (Client) => {
      const fetch = mockFetch(JSON.stringify(reply));
      const client = new Client(STUB_URL, { fetch, logger: silence });
      return () => rejected(client.query("tasks:list", {}));
    },
    ...row,
  };
}

/** @param {Promise<unknown>} promise */
async function rejected(promise) {
  try {
    return await promise;
  } catch (error) {
    return error;
  }
}

/** Short batches and many of them: a server's times vary more than a client's, and it has to warm up too. */
const short = { bare: true, target: 0.97, batch: 10, times: 2, warmUp: 400 };
const overHttp = { target: 1.2, rounds: 21 };

/** @type {Row[]} */
const http = [
  over("small reply", () => small, short),
  over("five-field task", () => task, short),
  ...values
    .filter(([, , , { target }]) => target !== undefined)
    .map(([name, make, what]) => over(name, make, { ...what, ...overHttp })),
  ...[1, 16, 256].map((count) => throughput(count, short)),
];

const sizes = [10, 100, 1000, 10_000, 100_000];

/** Every group; the stub fetches of the bulk rows answer with a `Response`. @type {Row[]} */
export const rows = [
  ...smallCalls,
  ...encode,
  ...decode,
  ...mutations,
  ...clients,
  ...errors,
  ...http,
  ...sizes.map((count) => growth("encode", count)),
  ...sizes.map((count) => growth("decode", count)),
  ...[1000, 10_000, 100_000].map((count) => queueOf(count)),
];
