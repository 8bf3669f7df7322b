// What happens to the requests of one piece of work on their way.
import { pick, whole } from "./random.js";

/** @typedef {import("../features/driver/proxy.mjs").Fault} Fault */
/** @typedef {import("./random.js").Random} Random */

const HTML = "<!doctype html><title>Bad gateway</title>";

/** A reply that is not the function's, whether or not the function has run. @type {(status: number, random: Random) => Fault} */
const instead = (status, random) => ({
  do: "reply",
  status,
  body: pick(random, ["", HTML]),
  forward: random() < 0.5,
});

/** By when they happen. @type {Record<string, (random: Random) => Fault>} */
const FAULTS = {
  "before the commit": () => ({ do: "refuse" }),
  "before the commit, as the deployment says": () => ({
    do: "reply",
    status: 503,
    body: `{"code":"OptimisticConcurrencyControlFailure","message":""}`,
  }),
  "after the commit": () => ({ do: "drop" }),
  "in the middle of the reply": () => ({ do: "cut" }),
  "half a reply, as if it were all": () => ({ do: "truncate" }),
  "a status": (random) => instead(whole(random, 500, 504), random),
  "HTML, as if all were well": (random) => ({
    ...{ do: "reply", status: 200, body: HTML, forward: random() < 0.5 },
  }),
  late: (random) => ({ do: "pass", delay: whole(random, 1, 30) }),
};

/** What only a timeout ends. @type {(random: Random) => Fault} */
const stall = (random) => ({ do: "stall head", forward: random() < 0.5 });

/**
 * Makes up to eight faults. After them, all is well: so everybody who goes on gets through.
 *
 * @param {Random} random
 * @param {boolean} isPatient whether nobody waits with a timeout
 * @returns {Fault[]}
 */
export function faultsOf(random, isPatient) {
  const kinds = [...Object.values(FAULTS), ...(isPatient ? [] : [stall])];
  const count = whole(random, 0, 8);
  return Array.from({ length: count }, () => pick(random, kinds)(random));
}
