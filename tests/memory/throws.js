import { url } from "./clients.js";
import { throwingPolicies } from "./policies.js";
import { acts } from "./throwing-objects.js";
import { replies } from "./throwing-replies.js";

/** @typedef {import("./clients.js").Case} Case */

const answer = { status: "success", value: "good" };
const good = async () => ({ ok: true, status: 200, json: async () => answer });
const query = (/** @type {any} */ client) => client.query("a:b", {});

/**
 * Everything of the user's that can throw while wasm is at work: it reaches the caller, and the module lives on.
 *
 * @type {Case[]}
 */
const all = [
  ...Object.entries({ ...replies, ...throwingPolicies }).map(
    ([name, options]) => throwing(name, options, query),
  ),
  ...Object.entries(acts).map(([name, act]) =>
    throwing(name, { fetch: good }, act),
  ),
];

/** The count is that of all of them together. */
export const throws = all.map((one) => ({ ...one, part: all.length }));

/**
 * @param {string} name
 * @param {Record<string, unknown>} options
 * @param {(client: any, ours: any) => unknown} act
 * @returns {Case}
 */
function throwing(name, options, act) {
  return {
    name,
    what: "throws",
    prepare: ({ ours }) => {
      const bystander = new ours.ConvexHttpClient(url, { fetch: good });
      return async (count) => {
        const client = new ours.ConvexHttpClient(url, options);
        for (let index = 0; index < count; index++) {
          await mustFail(() => act(client, ours));
        }
        client.free();
        if ((await query(bystander)) !== "good") {
          throw new Error("A good call gave something else.");
        }
      };
    },
  };
}

/** @param {() => unknown} act */
async function mustFail(act) {
  try {
    await act();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) throw error;
    return;
  }
  throw new Error("Nothing was thrown.");
}
