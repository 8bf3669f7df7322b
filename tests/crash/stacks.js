import { acts } from "./acts.js";
import { pause } from "./server.js";
import { isExhausted, settle, unheard, World } from "./world.js";

/** @typedef {import("./run.js").Case} Case */

/** How many of the frames next to the stack's end start a call each. */
const LEVELS = 96;

/** How many frames are between two that start a call: small steps show each place where it may end, large ones reach far. */
const STEPS = [1, 2, 4, 8, 16, 32];

/** @type {unknown[]} */
const results = Array(LEVELS);
let left = 0;
/** How many frames are between those that start a call, and how many come before the next one that does. */
let step = 1;
let skipped = 0;
/** @type {(index: number) => unknown} */
let attempt = () => {};

/** Exhausts the stack, and starts a call from each of its last frames: with nothing left of the stack, and more and more. */
function descend() {
  try {
    descend();
  } catch {
    // It is exhausted.
  }
  if (left === 0 || ++skipped < step) return;
  skipped = 0;
  left--;
  try {
    results[left] = attempt(left);
  } catch (error) {
    results[left] = new Thrown(error);
  }
}

class Thrown {
  /** @param {unknown} error */
  constructor(error) {
    this.error = error;
  }
}

/** Has the frames lie elsewhere. @param {unknown[]} _ */
function shifted(..._) {
  descend();
}

/**
 * Acts whose stack is exhausted somewhere below them.
 *
 * @type {Case[]}
 */
export const stacks = acts.map((act) => ({
  name: `stack: ${act.name}`,
  run: async (ours, { stacks }) => {
    const world = new World(ours);
    world.isExpected = (error) =>
      isExhausted(error) ||
      // It failed otherwise, and was not repeated.
      /Unauthenticated|WorkerOverloaded/.test(error.message);
    let usual = await world.usual(act);
    // Engines compile what they run for the first time, which takes far more of the stack.
    for (let index = 0; index < 20; index++) usual = await world.usual(act);
    const wanted = Math.ceil(stacks / acts.length);
    let count = 0;
    for (let round = 0; count < wanted || round < STEPS.length; round++) {
      const clients = Array.from({ length: LEVELS }, () =>
        world.make(act.options),
      );
      const flight = await world.depart();
      const first = world.id;
      world.id += LEVELS;
      world.label = `round ${round}`;
      left = LEVELS;
      step = STEPS[round % STEPS.length];
      results.fill(new Thrown(undefined));
      attempt = (index) => act.run(clients[index], first + index, ours);
      shifted(...Array(round % 16).fill(0));
      const ended = results.map((result) =>
        result instanceof Thrown ? undefined : settle(result),
      );
      await flight.land();
      for (const [index, outcome] of (await Promise.all(ended)).entries()) {
        if (!outcome || isExhausted(outcome.error)) count++;
        // Where even the error could not be made a rejection, it was thrown.
        if (outcome) world.judge(act, first + index, outcome, usual);
      }
      await world.verify(clients[round % LEVELS]);
      await world.rest(clients);
    }
    // Rejections that nobody hears of are not counted: where the stack ends, Node itself loses track of them.
    await pause(5);
    unheard.length = 0;
    if (count === 0) world.report("no stack was exhausted");
    return { count, problems: world.problems };
  },
}));
