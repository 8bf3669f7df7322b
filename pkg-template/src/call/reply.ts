// Reading replies, which engines wait for several times faster than WebAssembly can.
import { ConvexHttpError } from "@names";
import { isThrown, Thrown } from "../errors.ts";
import { noteFailure } from "../failure.ts";
import { Cause, FUNCTION_FAILED, Kind, Refusal } from "../generated/core.ts";
import type { ClientState } from "../state.ts";
import { decode } from "../values/decode.ts";
import { hasOwn, ownFields } from "../values/visit.ts";
import { refuse, type Sent } from "../wasm/module.ts";
import type { Call } from "./call.ts";
import { printLines } from "./log.ts";
import { follow, type Place } from "./queue.ts";

const nativeJson = globalThis.Response?.prototype.json;

/** Waits for a reply and returns what the function did, or throws what it failed with. */
export async function readReply(
  state: ClientState,
  kind: Kind,
  place: Place | undefined,
  reference: any,
  sent: Sent | Promise<Response | Thrown> | Thrown,
  call?: Call,
): Promise<unknown> {
  state.sent = undefined;
  let rejection: Thrown;
  // Once a reply is there, what fails is its own fault, but for what becomes of its body on the way.
  let fault: Cause | undefined;
  try {
    const response = await sent;
    if (isThrown(response)) rejection = response;
    else {
      fault = Cause.Protocol;
      // By a function that wraps `fetch`.
      const isSpent = attempt(() => response.bodyUsed);
      const { ok } = response;
      const status = ok ? undefined : response.status;
      const isReply = ok || status === FUNCTION_FAILED;
      const body = isReply ? response.json() : response.text();
      if (!isSpent) fault = undefined;
      if (!isReply) {
        rejection = refusalOf(await body, status);
        if (call)
          call.readRetryAfter = () =>
            attempt(() => response.headers.get("Retry-After")) ?? "";
      } else {
        const reply: any = await body;
        // A mock may hand out the same object twice, and some test environments have responses of another realm.
        const isShared = response.json !== nativeJson || isForeign(reply);
        const result = openReply(state, kind, reference, reply, isShared);
        if (!(result instanceof Thrown)) return result;
        rejection = result;
      }
    }
  } catch (error) {
    // That of a timestamp is there.
    rejection = isThrown(error)
      ? error
      : new Thrown(error, fault ?? causeOf(error));
  } finally {
    // Not by a function: the stack may be exhausted where a reply begins to be read.
    if (place && !place.hasLeft) {
      place.hasLeft = true;
      place.owner.queued--;
      follow(place);
    }
  }
  // Thrown only now: engines take long to throw.
  const { cause, code, error, status } = rejection;
  noteFailure(error, cause, kind, reference, status, code, call, state);
  throw error;
}

/** Returns what a reply that is no function's means. */
export const refusalOf = (text: string, status: unknown): Thrown =>
  new Thrown(new ConvexHttpError(text), Cause.Http, status, codeOf(text));

const codeOf = (text: string): unknown =>
  attempt(() => {
    const reply = JSON.parse(text);
    return hasOwn.call(reply, "code") ? reply.code : undefined;
  });

/** Tells whether a whole reply came that is no JSON, of whatever realm its error is, or none. */
const causeOf = (error: any): Cause =>
  attempt(() => error.name) === "SyntaxError" ? Cause.Protocol : Cause.Network;

/** Reads what may not be there, or refuse to be read. */
function attempt<Result>(read: () => Result): Result | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const isForeign = (reply: any): boolean =>
  typeof reply === "object" &&
  reply !== null &&
  Object.getPrototypeOf(reply) !== Object.prototype;

/** Returns what a reply's JSON holds. */
function openReply(
  state: ClientState,
  kind: Kind,
  reference: any,
  reply: any,
  isShared: boolean,
): unknown {
  try {
    reply = ownFields(reply);
    if (kind === Kind.Batch)
      return openBatch(state, reference, reply, isShared);
    log(state, kind, reference, reply);
    if (reply.status === "error")
      return new Thrown(errorOf(state, reply, isShared), Cause.Function);
    return valueOf(reply, isShared);
  } catch (error) {
    const hasReturned = reply?.status === "success" || kind === Kind.Batch;
    return new Thrown(error, hasReturned ? Cause.Value : Cause.Protocol);
  }
}

/** Prints the log lines of an envelope. */
function log(state: ClientState, kind: Kind, reference: any, reply: any): void {
  if (state.prints) printLines(state.logger, kind, reference, reply);
}

/** Returns a function's error, with its data if it has some. */
function errorOf(state: ClientState, reply: any, isShared: boolean): any {
  const { errorData, errorMessage } = reply;
  if (errorData === undefined) return new Error(errorMessage);
  const error = new state.ConvexError(errorMessage);
  error.data = decode(errorData, isShared);
  return error;
}

/** Returns the value of an envelope. */
function valueOf(reply: any, isShared: boolean): unknown {
  if (reply.status !== "success")
    throw refuse(Refusal.Reply, JSON.stringify(reply));
  const { value } = reply;
  return decode(value, isShared || value === undefined);
}

function openBatch(
  state: ClientState,
  references: unknown[],
  reply: any,
  isShared: boolean,
): PromiseSettledResult<unknown>[] {
  const results: any[] = reply?.results;
  if (!Array.isArray(results) || results.length !== references.length)
    throw refuse(Refusal.Reply, JSON.stringify(reply));
  // Array.from, since the array may be of another realm, whose map makes one of it.
  return Array.from(results, (given, index) => {
    const reference = references[index];
    const item = ownFields(given);
    log(state, Kind.Query, reference, item);
    if (item.status !== "error")
      return { status: "fulfilled", value: valueOf(item, isShared) };
    const reason = errorOf(state, item, isShared);
    noteFailure(
      reason,
      Cause.Function,
      Kind.Query,
      reference,
      undefined,
      undefined,
      undefined,
      state,
    );
    return { status: "rejected", reason };
  });
}
