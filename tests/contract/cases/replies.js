import { methods, otherMethods } from "../harness/methods.js";
import { failure, json, text } from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

const statuses = [
  200, 201, 202, 203, 204, 206, 226, 299, 300, 304, 400, 401, 402, 403, 404,
  405, 408, 409, 413, 418, 421, 422, 425, 426, 429, 500, 501, 502, 503, 504,
  520, 521, 522, 523, 524, 525, 526, 527, 530, 559, 560, 561, 599,
];

/** @type {Record<string, [body: string, type?: string]>} */
const bodies = {
  success: [
    '{"status":"success","value":{"$integer":"AQAAAAAAAAA="},"logLines":["[LOG] \'x\'"]}',
  ],
  "function error": [
    '{"status":"error","errorMessage":"Uncaught Error: x","logLines":["[WARN] \'x\'"]}',
  ],
  "function error with data": [
    '{"status":"error","errorMessage":"Uncaught ConvexError: x","errorData":{"n":{"$integer":"AQAAAAAAAAA="}}}',
  ],
  "system error": ['{"code":"ExpiredInQueue","message":"Too many."}'],
  HTML: ["<html><body>Bad gateway ü</body></html>", "text/html"],
  empty: [""],
};

/** Bodies of status 200 and 560 that are no valid reply. */
const invalid = {
  truncated: '{"status":"success","val',
  "truncated in a string": '{"status":"success","value":"x',
  "two values": '{"status":"success","value":1}{}',
  "not JSON": "oops",
  "single quotes": "{'status':'success'}",
  "byte order mark": '\ufeff{"status":"success","value":1}',
  "NaN inside": '{"status":"success","value":NaN}',
  null: "null",
  true: "true",
  number: "5",
  string: '"success"',
  "empty array": "[]",
  array: '[{"status":"success"}]',
  "empty object": "{}",
  "status maybe": '{"status":"maybe","value":1}',
  "status null": '{"status":null}',
  "status number": '{"status":1}',
  "status in capitals": '{"status":"Success","value":1}',
  "status twice": '{"status":"maybe","status":"success","value":1}',
  "status escaped": '{"\\u0073tatus":"succes\\u0073","value":1}',
  "status object": '{"status":{"a":[1,"x",null,0.10]}}',
  "maybe with odd texts":
    '{"status":"\\u2028\\ud800","a":"ü/","n":1e21,"z":-0}',
  "maybe with log lines": '{"status":"maybe","logLines":["[LOG] \'x\'"]}',
  "maybe with __proto__": '{"status":"maybe","__proto__":{"a":1}}',
  "whitespace around": ' \n{"status":"success","value":1}\n ',
};

/** What the function error itself may look like. */
/** @type {Record<string, object>} */
const errors = {
  "no message": {},
  "null message": { errorMessage: null },
  "number message": { errorMessage: 5 },
  "object message": { errorMessage: { a: 1 } },
  "array message": { errorMessage: ["a", 1] },
  "boolean message": { errorMessage: false },
  "empty message": { errorMessage: "" },
  "long message": { errorMessage: "x".repeat(20_000) },
  "odd message": { errorMessage: "a\n\u2028\ud800 ü %s %c" },
  "request id": {
    errorMessage: "[Request ID: abc] Server Error\nUncaught Error: x",
  },
};

/** @type {Record<string, any>} */
const data = {
  null: null,
  text: "text",
  "empty text": "",
  zero: 0,
  false: false,
  number: 1.5,
  "negative zero": { $float: "AAAAAAAAAIA=" },
  bigint: { $integer: "AQAAAAAAAAA=" },
  bytes: { $bytes: "AAECAw==" },
  array: [1, [{ $integer: "AQAAAAAAAAA=" }]],
  "empty object": {},
  nested: { code: "X", inner: { list: [{ n: { $integer: "AQAAAAAAAAA=" } }] } },
  "odd names": { message: "mine", name: "Mine", stack: "x", data: 1 },
  malformed: { $float: 5 },
  set: [{ $set: [] }],
  "reserved key": { $x: 1 },
};

