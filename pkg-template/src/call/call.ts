// A call with options: what it may take, when it stops, and what is known of it when it fails.
import { ConvexTimeoutError, type ErrorInfo } from "@names";
import type { Hooks } from "../../types/index.js";
import { Bare } from "../bare.ts";
import { randomId, now, startTimer } from "../clock.ts";
import { mistake } from "../errors.ts";
import { hide, noteFailure, pathOf } from "../failure.ts";
import {
  CallBits,
  Cause,
  KEY_ID,
  KEY_PREFIX,
  Kind,
  KIND_NAMES,
  REQUEST_ID,
  Step,
  TIMEOUT_CLASSES,
} from "../generated/core.ts";
import { type ClientState, isWatched, signalIn } from "../state.ts";
import { callDone } from "../wasm/module.ts";
import { newController } from "./controller.ts";
import {
  type CallOptions,
  isUsed,
  NO_OPTIONS,
  readCall,
  type Retry,
} from "./options.ts";
import { newProgress, stepOf } from "./progress.ts";
import { authorizationOf, checked } from "./request.ts";
import { type TokenSource, tokensOf } from "./tokens.ts";

export class Call extends Bare {
  declare readonly kind: Kind;
  declare readonly functionRef: unknown;
  /** How far it has come. */
  declare stage: number;
  /** Whether it reads at the client's timestamp. */
  declare isConsistent: boolean | undefined;
  /** Its timestamp, where that was asked for before its arguments were looked at. */
  declare timestamp: Promise<unknown> | undefined;
  /** Whether what drives it has begun. */
  declare isDriven: boolean | undefined;
  declare readonly hooks: Hooks | undefined;
  declare readonly retry: Retry | false;
  declare readonly headers: Record<string, string>;
  declare readonly fetchOptions: any;
  declare requestId: string | undefined;
  /** What is known of the last failed attempt. */
  declare info: ErrorInfo | undefined;
  /** Why it was stopped, or its last attempt failed. */
  declare error: unknown;
  /** Reads the last reply's Retry-After header. */
  declare readRetryAfter: () => string;
  /** The tokens that it is sent with, if a function fetches them. */
  declare tokenSource: TokenSource | undefined;
  /** The token that was sent last. */
  declare lastToken: string | null | undefined;
  /** The header of its credential. */
  declare authHeader: string | undefined;
  /** When it stops, in milliseconds. */
  declare endsAt: number | undefined;
  declare aborter: ReturnType<typeof newController> | undefined;
  declare private readonly ownAuth: CallOptions["auth"];
  declare private halted: Promise<never> | undefined;
  declare private halt: ((reason: unknown) => void) | undefined;
  /** Ends it by its timeout, if it has one. */
  declare expire: (() => void) | undefined;
  /** What timers, signals and shared fetches are to be told when the call has settled. */
  declare private readonly cleanups: (() => void)[];

  constructor(
    state: ClientState,
    kind: Kind,
    reference: unknown,
    own: CallOptions,
  ) {
    super();
    this.kind = kind;
    this.functionRef = reference;
    const { presets } = state;
    this.stage = newProgress(kind);
    this.hooks = presets?.hooks;
    this.retry = own.retry ?? presets?.retry ?? false;
    this.headers = { ...presets?.headers, ...own.headers };
    this.fetchOptions = own.fetchOptions;
    this.ownAuth = own.auth;
    this.cleanups = [];
    const timeout = timeoutOf(kind, own.timeout ?? presets?.timeout);
    this.requestId = this.headers[REQUEST_ID];
    const isRead = kind === Kind.Query || kind === Kind.Batch;
    // A client's word is about its mutations: an action may do more than its deployment can undo.
    const key =
      own.idempotent ?? (kind === Kind.Mutation && presets?.idempotent);
    if (key) this.setId(key, isRead);
    // Not for a query unless somebody asks: a header that differs each time is a miss in Next's cache of requests.
    const isLost = this.hooks || this.retry || timeout !== undefined;
    if (isLost && !isRead) this.identify();
    const signal = signalIn({ ...state.fetchOptions, ...own.fetchOptions });
    this.stopWith([own.signal, own.leaving, presets?.signal, signal], timeout);
  }

  /** Makes it idempotent: its id is what the server knows it by. */
  private setId(key: true | string, isRead: boolean): void {
    if (isRead || this.requestId !== undefined)
      throw mistake(
        "Invalid option `idempotent`: it is for mutations and actions, and sets Convex-Request-Id.",
      );
    this.stage |= CallBits.Idempotent;
    const isId = key !== true && KEY_ID.test(key);
    const id = key === true ? randomId() : encodeURIComponent(key);
    this.requestId = this.headers[REQUEST_ID] = isId ? key : KEY_PREFIX + id;
  }

  /** Returns the id that the caller chose, or makes one, so that the call can be found in the server's logs. */
  identify(): string {
    return (this.requestId ??= this.headers[REQUEST_ID] = randomId());
  }

