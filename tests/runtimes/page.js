import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { runContract } from "./suite.js";

/** @type {any} */ (globalThis).runContract = (
  /** @type {any} */ runtime,
  /** @type {any} */ config,
) => runContract(runtime, official, ours, config);
