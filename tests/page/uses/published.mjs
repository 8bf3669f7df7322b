import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */

/** The page as static files, which have no backend beside them. @type {Record<string, Use>} */
export const published = {
  "a visitor sees a call at once, and tries every panel in the page": async ({
    person,
    site,
  }) => {
    await person.see(
      "#deployment-state",
      /^Runs in this page: nothing leaves it$/,
    );
    await person.see("#result", /id:\s*int64\s*9007199254740993n/);
    await person.choose("Example", "A query that fails twice, with retries");
    await person.click("Call");
    await person.see("#call-status", /^Succeeded in [\d.,]+ ms, 3 requests\.$/);
    await person.choose("Example", "A result of 100,000 items");
    await person.click("Call");
    await person.see("#result", /array\s*100,000 items/);
    await person.choose("Example", "Log lines of every level");
    await person.click("Call");
    await person.see("#logs", /DEBUG[^]*LOG[^]*INFO[^]*WARN[^]*ERROR/);

    await person.click("Retries");
    await person.choose(
      "What goes wrong",
      "The identity token has expired (401)",
    );
    await person.click("Call");
    await person.see("#retries-status", /^Succeeded after 2 attempts\.$/);

    await person.click("Exactly once");
    await person.click("Send both");
    await person.see("#once-status", /written twice; with it, once\.$/);

    await person.click("Queue");
    await person.click("Send twenty mutations");
    await person.see("#queue-status", /^20 of 20 succeeded/);
    await person.see("#queue-facts", /at most 1 in flight/);

    await person.click("Tasks");
    await person.see("#list-status", /^No tasks\.$/);
    await person.click("Sign in");
    await person.see("#who", /^Signed in as Ada\.$/);
    await person.fill("What to do", "Water the plants");
    await person.click("Add");
    await person.see("#task-list", /Water the plants[^]*yours/);
    await person.click("Complete Water the plants");
    await person.see("#list-status", /^1 task, 0 open\.$/);

    const names = await person.tab.evaluate(
      `performance.getEntriesByType("resource").map(({ name }) => name)`,
    );
    for (const name of names) assert.ok(name.startsWith(site.url), name);
  },

  "a visitor tries their own deployment": async ({ person, backend }) => {
    await person.choose("Deployment", "Your own, by its URL");
    await person.fill("Its URL", backend.url);
    await person.press("Enter");
    await person.see("#deployment-state", /^Answers in [\d.,]+ ms$/);
    await person.fill("Function", "users:whoami");
    await person.fill("Arguments", "");
    await person.choose("Sign in with", "an identity token (JWT)");
    const token = await backend.mintToken({ sub: "visitor" });
    await person.fill("Token or key", token);
    await person.click("Call");
    await person.see("#result", /subject:\s*string\s*"visitor"/);
    assert.equal((await person.read("body")).includes(token), false);

    await person.click("Queue");
    await person.click("Send twenty mutations");
    await person.see("#queue-status", /^20 of 20 succeeded/);

    await person.click("Tasks");
    await person.see("#list-status", /^No tasks\.$/);
    await person.fill("Identity token", token);
    await person.click("Sign in");
    await person.see("#who", /^Signed in as visitor\.$/);
    await person.fill("What to do", "Come back");
    await person.click("Add");
    await person.see("#task-list", /Come back[^]*yours/);
  },
};
