// The pages of a paginated query, one after another.
import { checkPages } from "./options.js";

/**
 * @typedef {{ page: any[], isDone: boolean, continueCursor: string }} Page
 */

/**
 * @param {any} client
 * @param {unknown} reference
 * @param {any} args
 * @param {any} options
 */
export function paginate(client, reference, args, options) {
  const {
    numItems,
    cursor = null,
    endCursor,
    prefetch,
    ...rest
  } = options ?? {};
  checkPages(options ?? {});
  if (!Number.isInteger(numItems) || numItems < 1)
    throw new Error(
      `Invalid option \`numItems\`: ${numItems}. Give how many items a page has, at least 1.`,
    );

  /**
   * @param {string | null} cursor
   * @param {AbortSignal} [signal]
   * @returns {Promise<Page>}
   */
  async function load(cursor, signal) {
    const paginationOpts = { numItems, cursor };
    if (endCursor != null) Object.assign(paginationOpts, { endCursor });
    const page = await client.query(
      reference,
      { ...args, paginationOpts },
      signal ? { ...rest, signal } : rest,
    );
    if (!Array.isArray(page?.page) || typeof page.continueCursor !== "string")
      throw new TypeError(
        "The query is not paginated: it must return what `.paginate(paginationOpts)` does.",
      );
    return page;
  }

  async function* pages() {
    const leaving = prefetch ? follow(rest.signal) : undefined;
    try {
      let next = load(cursor, leaving?.signal);
      for (;;) {
        const page = await next;
        const isLast = page.isDone || page.continueCursor === endCursor;
        if (leaving && !isLast) {
          next = load(page.continueCursor, leaving.signal);
          // Whoever asks for the next page hears of it.
          next.catch(() => {});
        }
        yield page;
        if (isLast) return;
        if (!leaving) next = load(page.continueCursor);
      }
    } finally {
      leaving?.leave();
    }
  }

  return {
    pages,
    async *[Symbol.asyncIterator]() {
      for await (const { page } of pages()) yield* page;
    },
  };
}

/**
 * Returns a signal that stops with another one, and when nobody wants the next page any more.
 * @param {AbortSignal | undefined} signal
 */
function follow(signal) {
  const controller = new AbortController();
  const abort = () => controller.abort(signal?.reason);
  if (signal?.aborted) abort();
  signal?.addEventListener("abort", abort);
  const leave = () => {
    signal?.removeEventListener("abort", abort);
    controller.abort();
  };
  return { signal: controller.signal, leave };
}
