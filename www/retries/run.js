// Makes one call while things go wrong, and notes each attempt.
import { anyApi as api, errorInfo } from "../client.js";
import { deployment } from "../deployment/deployment.js";
import { messageOf } from "../dom.js";
import { disturb } from "./disturb.js";

/**
 * @typedef {import("./scenarios.js").Scenario} Scenario
 * @typedef {NonNullable<ReturnType<typeof errorInfo>>} Info
 *
 * @typedef {"query" | "mutation" | "idempotent" | "action"} Kind `idempotent` is a mutation with that option
 *
 * @typedef {object} Attempt times are milliseconds since the call
 * @property {number} start
 * @property {number} [end]
 * @property {number} [status] none where no reply came
 * @property {Info} [error] what the client made of it
 * @property {number} [delay] until it is sent again
 *
 * @typedef {object} Run
 * @property {Kind} kind
 * @property {number} limit of retries
 * @property {Attempt[]} attempts
 * @property {import("./disturb.js").Fate[]} fates
 * @property {() => number} elapsed
 * @property {{ value: unknown } | { error: unknown, info: Info | undefined, message: string }} [result]
 */

/**
 * @param {Kind} kind
 * @param {Scenario} scenario
 * @param {number} limit of retries
 * @param {(run: Run) => void} onStart gets what goes on changing until the promise resolves
 * @returns {Promise<Run>}
 */
export async function runScenario(kind, scenario, limit, onStart) {
  const { faults, isForEver, refusesToken } = scenario;
  const { fetch, fates } = disturb(deployment.fetch, (index) =>
    isForEver ? faults[0] : faults[index],
  );
  const start = performance.now();
  /** @type {Run} */
  const run = {
    kind,
    limit,
    attempts: [],
    fates,
    elapsed: () => performance.now() - start,
  };
  const client = deployment.newClient({
    fetch,
    retry: limit,
    hooks: watch(run),
    auth: refusesToken ? makeTokenFetcher() : undefined,
  });
  onStart(run);
  try {
    run.result = { value: await call(client, kind) };
  } catch (error) {
    const info = errorInfo(error);
    run.result = { error, info, message: messageOf(error) };
    const last = run.attempts.at(-1);
    if (last) last.error = info;
  }
  const last = run.attempts.at(-1);
  if (last) last.end ??= run.elapsed();
  return run;
}

/**
 * @param {ReturnType<typeof deployment.newClient>} client
 * @param {Kind} kind
 */
function call(client, kind) {
  switch (kind) {
    case "query":
      return client.query(api.tasks.list);
    case "action":
      return client.action(api.actions.wait, { ms: 20 });
    default: {
      const args = { entry: `retries-${crypto.randomUUID()}` };
      const idempotent = kind === "idempotent";
      return client.mutation(api.once.add, args, { idempotent });
    }
  }
}

/** @param {Run} run */
function watch({ attempts, elapsed }) {
  return {
    onRequest() {
      attempts.push({ start: elapsed() });
    },
    onResponse(/** @type {{ status: number }} */ { status }) {
      const attempt = attempts.at(-1);
      if (attempt) Object.assign(attempt, { status, end: elapsed() });
    },
    onRetry(/** @type {{ error: Info, delay: number }} */ { error, delay }) {
      const attempt = attempts.at(-1);
      if (!attempt) return;
      attempt.end ??= elapsed();
      Object.assign(attempt, { error, delay });
    },
  };
}

/** Brings a token that has expired, and then one that has not. */
function makeTokenFetcher() {
  const claims = { sub: "ada", name: "Ada" };
  return (
    /** @type {{ forceRefreshToken: boolean }} */ { forceRefreshToken },
  ) => deployment.mintToken(claims, forceRefreshToken ? 3600 : -60);
}
