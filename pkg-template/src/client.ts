// The public class: the one that the module exports, with all that JavaScript's garbage collector must see.
import { ConvexError, type ErrorClass } from "@names";
import type {
  AuthTokenFetcher,
  CallOptions,
  ConvexHttpClientOptions,
  FetchOptions,
  JSONValue,
  MutationOptions,
  Pages,
  PaginateOptions,
  Value,
} from "../types/index.js";
import { inspect } from "./bare.ts";
import { batchBody } from "./call/batch.ts";
import { begin, Call, conclude } from "./call/call.ts";
import { NO_OPTIONS, ownOf, readClient } from "./call/options.ts";
import { paginate } from "./call/paginate.ts";
import { enqueue, idle } from "./call/queue.ts";
import { start as startCall } from "./call/attempts.ts";
import { askTimestamp } from "./call/timestamp.ts";
import { tokensOf } from "./call/tokens.ts";
import { entered, mistake } from "./errors.ts";
import { noteFailure } from "./failure.ts";
import { Cause, Kind, Refusal } from "./generated/core.ts";
import { ConvexHttpClient as Exported } from "./generated/glue.js";
import { nameOf } from "./reference.ts";
import {
  ClientState,
  isWatched,
  keepState,
  misuse,
  openStateOf,
  stateOf,
} from "./state.ts";
import { decode } from "./values/decode.ts";
import { bodyOf, encode, functionBodyOf } from "./values/encode.ts";
import { isPlainObject } from "./values/visit.ts";
import { judgeAddress, refuse } from "./wasm/module.ts";
import { start } from "./wasm/start.ts";

/** Names the static member that holds the class of the errors with data; a subclass may have its own. */
export const errorClass = Symbol("ConvexError of convex-http-client");

/** The class that the module exports. It has no instances of its own, so nothing is made of WebAssembly's here. */
const Parent = Exported as unknown as new () => { free(): void };

type Given<Options> = [reference: any, args?: any, options?: Options];

/** What `using` calls. */
const disposers = {
  dispose(this: ConvexHttpClient): void {
    this.free();
  },
  async asyncDispose(this: ConvexHttpClient): Promise<void> {
    await this.idle();
    this.free();
  },
};

/** Prints a client as Node, Deno and Bun do objects, with what is no field of it. */
function print(
  this: ConvexHttpClient,
  _: number,
  options: object,
  printObject: (value: unknown, options: object) => string,
): string {
  const { constructor, pendingMutations } = this;
  return `${constructor.name} ${printObject({ ...this, pendingMutations }, options)}`;
}

/** `conforms.ts` compares it with the public types. */
export class ConvexHttpClient extends Parent {
  declare static [errorClass]: ErrorClass;

  declare [Symbol.dispose]: () => void;
  declare [Symbol.asyncDispose]: () => PromiseLike<void>;

  constructor(address: string, options?: ConvexHttpClientOptions) {
    start();
    super();
    entered.cutAt = new.target;
    try {
      const state = new ClientState();
      state.ConvexError = new.target[errorClass] ?? ConvexError;
      const unchecked = options?.skipConvexDeploymentUrlCheck === true;
      const logger = options?.logger;
      if (logger === false || (logger && logger !== true))
        state.logger = logger;
      state.customFetch = options?.fetch || undefined;
      const auth = options?.auth;
      if (typeof options === "object" && options !== null) {
        state.presets = readClient(options);
        state.fetchOptions = ownOf(options, "fetchOptions");
      }
      const isFlag = typeof options === "boolean";
      state.address = withoutSlashes(address);
      checkAddress(address, state.address, unchecked, isFlag);
      state.apiBase = `${state.address}`;
      keepState(this, state);
      if (auth) this.setAuth(auth);
    } finally {
      entered.cutAt = entered.fault = undefined;
    }
  }

  get url(): string {
    const state = stateOf(this);
    if (!state) throw misuse(this);
    return state.address as string;
  }

  backendUrl(): string {
    return `${this.url}/api`;
  }

  query(...given: Given<CallOptions>): Promise<any> {
    return run(this, Kind.Query, runQuery, given);
  }

