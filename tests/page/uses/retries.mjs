import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */
/** @typedef {import("../browser/person.mjs").Person} Person */

/**
 * Makes a call, and reads each attempt: what came back, the verdict, and the reason.
 *
 * @param {Person} person
 * @param {string} kind
 * @param {string} scenario
 * @returns {Promise<string[]>}
 */
async function play(person, kind, scenario) {
  await person.choose("Call", kind);
  await person.choose("What goes wrong", scenario);
  await person.click("Call");
  await person.see("#retries-status", /^(?:Succeeded|Failed)/);
  return await person.tab.evaluate(
    `[...document.querySelectorAll("#attempts li")].map(({ innerText }) => innerText.replace(/\\s+/g, " "))`,
  );
}

/** @type {Record<string, Use>} */
export const retries = {
  "a busy deployment is asked again, until it answers": async ({ person }) => {
    const attempts = await play(
      person,
      "mutation",
      "A write conflict, twice (503)",
    );
    assert.equal(attempts.length, 3);
    for (const attempt of attempts.slice(0, 2)) {
      assert.match(attempt, /503 OptimisticConcurrencyControlFailure/);
      assert.match(attempt, /sent again.*proves that nothing was written/);
    }
    assert.match(attempts[2], /status 200.*succeeded/);
    await person.see("#retries-status", /^Succeeded after 3 attempts\.$/);
    const bars = `document.querySelectorAll("#retries-timeline rect").length`;
    assert.equal(await person.tab.evaluate(bars), 3);
  },

  "a mutation whose reply is lost is given up, unless it is idempotent":
    async ({ person, call }) => {
      const lost = "The connection drops after the function ran";
      const before = await count(call);
      const [attempt, ...others] = await play(person, "mutation", lost);
      assert.equal(others.length, 0);
      assert.match(attempt, /no reply.*given up.*could run twice/);
      assert.match(attempt, /What the client cannot see: the function ran\./);
      await person.see("#retries-error", /outcome\s*"unknown"/);
      assert.equal(await count(call), before + 1);

      const attempts = await play(person, "mutation, idempotent", lost);
      assert.equal(attempts.length, 2);
      assert.match(attempts[0], /no reply.*sent again.*one id/);
      assert.match(attempts[1], /succeeded/);
      assert.equal(await count(call), before + 2);
      assert.equal(await person.read("#retries-error"), "");
    },

  "a token that has expired is replaced once": async ({ person }) => {
    const attempts = await play(
      person,
      "query",
      "The identity token has expired (401)",
    );
    assert.equal(attempts.length, 2);
    assert.match(attempts[0], /status 401.*sent again with a new token/);
    assert.match(attempts[1], /succeeded/);
  },

  "what a function throws, and an action, are not sent again": async ({
    person,
  }) => {
    const thrown = await play(
      person,
      "query",
      "The function throws a ConvexError",
    );
    assert.equal(thrown.length, 1);
    assert.match(thrown[0], /given up.*an answer/);
    const action = await play(
      person,
      "action",
      "A write conflict, twice (503)",
    );
    assert.equal(action.length, 1);
    assert.match(action[0], /given up.*never sent again/);
  },

  "no more retries than were chosen": async ({ person }) => {
    await person.choose("Retries, at most", "1");
    await person.see("#retries-snippet", /retry: 1/);
    const attempts = await play(
      person,
      "query",
      "The deployment stays overloaded (503)",
    );
    assert.equal(attempts.length, 2);
    assert.match(attempts[1], /given up.*retries are used up/);
    await person.see("#retries-error", /retryable\s*true/);
    const waiting = await play(
      person,
      "query",
      "The deployment asks to wait ten minutes (503)",
    );
    assert.equal(waiting.length, 1);
    assert.match(waiting[0], /given up.*longer than maxRetryAfter/);
    await person.choose("Retries, at most", "0");
    assert.equal(await person.read("#attempts"), "");
  },
};

/** How many mutations have run. @param {(path: string, args: object) => Promise<any>} call */
async function count(call) {
  return Object.keys((await call("once:ledger", {})).value).length;
}
