// A fetch on whose way things go wrong.

/** @typedef {import("./scenarios.js").Fault} Fault */
/** @typedef {"ran" | "did not run"} Fate of the function, which only the deployment knows */

/** How long a made-up reply takes, in milliseconds. */
const LATENCY = 60;

/**
 * @param {typeof fetch} send
 * @param {(index: number) => Fault | undefined} choose what happens to a request, by its number from 0
 * @returns {{ fetch: typeof fetch, fates: Fate[] }} `fates` has one for each request, when it is known
 */
export function disturb(send, choose) {
  /** @type {Fate[]} */
  const fates = [];
  let requests = 0;
  return {
    fates,
    fetch: async (input, init) => {
      const index = requests++;
      const fault = choose(index);
      if (fault === undefined || fault === "lose") {
        const response = await send(input, init);
        fates[index] = response.status === 401 ? "did not run" : "ran";
        if (fault === undefined) return response;
        throw new TypeError("The connection was lost");
      }
      fates[index] = "did not run";
      await pause(init?.signal);
      if (fault === "drop") throw new TypeError("The connection was lost");
      const { status, body, headers } = fault;
      return new Response(body, { status, headers });
    },
  };
}

/** @param {AbortSignal | null | undefined} signal @returns {Promise<void>} */
function pause(signal) {
  return new Promise((resolve, reject) => {
    setTimeout(resolve, LATENCY);
    signal?.addEventListener("abort", () => reject(signal.reason));
  });
}
