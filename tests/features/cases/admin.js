// Clients of an admin, which may call internal functions and act as anybody.
import * as entry from "convex-http-client/admin";
import { quiet } from "../setting.js";

/** Takes names of functions, as it does at run time. @type {any} */
const { ConvexAdminClient, setAdminAuth } = entry;

const ada = { subject: "ada", issuer: "https://a.b", name: "Ada Lovelace" };

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "a client that is made as admin runs internal functions, as nobody or as somebody",
    run: async (t) => {
      const adminKey = await t.adminKey();
      const { backendUrl } = t.env;
      const options = { logger: quiet, adminKey };
      const client = new ConvexAdminClient(backendUrl, options);
      t.ok(client instanceof t.ours.ConvexHttpClient, "it is one");
      t.equal(await client.query("internal:secret"), "internal");
      t.equal(
        await client.batch([["internal:secret"], ["users:whoami"]]),
        ["internal", null].map((value) => ({ status: "fulfilled", value })),
      );
      const acting = new ConvexAdminClient(backendUrl, {
        ...options,
        actingAs: ada,
      });
      const seen = await acting.query("users:whoami");
      t.equal([seen.subject, seen.name], ["ada", "Ada Lovelace"]);
      t.equal(seen.tokenIdentifier, "https://a.b|ada");
      t.equal(await acting.query("internal:secret"), "internal");
    },
  },

  {
    name: "other clients are told that there is no such function, until they are an admin's",
    run: async (t) => {
      const client = t.client();
      const refused = await t.rejection(client.query("internal:secret"));
      t.ok(refused.message.includes("Could not find"), refused.message);
      setAdminAuth(client, await t.adminKey(), ada);
      t.equal(await client.query("internal:secret"), "internal");
      t.equal((await client.query("users:whoami")).subject, "ada");
      const view = client.withAuth(null);
      t.equal(await view.query("users:whoami"), null);
      await t.rejection(view.query("internal:secret"));
    },
  },

  {
    name: "its other options are a client's, and the key is not left out",
    run: async (t) => {
      const { backendUrl } = t.env;
      for (const options of [undefined, {}, { adminKey: "" }])
        try {
          new ConvexAdminClient(backendUrl, options);
          throw new Error("It was made.");
        } catch (/** @type {any} */ error) {
          t.ok(error.message.includes("`adminKey`"), error.message);
        }
      /** @type {any[]} */
      const sent = [];
      const client = new ConvexAdminClient(
        "https://small-mouse-123.convex.cloud/",
        {
          adminKey: "key",
          headers: { "X-Mine": "a" },
          fetch: async (
            /** @type {string} */ _url,
            /** @type {any} */ init,
          ) => (
            sent.push(init.headers),
            Response.json({ status: "success", value: 1 })
          ),
        },
      );
      t.equal(await client.query("a:b"), 1);
      const [{ Authorization, ...rest }] = sent;
      t.equal([Authorization, rest["x-mine"]], ["Convex key", "a"]);
    },
  },
];
