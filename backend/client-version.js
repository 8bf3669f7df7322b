import { badRequest } from "./failure.js";

/**
 * What the `Convex-Client` header says.
 *
 * @typedef {{ client: string, version: [number, number, number] }} ClientVersion
 */

// https://semver.org, without the named groups.
const SEMVER =
  /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(?:-(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*)(?:\.(?:0|[1-9]\d*|\d*[a-zA-Z-][0-9a-zA-Z-]*))*)?(?:\+[0-9a-zA-Z-]+(?:\.[0-9a-zA-Z-]+)*)?$/;

/** Versions of official clients that the backend no longer serves. */
const UNSUPPORTED = /** @type {Record<string, [number, number, number]>} */ ({
  npm: [0, 19, 1],
  "npm-cli": [0, 19, 1],
  actions: [0, 19, 1],
  "python-convex": [0, 0, 2],
  rust: [0, 0, 1],
});

/** First versions that send a `format`; older ones mean the encoded one. */
const SENDS_FORMAT = /** @type {Record<string, [number, number, number]>} */ ({
  npm: [1, 4, 1],
  "npm-cli": [1, 4, 1],
  actions: [1, 4, 1],
  "python-convex": [0, 5, 0],
});

/**
 * Parses `Convex-Client`. The version is the longest one from the right, so
 * that names may have hyphens: `my-client-0.0.1-alpha.2`.
 *
 * @param {string | undefined} header
 * @returns {ClientVersion}
 */
export function parseClientVersion(header) {
  if (header === undefined) {
    return { client: "unknown", version: [0, 0, 0] };
  }
  const parts = header.split("-");
  for (let start = 1; start < parts.length; start++) {
    const match = SEMVER.exec(parts.slice(start).join("-"));
    if (match !== null) {
      const client = parts.slice(0, start).join("-").toLowerCase();
      const [, major, minor, patch] = match.map(Number);
      return { client, version: [major, minor, patch] };
    }
  }
  throw badRequest(
    "InvalidClientVersion",
    `Failed to parse client version string: '${header}'. Expected format is {client_name}-{semver}, e.g. my-esolang-client-0.0.1`,
  );
}

/** @param {ClientVersion} clientVersion */
export function refuseUnsupported({ client, version }) {
  const threshold = own(UNSUPPORTED, client);
  if (threshold !== undefined && compare(version, threshold) <= 0) {
    throw badRequest(
      "ClientVersionUnsupported",
      `The Convex ${client} package at version ${version.join(".")} is no longer supported.`,
    );
  }
}

/**
 * Whether a request without `format` means clean JSON, as it does for every
 * client but old official ones.
 *
 * @param {ClientVersion} clientVersion
 */
export function defaultsToCleanJson({ client, version }) {
  const threshold = own(SENDS_FORMAT, client);
  return threshold === undefined || compare(version, threshold) >= 0;
}

/**
 * @template T
 * @param {Record<string, T>} table
 * @param {string} key
 * @returns {T | undefined}
 */
function own(table, key) {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}

/**
 * @param {[number, number, number]} a
 * @param {[number, number, number]} b
 */
function compare(a, b) {
  const index = a.findIndex((part, i) => part !== b[i]);
  return index === -1 ? 0 : a[index] - b[index];
}
