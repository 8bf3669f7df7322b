// The demo's identity tokens: JWTs that say who somebody is and until when. Nobody signs them, as they are worth nothing.

const ISSUER = "https://demo.invalid";

/**
 * @param {Record<string, string>} claims
 * @param {number} [expiresInSeconds]
 */
export function makeToken(claims, expiresInSeconds = 3600) {
  const iat = Math.floor(Date.now() / 1000);
  const exp = iat + expiresInSeconds;
  const payload = { iss: ISSUER, iat, exp, ...claims };
  return [encode({ alg: "none", typ: "JWT" }), encode(payload), "demo"].join(
    ".",
  );
}

/**
 * Reads who sends a header as functions are told it; null is nobody.
 *
 * @param {string | undefined} authorization
 * @returns {Record<string, string> | null}
 * @throws {Error} says why the token is refused
 */
export function readIdentity(authorization) {
  if (authorization === undefined) return null;
  const [, payload, signature] = authorization.split(".");
  if (signature !== "demo") throw new Error("This is no token of the demo.");
  const { iss, sub, iat: _, exp, ...attributes } = decode(payload);
  if (exp * 1000 <= Date.now()) throw new Error("Token expired");
  return {
    ...attributes,
    subject: sub,
    issuer: iss,
    tokenIdentifier: `${iss}|${sub}`,
  };
}

/** @param {object} part */
function encode(part) {
  const bytes = new TextEncoder().encode(JSON.stringify(part));
  return btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
}

/** @param {string} part */
function decode(part) {
  const text = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  const bytes = Uint8Array.from(text, (byte) => byte.charCodeAt(0));
  return JSON.parse(new TextDecoder().decode(bytes));
}
