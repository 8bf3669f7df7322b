import { methods } from "../harness/methods.js";
import { failure, json, mock, success, text } from "../harness/replies.js";
import { sendable } from "./kinds.js";

/** @typedef {import("../harness/side.js").Side} Side */

/** Positions in a reply, in wire form. */
/** @type {Record<string, (wire: string) => string>} */
const positions = {
  alone: (wire) => wire,
  "in an object": (wire) => `{"a":${wire},"b":[0]}`,
  "in an array": (wire) => `[0,${wire},[${wire}]]`,
  "deep inside": (wire) => `{"a":[{"b":{"c":[[${wire}]]}}]}`,
};

const bytes = {
  "url-safe alphabet": "-_-_",
  "plain alphabet": "+/+/",
  "padding of one": "AQI=",
  "padding of two": "AQ==",
  "padding with stray bits": "AR==",
  "padding with stray bits of one": "AQJ=",
  "characters outside the alphabet": "A*B!",
  spaces: "A BC",
  "a non-ASCII character": "AäBC",
  "padding in the middle": "AA==AAAA",
  "one character before padding": "A===",
};

/** @type {Record<string, [wire: string, message: string]>} */
const malformed = {
  "$bytes number": [
    '{"$bytes":5}',
    "Malformed $bytes field on [object Object]",
  ],
  "$bytes null": [
    '{"$bytes":null}',
    "Malformed $bytes field on [object Object]",
  ],
  "$bytes array": [
    '{"$bytes":["AA=="]}',
    "Malformed $bytes field on [object Object]",
  ],
  "$bytes object": [
    '{"$bytes":{"$bytes":""}}',
    "Malformed $bytes field on [object Object]",
  ],
  "$bytes of 1 character": [
    '{"$bytes":"A"}',
    "Invalid string. Length must be a multiple of 4",
  ],
  "$bytes of 6 characters": [
    '{"$bytes":"AAAAAA"}',
    "Invalid string. Length must be a multiple of 4",
  ],
  "$integer number": [
    '{"$integer":5}',
    "Malformed $integer field on [object Object]",
  ],
  "$integer null": [
    '{"$integer":null}',
    "Malformed $integer field on [object Object]",
  ],
  "$integer empty": [
    '{"$integer":""}',
    "Received 0 bytes, expected 8 for $integer",
  ],
  "$integer of 3 bytes": [
    '{"$integer":"AAAA"}',
    "Received 3 bytes, expected 8 for $integer",
  ],
  "$integer of 7 bytes": [
    '{"$integer":"AAAAAAAAAA=="}',
    "Received 7 bytes, expected 8 for $integer",
  ],
  "$integer of 9 bytes": [
    '{"$integer":"AAAAAAAAAAAA"}',
    "Received 9 bytes, expected 8 for $integer",
  ],
  "$integer decimal": [
    '{"$integer":"12345"}',
    "Invalid string. Length must be a multiple of 4",
  ],
  "$float number": [
    '{"$float":5}',
    "Malformed $float field on [object Object]",
  ],
  "$float null": [
    '{"$float":null}',
    "Malformed $float field on [object Object]",
  ],
  "$float empty": ['{"$float":""}', "Received 0 bytes, expected 8 for $float"],
  "$float of 6 bytes": [
    '{"$float":"AAAAAAAA"}',
    "Received 6 bytes, expected 8 for $float",
  ],
  "$float text": [
    '{"$float":"NaN"}',
    "Invalid string. Length must be a multiple of 4",
  ],
  "$float that is zero": [
    '{"$float":"AAAAAAAAAAA="}',
    "Float 0 should be encoded as a number",
  ],
  "$float that is one": [
    '{"$float":"AAAAAAAA8D8="}',
    "Float 1 should be encoded as a number",
  ],
  "$float that is 0.1": [
    '{"$float":"mpmZmZmZuT8="}',
    "Float 0.1 should be encoded as a number",
  ],
  "$float that is large": [
    '{"$float":"UO/i1uQaS0Q="}',
    "Float 1e+21 should be encoded as a number",
  ],
  "$float that is largest": [
    '{"$float":"////////738="}',
    "Float 1.7976931348623157e+308 should be encoded as a number",
  ],
  "$float that is smallest": [
    '{"$float":"AQAAAAAAAAA="}',
    "Float 5e-324 should be encoded as a number",
  ],
  "$commitTs true": [
    '{"$commitTs":true}',
    "Malformed $commitTs field on [object Object]",
  ],
  "$commitTs text": [
    '{"$commitTs":"AAAAAAAAAAA="}',
    "Malformed $commitTs field on [object Object]",
  ],
  "$commitTs zero": [
    '{"$commitTs":0}',
    "Malformed $commitTs field on [object Object]",
  ],
  $set: [
    '{"$set":[1]}',
    "Received a Set which is no longer supported as a Convex type.",
  ],
  "$set null": [
    '{"$set":null}',
    "Received a Set which is no longer supported as a Convex type.",
  ],
  $map: [
    '{"$map":[[1,2]]}',
    "Received a Map which is no longer supported as a Convex type.",
  ],
  $undefined: ['{"$undefined":null}', reserved("$undefined")],
  $id: ['{"$id":"x"}', reserved("$id")],
  $Integer: ['{"$Integer":"AQAAAAAAAAA="}', reserved("$Integer")],
  "$ alone": ['{"$":1}', reserved("$")],
  "$bytes with company": ['{"$bytes":"","a":1}', reserved("$bytes")],
  "$integer with company": [
    '{"a":1,"$integer":"AQAAAAAAAAA="}',
    reserved("$integer"),
  ],
  "$float with company": [
    '{"$float":"AAAAAAAAAIA=","b":null}',
    reserved("$float"),
  ],
  "$set with company": ['{"$set":[],"$map":[]}', reserved("$set")],
  "non-ASCII key": [
    '{"ä":1}',
    "Field name ä has invalid character 'ä': Field names can only contain non-control ASCII characters",
  ],
  "escaped non-ASCII key": [
    '{"\\u00e4":1}',
    "Field name ä has invalid character 'ä': Field names can only contain non-control ASCII characters",
  ],
  "control key": [
    '{"a\\tb":1}',
    "Field name a\tb has invalid character '\t': Field names can only contain non-control ASCII characters",
  ],
  "long key": [
    `{"${"k".repeat(1025)}":1}`,
    `Field name ${"k".repeat(1025)} exceeds maximum field name length 1024.`,
  ],
  "surrogate key": [
    '{"\\ud800":1}',
    "Field name \ud800 has invalid character '\ud800': Field names can only contain non-control ASCII characters",
  ],
};

