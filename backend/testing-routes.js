import { badShape, readObject } from "./body.js";
import { readJson } from "./request.js";

/** @import { Auth } from "./auth.js" */
/** @import { Demands } from "./demands.js" */
/** @import { Deployment } from "./deployment.js" */
/** @import { Routes } from "./routes.js" */

/**
 * Routes that no real deployment has: they hand out credentials to anyone who
 * asks, which is what tests need.
 *
 * @param {Deployment} deployment
 * @param {Auth} auth
 * @param {Demands} demands
 * @param {(ms: number) => void} setLatency
 * @returns {Routes}
 */
export function testingRoutes(deployment, auth, demands, setLatency) {
  return {
    "/testing/token": {
      POST: async (request) => {
        const { claims = {}, expiresInSeconds } = readObject(
          await readJson(request),
        );
        return {
          token: await auth.mintToken(readObject(claims), {
            expiresInSeconds: readNumber("expiresInSeconds", expiresInSeconds),
          }),
        };
      },
    },
    "/testing/admin-key": { GET: () => ({ adminKey: auth.adminKey }) },
    "/testing/cache": { GET: () => deployment.cacheCounts },
    "/testing/transactions": {
      GET: () => {
        const { conflicts, waiting } = deployment.transactions;
        return { conflicts, waiting };
      },
    },
    "/testing/together": {
      POST: async (request) => {
        const { count } = readObject(await readJson(request));
        deployment.transactions.bringTogether(readNumber("count", count) ?? 2);
        return {};
      },
    },
    "/testing/reset": {
      POST: () => {
        deployment.reset();
        demands.clear();
        return {};
      },
    },
    "/testing/failure": {
      POST: async (request) => {
        const given = readObject(await readJson(request));
        const { code = "", message = "", runs = false } = given;
        const status = readNumber("status", given.status) ?? 503;
        const count = readNumber("count", given.count) ?? 1;
        const said = { code: `${code}`, message: `${message}` };
        demands.add({ ...said, status, count, runs: runs === true });
        return {};
      },
    },
    "/testing/latency": {
      POST: async (request) => {
        const { ms } = readObject(await readJson(request));
        setLatency(readNumber("ms", ms) ?? 0);
        return {};
      },
    },
  };
}

/**
 * @param {string} name
 * @param {unknown} value
 * @returns {number | undefined}
 */
function readNumber(name, value) {
  if (value !== undefined && !Number.isFinite(value)) {
    throw badShape(`\`${name}\` is not a number`);
  }
  return /** @type {number | undefined} */ (value);
}