  mutation(...given: Given<MutationOptions>): Promise<any> {
    return run(this, Kind.Mutation, enqueue, given);
  }

  action(...given: Given<CallOptions>): Promise<any> {
    return run(this, Kind.Action, runAction, given);
  }

  function(
    ...given: [
      reference: any,
      component?: string,
      args?: any,
      options?: CallOptions,
    ]
  ): Promise<any> {
    const [reference, component, ...rest] = given;
    const runFunction: Start = (state, _reference, args, _, call) =>
      startCall(
        state,
        Kind.Function,
        undefined,
        reference,
        functionBodyOf(reference, component, args),
        call,
      );
    return run(this, Kind.Function, runFunction, [reference, ...rest]);
  }

  consistentQuery(...given: Given<CallOptions>): Promise<any> {
    return run(this, Kind.Query, runConsistent, given);
  }

  batch(entries: any, options?: CallOptions): Promise<any> {
    let references: unknown[];
    try {
      if (!entries?.[Symbol.iterator])
        throw mistake(
          "Invalid batch: give an array of [functionReference, args].",
          TypeError,
        );
      // Once, as it may be an iterator.
      entries = [...entries];
      references = entries.map((entry: any) => entry?.[0]);
    } catch (error) {
      return reject(Kind.Batch, undefined, error);
    }
    return run(this, Kind.Batch, runBatch, [references, entries, options]);
  }

  paginate(reference: any, args: any, options: PaginateOptions): Pages<any> {
    return paginate(this, reference, args, options);
  }

  withAuth(auth: string | AuthTokenFetcher | null): this {
    const state = openStateOf(this);
    if (!state) throw misuse(this);
    const view = construct(state.address, this.constructor);
    const { customFetch, prints, fetchOptions, logger, presets } = state;
    Object.assign(stateOf(view)!, {
      customFetch,
      prints,
      fetchOptions,
      logger,
      presets,
    });
    if (auth) view.setAuth(auth);
    return view;
  }

  get pendingMutations(): number {
    return stateOf(this)?.queued ?? 0;
  }

  async idle(): Promise<void> {
    const state = stateOf(this);
    if (state) await idle(state);
  }

  setAuth(token: string | AuthTokenFetcher): void {
    this.clearAuth();
    change(this, (state) => {
      if (typeof token === "function") state.tokenSource = tokensOf(token);
      else setCredential(state, "Bearer", token);
    });
  }

  setAdminAuth(key: string, identity?: any): void {
    this.clearAuth();
    change(this, (state) => {
      if (identity !== undefined) {
        // As UTF-8. JSON has no lone surrogates.
        const json = unescape(encodeURIComponent(JSON.stringify(identity)));
        key = `${key}:${btoa(json)}`;
      }
      setCredential(state, "Convex", key);
    });
  }

  clearAuth(): void {
    change(this, (state) => {
      state.tokenSource = state.secret = undefined;
      state.authScheme = "";
    });
  }

  setDebug(debug: boolean): void {
    change(this, (state) => (state.prints = debug));
  }

  setFetchOptions(fetchOptions: FetchOptions): void {
    change(this, (state) => (state.fetchOptions = fetchOptions));
  }

  /** Closes the client. There is nothing to free: the module keeps nothing of it. */
  override free(): void {
    change(this, (state) => (state.isOpen = false));
  }
}

ConvexHttpClient[errorClass] = ConvexError;
(ConvexHttpClient.prototype as any)[inspect] = print;
// Bundlers rename a class whose parent has the same name.
Object.defineProperty(ConvexHttpClient, "name", { value: "ConvexHttpClient" });
// What compilers make of `using` looks for the second where a runtime lacks the first.
for (const [name, disposer] of Object.entries(disposers))
  for (const key of [(Symbol as any)[name], Symbol.for(`Symbol.${name}`)])
    if (key) (ConvexHttpClient.prototype as any)[key] = disposer;

/** Starts a call: as the official client does where it has no options. */
type Start = (
  state: ClientState,
  reference: any,
  args: any,
  options?: any,
  call?: Call,
) => Promise<unknown>;

