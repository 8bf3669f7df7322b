import { anyApi as api, ConvexError } from "convex-http-client";
import { Hono } from "hono";
import { convex } from "./convex.js";

/** @param {string} url of the deployment */
export function createApp(url) {
  const app = new Hono();
  app.use(convex(url));

  app.get("/tasks/mine", async ({ get, json }) =>
    json(await get("convex").query(api.tasks.listMine)),
  );
  app.post("/tasks", async ({ get, json, req }) => {
    const { text } = await req.json();
    const id = await get("convex").mutation(api.tasks.create, { text });
    return json({ id }, 201);
  });

  // What a function throws on purpose is for the caller to see; anything else is not.
  app.onError((error, { json }) => {
    if (error instanceof ConvexError) return json({ error: error.data }, 400);
    console.error(error);
    return json({ error: "Internal error" }, 500);
  });
  return app;
}
