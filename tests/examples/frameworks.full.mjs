// Examples that take long to install or to build: `cargo xtask matrix` runs them.
import assert from "node:assert/strict";
import { test } from "node:test";
import { freePort } from "../packaging/driver/port.mjs";
import { createsAndLists, makeExample, send } from "./example.mjs";

test("Next.js", async (t) => {
  const example = await makeExample("nextjs");
  t.after(() => example.backend.stop());
  const [build, start] = example.commands;
  await example.shell(build);
  const token = await example.backend.mintToken({ sub: "ada", name: "Ada" });
  const more = `-- -H 127.0.0.1 -p ${await freePort()}`;
  const ready = /(http:\/\/127\.0\.0\.1:\d+)[^]*Ready/;
  const use = async (/** @type {string} */ url) => {
    const created = await send(`${url}/api/tasks`, { text: "Feed the cat" });
    assert.equal(created.status, 201);
    const page = await (await fetch(url)).text();
    assert.match(page, /<li>Feed the cat<\/li>/);
    const whoami = `${url}/api/whoami`;
    assert.equal((await send(whoami, undefined, token)).body.subject, "ada");
    assert.equal((await send(whoami)).body, null);
  };
  await example.serving(start, ready, use, { more });
});

test("Next.js, with the functions of convex/nextjs", async (t) => {
  const example = await makeExample("nextjs-functions");
  t.after(() => example.backend.stop());
  const [build, start] = example.commands;
  await example.shell(build);
  const more = `-- -H 127.0.0.1 -p ${await freePort()}`;
  const ready = /(http:\/\/127\.0\.0\.1:\d+)[^]*Ready/;
  const use = async (/** @type {string} */ url) => {
    await createsAndLists(`${url}/api/tasks`);
    const page = await (await fetch(url)).text();
    assert.match(page, /<li>Water the plants<\/li>/);
    assert.match(page, /Nobody is signed in/);
  };
  await example.serving(start, ready, use, { more });
});

test("SvelteKit", async (t) => {
  const example = await makeExample("sveltekit");
  t.after(() => example.backend.stop());
  const [build, start] = example.commands;
  await example.shell(build);
  // The origin that the README's build names, on a port that is free here.
  const headers = { Origin: "http://localhost:3000", Accept: "text/html" };
  const PORT = String(await freePort());
  const environment = { HOST: "127.0.0.1", PORT };
  const use = async (/** @type {string} */ url) => {
    const body = new URLSearchParams({ text: "Feed the cat" });
    const response = await fetch(url, { method: "POST", headers, body });
    assert.match(await response.text(), /<li>Feed the cat<\/li>/);
    assert.match(await (await fetch(url)).text(), /<li>Feed the cat<\/li>/);
  };
  const address = `http://127.0.0.1:${PORT}`;
  await example.serving(start, address, use, { environment });
});

test("Netlify", async (t) => {
  const example = await makeExample("netlify");
  t.after(() => example.backend.stop());
  const [command] = example.commands;
  // Netlify takes the repository that a folder is in for the project.
  await example.run("git", ["init", "--quiet"]);
  // Edge functions, which this example has none of, would fetch a Deno.
  const more = `-- --port ${await freePort()} --internal-disable-edge-functions`;
  const ready = /ready: (http:\S+)[^]*Loaded function tasks/;
  const use = (/** @type {string} */ url) =>
    createsAndLists(`${url}/api/tasks`);
  await example.serving(command, ready, use, { more });
});
