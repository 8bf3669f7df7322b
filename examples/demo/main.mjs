// Runs the client's documented uses through the packed package:
//
//   node examples/demo/main.mjs <tarball> [--serve]
//
// on the embedded backend, or on the deployment in CONVEX_URL if it has the
// functions of backend/convex; CONVEX_TOKEN is then an identity token whose
// subject is "demo-user".
import { cpSync, mkdirSync, rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { execFileSync } from "node:child_process";
import { startBackend } from "../../backend/server.js";
import { makeSite } from "../../xtask/site.mjs";
import { serve } from "./serve.mjs";
import { printOutcome, printHead } from "./table.mjs";

/** How long the embedded backend holds each answer back, so that queued and parallel calls can be told apart. */
const LATENCY_MS = 50;

const root = resolve(import.meta.dirname, "../..");
const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: { serve: { type: "boolean", default: false } },
});
const [tarball] = positionals;
if (tarball === undefined) {
  console.error("usage: node examples/demo/main.mjs <tarball> [--serve]");
  process.exit(2);
}

const project = install(resolve(tarball));
const { deployment, testing, setLatency, stop } = await connect();
const { runUses } = await import(pathToFileURL(join(project, "uses.js")).href);
const client = await import(pathToFileURL(join(project, "package.js")).href);

printHead(deployment.url);
let failures = 0;
for await (const outcome of runUses({ package: client, ...deployment })) {
  printOutcome(outcome);
  if (!outcome.ok) failures++;
}
console.log(
  failures === 0 ? "Everything came out right." : `${failures} failed.`,
);

if (values.serve) {
  const site = join(project, "site");
  const installed = join(project, "node_modules/convex-http-client");
  setLatency(0);
  await makeSite(installed, site, { url: deployment.url, testing });
  const page = await serve(site);
  console.log(`Try it in a browser: ${page.url} (Ctrl+C stops)`);
  process.once("SIGINT", async () => {
    await Promise.all([page.stop(), stop()]);
    process.exit();
  });
} else {
  await stop();
  process.exitCode = failures === 0 ? 0 : 1;
}

/** Makes an empty project with the package in it, as a user would. */
function install(/** @type {string} */ tarball) {
  const here = import.meta.dirname;
  const project = join(root, "target/demo");
  rmSync(project, { recursive: true, force: true });
  mkdirSync(project, { recursive: true });
  cpSync(join(here, "project.json"), join(project, "package.json"));
  cpSync(join(here, "package.mjs"), join(project, "package.js"));
  cpSync(join(here, "uses.js"), join(project, "uses.js"));
  const quiet = ["--no-audit", "--no-fund", "--loglevel=error"];
  execFileSync("npm", ["install", tarball, "--ignore-scripts", ...quiet], {
    cwd: project,
    stdio: ["ignore", "ignore", "inherit"],
  });
  return project;
}

/** Returns the deployment to talk to. */
async function connect() {
  const { CONVEX_URL, CONVEX_TOKEN } = process.env;
  if (CONVEX_URL !== undefined) {
    if (CONVEX_TOKEN === undefined) {
      console.error(
        "CONVEX_URL is set: set CONVEX_TOKEN as well, to an identity token that this deployment accepts.",
      );
      process.exit(2);
    }
    return {
      deployment: { url: CONVEX_URL, token: CONVEX_TOKEN },
      testing: false,
      setLatency: () => {},
      stop: async () => {},
    };
  }
  const backend = await startBackend({ latency: LATENCY_MS });
  const claims = { sub: "demo-user", name: "Demo User" };
  const token = await backend.mintToken(claims, { expiresInSeconds: 3600 });
  return {
    deployment: { url: backend.url, token },
    testing: true,
    setLatency: backend.setLatency,
    stop: () => backend.stop(),
  };
}
