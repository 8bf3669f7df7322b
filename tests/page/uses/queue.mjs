import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */
/** @typedef {import("../browser/person.mjs").Person} Person */

/**
 * Fires, and reads the table that stands for the timeline.
 *
 * @param {Person} person
 */
async function fire(person) {
  await person.click("Send twenty mutations");
  await person.see("#queue-status", /of 20 succeeded/);
  /** @type {{ name: string, times: number[], result: string }[]} */
  const rows = await person.tab.evaluate(
    `[...document.querySelectorAll("#queue-table tbody tr")].map((row) => {
      const [name, called, sent, answered, result] = [...row.cells].map((cell) => cell.textContent);
      return { name, times: [called, sent, answered].map((text) => parseFloat(text.replace(",", ""))), result };
    })`,
  );
  assert.equal(rows.length, 20);
  const of = (/** @type {string} */ way) =>
    rows.filter(({ name }) => name.startsWith(way));
  return { queued: of("queued"), parallel: of("skipQueue") };
}

/** @type {Record<string, Use>} */
export const queue = {
  "mutations go one at a time, or at once": async ({ person }) => {
    await person.focus("Server delay");
    await person.press("Home");
    await person.press("ArrowRight");
    await person.press("ArrowRight");
    await person.see("#delay-value", /^40 ms$/);
    const { queued, parallel } = await fire(person);
    for (const [index, { times }] of queued.entries()) {
      const [called, sent, answered] = times;
      assert.ok(called <= queued[0].times[2], "all are called at once");
      assert.ok(answered - sent >= 39, `answered ${sent} to ${answered}`);
      // Times are shown without their fractions.
      if (index > 0) assert.ok(sent >= queued[index - 1].times[2] - 1);
    }
    const [, lastSent] = parallel[9].times;
    const [, , firstAnswered] = parallel[0].times;
    assert.ok(lastSent <= firstAnswered, "all are sent before one is answered");
    const facts = await person.read("#queue-facts");
    assert.match(
      facts,
      /at most 1 in flight\s+stored in the order 1 2 3 4 5 6 7 8 9 10/,
    );
    assert.match(facts, /at most 10 in flight/);
    const label = await person.tab.evaluate(
      `document.querySelector("#timeline svg").getAttribute("aria-label")`,
    );
    assert.match(label, /one at a time, done after [\d,]+ ms, at most 1/);
    const bars = await person.tab.evaluate(
      `document.querySelectorAll("#timeline rect").length`,
    );
    assert.equal(bars, 20);
  },

  "one that fails does not stop the queue": async ({ person }) => {
    await person.focus("Server delay");
    await person.press("Home");
    await person.tick("Let the fourth one fail");
    const { queued, parallel } = await fire(person);
    assert.equal(await person.focused(), "Send twenty mutations");
    for (const rows of [queued, parallel]) {
      const failed = rows.filter(({ result }) => result !== "succeeded");
      assert.equal(failed.length, 1);
      assert.match(failed[0].name, / 4$/);
      assert.match(failed[0].result, /AfterWrite/);
    }
    await person.see("#queue-status", /^18 of 20 succeeded/);
    await person.see("#queue-facts", /stored in the order 1 2 3 5 6 7 8 9 10/);
    await person.see("#queue", /As a table/);
    await person.click("As a table");
    await person.see("#queue-table", /queued 4/);
  },

  "the backend is left as it was": async ({ person, call }) => {
    await person.focus("Server delay");
    await person.press("Home");
    for (let step = 0; step < 5; step++) await person.press("ArrowRight");
    await person.see("#delay-value", /^100 ms$/);
    await fire(person);
    let least = Infinity;
    for (let calls = 0; calls < 10 && least >= 100; calls++) {
      const start = performance.now();
      await call("tasks:list", {});
      least = Math.min(least, performance.now() - start);
    }
    assert.ok(least < 100, `each call takes ${least} ms`);
  },

  "a deployment without the functions": async ({ person }) => {
    await person.choose("Deployment", "Your own, by its URL");
    await person.fill("Its URL", "http://127.0.0.1:9");
    await person.press("Enter");
    await person.click("Send twenty mutations");
    await person.see("#queue-problem", /^Every mutation failed/);
    await person.see("#delay-hint", /cannot be slowed down/);
  },
};
