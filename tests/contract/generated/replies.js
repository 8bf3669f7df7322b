import fc from "fast-check";
import { methods } from "../harness/methods.js";
import { mock, text } from "../harness/replies.js";
import { build, key, recipes } from "./recipes.js";

/** @typedef {import("../harness/side.js").Side} Side */

/**
 * A reply is an envelope as the server makes them, and the damage done to it.
 *
 * @typedef {object} Damaged
 * @property {any} value recipe of the value or of the error's data
 * @property {any[]} lines log lines
 * @property {"success" | "error" | "error with data"} kind
 * @property {[step: number, edit: Edit][]} edits of the nodes
 * @property {[at: number, edit: TextEdit][]} textEdits of the text
 * @property {number} status
 * @property {boolean} mocked handed over by json(), never as text
 *
 * @typedef {{ drop: true } | { copy: string } | { put: any } | { marker: string }} Edit
 * @typedef {{ cut: true } | { insert: string } | { erase: number }} TextEdit
 */

const MARKERS = ["$integer", "$float", "$bytes", "$set", "$map", "$commitTs"];

/** What takes the place of a node, in wire form. */
const node = fc.oneof(
  fc.constantFrom(null, true, 0, -1, 1.5, "", "success", "error", "AA==", "A"),
  fc.constantFrom(
    "AQAAAAAAAAA=",
    "AAAAAAAAAIA=",
    "====",
    "A===",
    "-_-_",
    "ä===",
  ),
  fc.constantFrom([], {}, [null], [[]], { a: 1 }, { $x: 1 }, { ä: 1 }),
  fc
    .tuple(
      fc.constantFrom(...MARKERS),
      fc.constantFrom(null, "", "AA==", 5, [], "AQAAAAAAAAA="),
    )
    .map(([name, inner]) => ({ [name]: inner })),
);

/** @type {fc.Arbitrary<Edit>} */
const edit = fc.oneof(
  fc.constant({ drop: /** @type {const} */ (true) }),
  fc.record({
    copy: fc.oneof(
      key,
      fc.constantFrom("status", "value", "errorData", "$integer", "$x", "ü"),
    ),
  }),
  fc.record({ put: node }),
  fc.record({ marker: fc.constantFrom(...MARKERS) }),
);

/** @type {fc.Arbitrary<TextEdit>} */
const textEdit = fc.oneof(
  fc.constant({ cut: /** @type {const} */ (true) }),
  fc.record({
    insert: fc.oneof(
      fc.constantFrom(
        '"',
        ",",
        "{",
        "}",
        "[",
        "]",
        ":",
        "\\",
        "\n",
        "null",
        "\\u0024",
        "\ufeff",
        "1e999",
        '"status":"error",',
        '"a":1,',
      ),
      fc.string({ maxLength: 3 }),
    ),
  }),
  fc.record({ erase: fc.integer({ min: 1, max: 8 }) }),
);

const line = fc.oneof(
  fc.constantFrom(
    "[LOG] 'x'",
    "[WARN] 'a' 1",
    "[ERROR] ",
    "[] x",
    "no level",
    "",
    "[LOG]\nx",
  ),
  fc.constantFrom("[a] [b] c", "[LOG] %c %s", "[\u2028] x", "[LOG] \ud800"),
  fc.record({ errorData: fc.constantFrom(null, 1, { a: [1] }, "x") }),
);

const position = fc.nat({ max: 10_000 });

/** @param {fc.Arbitrary<[number, any][]>} edits @param {fc.Arbitrary<[number, any][]>} textEdits */
function damaged(edits, textEdits) {
  return fc.record({
    value: recipes(),
    lines: fc.oneof(
      { weight: 2, arbitrary: fc.constant([]) },
      fc.array(line, { maxLength: 3 }),
    ),
    kind: fc.constantFrom("success", "success", "error", "error with data"),
    edits,
    textEdits,
    status: fc.constantFrom(200, 200, 200, 560, 201, 500),
    mocked: fc.boolean(),
    method: fc.constantFrom(...methods.map(({ name }) => name)),
  });
}

