/**
 * What a custom fetch can do, and what it can be given: tables for the cases of
 * the transport.
 */

/** What a custom fetch may reject with or throw: any value at all. */
/** @type {Record<string, () => any>} */
export const reasons = {
  Error: () => new Error("network down"),
  TypeError: () =>
    new TypeError("fetch failed", { cause: new Error("ECONNREFUSED") }),
  "own class": () => new (class Offline extends Error {})("offline"),
  "plain object": () => ({ code: "X", nested: { a: 1 } }),
  "frozen object": () => Object.freeze({ code: "X" }),
  "frozen error": () => Object.freeze(new Error("frozen")),
  "null prototype": () => Object.create(null),
  function: () => () => {},
  array: () => [1],
  AbortError: () => new DOMException("aborted", "AbortError"),
  Response: () => new Response("x", { status: 500 }),
  proxy: () => new Proxy(new Error("proxied"), {}),
};

export const primitives = {
  text: "text",
  number: 5,
  undefined: undefined,
  null: null,
  symbol: Symbol("s"),
  false: false,
};

/** Responses that only imitate a `Response`. */
/** @type {Record<string, () => any>} */
export const mocks = {
  "ok and json()": () => ({
    ok: true,
    json: async () => ({ status: "success", value: 1 }),
  }),
  "ok and a synchronous json()": () => ({
    ok: true,
    json: () => ({ status: "success", value: 1 }),
  }),
  "ok, status and json()": () => ({
    ok: true,
    status: 200,
    json: async () => ({ status: "success", value: 1 }),
  }),
  "not ok, status and text()": () => ({
    ok: false,
    status: 500,
    text: async () => "oops",
  }),
  "not ok and text()": () => ({ ok: false, text: async () => "oops" }),
  "not ok and a synchronous text()": () => ({
    ok: false,
    status: 500,
    text: () => "oops",
  }),
  "not ok, 560 and json()": () => ({
    ok: false,
    status: 560,
    json: async () => ({ status: "error", errorMessage: "x" }),
  }),
  "not ok, 560 as text": () => ({
    ok: false,
    status: "560",
    text: async () => "oops",
  }),
  "ok though the status is 500": () => ({
    ok: true,
    status: 500,
    json: async () => ({ status: "success", value: 1 }),
  }),
  "not ok though the status is 200": () => ({
    ok: false,
    status: 200,
    text: async () => "oops",
  }),
  "truthy ok": () => ({
    ok: "yes",
    json: async () => ({ status: "success", value: 1 }),
  }),
  "no ok at all": () => ({ status: 200, text: async () => "oops" }),
  "text() that gives an object": () => ({
    ok: false,
    status: 500,
    text: async () => ({ a: 1 }),
  }),
  "text() that gives undefined": () => ({
    ok: false,
    status: 500,
    text: async () => undefined,
  }),
  "text() that gives null": () => ({
    ok: false,
    status: 500,
    text: async () => null,
  }),
  "text() that gives a number": () => ({
    ok: false,
    status: 500,
    text: async () => 5,
  }),
  "a class of its own": () =>
    new (class Reply {
      get ok() {
        return true;
      }
      value = 1;
      async json() {
        return { status: "success", value: this.value };
      }
    })(),
  "json() with a null prototype": () => ({
    ok: true,
    json: async () =>
      Object.assign(Object.create(null), { status: "success", value: 1 }),
  }),
  "json() with getters": () => ({
    ok: true,
    json: async () => ({
      get status() {
        return "success";
      },
      get value() {
        return 1;
      },
    }),
  }),
  "json() with inherited members": () => ({
    ok: true,
    json: async () => Object.create({ status: "success", value: 1 }),
  }),
  "json() that is a thenable": () => ({
    ok: true,
    json: () => ({
      then: (/** @type {any} */ resolve) =>
        resolve({ status: "success", value: 1 }),
    }),
  }),
  "json() that gives text": () => ({ ok: true, json: async () => "success" }),
  "errorData undefined": () => ({
    ok: true,
    json: async () => ({
      status: "error",
      errorMessage: "x",
      errorData: undefined,
    }),
  }),
  "logLines undefined": () => ({
    ok: true,
    json: async () => ({ status: "success", value: 1, logLines: undefined }),
  }),
  "logLines that iterate": () => ({
    ok: true,
    json: async () => ({
      status: "success",
      value: 1,
      logLines: new Set(["[LOG] a", "[LOG] b"]),
    }),
  }),
};

/** Whose failure is the engine's own text. */
/** @type {Record<string, () => any>} */
export const broken = {
  undefined: () => undefined,
  null: () => null,
  "no json()": () => ({ ok: true }),
  "json that is no function": () => ({ ok: true, json: 5 }),
  "no text()": () => ({ ok: false, status: 500 }),
  "json() that gives undefined": () => ({
    ok: true,
    json: async () => undefined,
  }),
  "json() that gives null": () => ({ ok: true, json: async () => null }),
};

/** @type {Record<string, any>} */
export const fetchOptions = {
  cache: { cache: "no-store" },
  "several members": {
    cache: "force-cache",
    keepalive: true,
    next: { revalidate: 5 },
  },
  "members that are ours": {
    body: "x",
    method: "GET",
    headers: { "X-A": "1" },
    mode: "cors",
  },
  undefined: undefined,
  null: null,
  text: "ab",
  number: 5,
  array: ["a"],
  "null prototype": Object.assign(Object.create(null), { cache: "no-store" }),
  inherited: Object.create({ cache: "no-store" }),
  "symbol member": { [Symbol.for("s")]: 1, mode: "cors" },
  "undefined member": { cache: undefined },
};
