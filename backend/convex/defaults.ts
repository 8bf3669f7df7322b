import { query } from "./_generated/server";

/** A default export, whose path has no `:name`. */
export default query({
  args: {},
  handler: async () => "default export",
});
