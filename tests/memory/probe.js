/**
 * Looks into the module of the package as it ships, which exports none of this: its instances are caught when they are
 * started, the first one when the first client is made.
 *
 * @typedef {object} Figures
 * @property {number} memory bytes of wasm memory, which never shrinks
 * @property {number} starts how many instances were started: another one takes the place of one that an exception left
 * @property {number} [heap] bytes of the JavaScript heap that are used, after a collection
 * @property {number} [alive] clients of the last slice that were not collected
 */

/** @typedef {Record<string, string>} Names what the build calls wasm-bindgen's imports and exports */

/** @type {any} */
let exports;
let starts = 0;
/** @type {Names} */
let names = {};

/**
 * Catches instances. Call it before the first client is made.
 *
 * @param {Names} shortened
 */
export function watch(shortened) {
  names = shortened;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = new Proxy(Instance, {
    construct(target, [module, imports]) {
      starts++;
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
    starts,
    heap: usedHeap(),
  };
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
