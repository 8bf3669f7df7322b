// The options beyond the official client's, checked when they are given.

/** @typedef {Record<string, any>} Options */

/**
 * @typedef {object} Retry
 * @property {number} limit how many times a call is repeated
 * @property {number} backoff the longest first delay, in milliseconds
 * @property {number} maxDelay the longest delay, in milliseconds
 * @property {((error: unknown, attempt: number) => unknown) | undefined} shouldRetry
 */

/**
 * What a client's options and a call's have in common.
 * @typedef {object} Policy
 * @property {any} timeout milliseconds, or an object of them by kind
 * @property {AbortSignal | undefined} signal
 * @property {Retry | false | undefined} retry
 * @property {Record<string, string> | undefined} headers
 */

/**
 * @param {string} name
 * @param {unknown} value
 * @param {string} expected
 */
function refuse(name, value, expected) {
  const given = typeof value === "number" ? value : typeof value;
  return new Error(`Invalid option \`${name}\`: ${given}. Give ${expected}.`);
}

const POLICY = ["timeout", "signal", "retry", "auth", "headers"];
const CALL = [...POLICY, "fetchOptions", "skipQueue"];
const CLIENT = [
  ...[...POLICY, "fetchOptions", "hooks", "fetch", "logger"],
  "skipConvexDeploymentUrlCheck",
];
/** What `paginate` takes besides a call's options. */
const PAGES = ["numItems", "cursor", "endCursor", "prefetch"];

/** @param {string} name */
const plain = (name) => name.replace(/[-_]/g, "").toLowerCase();

/**
 * Tells whether a name is another one with a slip: in its case, or of one letter or two neighbours.
 * @param {string} name
 * @param {string} known
 */
function isSlip(name, known) {
  let [a, b] = [plain(name), plain(known)];
  while (a && a[0] === b[0]) [a, b] = [a.slice(1), b.slice(1)];
  while (a && a.at(-1) === b.at(-1)) [a, b] = [a.slice(0, -1), b.slice(0, -1)];
  return a.length < 2 && b.length < 2
    ? true
    : a.length === 2 && a[0] === b[1] && a[1] === b[0] && b.length === 2;
}

/**
 * Refuses names that are slips of known ones. Other names are ignored, as the official client does.
 * @param {Options} options
 * @param {string[]} known
 */
function checkNames(options, known) {
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const right = known.find((other) => isSlip(name, other));
    if (right)
      throw new Error(`Unknown option \`${name}\`: did you mean \`${right}\`?`);
  }
}

/**
 * @param {string} name
 * @param {unknown} value
 * @param {number} least
 */
function checkNumber(name, value, least) {
  if (typeof value !== "number" || !(value >= least))
    throw refuse(name, value, `a number, at least ${least}`);
  return value;
}

/**
 * @param {string} name
 * @param {any} value
 */
function checkTimeout(name, value) {
  if (value !== undefined && (typeof value !== "number" || !(value > 0)))
    throw refuse(name, value, "milliseconds, more than 0");
}

/**
 * @param {string} name
 * @param {unknown} value
 */
function checkObject(name, value) {
  if (value != null && typeof value !== "object")
    throw refuse(name, value, "an object");
}

/** @param {any} timeout */
function readTimeout(timeout) {
  if (typeof timeout !== "object" || timeout === null) {
    checkTimeout("timeout", timeout);
    return timeout;
  }
  const { query, mutation, action } = timeout;
  const read = { query, mutation, action };
  checkNames(timeout, Object.keys(read));
  for (const [kind, value] of Object.entries(read))
    checkTimeout(`timeout.${kind}`, value);
  return read;
}

/** @param {any} retry @returns {Retry | false | undefined} */
function readRetry(retry) {
  if (retry === undefined || retry === false) return retry;
  if (typeof retry !== "object" || retry === null)
    retry = { limit: checkNumber("retry", retry, 0) };
  const { limit = 2, backoff = 300, maxDelay = 10000, shouldRetry } = retry;
  const read = { limit, backoff, maxDelay, shouldRetry };
  checkNames(retry, Object.keys(read));
  checkNumber("retry.limit", limit, 0);
  checkNumber("retry.backoff", backoff, 0);
  checkNumber("retry.maxDelay", maxDelay, 0);
  if (shouldRetry !== undefined && typeof shouldRetry !== "function")
    throw refuse("retry.shouldRetry", shouldRetry, "a function");
  return read;
}

/** @param {any} signal */
function readSignal(signal) {
  // Told by what it can do, as it may come from another realm or a polyfill.
  if (signal != null && typeof signal.addEventListener !== "function")
    throw refuse("signal", signal, "an AbortSignal");
  return signal ?? undefined;
}

const RESERVED = ["authorization", "content-type", "convex-client"];

/** @param {any} headers @returns {Record<string, string> | undefined} */
function readHeaders(headers) {
  if (headers === undefined) return undefined;
  if (typeof headers !== "object" || headers === null)
    throw refuse("headers", headers, "an object of names and values");
  const pairs = headers[Symbol.iterator] ? headers : Object.entries(headers);
  const read = Object.create(null);
  for (const [name, value] of pairs) {
    if (RESERVED.includes(name.toLowerCase()))
      throw new Error(
        `Invalid option \`headers\`: the client sets ${name} itself. For Authorization there is the option \`auth\`.`,
      );
    // In one case, so that a call's header takes the place of the client's.
    if (value !== undefined) read[name.toLowerCase()] = `${value}`;
  }
  return read;
}

/** @param {Options} options @returns {Policy} */
const readPolicy = (options) => ({
  timeout: readTimeout(options.timeout),
  signal: readSignal(options.signal),
  retry: readRetry(options.retry),
  headers: readHeaders(options.headers),
});

/**
 * Reads the options of a call; undefined where none of them is set.
 * @param {any} options
 */
export function readCall(options) {
  checkNames(options, CALL);
  const { auth, fetchOptions } = options;
  if (auth != null && typeof auth !== "string" && typeof auth !== "function")
    throw refuse("auth", auth, "a token, a function that fetches one, or null");
  checkObject("fetchOptions", fetchOptions);
  return { ...readPolicy(options), auth, fetchOptions };
}

/**
 * Refuses slips in the options of `paginate`.
 * @param {Options} options
 */
export const checkPages = (options) => checkNames(options, [...PAGES, ...CALL]);

/**
 * Reads a client's options beyond the official ones; undefined where none of them is set.
 * @param {any} options
 * @returns {(Policy & { hooks: any }) | undefined}
 */
export function readClient(options) {
  checkNames(options, CLIENT);
  const { hooks, fetchOptions } = options;
  checkObject("hooks", hooks);
  checkObject("fetchOptions", fetchOptions);
  const isUsed = ["timeout", "signal", "retry", "headers", "hooks"].some(
    (name) => options[name] !== undefined,
  );
  if (!isUsed) return undefined;
  for (const name of ["onRequest", "onResponse", "onRetry"]) {
    const hook = hooks?.[name];
    if (hook !== undefined && typeof hook !== "function")
      throw refuse(`hooks.${name}`, hook, "a function");
  }
  if (hooks)
    checkNames(hooks, ["onRequest", "onResponse", "onRetry", "includeHeaders"]);
  return { ...readPolicy(options), hooks };
}
