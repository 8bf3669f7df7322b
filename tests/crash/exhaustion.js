import { arm, memory, probe, renew } from "./probe.js";
import { World } from "./world.js";

/** @typedef {import("./run.js").Case} Case */

/** Of Workers, which compile no bytes. */
const isWorker = globalThis.navigator?.userAgent === "Cloudflare-Workers";

const HUGE = 60_000_000;

/**
 * Returns the module with a memory that cannot grow: the limits in its memory section get a maximum.
 *
 * @param {Uint8Array} wasm
 */
function withoutGrowth(wasm) {
  const bytes = [...wasm];
  let at = 8;
  for (;;) {
    const id = bytes[at++];
    let size = 0;
    const sizeAt = at;
    for (let shift = 0; ; shift += 7) {
      size |= (bytes[at] & 127) << shift;
      if (bytes[at++] < 128) break;
    }
    // One memory, flags, the least number of pages: all in one byte each.
    if (id === 5) {
      const [count, flags, least] = bytes.slice(at, at + 3);
      if (size !== 3 || count !== 1 || flags !== 0)
        throw new Error("The module's memory section has another form.");
      bytes.splice(sizeAt, 4, 4, count, 1, least, least);
      return new WebAssembly.Module(new Uint8Array(bytes));
    }
    at += size;
  }
}

/** What takes long texts. @type {Record<string, (text: string, world: World) => unknown>} */
const long = {
  $bytes: (text, { ours }) => ours.jsonToConvex({ $bytes: text }),
  $float: (text, { ours }) => ours.jsonToConvex({ $float: text }),
  $integer: (text, { ours }) => ours.jsonToConvex({ $integer: text }),
  "a field": (text, { ours }) => ours.jsonToConvex({ [`$${text}`]: 1 }),
  "an encoded field": (text, { ours }) => ours.convexToJson({ [text]: 1 }),
  "an address": (text, { ours }) => new ours.ConvexHttpClient(`a${text}`),
  "a token": (text, world) =>
    world.make({ auth: text }).query("m:echo", { id: 1 }),
  "a header": (text, world) =>
    world
      .make()
      .query("m:echo", { id: 1 }, { headers: { "X-Text": `${text}\n!` } }),
  "a function's name": (text, world) => world.make().query(text, { id: 1 }),
  "a function's handle": (text, world) =>
    world.make().query(`function://${text}`, { id: 1 }),
  "an error's code": (text, world) =>
    answering(world, { status: 503, text: JSON.stringify({ code: text }) }),
  "a Retry-After": (text, world) =>
    answering(world, { status: 503, text: "", header: text }),
  "an odd reply": (text, world) =>
    answering(world, { status: 200, text: JSON.stringify({ status: text }) }),
  "a log line": (text, world) =>
    answering(world, {
      status: 200,
      text: JSON.stringify({ status: "success", logLines: [`[LOG] ${text}`] }),
    }),
  bytes: (text, { ours }) =>
    ours.convexToJson(new Uint8Array(text.length).buffer),
};

/** @param {World} world @param {{ status: number, text: string, header?: string }} reply */
function answering(world, { status, text, header = "" }) {
  const response = {
    ok: status === 200,
    status,
    headers: { get: () => header },
    text: async () => text,
    json: async () => JSON.parse(text),
  };
  return world
    .make({ wrapFetch: () => async () => response, retry: 1 })
    .query("m:echo", { id: 1 });
}

/** @type {Case[]} */
const texts = Object.entries(long).map(([name, take]) => ({
  name: `text: ${name}`,
  run: async (ours) => {
    const world = new World(ours);
    renew(ours);
    const before = memory();
    const text = "!".repeat(isWorker ? HUGE / 10 : HUGE);
    try {
      await take(text, world);
    } catch (error) {
      if (error instanceof WebAssembly.RuntimeError) world.report(`${error}`);
    }
    await world.verify(world.old);
    if (memory() > before)
      world.report(`the module keeps ${memory() - before} bytes more`);
    return { count: 1, problems: world.problems };
  },
}));

/** @type {Case[]} */
const others = [
  {
    name: "memory: the module needs none but that which it starts with",
    run: async (ours, { wasm }) => {
      const world = new World(ours);
      if (isWorker) return { count: 0, problems: [] };
      const tiny = withoutGrowth(
        Uint8Array.from(atob(wasm), (character) => character.charCodeAt(0)),
      );
      probe.replace = () => tiny;
      renew(ours);
      for (const [name, take] of Object.entries(long)) {
        world.label = name;
        try {
          await take("!".repeat(1_200_000), world);
        } catch (error) {
          const isTrap = error instanceof WebAssembly.RuntimeError;
          if (isTrap || !(error instanceof Error)) world.report(`${error}`);
        }
        await world.verify(world.old);
      }
      probe.replace = (module) => module;
      renew(ours);
      const { length } = Object.keys(long);
      return { count: length, problems: world.problems };
    },
  },
  {
    name: "restart: no instance is to be had for a while",
    run: async (ours) => {
      const world = new World(ours);
      probe.isWrapping = true;
      renew(ours);
      for (const refusals of [1, 2, 10]) {
        breakModule(ours);
        probe.refusals = refusals;
        const errors = [];
        for (let left = refusals; left > 0; left--) {
          const id = world.id++;
          const { old } = world;
          const call = left % 2 ? old.query : old.mutation;
          errors.push(
            await call
              .call(old, "m:echo", { id })
              .catch((/** @type {any} */ error) => error),
          );
          world.expect("that it was sent", world.server.arrived.has(id), false);
        }
        for (const error of errors) {
          world.expect("the error", error.message, "no instance was to be had");
          const { kind, outcome } = ours.errorInfo(error);
          const known = `${kind} ${outcome}`;
          world.expect("what is known", known, "args not-committed");
        }
        world.expect("what is refused", probe.refusals, 0);
        await world.verify(world.old);
      }
      await world.hear();
      probe.isWrapping = false;
      renew(ours);
      return { count: 13, problems: world.problems };
    },
  },
  {
    name: "statics: what the public class inherits breaks nothing",
    run: async (ours) => {
      const world = new World(ours);
      const { ConvexHttpClient } = ours;
      const fetch = () => {
        throw new Error("thrown");
      };
      const names = Object.getOwnPropertyNames(
        Object.getPrototypeOf(ConvexHttpClient),
      ).filter((name) => /^(request|start)/.test(name));
      for (const name of names) {
        world.label = name;
        const { starts } = probe;
        for (const state of [{ fetch }, {}, undefined]) {
          try {
            ConvexHttpClient[name](state, 1, {});
            world.report("nothing was thrown");
          } catch {
            // As it should be.
          }
        }
        await world.verify(world.old);
        world.expect("instances", probe.starts - starts, 3);
      }
      return { count: 3 * names.length, problems: world.problems };
    },
  },
  {
    name: "results: those of a broken call are nobody else's",
    run: async (ours) => {
      const world = new World(ours);
      probe.isWrapping = true;
      renew(ours);
      for (let round = 0; round < 100; round++) {
        breakModule(ours);
        await world.verify(world.old);
      }
      probe.isWrapping = false;
      renew(ours);
      return { count: 100, problems: world.problems };
    },
  },
];

/**
 * Breaks the module while it hands over a text.
 *
 * @param {any} ours
 */
function breakModule(ours) {
  arm(0);
  try {
    ours.convexToJson(1n);
  } catch (error) {
    if (/** @type {any} */ (error).message === "injected") return;
  } finally {
    arm();
  }
  throw new Error("The module did not break.");
}

/** @type {Case[]} */
export const exhaustion = [...texts, ...others];
