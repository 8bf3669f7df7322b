import { cronJobs } from "convex/server";
import { internal } from "./_generated/api";

const crons = cronJobs();

crons.interval("forget keys", { hours: 1 }, internal.idempotency.purge);

export default crons;
