// What code written for the official client relies on. This file is checked
// twice, with "client" meaning the official types and meaning ours, and has to
// pass both times without a word changed. Nothing here is ever run.
import {
  ConvexError,
  ConvexHttpClient,
  anyApi,
  convexToJson,
  getFunctionName,
  jsonToConvex,
  makeFunctionReference,
} from "client";
import type {
  AnyApi,
  ArgsAndOptions,
  ConvexHttpClientOptions,
  DefaultFunctionArgs,
  FunctionArgs,
  FunctionReference,
  FunctionReference_future,
  FunctionReturnType,
  FunctionType,
  FunctionVisibility,
  GenericId,
  HttpMutationOptions,
  Id,
  JSONValue,
  Logger,
  NumericValue,
  OptionalRestArgs,
  UserIdentityAttributes,
  Value,
} from "client";
import { assignable, equal } from "./expect.js";
import { api, internal } from "./fixture/convex/_generated/api.js";

const client = new ConvexHttpClient("https://small-mouse-123.convex.cloud");

// The type of what a call returns, awaited, without running it.
type Result<T extends (...args: any[]) => Promise<unknown>> = Awaited<
  ReturnType<T>
>;

type Message = {
  _id: GenericId<"messages">;
  _creationTime: number;
  channel: string;
  body: string;
  editedAt?: bigint;
};

export function construction() {
  new ConvexHttpClient("http://127.0.0.1:3210", {});
  new ConvexHttpClient("http://127.0.0.1:3210", {
    skipConvexDeploymentUrlCheck: true,
    logger: false,
    auth: "token",
    fetch: globalThis.fetch,
  });
  new ConvexHttpClient("http://127.0.0.1:3210", {
    fetch: async (input, init) => fetch(input, init),
  });
  new ConvexHttpClient("http://127.0.0.1:3210", {
    fetch: async () => new Response("{}"),
  });
  const logger: Logger = { logVerbose() {}, log() {}, warn() {}, error() {} };
  const options: ConvexHttpClientOptions = { logger };
  new ConvexHttpClient("http://127.0.0.1:3210", options);
  new ConvexHttpClient(process.env.CONVEX_URL!);

  // @ts-expect-error the address is required
  new ConvexHttpClient();
  // @ts-expect-error it is a string
  new ConvexHttpClient(new URL("http://127.0.0.1:3210"));
  // @ts-expect-error a variable of the environment may be unset
  new ConvexHttpClient(process.env.CONVEX_URL);
  // @ts-expect-error no longer an option of its own
  new ConvexHttpClient("http://127.0.0.1:3210", true);
  // @ts-expect-error a logger has four methods
  new ConvexHttpClient("http://127.0.0.1:3210", { logger: { log() {} } });
  // @ts-expect-error the console has no logVerbose
  new ConvexHttpClient("http://127.0.0.1:3210", { logger: console });
  // @ts-expect-error a token is a string
  new ConvexHttpClient("http://127.0.0.1:3210", { auth: 1 });
  // @ts-expect-error a fetch resolves to a response
  new ConvexHttpClient("http://127.0.0.1:3210", { fetch: async () => "{}" });
  new ConvexHttpClient("http://127.0.0.1:3210", {
    // @ts-expect-error a fetch takes more than strings
    fetch: (input: string) => fetch(input),
  });
  // @ts-expect-error no such option
  new ConvexHttpClient("http://127.0.0.1:3210", { retries: 3 });
}

export function credentials(token: string | null) {
  equal<ReturnType<typeof client.setAuth>, void>();
  assignable<[value: string], Parameters<typeof client.setAuth>>();
  equal<ReturnType<typeof client.clearAuth>, void>();
  client.setAuth("token");
  client.clearAuth();
  // @ts-expect-error the token is required
  client.setAuth();
  // @ts-expect-error not null
  client.setAuth(token);
  // @ts-expect-error takes nothing
  client.clearAuth("token");
}

export function urls() {
  equal<typeof client.url, string>();
  equal<ReturnType<typeof client.backendUrl>, string>();
  // @ts-expect-error a getter only
  client.url = "https://other-mouse-123.convex.cloud";
}