/** `null` has no members: the text of that TypeError is the engine's. */
const engineText = (/** @type {string} */ kind) => kind === "null";

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...statuses.flatMap((status) =>
    Object.entries(bodies).map(([kind, [body, type]]) => ({
      name: `${status} with ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(text(body, status, type));
        await t.call(() => t.client().query("a:b"), "it");
        const refused = status >= 300 && status !== 560;
        if (refused) t.message("it", status === 304 ? "" : body);
        const done = kind === "success" && !refused && status !== 204;
        t.fact("resolved", "resolved" in t.outcomes.it, done);
      },
    })),
  ),
  ...otherMethods.flatMap(({ name, call }) =>
    [200, 400, 401, 429, 500, 502, 503, 560].flatMap((status) =>
      Object.entries(bodies).map(([kind, [body, type]]) => ({
        name: `${name}: ${status} with ${kind}`,
        run: async (/** @type {Side} */ t) => {
          t.reply(text(body, status, type));
          await t.call(() => call(t.client(), "a:b"), "it");
          if (status !== 200 && status !== 560) t.message("it", body);
        },
      })),
    ),
  ),
  ...methods.flatMap(({ name, call }) => [
    ...Object.entries(invalid).map(([kind, body]) => ({
      name: `${name}: invalid, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(text(body), text(body, 560));
        const options = { engineText: engineText(kind) };
        await t.call(() => call(t.client(), "a:b"), "200", options);
        await t.call(() => call(t.client(), "a:b"), "560", options);
        if (kind === "status maybe") {
          t.message("200", 'Invalid response: {"status":"maybe","value":1}');
        }
      },
    })),
    ...Object.entries(errors).map(([kind, extra]) => ({
      name: `${name}: function error, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(
          json({ status: "error", ...extra }),
          json({ status: "error", ...extra }, 560),
        );
        t.reply(json({ status: "error", errorData: { a: 1 }, ...extra }));
        await t.call(() => call(t.client(), "a:b"), "200");
        await t.call(() => call(t.client(), "a:b"), "560");
        await t.call(() => call(t.client(), "a:b"), "with data");
      },
    })),
    ...Object.entries(data).map(([kind, errorData]) => ({
      name: `${name}: errorData, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(failure("Uncaught ConvexError", { errorData }));
        const error = await t.call(() => call(t.client(), "a:b"), "it");
        t.fact("no value", error, undefined);
        t.fact(
          "brand",
          t.outcomes.it.rejected?.convexError,
          !/malformed|set|reserved/.test(kind),
        );
      },
    })),
    {
      name: `${name}: the error of a function`,
      run: async (/** @type {Side} */ t) => {
        t.reply(
          failure("Uncaught Error: no"),
          failure("Uncaught ConvexError: no", { errorData: [5] }),
        );
        const plain = await caught(() => call(t.client(), "a:b"));
        const rich = await caught(() => call(t.client(), "a:b"));
        t.fact(
          "plain",
          [plain.name, plain.message, plain instanceof Error],
          ["Error", "Uncaught Error: no", true],
        );
        t.fact(
          "plain is no ConvexError",
          plain instanceof t.api.ConvexError,
          false,
        );
        t.fact(
          "rich",
          [rich.name, rich.message, rich.data],
          ["ConvexError", "Uncaught ConvexError: no", [5]],
        );
        t.fact(
          "rich is a ConvexError",
          rich instanceof t.api.ConvexError,
          true,
        );
        t.fact("rich is an Error", rich instanceof Error, true);
      },
    },
    {
      name: `${name}: what enumeration and JSON show of errors`,
      run: async (/** @type {Side} */ t) => {
        t.reply(
          failure("plain"),
          failure("rich", { errorData: [5] }),
          text("oops", 500),
          text("{", 200),
        );
        for (const kind of ["plain", "rich", "http", "json"]) {
          const error = await caught(() => call(t.client(), "a:b"));
          t.record(`${kind} text`, String(error));
          t.record(`${kind} JSON`, JSON.stringify(error));
          const symbols = Object.getOwnPropertySymbols(error).map(String);
          t.record(`${kind} keys`, [...Object.keys(error).sort(), ...symbols]);
        }
      },
    },
  ]),
  {
    name: "reply fields in another order",
    run: async (t) => {
      t.reply(
        text(
          '{"logLines":["[LOG] \'x\'"],"value":{"status":"error"},"extra":1,"status":"success"}',
        ),
      );
      await t.call(() => t.client().query("a:b"));
    },
  },
  {
    name: "a value that looks like an envelope",
    run: async (t) => {
      t.reply(
        text(
          '{"status":"success","value":{"status":"error","errorMessage":"x","logLines":["[LOG] y"]}}',
        ),
      );
      await t.call(() => t.client().query("a:b"));
    },
  },
  {
    name: "errorMessage beside success is ignored",
    run: async (t) => {
      t.reply(
        json({ status: "success", value: 1, errorMessage: "x", errorData: 5 }),
      );
      await t.call(() => t.client().query("a:b"));
    },
  },
  {
    name: "value beside an error is ignored",
    run: async (t) => {
      t.reply(failure("x", { value: { $set: [] } }));
      await t.call(() => t.client().query("a:b"));
    },
  },
  {
    name: "log lines come before a bad value is refused",
    run: async (t) => {
      t.reply(
        json({
          status: "success",
          value: { $set: [] },
          logLines: ["[LOG] 'x'"],
        }),
      );
      await t.call(() => t.client().query("a:b"));
      t.fact("lines", t.trace.filter((entry) => "log" in entry).length, 1);
    },
  },
];

/** @param {() => Promise<any>} call */
async function caught(call) {
  try {
    return await call();
  } catch (error) {
    return error;
  }
}
