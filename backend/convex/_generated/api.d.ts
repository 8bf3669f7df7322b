/* eslint-disable */
/**
 * Generated `api` utility.
 *
 * THIS CODE IS AUTOMATICALLY GENERATED.
 *
 * To regenerate, run `npx convex dev`.
 * @module
 */

import type {
  ApiFromModules,
  FilterApi,
  FunctionReference,
} from "convex/server";
import type * as actions from "../actions.js";
import type * as crons from "../crons.js";
import type * as defaults from "../defaults.js";
import type * as errors from "../errors.js";
import type * as files from "../files.js";
import type * as idempotency from "../idempotency.js";
import type * as internal_ from "../internal.js";
import type * as logs from "../logs.js";
import type * as messages from "../messages.js";
import type * as nested_deep from "../nested/deep.js";
import type * as once from "../once.js";
import type * as orders from "../orders.js";
import type * as requests from "../requests.js";
import type * as strays from "../strays.js";
import type * as tasks from "../tasks.js";
import type * as users from "../users.js";
import type * as values from "../values.js";

/**
 * A utility for referencing Convex functions in your app's API.
 *
 * Usage:
 * ```js
 * const myFunctionReference = api.myModule.myFunction;
 * ```
 */
declare const fullApi: ApiFromModules<{
  actions: typeof actions;
  crons: typeof crons;
  defaults: typeof defaults;
  errors: typeof errors;
  files: typeof files;
  idempotency: typeof idempotency;
  internal: typeof internal_;
  logs: typeof logs;
  messages: typeof messages;
  "nested/deep": typeof nested_deep;
  once: typeof once;
  orders: typeof orders;
  requests: typeof requests;
  strays: typeof strays;
  tasks: typeof tasks;
  users: typeof users;
  values: typeof values;
}>;
export declare const api: FilterApi<
  typeof fullApi,
  FunctionReference<any, "public">
>;
export declare const internal: FilterApi<
  typeof fullApi,
  FunctionReference<any, "internal">
>;
