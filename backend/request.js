import { randomBytes } from "node:crypto";
import { parseAuthorization } from "./auth.js";
import {
  defaultsToCleanJson,
  parseClientVersion,
  refuseUnsupported,
} from "./client-version.js";
import { badRequest } from "./failure.js";

/** @import { IncomingMessage } from "node:http" */
/** @import { Credentials } from "./auth.js" */
/** @import { RequestMetadata } from "./request-metadata.js" */

export const MAX_BODY_BYTES = 16 * 1024 * 1024;

/**
 * What the headers of a request say.
 *
 * @typedef {object} Envelope
 * @property {string} requestId
 * @property {Credentials} credentials
 * @property {boolean} cleanJsonByDefault
 * @property {RequestMetadata} metadata
 */

/**
 * @param {IncomingMessage} request
 * @returns {Envelope}
 */
export function readHeaders({ headers, headersDistinct, socket }) {
  const clientVersion = parseClientVersion(single(headers["convex-client"]));
  refuseUnsupported(clientVersion);
  const requestId =
    readable(headersDistinct["convex-request-id"]?.[0]) ??
    randomBytes(8).toString("hex");
  const credentials = parseAuthorization(headers.authorization);
  const forwarded = readable(single(headers["x-forwarded-for"]));
  return {
    requestId,
    credentials,
    cleanJsonByDefault: defaultsToCleanJson(clientVersion),
    metadata: {
      requestId,
      ip: forwarded?.split(",", 1)[0].trim() ?? socket.remoteAddress ?? null,
      userAgent: readable(headers["user-agent"]) ?? null,
      authToken: credentials.kind === "bearer" ? credentials.token : null,
    },
  };
}

/**
 * A header that is text, as the real backend sees it: others are as if they
 * were not there.
 *
 * @param {string | undefined} header
 */
function readable(header) {
  return header !== undefined && /^[\t\x20-\x7e]*$/.test(header)
    ? header
    : undefined;
}

/**
 * Reads a JSON body.
 *
 * @param {IncomingMessage} request
 * @returns {Promise<unknown>}
 */
export async function readJson(request) {
  const { json } = await readJsonText(request);
  return json;
}

/**
 * Reads a JSON body, and keeps its text.
 *
 * @param {IncomingMessage} request
 * @returns {Promise<{ json: unknown, text: string }>}
 */
export async function readJsonText(request) {
  const body = await readBody(request);
  const { "content-type": type, "content-encoding": encoding } =
    request.headers;
  if (!/^application\/(json|[^;\s]+\+json)\s*(;|$)/i.test(type ?? "")) {
    throw badRequest(
      "BadJsonBody",
      "Expected request with `Content-Type: application/json`",
    );
  }
  if (encoding !== undefined && encoding.toLowerCase() !== "identity") {
    throw badRequest(
      "BadJsonBody",
      "Failed to parse the request body as JSON: compressed requests are not supported",
    );
  }
  if (body === null) {
    throw badRequest(
      "BadJsonBody",
      "Failed to buffer the request body: length limit exceeded",
    );
  }
  try {
    const text = new TextDecoder("utf-8", { fatal: true }).decode(body);
    return { json: JSON.parse(text), text };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw badRequest(
      "BadJsonBody",
      `Failed to parse the request body as JSON: ${reason}`,
    );
  }
}

/**
 * The whole body, or null when it is over the limit. The rest of such a body is
 * read and thrown away: a client that is still sending would take an early
 * answer for a broken connection.
 *
 * @param {IncomingMessage} request
 * @returns {Promise<Buffer | null>}
 */
async function readBody(request) {
  /** @type {Buffer[]} */
  let chunks = [];
  let length = 0;
  for await (const chunk of request) {
    length += chunk.length;
    if (length <= MAX_BODY_BYTES) {
      chunks.push(chunk);
    } else {
      chunks = [];
    }
  }
  return length <= MAX_BODY_BYTES ? Buffer.concat(chunks) : null;
}

/** @param {string | string[] | undefined} header */
function single(header) {
  return Array.isArray(header) ? header.join(", ") : header;
}
