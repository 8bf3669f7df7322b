// Replies that the proxy gives on demand, and how they are tried.

/** @typedef {import("./setting.js").Fault} Fault */

/**
 * @param {number} status
 * @param {string} [code]
 * @param {Partial<Fault>} [more]
 * @returns {Fault}
 */
export function reply(status, code, more) {
  const body = code ? JSON.stringify({ code, message: `It is ${code}` }) : "";
  return { do: "reply", status, body, ...more };
}

/** As fast as can be. */
export const at = (/** @type {number} */ limit) => ({ limit, backoff: 0 });

/** Runs checks side by side, a few at a time: a page has few connections. @param {any[]} list @param {(one: any) => Promise<void>} check */
export async function each(list, check) {
  const left = [...list];
  const work = async () => {
    for (let one; (one = left.shift()) !== undefined;) await check(one);
  };
  await Promise.all([work(), work(), work()]);
}
