// What a run comes to, in numbers.
import { make, printMs } from "../dom.js";
import { TITLES } from "./timeline.js";

/**
 * @typedef {import("./run.js").Item} Item
 * @typedef {import("./run.js").Run} Run
 */

/**
 * @param {Item[]} items of one way
 */
export function summarize(items) {
  const answered = items.filter((item) => item.replied !== undefined);
  const failed = items
    .filter((item) => item.ok === false)
    .map(({ index }) => index + 1);
  const end = Math.max(0, ...answered.map((item) => item.replied ?? 0));
  return { end, failed, most: mostInFlight(answered) };
}

/** @param {Item[]} items */
function mostInFlight(items) {
  return Math.max(
    0,
    ...items.map(
      ({ sent = 0 }) =>
        items.filter(
          (other) => (other.sent ?? 0) <= sent && (other.replied ?? 0) > sent,
        ).length,
    ),
  );
}

/** What is announced. @param {Run} run */
export function sumUp({ items }) {
  const [queued, parallel] = ["queued", "parallel"].map((way) =>
    printMs(summarize(items.filter((item) => item.way === way)).end),
  );
  const succeeded = items.filter(({ ok }) => ok).length;
  return `${succeeded} of ${items.length} succeeded: ${queued} in the queue, ${parallel} with skipQueue.`;
}

/** What the timeline shows, in words. @param {Run} run */
export function describe({ items }) {
  return /** @type {const} */ (["queued", "parallel"])
    .map((way) => {
      const { end, failed, most } = summarize(
        items.filter((item) => item.way === way),
      );
      const last =
        failed.length > 0 ? ` Number ${failed.join(", ")} failed.` : "";
      return `${TITLES[way]}, done after ${printMs(end)}, at most ${most} in flight.${last}`;
    })
    .join(" ");
}

/** @param {Run} run */
export function makeFacts({ items, stored }) {
  return /** @type {const} */ (["queued", "parallel"]).map((way) => {
    const { end, most } = summarize(items.filter((item) => item.way === way));
    const order = stored?.[way].join(" ");
    return make(
      "div",
      { class: way },
      make("dt", {}, way === "queued" ? "In the queue" : "With skipQueue"),
      make("dd", { class: "big number" }, printMs(end)),
      make("dd", {}, `at most ${most} in flight`),
      order !== undefined &&
        make(
          "dd",
          {},
          "stored in the order ",
          make("span", { class: "number" }, order),
        ),
    );
  });
}

/** @param {Run} run */
export function makeTable({ items }) {
  const heads = ["Mutation", "Called", "Sent", "Answered", "Result"];
  const time = (/** @type {number | undefined} */ ms) =>
    make("td", { class: "number" }, ms === undefined ? "–" : printMs(ms));
  return make(
    "table",
    {},
    make("caption", {}, "Times since the first call"),
    make(
      "thead",
      {},
      make(
        "tr",
        {},
        ...heads.map((head) => make("th", { scope: "col" }, head)),
      ),
    ),
    make(
      "tbody",
      {},
      ...items.map(({ way, index, called, sent, replied, ok, problem }) =>
        make(
          "tr",
          {},
          make(
            "th",
            { scope: "row" },
            `${way === "queued" ? "queued" : "skipQueue"} ${index + 1}`,
          ),
          time(called),
          time(sent),
          time(replied),
          make("td", {}, ok ? "succeeded" : `failed: ${problem}`),
        ),
      ),
    ),
  );
}
