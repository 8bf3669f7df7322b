import { createServer } from "node:http";
import { resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { openWorker } from "../../runtimes/driver/worker.mjs";

/** When an abandoned call would have ended, and whoever waits behind it at the latest, in milliseconds. */
const SHORT = 900;
const LONG = 8000;
const MANY = 50;

/** @typedef {{ result: string, took: number, pending: number }} Told */

/**
 * What a request abandons, and what those do that come later.
 *
 * @type {[name: string, method: string, isSigned: boolean][]}
 */
const WAITS = [
  ["the fetch of a token", "token", true],
  ["the queue's first mutation", "mutation", false],
  ["the timestamp", "timestamp", false],
];
/** How a request ends. @type {string[]} */
const ENDS = ["leave", "waitUntil", "gone"];

/**
 * Proves of a client that requests share that whoever comes later goes on within its own deadline, whatever other
 * requests have begun and abandoned.
 *
 * @param {string} folder of the consumer project
 * @param {string} date of compatibility
 * @param {{ filter: string }} config
 * @returns {Promise<{ name: string, problem?: string }[]>}
 */
export async function checkAbandoned(folder, date, { filter }) {
  const cases = [...casesOf()].filter(({ name }) => name.includes(filter));
  if (cases.length === 0) return [];
  const server = await openServer();
  const script = resolve(folder, "features/abandoned-worker.js");
  const worker = await openWorker(script, date);
  try {
    const at = new URL("/", await worker.ready).href;
    const run = async (/** @type {ReturnType<typeof caseOf>} */ one) => {
      const { name, play } = one;
      try {
        await play(new Stage(at, server));
        return { name };
      } catch (error) {
        return { name, problem: String(error) };
      }
    };
    return await Promise.all(cases.map(run));
  } finally {
    await worker.dispose();
    server.stop();
  }
}

function* casesOf() {
  for (const [what, method, isSigned] of WAITS)
    yield caseOf(`${what} is shared, and its request ends`, async (stage) => {
      const given = { method, isSigned, timeout: LONG };
      stage.hangs = false;
      const asked = ["a:b", "slow:it", "slow:it", "a:b"].map((path) =>
        stage.ask({ ...given, path }),
      );
      stage.judge(await Promise.all(asked));
    });
  for (const [what, method, isSigned] of WAITS) {
    for (const end of ENDS)
      yield caseOf(`${what} is abandoned: ${end}`, async (stage) => {
        await stage.abandon({ method, isSigned, timeout: SHORT }, end);
        const early = stage.ask({ method, isSigned, timeout: LONG });
        await sleep(SHORT + 300);
        const late = stage.ask({ method, isSigned, timeout: LONG });
        stage.judge([await early, await late]);
      });
    yield caseOf(`${what} is abandoned by many at once`, async (stage) => {
      const given = { method, isSigned, timeout: SHORT };
      const gone = Array.from({ length: MANY }, (_, index) =>
        stage.abandon(given, ENDS[index % ENDS.length]),
      );
      const asked = Array.from({ length: MANY }, () =>
        stage.ask({ method, isSigned, timeout: LONG }),
      );
      await Promise.all(gone);
      stage.judge(await Promise.all(asked));
    });
  }
  for (const end of ENDS)
    yield caseOf(`idle after abandoned mutations: ${end}`, async (stage) => {
      for (let count = 0; count < 3; count++)
        await stage.abandon({ method: "mutation", timeout: SHORT }, end);
      const told = await stage.ask({ method: "idle" });
      stage.judge([told]);
      if (told.pending !== 0) throw new Error(`${told.pending} are pending`);
    });
}

/**
 * @param {string} name
 * @param {(stage: Stage) => Promise<void>} play
 */
const caseOf = (name, play) => ({ name: `workers: ${name}`, play });

const REPLIES = { "/token": "t", "/query_ts": '{"ts":"AAAAAAAAAAA="}' };

let stages = 0;

/** A client of the Worker, which this case has for itself. */
class Stage {
  /** Whether the first that ask for a token or a timestamp never get it. */
  hangs = true;
  #at;
  #server;
  #client;

  /**
   * @param {string} at the Worker
   * @param {{ url: string, asked: Set<string> }} server
   */
  constructor(at, server) {
    this.#at = at;
    this.#server = server;
    this.#client = `c${(stages += 1)}`;
  }

  /**
   * Has a request begin what hangs, and end.
   *
   * @param {object} given
   * @param {string | undefined} end
   */
  async abandon(given, end) {
    const stopping = new AbortController();
    const { signal } = stopping;
    const leaving = this.#send(
      { ...given, path: "hang:it", then: end },
      signal,
    );
    if (end === "gone") {
      // Its client goes while it waits.
      await this.#begun();
      stopping.abort();
      await leaving.catch(() => {});
    } else await (await leaving).text();
  }

  /** Waits until the server was asked something. */
  async #begun() {
    while (!this.#server.asked.has(this.#client)) await sleep(20);
    await sleep(100);
  }

  /**
   * @param {object} given
   * @returns {Promise<Told>}
   */
  async ask(given) {
    // Some wait for ever where this fails.
    const signal = AbortSignal.timeout(2 * LONG);
    const response = await this.#send({ path: "a:b", ...given }, signal);
    const text = await response.text();
    if (!response.ok) throw new Error(`${response.status}: ${text}`);
    return JSON.parse(text);
  }

  /** @param {Told[]} all what those were told that came later */
  judge(all) {
    const bad = all.filter(
      ({ result, took }) => result !== "ok" || took > LONG - 1000,
    );
    if (bad.length > 0)
      throw new Error(`${bad.length} of ${all.length}: ${JSON.stringify(bad)}`);
  }

  /**
   * @param {object} given
   * @param {AbortSignal} signal
   */
  #send(given, signal) {
    const [client, way] = [this.#client, this.hangs ? "hangs" : "comes"];
    const url = `${this.#server.url}/${way}/${client}`;
    const body = JSON.stringify({ ...given, client, url });
    return fetch(this.#at, { method: "POST", body, signal });
  }
}

/**
 * A server that never answers calls of `hang:it`, and others late. Where its URL says so, it does not answer whoever asks
 * first for a token or a timestamp.
 */
async function openServer() {
  /** @type {Set<string>} */
  const asked = new Set();
  const server = createServer(async (request, response) => {
    const url = request.url ?? "";
    let text = "";
    for await (const part of request) text += part;
    const reply = Object.entries(REPLIES).find(([end]) => url.endsWith(end));
    const isFirst = reply !== undefined && !asked.has(url);
    asked.add(url).add(url.split("/")[2] ?? "");
    if (text.includes("hang:it") || (isFirst && url.startsWith("/hangs")))
      return;
    if (isFirst || text.includes("slow:it")) await sleep(300);
    response.end(reply?.[1] ?? '{"status":"success","value":null}');
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", () => done(0)));
  const address = /** @type {import("node:net").AddressInfo} */ (
    server.address()
  );
  return {
    url: `http://127.0.0.1:${address.port}`,
    /** Which URLs, and which clients, have asked something. */
    asked,
    stop() {
      server.closeAllConnections();
      server.close();
    },
  };
}
