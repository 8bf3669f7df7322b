// What must hold, whatever happened.
import { SLACK } from "./calls.js";

/** What fetchers of tokens throw. */
export const NO_TOKEN = "no token today";

/** @typedef {import("./calls.js").Call} Call */
/** @typedef {import("./driver/ledger.mjs").Entry} Entry */

/** @type {Entry} */
const NOTHING = { runs: [], requests: 0, auths: [], script: 0 };
const ITEMS = 5;
/** How many a call has at most: five repetitions, and one with another token. */
const MOST = 7;
/** How many requests a method makes where nothing goes wrong. @type {Record<string, number>} */
const REQUESTS = { paginate: Infinity, watch: Infinity };

/**
 * Says what is wrong with a call.
 *
 * @param {Call} call
 * @param {Entry | undefined} entry what the ledger has of it
 * @param {(error: unknown) => any} errorInfo
 * @param {boolean} repeats whether the runtime sends a request again by itself where a connection dies
 * @returns {string | undefined}
 */
export function judgeCall(call, entry = NOTHING, errorInfo, repeats) {
  if (repeats && isRepeated(call, entry)) return undefined;
  const { id, way, isRejected, settled, listeners } = call;
  const { settledAt = 0, stoppedAt = Infinity } = call;
  const problem =
    settled !== 1
      ? `it has settled ${settled} times`
      : listeners.count !== 0
        ? `${listeners.count} listen to its signal`
        : settledAt - stoppedAt > SLACK
          ? `it went on for ${settledAt - stoppedAt} ms after it was stopped`
          : (judgeRuns(call, entry) ??
            judgeAuths(entry) ??
            (isRejected
              ? judgeError(call, entry, errorInfo)
              : judgeValue(call, entry)));
  return (
    problem &&
    `${way} ${id}: ${problem}; ${JSON.stringify({ ...call.args, text: undefined, options: call.options, requests: entry.requests, runs: entry.runs.length })}`
  );
}

/** Whether a call may have been sent again by the runtime. @param {Call} call @param {Entry} entry */
const isRepeated = ({ args }, { requests }) =>
  requests > 1 &&
  args.faults.some((/** @type {import("./faults.js").Fault} */ fault) =>
    ["hang up", "cut head", "noise"].includes(fault.do),
  );

/** @param {Call} call @param {Entry} entry */
function judgeRuns({ isIdempotent, kind, way }, { runs, requests }) {
  // Sent again, a function runs again unless it is one that looks for its key.
  const isOnce = !isIdempotent || kind === "mutation" || kind === "action";
  if (isOnce && runs.length > 1) return `it ran ${runs.length} times`;
  if (!isIdempotent && requests > (REQUESTS[way] ?? MOST))
    return `it was sent ${requests} times`;
  return undefined;
}

/** All attempts of a call are one identity's. @param {Entry} entry */
function judgeAuths({ auths }) {
  // A fetcher of tokens may have none for once.
  const given = auths.filter((auth) => auth !== "");
  const identities = new Set(given.map((auth) => auth.split(".")[0]));
  return identities.size > 1
    ? `it was sent as ${[...identities].join(" and ")}`
    : undefined;
}

/** @param {Call} call @param {Entry} entry */
function judgeValue({ id, args, kind, value, way }, { runs }) {
  if (args.fails && way !== "paginate") return "its function's error is lost";
  if (way === "paginate") {
    const all = Array.from({ length: ITEMS }, (_, index) => `${id}:${index}`);
    return String(value) === String(all) ? undefined : `it got ${value}`;
  }
  if (value?.id !== id || value.text !== args.text)
    return `it got ${JSON.stringify(value)?.slice(0, 100)}`;
  return kind !== "query" && runs.length === 0
    ? "it has a result and did not run"
    : undefined;
}

/** @param {Call} call @param {Entry} entry @param {(error: unknown) => any} errorInfo */
function judgeError(call, { runs, requests }, errorInfo) {
  const { error, kind, stopping, way } = call;
  const info = errorInfo(error);
  // A watch that was stopped rejects with what it was stopped by.
  if (way === "watch" && error === stopping?.signal.reason) return undefined;
  // What a fetcher of tokens threw rejects all that wait for it, and tells the worst that is known of any of them.
  if (info && error.message === NO_TOKEN) return undefined;
  if (!info) return `nothing is known of ${print(error)}`;
  const { attempts, outcome } = info;
  const about = `${info.kind} ${info.status ?? ""} ${info.code ?? ""} ${print(error)}, after ${attempts} attempts`;
  if (kind === "query" && outcome !== "not-committed")
    return `a query is ${outcome}: ${about}`;
  if (outcome === "not-committed" && runs.length > 0)
    return `it ran, and is said not to: ${about}`;
  if (outcome === "committed" && runs.length === 0)
    return `it did not run, and is said to: ${about}`;
  if (outcome === "unknown" && attempts === 0)
    return `it was never sent, and nobody knows whether it ran: ${about}`;
  // What a batch tells of one of its queries knows nothing of the batch's attempts.
  const isItem = way === "batch" && info.kind === "function";
  if (!isItem && attempts * (REQUESTS[way] ?? 1) < requests)
    return `it was sent ${requests} times: ${about}`;
  if (call.isAfterEnd && requests > 0) return `it was sent after free()`;
  const shown = [error?.message, error?.stack, error?.cause, safe(info)];
  if (shown.some((it) => String(it).includes("secret")))
    return `it tells a secret: ${about}`;
  return undefined;
}

const safe = (/** @type {unknown} */ value) => JSON.stringify(value);
const print = (/** @type {any} */ error) => String(error).slice(0, 200);

/**
 * Says whether mutations that were queued have run in the order of their calls.
 *
 * @param {Call[]} calls
 * @param {Record<string, Entry>} ledger
 */
export function judgeOrder(calls, ledger) {
  let last = 0;
  for (const { id, isQueued, isRejected, settled } of calls) {
    // One that was lost may arrive late: its caller was told that nobody knows.
    if (!isQueued || isRejected || settled === 0) continue;
    const run = ledger[id]?.runs[0];
    if (run === undefined) continue;
    if (run < last) return `mutation ${id} has overtaken another`;
    last = run;
  }
  return undefined;
}