export function queryArguments() {
  client.query(api.messages.list, { channel: "general" });
  client.query(api.messages.search, { channel: "general" });
  client.query(api.messages.search, { channel: "general", limit: 10 });
  client.query(api.admin.users.get, { id: "1" as GenericId<"users"> });
  client.query(api.greet.default, { name: "you" });

  // @ts-expect-error an argument is missing
  client.query(api.messages.list, {});
  // @ts-expect-error the arguments are missing
  client.query(api.messages.list);
  // @ts-expect-error an argument of the wrong type
  client.query(api.messages.list, { channel: 1 });
  // @ts-expect-error an argument that may not be null
  client.query(api.messages.list, { channel: null });
  // @ts-expect-error an argument too many
  client.query(api.messages.list, { channel: "general", limit: 1 });
  // @ts-expect-error not an object
  client.query(api.messages.list, "general");
  // @ts-expect-error no array of arguments
  client.query(api.messages.list, [{ channel: "general" }]);
  // @ts-expect-error null is no arguments object
  client.query(api.messages.list, null);
  // @ts-expect-error nothing follows the arguments
  client.query(api.messages.list, { channel: "general" }, "more");
  // @ts-expect-error an optional argument of the wrong type
  client.query(api.messages.search, { channel: "general", limit: "10" });
  // @ts-expect-error exactOptionalPropertyTypes
  client.query(api.messages.search, { channel: "general", limit: undefined });
  // @ts-expect-error an id of another table
  client.query(api.admin.users.get, { id: "1" as GenericId<"messages"> });
  // @ts-expect-error any string is no id
  client.query(api.admin.users.get, { id: "1" });
  // @ts-expect-error the default export takes a name
  client.query(api.greet.default);
}

export function withoutArguments() {
  client.query(api.messages.count);
  client.query(api.messages.count, {});
  client.query(api.messages.count, undefined!);
  client.query(api.messages.latest);
  client.query(api.messages.latest, {});
  client.mutation(api.messages.clear);
  client.mutation(api.messages.clear, {});
  client.action(api.messages.ping);
  client.action(api.messages.ping, {});

  // @ts-expect-error takes no arguments
  client.query(api.messages.count, { channel: "general" });
  // @ts-expect-error takes no arguments
  client.query(api.messages.latest, { channel: "general" });
  // @ts-expect-error takes no arguments
  client.mutation(api.messages.clear, { all: true });
  // @ts-expect-error takes no arguments
  client.action(api.messages.ping, { all: true });
  // @ts-expect-error null is no arguments object
  client.query(api.messages.count, null);
}

export function allArgumentsOptional() {
  client.query(api.messages.recent, {});
  client.query(api.messages.recent, { limit: 3 });
  // @ts-expect-error the object may not be left out
  client.query(api.messages.recent);
  // @ts-expect-error an argument too many
  client.query(api.messages.recent, { limits: 3 });
}

export function untypedArguments() {
  client.query(api.messages.untyped);
  client.query(api.messages.untyped, { whatever: 1 });
  client.query(api.messages.allAny);
  client.query(api.messages.allAny, { whatever: 1 });
  client.query(api.messages.withAny, { payload: new Date() });
  client.query(api.messages.typedByHand, {
    after: 1n,
    raw: new ArrayBuffer(1),
  });

  // @ts-expect-error the argument itself is required
  client.query(api.messages.withAny, {});
  // @ts-expect-error an argument too many
  client.query(api.messages.withAny, { payload: 1, other: 2 });
  // @ts-expect-error a bigint is no number
  client.query(api.messages.typedByHand, { after: 1, raw: new ArrayBuffer(1) });
}

export function unionArguments() {
  client.query(api.messages.byKind, { kind: "author", author: "me" });
  client.query(api.messages.byKind, { kind: "age", days: 3 });
  // @ts-expect-error the fields of the other arm
  client.query(api.messages.byKind, { kind: "author", days: 3 });
  // @ts-expect-error no such arm
  client.query(api.messages.byKind, { kind: "size" });
  // @ts-expect-error the arguments are missing
  client.query(api.messages.byKind);
}

