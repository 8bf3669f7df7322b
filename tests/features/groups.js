import base64 from "./cases/base64.js";
import admin from "./cases/admin.js";
import batch from "./cases/batch.js";
import cache from "./cases/cache.js";
import callers from "./cases/callers.js";
import credentials from "./cases/credentials.js";
import cursors from "./cases/cursors.js";
import cycles from "./cases/cycles.js";
import delays from "./cases/delays.js";
import errors from "./cases/errors.js";
import fetch from "./cases/fetch.js";
import generated from "./cases/generated.js";
import hints from "./cases/hints.js";
import hooks from "./cases/hooks.js";
import idempotent from "./cases/idempotent.js";
import identity from "./cases/identity.js";
import leftovers from "./cases/leftovers.js";
import lifecycle from "./cases/lifecycle.js";
import limits from "./cases/limits.js";
import misuse from "./cases/misuse.js";
import mixing from "./cases/mixing.js";
import nextjs from "./cases/nextjs.js";
import options from "./cases/options.js";
import paginate from "./cases/paginate.js";
import redirects from "./cases/redirects.js";
import refusals from "./cases/refusals.js";
import replies from "./cases/replies.js";
import requestIds from "./cases/request-ids.js";
import retry from "./cases/retry.js";
import signals from "./cases/signals.js";
import slips from "./cases/slips.js";
import splits from "./cases/splits.js";
import stops from "./cases/stops.js";
import storage from "./cases/storage.js";
import tokens from "./cases/tokens.js";
import unsent from "./cases/unsent.js";
import views from "./cases/views.js";
import watch from "./cases/watch.js";

const groups = {
  stops,
  signals,
  leftovers,
  retry,
  delays,
  generated,
  base64,
  errors,
  misuse,
  tokens,
  refusals,
  credentials,
  views,
  mixing,
  options,
  slips,
  batch,
  paginate,
  hooks,
  "request-ids": requestIds,
  idempotent,
  lifecycle,
  identity,
  unsent,
  replies,
  redirects,
  cursors,
  limits,
  cache,
  splits,
  nextjs,
  watch,
  cycles,
  callers,
  hints,
  fetch,
  storage,
  admin,
};

/**
 * Every case, named `group: case`.
 *
 * @type {import("./setting.js").Case[]}
 */
export const cases = Object.entries(groups).flatMap(([group, list]) =>
  list.map((one) => ({ ...one, name: `${group}: ${one.name}` })),
);
