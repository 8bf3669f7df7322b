// One round: a client, what is asked of it all at once, and what is true of it afterwards.
import { pick, randomOf, whole } from "../once/random.js";
import { make, makeCall, retryOf, STOP } from "./calls.js";
import { passed, wait } from "./pace.js";
import { judgeCall, judgeOrder, NO_TOKEN } from "./judge.js";

/** @typedef {import("../once/random.js").Random} Random */
/** @typedef {import("./calls.js").Call} Call */
/** @typedef {{ ConvexHttpClient: any, errorInfo: (error: unknown) => any, watch: any }} Package */

const quiet = { log() {}, warn() {}, error() {}, logVerbose() {} };
const sleep = (/** @type {number} */ ms) =>
  new Promise((done) => setTimeout(done, ms));
/** How long `idle()` may take when all has settled. */
const IDLE_LIMIT = 3000;

/**
 * Plays a round.
 *
 * @param {Package} ours
 * @param {string} url
 * @param {string} name
 * @param {number} seed
 * @param {{ hasHuge: boolean, patience: number, repeats: boolean, isText: boolean }} given
 * @returns {Promise<{ calls: number, problems: string[] }>}
 */
export async function playRound(ours, url, name, seed, given) {
  const random = randomOf(seed);
  /** Ids of calls that have settled: nothing may be sent for them. @type {Set<string>} */
  const over = new Set();
  /** @type {string[]} */
  const problems = [];
  const options = clientOptions(random, over, problems, given.isText);
  const client = new ours.ConvexHttpClient(url, options);
  const facts = {
    ...given,
    isIdempotent: options.idempotent === true,
    timeout: options.timeout,
  };
  /** @type {Call[]} */
  const calls = [];
  /** @type {Promise<void>[]} */
  const running = [];
  const clients = [client];
  let isFreed = false;
  for (let left = whole(random, 2, 24); left > 0; left--) {
    if (!isFreed) await interlude(random, client, clients);
    if (!isFreed && random() < 0.01) {
      client.free();
      isFreed = true;
    }
    const target = pick(random, clients);
    const call = makeCall(`${name}/${calls.length}`, random, facts);
    call.isAfterEnd = isFreed && target === client;
    // A view has a queue of its own.
    call.isQueued &&= target === client;
    calls.push(call);
    running.push(
      inTime(make(target, call, ours.watch), call).then((problem) => {
        if (problem) problems.push(`${call.way} ${call.id}: ${problem}`);
        over.add(call.id);
      }),
    );
    const { pendingMutations } = client;
    // One with a short timeout may be over already.
    const mayEnd =
      call.stopping || call.options.timeout || options.timeout || isFreed;
    const mayCount = call.isQueued && !mayEnd;
    if (mayCount && pendingMutations < 1)
      problems.push(`${call.id}: no mutation is pending after its call`);
    const { stopping } = call;
    if (stopping)
      setTimeout(() => {
        call.stoppedAt = passed();
        stopping.abort(new Error("enough"));
      }, random() * STOP);
  }
  await Promise.all(running);
  await sleep(0);
  problems.push(...(await judgeClient(client)));
  const ledger = JSON.parse(await told(`${url}/round/${name}`));
  for (const call of calls) {
    const problem = judgeCall(
      call,
      ledger[call.id],
      ours.errorInfo,
      given.repeats,
    );
    if (problem) problems.push(problem);
  }
  problems.push(
    ...[judgeOrder(calls, ledger)].filter((it) => it !== undefined),
  );
  if (!isFreed) problems.push(...(await goOn(client, `${name}-after`)));
  await told(`${url}/round/${name}-after`);
  return {
    calls: calls.length,
    problems: problems.map((problem) => `seed ${seed}: ${problem}`),
  };
}

/** Asks the ledger, whatever may happen to that. @param {string} url @returns {Promise<string>} */
async function told(url, left = 5) {
  try {
    return await (await fetch(url)).text();
  } catch (error) {
    if (left === 0) throw error;
    return told(url, left - 1);
  }
}

/** Something that happens between calls. @param {Random} random @param {any} client @param {any[]} clients */
async function interlude(random, client, clients) {
  const dice = random();
  if (dice < 0.5) return;
  if (dice < 0.7) await sleep(whole(random, 0, 8));
  else if (dice < 0.74)
    clients.push(client.withAuth(authOf(random, pick(random, ["eve", "flo"]))));
  else if (dice < 0.78) client.setAuth(authOf(random, "ada"));
  else if (dice < 0.79) void client.idle();
}

