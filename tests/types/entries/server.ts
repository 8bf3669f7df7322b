// Mutations that run once: wrapped, they have the types that they have without it.
import {
  idempotencyTables,
  idempotent,
  purgeIdempotencyKeys,
} from "convex-http-client/server";
import {
  type ActionBuilder,
  type ApiFromModules,
  type DataModelFromSchemaDefinition,
  type FunctionReference,
  type GenericMutationCtx,
  type MutationBuilder,
  type QueryBuilder,
  defineSchema,
  defineTable,
} from "convex/server";
import { type GenericId, v } from "convex/values";
import { equal } from "./expect.js";

const schema = defineSchema({
  ...idempotencyTables,
  orders: defineTable({ plants: v.number() }),
});
type Model = DataModelFromSchemaDefinition<typeof schema>;
type Ctx = GenericMutationCtx<Model>;

declare const mutation: MutationBuilder<Model, "public">;
declare const internalMutation: MutationBuilder<Model, "internal">;
declare const query: QueryBuilder<Model, "public">;
declare const action: ActionBuilder<Model, "public">;

// The table is like any other.
equal<keyof Model, "idempotencyKeys" | "orders">();
equal<Model["idempotencyKeys"]["document"]["caller"], string | null>();
equal<
  Model["idempotencyKeys"]["indexes"]["by_call"],
  ["key", "functionPath", "caller", "_creationTime"]
>();

// Builders stay what they are.
const wrapped = idempotent(mutation);
equal<typeof wrapped, typeof mutation>();
const internal = idempotent(internalMutation);
equal<typeof internal, typeof internalMutation>();

export const place = idempotent(mutation)({
  args: { plants: v.number() },
  returns: v.id("orders"),
  handler: async (ctx, args) => {
    equal<typeof ctx, Ctx>();
    equal<typeof args, { plants: number }>();
    return await ctx.db.insert("orders", args);
  },
});

export const bare = idempotent(mutation)(
  async (ctx, { plants }: { plants: number }) =>
    await ctx.db.insert("orders", { plants }),
);

// By the handler, whose arguments have types of their own.
export const handled = mutation({
  args: { plants: v.number() },
  handler: idempotent(async (ctx: Ctx, { plants }: { plants: number }) =>
    ctx.db.insert("orders", { plants }),
  ),
});

export const purge = internalMutation({
  args: {},
  handler: purgeIdempotencyKeys({ maxAge: 1000 }),
});
export const barePurge = internalMutation(
  purgeIdempotencyKeys({ maxAge: 1000, batchSize: 5 }),
);

type Api = ApiFromModules<{
  m: {
    place: typeof place;
    bare: typeof bare;
    handled: typeof handled;
    purge: typeof purge;
    barePurge: typeof barePurge;
  };
}>["m"];
type Order = GenericId<"orders">;
type Mutation<Args, Result> = FunctionReference<
  "mutation",
  "public",
  Args extends Record<string, any> ? Args : never,
  Result
>;
equal<Api["place"], Mutation<{ plants: number }, Order>>();
equal<Api["bare"], Mutation<{ plants: number }, Order>>();
equal<Api["handled"], Mutation<{ plants: number }, Order>>();
equal<Api["purge"], FunctionReference<"mutation", "internal", {}, number>>();

// @ts-expect-error queries have no effects
idempotent(query);
// @ts-expect-error actions have no transaction
idempotent(action);
// @ts-expect-error a mutation that is made already
idempotent(place);
// @ts-expect-error an argument of the wrong type
idempotent(mutation)({ args: { a: v.string() }, handler: (_, { a }) => a.b });
// @ts-expect-error the age is missing
purgeIdempotencyKeys({});
// @ts-expect-error not a number of milliseconds
purgeIdempotencyKeys({ maxAge: "7 days" });
