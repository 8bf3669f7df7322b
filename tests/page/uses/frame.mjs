import assert from "node:assert/strict";
import { assertAccessible } from "../browser/axe.mjs";

/** @typedef {import("../panels.test.mjs").Use} Use */
/** @typedef {import("../browser/person.mjs").Person} Person */

/** What brings each panel into the state that has the most to see. @type {Record<string, (person: Person) => Promise<unknown>>} */
const fillings = {
  playground: async (person) => {
    await person.choose("Example", "A function that throws a ConvexError");
    await person.choose("Sign in with", "an identity token (JWT)");
    await person.click("Make a token for “Ada”");
    await person.click("Options");
    await person.click("Call");
    await person.see("#call-status", /^Failed/);
    await person.fill("Arguments", "{");
    await person.click("Call");
    await person.see("#args-problem", /Line 1/);
  },
  retries: async (person) => {
    await person.choose("Call", "mutation");
    await person.choose(
      "What goes wrong",
      "The connection drops after the function ran",
    );
    await person.press("Tab");
    await person.click("Call");
    await person.see("#retries-error", /unknown/);
  },
  once: async (person) => {
    await person.click("Send both");
    await person.see("#once-status", /^Without/);
  },
  queue: async (person) => {
    await person.tick("Let the fourth one fail");
    await person.click("Send twenty mutations");
    await person.see("#queue-status", /of 20 succeeded/);
    await person.click("As a table");
  },
  tasks: async (person) => {
    await person.click("Sign in");
    await person.see("#who", /^Signed in/);
    for (const text of ["Water the plants", "Write the report"]) {
      await person.fill("What to do", text);
      await person.click("Add");
      await person.see("#task-list", new RegExp(text));
    }
    await person.click("Complete Write the report");
    await person.see("#task-list", /done/);
    await person.click("Add");
  },
  speed: async (person) => {
    await person.click("Measure");
    await person.see("#bench-results", /small reply, as a Response[^]*×/);
    await person.click("Stop");
  },
};

export const panels = Object.keys(fillings);

/**
 * A panel with much to see, at two widths: nothing is wrong with it for axe, and nothing is wider than the screen.
 *
 * @param {string} panel
 * @returns {Use}
 */
export const looksRight = (panel) => async (world) => {
  const { person, keep } = world;
  await fillings[panel](person);
  for (const width of [360, 1280]) {
    await person.tab.resize(width, 800);
    // Lets the timeline draw itself anew.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await assertAccessible(person.tab);
    const wider = await person.tab.evaluate(
      `document.documentElement.scrollWidth - document.documentElement.clientWidth`,
    );
    assert.equal(wider, 0, `${wider} pixels too wide at ${width}`);
    await keep(`${panel}-${width}`, await person.tab.screenshot());
  }
};

/** @type {Record<string, Use>} */
export const frame = {
  "the arrow keys go from tab to tab": async ({ person }) => {
    await person.click("Playground");
    await person.press("ArrowRight");
    assert.equal(await person.focused(), "Retries");
    await person.see("h2:not([hidden] *)", /^Sent again only/);
    await person.press("End");
    assert.equal(await person.focused(), "Speed");
    await person.press("ArrowRight");
    assert.equal(await person.focused(), "Playground");
    await person.press("ArrowLeft");
    const hash = await person.tab.evaluate("location.hash");
    assert.equal(hash, "#speed");
    await person.tab.evaluate("void history.back()");
    await person.waitFor(
      `location.hash === "#playground" && !document.querySelector("#playground").hidden`,
      "the panel before",
    );
  },

  "only the page and the deployment are asked for anything": async ({
    person,
    backend,
    site,
  }) => {
    await person.click("Call");
    await person.see("#call-status", /^Succeeded/);
    const names = await person.tab.evaluate(
      `performance.getEntriesByType("resource").map(({ name }) => name)`,
    );
    assert.ok(names.length > 5, names.join(" "));
    for (const name of names) {
      const isKnown =
        name.startsWith(site.url) || name.startsWith(`${backend.url}/`);
      assert.ok(isKnown, name);
    }
  },

  "the policy forbids scripts in the page": async ({ person }) => {
    await person.tab.evaluate(
      `void (() => {
        const script = document.createElement("script");
        script.textContent = "globalThis.injected = true";
        document.head.append(script);
        document.body.setAttribute("style", "color: red");
      })()`,
    );
    assert.equal(
      await person.tab.evaluate("globalThis.injected === undefined"),
      true,
    );
    assert.notEqual(
      await person.tab.evaluate("getComputedStyle(document.body).color"),
      "rgb(255, 0, 0)",
    );
  },
};

/** What the last use is meant to bring about. */
export const policyComplaint = /Content.Security.Policy/;
