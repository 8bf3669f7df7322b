// For the functions of a deployment. It shares nothing with the client, and needs no WebAssembly.
export { idempotent } from "../server/idempotent.ts";
export { purgeIdempotencyKeys } from "../server/purge.ts";
export { idempotencyTables } from "../server/tables.ts";
