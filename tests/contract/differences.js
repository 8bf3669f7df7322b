import { keepsRealm } from "./cases/realms.js";

/**
 * Where ours differs from official on purpose. Everything else that differs is
 * a failure; so is an entry whose proof shows no difference.
 *
 * @typedef {import("./harness/side.js").Observation} Observation
 *
 * @typedef {object} Facts
 * @property {string} version of our package
 *
 * @typedef {object} Difference
 * @property {string} id
 * @property {string} readme the item of the list in docs/differences.md that tells of it
 * @property {string} reason
 * @property {RegExp} cases the names of the cases it may show in
 * @property {string} proof the case in which it must show
 * @property {() => boolean} [where] whether official has the fault in this
 *   runtime; everywhere unless given
 * @property {(official: Observation, ours: Observation, facts: Facts) => Observation} expectedOurs
 *   what ours must show, made from what official shows; `ours` is looked at
 *   only where we are free
 */

const PROTO =
  "A field named `__proto__` is sent and received; the official client loses it.";
const ARGUMENTS =
  "Arguments are read when a mutation is called, not when its turn in the queue comes.";

const REFUSED_CREDENTIAL = [
  {
    message:
      "The token or key cannot be sent: its character 3 is a line break, another control character, or beyond Latin-1.",
    requests: 0,
  },
].map(({ message, requests }) =>
  object([
    ["message", message],
    ["requests", requests],
  ]),
)[0];

const FACTS = [
  "attempts",
  "code",
  "functionPath",
  "kind",
  "outcome",
  "requestId",
  "retryable",
  "status",
];
/** What Node, Deno and Bun print an object by. */
const INSPECT = "Symbol(nodejs.util.inspect.custom)";
/** Errors of functions and of arguments are like official's in all. */
const KINDS = ["http", "network", "protocol"];

