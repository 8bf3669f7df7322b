import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */

/** @type {Record<string, Use>} */
export const tasks = {
  "tasks are made, completed and removed": async ({ person }) => {
    await person.see("#list-status", /^No tasks\.$/);
    await person.fill("What to do", "Water the plants");
    await person.fill("Priority, an int64", "9007199254740993");
    await person.press("Enter");
    await person.see("#task-list", /Water the plants[^]*9007199254740993n/);
    await person.fill("What to do", "<b>Write</b> the report");
    await person.click("Add");
    await person.see("#list-status", /^2 tasks, 2 open\.$/);
    await person.see("#task-list", /<b>Write<\/b>/);
    await person.click("Complete Water the plants");
    await person.see("#list-status", /^2 tasks, 1 open\.$/);
    await person.see("#task-list .completed", /Water the plants[^]*done/);
    await person.click("Remove Water the plants");
    await person.see("#list-status", /^1 task, 1 open\.$/);
    assert.doesNotMatch(await person.read("#task-list"), /Water/);
  },

  "signed in, tasks have an owner": async ({ person }) => {
    await person.see("#list-status", /tasks/);
    await person.tick("Only mine");
    await person.see("#list-problem", /^Not signed in$/);
    await person.fill("Name", "");
    await person.click("Sign in");
    await person.see("#sign-in-problem", /^Enter a name/);
    await person.fill("Name", "Grace Hopper");
    await person.press("Enter");
    await person.see("#who", /^Signed in as Grace Hopper\./);
    await person.see("#list-status", /^No tasks\.$/);
    await person.fill("What to do", "Find the moth");
    await person.click("Add");
    await person.see("#task-list", /Find the moth[^]*yours/);
    await person.click("Sign out");
    await person.see("#who", /^Signed out/);
    await person.see("#list-problem", /^Not signed in$/);
    assert.equal(await person.focused(), "Sign in");
    await person.tick("Only mine");
    await person.see("#task-list", /Find the moth[^]*someone else’s/);
  },

  "what is wrong stands where it belongs": async ({ person, call }) => {
    await person.click("Add");
    await person.see("#task-text-problem", /^Say what to do/);
    assert.equal(await person.focused(), "What to do");
    await person.fill("What to do", "Call the plumber");
    await person.fill("Priority, an int64", "1.5");
    await person.click("Add");
    await person.see("#task-priority-problem", /not “1.5”/);
    assert.equal(await person.read("#task-text-problem"), "");
    await person.fill("Priority, an int64", "9223372036854775808");
    await person.click("Add");
    await person.see("#task-text-problem", /9223372036854775808|64-bit/);
    await person.fill("Priority, an int64", "");
    await person.click("Add");
    await person.see("#task-list", /Call the plumber/);
    // Somebody else removes it.
    await call("tasks:clear", {}, "mutation");
    await person.click("Complete Call the plumber");
    await person.see("#task-list .problem", /^This task is gone/);
    await person.click("Refresh");
    await person.see("#list-status", /^No tasks\.$/);
  },

  "a deployment without the functions": async ({ person }) => {
    await person.choose("Deployment", "Your own, by its URL");
    await person.fill("Its URL", "http://127.0.0.1:9");
    await person.press("Enter");
    await person.see("#list-status", /no list to show/);
    await person.click("Sign in");
    await person.see("#sign-in-problem", /^Enter an identity token/);
  },
};
