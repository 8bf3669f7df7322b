// What a framework answers when a call of the client fails with an HTTP status: answers.js <framework> <url of the backend>
import { once } from "node:events";
import { createServer } from "node:http";
import { anyApi, ConvexHttpClient, errorInfo } from "convex-http-client";

const [framework, url] = process.argv.slice(2);

/** Each makes a listener for Node's server of a handler. @type {Record<string, (run: () => Promise<any>) => Promise<any>>} */
const frameworks = {
  express: async (run) => {
    const { default: express } = await import("express");
    return express().get("/", async (_, response) =>
      response.json(await run()),
    );
  },
  koa: async (run) => {
    const { default: Koa } = await import("koa");
    const app = new Koa();
    app.silent = true;
    return app
      .use(async (context) => {
        context.body = await run();
      })
      .callback();
  },
  fastify: async (run) => {
    const { default: fastify } = await import("fastify");
    const app = fastify().get("/", run);
    await app.ready();
    return app.routing;
  },
  h3: async (run) => {
    const { H3, toNodeHandler } = await import("h3");
    return toNodeHandler(new H3({ silent: true }).get("/", run));
  },
  "h3-1": async (run) => {
    const { createApp, eventHandler, toNodeListener } = await import("h3-1");
    return toNodeListener(createApp().use("/", eventHandler(run)));
  },
  hono: async (run) => {
    const { Hono } = await import("hono");
    const app = new Hono().get("/", async (context) =>
      context.json(await run()),
    );
    return async (_, response) => {
      const answer = await app.request("/");
      response.writeHead(answer.status).end(await answer.text());
    };
  },
};

const client = new ConvexHttpClient(url, { logger: false });
client.setAuth("not a token");
const call = () => client.query(anyApi.users.whoami);

/** As docs/errors.md has it. */
function asOurs(error) {
  delete error.status;
  throw error;
}

function wrapped(cause) {
  throw new Error("the deployment said no", { cause });
}

/** @param {() => Promise<any>} run */
async function statusOf(run) {
  const server = createServer(await frameworks[framework](run)).listen(0);
  await once(server, "listening");
  const response = await fetch(`http://127.0.0.1:${server.address().port}/`);
  await response.text();
  server.close();
  server.closeAllConnections();
  return response.status;
}

console.error = () => {};
let known;
const bare = await statusOf(call);
const ours = await statusOf(() =>
  call().catch((error) => {
    known = errorInfo(error).status;
    return asOurs(error);
  }),
);
const cause = await statusOf(() => call().catch(wrapped));
console.log(JSON.stringify({ answers: [bare, ours, known, cause] }));