export function valueArguments(view: Uint8Array) {
  client.query(api.messages.values, {
    int: 1n,
    bytes: new ArrayBuffer(8),
    tags: ["a"],
    scores: { a: 1 },
  });
  client.query(api.messages.values, {
    int: 1n,
    bytes: new ArrayBuffer(8),
    // @ts-expect-error an array of another type
    tags: [1],
    scores: {},
  });
  client.query(api.messages.values, {
    int: 1n,
    bytes: new ArrayBuffer(8),
    tags: [],
    // @ts-expect-error a record of another type
    scores: { a: "1" },
  });
  client.query(api.messages.values, {
    // @ts-expect-error a number is no bigint
    int: 1,
    bytes: new ArrayBuffer(8),
    tags: [],
    scores: {},
  });
  client.query(api.messages.values, {
    int: 1n,
    // @ts-expect-error a string is no bytes
    bytes: "bytes",
    tags: [],
    scores: {},
  });
  void view;
}

export function paginated() {
  client.query(api.messages.page, {
    channel: "general",
    paginationOpts: { numItems: 10, cursor: null },
  });
  // @ts-expect-error the page is missing
  client.query(api.messages.page, { channel: "general" });
  client.query(api.messages.page, {
    channel: "general",
    // @ts-expect-error the cursor is missing
    paginationOpts: { numItems: 10 },
  });
}

export async function results() {
  const list = await client.query(api.messages.list, { channel: "general" });
  equal<typeof list, Message[]>();
  const search = await client.query(api.messages.search, { channel: "c" });
  equal<typeof search, { found: number | undefined }>();
  const recent = await client.query(api.messages.recent, {});
  // `Promise<T | undefined>` keeps its `T`, and `undefined` arrives as null.
  equal<typeof recent, Message | null>();
  const byId = await client.query(api.messages.byId, {
    id: "1" as GenericId<"messages">,
  });
  equal<typeof byId, { body: string } | null>();
  const count = await client.query(api.messages.count);
  equal<typeof count, number>();
  const latest = await client.query(api.messages.latest);
  equal<typeof latest, string>();
  const typedByHand = await client.query(api.messages.typedByHand, {
    after: 1n,
    raw: new ArrayBuffer(1),
  });
  equal<typeof typedByHand, bigint>();
  const untyped = await client.query(api.messages.untyped);
  equal<typeof untyped, unknown>();
  const withAny = await client.query(api.messages.withAny, { payload: 1 });
  equal<typeof withAny, any>();
  const allAny = await client.query(api.messages.allAny);
  equal<typeof allAny, true>();
  const byKind = await client.query(api.messages.byKind, {
    kind: "age",
    days: 1,
  });
  equal<typeof byKind, "author" | "age">();
  const page = await client.query(api.messages.page, {
    channel: "general",
    paginationOpts: { numItems: 10, cursor: null },
  });
  equal<typeof page.page, Message[]>();
  equal<typeof page.isDone, boolean>();
  equal<typeof page.continueCursor, string>();
  const values = await client.query(api.messages.values, {
    int: 1n,
    bytes: new ArrayBuffer(8),
    tags: [],
    scores: {},
  });
  equal<
    typeof values,
    {
      int: bigint;
      bytes: ArrayBuffer;
      tags: string[];
      scores: Record<string, number>;
    }
  >();
  const send = await client.mutation(api.messages.send, {
    channel: "general",
    body: "hello",
  });
  equal<typeof send, null>();
  const create = await client.mutation(api.messages.create, { body: "hello" });
  equal<typeof create, GenericId<"messages">>();
  const clear = await client.mutation(api.messages.clear);
  equal<typeof clear, bigint>();
  const summary = await client.action(api.messages.summarize, { url: "" });
  equal<typeof summary, { text: string; tokens: bigint }>();
  const ping = await client.action(api.messages.ping);
  equal<typeof ping, null>();
  const user = await client.query(api.admin.users.get, {
    id: "1" as GenericId<"users">,
  });
  equal<typeof user, { _id: GenericId<"users"> } | null>();
  const greeting = await client.query(api.greet.default, { name: "you" });
  equal<typeof greeting, string>();

  // @ts-expect-error a result is not a promise
  list.then;
  // @ts-expect-error the user may be missing
  user._id;
  // @ts-expect-error no such field
  list[0]?.text;
}

