/** @typedef {import("../harness/side.js").Side} Side */

/** @type {Record<string, [path: any, sent: string]>} */
const componentPaths = {
  undefined: [undefined, ""],
  text: ["child", '"componentPath":"child",'],
  nested: ["child/grandchild", '"componentPath":"child/grandchild",'],
  "empty text": ["", '"componentPath":"",'],
  "odd text": ['a"\u2028\ud800ü', '"componentPath":"a\\"\u2028\\ud800ü",'],
  null: [null, '"componentPath":null,'],
};

/** @type {Record<string, string>} */
const strings = {
  "a path": "dir/a:b",
  "a handle": "function://abc;api.a.b",
  "an empty string": "",
  "odd text": 'a"\u2028\ud800ü',
};

/** @type {import("../harness/run.js").Case[]} */
export default [
  ...Object.entries(componentPaths).map(([kind, [path, sent]]) => ({
    name: `componentPath ${kind}`,
    run: async (/** @type {Side} */ t) => {
      await t.call(() => t.client().function("a:b", path, { n: 1 }));
      t.fact(
        "body",
        t.requests[0].body,
        `{${sent}"path":"a:b","format":"convex_encoded_json","args":{"n":1}}`,
      );
    },
  })),
  ...Object.entries(strings).map(([kind, path]) => ({
    name: `takes ${kind} as it is`,
    run: async (/** @type {Side} */ t) => {
      await t.call(() => t.client().function(path));
      t.fact("path", t.bodies[0].path, path);
    },
  })),
  {
    name: "sends special values unwrapped",
    run: async (t) => {
      await t.call(() =>
        t.client().function("a:b", undefined, { a: 1n, b: -0 }),
      );
      t.fact("args", t.bodies[0].args, {
        a: { $integer: "AQAAAAAAAAA=" },
        b: { $float: "AAAAAAAAAIA=" },
      });
    },
  },
  {
    name: "is never queued",
    run: async (t) => {
      const client = t.client();
      const done = [
        t.call(() => client.mutation("a:b")),
        t.call(() => client.function("c:d")),
        t.call(() => client.function("e:f")),
      ];
      t.fact("at once", t.requests.length, 3);
      await Promise.all(done);
    },
  },
  {
    name: "takes arguments third, whatever comes fourth",
    run: async (t) => {
      await t.call(() => t.client().function("a:b", "c", { n: 1 }, { m: 2 }));
      t.fact("args", t.bodies[0].args, { n: 1 });
    },
  },
];
