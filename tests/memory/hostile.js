/**
 * Objects that throw as soon as they are touched.
 */

/** @returns {never} */
export function thrown() {
  throw new Error("thrown");
}

/** An object of which nothing can be had: every trap throws. */
export const hostile = new Proxy({}, new Proxy({}, { get: () => thrown }));

/**
 * An object with a getter that throws.
 *
 * @param {PropertyKey} [name]
 * @param {Record<PropertyKey, unknown>} [others]
 */
export function getter(name = "x", others = {}) {
  const property = { get: thrown, configurable: true, enumerable: true };
  return Object.defineProperty({ ...others }, name, property);
}

/**
 * An object with a method that throws.
 *
 * @param {PropertyKey} name
 */
export function method(name) {
  return { [name]: thrown };
}

export function revoked() {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}
