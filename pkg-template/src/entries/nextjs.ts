// What `convex/nextjs` has, for server components, route handlers, server actions and middleware.
import type {
  NextjsMutationOptions,
  NextjsOptions,
  NextjsQueryOptions,
} from "../../types/nextjs.js";
// By the package's own name, so that the runtime's conditions say how the module is loaded. Apps that use this have
// `convex` installed, and test for its ConvexError.
import {
  ConvexHttpClient,
  convexToJson,
  getFunctionName,
  jsonToConvex,
} from "convex-http-client/convex";

type Options = NextjsQueryOptions & NextjsMutationOptions;

/** Calls a function by a client of its own, as servers should: credentials are those of one request. */
async function call(
  method: "query" | "mutation" | "action" | "batch",
  given: [what: any, args?: any],
  options: Options = {},
): Promise<any> {
  const { adminToken, cache, hooks, next, token, url, ...rest } = options;
  const { skipConvexDeploymentUrlCheck: isUnchecked, ...own } = rest;
  if ("url" in options && url === undefined)
    console.error(
      "The option `url` is undefined, so NEXT_PUBLIC_CONVEX_URL is used: is an environment variable missing?",
    );
  const client: any = new ConvexHttpClient(urlOf(url), {
    skipConvexDeploymentUrlCheck: isUnchecked,
    auth: token,
    hooks,
    // Ends calls of a page that is no longer rendered.
    signal: await renderSignal(),
  });
  if (adminToken !== undefined) client.setAdminAuth(adminToken);
  client.setFetchOptions(cacheOf(cache, next));
  return client[method](...given, own);
}

function urlOf(given: string | undefined): string {
  const url = given ?? process.env["NEXT_PUBLIC_CONVEX_URL"];
  if (url === undefined)
    throw new Error(
      "Environment variable NEXT_PUBLIC_CONVEX_URL is not set. Set it, or give the option `url`.",
    );
  return url;
}

/** Next refuses requests that are both kept for a time and not kept. */
function cacheOf(cache: Options["cache"], next: Options["next"]): object {
  const isKept = next?.revalidate !== undefined;
  return {
    ...(isKept && cache === undefined ? {} : { cache: cache ?? "no-store" }),
    ...(next && { next }),
  };
}

/** Returns React's signal for what is being rendered: React may be missing, or older than 19.2. */
async function renderSignal(): Promise<AbortSignal | undefined> {
  try {
    const react: any = await import("react");
    return react.cacheSignal?.() ?? undefined;
  } catch {
    return undefined;
  }
}

export const fetchQuery = async (
  query: any,
  args?: any,
  options?: NextjsQueryOptions,
): Promise<any> => call("query", [query, args || {}], options);

export const fetchMutation = async (
  mutation: any,
  args?: any,
  options?: NextjsMutationOptions,
): Promise<any> => call("mutation", [mutation, args || {}], options);

export const fetchAction = async (
  action: any,
  args?: any,
  options?: NextjsMutationOptions,
): Promise<any> => call("action", [action, args || {}], options);

export async function preloadQuery(
  query: any,
  args?: any,
  options?: NextjsQueryOptions,
): Promise<any> {
  return preloaded(query, args, await fetchQuery(query, args, options));
}

export async function preloadQueries(
  queries: any,
  options?: NextjsQueryOptions,
): Promise<any> {
  const results: PromiseSettledResult<any>[] = await call(
    "batch",
    [queries],
    options,
  );
  return results.map((result, index) => {
    if (result.status === "rejected") throw result.reason;
    const [query, args] = queries[index];
    return preloaded(query, args, result.value);
  });
}

export const preloadedQueryResult = (given: any): any =>
  jsonToConvex(given._valueJSON);

/** Returns what `usePreloadedQuery` of `convex/react` takes: a query, and its result, as JSON. */
const preloaded = (query: any, args: any, value: any) => ({
  _name: getFunctionName(query),
  _argsJSON: convexToJson(args ?? {}),
  _valueJSON: convexToJson(value),
});

export type { NextjsOptions };
