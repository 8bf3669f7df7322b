// What a client owns, and where it is kept.

/** @typedef {import("./errors.js").ErrorClass} ErrorClass */

/**
 * What an instance owns. Rust gets it with each call and keeps nothing of it: a value that wasm holds is never
 * collected, and a fetch or logger that refers to its client would keep both for ever.
 * @typedef {object} Host
 * @property {boolean} open until `free()` is called
 * @property {unknown} debug whether log lines are printed
 * @property {unknown} address the deployment URL, without slashes at its end
 * @property {string} base the same as a string
 * @property {ErrorClass} ConvexError the class of the errors with data
 * @property {unknown} auth the credential, if there is one
 * @property {string} scheme of the credential
 * @property {unknown} fetch the user's own or the runtime's, in a guard that never throws
 * @property {unknown} fetchOptions members for every request
 * @property {unknown} logger undefined is the console, false is silence
 * @property {number} pending the mutations that were queued and have not settled
 * @property {Promise<unknown> | undefined} tail settles when the last queued mutation has
 * @property {((first: Promise<unknown>) => void) | undefined} onSent queues what was called while the first mutation was being sent
 * @property {Promise<unknown> | undefined} timestamp shared by consistent queries
 * @property {ReturnType<typeof import("./options.js").readClient>} policy what its calls may take, if its options say
 * @property {import("./tokens.js").TokenSource | undefined} source of its tokens, if a function fetches them
 * @property {WeakMap<Function, import("./tokens.js").TokenSource> | undefined} sources of the tokens of single calls
 */

/**
 * @param {ErrorClass} ConvexError
 * @returns {Host}
 */
export const makeHost = (ConvexError) => ({
  open: true,
  debug: true,
  address: undefined,
  base: "",
  ConvexError,
  auth: undefined,
  scheme: "",
  fetch: undefined,
  fetchOptions: undefined,
  logger: undefined,
  pending: 0,
  tail: undefined,
  onSent: undefined,
  timestamp: undefined,
  policy: undefined,
  source: undefined,
  sources: undefined,
});

/**
 * Where an instance keeps its host: not a private field, which proxies of a client and objects that inherit from one
 * cannot reach; and behind a function, so that nothing that prints an instance prints its credentials.
 */
export const hostKey = Symbol("convex-http-client");

/**
 * Returns the host of a client that may be called, else undefined.
 * @param {any} client
 * @returns {Host | undefined}
 */
export function hostOf(client) {
  const host = client?.[hostKey]?.();
  return host?.open ? host : undefined;
}

/**
 * Returns the error of a call that has no host.
 * @param {any} client
 */
export function misuse(client) {
  return client?.[hostKey] === undefined
    ? new TypeError(
        "A method of ConvexHttpClient was called without its client: call it as client.query(…).",
      )
    : new Error(
        "This ConvexHttpClient was freed: create a new one for further calls.",
      );
}

/**
 * @param {any} client
 * @returns {Promise<never>}
 */
export const refuse = (client) => Promise.reject(misuse(client));
