import { randomBytes, timingSafeEqual } from "node:crypto";
import { SignJWT, decodeJwt, errors, generateKeyPair, jwtVerify } from "jose";
import { badRequest, unauthenticated } from "./failure.js";
import { identityFromAttributes, identityFromClaims } from "./identity.js";

/** @import { UserIdentity } from "convex/server" */

export const ISSUER = "https://auth.backend.test";
export const AUDIENCE = "convex";

const ALGORITHM = "ES256";

/**
 * Who makes a request. `isAdmin` opens internal functions; an admin may also
 * act as a user.
 *
 * @typedef {{ isAdmin: boolean, user: UserIdentity | null }} Caller
 */

/**
 * What an `Authorization` header claims, before anything in it is verified.
 *
 * @typedef {{ kind: "none" }
 *   | { kind: "bearer", token: string }
 *   | { kind: "admin", key: string, user: UserIdentity | null }} Credentials
 */

/** Signs and verifies tokens with keys that live as long as the process. */
export class Auth {
  #privateKey;
  #publicKey;

  static async create() {
    return new Auth(await generateKeyPair(ALGORITHM));
  }

  /** @param {Awaited<ReturnType<typeof generateKeyPair>>} keys */
  constructor({ privateKey, publicKey }) {
    this.#privateKey = privateKey;
    this.#publicKey = publicKey;
    this.adminKey = `backend|${randomBytes(32).toString("hex")}`;
  }

  /**
   * Signs a token as the identity provider would. The claims win over the
   * defaults, so that tests can make tokens of a wrong issuer or audience.
   *
   * @param {Record<string, unknown>} [claims]
   * @param {{ expiresInSeconds?: number }} [options] negative: already expired
   */
  async mintToken(claims = {}, { expiresInSeconds = 3600 } = {}) {
    const now = Math.floor(Date.now() / 1000);
    return await new SignJWT({
      iss: ISSUER,
      aud: AUDIENCE,
      sub: "user",
      iat: Math.min(now, now + expiresInSeconds),
      exp: now + expiresInSeconds,
      ...claims,
    })
      .setProtectedHeader({ alg: ALGORITHM, typ: "JWT" })
      .sign(this.#privateKey);
  }

  /**
   * @param {Credentials} credentials
   * @returns {Promise<Caller>}
   */
  async authenticate(credentials) {
    switch (credentials.kind) {
      case "none":
        return { isAdmin: false, user: null };
      case "bearer":
        return { isAdmin: false, user: await this.#verify(credentials.token) };
      case "admin":
        if (!equal(credentials.key, this.adminKey)) {
          throw unauthenticated(
            "BadAdminKey",
            "The provided admin key was invalid for this instance",
          );
        }
        return { isAdmin: true, user: credentials.user };
    }
  }

  /** @param {string} token */
  async #verify(token) {
    matchProvider(token);
    try {
      const { payload } = await jwtVerify(token, this.#publicKey, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        requiredClaims: ["sub", "exp"],
      });
      return identityFromClaims(payload);
    } catch (error) {
      // An expired one as well: the real backend has no code of its own for it.
      throw error instanceof errors.JOSEError || error instanceof TypeError
        ? unauthenticated(
            "Unauthenticated",
            "Could not verify OIDC token claim. Check that the token signature is valid and the token hasn't expired.",
          )
        : error;
    }
  }
}

/**
 * Reads an `Authorization` header.
 *
 * @param {string | undefined} header
 * @returns {Credentials}
 */
export function parseAuthorization(header) {
  if (header === undefined) {
    return { kind: "none" };
  }
  if (header.length < "convex ".length) {
    throw badRequest("InvalidHeaderFailure", "Invalid authentication header");
  }
  const [, scheme, rest] = /^(\S*) ?(.*)$/s.exec(header) ?? ["", "", ""];
  switch (scheme.toLowerCase()) {
    case "convex":
      return parseAdminKey(rest);
    case "bearer":
      return { kind: "bearer", token: rest.trim() };
    default:
      // The code is the real backend's, however odd for a header like `Basic`.
      throw badRequest("InvalidAdminKey", "Invalid admin key");
  }
}

/**
 * @param {string} text `key` or `key:base64 of the acting user's attributes`
 * @returns {Credentials}
 */
function parseAdminKey(text) {
  const colon = text.indexOf(":");
  if (colon === -1) {
    return { kind: "admin", key: text, user: null };
  }
  const user = decodeAttributes(text.slice(colon + 1));
  if (user === null) {
    throw badRequest("HeaderParseFailure", "Malformed Authorization header.");
  }
  return { kind: "admin", key: text.slice(0, colon), user };
}

/** @param {string} base64 */
function decodeAttributes(base64) {
  try {
    const json = Buffer.from(base64, "base64").toString("utf8");
    return identityFromAttributes(JSON.parse(json));
  } catch {
    return null;
  }
}

/**
 * Finds out whose token it is, as the real backend does before it verifies any:
 * its claims must name a provider that it knows.
 *
 * @param {string} token
 */
function matchProvider(token) {
  const { iss, aud = [] } = readClaims(token);
  if (iss === undefined) {
    throw unauthenticated(
      "InvalidAuthHeader",
      "Missing issuer claim ('iss') in JWT payload. The JWT must include an 'iss' claim that matches one of your configured auth providers.",
    );
  }
  if (iss !== ISSUER || ![aud].flat().includes(AUDIENCE)) {
    throw unauthenticated(
      "NoAuthProvider",
      `No auth provider found matching the given token. Check that your JWT's issuer and audience match one of your configured providers: [OIDC(domain=${ISSUER}, app_id=${AUDIENCE})]`,
    );
  }
}

/** @param {string} token */
function readClaims(token) {
  try {
    return decodeJwt(token);
  } catch {
    throw unauthenticated(
      "InvalidAuthHeader",
      "Could not parse JWT payload. Check that the token is a valid JWT format with three base64-encoded parts separated by dots.",
    );
  }
}

/**
 * @param {string} a
 * @param {string} b
 */
function equal(a, b) {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
