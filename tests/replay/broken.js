// Clients that are broken in one way each. The replay must see it of every one, or it would not see it of ours.

import { withOptions } from "../contract/harness/with-options.js";

/** @typedef {{ ConvexHttpClient: any, errorInfo: (error: unknown) => any }} Package */

/**
 * @param {Package} npm
 * @param {(info: any) => object} change of what is known of an error
 * @returns {Package}
 */
const telling = ({ ConvexHttpClient, errorInfo }, change) => ({
  ConvexHttpClient,
  errorInfo(error) {
    const info = errorInfo(error);
    return info && { ...info, ...change(info) };
  },
});

/**
 * @param {Package} npm
 * @param {(Client: any) => any} extend
 * @returns {Package}
 */
const extended = ({ ConvexHttpClient, errorInfo }, extend) => ({
  ConvexHttpClient: extend(ConvexHttpClient),
  errorInfo,
});

/**
 * @param {Package} npm
 * @param {(options: any) => object} change of the options of each call
 */
const calling = (npm, change) =>
  extended(npm, (Client) => withOptions(Client, change));

/** @type {[name: string, make: (npm: Package) => Package][]} */
export const broken = [
  [
    "says that a lost mutation did not commit",
    (npm) =>
      telling(npm, ({ outcome }) => ({
        outcome: outcome === "unknown" ? "not-committed" : outcome,
      })),
  ],
  [
    "says that what failed in the network may be sent again",
    (npm) =>
      telling(npm, ({ kind, retryable }) => ({
        retryable: kind === "network" || retryable,
      })),
  ],
  [
    "counts an attempt too many",
    (npm) => telling(npm, ({ attempts }) => ({ attempts: attempts + 1 })),
  ],
  [
    "sends mutations at once",
    (npm) => calling(npm, () => ({ skipQueue: true })),
  ],
  [
    "forgets that a call is idempotent",
    (npm) => calling(npm, () => ({ idempotent: false })),
  ],
  [
    "takes what is lost for idempotent",
    (npm) =>
      extended(
        npm,
        (Client) =>
          class extends Client {
            action(/** @type {any[]} */ ...[name, args, options = {}]) {
              return super.action(name, args, { idempotent: true, ...options });
            }
          },
      ),
  ],
  ["never sends again", (npm) => calling(npm, () => ({ retry: false }))],
  ["takes no time limit", (npm) => calling(npm, () => ({ timeout: 1e9 }))],
  [
    "goes on when it is stopped",
    (npm) => calling(npm, () => ({ signal: null })),
  ],
  [
    "waits longer before it sends again",
    (npm) =>
      calling(npm, ({ retry }) =>
        retry ? { retry: { ...retry, backoff: retry.backoff * 2 } } : {},
      ),
  ],
  [
    "keeps its first credentials",
    (npm) =>
      extended(
        npm,
        (Client) =>
          class extends Client {
            setAuth(/** @type {unknown} */ auth) {
              if (!this.isSet) super.setAuth(auth);
              this.isSet = true;
            }
          },
      ),
  ],
  [
    "forgets that a new token is needed",
    (npm) =>
      extended(
        npm,
        (Client) =>
          class extends Client {
            setAuth(/** @type {any} */ auth) {
              super.setAuth(
                typeof auth === "function"
                  ? () => auth({ forceRefreshToken: false })
                  : auth,
              );
            }
          },
      ),
  ],
];
