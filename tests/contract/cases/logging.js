import { methods } from "../harness/methods.js";
import { held, json, success } from "../harness/replies.js";

/** @typedef {import("../harness/side.js").Side} Side */

const UNPARSED = "Could not parse console.log";

/** Lines, with the level and text that are printed, or null when unparsed. */
/** @type {Record<string, [line: string, level: string | null, rest?: string]>} */
const lines = {
  plain: ["[LOG] 'hello'", "LOG", "'hello'"],
  info: ["[INFO] 'hello'", "INFO", "'hello'"],
  warn: ["[WARN] 'hello'", "WARN", "'hello'"],
  error: ["[ERROR] 'hello'", "ERROR", "'hello'"],
  debug: ["[DEBUG] 'hello'", "DEBUG", "'hello'"],
  "several lines": ["[LOG] 'a\nb'\nc", "LOG", "'a\nb'\nc"],
  "no text": ["[LOG] ", "LOG", ""],
  "two spaces": ["[LOG]  x", "LOG", " x"],
  "empty level": ["[] x", "", "x"],
  "space level": ["[ ] x", " ", "x"],
  "two brackets": ["[LOG] [x] y", "LOG", "[x] y"],
  "bracket in the level": ["[a[b] x", "a[b", "x"],
  "closing bracket in the level": ["[a]b] x", "a]b", "x"],
  "two closing brackets": ["[a]] x", "a]", "x"],
  "bracket and space later": ["[a]b [c] d", "a]b [c", "d"],
  "non-ASCII": ["[LÖG] ü😀", "LÖG", "ü😀"],
  "surrogate in the level": ["[\ud800] \udc00", "\ud800", "\udc00"],
  "format specifiers": ["[LOG] %c %s %d %o", "LOG", "%c %s %d %o"],
  "tab in the level": ["[a\tb] x", "a\tb", "x"],
  "no bracket": ["hello", null],
  "no space after": ["[LOG]x", null],
  "nothing after": ["[LOG]", null],
  "leading space": [" [LOG] x", null],
  empty: ["", null],
  "open bracket only": ["[", null],
  "never closed": ["[LOG x", null],
  "newline in the level": ["[a\nb] x", null],
  "carriage return in the level": ["[a\rb] x", null],
  "line separator in the level": ["[a\u2028b] x", null],
  "paragraph separator in the level": ["[a\u2029b] x", null],
  "next line in the level": ["[a\u0085b] x", "a\u0085b", "x"],
  "newline after the bracket": ["[LOG]\nx", null],
  "tab after the bracket": ["[LOG]\tx", null],
  "no-break space after": ["[LOG]\u00a0x", null],
};

/** Lines that are no text. `engine` errors reject the call. */
/** @type {Record<string, [line: any, engine?: boolean]>} */
const oddLines = {
  "error data": [{ errorData: { a: [1, "x"] } }],
  "error data null": [{ errorData: null }],
  "error data absent": [{}],
  "error data with a bracket": [{ errorData: "[x] y" }],
  array: [["[LOG] x"]],
  null: [null, true],
  number: [5, true],
  true: [true, true],
};

/** What `logLines` itself may be. */
/** @type {Record<string, [logLines: any, engine?: boolean]>} */
const oddLists = {
  null: [null],
  "empty array": [[]],
  "empty string": [""],
  string: ["[LOG] x"],
  "many lines": [Array.from({ length: 100 }, (_, i) => `[LOG] ${i}`)],
  "mixed lines": [["[LOG] a", "b", { errorData: 1 }, "[WARN] c"]],
  number: [5, true],
  true: [true, true],
  false: [false, true],
  object: [{ 0: "[LOG] x" }, true],
};

/** @type {Record<string, [logger: any, printed: boolean]>} */
const loggers = {
  undefined: [undefined, true],
  null: [null, true],
  true: [true, true],
  false: [false, false],
  0: [0, true],
  "empty string": ["", true],
};

/** @type {Record<string, any>} */
const badLoggers = {
  number: 1,
  string: "x",
  "empty object": {},
  "only error()": { error() {} },
  "log that is no function": { log: 5, error: "x" },
  "null member": { log: null },
  function: () => {},
  array: [],
};

/** @param {unknown[]} logLines @param {object} [extra] */
function reply(logLines, extra) {
  return json({ status: "success", value: 1, logLines, ...extra });
}

