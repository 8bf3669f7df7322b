// Calls that the embedded backend answers, each of which shows something.

/**
 * @typedef {object} Example
 * @property {string} title
 * @property {import("./call.js").Kind} kind
 * @property {string} path
 * @property {string} args
 */

/** @type {Example[]} */
export const examples = [
  {
    title: "Every type, there and back",
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
    title: "Who the server takes you for",
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
    title: "A ConvexError with its data",
    kind: "query",
    path: "errors:nested",
    args: "{}",
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