/** @type {Difference[]} */
export const differences = [
  {
    id: "client header",
    readme: "The `Convex-Client` header names this client and its version.",
    reason: "the server tells clients apart by it; only official is `npm`",
    cases: /./,
    proof: "deliberate: the client names itself",
    expectedOurs: (official, _ours, { version }) =>
      withRequests(official, (request) => ({
        ...request,
        headers: request.headers.map(
          (/** @type {[string, string]} */ [name, value]) =>
            name === "Convex-Client" && value === "npm-1.48.0"
              ? [name, `convex-http-client-${version}`]
              : [name, value],
        ),
      })),
  },
  {
    id: "redirects are not followed",
    readme:
      "A redirect is not followed, as it may lead to another origin, unless `fetchOptions` say so; the official client's requests are, with all headers but `Authorization`.",
    reason:
      "what has effects would be a GET, or run elsewhere; what is secret would be told to whoever is there",
    cases: /./,
    proof: "deliberate: the client names itself",
    expectedOurs: (official) => withRequests(official, notRedirected),
  },
  {
    id: "order of kinds",
    readme:
      "Calls of different kinds whose responses arrive in the same instant settle in the order of the calls; the official client settles queries after actions.",
    reason: "official's query waits one microtask longer than its action",
    cases: /^deliberate: calls of different kinds settle in their order$/,
    proof: "deliberate: calls of different kinds settle in their order",
    expectedOurs: records({ order: ["query", "action"] }),
  },
  {
    id: "turn of a mutation that cannot be sent",
    readme:
      "A queued mutation that cannot be sent still takes its turn: the call before it settles before the one after it is sent.",
    reason:
      "official goes on to the next mutation at once; here each is a promise",
    cases:
      /^deliberate: a mutation that cannot be sent takes a turn of the queue$/,
    proof:
      "deliberate: a mutation that cannot be sent takes a turn of the queue",
    expectedOurs: records({
      order: ["sent a:first", "first", "sent a:third", "second", "third"],
    }),
  },
  {
    id: "an own __proto__ is sent",
    readme: PROTO,
    where: assigningProtoIsSpecial,
    reason: "official sets the prototype of what it sends, and loses the field",
    cases: /^deliberate: an own __proto__ is sent$/,
    proof: "deliberate: an own __proto__ is sent",
    expectedOurs: records({
      sent: [
        object([
          [
            "a",
            object([
              ["__proto__", object([["x", 1]])],
              ["b", 2],
            ]),
          ],
        ]),
      ],
    }),
  },
  {
    id: "an own __proto__ arrives",
    readme: PROTO,
    where: assigningProtoIsSpecial,
    reason: "official sets the prototype of what it decodes",
    cases: /^deliberate: an own __proto__ arrives/,
    proof: "deliberate: an own __proto__ arrives and touches no prototype",
    expectedOurs: records({
      value: object([
        ["__proto__", object([["x", { bigint: "1" }]])],
        ["b", 2],
      ]),
      inherited: { undefined: true },
    }),
  },
  {
    id: "an own __proto__ in errorData",
    readme: PROTO,
    where: assigningProtoIsSpecial,
    reason: "as in values",
    cases: /^deliberate: an own __proto__ in errorData arrives$/,
    proof: "deliberate: an own __proto__ in errorData arrives",
    expectedOurs: records({
      data: object([["__proto__", object([["x", 1]])]]),
    }),
  },
  {
    id: "an own __proto__ in the exported codecs",
    readme: PROTO,
    where: assigningProtoIsSpecial,
    reason: "as in calls",
    cases: /^deliberate: an own __proto__ passes/,
    proof: "deliberate: an own __proto__ passes convexToJson and jsonToConvex",
    expectedOurs: records({
      encoded: object([
        ["__proto__", object([["x", 1]])],
        ["b", 2],
      ]),
      decoded: object([
        ["__proto__", object([["x", 1]])],
        ["b", 2],
      ]),
    }),
  },
  {
    id: "a failed timestamp",
    readme:
      "A consistent query asks again for the timestamp that an earlier one failed to get.",
    reason: "official keeps the failure for the client's whole life",
    cases: /^deliberate: a failed timestamp/,
    proof: "deliberate: a failed timestamp is asked for again",
    expectedOurs: records({ "second resolves": true, requests: 3 }),
  },
  {
    id: "trailing slashes",
    readme: "Slashes at the end of the deployment URL are dropped.",
    reason: "official sends `//api/query`, which the server does not know",
    cases: /^(address: .*trailing slash|deliberate: a trailing slash)/,
    proof: "deliberate: a trailing slash is dropped",
    expectedOurs: (official) =>
      withTexts(official, (text) =>
        /^https?:\/\//.test(text) ? text.replace(/\/+(?=\/api\b|$)/, "") : text,
      ),
  },
  {
    id: "arguments at the call",
    readme: ARGUMENTS,
    reason: "a loop that reuses one object would send the last value each time",
    cases: /^deliberate: arguments are taken at the call$/,
    proof: "deliberate: arguments are taken at the call",
    expectedOurs: records({
      sent: [1, 2, 3].map((n) => [
        object([
          ["list", [n]],
          ["n", n],
        ]),
      ]),
    }),
  },
  {
    id: "invalid arguments at the call",
    readme: ARGUMENTS,
    reason: "as above: the call is judged by what it was given",
    cases: /^deliberate: invalid arguments are those of the call$/,
    proof: "deliberate: invalid arguments are those of the call",
    expectedOurs: records({ rejects: true }),
  },
  {
    id: "error information",
    readme:
      "Errors other than those of functions and of arguments have properties (`kind`, `status`, `code`, …) that are not enumerable.",
    reason: "callers must know whether a failed mutation may have committed",
    cases: /./,
    proof: "deliberate: errors of the engine carry information",
    expectedOurs: (official, ours) =>
      withErrors(official, ours, (error, counterpart) => {
        if (!KINDS.includes(counterpart.own.kind)) return error;
        const facts = Object.entries(counterpart.own).filter(([name]) =>
          FACTS.includes(name),
        );
        const own = { ...error.own, ...Object.fromEntries(facts) };
        return { ...error, own };
      }),
  },
  {
    id: "typed HTTP errors",
    readme:
      "An HTTP error is a `ConvexHttpError`, which extends `Error` and has the same name and message.",
    reason: "callers tell it from other errors without reading messages",
    cases: /./,
    proof: "deliberate: an HTTP error has a class",
    expectedOurs: (official, ours) =>
      withErrors(official, ours, (error, counterpart) => {
        if (error.error !== "Error" || counterpart.error !== "ConvexHttpError")
          return error;
        // Hidden, and only on these: what a runtime prints them by.
        const own = { ...error.own };
        if (INSPECT in counterpart.own) own[INSPECT] = counterpart.own[INSPECT];
        return { ...error, error: "ConvexHttpError", own };
      }),
  },
  {
    id: "the JSON of HTTP errors",
    readme:
      "`JSON.stringify` of an HTTP error shows its message, status and code, and `console.error` no page of HTML; its message stays the reply's body.",
    reason: "a log of errors as JSON would hold empty objects",
    cases: /^replies: .*: what enumeration and JSON show of errors$/,
    proof: "replies: query: what enumeration and JSON show of errors",
    expectedOurs: (official, ours) => {
      const { message, status } = JSON.parse(ours.records["http JSON"]);
      const isRight = message === "oops" && status === 500;
      const shown = isRight ? ours.records["http JSON"] : "oops, with 500";
      // What runtimes print it by stands there too, and is not enumerable.
      const keys = [...official.records["http keys"], INSPECT];
      const records = {
        ...official.records,
        "http JSON": shown,
        "http keys": keys,
      };
      return { ...official, records };
    },
  },
  {
    id: "credentials that are no strings",
    readme:
      "A token or key that is a promise or another object without a text of its own is refused; the official client sends `[object Promise]`.",
    reason: "the deployment would say that the token is malformed",
    cases: /^deliberate: a promise of a credential is refused$/,
    proof: "deliberate: a promise of a credential is refused",
    expectedOurs: records({
      promise: object([
        [
          "message",
          "The token or key cannot be sent: it is [object Promise], no string.",
        ],
        ["sent", []],
      ]),
      object: object([
        [
          "message",
          "The token or key cannot be sent: it is [object Object], no string.",
        ],
        ["sent", []],
      ]),
    }),
  },
  {
    id: "credentials that cannot be sent",
    readme:
      "A token or key that no header can hold is refused before `fetch` is called, which would quote it; the error names only the position of the fault.",
    reason: "runtimes print the whole token in their error",
    cases: /^deliberate: a credential that no header can hold is refused$/,
    proof: "deliberate: a credential that no header can hold is refused",
    expectedOurs: (official) => ({
      ...official,
      records: {
        "a token": REFUSED_CREDENTIAL,
        "a key": REFUSED_CREDENTIAL,
      },
    }),
  },
  {
    id: "a timestamp that does not come",
    readme:
      "A consistent query asks again for the timestamp that an earlier one failed to get.",
    reason:
      "official waits for it for the client's whole life; its request may have died with its context",
    cases: /^deliberate: a timestamp that does not come/,
    proof: "deliberate: a timestamp that does not come is asked for again",
    expectedOurs: records({ requests: 3, "second resolves": true }),
  },
  {
    id: "arrays of another realm in replies",
    readme:
      "Results consist of the client's own arrays and objects, even where a test environment's `Response` comes from another realm.",
    reason: "test frameworks compare their classes with those of literals",
    where: keepsRealm,
    cases: /^realms: .* in a mocked reply$/,
    proof: "realms: an array with a hole in a mocked reply",
    expectedOurs: ofOurRealm,
  },
  {
    id: "slips of option names",
    readme:
      "A misspelled option of a call (`skipqueue`) is refused, and the error names the right one.",
    reason: "a mutation that was to skip the queue would wait in it",
    cases: /^deliberate: a slip of an option's name is refused$/,
    proof: "deliberate: a slip of an option's name is refused",
    expectedOurs: records({
      message: "Unknown option `skipqueue`: did you mean `skipQueue`?",
      requests: 0,
    }),
  },
  {
    id: "secrets",
    readme:
      "Tokens and keys do not show on the client, in `console.log` or in `JSON.stringify`.",
    reason: "a token on the instance ends up in logs",
    cases: /^deliberate: secrets do not show on the client$/,
    proof: "deliberate: secrets do not show on the client",
    expectedOurs: records({
      "JSON shows the token": false,
      "members show the token": false,
      "JSON shows the key": false,
      "members show the key": false,
    }),
  },
];

