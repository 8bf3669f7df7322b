import { SystemFailure } from "./failure.js";

/** @import { Handler } from "./routes.js" */

/**
 * Failures that tests ask for, which a real deployment answers now and then.
 *
 * @typedef {object} Demand
 * @property {number} status
 * @property {string} code
 * @property {string} message
 * @property {boolean} runs whether the function runs all the same
 * @property {number} count of requests that are answered so
 */

/** The failures that the next requests of the API are answered with. */
export class Demands {
  /** @type {Demand[]} */
  #left = [];

  /** @param {Demand} demand */
  add(demand) {
    this.#left.push(demand);
  }

  clear() {
    this.#left = [];
  }

  /**
   * Makes a handler fail, if one is to.
   *
   * @param {Handler} handler
   * @returns {Handler}
   */
  apply(handler) {
    const [demand] = this.#left;
    if (demand === undefined) return handler;
    if ((demand.count -= 1) <= 0) this.#left.shift();
    const { code, message, runs, status } = demand;
    return async (request, response) => {
      // What the function did is lost with its reply.
      if (runs) await handler(request, response);
      throw new SystemFailure(status, code, message);
    };
  }
}
