// Pieces of work, each of which must be done once.
import { faultsOf } from "./faults.js";
import { pick, randomOf } from "./random.js";
import { ways } from "./ways.js";

/**
 * @typedef {object} Config
 * @property {string} suite
 * @property {string} backendUrl
 * @property {string} proxyUrl
 * @property {number} count of pieces of work
 * @property {number} seed
 * @property {string} mutation
 *
 * @typedef {{ runtime: string, version: string, passed: number, requests: number, conflicts: number, failures: string[] }} Report
 * @typedef {{ _id: string, entry: string, by: string | null }} Row
 */

/** How many pieces are worked on at a time: a page has few connections. */
const WORKERS = 4;
const quiet = { log() {}, warn() {}, error() {}, logVerbose() {} };

/**
 * @param {{ runtime: string, version: string }} runtime
 * @param {any} ours
 * @param {Config} config
 * @returns {Promise<Report>}
 */
export async function runOnce(runtime, ours, config) {
  const backend = new Backend(config.backendUrl);
  const tokens = [await backend.token("ada"), await backend.token("bob")];
  let requests = 0;
  const connect = (/** @type {string} */ url, /** @type {object} */ options) =>
    new ours.ConvexHttpClient(url, {
      logger: quiet,
      hooks: { onRequest: () => void requests++ },
      ...options,
    });
  const { errorInfo } = ours;
  const { mutation, seed } = config;
  /** @type {Map<string, { way: string, results: string[], problem?: string }>} */
  const done = new Map();
  const left = Array.from({ length: config.count }, (_, index) => index);
  const work = async () => {
    for (let index; (index = left.shift()) !== undefined;) {
      const entry = `${runtime.runtime}-${index}`;
      const random = randomOf(seed + index);
      const way = pick(random, Object.keys(ways));
      const { run, isImpatient = false } = ways[way];
      const faults = faultsOf(random, !isImpatient);
      const url = await openSession(config.proxyUrl, entry, faults);
      const given = { entry, url, random, tokens, mutation };
      try {
        const results = await run({ ...given, connect, errorInfo });
        done.set(entry, { way, results });
      } catch (error) {
        done.set(entry, { way, results: [], problem: String(error) });
      }
    }
  };
  await Promise.all(Array.from({ length: WORKERS }, work));

  const failures = judge(done, await backend.rows());
  const { conflicts } = await backend.get("/testing/transactions");
  const passed = done.size - failures.length;
  const purged = await checkPurge(backend, connect(config.backendUrl, {}));
  if (purged) failures.push(purged);
  return {
    ...runtime,
    passed: passed + Number(!purged),
    requests,
    conflicts,
    failures,
  };
}

/**
 * Compares what callers got with what the backend did.
 *
 * @param {Map<string, { way: string, results: string[], problem?: string }>} done
 * @param {Row[]} rows
 */
function judge(done, rows) {
  // Not by `Map.groupBy`, which Node 20 lacks.
  /** @type {Map<string, Row[]>} */
  const byEntry = new Map();
  for (const row of rows)
    byEntry.set(row.entry, [...(byEntry.get(row.entry) ?? []), row]);
  /** @type {string[]} */
  const failures = [];
  for (const [entry, { way, results, problem }] of done) {
    const { callers = 1 } = ways[way];
    const ran = byEntry.get(entry) ?? [];
    const ids = ran.map(({ _id }) => _id).sort();
    const got = [...new Set(results)].sort();
    const identities = new Set(ran.map(({ by }) => by));
    const isRight =
      problem === undefined &&
      ran.length === callers &&
      identities.size === callers &&
      String(ids) === String(got);
    if (!isRight)
      failures.push(
        `${entry}, ${way}: ran ${ran.length} times of ${callers}, for ${identities.size} callers; ${problem ?? `got ${got}, the ledger has ${ids}`}`,
      );
  }
  return failures;
}

/**
 * Whoever comes with a key after it was purged runs again, and whoever comes then gets what that one got.
 *
 * @param {Backend} backend
 * @param {any} client
 */
async function checkPurge(backend, client) {
  const send = () =>
    client.mutation("once:add", { entry: "purged" }, { idempotent: "purged" });
  const results = [await send(), await send()];
  await backend.purge();
  results.push(await send(), await send());
  const rows = await backend.rows();
  const ran = rows.filter(({ entry }) => entry === "purged");
  const [first, second] = ran.map(({ _id }) => _id);
  const expected = [first, first, second, second];
  return ran.length === 2 && String(results) === String(expected)
    ? undefined
    : `a purge: got ${results}, the ledger has ${ran.length} rows: ${first}, ${second}`;
}

/**
 * @param {string} proxyUrl
 * @param {string} name
 * @param {import("./faults.js").Fault[]} faults
 */
async function openSession(proxyUrl, name, faults) {
  const body = JSON.stringify(faults);
  const response = await fetch(`${proxyUrl}/control/${name}`, {
    method: "POST",
    body,
  });
  await response.text();
  return `${proxyUrl}/s/${name}`;
}

/** The backend, without the client and without faults. */
class Backend {
  /** @param {string} url */
  constructor(url) {
    this.url = url;
  }

  /** @param {string} path */
  async get(path) {
    return (await fetch(this.url + path)).json();
  }

  /**
   * @param {string} path
   * @param {object} body
   * @param {Record<string, string>} [headers]
   */
  async post(path, body, headers) {
    const response = await fetch(this.url + path, {
      method: "POST",
      headers: { "Content-Type": "application/json", ...headers },
      body: JSON.stringify(body),
    });
    return response.json();
  }

  /** @param {string} sub */
  async token(sub) {
    const claims = { sub };
    return (await this.post("/testing/token", { claims })).token;
  }

  /** @param {string} path */
  async query(path) {
    const call = { path, format: "convex_encoded_json", args: [{}] };
    return (await this.post("/api/query", call)).value;
  }

  /** What ran, first to last. @returns {Promise<Row[]>} */
  rows() {
    return this.query("once:rows");
  }

  /** Forgets all keys. */
  async purge() {
    const { adminKey } = await this.get("/testing/admin-key");
    const call = {
      path: "once:purgeAll",
      format: "convex_encoded_json",
      args: {},
    };
    while ((await this.query("once:keys")) > 0) {
      // Only what is older than a millisecond is forgotten.
      await new Promise((resolve) => setTimeout(resolve, 5));
      await this.post("/api/function", call, {
        Authorization: `Convex ${adminKey}`,
      });
    }
  }
}
