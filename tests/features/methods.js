// Every method that makes a call, so that a case can be run with each.

/** @typedef {import("./setting.js").Setting} Setting */

/**
 * @typedef {object} Method
 * @property {"query" | "mutation" | "action" | "function" | "batch"} kind as hooks and timeouts name it
 * @property {string} ref a function of the backend that the method can call, with `value` as its only argument
 * @property {(client: any, ref: unknown, args: unknown, options?: unknown) => Promise<any>} call
 * @property {boolean} [repeats] whether it is repeated after failures that leave the outcome open
 */

/** @type {Record<string, Method>} */
export const methods = {
  query: {
    kind: "query",
    ref: "values:echo",
    call: (client, ...call) => client.query(...call),
    repeats: true,
  },
  consistentQuery: {
    kind: "query",
    ref: "values:echo",
    call: (client, ...call) => client.consistentQuery(...call),
    repeats: true,
  },
  mutation: {
    kind: "mutation",
    ref: "values:echoMutation",
    call: (client, ...call) => client.mutation(...call),
  },
  "mutation that skips the queue": {
    kind: "mutation",
    ref: "values:echoMutation",
    call: (client, ref, args, options) =>
      client.mutation(ref, args, {
        .../** @type {any} */ (options),
        skipQueue: true,
      }),
  },
  action: {
    kind: "action",
    ref: "values:echoAction",
    call: (client, ...call) => client.action(...call),
  },
  function: {
    kind: "function",
    ref: "values:echo",
    call: (client, ref, args, options) =>
      client.function(ref, undefined, args, options),
  },
  batch: {
    kind: "batch",
    ref: "values:echo",
    call: async (client, ref, args, options) => {
      const [result] = await client.batch([[ref, args]], options);
      if (result.status === "rejected") throw result.reason;
      return result.value;
    },
    repeats: true,
  },
};

/** @type {[string, Method][]} */
export const everyMethod = Object.entries(methods);
