// The client's documented uses, as they stand in people's code. Each one gets the package, the deployment's URL and a token, and throws unless everything came out right.

/** @typedef {typeof import("convex-http-client")} Package */
/** @typedef {{ package: Package, url: string, token: string }} Setting */
/** @typedef {{ title: string, run: (setting: Setting) => Promise<string> }} Use */

/**
 * @param {boolean} condition
 * @param {string} expectation
 */
function expect(condition, expectation) {
  if (!condition) throw new Error(`expected ${expectation}`);
}

/** @type {Use[]} */
export const uses = [
  {
    title: "A script: a mutation, then a query",
    async run({ package: { ConvexHttpClient, anyApi: api }, url }) {
      const client = new ConvexHttpClient(url);
      const id = await client.mutation(api.tasks.create, {
        text: "Write the report",
        priority: 3n,
      });
      const tasks = await client.query(api.tasks.list);
      const task = tasks.find((/** @type {any} */ { _id }) => _id === id);
      expect(
        task?.text === "Write the report",
        "the new task in the list of tasks",
      );
      expect(task.priority === 3n, "an int64 to come back as a bigint");
      return `${tasks.length} tasks, the new one with priority ${task.priority}n`;
    },
  },
  {
    title: "A serverless handler, signed in by its caller's bearer token",
    async run({ package: { ConvexHttpClient, anyApi: api }, url, token }) {
      /** @param {Request} request */
      async function handler(request) {
        const client = new ConvexHttpClient(url);
        const header = request.headers.get("Authorization");
        if (header) client.setAuth(header.replace("Bearer ", ""));
        return Response.json(await client.query(api.users.whoami));
      }
      const headers = { Authorization: `Bearer ${token}` };
      const signedIn = await handler(
        new Request("https://app.example/me", { headers }),
      );
      const signedOut = await handler(new Request("https://app.example/me"));
      const identity = await signedIn.json();
      expect(
        identity?.subject === "demo-user",
        "the function to see the token's subject",
      );
      expect(
        (await signedOut.json()) === null,
        "no identity without the header",
      );
      return `${identity.name}, and nobody without the header`;
    },
  },
  {
    title: "Three mutations, queued: one after the other",
    async run({ package: { ConvexHttpClient, anyApi: api }, url }) {
      const client = new ConvexHttpClient(url);
      const channel = `queued-${Math.random()}`;
      await Promise.all(
        ["first", "second", "third"].map((body) =>
          client.mutation(api.messages.send, { channel, author: "Ada", body }),
        ),
      );
      const messages = await client.query(api.messages.list, { channel });
      const bodies = messages
        .map((/** @type {any} */ { body }) => body)
        .join(", ");
      expect(
        bodies === "first, second, third",
        "the messages in the order of the calls",
      );
      return `in order: ${bodies}`;
    },
  },
  {
    title: "Three mutations with skipQueue: in parallel",
    async run({ package: { ConvexHttpClient, anyApi: api }, url }) {
      const client = new ConvexHttpClient(url);
      const channel = `parallel-${Math.random()}`;
      await Promise.all([
        client.mutation(
          api.messages.send,
          { channel, author: "Ada", body: "a" },
          { skipQueue: true },
        ),
        client.mutation(
          api.messages.send,
          { channel, author: "Bob", body: "b" },
          { skipQueue: true },
        ),
        client.mutation(
          api.messages.send,
          { channel, author: "Cyd", body: "c" },
          { skipQueue: true },
        ),
      ]);
      const messages = await client.query(api.messages.list, { channel });
      expect(messages.length === 3, "three messages");
      return "three messages";
    },
  },
  {
    title: "A Next.js API route: an action",
    async run({ package: { ConvexHttpClient, anyApi: api }, url }) {
      const client = new ConvexHttpClient(url);
      const channel = `route-${Math.random()}`;
      /** @param {Request} request */
      async function POST(request) {
        const { author, body } = await request.json();
        await client.mutation(api.messages.send, { channel, author, body });
        const digest = await client.action(api.actions.digest, { channel });
        return Response.json({
          count: Number(digest.count),
          authors: digest.authors,
        });
      }
      const body = JSON.stringify({ author: "Ada", body: "Good morning" });
      const response = await POST(
        new Request("https://app.example/api", { method: "POST", body }),
      );
      const digest = await response.json();
      expect(
        digest.count === 1 && digest.authors[0] === "Ada",
        "a digest of one message by Ada",
      );
      return `${digest.count} message by ${digest.authors.join(" and ")}`;
    },
  },
  {
    title: "A failure with data: ConvexError",
    async run({
      package: { ConvexHttpClient, ConvexError, anyApi: api },
      url,
    }) {
      const client = new ConvexHttpClient(url);
      const id = await client.mutation(api.tasks.create, { text: "Short" });
      await client.mutation(api.tasks.remove, { id });
      try {
        await client.mutation(api.tasks.complete, { id });
      } catch (error) {
        expect(error instanceof ConvexError, "a ConvexError");
        const { data } = /** @type {any} */ (error);
        expect(
          data.code === "TaskNotFound" && data.id === id,
          "the error's data",
        );
        return `ConvexError with data.code "${data.code}"`;
      }
      throw new Error("expected completing a removed task to fail");
    },
  },
];

/**
 * @typedef {{ path: string, body: string, status: number, ms: number }} Exchange
 * @typedef {{ title: string, ok: boolean, result: string, ms: number, exchanges: Exchange[] }} Outcome
 */

/**
 * Runs the uses one after the other, with each request that went out.
 * @param {Setting} setting
 * @returns {AsyncGenerator<Outcome>}
 */
export async function* runUses(setting) {
  const realFetch = globalThis.fetch;
  for (const { title, run } of uses) {
    /** @type {Exchange[]} */
    const exchanges = [];
    // The client looks fetch up at each call, so that this shows what it really sends.
    globalThis.fetch = async (input, init) => {
      const start = performance.now();
      const response = await realFetch(input, init);
      exchanges.push({
        path: new URL(String(input)).pathname,
        body: String(init?.body ?? ""),
        status: response.status,
        ms: performance.now() - start,
      });
      return response;
    };
    const start = performance.now();
    const outcome = await run(setting).then(
      (result) => ({ ok: true, result }),
      (error) => ({ ok: false, result: String(error) }),
    );
    const ms = performance.now() - start;
    globalThis.fetch = realFetch;
    yield { title, ...outcome, ms, exchanges };
  }
}
