// The demo's functions: those of the project's backend that the panels call, and a few that fail on purpose.
import { failure } from "convex-http-client/testing";
import { ConvexError } from "../client.js";

/**
 * @typedef {import("./deployment.js").Context} Context
 * @typedef {import("./deployment.js").DemoFunction} DemoFunction
 *
 * @typedef {{ _id: string, _creationTime: number } & Record<string, any>} Row
 * @typedef {object} Tables
 * @property {Row[]} tasks
 * @property {Row[]} messages
 * @property {Row[]} ledger
 * @property {Map<string, unknown>} results of mutations that ran, by their keys
 * @property {number} failures that `flaky:list` has had
 */

/** @returns {Tables} */
export function makeTables() {
  return {
    tasks: [],
    messages: [],
    ledger: [],
    results: new Map(),
    failures: 0,
  };
}

/** @param {DemoFunction["run"]} run */
const query = (run) => ({ kind: "query", run });
/** @param {DemoFunction["run"]} run */
const mutation = (run) => ({ kind: "mutation", run });
/** @param {DemoFunction["run"]} run */
const action = (run) => ({ kind: "action", run });

/**
 * Does what `idempotent` of convex-http-client/server does: a key that has been seen gets the first result.
 *
 * @param {string} path
 * @param {DemoFunction["run"]} run
 */
const idempotent = (path, run) =>
  mutation((args, context) => {
    const { key, tables, identity } = context;
    if (key === undefined) return run(args, context);
    const known = JSON.stringify([path, identity?.tokenIdentifier, key]);
    if (tables.results.has(known)) return tables.results.get(known);
    const result = run(args, context);
    tables.results.set(known, result);
    return result;
  });

/** @type {Record<string, DemoFunction>} */
const tasks = {
  "tasks:list": query((_, { tables }) => tables.tasks),
  "tasks:listMine": query((_, { tables, identity }) => {
    if (identity === null) throw new ConvexError("Not signed in");
    const { tokenIdentifier } = identity;
    return tables.tasks.filter(({ owner }) => owner === tokenIdentifier);
  }),
  "tasks:create": mutation(({ text, priority }, { tables, identity }) => {
    const owner = identity?.tokenIdentifier;
    const task = { text, completed: false, priority, owner };
    return insert(tables.tasks, "task", task);
  }),
  "tasks:complete": mutation(({ id }, { tables }) => {
    findTask(tables, id).completed = true;
  }),
  "tasks:remove": mutation(({ id }, { tables }) => {
    tables.tasks.splice(tables.tasks.indexOf(findTask(tables, id)), 1);
  }),
};

/** @type {Record<string, DemoFunction>} */
const messages = {
  "messages:send": mutation((message, { tables }) =>
    insert(tables.messages, "message", message),
  ),
  "messages:list": query(({ channel }, { tables }) =>
    tables.messages.filter((message) => message.channel === channel),
  ),
  "messages:clear": mutation(({ channel }, { tables }) => {
    const before = tables.messages.length;
    tables.messages = tables.messages.filter(
      (message) => message.channel !== channel,
    );
    return before - tables.messages.length;
  }),
};

/** @type {Record<string, DemoFunction>} */
const once = {
  "once:add": idempotent("once:add", ({ entry }, { tables }) =>
    insert(tables.ledger, "entry", { entry }),
  ),
  "once:addUnprotected": mutation(({ entry }, { tables }) =>
    insert(tables.ledger, "entry", { entry }),
  ),
  "once:ledger": query((_, { tables }) => {
    /** @type {Record<string, number>} */
    const counts = {};
    for (const { entry } of tables.ledger) {
      counts[entry] = (counts[entry] ?? 0) + 1;
    }
    return counts;
  }),
};

/** @type {Record<string, DemoFunction>} */
const others = {
  "values:echo": query(({ value }) => value),
  "values:strict": query(({ count, name }) => {
    if (typeof count === "bigint") return `${name}: ${count}`;
    throw new Error(
      `ArgumentValidationError: Value does not match validator.\nPath: .count\nValue: ${count}\nValidator: v.int64()`,
    );
  }),
  "values:many": query(({ count }) =>
    Array.from({ length: count }, (_, index) => ({
      index: BigInt(index),
      name: `Plant ${index}`,
      water: index / 2,
    })),
  ),
  "users:whoami": query((_, { identity }) => identity),
  "actions:wait": action(async ({ ms }, { sleep }) => {
    const start = performance.now();
    await sleep(ms);
    return performance.now() - start;
  }),
  "logs:levels": query((_, { log }) => {
    log("DEBUG", "'debug' 1 2.5 true");
    log("LOG", "'log' { a: 1, nested: { b: [ 1, 2, 3 ] } }");
    log("INFO", "'info' 42n null undefined");
    log("WARN", "'warn' [ 'one', \"it's two\" ]");
    log("ERROR", "'error' [Error: Logged failure]");
    return "logged";
  }),
  "errors:nested": query(() => {
    throw new ConvexError({
      code: "Nested",
      at: 9007199254740993n,
      bytes: new Uint8Array([1, 2, 255]).buffer,
      list: [1.5, "two", null, { three: 3n }],
    });
  }),
  "errors:afterWrite": mutation(({ text }) => {
    throw new ConvexError({ code: "AfterWrite", text });
  }),
  "flaky:list": query((_, { tables }) => {
    if (tables.failures++ % 3 < 2) throw failure("WorkerOverloaded");
    return ["at", "last"];
  }),
};

/** By their paths. @type {Record<string, DemoFunction>} */
export const functions = { ...tasks, ...messages, ...once, ...others };

/**
 * @param {Row[]} table
 * @param {string} word
 * @param {object} fields
 */
function insert(table, word, fields) {
  const _id = `${word}-${crypto.randomUUID().slice(0, 8)}`;
  table.push({ ...fields, _id, _creationTime: Date.now() });
  return _id;
}

/** @param {Tables} tables @param {string} id */
function findTask({ tasks }, id) {
  const task = tasks.find(({ _id }) => _id === id);
  if (!task) throw new ConvexError({ code: "TaskNotFound", id });
  return task;
}
