import assert from "node:assert/strict";

/** @typedef {import("../panels.test.mjs").Use} Use */

/** @type {Record<string, Use>} */
export const speed = {
  "rows are measured and shown": async ({ person }) => {
    await person.tick("Sending");
    await person.tick("Receiving");
    await person.tick("Making a client");
    await person.click("Measure");
    await person.waitFor(
      `document.querySelector("#bench-status").textContent.startsWith("Done")`,
      "the end of the measurement",
      60_000,
    );
    /** @type {{ name: string, times: string[], ratio: number, verdict: string, word: string, label: string, limit: boolean }[]} */
    const rows = await person.tab.evaluate(
      `[...document.querySelectorAll("#bench-results tbody tr")].map((row) => ({
        name: row.cells[0].textContent,
        times: [1, 2].map((cell) => row.cells[cell].textContent),
        ratio: parseFloat(row.cells[3].textContent),
        verdict: row.className,
        word: row.querySelector(".verdict-word").textContent.trim(),
        label: row.querySelector("svg").getAttribute("aria-label"),
        limit: row.querySelector(".limit") !== null,
      }))`,
    );
    assert.equal(rows.length, 9);
    for (const { name, times, ratio, verdict, word, label, limit } of rows) {
      const [official, ours] = times.map(readMicros);
      const shown = official / ours;
      assert.ok(
        Math.abs(shown / ratio - 1) < 0.03,
        `${name}: ${times}, ${ratio}`,
      );
      assert.ok(ratio > 0 && ratio < 1000, `${name}: ${ratio}`);
      if (verdict === "faster") assert.ok(ratio >= 1 && word === "faster");
      if (verdict === "slower") assert.ok(ratio <= 1 && word === "slower");
      assert.equal(label.includes("The limit is"), limit);
    }
    assert.equal(rows.filter(({ limit }) => limit).length, 6);
    const counted = /Of 9 rows: (\d) faster, (\d) about the same, (\d) slower/;
    const [, ...counts] =
      counted.exec(await person.read("#bench-status")) ?? [];
    const of = (/** @type {string} */ verdict) =>
      String(rows.filter((row) => row.verdict === verdict).length);
    assert.deepEqual(counts, [of("faster"), of("same"), of("slower")]);
    await person.see("#bench-about", /ticks every [\d.]+ µs/);
  },

  "it stops when it is told to": async ({ person }) => {
    await person.click("Measure");
    await person.see("#bench-results", /tiny reply/);
    await person.click("Stop");
    await person.see("#bench-status", /^Stopped\. Of \d+ rows/);
    const rows = () =>
      person.tab.evaluate(
        `document.querySelectorAll("#bench-results tbody tr").length`,
      );
    const before = await rows();
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(await rows(), before);
    assert.equal(await person.focused(), "Measure");
  },

  "nothing chosen, nothing measured": async ({ person }) => {
    for (const name of ["Small calls", "Sending", "Receiving"]) {
      await person.tick(name);
    }
    await person.click("Measure");
    await person.see("#bench-problem", /^Choose something/);
  },
};

/** @param {string} text as "1.5 ms" */
function readMicros(text) {
  const [number, unit] = text.split(" ");
  return (
    Number(number) *
    (new Map([
      ["ms", 1000],
      ["ns", 0.001],
    ]).get(unit) ?? 1)
  );
}
