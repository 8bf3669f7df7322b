/**
 * What a scripted transport answers with. A reply is a function that gets the
 * recorded request and plays the part of `fetch`'s result.
 *
 * @typedef {(request: import("./transport.js").RecordedRequest) => any} Reply
 */

/**
 * A real `Response`; statuses that may not carry a body get none.
 *
 * @param {string} body
 * @param {number} [status]
 * @param {string} [type]
 * @returns {Reply}
 */
export function text(body, status = 200, type = "application/json") {
  const empty = status === 204 || status === 205 || status === 304;
  return () => {
    const headers = { "Content-Type": type };
    return new Response(empty ? null : body, { status, headers });
  };
}

/**
 * @param {unknown} value
 * @param {number} [status]
 */
export function json(value, status) {
  return text(JSON.stringify(value), status);
}

/**
 * @param {unknown} [value] already in wire form
 * @param {string[]} [logLines]
 */
export function success(value = null, logLines) {
  return json({ status: "success", value, logLines });
}

/**
 * @param {string} errorMessage
 * @param {object} [extra] e.g. `errorData`
 */
export function failure(errorMessage, extra = {}) {
  return json({ status: "error", errorMessage, ...extra });
}

/**
 * @param {unknown} response an object that imitates a `Response`
 * @returns {Reply}
 */
export function mock(response) {
  return () => Promise.resolve(response);
}

/**
 * @param {unknown} reason
 * @returns {Reply}
 */
export function rejects(reason) {
  return () => Promise.reject(reason);
}

/**
 * @param {unknown} reason
 * @returns {Reply}
 */
export function throws(reason) {
  return () => {
    throw reason;
  };
}

/** A reply that is given later, by calling `release`. */
export function held() {
  /** @type {(response: any) => void} */
  let resolve = () => {};
  /** @type {Promise<any>} */
  const response = new Promise((settle) => (resolve = settle));
  return {
    /** @type {Reply} */
    reply: () => response,
    /** @param {Reply} reply */
    release: (reply = success()) =>
      resolve(
        Promise.resolve().then(() => reply(/** @type {any} */ (undefined))),
      ),
  };
}