const none = fc.constant(/** @type {[number, any][]} */ ([]));
const someEdits = fc.array(fc.tuple(position, edit), {
  minLength: 1,
  maxLength: 4,
});
const someTextEdits = fc.array(fc.tuple(position, textEdit), {
  minLength: 1,
  maxLength: 3,
});

/**
 * @param {Damaged} damaged
 * @param {any} official
 */
function envelopeOf({ value, lines, kind }, official) {
  const wire = official.convexToJson(build(value));
  if (kind === "success")
    return { status: "success", value: wire, logLines: lines };
  const errorData = kind === "error" ? {} : { errorData: wire };
  return {
    status: "error",
    errorMessage: "Uncaught",
    ...errorData,
    logLines: lines,
  };
}

/**
 * Every place in JSON at which something stands: its parent and its key.
 *
 * @param {any} parent
 * @returns {[parent: any, key: string][]}
 */
function places(parent) {
  if (typeof parent !== "object" || parent === null) return [];
  return Object.keys(parent).flatMap((name) => [
    /** @type {[any, string]} */ ([parent, name]),
    ...places(parent[name]),
  ]);
}

/**
 * @param {any} root
 * @param {[number, Edit][]} edits
 */
function editNodes(root, edits) {
  const holder = { root: structuredClone(root) };
  for (const [step, one] of edits) {
    const all = places(holder);
    const [parent, name] = all[step % all.length];
    const fresh = (/** @type {any} */ part) => structuredClone(part);
    if ("put" in one) parent[name] = fresh(one.put);
    else if ("marker" in one) parent[name] = { [one.marker]: parent[name] };
    else if (parent === holder) continue;
    else if ("drop" in one) remove(parent, name);
    else if (Array.isArray(parent)) parent.push(fresh(parent[+name]));
    else parent[one.copy] = fresh(parent[name]);
  }
  return holder.root;
}

/** @param {any} parent @param {string} name */
function remove(parent, name) {
  if (Array.isArray(parent)) parent.splice(+name, 1);
  else delete parent[name];
}

/**
 * @param {string} whole
 * @param {[number, TextEdit][]} edits
 */
function editText(whole, edits) {
  let result = whole;
  for (const [step, one] of edits) {
    const at = step % (result.length + 1);
    const before = result.slice(0, at);
    if ("cut" in one) result = before;
    else if ("insert" in one) result = before + one.insert + result.slice(at);
    else result = before + result.slice(at + one.erase);
  }
  // What official does to such a field is a deliberate difference.
  return result.replaceAll("__proto__", "__other__");
}

/**
 * What engines say of a missing member names the expression that read it.
 *
 * @param {Side} t
 */
function forgetEngineTexts(t) {
  for (const outcome of Object.values(t.outcomes)) {
    const { error } = outcome.rejected ?? {};
    if (error === "TypeError" || error === "RangeError") {
      outcome.rejected = { engineError: error };
    }
  }
}

/**
 * @param {Side} t
 * @param {Damaged & { method: string }} input
 * @param {import("../harness/side.js").Env} env
 */
async function run(t, input, env) {
  const { edits, textEdits, status, mocked, method } = input;
  const envelope = editNodes(envelopeOf(input, env.official), edits);
  const body = editText(JSON.stringify(envelope), textEdits);
  if (mocked && textEdits.length === 0) {
    const ok = status < 300;
    t.reply(
      mock({ ok, status, json: async () => envelope, text: async () => body }),
    );
  } else {
    t.reply(text(body, status));
  }
  const found = methods.find(({ name }) => name === method);
  await t.call(() => found?.call(t.client(), "a:b"), "it");
  forgetEngineTexts(t);
  t.record("the reply afterwards", envelope);
}

/** @type {import("./run.js").Property[]} */
export default [
  { name: "whole", arbitrary: damaged(none, none), run },
  { name: "with damaged nodes", arbitrary: damaged(someEdits, none), run },
  { name: "with damaged text", arbitrary: damaged(none, someTextEdits), run },
  { name: "with both", arbitrary: damaged(someEdits, someTextEdits), run },
];
