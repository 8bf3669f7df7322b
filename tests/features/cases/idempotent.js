// Mutations and actions that their caller says may run twice.
import { at, each, reply } from "../faults.js";
import { everyMethod, methods } from "../methods.js";
import { bringing } from "../fetchers.js";
import { UUID } from "../watching.js";

/** @typedef {import("../setting.js").Fault} Fault */

const PREFIX = "idempotent-";
const HTML = "<!doctype html><title>Bad gateway</title>";

const writes = everyMethod.filter(
  ([name, { repeats }]) => !repeats && name !== "function",
);

/** What says nothing of what became of a call, and may pass. @type {Fault[]} */
const LOSSES = [
  { do: "refuse" },
  { do: "drop" },
  { do: "cut" },
  { do: "truncate" },
  reply(200, "", { body: HTML }),
  reply(200, "", { body: HTML, forward: true }),
  ...[408, 425, 429, 500, 502, 503, 504, 520, 529].map((status) =>
    reply(status, "", { body: HTML }),
  ),
  reply(503, "Overloaded"),
  reply(500, "InternalServerError", { forward: true }),
];

/** The ids that requests carried. @param {{ log(): Promise<import("../setting.js").Entry[]> }} session */
const sentIds = async (session) =>
  (await session.log()).map(({ headers }) => headers["convex-request-id"]);

