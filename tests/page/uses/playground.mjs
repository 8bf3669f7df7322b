import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";

/** @typedef {import("../panels.test.mjs").Use} Use */

/** @type {Record<string, Use>} */
export const playground = {
  "every type goes there and back": async ({ person }) => {
    await person.click("Call");
    await person.see("#call-status", /^Succeeded in [\d.,]+ ms, 1 request\.$/);
    const result = await person.read("#result");
    for (const part of [
      /id:\s*int64\s*9007199254740993n/,
      /hash:\s*bytes\s*4 bytes\s*de ad be ef/,
      /0:\s*float64\s*-Infinity/,
      /1:\s*float64\s*-0/,
      /2:\s*float64\s*NaN/,
      /name:\s*string\s*"Ada"/,
      /1:\s*null/,
      /2:\s*boolean\s*true/,
    ]) {
      assert.match(result, part);
    }
    const wire = await person.read("#wire");
    assert.match(wire, /POST http:\/\/127\.0\.0\.1:\d+\/api\/query/);
    assert.match(wire, /Convex-Client: convex-http-client-\d/);
    assert.match(
      wire,
      /\{"path":"values:echo","format":"convex_encoded_json","args":\[/,
    );
    assert.match(wire, /\{"\$integer":"AQAAAAAAIAA="\}/);
    assert.match(wire, /200 OK/);
  },

  "arguments of one's own, called by the keyboard": async ({ person }) => {
    await person.fill("Function", "values:strict");
    await person.fill("Arguments", `{ count: 41n, 'name': "Bob", }`);
    await person.press("Control", "Enter");
    await person.see("#result", /string\s*"Bob: 41"/);
  },

  "the keyboard goes into the editor, and out": async ({ person }) => {
    await person.focus("Kind");
    await person.press("Tab");
    assert.equal(await person.focused(), "Arguments");
    await person.press("Tab");
    assert.equal(await person.focused(), "Sign in with");
    await person.press("Shift", "Tab");
    assert.equal(await person.focused(), "Arguments");
    await person.press("Control", "Enter");
    await person.see("#call-status", /^Succeeded/);
  },

  "what is wrong with the arguments stands below them": async ({ person }) => {
    await person.fill("Arguments", "{ a: 1 b: 2 }");
    await person.click("Call");
    await person.see("#args-problem", /^Line 1, column 8: Before “b”/);
    await person.see("#snippet-title", /something in it is wrong$/);
    assert.equal(await person.focused(), "Arguments");
    assert.equal(await person.read("#result"), "");
    await person.fill("Arguments", "{}");
    await person.waitFor(
      `document.querySelector("#args-problem").hidden`,
      "the message to go",
    );
    assert.equal(await person.read("#snippet-title"), "As code");
    await person.fill("Function", "");
    await person.click("Call");
    await person.see("#path-problem", /^Name a function/);
  },

  "a ConvexError shows its data and what is known of it": async ({
    person,
  }) => {
    await person.choose("Example", "A function that throws a ConvexError");
    await person.click("Call");
    await person.see("#call-status", /^Failed after/);
    const result = await person.read("#result");
    assert.match(result, /^ConvexError/);
    assert.match(result, /code:\s*string\s*"Nested"/);
    assert.match(result, /at:\s*int64\s*9007199254740993n/);
    assert.match(result, /kind:\s*string\s*"function"/);
  },

  "log lines of every level": async ({ person }) => {
    await person.choose("Example", "Log lines of every level");
    await person.click("Call");
    await person.see("#logs", /DEBUG[^]*LOG[^]*INFO[^]*WARN[^]*ERROR/);
  },

  "the client refuses what Convex does not know": async ({ person }) => {
    await person.choose("Example", "Arguments that the client refuses");
    await person.click("Call");
    await person.see("#result", /undefined is not a valid Convex value/);
    assert.equal(await person.read("#wire"), "Nothing was sent.");
  },

  "a token shows only when it is asked for": async ({ person, backend }) => {
    await person.choose("Example", "Who am I, to the server?");
    await person.choose("Sign in with", "an identity token (JWT)");
    await person.click("Call");
    await person.see("#secret-problem", /^Enter a token/);
    await person.click("Make a token for “Ada”");
    await person.waitFor(
      `document.querySelector("#secret").value`,
      "the token to be made",
    );
    await person.click("Call");
    await person.see("#result", /subject:\s*string\s*"ada"/);
    const token = await person.tab.evaluate(
      `document.querySelector("#secret").value`,
    );
    const shown = async () => (await person.read("body")).includes(token);
    assert.equal(await shown(), false);
    assert.match(await person.read("#wire"), /Authorization: Bearer •••/);
    assert.match(await person.read("#snippet"), /process\.env\.CONVEX_TOKEN/);
    await person.tick("Show credentials");
    assert.ok((await person.read("#wire")).includes(`Bearer ${token}`));
    await person.tick("Show credentials");
    await person.tick("Put credentials in");
    assert.ok((await person.read("#snippet")).includes(token));
    await person.tick("Put credentials in");
    assert.equal(await shown(), false);

    await person.choose("Sign in with", "a deploy key");
    await person.fill("Token or key", backend.adminKey);
    await person.choose("Kind", "function, of any kind");
    await person.fill("Function", "internal:secret");
    await person.click("Call");
    await person.see("#result", /string\s*"internal"/);
    assert.equal((await person.read("body")).includes(backend.adminKey), false);
  },

  "a call is cancelled, and one runs out of time": async ({ person }) => {
    await person.choose("Example", "An action that takes half a second");
    await person.fill("Arguments", "{ ms: 20000 }");
    await person.click("Call");
    await person.see("#call-status", /^Calling/);
    await person.click("Cancel");
    await person.see("#result", /kind:\s*string\s*"aborted"/);
    assert.equal(await person.focused(), "Call");
    await person.click("Options");
    await person.fill("Timeout in ms", "soon");
    await person.click("Call");
    await person.see("#options-problem", /not “soon”/);
    await person.fill("Timeout in ms", "100");
    await person.click("Call");
    await person.see("#result", /kind:\s*string\s*"timeout"/);
  },

  "a consistent query shows both its requests": async ({ person }) => {
    await person.choose("Kind", "consistentQuery");
    await person.click("Call");
    await person.see("#call-status", /2 requests/);
    assert.match(
      await person.read("#wire"),
      /\/api\/query_ts[^]*\/api\/query_at_ts/,
    );
  },

  "the code runs as it stands": async ({ person, project, backend, name }) => {
    await person.choose("Sign in with", "an identity token (JWT)");
    await person.click("Make a token for “Ada”");
    await person.click("Options");
    await person.fill("Retries", "2");
    await person.fill("Headers", `{ "X-Trace": 'a' }`);
    const code = await person.see("#snippet", /X-Trace/);
    const file = join(project, `snippet-${name}.js`);
    writeFileSync(file, code);
    const token = await backend.mintToken({ sub: "ada" });
    const { stdout } = await promisify(execFile)(process.execPath, [file], {
      env: { ...process.env, CONVEX_TOKEN: token },
    });
    assert.match(stdout, /9007199254740993n/);
    assert.match(stdout, /<de ad be ef>/);
    assert.match(stdout, /-Infinity, -0, NaN/);
    // Not every browser lets a test use the clipboard.
    await person.click("Copy the code");
    await person.see("#copy-snippet", /^(?:Copied|Press Ctrl C)$/);
  },

  "a large result is there at once, and the keyboard goes through it": async ({
    person,
    call,
  }) => {
    for (let count = 0; count < 130; count++) {
      await call("tasks:create", { text: `task ${count}` }, "mutation");
    }
    await person.fill("Function", "tasks:list");
    await person.fill("Arguments", "");
    await person.click("Call");
    await person.see("#result", /array\s*130 items/);
    const made = `document.querySelectorAll("#result [role=treeitem]").length`;
    assert.ok((await person.tab.evaluate(made)) < 60, "all rows were made");
    await person.tab.evaluate(
      `void document.querySelector("#result [role=tree]").focus()`,
    );
    const chosen = () =>
      person.tab.evaluate(
        `document.getElementById(document.activeElement.getAttribute("aria-activedescendant")).textContent`,
      );
    await person.press("End");
    assert.match(await chosen(), /^129: object/);
    await person.press("ArrowRight");
    await person.press("ArrowRight");
    await person.press("End");
    assert.match(await chosen(), /^text: string "task 129"/);
    await person.see("#result", /result\[129\]\.text/);
    await person.press("ArrowLeft");
    await person.press("ArrowLeft");
    assert.match(await chosen(), /^129: object/);
    await person.press("Home");
    await person.press("ArrowLeft");
    assert.equal(await person.tab.evaluate(made), 1);
  },

  "a result is not shown for another function or deployment": async ({
    person,
  }) => {
    await person.click("Call");
    await person.see("#call-status", /^Succeeded/);
    await person.choose("Example", "Who am I, to the server?");
    assert.equal(await person.read("#call-status"), "Nothing was called yet.");
    assert.equal(await person.read("#result"), "");
    await person.click("Call");
    await person.see("#call-status", /^Succeeded/);
    await person.choose("Deployment", "Demo, in this page");
    assert.equal(await person.read("#call-status"), "Nothing was called yet.");
    assert.equal(await person.read("#result"), "");
  },

  "a link fills the form in, and sends nothing": async ({ person, site }) => {
    await person.fill("Function", "values:strict");
    await person.fill("Arguments", `{ count: 41n, name: "Ü&#?" }`);
    await person.choose("Sign in with", "an identity token (JWT)");
    await person.fill("Token or key", "a-secret");
    await person.tab.evaluate(
      `void (navigator.clipboard.writeText = async (text) => (globalThis.copied = text))`,
    );
    await person.click("Copy link");
    await person.see("#share", /^Copied$/);
    const link = await person.tab.evaluate("globalThis.copied");
    assert.ok(link.startsWith(`${site.url}#playground?`), link);
    assert.doesNotMatch(link, /secret/);
    await person.open(link);
    assert.equal(await person.read("#call-status"), "Nothing was called yet.");
    await person.click("Call");
    await person.see("#result", /string\s*"Ü&#\?: 41"/);
  },

  "a link to another deployment asks it for nothing": async ({
    person,
    site,
    backend,
  }) => {
    const url = encodeURIComponent(backend.url);
    for (const panel of ["playground", "tasks"]) {
      await person.open(`${site.url}#${panel}?url=${url}&path=tasks:list`);
      await person.see("#deployment-state", /^From the link, not tried yet$/);
      const names = await person.tab.evaluate(
        `performance.getEntriesByType("resource").map(({ name }) => name)`,
      );
      for (const name of names) assert.ok(name.startsWith(site.url), name);
    }
    await person.click("Refresh");
    await person.see("#list-status", /^No tasks\.$/);
  },

  "a deployment that does not answer": async ({ person }) => {
    await person.choose("Deployment", "Your own, by its URL");
    await person.see("#deployment-state", /^Enter its URL$/);
    await person.fill("Its URL", "not a url");
    await person.press("Enter");
    await person.see("#deployment-state", /Invalid deployment address/);
    await person.fill("Function", "tasks:list");
    await person.click("Call");
    await person.see("#result", /Invalid deployment address/);
    await person.fill("Its URL", "http://127.0.0.1:9");
    await person.press("Enter");
    await person.see("#deployment-state", /^Nothing answers there/);
    await person.click("Call");
    await person.see("#result", /kind:\s*string\s*"network"/);
    await person.choose("Deployment", "Embedded backend");
    await person.see("#deployment-state", /^Answers in [\d.,]+ ms$/);
  },
};
