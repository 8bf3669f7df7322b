// Replies that lead elsewhere: nobody goes there unless the caller says so.
import { reply } from "../faults.js";
import { everyMethod } from "../methods.js";

/** @typedef {import("../setting.js").Setting} Setting */

const STATUSES = [301, 302, 303, 307, 308];

/** The same place by another name, which is another origin. @param {{ url: string }} session */
const elsewhere = ({ url }) => url.replace("127.0.0.1", "localhost");

/** @param {number} status @param {string} location */
const redirect = (status, location) =>
  reply(status, undefined, { headers: { Location: location } });

/** A page is told nothing of where it leads. @param {Setting} t @param {number} status */
const seen = (t, status) => (t.env.runtime === "chromium" ? 0 : status);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "no call follows one to another origin, with its credential and headers or without, nor by a GET",
    run: async (t) => {
      const auth = "a-secret-token";
      const headers = { "X-Key": "a secret header" };
      for (const [name, { kind, call, ref }] of everyMethod)
        for (const status of STATUSES) {
          const target = await t.session(reply(200, "never"));
          const path = `${elsewhere(target)}/api/${kind}`;
          const faults = Array.from({ length: 2 }, () =>
            redirect(status, path),
          );
          const label = `${name} ${status}`;
          const session = await t.session(...faults);
          const client = t.client({ auth, headers, logger: false }, session);
          const sent = call(client, ref, { value: 1 });
          const error = await t.rejection(sent, label);
          const isRead = kind === "query" || kind === "batch";
          const outcome = isRead ? "not-committed" : "unknown";
          const facts = { kind: "http", status: seen(t, status), outcome };
          t.info(error, facts, label);
          t.equal(await target.log(), [], `${label} leads to a request`);
        }
    },
  },

  {
    name: "calls without options follow none either",
    run: async (t) => {
      for (const [name, { call, ref }] of everyMethod) {
        const target = await t.session();
        const path = `${elsewhere(target)}/api/query`;
        const session = await t.session(redirect(308, path));
        const sent = call(t.client({}, session), ref, { value: 1 });
        const error = await t.rejection(sent, name);
        t.info(error, { kind: "http", status: seen(t, 308) }, name);
        t.equal(await target.log(), [], name);
      }
    },
  },

  {
    name: "those are followed whose caller says so, for the client or for a call",
    run: async (t) => {
      const fetchOptions = { redirect: "follow" };
      for (const [name, { call, ref, kind }] of everyMethod) {
        // They send more than one request, or need another credential.
        if (["consistentQuery", "function"].includes(name)) continue;
        const endpoint = kind === "batch" ? "query_batch" : kind;
        const path = (/** @type {any} */ session) =>
          `${session.url}/api/${endpoint}`;
        const target = await t.session();
        const first = await t.session(redirect(307, path(target)));
        const client = t.client({ fetchOptions }, first);
        t.equal(await call(client, ref, { value: 1 }), 1, name);
        const second = await t.session(redirect(308, path(target)));
        const options = { fetchOptions };
        const own = call(t.client({}, second), ref, { value: 2 }, options);
        t.equal(await own, 2, name);
        t.equal((await target.log()).length, 2, name);
      }
    },
  },
];
