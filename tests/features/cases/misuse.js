// What nothing is known of, and calls that cannot be made.
import { everyMethod } from "../methods.js";
import { success } from "../setting.js";

/** @type {import("../setting.js").Case[]} */
export default [


/** The global object of another realm, where the runtime can make one. @returns {Promise<any>} */
async function secondRealm() {
  const { document, process } = /** @type {any} */ (globalThis);
  if (document) {
    const frame = document.createElement("iframe");
    document.body.append(frame);
    return frame.contentWindow;
  }
  const vm = process?.getBuiltinModule?.("node:vm");
  return vm?.runInNewContext?.("globalThis");
}
