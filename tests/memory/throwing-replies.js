import { getter, hostile, method, thrown } from "./hostile.js";

/**
 * Options with which a query fails: the fetch, what it answers and the logger.
 *
 * @type {Record<string, Record<string, unknown>>}
 */
export const replies = {
  "fetch throws": { fetch: thrown },
  "fetch throws undefined": {
    fetch: () => {
      throw undefined;
    },
  },
  "fetch rejects": { fetch: async () => thrown() },
  "fetch gives a hostile thenable": { fetch: () => getter("then") },
  "response is hostile": { fetch: async () => ({ __proto__: hostile }) },
  "response is undefined": responding(undefined),
  "response.ok throws": responding(getter("ok")),
  "response.status throws": responding(getter("status", { ok: false })),
  "response.text throws": responding(getter("text", { ok: false })),
  "response.text() throws": responding({ ok: false, text: thrown }),
  "response.json throws": responding(getter("json", { ok: true })),
  "response.json() throws": responding({ ok: true, json: thrown }),
  "envelope is hostile": replying({ __proto__: hostile }),
  "envelope is undefined": replying(undefined),
  "envelope.value throws": replying(getter("value", { status: "success" })),
  "envelope.toJSON throws": replying({ status: "other", toJSON: thrown }),
  "envelope.errorMessage throws": replying(
    getter("errorMessage", { status: "error" }),
  ),
  "envelope.errorData throws": replying(
    getter("errorData", { status: "error" }),
  ),
  "envelope.logLines throws": replying(
    getter("logLines", { status: "success" }),
  ),
  "value is hostile": replying({ status: "success", value: [hostile] }),
  "value has a getter": replying({ status: "success", value: [getter()] }),
  "marker has a getter": replying({
    status: "success",
    value: getter("$integer"),
  }),
  "error data is hostile": replying({
    status: "error",
    errorMessage: "boom",
    errorData: hostile,
  }),
  "log line is hostile": logging(hostile),
  "log line is null": logging(null),
  "logger is hostile": { ...logging("[LOG] 'a'"), logger: hostile },
  "logger.log is a getter": { ...logging("[LOG] 'a'"), logger: getter("log") },
  "logger.log throws": { ...logging("[LOG] 'a'"), logger: method("log") },
  "logger.error throws": {
    ...logging("no level"),
    logger: { ...method("log"), ...method("error") },
  },
};

/** @param {unknown} response */
function responding(response) {
  return { fetch: async () => response };
}

/** @param {unknown} reply */
function replying(reply) {
  return responding({ ok: true, status: 200, json: async () => reply });
}

/** @param {unknown} line */
function logging(line) {
  return replying({ status: "success", value: null, logLines: [line] });
}
