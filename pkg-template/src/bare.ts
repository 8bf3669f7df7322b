/**
 * The parent of classes whose objects inherit nothing but what their classes say: somebody may have added fields, or
 * setters, to every object. So fields that begin as undefined need not be there.
 */
export class Bare {}
Object.setPrototypeOf(Bare.prototype, null);

/** Names what Node, Deno and Bun print an object by. */
export const inspect = Symbol.for("nodejs.util.inspect.custom");
