// Hooks that tell what they are told.

/**
 * Hooks that note their events.
 *
 * @param {{ asksForId?: boolean }} [options] whether they read the request's id while they are called: a query has none
 *   unless they do
 */
export function noting({ asksForId = false } = {}) {
  /** @type {[string, any][]} */
  const events = [];
  const note = (/** @type {string} */ name) => (/** @type {any} */ event) =>
    void events.push([name, asksForId ? { ...event } : event]);
  const hooks = {
    onRequest: note("request"),
    onResponse: note("response"),
    onRetry: note("retry"),
  };
  return { events, hooks, names: () => events.map(([name]) => name) };
}

/** What the reply to any method may be. */
export const anyReply = () =>
  Response.json({
    status: "success",
    value: null,
    results: [{ status: "success", value: null }],
    ts: "AAE=",
  });

export const UUID =
  /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
