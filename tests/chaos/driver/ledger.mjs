// A deployment of a few functions that notes what ran, how often, in which order and for whom.

/**
 * What is known of one call, by the id among its arguments.
 *
 * @typedef {object} Entry
 * @property {number[]} runs the ledger's number at each commit
 * @property {number} requests how many came
 * @property {string[]} auths the credential of each, or ""
 * @property {number} script how many of its faults are used up
 *
 * @typedef {{ kind: string, id: string, text: string, fails?: "function" | undefined, cursor?: string | null | undefined }} Call
 */

/** How many items there are to be paginated. */
const ITEMS = 5;
const PREFIX = "idempotent-";

export class Ledger {
  /** By round, and then by id. @type {Map<string, Map<string, Entry>>} */
  #rounds = new Map();
  /** The rounds that were told. */
  #told = new Set();
  /** What idempotent calls have returned, by round and key. @type {Map<string, Map<string, object>>} */
  #results = new Map();
  #commits = 0;
  /** Requests of rounds that were told already. */
  late = 0;

  /** @param {string} id @returns {Entry} */
  entry(id) {
    const round = roundOf(id);
    if (this.#told.has(round)) this.late += 1;
    const entries = this.#rounds.get(round) ?? new Map();
    this.#rounds.set(round, entries);
    const entry = entries.get(id) ?? {
      runs: [],
      requests: 0,
      auths: [],
      script: 0,
    };
    entries.set(id, entry);
    return entry;
  }

  /**
   * Runs a function, and returns its reply's envelope.
   *
   * @param {Call} call
   * @param {string | undefined} requestId
   */
  run({ kind, id, text, fails, cursor }, requestId) {
    if (fails)
      return {
        status: "error",
        errorMessage: `No: ${id}`,
        ...(text.length % 2 ? { errorData: { id, text } } : {}),
        logLines: [],
      };
    if (cursor !== undefined) return envelope(pageOf(id, cursor));
    if (kind === "query") return envelope({ id, text });
    const known = this.#resultsOf(id);
    const key = requestId?.startsWith(PREFIX) ? `${id} ${requestId}` : "";
    const earlier = key && known.get(key);
    if (earlier) return envelope(earlier);
    const { runs } = this.entry(id);
    runs.push((this.#commits += 1));
    const value = { id, text, run: runs.length };
    if (key) known.set(key, value);
    return envelope(value);
  }

  /** @param {string} id */
  #resultsOf(id) {
    const round = roundOf(id);
    const results = this.#results.get(round) ?? new Map();
    this.#results.set(round, results);
    return results;
  }

  /** Tells what is known of a round's calls, and forgets them. @param {string} round */
  tell(round) {
    const entries = this.#rounds.get(round) ?? new Map();
    this.#rounds.delete(round);
    this.#results.delete(round);
    this.#told.add(round);
    // Rounds that are long over send nothing.
    if (this.#told.size > 5000)
      this.#told.delete(this.#told.values().next().value);
    return Object.fromEntries(entries);
  }
}

/** An id is its round's name, a slash and a number. @param {string} id */
export const roundOf = (id) => id.slice(0, id.lastIndexOf("/"));

const envelope = (/** @type {object} */ value) => ({
  status: "success",
  value,
  logLines: [],
});

/** @param {string} id @param {string | null} cursor */
function pageOf(id, cursor) {
  const start = Number(cursor ?? 0);
  const page = [start, start + 1]
    .filter((index) => index < ITEMS)
    .map((index) => `${id}:${index}`);
  const next = start + page.length;
  return { page, isDone: next >= ITEMS, continueCursor: String(next) };
}