export function calls() {
  // Every method returns a promise, and nothing else.
  const promise = client.query(api.messages.count);
  equal<typeof promise, Promise<number>>();
  const mutation = client.mutation(api.messages.clear);
  equal<typeof mutation, Promise<bigint>>();
  const action = client.action(api.messages.ping);
  equal<typeof action, Promise<null>>();
  const consistent = client.consistentQuery(api.messages.count);
  equal<typeof consistent, Promise<number>>();
}

export function kinds() {
  // @ts-expect-error a mutation is no query
  client.query(api.messages.clear);
  // @ts-expect-error an action is no query
  client.query(api.messages.ping);
  // @ts-expect-error a query is no mutation
  client.mutation(api.messages.count);
  // @ts-expect-error an action is no mutation
  client.mutation(api.messages.ping);
  // @ts-expect-error a query is no action
  client.action(api.messages.count);
  // @ts-expect-error a mutation is no action
  client.action(api.messages.clear);
  // @ts-expect-error a mutation is no query
  client.consistentQuery(api.messages.clear);
  // @ts-expect-error a module is no function
  client.query(api.messages);
  // @ts-expect-error no such function
  client.query(api.messages.missing);
  // @ts-expect-error the api leaves HTTP actions out
  client.query(api.http.hook);
  // @ts-expect-error the api leaves constants out
  client.query(api.messages.MAX_LENGTH);
}

export function visibility() {
  // @ts-expect-error an internal query
  client.query(internal.messages.secretList);
  // @ts-expect-error an internal query
  client.consistentQuery(internal.messages.secretList);
  // @ts-expect-error an internal mutation
  client.mutation(internal.messages.secretSend, { body: "hello" });
  // @ts-expect-error an internal action
  client.action(internal.messages.secretPing);
  // @ts-expect-error not part of the public api
  client.query(api.messages.secretList);
}

export function consistentQueries() {
  client.consistentQuery(api.messages.list, { channel: "general" });
  // @ts-expect-error the arguments are missing
  client.consistentQuery(api.messages.list);
  // @ts-expect-error an argument too many
  client.consistentQuery(api.messages.list, { channel: "general", limit: 1 });
}

export function mutationOptions() {
  const args = { channel: "general", body: "hello" };
  client.mutation(api.messages.send, args);
  client.mutation(api.messages.send, args, { skipQueue: true });
  client.mutation(api.messages.send, args, { skipQueue: false });
  client.mutation(api.messages.clear, {}, { skipQueue: true });
  client.mutation(api.messages.clear, undefined!, { skipQueue: true });
  const options: HttpMutationOptions = { skipQueue: true };
  client.mutation(api.messages.send, args, options);
  equal<HttpMutationOptions, { skipQueue: boolean }>();

  // @ts-expect-error the options come after the arguments
  client.mutation(api.messages.clear, { skipQueue: true });
  // @ts-expect-error an argument is missing
  client.mutation(api.messages.send, { body: "" }, { skipQueue: true });
  // @ts-expect-error a slip of the pen
  client.mutation(api.messages.send, args, { skipqueue: true });
  // @ts-expect-error not a boolean
  client.mutation(api.messages.send, args, { skipQueue: "yes" });
  // @ts-expect-error no options object
  client.mutation(api.messages.send, args, true);
  // @ts-expect-error an action has no queue to skip
  client.action(api.messages.summarize, { url: "" }, { skipQueue: true });
  // @ts-expect-error nor has a query
  client.query(api.messages.list, { channel: "" }, { skipQueue: true });
}

export function strings() {
  client.query("messages:list" as any);
  client.query("messages:list" as any, { channel: "general" });
  client.mutation("messages:send" as any, { body: "" }, { skipQueue: true });
  client.action("messages:ping" as any, {});
  const untyped = client.query("messages:list" as any, {});
  equal<typeof untyped, Promise<any>>();

  // @ts-expect-error a plain string has no type to check against
  client.query("messages:list");
  // @ts-expect-error nor with arguments
  client.mutation("messages:send", { body: "" });
  // @ts-expect-error nor for an action
  client.action("messages:ping");
}

