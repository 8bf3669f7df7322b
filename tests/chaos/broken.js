// Clients that are broken in one way each. A run must see it of every one, or it would not see it of ours.

import { withOptions } from "../contract/harness/with-options.js";

/** @typedef {import("./round.js").Package} Package */

const never = new Promise(() => {});

/** @param {Package} ours @param {(Client: any) => any} extend @returns {Package} */
const extended = (ours, extend) => ({
  ...ours,
  ConvexHttpClient: extend(ours.ConvexHttpClient),
});

/** @param {Package} ours @param {(options: any) => object} change of the options of each call */
const calling = (ours, change) =>
  extended(ours, (Client) => withOptions(Client, change));

/** @type {[name: string, make: (ours: Package) => Package][]} */
export const broken = [
  [
    "says that a lost mutation did not commit",
    (ours) => ({
      ...ours,
      errorInfo(error) {
        const info = ours.errorInfo(error);
        const isLost = info?.outcome === "unknown";
        return isLost ? { ...info, outcome: "not-committed" } : info;
      },
    }),
  ],
  [
    "counts an attempt too few",
    (ours) => ({
      ...ours,
      errorInfo(error) {
        const info = ours.errorInfo(error);
        return info && { ...info, attempts: Math.max(info.attempts - 1, 0) };
      },
    }),
  ],
  [
    "sends a lost mutation again",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            mutation(/** @type {any[]} */ ...call) {
              const again = () => super.mutation(...call);
              return super.mutation(...call).catch(again);
            }
          },
      ),
  ],
  [
    "sends mutations at once",
    (ours) => calling(ours, () => ({ skipQueue: true })),
  ],
  ["takes no time limit", (ours) => calling(ours, () => ({ timeout: 9000 }))],
  [
    "goes on when it is stopped",
    (ours) => calling(ours, () => ({ signal: null })),
  ],
  [
    "follows redirects",
    (ours) => calling(ours, () => ({ fetchOptions: { redirect: "follow" } })),
  ],
  [
    "listens to a signal for ever",
    (ours) =>
      calling(ours, ({ signal }) => {
        signal?.addEventListener("abort", () => {});
        return {};
      }),
  ],
  [
    "never settles after an error",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            action(/** @type {any[]} */ ...[name, args, options]) {
              const call = { timeout: 100, ...options };
              return super.action(name, args, call).catch(() => never);
            }
          },
      ),
  ],
  [
    "brings the result of another call",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            query(/** @type {any[]} */ ...call) {
              const result = super.query(...call);
              const { last = result } = this;
              this.last = result;
              return result.then(() => last);
            }
          },
      ),
  ],
  [
    "miscounts its mutations",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            get pendingMutations() {
              return super.pendingMutations + 1;
            }
          },
      ),
  ],
  [
    "is never idle",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            idle() {
              return never;
            }
          },
      ),
  ],
  [
    "sends what has settled",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            query(/** @type {any[]} */ ...call) {
              const again = () => void super.query(...call).catch(() => {});
              const result = super.query(...call);
              result.then(() => setTimeout(again, 5), again);
              return result;
            }
          },
      ),
  ],
  [
    "calls as somebody else when it calls again",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            query(/** @type {any[]} */ ...[name, args, options]) {
              const other = { ...options, auth: "secret-bob.1" };
              const again = () => super.query(name, args, other);
              return super.query(name, args, options).catch(again);
            }
          },
      ),
  ],
  [
    "tells a token in an error",
    (ours) =>
      extended(
        ours,
        (Client) =>
          class extends Client {
            query(/** @type {any[]} */ ...call) {
              return super.query(...call).catch((/** @type {any} */ error) => {
                if (Object.isExtensible(error)) error.cause = "secret-ada.1";
                throw error;
              });
            }
          },
      ),
  ],
];
