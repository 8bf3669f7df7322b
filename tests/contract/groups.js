import address from "./cases/address.js";
import args from "./cases/args.js";
import auth from "./cases/auth.js";
import backend from "./cases/backend.js";
import constructorOptions from "./cases/constructor-options.js";
import depth from "./cases/depth.js";
import deliberate from "./cases/deliberate.js";
import exported from "./cases/exports.js";
import functions from "./cases/function.js";
import logging from "./cases/logging.js";
import queue from "./cases/queue.js";
import realms from "./cases/realms.js";
import references from "./cases/references.js";
import replies from "./cases/replies.js";
import sameTick from "./cases/same-tick.js";
import subclass from "./cases/subclass.js";
import timestamps from "./cases/timestamps.js";
import transport from "./cases/transport.js";
import volume from "./cases/volume.js";
import valuesDecode from "./cases/values-decode.js";
import valuesEncode from "./cases/values-encode.js";

const groups = {
  address,
  "constructor-options": constructorOptions,
  references,
  args,
  "values-encode": valuesEncode,
  "values-decode": valuesDecode,
  replies,
  logging,
  auth,
  queue,
  "same-tick": sameTick,
  transport,
  timestamps,
  function: functions,
  subclass,
  exports: exported,
  depth,
  realms,
  volume,
  deliberate,
  backend,
};

/**
 * Every case, named `group: case`.
 *
 * @type {import("./harness/run.js").Case[]}
 */
export const cases = Object.entries(groups).flatMap(([group, list]) =>
  list.map((one) => ({ ...one, name: `${group}: ${one.name}` })),
);
