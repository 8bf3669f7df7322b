// Calls that the demo and the embedded backend answer, each of which shows something.

/**
 * @typedef {object} Example
 * @property {string} title
 * @property {import("./call.js").Kind} kind
 * @property {string} path
 * @property {string} args
 * @property {string} [retry] how many retries
 * @property {boolean} [isOfDemo] the embedded backend does not have it
 */

/** @type {Example[]} */
export const examples = [
  {
    title: "Every type of value, sent and returned",
    kind: "query",
    path: "values:echo",
    args: `{
  value: {
    id: 9007199254740993n, // an int64
    hash: bytes("3q2+7w=="),
    limits: [-Infinity, -0, NaN],
    name: "Ada",
    tags: ["first", null, true],
  },
}`,
  },
  {
    title: "Who am I, to the server?",
    kind: "query",
    path: "users:whoami",
    args: "{}",
  },
  {
    title: "A mutation with an int64",
    kind: "mutation",
    path: "tasks:create",
    args: `{ text: "Water the plants", priority: 3n }`,
  },
  {
    title: "An action that takes half a second",
    kind: "action",
    path: "actions:wait",
    args: "{ ms: 500 }",
  },
  {
    title: "Log lines of every level",
    kind: "query",
    path: "logs:levels",
    args: "{}",
  },
  {
    title: "A function that throws a ConvexError",
    kind: "query",
    path: "errors:nested",
    args: "{}",
  },
  {
    title: "A query that fails twice, with retries",
    kind: "query",
    path: "flaky:list",
    args: "{}",
    retry: "3",
    isOfDemo: true,
  },
  {
    title: "A result of 100,000 items",
    kind: "query",
    path: "values:many",
    args: "{ count: 100000 }",
    isOfDemo: true,
  },
  {
    title: "Arguments that the server refuses",
    kind: "query",
    path: "values:strict",
    args: `{ count: 1.5, name: "Ada" }`,
  },
  {
    title: "Arguments that the client refuses",
    kind: "query",
    path: "values:echo",
    args: `{ value: [1, undefined] }`,
  },
];