/** @param {string} key */
function reserved(key) {
  return `Field name ${key} starts with a '$', which is reserved.`;
}

/** Specials that `sendable` cannot make, in wire form. */
const odd = {
  "negative NaN": '{"$float":"AAAAAAAA+P8="}',
  "NaN with a payload": '{"$float":"AQAAAAAA8H8="}',
  "padding only": '{"$bytes":"===="}',
  "spaces and newlines": ' {\n"a" : [ 1 , {"$integer" : "AQAAAAAAAAA="} ] }\t',
  "escaped marker": '{"\\u0024integer":"AQAAAAAAAAA="}',
  "escaped marker text": '{"$integer":"\\u0041QAAAAAAAAA="}',
  "a key twice": '{"a":1,"a":{"$integer":"AQAAAAAAAAA="}}',
  "a marker twice": '{"$integer":5,"$integer":"AQAAAAAAAAA="}',
  "marker text as a value": '["$integer",{"a":"$float"}]',
  "keys that look like indexes": '{"b":1,"2":2,"1":{"$float":"AAAAAAAAAIA="}}',
  "negative zero as a number": "[-0,-0.0]",
  "number too large": "[1e999,-1e999]",
  "number beyond precision": "12345678901234567890",
  "lone surrogates": '["\\ud800","\\udc00x"]',
  "other inherited names":
    '{"constructor":1,"toString":2,"valueOf":{"$integer":"AQAAAAAAAAA="}}',
  "commit timestamp": '{"at":{"$commitTs":null}}',
  "two faults": '{"b":{"$set":1},"a":{"$map":1}}',
  "fault after a bad key": '[{"a":{"$float":""},"$x":1}]',
  "bad key after a fault": '{"$x":{"$set":1},"b":1}',
};

