import { acts } from "./acts.js";
import { arm, probe, renew } from "./probe.js";
import { outcomeOf, World } from "./world.js";

/** @typedef {import("./run.js").Case} Case */

/**
 * Each act again and again, each time with another crossing between JavaScript and the module failing: by an exception,
 * as where the stack is exhausted, or by a trap. Calls that are in flight meanwhile know nothing of it.
 *
 * @type {Case[]}
 */
export const faults = acts.map((act) => ({
  name: `fault: ${act.name}`,
  run: async (ours) => {
    probe.isWrapping = true;
    renew(ours);
    const world = new World(ours);
    world.isExpected = (error) =>
      error.message === "injected" ||
      error instanceof WebAssembly.RuntimeError ||
      // It failed otherwise, and was not repeated.
      /Unauthenticated|WorkerOverloaded/.test(error.message);
    const usual = await world.usual(act);
    let count = 0;
    for (let at = 0, isOver = false; !isOver; at++) {
      for (const fault of /** @type {const} */ (["throw", "trap"])) {
        const client = world.make(act.options);
        const flight = await world.depart();
        const id = world.id++;
        arm(at, fault);
        const outcome = await outcomeOf(() => act.run(client, id, ours));
        isOver = probe.crossings <= at;
        arm();
        world.label = `crossing ${at}, ${fault}`;
        await flight.land();
        world.judge(act, id, outcome, usual);
        await world.verify(client);
        count++;
      }
    }
    await world.hear();
    if (act.kind !== "none" && count < 4) world.report("no crossing failed");
    probe.isWrapping = false;
    renew(ours);
    return { count, problems: world.problems };
  },
}));