/** Starts a call of a client. Whatever goes wrong, it rejects. */
function run(
  client: any,
  kind: Kind,
  send: Start,
  [reference, args, options]: any[],
): Promise<any> {
  let state!: ClientState;
  entered.cutAt = run;
  try {
    state = openStateOf(client)!;
    if (!state) throw misuse(client);
    return options === undefined && !isWatched(state)
      ? send(state, reference, args)
      : begin(state, kind, reference, options, (call) =>
          send(state, reference, args, options, call),
        );
  } catch (error) {
    // The stack ended after the request had left: it may have done what it asks for.
    const sent = state?.sent;
    if (sent === undefined) return reject(kind, reference, error);
    state.sent = undefined;
    Promise.resolve(sent).catch(() => {});
    return reject(kind, reference, error, Cause.Network);
  } finally {
    entered.cutAt = entered.fault = undefined;
  }
}

function reject(
  kind: Kind,
  reference: unknown,
  error: unknown,
  cause = Cause.Args,
) {
  noteFailure(error, cause, kind, reference);
  return Promise.reject(error);
}

/** Makes a function that starts a call of a kind. */
const runOf =
  (kind: Kind): Start =>
  (state, reference, args, _, call) =>
    startCall(state, kind, undefined, reference, bodyOf(reference, args), call);

const runQuery = runOf(Kind.Query);

const runAction = runOf(Kind.Action);

const runBatch: Start = (state, references, entries, _, call) =>
  references.length === 0
    ? Promise.resolve([])
    : startCall(
        state,
        Kind.Batch,
        undefined,
        references,
        batchBody(entries),
        call,
      );

const runConsistent: Start = (state, reference, args, _, call) => {
  if (!call) {
    const plain = new Call(state, Kind.Query, reference, NO_OPTIONS);
    // The timestamp is asked for first, even if the arguments then turn out to be invalid; not if they are no object.
    if (mayBeArgs(args)) {
      plain.timestamp = askTimestamp(state, plain);
      plain.timestamp.catch(() => {});
    }
    return conclude(plain, () =>
      runConsistent(state, reference, args, undefined, plain),
    );
  }
  call.isConsistent = true;
  const body = bodyOf(reference, args);
  return startCall(state, Kind.Query, undefined, reference, body, call);
};

/** Endpoints begin with a slash, and the server knows no path that begins with two. */
function withoutSlashes(address: any) {
  while (typeof address === "string" && address.endsWith("/"))
    address = address.slice(0, -1);
  return address;
}

/** The last address that was found fit, at first equal to none: servers make a client for each request. */
let lastChecked: unknown = NaN;

function checkAddress(
  given: unknown,
  address: any,
  unchecked: boolean,
  isFlag: boolean,
): void {
  if (!isFlag && (unchecked || address === lastChecked)) return;
  const refusal = isFlag
    ? Refusal.Flag
    : typeof given === "string"
      ? judgeAddress(address)
      : given === undefined
        ? Refusal.NoAddress
        : Refusal.NotAnAddress;
  if (refusal >= 0) throw refuse(refusal, given);
  lastChecked = address;
}

/** Changes what a client owns, unless it is closed. */
function change(client: unknown, set: (state: ClientState) => void): void {
  const state = openStateOf(client);
  if (state) set(state);
}

/** A credential that is empty sends no header. */
function setCredential(state: ClientState, scheme: string, credential: any) {
  state.authScheme = scheme;
  state.secret = credential;
}

/** Tells whether arguments are an object, or left out. */
function mayBeArgs(args: unknown): boolean {
  try {
    return args === undefined || isPlainObject(args);
  } catch {
    return false;
  }
}

/**
 * Makes a client of a subclass without its constructor, which may take other arguments. Not in the class: bundlers rename
 * one that names itself.
 */
const construct = (address: unknown, Class: Function): any =>
  Reflect.construct(
    ConvexHttpClient,
    [address, { skipConvexDeploymentUrlCheck: true }],
    Class,
  );

export function getFunctionName(reference: any): string {
  start();
  return nameOf(reference);
}

export function convexToJson(value: Value): JSONValue {
  start();
  return encode(value) as JSONValue;
}

export function jsonToConvex(json: JSONValue): Value {
  start();
  return decode(json, true) as Value;
}