  /** Takes the credential that is in force when the call is first sent; it keeps that for all its attempts. */
  signIn(state: ClientState): void {
    const auth = this.ownAuth;
    if (auth === undefined) {
      this.tokenSource = state.tokenSource;
      if (!this.tokenSource) this.authHeader = authorizationOf(state);
    } else if (typeof auth === "function") {
      // Not shared: it may read whose request it is in.
      this.tokenSource = tokensOf(auth);
    } else if (auth) this.authHeader = checked(`Bearer ${auth}`);
    if (this.tokenSource) this.stage |= CallBits.Renewable;
  }

  /** Whether nothing more may be done for it. */
  get isOver(): boolean {
    return stepOf(this.stage) === Step.Over;
  }

  /** Goes on to the next step, or throws what ended the call. */
  goOn(): void {
    // Its timer may be late, as where many end at once.
    if (this.endsAt !== undefined && now() >= this.endsAt) this.expire!();
    if (this.isOver) throw this.error;
    this.stage = callDone(this.stage);
  }

  /** Ends it as its last attempt failed. */
  giveUp(): void {
    this.stage = (this.stage & ~CallBits.StepMask) | Step.Over;
  }

  /** The name of its function, or functions. */
  get path(): string | undefined {
    return pathOf(this.functionRef);
  }

  /** Notes why a step failed. */
  noteFault(error: unknown, cause: Cause): void {
    const { kind, functionRef } = this;
    noteFailure(error, cause, kind, functionRef, undefined, undefined, this);
  }

  /** Stops the call when a signal does, or after a time. */
  private stopWith(
    given: (AbortSignal | null | undefined)[],
    timeout?: number,
  ): void {
    const signals = new Set(given.filter((signal) => signal != null));
    if (timeout === undefined && signals.size === 0) return;
    this.aborter = newController();
    this.halted = new Promise((_, reject) => (this.halt = reject));
    // Whoever waits for the call hears of it another way.
    this.halted.catch(() => {});
    for (const signal of signals) {
      const listen = () => this.stop(reasonOf(signal), Cause.Aborted);
      if (signal.aborted) return listen();
      signal.addEventListener("abort", listen);
      this.onClose(() => signal.removeEventListener("abort", listen));
    }
    if (timeout === undefined) return;
    this.endsAt = now() + timeout;
    const name = `${KIND_NAMES[this.kind]} ${this.path ?? ""}`;
    // Made now, so that it shows whose call it is, and not the timer.
    const late = mistake(
      `The ${name} did not settle within ${timeout} ms.`,
      ConvexTimeoutError,
    );
    this.expire = () => {
      if (this.error !== undefined) hide(late, "cause", this.error);
      this.stop(late, Cause.Timeout);
    };
    this.onClose(startTimer(timeout, this.expire));
  }

  stop(reason: unknown, cause: Cause): void {
    if (this.isOver) return;
    this.noteFault(reason, cause);
    this.error = reason;
    this.close();
    this.halt?.(reason);
    try {
      this.aborter?.abort(reason);
    } catch {
      // Workers look into the reason, which may be a proxy that throws.
      this.aborter!.abort();
    }
  }

  /** Notes what ended it where no step failed: the stack is exhausted, or the module broke. */
  interrupt(error: unknown): void {
    if (this.isOver) return;
    const isSent = stepOf(this.stage) === Step.Reply;
    this.noteFault(error, isSent ? Cause.Network : Cause.Args);
  }

  /** Waits for a promise, unless the call stops first. */
  race<T>(run: () => Promise<T>): Promise<T> {
    const promise = run();
    return this.halted ? Promise.race([this.halted, promise]) : promise;
  }

  /** Waits for a time, in milliseconds. */
  sleep(delay: number): Promise<void> {
    return new Promise((resolve) => this.onClose(startTimer(delay, resolve)));
  }

  /** Has something done when the call has settled. */
  onClose(cleanup: () => void): void {
    this.cleanups.push(cleanup);
  }

  /** Leaves no timer and no listener behind. */
  close(): void {
    for (const cleanup of this.cleanups.splice(0)) cleanup();
  }
}

/** Starts a call: as the official client does where it has no options, else by their rules. */
export function begin(
  state: ClientState,
  kind: Kind,
  reference: unknown,
  options: unknown,
  send: (call?: Call) => Promise<unknown>,
): Promise<unknown> {
  let own = NO_OPTIONS;
  if (typeof options === "object" && options !== null) own = readCall(options);
  if (!isUsed(own) && !isWatched(state)) return send();
  return conclude(new Call(state, kind, reference, own), send);
}

/** Waits for a call, and notes what ended it that none of its steps has. */
export async function conclude(
  call: Call,
  send: (call: Call) => Promise<unknown>,
): Promise<unknown> {
  try {
    if (call.isOver) throw call.error;
    return await call.race(() => send(call));
  } catch (error) {
    // With a stack of its own: it may be exhausted here.
    if (!call.isOver) await undefined;
    call.interrupt(error);
    throw error;
  } finally {
    call.close();
  }
}

function timeoutOf(kind: Kind, timeout: any): number | undefined {
  return typeof timeout === "object" ? timeout[TIMEOUT_CLASSES[kind]] : timeout;
}

const reasonOf = (signal: AbortSignal): unknown =>
  signal.reason === undefined
    ? new DOMException("This operation was aborted", "AbortError")
    : signal.reason;
