import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("forget idempotency keys", { hours: 1 }, internal.once.purge);

export default crons;
