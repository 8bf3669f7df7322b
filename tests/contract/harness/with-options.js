/**
 * A client that changes the options of each call: for suites that must see of a client that it is broken.
 *
 * @param {any} Client
 * @param {(options: any) => object} change of the options of each call
 */
export const withOptions = (Client, change) =>
  class extends Client {
    query(/** @type {any[]} */ ...[name, args, options = {}]) {
      return super.query(name, args, { ...options, ...change(options) });
    }
    mutation(/** @type {any[]} */ ...[name, args, options = {}]) {
      return super.mutation(name, args, { ...options, ...change(options) });
    }
    action(/** @type {any[]} */ ...[name, args, options = {}]) {
      return super.action(name, args, { ...options, ...change(options) });
    }
  };
