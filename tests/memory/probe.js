/**
 * Looks into the module of the package as it ships, which exports none of this: the package starts lazily, so its
 * instance can be caught when the first client is made.
 *
 * @typedef {object} Figures
 * @property {number} memory bytes of wasm memory, which never shrinks
 * @property {number} slots of the table of JavaScript values that wasm holds: those in use, and a constant
 * @property {number} [stack] where a constructor finds the stack of wasm; every frame that a throw tears down without
 *   wasm's knowing moves it, until there is none left
 * @property {number} [heap] bytes of the JavaScript heap that are used, after a collection
 * @property {number} [alive] clients of the last slice that were not collected
 * @property {boolean} finalizes the runtime has `FinalizationRegistry`
 */

/** More than calls ever hold at once. */
const TAKEN = 1024;

/** @typedef {Record<string, string>} Names what the build calls wasm-bindgen's imports and exports */

/** @type {any} */
let exports;
/** @type {Names} */
let names = {};
/** @type {number | undefined} */
let stack;

/**
 * Catches the next instance. Call it before the first client is made.
 *
 * @param {Names} shortened
 */
export function watch(shortened) {
  names = shortened;
  const { Instance } = WebAssembly;
  WebAssembly.Instance = /** @type {any} */ (
    new Proxy(Instance, {
      construct(target, [module, imports]) {
        WebAssembly.Instance = Instance;
        const instance = new target(module, watchStack(imports));
        exports = instance.exports;
        return instance;
      },
    })
  );
}

/**
 * wasm hands out a place on its stack to be filled in when it asks for the content of a string or a number.
 *
 * @param {Record<string, Record<string, any>>} imports
 */
function watchStack(imports) {
  const asking = Object.keys(names)
    .filter((name) => /wbindgen_(string|number)_get/.test(name))
    .map((name) => names[name]);
  return Object.fromEntries(
    Object.entries(imports).map(([module, functions]) => {
      const watched = { ...functions };
      for (const name of Object.keys(watched)) {
        if (!asking.includes(name)) continue;
        const original = watched[name];
        watched[name] = (/** @type {any[]} */ ...args) => {
          stack ??= args[0];
          return original(...args);
        };
      }
      return [module, watched];
    }),
  );
}

/**
 * @param {{ ConvexHttpClient: new (url: string) => any }} ours
 * @returns {Figures}
 */
export function figures(ours) {
  stack = undefined;
  new ours.ConvexHttpClient("https://probe.convex.cloud").free();
  return {
    memory: exports.memory.buffer.byteLength,
    slots: countSlots(),
    stack,
    heap: usedHeap(),
    finalizes: typeof FinalizationRegistry === "function",
  };
}

/**
 * The table's own length would not do: it doubles, and hides as many lost slots as it has free ones. Here so many are
 * taken that new ones have to be made, and given back: as the free ones are then always as many, the highest number
 * grows by those that were lost.
 */
function countSlots() {
  const take = exports[names.__externref_table_alloc];
  const give = exports[names.__externref_table_dealloc];
  const taken = Array.from({ length: TAKEN }, () => take());
  for (const slot of taken) give(slot);
  return Math.max(...taken);
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