/** @param {Side} t */
const printed = (t) => t.trace.filter((entry) => "log" in entry);

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...methods.flatMap(({ name, call, letter }) => [
    ...Object.entries(lines).map(([kind, [line, level, rest]]) => ({
      name: `${name}: line, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(reply([line]), reply([line]));
        await t.call(() => call(t.client({ logger: t.logger() }), "dir/a:b"));
        await t.call(() => call(t.client(), "dir/a:b"));
        const prefix = `[CONVEX ${letter}(dir/a:b)]`;
        const [method, args] =
          level === null
            ? ["error", [`${prefix} ${UNPARSED}`]]
            : [
                "log",
                [`%c${prefix} [${level}]`, "color:rgb(0, 145, 255)", rest],
              ];
        t.fact("printed", printed(t), [
          { log: `logger.${method}`, args, asMethod: true },
          { log: `console.${method}`, args },
        ]);
      },
    })),
    ...Object.entries(oddLines).map(([kind, [line, engineText]]) => ({
      name: `${name}: line that is no text, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(reply([line, "[LOG] after"]));
        await t.call(() => call(t.client(), "a:b"), "it", { engineText });
        t.fact("printed", printed(t).length, engineText ? 0 : 2);
      },
    })),
    ...Object.entries(oddLists).map(([kind, [list, engineText]]) => ({
      name: `${name}: logLines, ${kind}`,
      run: async (/** @type {Side} */ t) => {
        t.reply(reply(list));
        await t.call(() => call(t.client(), "a:b"), "it", { engineText });
      },
    })),
    {
      name: `${name}: lines of a function error`,
      run: async (/** @type {Side} */ t) => {
        const error = {
          status: "error",
          errorMessage: "x",
          logLines: ["[LOG] a", "[ERROR] b"],
        };
        t.reply(
          json(error),
          json(error, 560),
          json({ ...error, errorData: 1 }),
        );
        for (let i = 0; i < 3; i += 1)
          await t.call(() => call(t.client(), "a:b"));
        t.fact("printed", printed(t).length, 6);
      },
    },
    {
      name: `${name}: a refused request prints nothing`,
      run: async (/** @type {Side} */ t) => {
        t.reply(json({ logLines: ["[LOG] a"], status: "success" }, 500));
        await t.call(() => call(t.client(), "a:b"));
        t.fact("printed", printed(t), []);
      },
    },
    {
      name: `${name}: setDebug(false) silences, setDebug(true) speaks`,
      run: async (/** @type {Side} */ t) => {
        t.reply(...Array.from({ length: 3 }, () => reply(["[LOG] a"])));
        const client = t.client();
        t.sync("off", () => client.setDebug(false));
        await t.call(() => call(client, "a:b"));
        t.fact("off", printed(t).length, 0);
        t.sync("on", () => client.setDebug(true));
        await t.call(() => call(client, "a:b"));
        t.fact("on", printed(t).length, 1);
      },
    },
    {
      name: `${name}: setDebug counts when the reply is there`,
      run: async (/** @type {Side} */ t) => {
        const { reply: later, release } = held();
        t.reply(later);
        const client = t.client();
        const done = t.call(() => call(client, "a:b"));
        client.setDebug(false);
        release(reply(["[LOG] a"]));
        await done;
        t.fact("printed", printed(t), []);
      },
    },
    {
      name: `${name}: a logger that throws rejects with the same object`,
      run: async (/** @type {Side} */ t) => {
        const reason = t.same("reason", { why: "logger" });
        let calls = 0;
        const logger = {
          log() {
            calls += 1;
            throw reason;
          },
        };
        t.reply(reply(["[LOG] a", "[LOG] b"]), reply([]));
        const client = t.client({ logger });
        await t.call(() => call(client, "a:b"), "it");
        t.outcome("it", { rejected: { identical: "reason" } });
        t.fact("calls", calls, 1);
        await t.call(() => call(client, "a:b"), "next");
        t.outcome("next", { resolved: 1 });
      },
    },
  ]),
  ...Object.entries(loggers).map(([kind, [logger, speaks]]) => ({
    name: `logger ${kind}`,
    run: async (/** @type {Side} */ t) => {
      t.reply(reply(["[LOG] a", "b"]));
      await t.call(() => t.client({ logger }).query("a:b"), "it");
      t.outcome("it", { resolved: 1 });
      t.fact("printed", printed(t).length, speaks ? 2 : 0);
    },
  })),
  ...Object.entries(badLoggers).flatMap(([kind, logger]) =>
    ["[LOG] a", "b"].map((line) => ({
      name: `logger ${kind}, ${line === "b" ? "unparsed" : "parsed"} line`,
      run: async (/** @type {Side} */ t) => {
        t.reply(reply([line]), success(2));
        const client = t.client({ logger });
        await t.call(() => client.query("a:b"), "it", { engineText: true });
        await t.call(() => client.query("a:b"), "without lines");
        t.outcome("without lines", { resolved: 2 });
      },
    })),
  ),
  {
    name: "a logger may be a class instance",
    run: async (t) => {
      const side = t;
      class Mine {
        tag = "mine";
        log(/** @type {any[]} */ ...args) {
          side.record("log", [this.tag, args]);
        }
      }
      t.reply(reply(["[LOG] a"]));
      await t.call(() => t.client({ logger: new Mine() }).query("a:b"));
      t.fact("kept", "log" in t.records, true);
    },
  },
  {
    name: "the methods of a logger are looked up when called",
    run: async (t) => {
      const logger = t.logger("first");
      const client = t.client({ logger });
      logger.log = t.logger("second").log;
      t.reply(reply(["[LOG] a"]));
      await t.call(() => client.query("a:b"));
      t.fact("printed", printed(t)[0]?.log, "second.log");
    },
  },
  {
    name: "console methods are looked up when called",
    run: async (t) => {
      const client = t.client();
      t.reply(reply(["[LOG] a", "b"]), reply(["[LOG] c"]));
      t.patch(console, "log", (/** @type {any[]} */ ...args) =>
        t.record("log", args),
      );
      t.patch(console, "error", (/** @type {any[]} */ ...args) =>
        t.record("error", args),
      );
      await t.call(() => client.query("a:b"));
      t.fact("both", Object.keys(t.records), ["log", "error"]);
      t.patch(console, "log", (/** @type {any[]} */ ...args) =>
        t.record("later", args),
      );
      await t.call(() => client.query("a:b"));
      t.fact("later", "later" in t.records, true);
    },
  },
  {
    name: "console itself is looked up when called",
    run: async (t) => {
      const client = t.client();
      t.reply(reply(["[LOG] a", "b"]));
      t.patch(globalThis, "console", t.logger("mine"));
      await t.call(() => client.query("a:b"));
      t.fact(
        "printed",
        printed(t).map(({ log }) => log),
        ["mine.log", "mine.error"],
      );
      t.fact(
        "as a method",
        printed(t).every(({ asMethod }) => asMethod),
        true,
      );
    },
  },
  {
    name: "a console that throws rejects with the same object",
    run: async (t) => {
      const reason = t.same("reason", { why: "console" });
      t.patch(console, "log", () => {
        throw reason;
      });
      t.reply(reply(["[LOG] a"]));
      await t.call(() => t.client().query("a:b"), "it");
      t.outcome("it", { rejected: { identical: "reason" } });
    },
  },
  {
    name: "setDebug goes by truthiness",
    run: async (t) => {
      for (const debug of [0, "", null, undefined, 1, "x"]) {
        t.reply(reply(["[LOG] a"]));
        const client = t.client();
        client.setDebug(debug);
        await t.call(() => client.query("a:b"));
      }
      t.fact("printed", printed(t).length, 2);
    },
  },
  {
    name: "lines are printed before the promise settles, in order",
    run: async (t) => {
      t.reply(reply(["[LOG] a", "[WARN] b", "[ERROR] c"]));
      const logger = t.logger();
      const client = t.client({ logger });
      await t.call(() => client.query("a:b").then(() => t.event("settled")));
      t.fact("last", t.trace.at(-1), { event: "settled" });
    },
  },
  {
    name: "a logger may call the client",
    run: async (t) => {
      /** @type {any} */
      let inner;
      const logger = {
        log: () => (inner ??= t.call(() => client.mutation("c:d"), "inner")),
      };
      const client = t.client({ logger });
      t.reply(reply(["[LOG] a", "[LOG] b"]), success(2));
      await t.call(() => client.query("a:b"), "outer");
      await inner;
      t.outcome("inner", { resolved: 2 });
    },
  },
  {
    name: "an odd path in the prefix",
    run: async (t) => {
      t.reply(reply(["[LOG] a", "b"]));
      await t.call(() => t.client().query("%c\n\ud800)ü"));
    },
  },
];
