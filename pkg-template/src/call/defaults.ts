// What holds of repetitions unless it is set: also where there is no module.
import { MAX_RETRY_AFTER } from "../generated/core.ts";
import type { Retry } from "./options.ts";

export const DEFAULTS: Retry = {
  limit: 2,
  backoff: 300,
  maxDelay: 10000,
  maxRetryAfter: MAX_RETRY_AFTER,
  shouldRetry: undefined,
};