/** A credential: a token, or what brings one, may hang, and may throw. @param {Random} random @param {string} who */
function authOf(random, who) {
  let count = 0;
  const token = () => `secret-${who}.${(count += 1)}`;
  return pick(random, [
    token(),
    async () => token(),
    async () => {
      await sleep(whole(random, 0, 15));
      if (random() < 0.2) throw new Error(NO_TOKEN);
      return random() < 0.1 ? null : token();
    },
    async () => `${jwt(who, (count += 1))}`,
  ]);
}

/** A token that has expired, or soon will. @param {string} who @param {number} count */
function jwt(who, count) {
  const now = Math.floor(Date.now() / 1000);
  const part = (/** @type {object} */ it) =>
    btoa(JSON.stringify(it)).replaceAll("=", "");
  const claims = { iat: now - 10, exp: now + (count % 3) - 1 };
  // A credential is told by what is before its first dot.
  return `secret-${who}.${part(claims)}.${count}`;
}

/**
 * @param {Random} random
 * @param {Set<string>} over
 * @param {string[]} problems
 * @param {boolean} isText whether bodies are sent as the text that they are
 * @returns {any}
 */
function clientOptions(random, over, problems, isText) {
  const checked = (/** @type {string} */ url, /** @type {any} */ init) => {
    const id = /"id":"([^"]+)"/.exec(init.body ?? "")?.[1];
    if (id && over.has(id)) problems.push(`${id} is sent after it has settled`);
    // What docs/reliability.md advises where a runtime sends texts twice.
    const body = isText ? init.body : new Blob([init.body ?? ""]);
    return fetch(url, { ...init, body });
  };
  const isOwn = random() < 0.5;
  return {
    logger: quiet,
    ...(isOwn || !isText ? { fetch: checked } : {}),
    ...(random() < 0.4 ? { retry: retryOf(random) } : {}),
    ...(random() < 0.2 ? { timeout: whole(random, 20, 200) } : {}),
    ...(random() < 0.15 ? { idempotent: true } : {}),
    ...(random() < 0.6 ? { auth: authOf(random, "ada") } : {}),
    ...(random() < 0.15 ? { headers: { "X-Ours": "secret-common" } } : {}),
    ...(random() < 0.25 ? { hooks: hooksOf(random) } : {}),
  };
}

/** Hooks that look, stall and throw. @param {Random} random */
function hooksOf(random) {
  const hook = async (/** @type {any} */ event) => {
    if (random() < 0.3) await sleep(whole(random, 0, 10));
    if (random() < 0.05) throw new Error("a hook's");
    if (random() < 0.3) return event.requestId;
  };
  return { onRequest: hook, onResponse: hook, onRetry: hook };
}

/** Waits for a call, and says if it is late. @param {Promise<void>} promise @param {Call} call */
async function inTime(promise, call) {
  const { callOff, done } = wait(call.mostTime);
  const late = done.then(() => `it is not over after ${call.mostTime} ms`);
  try {
    return await Promise.race([promise.then(() => undefined), late]);
  } catch (error) {
    return String(error);
  } finally {
    callOff();
  }
}

/** What must hold of a client when all its calls have settled. @param {any} client */
async function judgeClient(client) {
  const problems = [];
  const { pendingMutations } = client;
  if (pendingMutations !== 0)
    problems.push(`${pendingMutations} mutations are pending for ever`);
  const { callOff, done } = wait(IDLE_LIMIT);
  const late = done.then(() => "it is never idle");
  const problem = await Promise.race([client.idle(), late]);
  callOff();
  return problem ? [...problems, problem] : problems;
}

/** Uses a client on, where nothing goes wrong. @param {any} client @param {string} name */
async function goOn(client, name) {
  const options = { auth: null, timeout: 15_000, retry: false };
  const args = (/** @type {number} */ number) => ({
    ...{ id: `${name}/${number}`, text: "", faults: [] },
  });
  try {
    // Its own hooks may throw, and its timeout may be short.
    const calls = [
      client.query("ledger:read", args(0), options),
      client.mutation("ledger:write", args(1), options),
      client.mutation("ledger:write", args(2), options),
    ];
    // Even where one fails, the others are waited for: nothing may come later.
    await Promise.allSettled(calls);
    const results = await Promise.all(calls);
    return results.every(({ id }, index) => id === `${name}/${index}`)
      ? []
      : [`afterwards it brings ${JSON.stringify(results)}`];
  } catch (error) {
    return String(error).includes("a hook's")
      ? []
      : [`afterwards it fails: ${error}`];
  }
}
