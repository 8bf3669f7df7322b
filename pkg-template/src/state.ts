// What a client owns, and where it is kept.
import { type ErrorClass, us } from "@names";
import { Bare } from "./bare.ts";
import type { Policy } from "./call/options.ts";
import type { Place } from "./call/queue.ts";
import type { SharedWait } from "./call/shared.ts";
import type { TokenSource } from "./call/tokens.ts";
import { mistake, Thrown } from "./errors.ts";
import { type Endpoint, ENDPOINT_PATHS } from "./generated/core.ts";
import { hasOwn } from "./values/visit.ts";

type Fetch = (url: string, init: object) => any;

/** What sends requests to a deployment. */
export class Transport extends Bare {
  /** What `fetch` returned last, until somebody reads it: a call whose stack ends in between goes on with it. */
  declare sent: unknown;
  /** The deployment's URL, without slashes at its end. */
  declare apiBase: string;
  /** The user's own `fetch`. */
  declare customFetch: Fetch | undefined;

  urlOf(endpoint: Endpoint): string {
    return `${this.apiBase}/api/${ENDPOINT_PATHS[endpoint]}`;
  }

  /** Calls the user's `fetch`, or the runtime's at the time of each call. It never throws: the module calls it. */
  fetch(endpoint: Endpoint, init: object): any {
    try {
      const { customFetch } = this;
      const url = this.urlOf(endpoint);
      return (this.sent = customFetch
        ? customFetch(url, init)
        : fetch(url, init));
    } catch (error) {
      return (this.sent = this.isCallable()
        ? Promise.reject(error)
        : new Thrown(error));
    }
  }

  /** Whether there is a function to call: what is none has sent nothing. */
  isCallable(): boolean {
    try {
      return typeof (this.customFetch ?? globalThis.fetch) === "function";
    } catch {
      return false;
    }
  }

  /** Returns the same with its `fetch` as it is now, for a request that is sent later. */
  keep(): Transport {
    const kept = new Transport();
    kept.apiBase = this.apiBase;
    kept.customFetch = this.customFetch ?? (globalThis.fetch as Fetch);
    return kept;
  }
}

/**
 * What an instance owns. The module gets it with each call and keeps nothing of it: a value that WebAssembly holds is
 * never collected, and a fetch or logger that refers to its client would keep both for ever.
 */
export class ClientState extends Transport {
  /** Until `free()` is called. */
  declare isOpen: boolean;
  /** Whether log lines are printed. */
  declare prints: unknown;
  /** The deployment's URL as the caller gave it, without slashes at its end. */
  declare address: unknown;
  /** The credential, if there is one, and its scheme. */
  declare secret: unknown;
  declare authScheme: string;
  /** What brings the tokens, if a function fetches them. */
  declare tokenSource: TokenSource | undefined;
  /** Members for every request. */
  declare fetchOptions: object | undefined;
  /** Undefined is the console, false is silence. */
  declare logger: any;
  /** What its calls may take, if its options say. */
  declare presets: Policy | undefined;
  /** The mutations that were queued and have not settled. */
  declare queued: number;
  /** The place of the last of them, which may have been left. */
  declare lastPlace: Place | undefined;
  /** What consistent queries share. */
  declare sharedTs: SharedWait<unknown> | undefined;
  /** The class of the errors with data may be that of an installed `convex`. */
  declare ConvexError: ErrorClass;

  constructor() {
    super();
    this.isOpen = true;
    this.prints = true;
    this.queued = 0;
  }
}

/** Tells whether a client's calls are more than the official client's: by its options, its tokens, or a signal. */
export const isWatched = (state: ClientState): boolean =>
  !!state.presets || !!state.tokenSource || !!signalIn(state.fetchOptions);

/** Returns the signal among fetch options, if it is one: told by what it can do, as it may be of another realm. */
export function signalIn(fetchOptions: any): AbortSignal | undefined {
  if (fetchOptions == null || !hasOwn.call(fetchOptions, "signal")) return;
  const { signal } = fetchOptions;
  return typeof signal?.addEventListener === "function" ? signal : undefined;
}

/**
 * Where an instance keeps its state: not a private field, which proxies of a client and objects that inherit from one
 * cannot reach; and behind a function, which answers to this file alone, so that nothing that prints, copies or explores
 * an instance finds its credentials.
 */
const stateKey = Symbol("convex-http-client");

/** Gives a client its state, and the address to show. */
export const keepState = (client: object, state: ClientState): object =>
  Object.defineProperties(client, {
    [stateKey]: { value: (who: unknown) => (who === us ? state : undefined) },
    address: {
      value: state.address,
      writable: true,
      enumerable: true,
      configurable: true,
    },
  });

/** Returns the state of a client, whether it may be called or not. */
export const stateOf = (client: any): ClientState | undefined =>
  client?.[stateKey]?.(us);

/** Returns the state of a client that may be called, else undefined. */
export function openStateOf(client: any): ClientState | undefined {
  const state = stateOf(client);
  return state?.isOpen ? state : undefined;
}

/** Returns the error of a call that has no client, or a closed one. */
export const misuse = (client: any): Error =>
  client?.[stateKey] === undefined
    ? mistake(
        "A method of ConvexHttpClient was called without its client, or of a copy of it: call it as client.query(…).",
        TypeError,
      )
    : mistake("This ConvexHttpClient was freed: create a new one.");
