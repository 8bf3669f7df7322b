// What is used of a mutation's `ctx`, whatever its tables are and whoever has made it.

export interface Context {
  db: {
    query(table: string): any;
    insert(table: string, document: object): Promise<unknown>;
    delete(id: unknown): Promise<void>;
  };
  auth: {
    getUserIdentity(): Promise<{ tokenIdentifier: string } | null>;
  };
  meta: {
    getFunctionMetadata(): Promise<{ name: string; componentPath: string }>;
    getRequestMetadata(): Promise<{ requestId: string }>;
  };
  scheduler: {
    runAfter(
      delay: number,
      reference: unknown,
      args: unknown,
    ): Promise<unknown>;
  };
}

/**
 * Refuses what is no mutation's context. Only mutations can write, and actions cannot do so in one transaction with what
 * they do.
 */
export function contextOf(ctx: any, who: string): Context {
  if (typeof ctx?.db?.insert !== "function")
    throw new Error(
      `${who} is for mutations: this ctx has no database to write to`,
    );
  if (typeof ctx.meta?.getRequestMetadata !== "function")
    throw new Error(
      `${who} needs ctx.meta, which convex has since 1.38: update the package \`convex\`, or pass \`meta\` on where a custom function makes its own ctx`,
    );
  return ctx;
}

/** Says what may be wrong where our own table could not be read or written. */
export function tableFault(error: unknown, who: string): Error {
  const reason = error instanceof Error ? error.message : String(error);
  return new Error(
    `${who} could not use its table. Does convex/schema.ts have \`defineSchema({ ...idempotencyTables, … })\`? ${reason}`,
    { cause: error },
  );
}
