/**
 * A request that the backend refuses, or fails to serve, outside of any
 * function: it becomes an HTTP status with `{ code, message }`.
 */
export class SystemFailure extends Error {
  /**
   * @param {number} status
   * @param {string} code
   * @param {string} message
   */
  constructor(status, code, message) {
    super(message);
    this.name = "SystemFailure";
    this.status = status;
    this.code = code;
  }
}

/**
 * @param {string} code
 * @param {string} message
 */
export function badRequest(code, message) {
  return new SystemFailure(400, code, message);
}

/**
 * @param {string} code
 * @param {string} message
 */
export function unauthenticated(code, message) {
  return new SystemFailure(401, code, message);
}

/**
 * What the real backend answers where it does not say why.
 *
 * @param {number} status
 */
export const couldNotComplete = (status) =>
  new SystemFailure(
    status,
    "InternalServerError",
    "Your request couldn't be completed. Try again later.",
  );

/**
 * A function error that the backend itself raises (unknown function, arguments
 * that do not validate). Its message is sent as it is, whereas an error that
 * user code throws is announced as "Uncaught" and carries a stack.
 */
export class FunctionRefusal extends Error {
  /** @param {string} message */
  constructor(message) {
    super(message);
    this.name = "FunctionRefusal";
  }
}
