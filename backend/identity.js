/** @import { UserIdentity } from "convex/server" */
/** @import { JWTPayload } from "jose" */

/** Attributes of `UserIdentity` that have another name as a JWT claim. */
const ATTRIBUTE_BY_CLAIM = /** @type {Record<string, string>} */ ({
  given_name: "givenName",
  family_name: "familyName",
  preferred_username: "preferredUsername",
  profile: "profileUrl",
  picture: "pictureUrl",
  email_verified: "emailVerified",
  birthdate: "birthday",
  zoneinfo: "timezone",
  locale: "language",
  phone_number: "phoneNumber",
  phone_number_verified: "phoneNumberVerified",
  updated_at: "updatedAt",
});

/** Claims about the token rather than the user. */
const TOKEN_CLAIMS = new Set(["iss", "sub", "aud", "exp", "nbf", "iat", "jti"]);

/**
 * The identity that a verified token stands for. Custom claims keep their name.
 *
 * @param {JWTPayload & { iss: string, sub: string }} claims
 * @returns {UserIdentity}
 */
export function identityFromClaims(claims) {
  const attributes = Object.entries(claims)
    .filter(([claim]) => !TOKEN_CLAIMS.has(claim))
    .map(([claim, value]) => [
      Object.hasOwn(ATTRIBUTE_BY_CLAIM, claim)
        ? ATTRIBUTE_BY_CLAIM[claim]
        : claim,
      value,
    ]);
  return {
    ...Object.fromEntries(attributes),
    subject: claims.sub,
    issuer: claims.iss,
    tokenIdentifier: `${claims.iss}|${claims.sub}`,
  };
}

/**
 * The identity that an admin acts as, from the attributes after the admin key;
 * null when they do not name a user.
 *
 * @param {unknown} attributes
 * @returns {UserIdentity | null}
 */
export function identityFromAttributes(attributes) {
  if (
    typeof attributes !== "object" ||
    attributes === null ||
    Array.isArray(attributes)
  ) {
    return null;
  }
  const { issuer, subject, tokenIdentifier } =
    /** @type {Record<string, unknown>} */ (attributes);
  if (typeof tokenIdentifier === "string") {
    const [tokenIssuer, tokenSubject] = tokenIdentifier.split("|", 2);
    return {
      ...attributes,
      issuer: typeof issuer === "string" ? issuer : tokenIssuer,
      subject: typeof subject === "string" ? subject : (tokenSubject ?? ""),
      tokenIdentifier,
    };
  }
  if (typeof issuer === "string" && typeof subject === "string") {
    return {
      ...attributes,
      issuer,
      subject,
      tokenIdentifier: `${issuer}|${subject}`,
    };
  }
  return null;
}