export function madeReferences() {
  const list = makeFunctionReference<"query", { channel: string }, string[]>(
    "messages:list",
  );
  equal<
    typeof list,
    FunctionReference<"query", "public", { channel: string }, string[]>
  >();
  const listed = client.query(list, { channel: "general" });
  equal<typeof listed, Promise<string[]>>();
  const untyped = makeFunctionReference<"mutation">("messages:send");
  const sent = client.mutation(untyped, { whatever: 1 }, { skipQueue: true });
  equal<typeof sent, Promise<any>>();
  client.mutation(untyped);
  const nothing = makeFunctionReference<"action", Record<string, never>, null>(
    "messages:ping",
  );
  client.action(nothing);
  const unkind = makeFunctionReference("messages:list");
  assignable<typeof unkind, FunctionReference<FunctionType>>();

  // @ts-expect-error the arguments are missing
  client.query(list);
  // @ts-expect-error a query is no mutation
  client.mutation(list, { channel: "general" });
  // @ts-expect-error a mutation is no action
  client.action(untyped);
  // @ts-expect-error its kind is not known
  client.query(unkind);
  // @ts-expect-error no such kind
  makeFunctionReference<"subscription">("messages:list");
  // @ts-expect-error a name is a string
  makeFunctionReference<"query">(api.messages.list);
}

export function anyReferences() {
  equal<typeof anyApi, AnyApi>();
  const listed = client.query(anyApi.messages!.list!, { channel: "general" });
  equal<typeof listed, Promise<any>>();
  client.query(anyApi.messages!.list!);
  client.query(anyApi.dir!.file!.func!, { a: 1 });
  client.mutation(anyApi.messages!.send!, { body: "" }, { skipQueue: true });
  client.action(anyApi.messages!.ping!);

  // @ts-expect-error a module is no function
  client.query(anyApi.messages);
}

export function names() {
  equal<ReturnType<typeof getFunctionName>, string>();
  getFunctionName(api.messages.list);
  getFunctionName(api.greet.default);
  getFunctionName(internal.messages.secretSend);
  getFunctionName(anyApi.messages!.list!);
  // @ts-expect-error a plain string
  getFunctionName("messages:list");
  // @ts-expect-error a module
  getFunctionName(api.messages);
}

export function futureReferences(
  finish: FunctionReference_future<
    "mutation",
    "public",
    { id: GenericId<"users">; name: string },
    null
  >,
  read: FunctionReference_future<
    "query",
    "public",
    { channel: string },
    Message[]
  >,
  idle: FunctionReference_future<"action", "public", Record<string, never>, 1>,
  secret: FunctionReference_future<"query", "internal", {}, null>,
) {
  const finished = client.mutation(
    finish,
    { id: "1" as GenericId<"users">, name: "me" },
    { skipQueue: true },
  );
  equal<typeof finished, Promise<null>>();
  const messages = client.query(read, { channel: "general" });
  equal<typeof messages, Promise<Message[]>>();
  const one = client.action(idle);
  equal<typeof one, Promise<1>>();
  equal<FunctionArgs<typeof read>, { channel: string }>();
  equal<FunctionReturnType<typeof read>, Message[]>();

  // @ts-expect-error an argument is missing
  client.mutation(finish, { id: "1" as GenericId<"users"> });
  // @ts-expect-error an argument too many
  client.query(read, { channel: "general", limit: 1 });
  // @ts-expect-error a query is no mutation
  client.mutation(read, { channel: "general" });
  // @ts-expect-error an internal query
  client.query(secret, {});
}

export function futureCallbacks() {
  function takesList(
    _: FunctionReference_future<
      "query",
      "public",
      { channel: string },
      Message[]
    >,
  ) {}
  function takesUntyped(_: FunctionReference_future<"query">) {}
  function takesSearch(
    _: FunctionReference_future<
      "query",
      "public",
      { channel: string; limit: number }
    >,
  ) {}
  takesList(api.messages.list);
  takesUntyped(api.messages.list);
  takesUntyped(api.messages.count);
  takesSearch(api.messages.search);
  takesUntyped(anyApi.messages!.list!);
  // @ts-expect-error the function does not declare `limit`
  takesSearch(api.messages.list);
  // @ts-expect-error another result
  takesList(api.messages.search);
  // @ts-expect-error requires arguments that are never passed
  takesList(api.messages.page);
  // @ts-expect-error another kind
  takesUntyped(api.messages.clear);
  // @ts-expect-error another visibility
  takesUntyped(internal.messages.secretList);
}

