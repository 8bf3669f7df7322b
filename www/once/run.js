// One piece of work in two ways, each of which loses a connection: with the id that makes it run once, and without.
import { anyApi as api, errorInfo } from "../client.js";
import { deployment } from "../deployment/deployment.js";
import { messageOf } from "../dom.js";

/**
 * @typedef {"request" | "reply"} Loss which of the two the first connection loses
 * @typedef {{ kind: "request", id: string, isLost: boolean } | { kind: "reply", result: string, isLost: boolean }
 *   | { kind: "note", text: string }} Step
 *
 * @typedef {object} Lane
 * @property {Step[]} steps
 * @property {number} [written] how many times, when that is known
 * @property {string} [problem]
 */

const RETRIES = 3;

/**
 * Has the app send a mutation again that failed, as it wants the work done.
 *
 * @param {Loss} loss
 * @param {(lane: Lane) => void} onChange
 */
export async function runWithout(loss, onChange) {
  const lane = makeLane(onChange);
  const entry = `once-${crypto.randomUUID()}`;
  const client = makeClient(lane, loss);
  const add = () =>
    client.mutation(api.once.addUnprotected, { entry }, { retry: RETRIES });
  await finish(lane, entry, async () => {
    try {
      await add();
    } catch (error) {
      const outcome = errorInfo(error)?.outcome;
      if (outcome !== "unknown") throw error;
      lane.add({
        kind: "note",
        text: 'The call fails with outcome "unknown". The app sends it again.',
      });
      await add();
    }
  });
}

/**
 * Leaves it to the client.
 *
 * @param {Loss} loss
 * @param {(lane: Lane) => void} onChange
 */
export async function runWith(loss, onChange) {
  const lane = makeLane(onChange);
  const entry = `once-${crypto.randomUUID()}`;
  const options = { idempotent: true, retry: { limit: RETRIES, backoff: 600 } };
  const hooks = {
    onRetry: () =>
      lane.add({ kind: "note", text: "The client sends it again by itself." }),
  };
  const client = makeClient(lane, loss, hooks);
  await finish(lane, entry, () =>
    client.mutation(api.once.add, { entry }, options),
  );
}

/** @typedef {Lane & { add: (step: Step) => void, tell: () => void }} Open */

/** @param {(lane: Lane) => void} onChange @returns {Open} */
function makeLane(onChange) {
  /** @type {Open} */
  const lane = {
    steps: [],
    add(step) {
      lane.steps.push(step);
      lane.tell();
    },
    tell: () => onChange(lane),
  };
  lane.tell();
  return lane;
}

/**
 * @param {Open} lane
 * @param {Loss} loss
 * @param {object} [hooks]
 */
function makeClient(lane, loss, hooks) {
  let requests = 0;
  const { fetch } = deployment;
  /** @type {typeof globalThis.fetch} */
  const losing = async (input, init) => {
    const isFirst = requests++ === 0;
    const id = new Headers(init?.headers).get("convex-request-id") ?? "";
    const isUnsent = isFirst && loss === "request";
    lane.add({ kind: "request", id, isLost: isUnsent });
    if (isUnsent) throw new TypeError("The connection was lost");
    const response = await fetch(input, init);
    const result = await readResult(response.clone());
    const isLost = isFirst && loss === "reply";
    lane.add({ kind: "reply", result, isLost });
    if (isLost) throw new TypeError("The connection was lost");
    return response;
  };
  return deployment.newClient({ fetch: losing, hooks });
}

/** @param {Response} response */
async function readResult(response) {
  const reply = await response.json().catch(() => undefined);
  return String(reply?.value ?? reply?.errorMessage ?? response.status);
}

/**
 * Does the work, and asks the deployment how many times it was done.
 *
 * @param {Open} lane
 * @param {string} entry
 * @param {() => Promise<unknown>} work
 */
async function finish(lane, entry, work) {
  try {
    await work();
    const ledger = await deployment.newClient().query(api.once.ledger);
    lane.written = ledger[entry] ?? 0;
  } catch (error) {
    lane.problem = messageOf(error);
  }
  lane.tell();
}
