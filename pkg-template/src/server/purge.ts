// Forgets mutations that ran long ago.
import { makeFunctionReference } from "convex/server";
import { getDocumentSize } from "convex/values";
import type { purgeIdempotencyKeys as declared } from "../../types/server.js";
import { contextOf, tableFault } from "./context.ts";
import { TABLE } from "./tables.ts";

const WHO = "purgeIdempotencyKeys()";

const BATCH_SIZE = 500;

/** How many bytes are read at a time: a transaction may read several times as many, and a row may be a megabyte. */
const BATCH_BYTES = 4 << 20;

export function purgeIdempotencyKeys(
  options: Parameters<typeof declared>[0],
): (ctx: any, args?: any) => Promise<number> {
  const { maxAge, batchSize = BATCH_SIZE } = options ?? {};
  if (!(typeof maxAge === "number" && maxAge > 0 && maxAge < Infinity))
    throw new TypeError(
      `${WHO}: \`maxAge\` is a number of milliseconds above zero, not ${maxAge}`,
    );
  if (!(Number.isInteger(batchSize) && batchSize > 0))
    throw new TypeError(
      `${WHO}: \`batchSize\` is a whole number above zero, not ${batchSize}`,
    );
  return async (given, args) => {
    const ctx = contextOf(given, WHO);
    const old = await oldest(ctx, Date.now() - maxAge, batchSize);
    for (const { _id } of old.rows) await ctx.db.delete(_id);
    if (old.isCut) {
      const { name } = await ctx.meta.getFunctionMetadata();
      const self = makeFunctionReference<"mutation">(name);
      await ctx.scheduler.runAfter(0, self, args ?? {});
    }
    return old.rows.length;
  };
}

/** Reads the oldest rows, as many as one transaction should handle. */
async function oldest(ctx: any, before: number, count: number) {
  const rows: any[] = [];
  let bytes = 0;
  try {
    const all = ctx.db
      .query(TABLE)
      .withIndex("by_creation_time", (q: any) => q.lt("_creationTime", before));
    for await (const row of all) {
      rows.push(row);
      bytes += getDocumentSize(row);
      if (rows.length >= count || bytes >= BATCH_BYTES)
        return { rows, isCut: true };
    }
  } catch (error) {
    throw tableFault(error, WHO);
  }
  return { rows, isCut: false };
}