export function plainCallbacks() {
  function takes(
    _: FunctionReference<"query", "public", { channel: string }>,
  ) {}
  function takesAny(_: FunctionReference<any, any>) {}
  takes(api.messages.list);
  takesAny(api.messages.list);
  takesAny(internal.messages.secretSend);
  // @ts-expect-error other arguments
  takes(api.messages.byId);
  // @ts-expect-error another kind
  takes(api.messages.clear);
  function future(ref: FunctionReference_future<"query">) {
    // @ts-expect-error a plain reference has more to it
    takesAny(ref);
  }
  void future;
}

// A helper in the style of the wrappers that apps write.
export function wrapper() {
  async function fetchQuery<Query extends FunctionReference<"query">>(
    query: Query,
    ...args: OptionalRestArgs<Query>
  ): Promise<FunctionReturnType<Query>> {
    return await client.query(query, ...args);
  }
  async function fetchMutation<Mutation extends FunctionReference<"mutation">>(
    mutation: Mutation,
    ...args: ArgsAndOptions<Mutation, HttpMutationOptions>
  ): Promise<FunctionReturnType<Mutation>> {
    return await client.mutation(mutation, ...args);
  }
  const list = fetchQuery(api.messages.list, { channel: "general" });
  equal<typeof list, Promise<Message[]>>();
  const sent = fetchMutation(api.messages.send, { channel: "", body: "" });
  equal<typeof sent, Promise<null>>();
  fetchQuery(api.messages.count);
  // @ts-expect-error the arguments are missing
  fetchQuery(api.messages.list);
  // @ts-expect-error a mutation is no query
  fetchQuery(api.messages.clear);
  // @ts-expect-error an argument is missing
  fetchMutation(api.messages.send, { body: "" });
}

export function readers() {
  type List = typeof api.messages.list;
  equal<FunctionArgs<List>, { channel: string }>();
  equal<FunctionReturnType<List>, Message[]>();
  equal<OptionalRestArgs<List>, [args: { channel: string }]>();
  equal<
    ArgsAndOptions<List, HttpMutationOptions>,
    [args: { channel: string }, options?: HttpMutationOptions]
  >();
  equal<
    FunctionArgs<typeof api.messages.search>,
    { limit?: number; channel: string }
  >();
  equal<FunctionArgs<typeof api.messages.count>, {}>();
  equal<
    OptionalRestArgs<typeof api.messages.count>,
    [args?: Record<string, never>]
  >();
  equal<
    ArgsAndOptions<typeof api.messages.clear, HttpMutationOptions>,
    [args?: Record<string, never>, options?: HttpMutationOptions]
  >();
  equal<FunctionArgs<typeof api.messages.untyped>, any>();
  equal<FunctionArgs<typeof api.messages.withAny>, { payload: any }>();
  equal<FunctionArgs<typeof internal.messages.secretSend>, { body: string }>();
  equal<FunctionReturnType<typeof internal.messages.secretPing>, null>();
  equal<FunctionType, "query" | "mutation" | "action">();
  equal<FunctionVisibility, "public" | "internal">();
  equal<DefaultFunctionArgs, Record<string, unknown>>();
  // @ts-expect-error not a reference
  type _Args = FunctionArgs<string>;
  // @ts-expect-error no such kind
  type _Kind = FunctionReference<"subscription">;
}