/**
 * Changes each error that both observations have in the same place.
 *
 * @param {any} official
 * @param {any} ours
 * @param {(error: any, counterpart: any) => any} change
 * @returns {any}
 */
function withErrors(official, ours, change) {
  if (typeof official !== "object" || official === null) return official;
  const other = Object(ours);
  if (Array.isArray(official)) {
    return official.map((item, i) => withErrors(item, other[i], change));
  }
  const entries = Object.entries(official).map(([key, value]) => [
    key,
    withErrors(value, other[key], change),
  ]);
  const changed = Object.fromEntries(entries);
  if (isError(official) && isError(other)) return change(changed, other);
  const [packed, otherPacked] = [unpack(official), unpack(other)];
  if (packed && otherPacked) return pack(change(packed, otherPacked));
  return changed;
}

/**
 * The description of an error, from what a case made of it by recording it: a
 * description of that description.
 *
 * @param {any} described
 */
function unpack({ fields }) {
  if (!Array.isArray(fields)) return undefined;
  const error = Object.fromEntries(fields);
  const own = error.own?.fields;
  if (!Array.isArray(own)) return undefined;
  const unpacked = { ...error, own: Object.fromEntries(own) };
  return isError(unpacked) ? unpacked : undefined;
}

/** @param {any} error */
function pack(error) {
  const own = Object.entries(error.own).sort(byKey);
  return object(Object.entries({ ...error, own: object(own) }));
}

