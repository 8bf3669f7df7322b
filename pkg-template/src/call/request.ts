// What a request is made of.
import { mistake } from "../errors.ts";
import { CLIENT, Endpoint, Kind } from "../generated/core.ts";
import { version } from "../generated/version.ts";
import type { ClientState, Transport } from "../state.ts";
import {
  headerRefusedAt,
  sendCall,
  sendRequest,
  type Sent,
} from "../wasm/module.ts";
import type { Call } from "./call.ts";

/** What a request passes to `fetch`. */
export interface Init {
  [member: string]: unknown;
  body?: string;
  method: string;
  headers: Record<string, string>;
}

export function makeHeaders(authorization?: string) {
  const headers: Record<string, string> = {
    "Content-Type": "application/json",
    "Convex-Client": `${CLIENT}-${version}`,
  };
  if (authorization !== undefined) headers["Authorization"] = authorization;
  return headers;
}

/** Returns the Authorization header of a client's own credential. One that is empty sends none. */
export function authorizationOf(state: ClientState): string | undefined {
  const { secret, authScheme } = state;
  // Printed when it is sent: it may be anything.
  return secret ? checked(`${authScheme} ${secret}`) : undefined;
}

/** The last credential that was found fit to be sent. */
let lastChecked = "";

/** Refuses a credential that no header can hold, and what is none: a promise of one, say. */
export function checked(authorization: string): string {
  if (authorization !== lastChecked) {
    const name = "The token or key";
    const object = / \[object \w+]/.exec(authorization);
    if (object)
      throw mistake(
        `${name} cannot be sent: it is${object[0]}, no string.`,
        TypeError,
      );
    checkHeader(name, authorization, authorization.indexOf(" ") + 1);
  }
  return (lastChecked = authorization);
}

/** Refuses a value that no header can hold, before `fetch` does, which would print it. */
export function checkHeader(name: string, value: string, start = 0): void {
  const position = headerRefusedAt(value);
  if (position >= 0)
    throw mistake(
      `${name} cannot be sent: its character ${position - start} is a line break, another control character, or beyond Latin-1.`,
      TypeError,
    );
}

/**
 * Returns what a request passes to `fetch`. Redirects are not followed unless the caller says so: one may lead to another
 * origin, with all headers but one, and make a GET of what runs nothing then.
 */
export const initOf = (
  state: ClientState,
  members?: object,
  authorization?: string,
): Init => ({
  redirect: "manual",
  ...state.fetchOptions,
  ...members,
  method: "POST",
  headers: makeHeaders(authorization),
});

/** Returns what an attempt of a call with options passes to `fetch`. */
export function attemptInit(
  state: ClientState,
  call: Call,
  body: string,
): Init {
  const { authHeader, aborter, fetchOptions } = call;
  const init = initOf(state, { ...fetchOptions, body }, authHeader);
  init.headers = { ...init.headers, ...call.headers };
  if (aborter) init["signal"] = aborter.signal;
  return init;
}

/** Sends an attempt of a call. */
export function sendAttempt(
  transport: Transport,
  kind: Kind,
  init: Init,
): Sent {
  const sent = sendCall(transport, kind, init);
  transport.sent = undefined;
  return sent;
}

/** Sends what is no call, or a query at a timestamp. */
export function send(
  transport: Transport,
  endpoint: Endpoint,
  init: Init,
): Sent {
  const sent = sendRequest(transport, endpoint, init);
  transport.sent = undefined;
  return sent;
}

/** Sends a query at a timestamp, unless that is falsy. */
export function sendAtTimestamp(
  transport: Transport,
  init: Init,
  timestamp: unknown,
): Sent {
  if (!timestamp) return sendAttempt(transport, Kind.Query, init);
  const ts = JSON.stringify(timestamp);
  const body = `${init.body!.slice(0, -1)},"ts":${ts}}`;
  return send(transport, Endpoint.QueryAtTs, { ...init, body });
}
