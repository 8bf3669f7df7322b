import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */

/** The page as static files, which know of no deployment. @type {Record<string, Use>} */
export const published = {
  "a visitor tries their own deployment": async ({ person, backend }) => {
    await person.see("#deployment-kind", /^none yet: enter yours$/);
    await person.fill("Function", "users:whoami");
    await person.click("Call");
    await person.see("#result", /deployment/);
    await person.fill("Deployment", backend.url);
    await person.press("Enter");
    await person.choose("Sign in with", "an identity token");
    const token = await backend.mintToken({ sub: "visitor" });
    await person.fill("Token or key", token);
    await person.click("Call");
    await person.see("#result", /subject:\s*string\s*"visitor"/);
    assert.equal((await person.read("body")).includes(token), false);

    await person.click("Queue");
    await person.click("Fire twenty mutations");
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