export async function subclass() {
  class Counting extends ConvexHttpClient {
    calls = 0;

    constructor(address: string) {
      super(address, { logger: false });
    }

    override async query<
      Query extends
        FunctionReference<"query"> | FunctionReference_future<"query">,
    >(
      query: Query,
      ...args: OptionalRestArgs<Query>
    ): Promise<FunctionReturnType<Query>> {
      this.calls += 1;
      return await super.query(query, ...args);
    }

    override mutation<
      Mutation extends
        FunctionReference<"mutation"> | FunctionReference_future<"mutation">,
    >(
      mutation: Mutation,
      ...args: ArgsAndOptions<Mutation, HttpMutationOptions>
    ): Promise<FunctionReturnType<Mutation>> {
      return super.mutation(mutation, ...args);
    }

    override setAuth(value: string) {
      super.setAuth(value.trim());
    }

    override get url(): string {
      return super.url.toLowerCase();
    }
  }
  class Older extends ConvexHttpClient {
    // @ts-expect-error narrower than the method since `FunctionReference_future`
    override async query<Query extends FunctionReference<"query">>(
      query: Query,
      ...args: OptionalRestArgs<Query>
    ): Promise<FunctionReturnType<Query>> {
      return await super.query(query, ...args);
    }
  }
  class Loose extends ConvexHttpClient {
    override query(query: any, ...args: any): Promise<any> {
      return super.query(query, ...(args as [any]));
    }
  }
  const counting = new Counting("http://127.0.0.1:3210");
  const list = await counting.query(api.messages.list, { channel: "general" });
  equal<typeof list, Message[]>();
  equal<typeof counting.calls, number>();
  assignable<Counting, ConvexHttpClient>();
  assignable<Loose, ConvexHttpClient>();
  // @ts-expect-error the arguments are missing
  counting.query(api.messages.list);
  class Wrong extends ConvexHttpClient {
    // @ts-expect-error a result that is no promise
    override query(): number {
      return 1;
    }
  }
  class Renamed extends ConvexHttpClient {
    // @ts-expect-error nothing to override
    override subscribe() {}
  }
  void [Older, Wrong, Renamed];
}

export function mocks(list: Message[]) {
  // How tests stand in for a client without its private parts.
  type Client = Pick<
    ConvexHttpClient,
    "query" | "mutation" | "setAuth" | "url"
  >;
  const mock: Client = {
    url: "http://127.0.0.1:3210",
    setAuth() {},
    query: async () => list as any,
    mutation: async () => null as any,
  };
  assignable<ConvexHttpClient, Client>();
  const cast = mock as unknown as ConvexHttpClient;
  cast.query(api.messages.list, { channel: "general" });
  // @ts-expect-error a method is missing
  const partial: Client = {
    url: "",
    setAuth() {},
    query: async () => 1 as any,
  };
  void partial;
}

export function errors(error: unknown) {
  if (error instanceof ConvexError) {
    equal<typeof error.data, any>();
    equal<typeof error.message, string>();
    equal<typeof error.name, string>();
    error.data.code;
  }
  const text = new ConvexError("taken");
  equal<typeof text.data, "taken">();
  const object = new ConvexError({ code: 404, path: ["a"] });
  equal<typeof object.data, { code: number; path: string[] }>();
  assignable<typeof object, Error>();
  assignable<ConvexError<string>, ConvexError<Value>>();
  const data = (error as ConvexError<{ code: number }>).data;
  equal<typeof data, { code: number }>();
  class NotFound extends ConvexError<{ code: 404 }> {
    constructor() {
      super({ code: 404 });
    }
  }
  equal<NotFound["data"], { code: 404 }>();

  // @ts-expect-error data is required
  new ConvexError();
  // @ts-expect-error a date is no Convex value
  new ConvexError(new Date());
  // @ts-expect-error undefined is no Convex value
  new ConvexError(undefined);
  // @ts-expect-error a class instance is no Convex value
  new ConvexError({ at: new Date() });
  // @ts-expect-error other data
  const wrong: ConvexError<number> = text;
  void wrong;
  // @ts-expect-error an error has no data
  const plain: ConvexError<string> = new Error("taken");
  void plain;
}

