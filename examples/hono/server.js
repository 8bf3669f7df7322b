import { serve } from "@hono/node-server";
import { createApp } from "./app.js";

const { fetch } = createApp(process.env.CONVEX_URL ?? "http://127.0.0.1:3210");
const port = Number(process.env.PORT ?? 3000);
serve({ fetch, port, hostname: "127.0.0.1" }, () =>
  console.log(`listening on http://127.0.0.1:${port}`),
);