/** @type {import("../setting.js").Case[]} */
export default [
  {
    name: "an idempotent call is sent again after every outcome that is unknown and may pass, under one id",
    run: async (t) => {
      for (const [name, { ref, call }] of writes)
        await each(LOSSES, async (fault) => {
          const label = `${name} ${fault.do} ${fault.status ?? ""}`;
          const session = await t.session(fault, fault);
          const client = t.client({ retry: at(2) }, session);
          const options = { idempotent: true };
          t.equal(await call(client, ref, { value: 1 }, options), 1, label);
          const ids = await sentIds(session);
          t.equal([ids.length, new Set(ids).size], [3, 1], label);
          t.ok(ids[0]?.startsWith(PREFIX), `${label} ${ids[0]}`);
          t.ok(UUID.test(ids[0]?.slice(PREFIX.length) ?? ""), label);
        });
    },
  },

  {
    name: "an idempotent call is not sent again without retry, nor after what would come again",
    run: async (t) => {
      const final = [400, 403, 404, 409, 413, 501, 530];
      for (const [name, { ref, call }] of writes) {
        const idempotent = { idempotent: true };
        for (const status of final) {
          const session = await t.session(reply(status));
          const client = t.client({ retry: at(2) }, session);
          const error = await t.rejection(
            call(client, ref, { value: 1 }, idempotent),
          );
          t.info(
            error,
            { status, attempts: 1, outcome: "unknown", retryable: false },
            `${name} ${status}`,
          );
        }
        const session = await t.session({ do: "drop" });
        const client = t.client({}, session);
        const error = await t.rejection(
          call(client, ref, { value: 1 }, idempotent),
        );
        const [requestId] = await sentIds(session);
        t.info(
          error,
          { attempts: 1, outcome: "unknown", retryable: true, requestId },
          name,
        );
      }
    },
  },

  {
    name: "the error that remains tells the id, the attempts and that nobody knows, whatever came last",
    run: async (t) => {
      /** @type {[last: Fault, expected: Record<string, unknown>][]} */
      const ends = [
        [{ do: "drop" }, { kind: "network", retryable: true }],
        [reply(500), { kind: "http", status: 500, retryable: true }],
        [reply(503, "ExpiredInQueue"), { status: 503, retryable: true }],
        [reply(401), { status: 401, retryable: false }],
        [
          reply(200, "", { body: `{"status":"error","errorMessage":"m"}` }),
          { kind: "function", retryable: false },
        ],
      ];
      for (const [last, expected] of ends) {
        const session = await t.session({ do: "refuse" }, last);
        const client = t.client({ retry: at(1), idempotent: true }, session);
        const error = await t.rejection(
          client.mutation("values:echoMutation", { value: 1 }),
        );
        const [requestId] = await sentIds(session);
        t.info(
          error,
          { ...expected, attempts: 2, outcome: "unknown", requestId },
          JSON.stringify(last),
        );
      }
    },
  },

  {
    name: "a value that cannot be read in the end says that it has committed",
    run: async (t) => {
      const body = `{"status":"success","value":{"$integer":"AQ=="}}`;
      const session = await t.session({ do: "drop" }, reply(200, "", { body }));
      const client = t.client({ retry: at(9), idempotent: true }, session);
      const error = await t.rejection(client.mutation("values:echoMutation"));
      t.info(error, { kind: "protocol", attempts: 2, outcome: "committed" });
    },
  },

  {
    name: "the resend after a 401 has the same id, and so has every repetition after it",
    run: async (t) => {
      const { fetcher } = bringing(await t.token({}, -5), await t.token());
      const session = await t.session({ do: "pass" }, { do: "drop" });
      const auth = fetcher;
      const client = t.client({ auth, retry: at(1) }, session);
      const options = { idempotent: "order 42" };
      const value = { value: 1 };
      t.equal(await client.mutation("values:echoMutation", value, options), 1);
      t.equal(await sentIds(session), Array(3).fill(`${PREFIX}order%2042`));
    },
  },

  {
    name: "a key of one's own is sent as the server takes it, and an error's id goes on with its call",
    run: async (t) => {
      const long = "\u{1f600}".repeat(256);
      for (const key of ["a", " ", "a%20b", "é/\u{1f600}", "~-_.!*'()", long]) {
        const id = `${PREFIX}${encodeURIComponent(key)}`;
        const session = await t.session(reply(500));
        const client = t.client({}, session);
        const run = (/** @type {unknown} */ idempotent) =>
          client.mutation("values:echoMutation", { value: 1 }, { idempotent });
        const error = await t.rejection(run(key));
        t.info(error, { requestId: id, attempts: 1 });
        await run(key);
        await run(t.ours.errorInfo(error).requestId);
        t.equal(await sentIds(session), [id, id, id], key);
      }
      // These are no ids, but keys that look like one.
      const session = await t.session();
      for (const key of [PREFIX, `${PREFIX}a b`, `${PREFIX}é`])
        await t
          .client({}, session)
          .mutation("values:echoMutation", { value: 1 }, { idempotent: key });
      t.equal(await sentIds(session), [
        "idempotent-idempotent-",
        "idempotent-idempotent-a%20b",
        "idempotent-idempotent-%C3%A9",
      ]);
    },
  },

  {
    name: "a call's word counts more than its client's, which is about mutations alone",
    run: async (t) => {
      const key = `${PREFIX}key`;
      for (const [name, { kind, ref, call }] of everyMethod) {
        if (name === "function") continue;
        const session = await t.session();
        const client = t.client({ idempotent: "key" }, session);
        const isWord = kind === "mutation";
        await call(client, ref, { value: 1 });
        t.equal((await sentIds(session)).at(-1), isWord ? key : undefined);
        if (kind !== "mutation" && kind !== "action") continue;
        const other = { idempotent: "other" };
        await call(client, ref, { value: 1 }, other);
        await call(client, ref, { value: 1 }, { idempotent: false });
        t.equal(
          (await sentIds(session)).slice(1),
          [`${PREFIX}other`, undefined],
          name,
        );
      }
      const session = await t.session();
      const view = t.client({ idempotent: "key" }, session).withAuth(null);
      await view.mutation("values:echoMutation", { value: 1 });
      t.equal(await sentIds(session), [key]);
    },
  },

  {
    name: "queued mutations keep their order while one of them is sent again",
    run: async (t) => {
      const session = await t.session(reply(500), { do: "refuse" });
      const client = t.client({ idempotent: true, retry: at(2) }, session);
      const bodies = ["1", "2", "3"];
      await Promise.all(
        bodies.map((body) => client.mutation("messages:send", t.message(body))),
      );
      t.equal(await t.committed(), bodies);
      const ids = await sentIds(session);
      t.equal([ids.length, new Set(ids).size, ids[0]], [5, 3, ids[2]]);
    },
  },

  {
    name: "what is no key is refused by name before anything is sent, and never quoted",
    run: async (t) => {
      let sent = 0;
      const fetch = async () => (sent++, new Response());
      const client = t.client({ fetch });
      const secret = "s3cret";
      const bad = [
        ...["", `${secret}\n`, `a\0${secret}`, `${secret}\u{85}`, "\u{d800}"],
        ...[secret.padEnd(257), 1, null, {}, [secret], Symbol(secret)],
      ];
      for (const idempotent of bad) {
        for (const [name, { call }] of everyMethod) {
          const error = await t.rejection(
            call(client, "a:b", {}, { idempotent }),
          );
          t.ok(
            error.message.includes("`idempotent`") &&
              !error.message.includes(secret),
            `${name} ${error.message}`,
          );
          t.info(error, { kind: "args", attempts: 0, retryable: false }, name);
        }
        try {
          t.client({ idempotent });
          throw new Error("It was taken.");
        } catch (/** @type {any} */ error) {
          t.ok(error.message.includes("`idempotent`"), error.message);
        }
      }
      t.equal(sent, 0);
    },
  },

  {
    name: "an idempotent query, and an id beside that of the headers, are refused",
    run: async (t) => {
      let sent = 0;
      const fetch = async () => (sent++, new Response());
      const client = t.client({ fetch });
      const headers = { "Convex-Request-ID": "mine" };
      for (const [name, { repeats, call }] of everyMethod) {
        const options = { idempotent: true, ...(!repeats && { headers }) };
        const error = await t.rejection(call(client, "a:b", {}, options));
        t.info(error, { kind: "args", attempts: 0 }, name);
        t.ok(error.message.includes("`idempotent`"), error.message);
      }
      const error = await t.rejection(
        client
          .paginate("a:b", {}, { numItems: 1, idempotent: "a" })
          [Symbol.asyncIterator]()
          .next(),
      );
      t.info(error, { kind: "args", attempts: 0 });
      t.equal(sent, 0);
    },
  },

  {
    name: "names that others have for it are refused with the right one",
    run: async (t) => {
      const client = t.client();
      for (const name of ["idempotencyKey", "idempotant", "Idempotent"]) {
        const error = await t.rejection(
          methods.mutation.call(client, "a:b", {}, { [name]: "k" }),
        );
        t.ok(error.message.includes("`idempotent`"), error.message);
      }
    },
  },

  {
    name: "a call that is not idempotent sends no byte more, and neither does one that takes it back",
    run: async (t) => {
      const session = await t.session();
      const client = t.client({}, session);
      const value = { value: 1 };
      await client.mutation("values:echoMutation", value);
      const off = { idempotent: false };
      await client.mutation("values:echoMutation", value, off);
      const [plain, undone] = (await session.log()).map(
        ({ headers, body }) => ({ headers, body }),
      );
      t.equal(undone, plain);
      t.equal(plain.headers["convex-request-id"], undefined);
    },
  },
];
