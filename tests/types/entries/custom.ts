// Builders of convex-helpers, on either side of what makes mutations run once.
import {
  customCtx,
  customMutation,
} from "convex-helpers/server/customFunctions";
import { idempotencyTables, idempotent } from "convex-http-client/server";
import {
  type DataModelFromSchemaDefinition,
  type FunctionArgs,
  type FunctionReturnType,
  type ApiFromModules,
  type GenericMutationCtx,
  type MutationBuilder,
  defineSchema,
} from "convex/server";
import { v } from "convex/values";
import { equal } from "./expect.js";

const schema = defineSchema(idempotencyTables);
type Model = DataModelFromSchemaDefinition<typeof schema>;
declare const mutation: MutationBuilder<Model, "public">;

const note = customCtx(async (_: GenericMutationCtx<Model>) => ({
  note: (text: string) => text.length,
}));
const custom = customMutation(mutation, note);
const onCustom = idempotent(custom);
equal<typeof onCustom, typeof custom>();
const within = customMutation(idempotent(mutation), note);
equal<typeof within, typeof custom>();

export const noted = onCustom({
  args: { text: v.string() },
  handler: async (ctx, args) => {
    equal<typeof args, { text: string }>();
    return ctx.note(args.text);
  },
});
type Noted = ApiFromModules<{ m: { noted: typeof noted } }>["m"]["noted"];
equal<FunctionArgs<Noted>, { text: string }>();
equal<FunctionReturnType<Noted>, number>();
