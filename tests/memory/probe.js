/**
 * Looks into the module of the package as it ships, which exports none of this: the package starts lazily, so its
 * instance can be caught when the first client is made.
 *
 * @typedef {object} Figures
 * @property {number} memory bytes of wasm memory, which never shrinks
 * @property {number} slots of the table of JavaScript values that are in use: by what wasm holds, and by the arguments of
 *   its calls, which every frame that a throw tears down without wasm's knowing leaves there
 * @property {number} [heap] bytes of the JavaScript heap that are used, after a collection
 * @property {number} [alive] clients of the last slice that were not collected
 * @property {boolean} finalizes the runtime has `FinalizationRegistry`
 */

/** @typedef {Record<string, string>} Names what the build calls wasm-bindgen's imports and exports */

/** @type {any} */
let exports;
/** @type {Names} */
let names = {};

/**
 * Catches the next instance. Call it before the first client is made.
 *
 * @param {Names} shortened
 */
export function watch(shortened) {
  names = shortened;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]) {
      WebAssembly.Instance = Instance;
      const instance = new target(module, imports);
      exports = instance.exports;
      return instance;
    },
  });
}

/**
 * @param {{ ConvexHttpClient: new (url: string) => any }} ours
 * @returns {Figures}
 */
export function figures(ours) {
  new ours.ConvexHttpClient("https://probe.convex.cloud").free();
  return {
    memory: exports[names.memory].buffer.byteLength,
    slots: countSlots(),
    heap: usedHeap(),
    finalizes: typeof FinalizationRegistry === "function",
  };
}

function countSlots() {
  const table = exports[names.__wbindgen_externrefs];
  let used = 0;
  for (let slot = 0; slot < table.length; slot++) {
    if (table.get(slot) !== null) used++;
  }
  return used;
}

/** The collector, where the runtime was told to show it. @returns {(() => void) | undefined} */
export function collector() {
  const { Bun, gc } = /** @type {any} */ (globalThis);
  return Bun ? () => Bun.gc(true) : gc;
}

function usedHeap() {
  if (!collector()) return undefined;
  const { Deno, process } = /** @type {any} */ (globalThis);
  return (Deno ?? process)?.memoryUsage?.().heapUsed;
}

/**
 * Lets the runtime collect garbage and run finalizers: at least two turns of the event loop, as weak references keep
 * what they point to until the turn in which they were made has ended.
 */
export async function collect() {
  const gc = collector();
  for (let turn = 0; turn < 3; turn++) {
    gc?.();
    await new Promise((resolve) => setTimeout(resolve, 0));
  }
}