/** @param {any} described */
const isError = ({ own, convexError }) =>
  typeof own === "object" && typeof convexError === "boolean";

/** Deno has no `__proto__` setter, so what official loses elsewhere arrives there. */
function assigningProtoIsSpecial() {
  const object = {};
  Object.assign(object, JSON.parse('{"__proto__":{}}'));
  return Object.keys(object).length === 0;
}

/** @param {any[]} fields */
function object(fields) {
  return { prototype: "Object", fields };
}

/**
 * @param {Record<string, any>} changed
 * @returns {Difference["expectedOurs"]}
 */
function records(changed) {
  return (official) => ({
    ...official,
    records: { ...official.records, ...changed },
  });
}

/**
 * Describes arrays of another realm as those of this one.
 * @param {any} seen
 * @returns {any}
 */
function ofOurRealm(seen) {
  if (Array.isArray(seen)) return seen.map(ofOurRealm);
  if (typeof seen !== "object" || seen === null) return seen;
  return seen.prototype === "other: Array"
    ? seen.items.map(ofOurRealm)
    : mapped(seen, ofOurRealm);
}

/** @param {any} entry */
function isRequest(entry) {
  return "request" in entry;
}

/**
 * @param {Observation} seen
 * @param {(request: any) => any} change
 */
function withRequests(seen, change) {
  return {
    ...seen,
    trace: seen.trace.map((entry) =>
      isRequest(entry) ? change(entry) : entry,
    ),
  };
}

/** @param {any} a @param {any} b */
function byKey([a], [b]) {
  return a < b ? -1 : Number(a > b);
}

/** A request whose `init` says what becomes of redirects, before all that the caller gave. @param {any} request */
function notRedirected({ members, others, ...request }) {
  const first = (/** @type {[string, ...any[]][]} */ entries) => [
    // Names that are numbers come before all others.
    ...entries.filter(([name]) => /^\d+$/.test(name)),
    entries.find(([name]) => name === "redirect") ?? ["redirect", "manual"],
    ...entries.filter(([name]) => !/^(\d+|redirect)$/.test(name)),
  ];
  return {
    ...request,
    members: first(members.map((/** @type {string} */ it) => [it])).map(
      ([name]) => name,
    ),
    others: { ...others, fields: first(others.fields) },
  };
}

/**
 * @param {Observation} seen
 * @param {(text: string) => string} change
 * @returns {Observation}
 */
function withTexts(seen, change) {
  /** @param {any} value @returns {any} */
  const walk = (value) => {
    if (typeof value === "string") return change(value);
    if (Array.isArray(value)) return value.map(walk);
    if (typeof value !== "object" || value === null) return value;
    return mapped(value, walk);
  };
  return walk(seen);
}

/**
 * @param {Record<string, any>} object
 * @param {(value: any) => any} change
 */
function mapped(object, change) {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [key, change(value)]),
  );
}