export function values(value: Value, json: JSONValue) {
  equal<ReturnType<typeof convexToJson>, JSONValue>();
  equal<ReturnType<typeof jsonToConvex>, Value>();
  equal<Parameters<typeof convexToJson>, [value: Value]>();
  equal<Parameters<typeof jsonToConvex>, [value: JSONValue]>();
  equal<NumericValue, bigint | number>();
  assignable<JSONValue, Value>();
  convexToJson(null);
  convexToJson(1n);
  convexToJson(-0);
  convexToJson([1, "two", true, [3n], { four: new ArrayBuffer(4) }]);
  convexToJson({ present: 1, absent: undefined });
  convexToJson(convexToJson(value));
  convexToJson(jsonToConvex(json));
  jsonToConvex({ $integer: "AQAAAAAAAAA=" });
  jsonToConvex(JSON.parse("{}"));

  // @ts-expect-error undefined alone
  convexToJson(undefined);
  // @ts-expect-error undefined in an array
  convexToJson([undefined]);
  // @ts-expect-error a date
  convexToJson(new Date());
  // @ts-expect-error a date inside
  convexToJson({ at: [new Date()] });
  // @ts-expect-error a map
  convexToJson(new Map());
  // @ts-expect-error a set
  convexToJson(new Set([1]));
  // @ts-expect-error a function
  convexToJson(() => 1);
  // @ts-expect-error a symbol
  convexToJson(Symbol("a"));
  // @ts-expect-error a regular expression
  convexToJson(/a/);
  // @ts-expect-error a URL
  convexToJson(new URL("http://127.0.0.1"));
  // @ts-expect-error an error
  convexToJson(new Error("a"));
  // @ts-expect-error an instance of a class
  convexToJson(client);
  // @ts-expect-error a promise
  convexToJson(Promise.resolve(1));
  // @ts-expect-error a bigint is no JSON
  jsonToConvex(1n);
  // @ts-expect-error bytes are no JSON
  jsonToConvex(new ArrayBuffer(1));
  // @ts-expect-error JSON has no undefined
  jsonToConvex({ absent: undefined });
  // @ts-expect-error the value must be narrowed first
  value.length;
  if (typeof value === "bigint") equal<typeof value, bigint>();
  if (value instanceof ArrayBuffer) equal<typeof value, ArrayBuffer>();
  if (Array.isArray(value)) {
    const [first] = value;
    assignable<typeof first, Value | undefined>();
  }
}

export function ids(user: Id<"users">, message: GenericId<"messages">) {
  equal<typeof user, string & { __tableName: "users" }>();
  assignable<typeof user, string>();
  assignable<typeof user, Value>();
  equal<Id<"messages">, typeof message>();
  // @ts-expect-error another table
  user = message;
  // @ts-expect-error any string
  user = "1";
}

export function identities() {
  const identity: UserIdentityAttributes = {
    subject: "user1",
    issuer: "https://example.com",
    emailVerified: true,
    claims: { roles: ["admin"] },
  };
  const unset: UserIdentityAttributes = { name: undefined };
  // @ts-expect-error not JSON
  const wrong: UserIdentityAttributes = { updatedAt: new Date() };
  void [identity, unset, wrong];
}

export function loggers() {
  const logger: Logger = {
    logVerbose: (..._args: any[]) => {},
    log: console.log,
    warn: console.warn,
    error: console.error,
  };
  equal<ReturnType<Logger["log"]>, void>();
  equal<Parameters<Logger["error"]>, any[]>();
  // @ts-expect-error a method is missing
  const partial: Logger = { log() {}, warn() {}, error() {} };
  void [logger, partial];
}

// The uses that the documentation of Convex shows.
export async function handler(request: Request): Promise<Response> {
  const http = new ConvexHttpClient(process.env["CONVEX_URL"]!);
  const bearer = request.headers.get("Authorization")?.slice("Bearer ".length);
  if (bearer !== undefined) http.setAuth(bearer);
  await Promise.all([
    http.mutation(
      api.messages.send,
      { channel: "a", body: "1" },
      { skipQueue: true },
    ),
    http.mutation(
      api.messages.send,
      { channel: "b", body: "2" },
      { skipQueue: true },
    ),
    http.mutation(
      api.messages.send,
      { channel: "c", body: "3" },
      { skipQueue: true },
    ),
  ]);
  const messages = await http.query(api.messages.list, { channel: "a" });
  return new Response(messages.map((message) => message.body).join("\n"));
}

equal<Result<typeof client.query<typeof api.messages.list>>, Message[]>();