/** What a mocked json() can return though JSON cannot say it. */
/** @type {Record<string, () => any>} */
const beyondJson = {
  undefined: () => undefined,
  bigint: () => 5n,
  symbol: () => Symbol("s"),
  function: () => function named() {},
  "undefined in an object": () => ({ a: undefined }),
  "undefined in an array": () => [undefined],
  "hole in an array": () => [, 1],
  Date: () => new Date(0),
  Map: () => new Map([["a", 1]]),
  "class instance": () =>
    new (class Task {
      text = "x";
    })(),
  "null prototype": () => Object.assign(Object.create(null), { a: 1 }),
  "typed array": () => new Uint8Array([1, 2]),
  ArrayBuffer: () => new ArrayBuffer(2),
  NaN: () => NaN,
  "boxed string in a marker": () => ({ $bytes: new String("AA==") }),
  "symbol key": () => ({ [Symbol("s")]: 1, a: 2 }),
  "hidden field": () => Object.defineProperty({ a: 1 }, "b", { value: 2 }),
  "inherited field": () => Object.create({ a: 1 }),
  "marker with a hidden field": () =>
    Object.defineProperty({ $integer: "AQAAAAAAAAA=" }, "b", { value: 2 }),
};

/** @param {string} wire */
function reply(wire) {
  return text(`{"status":"success","value":${wire},"logLines":[]}`);
}

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...Object.entries(sendable).flatMap(([kind, [, wire]]) =>
    Object.entries(positions).map(([position, place]) => ({
      name: `${kind} ${position}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(
          reply(place(wire)),
          failure("m", { errorData: JSON.parse(place(wire)) }),
        );
        await t.call(() => t.client().query("a:b"), "value");
        await t.call(() => t.client().query("a:b"), "errorData");
        t.fact("resolved", "resolved" in t.outcomes.value, true);
      },
    })),
  ),
  ...Object.entries(malformed).flatMap(([kind, [wire, message]]) =>
    Object.entries(positions).map(([position, place]) => ({
      name: `${kind} ${position} is refused`,
      run: async (/** @type {Side} */ t) => {
        t.reply(
          reply(place(wire)),
          failure("m", { errorData: JSON.parse(place(wire)) }),
        );
        await t.call(() => t.client().query("a:b"), "value");
        await t.call(() => t.client().query("a:b"), "errorData");
        t.message("value", message);
        t.message("errorData", message);
      },
    })),
  ),
  ...Object.entries(bytes).map(([kind, base64]) => ({
    name: `$bytes with ${kind}`,
    run: async (/** @type {Side} */ t) => {
      t.reply(success({ $bytes: base64 }), success([{ $integer: base64 }]));
      await t.call(() => t.client().query("a:b"));
      await t.call(() => t.client().query("a:b"));
    },
  })),
  ...Object.entries(odd).map(([kind, wire]) => ({
    name: kind,
    run: async (/** @type {Side} */ t) => {
      t.reply(reply(wire));
      const engineText = kind === "padding only";
      await t.call(() => t.client().query("a:b"), "it", { engineText });
    },
  })),
  ...Object.entries(beyondJson).map(([kind, make]) => ({
    name: `json() that gives ${kind}`,
    run: async (/** @type {Side} */ t) => {
      t.reply(
        mock({
          ok: true,
          status: 200,
          json: async () => ({ status: "success", value: make() }),
        }),
      );
      const engineText = kind === "symbol";
      await t.call(() => t.client().query("a:b"), "it", { engineText });
    },
  })),
  ...methods.map(({ name, call }) => ({
    name: `${name} decodes its value`,
    run: async (/** @type {Side} */ t) => {
      t.reply(
        success({
          n: { $integer: "AQAAAAAAAAA=" },
          list: [{ $float: "AAAAAAAAAIA=" }],
        }),
      );
      await t.call(() => call(t.client(), "a:b"), "it");
      t.outcome("it", {
        resolved: {
          prototype: "Object",
          fields: [
            ["n", { bigint: "1" }],
            ["list", [{ number: "-0" }]],
          ],
        },
      });
    },
  })),
  {
    name: "a success without a value",
    run: async (t) => {
      t.reply(json({ status: "success" }));
      await t.call(() => t.client().query("a:b"), "it");
      t.message("it", "Unexpected type of undefined");
    },
  },
  {
    name: "an object of json() is not changed",
    run: async (t) => {
      const wire = {
        n: { $integer: "AQAAAAAAAAA=" },
        list: [{ $bytes: "AA==" }],
      };
      const envelope = { status: "success", value: wire, logLines: [] };
      const shared = mock({ ok: true, json: async () => envelope });
      t.reply(shared, shared, shared);
      const client = t.client();
      for (let i = 0; i < 3; i += 1) await t.call(() => client.query("a:b"));
      t.record("afterwards", envelope);
      t.fact("kept", wire.n, { $integer: "AQAAAAAAAAA=" });
    },
  },
  {
    name: "a frozen object of json() is decoded",
    run: async (t) => {
      const value = Object.freeze([
        Object.freeze({ n: Object.freeze({ $integer: "AQAAAAAAAAA=" }) }),
      ]);
      const envelope = Object.freeze({ status: "success", value });
      t.reply(mock({ ok: true, json: async () => envelope }));
      await t.call(() => t.client().query("a:b"), "it");
    },
  },
  {
    name: "what was decoded can be changed and does not come back",
    run: async (t) => {
      const value = { list: [1], inner: { a: 1 } };
      const envelope = { status: "success", value };
      t.reply(
        ...Array.from({ length: 2 }, () =>
          mock({ ok: true, json: async () => envelope }),
        ),
      );
      const client = t.client();
      const first = await t.call(() => client.query("a:b"));
      first.list.push(2);
      first.inner.a = 2;
      await t.call(() => client.query("a:b"), "second");
      t.fact("source", value, { list: [1], inner: { a: 1 } });
    },
  },
  {
    name: "the commit timestamp placeholder behaves as official's",
    run: async (t) => {
      t.reply(success([{ $commitTs: null }, { $commitTs: null }]));
      const [first, second] = await t.call(() => t.client().query("a:b"));
      t.fact("one object", first === second, true);
      t.record("class", first.constructor.name);
      t.sync("text", () => `${first}`);
      t.sync("toString", () => first.toString());
      t.sync("number", () => +first);
      t.sync("plus", () => first + "");
      t.sync("compare", () => first < 5);
      t.sync("valueOf", () => first.valueOf());
      t.sync("JSON", () => JSON.stringify(first));
      t.fact("keys", Object.keys(first), []);
    },
  },
  {
    name: "1000 levels",
    run: async (t) => {
      const wire =
        "[".repeat(1000) + '{"$integer":"AQAAAAAAAAA="}' + "]".repeat(1000);
      t.reply(reply(wire));
      await t.call(() => t.client().query("a:b"));
    },
  },
  {
    name: "many documents",
    run: async (t) => {
      const value = Array.from({ length: 500 }, (_, i) => ({
        _id: `id${i}`,
        n: { $integer: "AQAAAAAAAAA=" },
        f: i / 7,
        z: { $float: "AAAAAAAAAIA=" },
        b: { $bytes: "AAECAw==" },
      }));
      t.reply(success(value));
      await t.call(() => t.client().query("a:b"));
    },
  },
];
