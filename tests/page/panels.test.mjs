import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { after, before, describe, test } from "node:test";
import { call } from "../../backend/call.js";
import { startBackend } from "../../backend/server.js";
import { serve } from "../../examples/demo/serve.mjs";
import { makeSite } from "../../xtask/site.mjs";
import { makeProject } from "../package/project.mjs";
import { Skip } from "../packaging/driver/family.mjs";
import { Person } from "./browser/person.mjs";
import { launch } from "./browser/puppeteer.mjs";
import { launchWebKit } from "./browser/webkit.mjs";
import { frame, looksRight, panels } from "./uses/frame.mjs";
import { published } from "./uses/published.mjs";
import { playground } from "./uses/playground.mjs";
import { once } from "./uses/once.mjs";
import { queue } from "./uses/queue.mjs";
import { retries } from "./uses/retries.mjs";
import { speed } from "./uses/speed.mjs";
import { tasks } from "./uses/tasks.mjs";

/**
 * What a test of the page gets.
 *
 * @typedef {object} World
 * @property {Person} person
 * @property {import("../../backend/server.js").Backend} backend
 * @property {{ url: string }} site
 * @property {string} project that has the package
 * @property {string} name of the browser
 * @property {(path: string, args: object, kind?: "query" | "mutation") => Promise<any>} call what somebody else calls
 * @property {(name: string, picture: Buffer) => void} keep
 *
 * @typedef {(world: World) => Promise<void>} Use
 * @typedef {import("./browser/tab.mjs").Browser} Browser
 */

/** What browsers complain of where a test brings it about. */
const EXPECTED = [
  /Failed to load resource: net::ERR_(CONNECTION_REFUSED|UNSAFE_PORT)/,
  /the server responded with a status of 401/,
  /Content.Security.Policy/,
];

/** Where what each panel looks like is left, to be looked at. */
const PICTURES = resolve(import.meta.dirname, "../../target/page");

const project = makeProject("page");

/** @typedef {[panel: string, title: string, use: Use][]} Uses */

/** @param {Record<string, Record<string, Use>>} byPanel @returns {Uses} */
const list = (byPanel) =>
  Object.entries(byPanel).flatMap(([panel, uses]) =>
    Object.entries(uses).map(([title, use]) => [panel, title, use]),
  );

const uses = list({ frame, playground, retries, once, queue, tasks, speed });

/** @type {Uses} */
const looks = panels.map((panel) => [
  panel,
  "right for axe, at any width",
  looksRight(panel),
]);

/**
 * Starts a browser, and a backend and a site for it alone.
 *
 * @param {string} title
 * @param {() => Promise<Browser>} start
 */
async function makeWorld(title, start) {
  const browser = await start();
  const backend = await startBackend();
  const folder = join(project, `site-${title}`);
  const installed = join(project, "node_modules/convex-http-client");
  const deployment = { url: backend.url, testing: true };
  const isPublished = title === "published";
  await makeSite(installed, folder, isPublished ? null : deployment);
  const site = await serve(folder);
  const tab = await browser.newTab();
  return {
    tab,
    world: {
      person: new Person(tab),
      backend,
      site,
      project,
      name: title,
      call: (
        /** @type {string} */ path,
        /** @type {object} */ args,
        /** @type {"query" | "mutation"} */ kind = "query",
      ) => call(backend, kind, path, args),
      keep: (/** @type {string} */ name, /** @type {Buffer} */ picture) => {
        mkdirSync(PICTURES, { recursive: true });
        writeFileSync(join(PICTURES, `${title}-${name}.png`), picture);
      },
    },
    stop: async () => {
      await browser.close();
      await Promise.all([site.stop(), backend.stop()]);
    },
  };
}

/**
 * @param {string} title
 * @param {() => Promise<Browser>} start
 * @param {Uses} what
 */
function testIn(title, start, what) {
  describe(title, { concurrency: 1 }, () => {
    /** @type {Awaited<ReturnType<typeof makeWorld>> | undefined} */
    let made;
    /** @type {string | undefined} */
    let missing;
    before(async () => {
      try {
        made = await makeWorld(title, start);
      } catch (error) {
        if (!(error instanceof Skip)) throw error;
        missing = error.message;
      }
    });
    after(() => made?.stop());
    for (const [panel, use, run] of what) {
      test(`${panel}: ${use}`, { timeout: 90_000 }, async (context) => {
        if (!made) return context.skip(missing);
        const { tab, world } = made;
        world.backend.reset();
        world.backend.setLatency(0);
        await tab.resize(1280, 900);
        const hash = panel === "frame" ? "" : `#${panel}`;
        await world.person.open(`${world.site.url}${hash}`);
        const before = tab.complaints().length;
        await run(world);
        const complaints = tab.complaints().slice(before);
        const isExpected = (/** @type {string} */ text) =>
          EXPECTED.some((pattern) => pattern.test(text));
        assert.deepEqual(
          complaints.filter((text) => !isExpected(text)),
          [],
        );
      });
    }
  });
}

// Browsers mostly wait, for the backend and for each other's processor.
describe("the page", { concurrency: 3 }, () => {
  const all = [...uses, ...looks];
  testIn("chromium", () => launch("chromium", "light"), all);
  testIn("firefox", () => launch("firefox", "light"), all);
  // Slow without a graphics processor: each panel's main uses, which come first.
  const isMain = (/** @type {Uses[0]} */ [panel, title]) =>
    uses
      .filter((use) => use[0] === panel)
      .findIndex((use) => use[1] === title) < 2;
  testIn("webkit", launchWebKit, uses.filter(isMain));
  const visits = list({ playground: published });
  testIn("published", () => launch("chromium", "light"), visits);
  testIn("chromium-dark", () => launch("chromium", "dark"), looks);
});
