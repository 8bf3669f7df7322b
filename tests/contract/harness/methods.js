/**
 * The ways to call a function, for families of cases that go through all of
 * them: official repeats the same code in each.
 *
 * @typedef {object} Method
 * @property {string} name
 * @property {string} letter in log lines
 * @property {string} endpoint
 * @property {(client: any, ref: any, args?: any) => any} call
 */

/** @type {Method[]} */
export const methods = [
  {
    name: "query",
    letter: "Q",
    endpoint: "query",
    call: (client, ref, args) => client.query(ref, args),
  },
  {
    name: "mutation",
    letter: "M",
    endpoint: "mutation",
    call: (client, ref, args) => client.mutation(ref, args),
  },
  {
    name: "mutation with skipQueue",
    letter: "M",
    endpoint: "mutation",
    call: (client, ref, args) =>
      client.mutation(ref, args, { skipQueue: true }),
  },
  {
    name: "action",
    letter: "A",
    endpoint: "action",
    call: (client, ref, args) => client.action(ref, args),
  },
  {
    name: "consistentQuery",
    letter: "Q",
    endpoint: "query_at_ts",
    call: (client, ref, args) => client.consistentQuery(ref, args),
  },
  {
    name: "function",
    letter: "?",
    endpoint: "function",
    call: (client, ref, args) => client.function(ref, undefined, args),
  },
];

/** The methods other than `query`, for shorter tables. */
export const otherMethods = methods.slice(1);
