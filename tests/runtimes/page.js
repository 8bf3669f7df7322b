import * as official from "./exports.official.js";
import * as ours from "./exports.ours.js";
import { run } from "./run.js";

/** @type {any} */ (globalThis).runSuite = (
  /** @type {any} */ runtime,
  /** @type {any} */ config,
) => run(runtime, official, ours, config);
