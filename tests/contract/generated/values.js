import fc from "fast-check";
import { unsupported } from "../cases/kinds.js";
import { methods } from "../harness/methods.js";
import { mock, text } from "../harness/replies.js";
import { argsOf, build, key, recipes, scalar } from "./recipes.js";

/** @typedef {import("../harness/side.js").Side} Side */

const method = fc.constantFrom(...methods.map(({ name }) => name));

/** @param {string} name */
function callOf(name) {
  const found = methods.find((one) => one.name === name);
  if (!found) throw new Error(`There is no method ${name}.`);
  return found.call;
}

/** Parts that no value may have. */
const fault = fc.oneof(
  fc
    .constantFrom(...Object.keys(unsupported))
    .map((kind) => ({ make: unsupported[kind][0], kind })),
  fc.constantFrom(2n ** 63n, -(2n ** 63n) - 1n, 10n ** 30n),
  fc.constant(undefined),
  fc
    .tuple(
      fc.constantFrom(
        "$",
        "$x",
        "$integer",
        "ä",
        "a\n",
        "\ud800",
        "\x7f",
        "👍",
        "k".repeat(1025),
      ),
      key,
    )
    .map(([bad, good]) => ({
      object: {
        prototype: "plain",
        fields: [
          [good, 1, "value"],
          [bad, 2, "value"],
        ],
      },
    })),
);

const sometimesFaulty = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fault },
);

/**
 * @param {Side} t
 * @param {any} recipe
 */
function codecs(t, recipe) {
  const { convexToJson, jsonToConvex } = t.api;
  const wire = t.sync("encode", () => convexToJson(build(recipe)));
  if (wire === undefined) return;
  t.sync("decode", () => jsonToConvex(wire));
  t.record("the JSON afterwards", wire);
}

/** @type {import("./run.js").Property[]} */
export default [
  {
    name: "arguments are sent",
    arbitrary: fc.tuple(method, argsOf()),
    run: async (t, [name, args]) => {
      const value = build(args);
      await t.call(() => callOf(name)(t.client(), "a:b", value), "it");
      t.fact("resolved", "resolved" in t.outcomes.it, true);
      t.record("the arguments afterwards", value);
    },
  },
  {
    name: "values arrive",
    arbitrary: recipes(),
    run: async (t, recipe, env) => {
      const value = env.official.convexToJson(build(recipe));
      const reply = { status: "success", value, logLines: [] };
      t.reply(
        text(JSON.stringify(reply)),
        mock({ ok: true, json: async () => reply }),
      );
      await t.call(() => t.client().query("a:b"), "parsed");
      await t.call(() => t.client().query("a:b"), "shared");
      t.fact("resolved", "resolved" in t.outcomes.parsed, true);
      t.record("the reply afterwards", reply);
    },
  },
  {
    name: "the exported codecs",
    arbitrary: recipes(),
    run: codecs,
  },
  {
    name: "values come back from the backend",
    needs: "backend",
    share: 0.2,
    arbitrary: argsOf(),
    run: async (t, args) => {
      const value = build(args);
      await t.call(() => t.online().query("values:echo", { value }));
    },
  },
  {
    name: "arguments with parts that are refused",
    arbitrary: fc.tuple(method, argsOf(sometimesFaulty)),
    run: async (t, [name, args]) => {
      await t.call(() => callOf(name)(t.client(), "a:b", build(args)));
    },
  },
  {
    name: "the exported codecs, with parts that are refused",
    arbitrary: recipes(sometimesFaulty),
    run: codecs,
  },
];
